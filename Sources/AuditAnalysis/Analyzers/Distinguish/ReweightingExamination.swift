import AuditStatistics
import Glibc

/// A density ratio of one pair of samples with everything that is measured of it.
struct ReweightingExamination: Sendable {
  /// A range of the estimated ratio, on events that it was not learned from.
  struct Bin: Sendable {
    /// Mean estimated ratio of simulation in the range.
    var estimated: Double
    /// Share of data over that of simulation in the range.
    var measured: IntervalEstimate
  }
  /// KS distance of one feature.
  struct Residual: Sendable {
    var feature: String
    var before: Double
    var after: IntervalEstimate
  }

  /// The ratio of every event, each from trees that did not see it.
  var ratio: DensityRatio
  /// Sums of weights of simulation before and after.
  var before: WeightTally
  var after: WeightTally
  /// Share of the heaviest event after reweighting.
  var largestShare: Double
  /// What an independent classifier sees on events that the ratio was not learned from.
  var closureBefore: FoldedArea
  var closureAfter: FoldedArea
  /// Slope of the measured log ratio on the estimated one; nil where the estimate hardly varies.
  var slope: IntervalEstimate?
  /// True where the estimated ratio separates the samples: the slope grows without end and its error means nothing.
  var isSeparated = false
  /// Estimated against measured ratio.
  var bins: [Bin]
  /// KS distances, the largest after reweighting first.
  var residuals: [Residual]

  /// Learns the ratio and examines it; nil where a sample or a half of it has no positive sum of weights. Errors: the
  /// trainer's.
  init?(
    _ rows: ComparedRows, _ analyzer: ReweightingAnalyzer, trainer: any TreeTrainer, in context: AuditContext
  ) throws {
    let count = rows.simulationCount
    guard let ratio = try Self.ratio(rows, Array(0..<rows.count), analyzer, trainer, context) else {
      return nil
    }
    self.ratio = ratio
    let plain = rows.weights ?? Array(repeating: 1, count: rows.count)
    let reweighted = (0..<count).map { plain[$0] * ratio.simulation[$0] }
    before = WeightTally(Array(plain[..<count]))
    after = WeightTally(reweighted)
    largestShare = (reweighted.lazy.map { abs($0) }.max() ?? 0) / after.sum

    guard let closure = try Self.closure(ratio, rows, analyzer, trainer, context) else { return nil }
    (closureBefore, closureAfter) = closure
    // The calibration was fitted to these events: its slope is looked at where nothing was, half by half.
    let random = CounterRandom(seed: context.seed, stream: "halves for closure")
    let halves = [true, false].map { isFirst in
      (0..<rows.count).filter { (random.bits(UInt64($0)) & 1 == 0) == isFirst }
    }
    var transferred = [Double](repeating: 1, count: rows.count)
    for (learned, other) in [(halves[0], halves[1]), (halves[1], halves[0])] {
      guard let partial = try Self.ratio(rows, learned, analyzer, trainer, context) else { return nil }
      let columns = rows.columns.map { column in other.map { column[$0] } }
      for (row, value) in zip(other, try partial.ratios(columns: columns)) { transferred[row] = value }
    }
    slope = Self.slope(transferred, rows, confidence: context.confidence)
    if let found = slope, found.value > Self.largestSlope {
      slope = nil
      isSeparated = true
    }
    bins = Self.bins(transferred, rows, confidence: context.confidence)
    residuals = Self.residuals(rows, plain: plain, reweighted: reweighted, context)
  }

  /// Slope beyond which samples count as separated; a good ratio has 1.
  private static let largestSlope = 10.0

  /// The ratio learned from some of the rows.
  static func ratio(
    _ rows: ComparedRows, _ chosen: [Int], _ analyzer: ReweightingAnalyzer, _ trainer: any TreeTrainer,
    _ context: AuditContext
  ) throws -> DensityRatio? {
    func side(ofData: Bool) -> DensityRatio.Rows {
      let numbers = chosen.filter { rows.isData[$0] == ofData }
      return DensityRatio.Rows(
        columns: rows.columns.map { column in numbers.map { column[$0] } },
        weights: rows.weights.map { all in numbers.map { all[$0] } })
    }
    return try DensityRatio(
      simulation: side(ofData: false), data: side(ofData: true), trainer: trainer, folds: analyzer.foldCount,
      size: analyzer.size, largest: analyzer.largest, seed: context.seed, pieces: context.pieces)
  }

  /// What an independent classifier sees before and after the weights that are written.
  ///
  /// Within each fold: its events have ratios from trees that saw none of them, and the classifier is trained and looked at on them
  /// alone, with folds of its own. Folds share no events. nil where a part has no positive sum of weights.
  private static func closure(
    _ ratio: DensityRatio, _ rows: ComparedRows, _ analyzer: ReweightingAnalyzer, _ trainer: any TreeTrainer,
    _ context: AuditContext
  ) throws -> (before: FoldedArea, after: FoldedArea)? {
    let outer = CrossFit.folds(rows: rows.count, count: analyzer.foldCount, seed: context.seed)
    let all = ratio.simulation + ratio.data
    let fewest = min(rows.simulationCount, rows.count - rows.simulationCount)
    let inner = fewest >= 20 * analyzer.foldCount * analyzer.foldCount ? analyzer.foldCount : 2
    var areas = (before: [FoldedArea](), after: [FoldedArea]())
    for fold in 0..<analyzer.foldCount {
      let held = (0..<rows.count).filter { Int(outer[$0]) == fold }
      let table = try trainer.table(columns: rows.columns.map { column in held.map { column[$0] } })
      let isData = held.map { rows.isData[$0] }
      for isAfter in [false, true] {
        let weights = held.map { row in
          (rows.weights?[row] ?? 1) * (isAfter && !rows.isData[row] ? all[row] : 1)
        }
        let fit = try CrossFit(
          table, isData: isData, weights: weights.map { Float($0) },
          folds: CrossFit.folds(rows: held.count, count: inner, seed: context.seed, repetition: 7),
          foldCount: inner,
          // Another kind of trees than those that the ratio was learned with: fewer, and deeper.
          size: TreeSize(rounds: analyzer.size.rounds / 2 + 1, depth: analyzer.size.depth + 2),
          keepsTrees: false, pieces: context.pieces)
        guard let area = fit.area(classes: isData.map { $0 ? 1 : 0 }, weights: weights) else { return nil }
        if isAfter { areas.after.append(area) } else { areas.before.append(area) }
      }
    }
    guard let before = FoldedArea(ofDisjoint: areas.before), let after = FoldedArea(ofDisjoint: areas.after)
    else { return nil }
    return (before, after)
  }

  /// ± z standard errors; nil where the ratios are so near 1 that their slope cannot be told from none.
  private static func slope(_ ratios: [Double], _ rows: ComparedRows, confidence: Double) -> IntervalEstimate?
  {
    let logs = ratios.map { Float(log(max($0, 1e-6))) }
    guard let low = logs.min(), let high = logs.max(), high - low > 0.02,
      let fit = LogisticCalibration(margins: logs, isPositive: rows.isData, weights: rows.weights),
      fit.slopeError < 0.3
    else { return nil }
    return fit.slopeInterval(confidence: confidence)
  }

  /// Ten ranges of the estimated ratio with like numbers of rows.
  private static func bins(_ ratios: [Double], _ rows: ComparedRows, confidence: Double) -> [Bin] {
    let values = ratios.map { Float($0) }
    let edges = QuantileBins(values, maximum: 10)
    var data = [WeightTally](repeating: WeightTally(), count: edges.count)
    var simulation = data
    var means = [Double](repeating: 0, count: edges.count)
    for row in values.indices {
      let bin = edges.bin(of: values[row])
      let weight = rows.weights?[row] ?? 1
      if rows.isData[row] {
        data[bin].add(weight)
      } else {
        simulation[bin].add(weight)
        means[bin] += weight * ratios[row]
      }
    }
    let all = (data.reduce(WeightTally(), +), simulation.reduce(WeightTally(), +))
    return data.indices.compactMap { bin in
      guard simulation[bin].sum > 0,
        let share = RegionRatio(
          data: (data[bin], all.0), simulation: (simulation[bin], all.1), confidence: confidence
        )?.ratio
      else { return nil }
      return Bin(estimated: means[bin] / simulation[bin].sum, measured: share)
    }
  }

  /// KS distance of each feature with the weights as they were, and with them times the ratio.
  private static func residuals(
    _ rows: ComparedRows, plain: [Double], reweighted: [Double], _ context: AuditContext
  ) -> [Residual] {
    let plan = context.plans.plan(resamples: 1000, confidence: context.confidence)
    let count = rows.simulationCount
    func distribution(_ values: ArraySlice<Float>, _ weights: [Double]) -> WeightedDistribution {
      var builder = DistributionBuilder(expectedRows: values.count)
      builder.append(Array(values), weights: weights)
      return builder.finish()
    }
    return rows.names.indices.compactMap { place -> Residual? in
      let column = rows.columns[place]
      let data = distribution(column[count...], Array(plain[count...]))
      func distances(_ weights: [Double]) -> ShiftDistances? {
        let simulation = distribution(column[..<count], weights)
        guard let comparison = Comparison(simulation: simulation, data: data) else { return nil }
        return ShiftDistances(
          cells: comparison.cells,
          kolmogorovSmirnov: comparison.kolmogorovSmirnov.distance, wasserstein: comparison.wasserstein,
          plan: plan)
      }
      guard let before = distances(Array(plain[..<count])), let after = distances(reweighted) else {
        return nil
      }
      return Residual(
        feature: rows.names[place], before: before.kolmogorovSmirnov.value, after: after.kolmogorovSmirnov)
    }.sorted { ($1.after.value, $0.feature) < ($0.after.value, $1.feature) }
  }
}
