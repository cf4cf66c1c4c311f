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

extension [Reading] {
  /// The same readings where `model` gives all of `scores` one value: its numbers are undecided, its notes left out.
  ///
  /// A score without any variation separates nothing and tolerates everything; neither may pass for a result.
  func unlessConstant(_ scores: [Float], of model: String) -> [Reading] {
    guard let first = scores.first, scores.allSatisfy({ $0 == first }) else { return self }
    return compactMap { reading in
      guard reading.subject.model == model else { return reading }
      guard case .measured = reading.outcome else {
        if case .noted = reading.outcome { return nil }
        return reading
      }
      var reading = reading
      reading.outcome = .inconclusive(reason: "the score is the same for all events")
      reading.message =
        "'\(model)' gives all events the score \(Wording.number(Double(first))); look whether its inputs are those of its training."
      reading.evidence = []
      return reading
    }
  }
}
