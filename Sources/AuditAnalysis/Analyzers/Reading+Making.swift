import AuditReport
import AuditStatistics

extension Reading {
  /// A measured number, or why it is none: see ``Outcome/init(_:confidence:pValue:unit:because:)``.
  static func measured(
    by analyzer: String, _ metric: String, of subject: Subject, _ number: IntervalEstimate,
    confidence: Double,
    pValue: Double? = nil, unit: String? = nil, message: String, evidence: [Evidence] = []
  ) -> Reading {
    Reading(
      id: id(analyzer, metric, subject), analyzer: analyzer, metric: metric, subject: subject,
      outcome: Outcome(number, confidence: confidence, pValue: pValue, unit: unit),
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

extension Reading {
  /// Why there is no interval where nothing else is wrong.
  static let tooFewEvents = "the samples have too few effective events for an interval"
  /// Effective events of a sample below which a comparison decides nothing.
  static let fewestEffectiveEvents = 30.0
}

extension Reading.Outcome {
  /// A statistic as the report has it. Inconclusive when there is none, a number of it is not finite, its interval has no width (no
  /// sample knows a quantity exactly, but for a count of what it holds), or the interval does not hold its own value.
  init(
    _ estimate: IntervalEstimate?, confidence: Double? = nil, pValue: Double? = nil, unit: String? = nil,
    because reason: String = Reading.tooFewEvents
  ) {
    guard let estimate, estimate.low != estimate.high || estimate.isExact else {
      self = .inconclusive(reason: reason)
      return
    }
    guard
      let measured = Estimate(
        value: estimate.value, low: estimate.low, high: estimate.high,
        confidence: confidence ?? estimate.confidence, pValue: pValue ?? estimate.pValue, unit: unit)
    else {
      self = .inconclusive(
        reason: "the values are so large or so small that sums of them are not finite numbers")
      return
    }
    // Ends and value are rounded apart.
    let rounding = 1e-9 * (abs(estimate.value) + estimate.high - estimate.low)
    self =
      estimate.value < estimate.low - rounding || estimate.value > estimate.high + rounding
      ? .inconclusive(reason: "weights of both signs cancel so far that the number is an impossible one")
      : .measured(measured)
  }
}

extension [Reading] {
  /// The readings, undecided where a part of the events that they are about has fewer than thirty effective ones: what stands out among
  /// so few is chance, and their Σw² says little about their errors. Counts of what a file holds stay.
  func deciding(_ parts: [(name: String, effective: Double)]) -> [Reading] {
    guard let few = parts.first(where: { !($0.effective >= Reading.fewestEffectiveEvents) }) else {
      return self
    }
    let reason =
      "\(few.name) has \(NumberStyle.plain.rounded(few.effective)) effective events here, and fewer than "
      + "\(NumberStyle.plain.exact(Reading.fewestEffectiveEvents)) decide nothing"
    return map { reading in
      guard case .measured(let estimate) = reading.outcome, estimate.low < estimate.high else {
        return reading
      }
      var reading = reading
      reading.outcome = .inconclusive(reason: reason)
      return reading
    }
  }

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
