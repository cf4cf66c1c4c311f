import AuditReport

/// One simulation against the data: names, ids and subjects of its readings.
struct ShiftComparison: Sendable {
  /// Name of the simulation sample.
  var simulation: String
  /// Name of the data sample.
  var data: String

  /// `shift/ks/pt`, with `@name` behind it where the samples have names of their own, so that ids stay the same
  /// when another sample is added.
  func id(_ metric: String, _ column: String) -> String {
    var id = "\(ShiftAnalyzer.kind)/\(metric)/\(column)"
    if simulation != "simulation" { id += "@\(simulation)" }
    if data != "data" { id += "@\(data)" }
    return id
  }

  /// Both samples with their effective events.
  func parts(_ effective: (simulation: Double, data: Double)) -> [(name: String, effective: Double)] {
    [(simulation, effective.simulation), (data, effective.data)]
  }

  /// A reading about a numeric column.
  func reading(
    _ metric: String, feature: String, _ outcome: Reading.Outcome, _ message: String,
    evidence: [Evidence] = []
  ) -> Reading {
    Reading(
      id: id(metric, feature), analyzer: ShiftAnalyzer.kind, metric: metric,
      subject: Subject(feature: feature, simulation: simulation, data: data), outcome: outcome,
      message: message, evidence: evidence)
  }

  /// A reading about a category column.
  func reading(
    _ metric: String, category: String, _ outcome: Reading.Outcome, _ message: String,
    evidence: [Evidence] = []
  ) -> Reading {
    Reading(
      id: id(metric, category), analyzer: ShiftAnalyzer.kind, metric: metric,
      subject: Subject(category: category, simulation: simulation, data: data), outcome: outcome,
      message: message, evidence: evidence)
  }

  /// A note about a numeric column in both samples.
  func note(_ metric: String, feature: String, _ message: String) -> Reading {
    reading(metric, feature: feature, .noted, message)
  }

  /// A note about a numeric column in one of the two samples.
  func note(
    _ metric: String, feature: String, sample: String, value: String? = nil, _ message: String
  ) -> Reading {
    let column = [feature, sample, value].compactMap { $0 }.joined(separator: "/")
    return Reading(
      id: "\(ShiftAnalyzer.kind)/\(metric)/\(column)", analyzer: ShiftAnalyzer.kind, metric: metric,
      subject: Subject(feature: feature, sample: sample), outcome: .noted, message: message)
  }
}
