import AuditReport
import Foundation
import Testing

/// What an audit does not look at, it says: in every report, in the headline, and by failing where that is asked for.
@Suite struct OmissionTests {
  private let program: Program

  /// Two samples that agree but for `showers`, with columns of every kind that is passed over.
  init() throws {
    program = try Program()
    let problems = try program.python(
      """
      import h5py, numpy as np
      rng = np.random.default_rng(5)
      for name, scale in (("sim.h5", 1.0), ("data.h5", 1.5)):
          with h5py.File(name, "w") as f:
              n = 3000
              f["pt"], f["im_width"] = rng.exponential(1, n), rng.normal(size=n)
              f["showers"], f["pair"] = scale * rng.exponential(1, (n, 4)), rng.normal(size=(n, 2))
              f["hits"] = np.array([rng.normal(size=rng.integers(0, 3)) for _ in range(n)],
                                   dtype=h5py.vlen_dtype(np.float32))
              f["im_truth"], f["gen_flux"], f["weight_w"] = (rng.normal(size=n) for _ in range(3))
              f["event"] = np.arange(n)
              f["bins"] = np.arange(7.0)
              f["period"] = np.array([b"A", b"B"])[rng.integers(0, 2, n)]
              if name == "sim.h5": f["w"] = np.ones(n); f["only_here"] = rng.normal(size=n)
      with h5py.File("arrays.h5", "w") as f:
          f["showers"], f["images"] = rng.normal(size=(50, 12)), rng.normal(size=(50, 4, 4))
          f["tracks"] = rng.normal(size=(50, 2))
      """)
    #expect(problems == "")
  }

  private func shift(_ arguments: String...) throws -> Program.Run {
    try program.run(
      ["shift", "--simulation", "sim.h5", "--data", "data.h5", "--weight", "w", "-o", "out"] + arguments)
  }

  private func report() throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(program.text("out/shift.json").utf8))
  }

  private let guessed: Set = ["im_truth", "gen_flux", "weight_w", "event"]

  @Test("every column is audited or stands in the section with its reason, in every format")
  func everyColumnIsAccountedFor() throws {
    let run = try shift("--format", "json", "html", "markdown", "text", "junit", "github", "openmetrics")
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    let report = try report()
    let audited = Set(
      report.findings.flatMap { [$0.subject.feature, $0.subject.category].compactMap(\.self) })
    #expect(audited == ["pt", "im_width", "period"])
    let passedOver = guessed.union(["showers", "pair", "hits", "bins"])
    #expect(Set(report.overlooked) == passedOver)
    let reasons = Dictionary(grouping: report.notLookedAt, by: \.column).mapValues { $0[0] }
    #expect(Set(reasons.keys) == passedOver.union(["w", "only_here"]))
    #expect(
      reasons["showers"]?.reason
        == "has 4 values a row; name one, as showers[0], or a reduction, as max(showers)")
    #expect(reasons["showers"]?.samples == ["data", "simulation"] && reasons["w"]?.samples == ["simulation"])
    #expect(reasons["hits"]?.kind == "several values" && reasons["gen_flux"]?.kind == "truth")
    #expect(
      reasons["bins"]?.kind == "not readable" && reasons["bins"]?.reason == "has 7 rows, the table 3000")
    #expect(reasons["w"]?.kind == "weight" && reasons["only_here"]?.kind == "one sample only")
    for format in ["html", "md", "txt", "xml"] {
      let text = try program.text("out/shift.\(format)").replacing("\\_", with: "_")
      for name in reasons.keys { #expect(text.contains(name), "\(name) in \(format)") }
      if format != "xml" { #expect(text.contains("8 columns were not looked at."), "\(format)") }
    }
    #expect(try program.text("out/shift.prom").contains("simaudit_columns_not_looked_at 8\n"))
    #expect(run.output.contains("::warning title=Not looked at::8 columns were not looked at: "))
    #expect(run.errors.contains("simaudit: note: not looked at: "))
  }

  @Test("--strict fails on what nobody decided, and passes once it is declared, chosen or left unchosen")
  func strict() throws {
    let lenient = [
      "--limit", "ks=1", "--limit", "tvd=1", "--limit", "iqr-ratio=10", "--limit", "median-shift=1",
      "--limit", "missing=1", "--limit", "out-of-range=1", "--strict", "--quiet",
    ]
    func strict(_ arguments: [String]) throws -> Program.Run {
      try program.run(
        ["shift", "--simulation", "sim.h5", "--data", "data.h5", "--weight", "w", "-o", "out"] + lenient
          + arguments)
    }
    let open = try strict([])
    #expect(
      open.status == 1 && open.errors.contains("'showers'") && open.errors.contains("--ignore"),
      "\(open.errors)")
    for arguments in [
      ["--ignore", "showers", "pair", "hits", "bins", "im_truth", "gen_*", "weight_w", "event"],
      ["--features", "pt"], ["--features", "pt", "showers[1]", "max(hits)"],
    ] {
      let run = try strict(arguments)
      #expect(run.status == 0, "\(arguments): \(run.errors)")
    }
    try program.write(
      """
      samples: {data: {files: data.h5}, simulation: {files: sim.h5, weight: w}}
      ignore: [showers, pair, hits, bins, "im_t*", gen_flux, weight_w]
      output: {directory: out, name: shift}
      limits: [{metric: ks, max: 1}, {metric: tvd, max: 1}, {metric: iqr-ratio, max: 10}, {metric: median-shift, max: 1},
        {metric: missing, max: 1}, {metric: out-of-range, max: 1}]
      strict: true
      """, to: "simaudit.yaml")
    let undeclared = try program.run("audit", "--quiet")
    #expect(
      undeclared.status == 1 && undeclared.errors.contains("'event' not looked at"), "\(undeclared.errors)")
    #expect(try program.run("audit", "--quiet", "--ignore", "ev*").status == 0)
  }

  @Test("a pattern brings nothing back that its name keeps out, and says so; the name itself does")
  func patterns() throws {
    #expect(try shift("--features", "im_*").status < 2)
    var report = try report()
    #expect(!report.findings.contains { $0.subject.feature == "im_truth" })
    #expect(report.findings.contains { $0.subject.feature == "im_width" })
    let truth = report.notLookedAt.first { $0.column == "im_truth" }
    #expect(truth?.counts == true && truth?.reason.hasPrefix("fits 'im_*' but ") == true)
    #expect(report.notLookedAt.first { $0.column == "pt" }?.kind == "not chosen")
    #expect(report.notLookedAt.first { $0.column == "showers" }?.counts == false)
    #expect(try shift("--features", "im_*", "im_truth").status < 2)
    report = try self.report()
    #expect(report.findings.contains { $0.subject.feature == "im_truth" })
  }

  @Test("of columns of which some element is audited, it says which")
  func elements() throws {
    #expect(try shift("--features", "pt", "showers[*]").status < 2)
    let report = try report()
    #expect(Set(report.findings.compactMap(\.subject.feature)).count == 5)
    let showers = try #require(report.notLookedAt.first { $0.column == "showers" })
    #expect(
      showers.reason == "is looked at through showers[0], showers[1], showers[2] and 1 more alone"
        && !showers.counts)
  }

  @Test("where there is nothing but arrays, the sentence names them and how to name an element")
  func nothingButArrays() throws {
    let run = try program.run("shift", "--simulation", "arrays.h5", "--data", "arrays.h5")
    #expect(run.status == 2 && run.output.isEmpty)
    for words in ["'showers' has 12 values a row", "showers[0]", "images[0,0]", "max(tracks)", "--features"] {
      #expect(run.errors.contains(words), "\(words): \(run.errors)")
    }
  }

  @Test("a title stands in the page's title and head, in Markdown and on the terminal")
  func title() throws {
    try program.write(
      """
      title: Version <7> of everything
      samples: {data: {files: data.h5}, simulation: {files: sim.h5}}
      features: [pt]
      output: {directory: out, name: shift, formats: [html, markdown, text]}
      """, to: "simaudit.yaml")
    let run = try program.run("audit")
    #expect(run.output.contains("Version <7> of everything\n"), "\(run.errors)")
    let page = try program.text("out/shift.html")
    #expect(page.contains("<title>Version &lt;7&gt; of everything: "))
    #expect(page.contains("<p class=\"title\">Version &lt;7&gt; of everything</p>"))
    #expect(try program.text("out/shift.md").hasPrefix("# Version &lt;7&gt; of everything\n"))
    #expect(try program.text("out/shift.txt").contains("Version <7> of everything\n"))
  }
}
