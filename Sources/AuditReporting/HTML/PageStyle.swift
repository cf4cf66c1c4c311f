/// The style sheet of reports: a paper, not a dashboard. System fonts, figures in tabular numerals, colours that
/// colour-blind readers can tell apart (processes: Petroff, arXiv:2107.02270; heat maps: ColorBrewer RdBu, Blues).
enum PageStyle {
  static let css: Markup = #"""
    :root{--paper:#fff;--ink:#1b1d20;--soft:#5c626b;--line:#d9dce0;--faint:#f4f5f6;--link:#1d4f91;
    --fail:#a8200d;--warning:#8a5a00;--inconclusive:#5b4b8a;--pass:#1c6b52;--info:#5c626b;
    --sim:#c3d5e8;--simline:#3b5b80;--band:#5c626b;--bandalpha:.32;--data:#101113;
    --p0:#3f90da;--p1:#ffa90e;--p2:#bd1f01;--p3:#94a4a2;--p4:#832db6;--p5:#a96b59;--p6:#e76300;--p7:#b9ac70;
    --p8:#717581;--p9:#92dadd;
    --h0:#f7fbff;--h1:#deebf7;--h2:#c6dbef;--h3:#9ecae1;--h4:#6baed6;--h5:#4292c6;--h6:#2171b5;--h7:#08519c;
    --h8:#08306b;
    --v0:#2166ac;--v1:#4393c3;--v2:#92c5de;--v3:#d1e5f0;--v4:#f7f7f7;--v5:#fddbc7;--v6:#f4a582;--v7:#d6604d;
    --v8:#b2182b}
    @media (prefers-color-scheme:dark){:root{--paper:#15171a;--ink:#e6e7e9;--soft:#a3a9b2;--line:#363a40;
    --faint:#1e2124;--link:#8fb8ee;--fail:#ff8f7a;--warning:#e5b454;--inconclusive:#b9a8ee;--pass:#74c8a6;
    --info:#a3a9b2;--sim:#34506f;--simline:#9dbde0;--band:#c2c7ce;--bandalpha:.3;--data:#f4f5f6;    --p2:#f0603f;--p4:#b27be0;--p5:#c98d7c;--p8:#9a9eaa;
    --h0:#15202c;--h1:#12304d;--h2:#10406f;--h3:#0f5191;--h4:#2171b5;--h5:#4292c6;--h6:#6baed6;--h7:#9ecae1;
    --h8:#deebf7;--v3:#2f4a5e;--v2:#2f6a94;--v1:#4393c3;--v0:#92c5de;--v4:#2a2d31;--v5:#5e3f33;--v6:#9c5540;
    --v7:#d6604d;--v8:#f4a582}}
    @media print{:root{--paper:#fff;--ink:#000;--soft:#444;--line:#ccc;--faint:#fff;--link:#000;--fail:#a8200d;
    --warning:#8a5a00;--inconclusive:#5b4b8a;--pass:#1c6b52;--info:#444;--sim:#c3d5e8;--simline:#3b5b80;
    --band:#5c626b;--bandalpha:.32;--data:#000;--p2:#bd1f01;--p4:#832db6;--p5:#a96b59;
    --p8:#717581;
    --h0:#f7fbff;--h1:#deebf7;--h2:#c6dbef;--h3:#9ecae1;--h4:#6baed6;--h5:#4292c6;--h6:#2171b5;--h7:#08519c;
    --h8:#08306b;
    --v0:#2166ac;--v1:#4393c3;--v2:#92c5de;--v3:#d1e5f0;--v4:#f7f7f7;--v5:#fddbc7;--v6:#f4a582;--v7:#d6604d;
    --v8:#b2182b}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
    body{margin:0 auto;max-width:68rem;padding:2rem 1.5rem 4rem;background:var(--paper);color:var(--ink);
    font:1rem/1.5 Charter,"Bitstream Charter","Sitka Text",Cambria,"Noto Serif",Georgia,serif;
    counter-reset:fig;overflow-wrap:break-word}
    table,svg,.m,.n,.key,nav,.counts,.kicker,.filter,.lk{font-family:system-ui,-apple-system,"Segoe UI",Roboto,
    "Helvetica Neue","Noto Sans",Arial,sans-serif;font-variant-numeric:tabular-nums}
    h1{font-size:1.75rem;line-height:1.25;margin:.3rem 0 .6rem;font-weight:600;text-wrap:balance}
    h2{font-size:1.35rem;margin:2.6rem 0 .7rem;padding-top:.5rem;border-top:2px solid var(--ink);font-weight:600}
    h3{font-size:1.1rem;margin:0 0 .6rem;font-weight:600;display:flex;flex-wrap:wrap;gap:.2rem .8rem;
    align-items:baseline;min-width:0}
    h3 bdi,h3{overflow-wrap:anywhere}
    p{margin:.4rem 0 .8rem;max-width:46rem}
    a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:2px}
    small{font-size:.86em;color:var(--soft)}
    code,pre{font:.84em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;
    overflow-wrap:anywhere}
    pre{white-space:pre-wrap;background:var(--faint);padding:.8rem 1rem;margin:.5rem 0;border-radius:3px}
    .kicker{color:var(--soft);margin:0;font-size:.9rem}
    header.fail h1 span{color:var(--fail)}header.pass h1 span{color:var(--pass)}
    header.inconclusive h1 span{color:var(--inconclusive)}
    .counts{list-style:none;margin:.4rem 0 1rem;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;
    font-size:.95rem}
    .counts .fail,.m.fail{color:var(--fail)}.counts .warning,.m.warning{color:var(--warning)}
    .counts .inconclusive,.m.inconclusive{color:var(--inconclusive)}.counts .pass,.m.pass{color:var(--pass)}
    .counts .info,.m.info{color:var(--info)}
    .m{font-size:.84rem;font-weight:600;white-space:nowrap}.m.pass,.m.info{font-weight:400}
    nav{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.88rem;border-top:1px solid var(--line);
    border-bottom:1px solid var(--line);padding:.45rem 0}
    .lead{font-style:italic}
    .rule{font-size:.88rem;color:var(--soft)}
    .n{white-space:nowrap}
    .worst{margin:0;padding:0;list-style:none}
    .worst li{border-left:3px solid var(--line);padding:.1rem 0 .1rem .8rem;margin:0 0 .7rem}
    .worst li.fail{border-color:var(--fail)}.worst li.warning{border-color:var(--warning)}
    .worst li.inconclusive{border-color:var(--inconclusive)}
    .worst p{margin:0;max-width:none}.worst .m{display:inline-block;min-width:6.4rem}
    .worst .n{margin-left:.5rem;font-size:.92rem}.worst .l{color:var(--soft)}
    .why{color:var(--soft);font-size:.92rem}
    table{border-collapse:collapse;font-size:.86rem;line-height:1.35;width:100%}
    th,td{text-align:left;padding:.28rem .5rem;vertical-align:baseline;font-weight:400}
    tr>:first-child{padding-left:0}tr>:last-child{padding-right:0}
    thead th{color:var(--soft);border-bottom:1px solid var(--ink);font-size:.8rem;vertical-align:bottom}
    tbody tr{border-bottom:1px solid var(--line)}
    .r{text-align:right}.samples .r{white-space:nowrap}td.why{font-size:inherit}
    .samples .part th{padding-left:1rem}.samples tbody th{font-weight:600}.samples .part th{font-weight:400}
    .files{padding-left:1.2rem;font-size:.9rem}
    caption{text-align:left;font-weight:600;padding:.2rem 0 .5rem;font-size:.95rem}
    figure{margin:0 0 1.2rem;counter-increment:fig;break-inside:avoid}
    figcaption{font-size:.88rem;color:var(--soft);line-height:1.45;max-width:46rem;margin-top:.3rem}
    figcaption::before{content:"Figure " counter(fig) ". ";color:var(--ink);font-weight:600}
    .ft{font-weight:600;margin:0 0 .2rem}
    .card{border-top:1px solid var(--line);padding:1.1rem 0 .6rem}
    .cols{display:grid;grid-template-columns:minmax(0,29rem) minmax(0,1fr);gap:1.2rem 2rem;align-items:start}
    .cols>:only-child{grid-column:1/-1}
    .facts th a{color:inherit;text-decoration-color:var(--line)}
    table.facts td,table.facts th{padding-top:.24rem;padding-bottom:.24rem}
    .notes{margin:.8rem 0 0;padding-left:1.1rem;font-size:.92rem}
    svg{display:block;width:100%;height:auto;overflow:visible}
    svg text{font-size:12px;fill:var(--ink)}
    .ty text,.te{text-anchor:end}.tx text,.tc text{text-anchor:middle}
    .ax{fill:none;stroke:var(--ink);stroke-width:1}
    .one{fill:none;stroke:var(--soft);stroke-width:1;stroke-dasharray:3 3}
    .s{fill:var(--sim)}.sb{fill:var(--band);opacity:var(--bandalpha)}
    .so{fill:none;stroke:var(--simline);stroke-width:1.2}
    .d{fill:none;stroke:var(--data);stroke-width:4.6;stroke-linecap:round}.da{fill:var(--data)}
    .e{fill:none;stroke:var(--data);stroke-width:1.1}
    .key{list-style:none;margin:0 0 .3rem;padding:0;display:flex;flex-wrap:wrap;gap:.1rem 1rem;font-size:.8rem;
    color:var(--soft);align-items:center;max-width:none}
    .key li{display:flex;align-items:center;gap:.4rem;min-width:0;overflow-wrap:anywhere}
    .key i{flex:none;display:inline-block;width:1rem;height:.7rem}
    .key .kd{width:.5rem;height:.5rem;border-radius:50%;background:var(--data)}
    .key .kb{background:var(--band);opacity:var(--bandalpha)}
    .key .kl{width:26px;height:8px}
    i.s{background:var(--sim);border-top:2px solid var(--simline)}
    """# + Markup(stringLiteral: processes + curves) + #"""
      .c{fill:none;stroke-width:1.8}.cb{opacity:.2}.cp{fill:none;stroke-width:4.5;stroke-linecap:round}
      .tol{fill:none;stroke:var(--fail);stroke-width:1.3;stroke-dasharray:7 4}
      .tc text{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
      .ramp{display:inline-flex;border:1px solid var(--line)}.ramp i{width:1.2rem}
      .rank th[scope=row]{white-space:nowrap;width:1%}.rank .n,.rank td:last-child{white-space:nowrap;width:1%}
      .rank tbody th,.rank tbody td{padding-top:0;padding-bottom:0;line-height:1.7}
      .rank tbody tr{border-bottom:1px solid var(--faint)}
      .rank .plot{padding:0;border-left:1px solid var(--ink);vertical-align:middle}
      .rank .plot{position:relative}.rank .plot svg{height:1.5rem}.more{position:absolute;right:0;top:0;line-height:1.5rem}
      .rank .axis{position:relative;height:1.5rem;padding:0;min-width:6rem}
      .rank .axis span:not(.vh){position:absolute;bottom:.2rem;transform:translateX(-50%)}
      .rank path{vector-effect:non-scaling-stroke}
      .ri{fill:none;stroke:currentColor;stroke-width:2}
      .rp{fill:none;stroke:currentColor;stroke-width:8;stroke-linecap:round}
      .rank .plot{color:var(--simline)}.rank .fail .plot{color:var(--fail)}.rank .warning .plot{color:var(--warning)}
      .rank .inconclusive .plot{color:var(--inconclusive)}.rank .pass .plot{color:var(--pass)}
      .rl,.rz{fill:none;stroke:var(--ink);stroke-width:1}.rl.warning{stroke-dasharray:3 3}.rz{stroke:var(--line)}
      .lk{white-space:nowrap;font-size:.82rem;padding-left:1.1em;position:relative;margin-left:.6em;color:var(--ink)}
      .lk::before{content:"";position:absolute;left:.3em;top:.1em;bottom:.1em;border-left:1px solid}
      .lk.warning::before{border-left-style:dashed}
      details{margin:.4rem 0}summary{cursor:pointer;color:var(--link);font-size:.88rem}
      .scroll{overflow-x:auto;max-height:26rem;overflow-y:auto}
      .num{width:auto}.num td,.num th{text-align:right;font-size:.8rem;white-space:nowrap;padding:.12rem .6rem}
      .num tbody th,.num th:first-child,.num .t{text-align:left}
      dl{margin:.5rem 0}dt{font-weight:600;margin-top:.6rem}dd{margin:0;max-width:46rem}
      dl.facts{display:grid;grid-template-columns:auto 1fr;gap:.2rem 1.2rem}dl.facts dt{margin:0}
      dt code{font-weight:400;color:var(--soft)}.formula{white-space:normal;font-style:italic;color:var(--soft)}
      :target{background:color-mix(in srgb,var(--link) 12%,transparent)}
      .vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
      .filter{font-size:.9rem}.chapter:has(.only:checked) .quiet{display:none}
      @media (max-width:60rem){.cols{grid-template-columns:minmax(0,1fr)}.figs{max-width:34rem}}
      @media (max-width:36rem){body{padding:1rem 1rem 3rem}h1{font-size:1.4rem}
      .flow thead,.rank thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
      .flow,.flow tbody,.rank,.rank tbody,.rank caption{display:block}
      .flow tr{display:flex;flex-wrap:wrap;gap:0 .9rem;padding:.35rem 0}
      .flow tr>*{padding:0;text-align:left}.flow tbody th{flex:1 1 100%}
      .flow td:empty{display:none}
      .flow td[data-l]::before{content:attr(data-l) " ";color:var(--soft)}
      .rank tr{display:grid;grid-template-columns:minmax(0,1fr) auto auto;gap:0 .7rem;padding:.2rem 0}
      .rank th[scope=row]{width:auto;white-space:normal;overflow-wrap:anywhere;padding:0}
      .rank .plot{grid-row:2;grid-column:1/-1;border-left:1px solid var(--ink)}
      .rank .n,.rank td:last-child{width:auto;padding:0}
      .worst .n{display:inline-block}}
      @media print{@page{size:A4;margin:16mm 14mm 18mm}html{font-size:9pt}body{max-width:none;padding:0}
      nav,.filter,figure details,#samples details{display:none}
      .card,.worst li,tr{break-inside:avoid}h2,h3{break-after:avoid}
      .cols{grid-template-columns:minmax(0,88mm) minmax(0,1fr);gap:4mm}
      .scroll{overflow:visible;max-height:none}
      .open-in-print::details-content{content-visibility:visible;display:block}
      .open-in-print>:not(summary){display:block}
      *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
      a{text-decoration:none}}
      """#

  /// Areas and keys of ten processes: the colour mixed with the page, so that data stand out.
  private static let processes = (0..<10)
    .map {
      ".p\($0){--c:color-mix(in srgb,var(--p\($0)) 66%,var(--paper));fill:var(--c);background:var(--c)}\n"
    }
    .joined()

  /// Eight curves: a colour and a dash pattern each, so that neither alone has to tell them apart.
  private static let curves = zip(
    [0, 6, 4, 8, 2, 5, 3, 1], ["none", "8 3", "2 3", "8 3 2 3", "12 4", "5 2", "1 3", "10 3 3 3"]
  )
  .enumerated()
  .map { index, style in
    """
    .c.c\(index),.cp.c\(index){stroke:var(--p\(style.0))}.c.c\(index){stroke-dasharray:\(style.1)}\
    .cb.c\(index){fill:var(--p\(style.0))}

    """
  }
  .joined()
}
