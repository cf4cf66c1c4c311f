import AuditReport
import AuditStatistics

extension IntegrityAnalyzer {
  /// Values that are rounded in one class of a sample and not in another.
  func classGrids(
    of columns: [(name: String, scan: ColumnSummary)], sample: Int, in context: AuditContext
  ) -> [Reading] {
    let sampleName = context.samples[sample].name
    let classes = columns.first?.scan.classes ?? []
    guard classes.count > 1, classes.count <= 20 else { return [] }
    let found = columns.compactMap { name, scan -> Reading? in
      let groups = classes.indices.map { number in
        scan.sampled.indices.filter { scan.sampledClasses[$0] == Int32(number) }.map { scan.sampled[$0] }
      }
      guard
        let grid = widest(
          groups.map { ($0, scan.isSinglePrecision) }, confidence: context.confidence)
      else { return nil }
      return .measured(
        by: Self.kind, "grid", of: Subject(feature: name, sample: sampleName), grid.difference,
        confidence: context.confidence,
        message:
          "'\(name)' holds \(grid.step) in \(Wording.percent(grid.high)) of class '\(classes[grid.most])' but in "
          + "\(Wording.percent(grid.low)) of class '\(classes[grid.least])' of '\(sampleName)': a classifier can learn "
          + "the rounding; store both with the same precision")
    }
    return found.isEmpty
      ? [clean(Subject(sample: sampleName), "in one class of '\(sampleName)' and not in another", context)]
      : found
  }

  /// Values that are rounded in one sample and not in another.
  func sampleGrids(
    _ byFeature: [String: [Int: ColumnSummary]], features: [String], in context: AuditContext
  ) -> [Reading] {
    guard context.samples.count > 1 else { return [] }
    let found = features.compactMap { name -> Reading? in
      let scans = (byFeature[name] ?? [:]).sorted { $0.key < $1.key }
      guard scans.count > 1,
        let grid = widest(
          scans.map { ($0.value.sampled, $0.value.isSinglePrecision) }, confidence: context.confidence)
      else { return nil }
      let names = scans.map { context.samples[$0.key].name }
      return .measured(
        by: Self.kind, "grid", of: Subject(feature: name), grid.difference, confidence: context.confidence,
        message:
          "'\(name)' holds \(grid.step) in \(Wording.percent(grid.high)) of '\(names[grid.most])' but in "
          + "\(Wording.percent(grid.low)) of '\(names[grid.least])': rounding distinguishes the samples; store "
          + "both with the same precision")
    }
    return found.isEmpty
      ? [clean(Subject(), "in one sample and not in another", context)] : found
  }

  private func clean(_ subject: Subject, _ place: String, _ context: AuditContext) -> Reading {
    .measured(
      by: Self.kind, "grid", of: subject, IntervalEstimate(exactly: 0), confidence: context.confidence,
      message: "no feature is rounded \(place); nothing to do")
  }

  /// The step on which the shares of two groups differ most.
  private struct GridDifference {
    var step: ValueGrid
    var most: Int
    var least: Int
    var high: Double
    var low: Double
    var difference: IntervalEstimate
  }

  /// nil when no step tells the groups apart beyond chance.
  ///
  /// Values are compared with values of the same power of two: on a fixed grid, such as multiples of 1/16, small values
  /// have fewer significant bits than large ones, and a class with smaller values is no class that was rounded.
  private func widest(
    _ groups: [(values: [Double], isSingle: Bool)], confidence: Double
  ) -> GridDifference? {
    var best: GridDifference?
    for step in ValueGrid.candidates {
      // Single precision wherever one group has it, so that both are asked the same question.
      let isSingle = groups.contains { $0.isSingle }
      if case .mantissa = step, Set(groups.map(\.isSingle)).count > 1 { continue }
      let tallies = groups.map { step.talliesBySize($0.values, isSinglePrecision: isSingle) }
      for most in groups.indices {
        for least in groups.indices where least != most {
          guard
            let found = difference(tallies[most], tallies[least], confidence: confidence),
            found.difference.value > best?.difference.value ?? 0,
            isVaried(groups[most].values, on: step, isSingle)
          else { continue }
          best = GridDifference(
            step: step, most: most, least: least, high: found.high, low: found.low,
            difference: found.difference)
        }
      }
    }
    return best
  }

  /// Shares on the grid of two groups with equal numbers of values of each size, and their difference; nil for few
  /// values and for differences that are no rounding.
  private func difference(
    _ first: [ValueGrid.Tally], _ second: [ValueGrid.Tally], confidence: Double
  ) -> (high: Double, low: Double, difference: IntervalEstimate)? {
    var of = 0.0
    var on = (0.0, 0.0)
    for (a, b) in zip(first, second) where a.of > 0 && b.of > 0 {
      let common = Double(min(a.of, b.of))
      of += common
      on.0 += common * Double(a.on) / Double(a.of)
      on.1 += common * Double(b.on) / Double(b.of)
    }
    guard of >= 50 else { return nil }
    let high = Proportion.interval(share: on.0 / of, effectiveRows: of, confidence: confidence)
    let low = Proportion.interval(share: on.1 / of, effectiveRows: of, confidence: confidence)
    // Newcombe (1998), method 10: the interval of a difference from those of its parts.
    let value = high.value - low.value
    let down =
      ((high.value - high.low) * (high.value - high.low) + (low.high - low.value) * (low.high - low.value))
    let up =
      ((high.high - high.value) * (high.high - high.value) + (low.value - low.low) * (low.value - low.low))
    // Most values on the grid in one, few in the other: anything less is no rounding but physics.
    guard high.value > 0.8, value - down.squareRoot() > 0.3 else { return nil }
    return (
      high.value, low.value,
      IntervalEstimate(
        value: value, low: value - down.squareRoot(), high: min(1, value + up.squareRoot()),
        confidence: confidence)
    )
  }

  /// More than a handful of distinct values on the grid: otherwise it is a stand-in value, not a rounding.
  private func isVaried(_ values: [Double], on step: ValueGrid, _ isSingle: Bool) -> Bool {
    var seen: Set<Double> = []
    for value in values where step.contains(value, isSinglePrecision: isSingle) == true {
      seen.insert(value)
      if seen.count >= 10 { return true }
    }
    return false
  }
}
