import AuditReport

/// Several simulations (versions, generators, slices) against data: a row for each column of the samples, a column for each
/// comparison, in one headline metric.
struct VersionTable {
  /// Names of the comparisons, in the order of the document.
  let versions: [String]
  /// Names of the columns of the samples; what fails most often first.
  let subjects: [String]
  private let cells: [String: [String: Finding]]
  private let entry: GlossaryEntry
  /// True when versions of a simulation are compared with the same data; false for pairs of any samples.
  private let isOfSimulations: Bool

  /// Nil unless there are at least two comparisons.
  init?(_ findings: [Finding], entry: GlossaryEntry) {
    self.entry = entry
    let ofMetric = findings.filter { $0.metric == entry.id && $0.subject.simulation != nil }
    let data = Set(ofMetric.map(\.subject.data))
    var versions: [String] = []
    var subjects: [String] = []
    var cells: [String: [String: Finding]] = [:]
    for finding in ofMetric {
      guard let column = finding.subject.column, finding.subject.other == nil,
        let version = data.count == 1 ? finding.subject.simulation : finding.subject.comparison
      else { continue }
      if !versions.contains(version) { versions.append(version) }
      if cells[column] == nil { subjects.append(column) }
      cells[column, default: [:]][version] = finding
    }
    guard versions.count > 1 else { return nil }
    isOfSimulations = data.count == 1
    let worst = subjects.map { column in
      (column, cells[column]?.values.map(\.rank).min() ?? 9, cells[column]?.values.map(\.excess).max() ?? 0)
    }
    self.versions = versions
    self.subjects = worst.enumerated().sorted { a, b in
      if a.element.1 != b.element.1 { return a.element.1 < b.element.1 }
      return a.element.2 != b.element.2 ? a.element.2 > b.element.2 : a.offset < b.offset
    }.map(\.element.0)
    self.cells = cells
  }

  /// The finding of a column in a comparison.
  func finding(_ subject: String, _ version: String) -> Finding? { cells[subject]?[version] }

  /// How many columns of a comparison did not pass.
  func open(_ version: String) -> Int { subjects.count { finding($0, version)?.isOpen ?? false } }

  private var heading: String { isOfSimulations ? "of each simulation" : "of each pair of samples" }

  var markup: Markup {
    var markup: Markup =
      "<figure class=\"tab\"><div class=\"sideways\" tabindex=\"0\"><table class=\"num versions\">\n<caption>"
    markup += "\(entry.title) \(label: heading)</caption>\n<thead><tr><th scope=\"col\">column"
    for version in versions { markup += "<th scope=\"col\">\(name: version, limit: 60)" }
    markup += "</thead><tbody>\n"
    for subject in subjects {
      markup += "<tr><th scope=\"row\">\(name: subject, limit: 60)"
      for version in versions {
        guard let finding = finding(subject, version) else {
          markup += "<td>–"
          continue
        }
        let mark = Mark(finding)
        markup += "<td><a href=\"#\(Anchor(finding.id))\">"
        markup += finding.estimate?.markup ?? "–"
        markup +=
          "</a> <span class=\"m \(label: mark.rawValue)\" title=\"\(label: mark.word)\">\(label: mark.symbol)<span class=\"vh\"> \(label: mark.word)</span></span>"
      }
      markup += "\n"
    }
    markup += "</tbody><tfoot><tr><th scope=\"row\">did not pass"
    for version in versions { markup += "<td>\(open(version)) of \(subjects.count)" }
    let caption =
      isOfSimulations
      ? "Read along a row: where versions differ by more than their intervals, one of them describes the data better."
      : "Read along a row: where pairs differ by more than their intervals, one of the samples is the odd one out."
    return markup
      + "</tfoot></table></div><figcaption>\(caption) What did not pass comes first.</figcaption></figure>\n"
  }

  /// The same for Markdown, cut after so many rows.
  func markdown(rows: Int) -> String {
    func cell(_ text: String) -> String { MarkdownText.inline(VisibleText.short(text, length: 40)) }
    var text = "**\(MarkdownText.inline(entry.title)) \(heading)**\n\n| |"
    for version in versions { text += " \(cell(version)) |" }
    text += "\n|---|" + String(repeating: "---|", count: versions.count) + "\n"
    for subject in subjects.prefix(rows) {
      text += "| \(cell(subject)) |"
      for version in versions {
        let finding = finding(subject, version)
        let value = finding?.estimate.map { EstimateText($0, style: .typeset).line } ?? "–"
        text += " \(finding.map { Mark($0).symbol + " " } ?? "")\(MarkdownText.inline(value)) |"
      }
      text += "\n"
    }
    text += "| did not pass |"
    for version in versions { text += " \(open(version)) of \(subjects.count) |" }
    if subjects.count > rows { text += "\n\n… and \(subjects.count - rows) more" }
    return text + "\n\n"
  }
}
