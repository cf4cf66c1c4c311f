import AuditReport

/// The columns that were not looked at, in lines: those that nobody decided about, then the others.
struct OmissionLines {
  /// Columns with one reason.
  struct Line {
    var columns: [OmittedColumn]
    /// The samples, where other samples' columns of the name were looked at or left out for another reason.
    var samples: [String]?
    var reason: String

    /// The names.
    var names: String { columns.map { VisibleText.name($0.column) }.joined(separator: ", ") }
    /// What is said of the names.
    var words: String {
      let place =
        samples.map { " (in " + $0.map { VisibleText.name($0) }.joined(separator: ", ") + ")" } ?? ""
      return VisibleText.sentence(reason) + place
    }
    /// `run, event: is named like an identifier`.
    var text: String { "\(names): \(words)" }
  }

  /// Columns passed over because of their kind or a guess from their name.
  let overlooked: [Line]
  /// Columns with a role, not chosen, declared, or without a counterpart.
  let declared: [Line]
  /// Number of different columns passed over.
  let count: Int

  init(_ report: Report) {
    let samples = report.samples.filter { $0.partOf == nil }.map(\.name)
    func lines(_ columns: [OmittedColumn]) -> [Line] {
      var lines: [Line] = []
      for column in columns {
        let places = samples.allSatisfy(column.samples.contains) ? nil : column.samples
        if let index = lines.firstIndex(where: { $0.reason == column.reason && $0.samples == places }) {
          lines[index].columns.append(column)
        } else {
          lines.append(Line(columns: [column], samples: places, reason: column.reason))
        }
      }
      return lines
    }
    overlooked = lines(report.notLookedAt.filter(\.counts))
    declared = lines(report.notLookedAt.filter { !$0.counts })
    count = report.overlooked.count
  }

  /// What to do about what nobody decided.
  static let advice =
    "To audit a column, name it under 'features' (--features); if it need not be audited, under 'ignore' (--ignore)."
}
