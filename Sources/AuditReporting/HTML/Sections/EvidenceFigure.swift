import AuditReport

/// One piece of evidence as a figure: what the marks mean, the drawing, what to look for, the numbers.
struct EvidenceFigure {
  private let evidence: Evidence
  private let showsNumbers: Bool

  /// - Parameter showsNumbers: False where the page would get too long: the numbers are in the result document.
  init(_ evidence: Evidence, showsNumbers: Bool = true) {
    self.evidence = evidence
    self.showsNumbers = showsNumbers
  }

  var markup: Markup {
    if let fault = evidence.fault { return "<p class=\"why\">A figure cannot be drawn: \(fault).</p>\n" }
    switch evidence {
    case .histogram(let pair): return histogram(pair)
    case .curve(let curve):
      let plot = CurvePlot(curve)
      return figure(
        curve.title, plot.key + plot.svg, caption: curve.caption, numbers: NumbersTable.rows(of: curve))
    case .heatMap(let map):
      let plot = HeatMapPlot(map)
      return figure(map.title, plot.key + plot.svg, caption: map.caption, numbers: NumbersTable.rows(of: map))
    case .bars(let bars): return RankedBars(bars).markup
    case .table(let table): return NumbersTable.figure(of: table)
    case .multiples(let multiples): return self.multiples(multiples)
    }
  }

  /// The evidence of findings; where the same is drawn for several samples, the title says for which.
  static func distinguished(_ findings: [Finding]) -> [Evidence] {
    var samples: [String: Set<String?>] = [:]
    for finding in findings {
      for evidence in finding.evidence {
        if let title = title(of: evidence) { samples[title, default: []].insert(finding.subject.sample) }
      }
    }
    return findings.flatMap { finding in
      finding.evidence.map { evidence in
        guard let sample = finding.subject.sample, let title = title(of: evidence),
          samples[title, default: []].count > 1
        else { return evidence }
        return evidence.titled("\(title), \(sample)")
      }
    }
  }

  /// The title above a figure; histograms have a legend instead.
  private static func title(of evidence: Evidence) -> String? {
    switch evidence {
    case .histogram: nil
    case .curve(let curve): curve.title
    case .heatMap(let map): map.title
    case .bars(let bars): bars.title
    case .table(let table): table.title
    case .multiples(let multiples): multiples.title
    }
  }

  /// Small figures on common axes, their numbers in one table.
  private func multiples(_ multiples: Multiples) -> Markup {
    var drawing: Markup = multiples.panels.first.map { CurvePlot($0).key } ?? ""
    drawing += "<div class=\"small\">"
    for panel in multiples.panels {
      drawing +=
        "<div><p class=\"pt\">\(name: panel.title)</p>\(CurvePlot(panel, among: multiples.panels).svg)</div>"
    }
    drawing += "</div>"
    var all = multiples.panels.first
    all?.series = multiples.panels.flatMap { panel in
      panel.series.map { Curve.Series(name: "\(panel.title): \($0.name)", points: $0.points) }
    }
    return figure(
      multiples.title, drawing, caption: multiples.caption,
      numbers: all.map { NumbersTable.rows(of: $0) } ?? "")
  }

  private func histogram(_ pair: HistogramPair) -> Markup {
    let note = HistogramNote(pair)
    if pair.axis == .category {
      let plot = CategoryPlot(pair)
      return figure(
        nil, pair.key + plot.svg, caption: pair.caption, note: note.text(hiddenRows: plot.hiddenRows),
        numbers: NumbersTable.rows(of: pair))
    }
    return figure(
      nil, pair.key + RatioPlot(pair).svg, caption: pair.caption, note: note.text(hiddenRows: 0),
      numbers: NumbersTable.rows(of: pair))
  }

  private func figure(
    _ title: String?, _ drawing: Markup, caption: String, note: String = "", numbers: Markup
  ) -> Markup {
    var markup: Markup = "<figure>"
    if let title { markup += "<p class=\"ft\">\(name: title)</p>" }
    markup += "\(drawing)<figcaption>\(caption)"
    if !note.isEmpty { markup += " <span class=\"note\">\(note)</span>" }
    guard showsNumbers else { return markup + "</figcaption></figure>\n" }
    return markup
      + "</figcaption><details><summary>Numbers</summary><div class=\"scroll\" tabindex=\"0\">\(numbers)</div></details></figure>\n"
  }
}

extension Evidence {
  /// The same under another title.
  fileprivate func titled(_ title: String) -> Evidence {
    switch self {
    case .histogram: return self
    case .curve(var curve):
      curve.title = title
      return .curve(curve)
    case .heatMap(var map):
      map.title = title
      return .heatMap(map)
    case .bars(var bars):
      bars.title = title
      return .bars(bars)
    case .table(var table):
      table.title = title
      return .table(table)
    case .multiples(var multiples):
      multiples.title = title
      return .multiples(multiples)
    }
  }
}

/// What the axis of a histogram does not show: contents beyond it, rows without a value, how simulation is scaled.
struct HistogramNote {
  private let pair: HistogramPair

  init(_ pair: HistogramPair) { self.pair = pair }

  func text(hiddenRows: Int) -> String {
    var parts: [String] = []
    let style = NumberStyle.typeset
    let words = PairWords(pair)
    for (place, path) in [
      ("Below the axis", \HistogramPair.Contents.underflow), ("Above the axis", \.overflow),
      ("Without a value", \.missing),
    ] {
      let (data, simulation) = (pair.data[keyPath: path], pair.simulation[keyPath: path])
      guard data != 0 || simulation != 0 else { continue }
      parts.append(
        "\(place): \(style.rounded(data, digits: 4)) in \(words.data), \(style.rounded(simulation, digits: 4)) in \(words.simulation)."
      )
    }
    let hidden = ContentRange(pair).hiddenBins
    if hidden > 0 {
      parts.append(
        "\(hidden == 1 ? "One bin with" : "\(hidden) bins with") negative contents cannot be shown on a logarithmic scale."
      )
    }
    if pair.processes.contains(where: { $0.values.contains { $0 < 0 } }) {
      parts.append("Where a process is negative, the outline is below the area: it shows the sum.")
    }
    if hiddenRows > 0 { parts.append("\(hiddenRows) further labels are in the table.") }
    return parts.joined(separator: " ")
  }
}
