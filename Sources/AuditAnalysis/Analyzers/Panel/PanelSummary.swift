import AuditReport

/// The table of who sees what, with room for views that other analyses have.
public enum PanelSummary {
  static let columns = ["view", "distance", "low", "high", "p", "sees a difference", "cannot see"]

  static func row(
    title: String, value: Double, low: Double, high: Double, pValue: Double?, isSeen: Bool, blindness: String
  ) -> [Table.Cell] {
    [
      .text(title), number(value), number(low), number(high), pValue.map(number) ?? .empty,
      .text(isSeen ? "yes" : "no"), .text(blindness),
    ]
  }

  /// Three digits: more would only be noise.
  static func number(_ value: Double) -> Table.Cell {
    value.isFinite ? .number(Double(NumberStyle.code.significant(value, digits: 3)) ?? value) : .empty
  }

  /// The readings with a row for the two-sample classifier in the table of its simulation and data, where both were asked for.
  ///
  /// Analyzers do not know each other; this is for whoever has the readings of all. The classifier sees a difference where the
  /// interval of its AUC is above ½.
  public static func completed(_ readings: [Reading]) -> [Reading] {
    var readings = readings
    for index in readings.indices where readings[index].analyzer == PanelAnalyzer.kind {
      guard readings[index].metric == "panel", case .table(var table)? = readings[index].evidence.first else {
        continue
      }
      let subject = readings[index].subject
      let classifiers = readings.filter {
        $0.metric == "two-sample-auc" && $0.subject.simulation == subject.simulation
          && $0.subject.data == subject.data
      }
      for classifier in classifiers {
        guard case .measured(let estimate) = classifier.outcome else { continue }
        table.rows.append(
          row(
            title: "two-sample classifier (AUC)", value: estimate.value, low: estimate.low,
            high: estimate.high,
            pValue: estimate.pValue, isSeen: estimate.low > 0.5,
            blindness: "what its trees do not learn; 0.5 means no difference"))
      }
      readings[index].evidence[0] = .table(table)
    }
    return readings
  }
}
