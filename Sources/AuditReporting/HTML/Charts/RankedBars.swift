import AuditReport

/// Ranked quantities with their intervals and limits: a table with a small drawing in each row.
///
/// Being a table it needs no second one for screen readers, and its drawings stretch to the width of the page.
struct RankedBars {
  struct Row: Sendable {
    var name: String
    var link: Anchor?
    var value: Double
    var low: Double
    var high: Double
    var unit: String?
    var mark: Mark?
    /// The other side of a tornado.
    var opposite: Bars.Opposite?
  }

  private let title: String
  private let label: String
  private let caption: String
  private let rows: [Row]
  private let limits: [Limit]
  private let scale: Scale

  /// Draws evidence as it is.
  init(_ bars: Bars) {
    self.init(
      title: bars.title, label: bars.label, caption: bars.caption,
      rows: bars.items.map {
        Row(name: $0.name, value: $0.value, low: $0.low, high: $0.high, opposite: $0.opposite)
      },
      limits: bars.limits)
  }

  /// Ranks findings of one metric, largest first.
  init(findings: [Finding], entry: GlossaryEntry, names: SubjectNames) {
    var limits: [Limit] = []
    for limit in findings.compactMap(\.limit)
    where !limits.contains(where: { ($0.min, $0.max, $0.severity) == (limit.min, limit.max, limit.severity) })
    {
      limits.append(limit)
    }
    let rows = findings.compactMap { finding in
      finding.estimate.map {
        Row(
          name: names.name(of: finding), link: Anchor(finding.id), value: $0.value, low: $0.low,
          high: $0.high,
          unit: $0.unit, mark: Mark(finding))
      }
    }
    self.init(
      title: "\(entry.title), ranked", label: entry.title,
      caption: entry.meaning + " Look for intervals that reach beyond a limit.",
      rows: rows.sorted { $0.value != $1.value ? $0.value > $1.value : $0.name < $1.name }, limits: limits)
  }

  private init(title: String, label: String, caption: String, rows: [Row], limits: [Limit]) {
    self.title = title
    self.label = label
    self.caption = caption
    self.rows = rows
    // More limits than one can tell apart are left to the tables of findings.
    self.limits =
      limits.count <= 4 ? limits.sorted { ($0.max ?? 0, $0.min ?? 0) < ($1.max ?? 0, $1.min ?? 0) } : []
    let values = rows.flatMap { row in
      [row.value, row.low, row.high] + (row.opposite.map { [$0.value, $0.low, $0.high] } ?? [])
    }
    let lines = self.limits.flatMap { [$0.min, $0.max].compactMap { $0 } }
    let low = min(0, values.min() ?? 0)
    // One interval that is much longer than the others shall not press them together: it ends in an arrow.
    let ends = rows.map { max($0.high, $0.opposite?.high ?? $0.high) }.sorted()
    let usual = ends.isEmpty ? 1 : ends[ends.count * 4 / 5] * 1.3
    let high = min(
      max(ends.last ?? 1, lines.max() ?? 0, 0),
      max(
        usual, (rows.map { max($0.value, $0.opposite?.value ?? $0.value) }.max() ?? 0) * 1.1,
        (lines.max() ?? 0) * 1.2))
    let margin = (high - low) * 0.04
    scale = Scale(from: low < 0 ? low - margin : 0, to: high + margin, start: 0, end: 1000)
  }

  var markup: Markup {
    let ticks = Ticks(scale, about: 5)
    var markup: Markup =
      "<figure class=\"ranked\"><table class=\"rank\">\n<caption>\(name: title)</caption>\n<thead><tr>"
    markup +=
      "<th scope=\"col\"><span class=\"vh\">name</span><th scope=\"col\" class=\"axis\"><span class=\"vh\">drawing</span>"
    let labelled = ticks.major.filter { scale.contains($0.value) }
    for (place, tick) in labelled.enumerated() {
      // Where there is little room, every other label is left out.
      let spare: Markup = labelled.count > 2 && place % 2 == 1 ? " class=\"x\"" : ""
      markup += "<span\(spare) style=\"left:\(at: scale(tick.value) / 10)%\">\(label: tick.label)</span>"
    }
    markup +=
      "<th scope=\"col\" class=\"r\">\(name: label)\(label: ticks.factor.isEmpty ? "" : ", axis")\(label: ticks.factor)"
    if rows.contains(where: { $0.mark != nil }) { markup += "<th scope=\"col\">verdict" }
    markup += "</thead>\n<tbody>\n"
    let lines = limitLines
    let drawn = self.drawn
    for row in drawn { markup += line(row, lines) }
    markup += "</tbody></table>\n<figcaption>\(caption)"
    if drawn.count < rows.count {
      markup += " The \(rows.count - drawn.count) that follow are in the result document."
    }
    for limit in limits {
      markup +=
        " <span class=\"lk \(label: limit.severity.rawValue)\">\(label: limit.severity == .error ? "error" : "warning") limit \(label: limit.text(style: .typeset))</span>"
    }
    return markup + "</figcaption></figure>\n"
  }

  /// Nobody reads a ranking of a hundred rows to its end: the first ones, and every one that fails.
  private var drawn: [Row] {
    rows.enumerated().filter { place, row in
      place < Self.mostRows || row.mark == .fail || row.mark == .warning
    }.map(\.element)
  }

  private static let mostRows = 40

  private func line(_ row: Row, _ limitLines: Markup) -> Markup {
    var whisker = PathData()
    whisker.move(scale(row.low), 10)
    whisker.horizontal(scale(row.high))
    var point = PathData()
    point.dot(scale(row.value), 10)
    var other = PathData()
    var bars = Markup()
    if let opposite = row.opposite {
      other.move(scale(opposite.low), 10)
      other.horizontal(scale(opposite.high))
      bars = bar(row.value, "bp") + bar(opposite.value, "bm")
    }
    var markup: Markup = row.mark.map { "<tr class=\"\(label: $0.rawValue)\">" } ?? "<tr>"
    // A finding is told from its neighbours by the end of its name; a table has room for it.
    let length = row.link == nil ? 34 : 48
    markup +=
      row.name.count > length
      ? "<th scope=\"row\" title=\"\(label: row.name, limit: 400)\">" : "<th scope=\"row\">"
    markup +=
      row.link.map { "<a href=\"#\($0)\">\(name: VisibleText.short(row.name, length: length))</a>" }
      ?? "\(name: VisibleText.short(row.name, length: length))"
    markup +=
      "<td class=\"plot\"><svg viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\(bars)\(limitLines)<path class=\"ri\" d=\"\(whisker)\"/>"
    markup +=
      row.opposite == nil
      ? "<path class=\"rp\" d=\"\(point)\"/></svg>" : "<path class=\"ri\" d=\"\(other)\"/></svg>"
    if row.high > scale.high {
      markup += "<span class=\"more\" title=\"the interval is longer than the axis\">→</span>"
    }
    let text = EstimateText(value: row.value, low: row.low, high: row.high, unit: row.unit, style: .typeset)
    let isExact = row.mark == nil && row.low == row.high
    let interval: Markup = isExact ? "\(text.scale)" : " <small>\(text.interval)\(text.scale)</small>"
    markup += "<td class=\"r n\">\(text.value)\(interval)"
    if let opposite = row.opposite {
      let text = EstimateText(
        value: opposite.value, low: opposite.low, high: opposite.high, unit: row.unit, style: .typeset)
      markup += "<br>\(text.value) <small>\(text.interval)\(text.scale)</small>"
    }
    if let mark = row.mark { markup += "<td>\(mark.badge)" }
    return markup + "\n"
  }

  /// A bar from 0 to a value.
  private func bar(_ value: Double, _ style: String) -> Markup {
    var path = PathData()
    let (from, to) = (scale(0), scale(value))
    path.move(from, 4)
    path.line(to, 4)
    path.line(to, 16)
    path.line(from, 16)
    path.close()
    return "<path class=\"\(label: style)\" d=\"\(path)\"/>"
  }

  private var limitLines: Markup {
    var markup = Markup()
    for limit in limits {
      var path = PathData()
      for value in [limit.min, limit.max].compactMap({ $0 }) where scale.contains(value) {
        path.stroke(scale(value), from: 0, to: 20)
      }
      markup += "<path class=\"rl \(label: limit.severity.rawValue)\" d=\"\(path)\"/>"
    }
    if scale.low < 0 { markup += "<path class=\"rz\" d=\"M\(at: scale(0)) 0V20\"/>" }
    return markup
  }
}
