import AuditReport
import AuditStatistics

extension SpectatorAnalyzer {
  /// Readings of everything measured, in the order of the columns.
  public func conclude(_ measured: [Measured], in context: AuditContext) throws -> [Reading] {
    let label = context.label ?? ""
    let samples = Set(measured.map(\.sample))
    return measured.flatMap { spectator -> [Reading] in
      let suffix = samples.count > 1 ? "/\(spectator.sample)" : ""
      let place = spectator.spectator + suffix
      let subject = Subject(feature: spectator.spectator, sample: spectator.sample)
      guard !spectator.classes.isEmpty else {
        return [
          Reading(
            id: "\(Self.kind)/spectator-ks/\(place)", analyzer: Self.kind, metric: "spectator-ks",
            subject: subject,
            outcome: .inconclusive(reason: "a class has no values with a positive sum of weights"),
            message: "'\(spectator.spectator)' could not be compared between the classes of '\(label)'.")
        ]
      }
      return spectator.classes.flatMap { readings($0, of: spectator, place: place, subject, context) }
        + [flattening(spectator, label: label, place: place, subject)]
    }
  }

  private func readings(
    _ found: OfClass, of spectator: Measured, place: String, _ subject: Subject, _ context: AuditContext
  ) -> [Reading] {
    let isBinary = spectator.classNames.count == 2
    let className = spectator.classNames[found.label]
    var subject = subject
    subject.other = isBinary ? nil : className
    let id = isBinary ? place : "\(place)/\(className)"
    let against =
      isBinary ? "the classes of '\(context.label ?? "")'" : "class '\(className)' and the rest"
    let distance = found.distance
    let ends = found.area.interval(confidence: context.confidence)
    let numbers =
      "KS \(Wording.decimal(distance.value)) (\(Wording.decimal(distance.low)) to "
      + "\(Wording.decimal(distance.high))), "
      + Wording.area(found.area.value, ends.low, ends.high)
    let message =
      distance.low > 0
      ? "'\(spectator.spectator)' differs between \(against), \(numbers): a classifier can learn the spectrum instead "
        + "of the object; make the spectra equal, for example by the weights in the table."
      : "'\(spectator.spectator)' shows no difference between \(against): \(numbers)."
    let ks = Reading(
      id: "\(Self.kind)/spectator-ks/\(id)", analyzer: Self.kind, metric: "spectator-ks", subject: subject,
      outcome: Reading.Outcome(
        IntervalEstimate(
          value: distance.value, low: distance.low, high: distance.high, confidence: context.confidence,
          pValue: distance.pValue)), message: message,
      evidence: found.histogram.map { [.histogram($0)] } ?? [])
    // Folded at ½: a spectator that is lower in the class gives it away just as well.
    let straddles = ends.low <= 0.5 && ends.high >= 0.5
    let folded = [abs(ends.low - 0.5), abs(ends.high - 0.5)].sorted()
    let auc = Reading(
      id: "\(Self.kind)/spectator-auc/\(id)", analyzer: Self.kind, metric: "spectator-auc", subject: subject,
      outcome: Reading.Outcome(
        IntervalEstimate(
          value: 0.5 + min(0.5, abs(found.area.value - 0.5)), low: straddles ? 0.5 : 0.5 + folded[0],
          high: 0.5 + folded[1], confidence: context.confidence, pValue: found.area.pValue)),
      message: straddles
        ? "A cut on '\(spectator.spectator)' alone does not separate \(against)."
        : "A cut on '\(spectator.spectator)' alone separates \(against) with "
          + "\(Wording.area(found.area.value, ends.low, ends.high)): "
          + "'\(isBinary ? spectator.classNames[1] : className)' lies \(found.area.value > 0.5 ? "higher" : "lower")."
    )
    return [ks, auc].deciding([
      ("class '\(className)'", found.area.effectivePositives), ("the rest", found.area.effectiveNegatives),
    ])
  }

  private func flattening(
    _ spectator: Measured, label: String, place: String, _ subject: Subject
  ) -> Reading {
    let id = "\(Self.kind)/flattening/\(place)"
    guard let weighting = spectator.flattening else {
      return Reading(
        id: id, analyzer: Self.kind, metric: "flattened-share", subject: subject, outcome: .noted,
        message:
          "No weights can make '\(spectator.spectator)' equal in the classes of '\(label)': they do not overlap; "
          + "select a common range or make more events.")
    }
    // Factors that by chance make the weights more even lose nothing.
    let shares = zip(weighting.after, weighting.before).map { $1 > 0 ? min(1, $0 / $1) : 0 }
    let least = shares.min() ?? 0
    let perClass = spectator.classNames.indices.map { index in
      "\(Wording.short(weighting.after[index])) of \(Wording.short(weighting.before[index])) in "
        + "class '\(spectator.classNames[index])'"
    }
    let lost = weighting.lost.max() ?? 0
    let gone =
      lost > 0.001
      ? "; \(Wording.short(100 * lost)) % of a class lies where another has nothing and would be lost"
      : ""
    let rows = (0..<(spectator.edges.count - 1)).map { bin -> [Table.Cell] in
      [.number(spectator.edges[bin]), .number(spectator.edges[bin + 1])]
        + weighting.factors.map { .number($0[bin]) }
    }
    var result = Reading(
      id: id, analyzer: Self.kind, metric: "flattened-share", subject: subject, outcome: .noted,
      message:
        "Weights that make '\(spectator.spectator)' equal in the classes of '\(label)' would leave n_eff "
        + "\(perClass.joined(separator: ", "))\(gone).",
      evidence: [
        .table(
          Table(
            title: "Weights that make '\(spectator.spectator)' equal in all classes",
            columns: ["from", "to"] + spectator.classNames.map { "factor for '\($0)'" }, rows: rows,
            caption:
              "Multiply the event weights by the factor of the bin; each class keeps its sum of weights. Look for "
              + "factors far from 1: there the classes differ most."))
      ])
    if let estimate = Estimate(value: least, low: least, high: least, confidence: 1) {
      result.outcome = .measured(estimate)
    }
    return result
  }
}
