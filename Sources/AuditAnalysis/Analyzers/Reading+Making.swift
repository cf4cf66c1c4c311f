import AuditReport
import AuditStatistics

extension Reading {
  /// A measured number; a number that is not finite becomes "inconclusive".
  static func measured(
    by analyzer: String, _ metric: String, of subject: Subject, _ number: IntervalEstimate,
    confidence: Double,
    pValue: Double? = nil, unit: String? = nil, message: String, evidence: [Evidence] = []
  ) -> Reading {
    let estimate = Estimate(
      value: number.value, low: number.low, high: number.high, confidence: confidence, pValue: pValue,
      unit: unit)
    return Reading(
      id: id(analyzer, metric, subject), analyzer: analyzer, metric: metric, subject: subject,
      outcome: estimate.map { .measured($0) } ?? .inconclusive(reason: "the number is not finite"),
      message: message, evidence: evidence)
  }

  /// Something that could not be measured, with the reason as a clause.
  static func unmeasured(
    by analyzer: String, _ metric: String, of subject: Subject, because reason: String, message: String
  ) -> Reading {
    Reading(
      id: id(analyzer, metric, subject), analyzer: analyzer, metric: metric, subject: subject,
      outcome: .inconclusive(reason: reason), message: message)
  }

  /// A statement with evidence that is never judged.
  static func noted(
    by analyzer: String, _ metric: String, of subject: Subject, message: String, evidence: [Evidence]
  ) -> Reading {
    Reading(
      id: id(analyzer, metric, subject), analyzer: analyzer, metric: metric, subject: subject,
      outcome: .noted,
      message: message, evidence: evidence)
  }

  /// `analyzer/metric/column:other:samples`, the parts that there are.
  private static func id(_ analyzer: String, _ metric: String, _ subject: Subject) -> String {
    let parts = [
      subject.column, subject.modelOfMiscalibration, subject.sample, subject.other, subject.simulation,
      subject.data,
    ]
    .compactMap { $0 }
    return ([analyzer, metric] + (parts.isEmpty ? [] : [parts.joined(separator: ":")])).joined(separator: "/")
  }
}
