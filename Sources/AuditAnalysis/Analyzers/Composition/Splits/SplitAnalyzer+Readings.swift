import AuditReport
import AuditStatistics

extension SplitAnalyzer {
  /// Readings of everything measured, in the order of the columns.
  public func conclude(_ measured: [Measured], in context: AuditContext) throws -> [Reading] {
    measured.flatMap { split in
      split.classNames.indices.map { efficiency(split, label: $0, context) }
        + areas(split, context)
    } + (measured.isEmpty ? [] : [table(measured, context)])
  }

  /// A property of n_eff, known exactly: the interval has no width.
  private func reading(
    _ metric: String, _ id: String, _ split: Measured, _ value: Double, other: String?, _ message: String
  ) -> Reading {
    Reading(
      id: "\(Self.kind)/\(metric)/\(id)", analyzer: Self.kind, metric: metric,
      subject: Subject(sample: split.sample, other: other),
      outcome: Estimate(value: value, low: value, high: value, confidence: 1).map { .measured($0) }
        ?? .inconclusive(reason: "n_eff is not positive"), message: message)
  }

  private func efficiency(_ split: Measured, label: Int, _ context: AuditContext) -> Reading {
    let effective = split.sums[label].effectiveCount
    let half = TestPrecision.efficiency(
      efficiency, effectiveCount: max(effective, 1e-9), confidence: context.confidence)
    let name = split.classNames[label]
    return reading(
      "efficiency-precision", "\(split.sample)/\(name)", split, half, other: name,
      "In '\(split.sample)' an efficiency of \(Wording.short(efficiency)) for class '\(name)' is known to "
        + "±\(Wording.short(half)) (n_eff \(Wording.short(effective)) of "
        + "\(split.counts[label]) rows): \(advice(half)).")
  }

  /// The AUC of the classes; of more than two, of each against the rest.
  private func areas(_ split: Measured, _ context: AuditContext) -> [Reading] {
    let isBinary = split.classNames.count == 2
    return (isBinary ? [1] : Array(split.classNames.indices)).map { label in
      var rest = PowerSums()
      for other in split.sums.indices where other != label { rest.add(split.sums[other]) }
      let half = TestPrecision.areaUnderCurve(
        auc, positives: max(split.sums[label].effectiveCount, 1e-9),
        negatives: max(rest.effectiveCount, 1e-9),
        confidence: context.confidence)
      let name = split.classNames[label]
      let target = isBinary ? "" : " of class '\(name)' against the rest"
      return reading(
        "auc-precision", isBinary ? split.sample : "\(split.sample)/\(name)", split, half,
        other: isBinary ? nil : name,
        "In '\(split.sample)' an AUC of \(Wording.short(auc))\(target) is known to "
          + "±\(Wording.short(half)): \(advice(half)).")
    }
  }

  /// How many decimals may be quoted.
  private func advice(_ half: Double) -> String {
    let decimals = TestPrecision.decimals(halfWidth: half)
    return decimals > 0
      ? "quote at most \(Wording.count(decimals, "decimal"))"
      : "not even the first decimal is known, so take more events"
  }

  private func table(_ splits: [Measured], _ context: AuditContext) -> Reading {
    let rows = splits.flatMap { split in
      split.classNames.indices.map { label -> [Table.Cell] in
        let effective = split.sums[label].effectiveCount
        let half = TestPrecision.efficiency(
          efficiency, effectiveCount: max(effective, 1e-9), confidence: context.confidence)
        return [
          .text(split.sample), .text(split.role.rawValue), .text(split.classNames[label]),
          .number(Double(split.counts[label])), .number(split.sums[label].first), .number(effective),
          .number(half),
        ]
      }
    }
    return Reading(
      id: "\(Self.kind)/sizes", analyzer: Self.kind, metric: "sizes", subject: Subject(), outcome: .noted,
      message: "What each split can measure follows from n_eff = (Σw)²/Σw² of its classes.",
      evidence: [
        .table(
          Table(
            title: "Sizes of the splits",
            columns: ["split", "role", "class", "rows", "Σw", "n_eff", "± at efficiency \(efficiency)"],
            rows: rows,
            caption: "± z √(ε(1 − ε)/n_eff): a difference of two classifiers that is smaller may be chance."))
      ])
  }
}
