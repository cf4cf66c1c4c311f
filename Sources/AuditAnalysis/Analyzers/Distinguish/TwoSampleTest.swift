import AuditStatistics

/// One simulation against one data sample, told apart by boosted trees.
struct TwoSampleTest: Sendable {
  /// What is left to see after some features were taken away.
  struct Step: Sendable {
    /// Features taken away in this step.
    var removed: [String]
    /// AUC of trees trained without them.
    var area: FoldedArea
  }
  /// An event that looks like few others of its own sample.
  struct Extreme: Sendable {
    var isData: Bool
    /// Row of the analysis.
    var row: Int
    /// Estimated density ratio data/simulation.
    var ratio: Double
  }

  /// AUC over all folds of the first division, with its interval and p-value.
  var area: IntervalEstimate
  /// AUC of each division into folds: what the choice of folds changes.
  var repetitions: [FoldedArea]
  /// AUCs with permuted labels, for the first division.
  var null: [Double]
  /// What the trees rely on, most important first.
  var reliance: [FeatureReliance]
  /// AUC after taking away the most important feature, and again.
  var elimination: [Step]
  /// The most data-like recorded and most simulation-like simulated events.
  var extremes: [Extreme]
  /// ROC curve of the first repetition.
  var curve: ReceiverCurve?

  private let analyzer: TwoSampleAnalyzer
  private let rows: ComparedRows
  private let context: AuditContext

  /// Trains, measures and attributes; nil where there is nothing to measure. Errors: those of the trainer.
  init?(
    _ rows: ComparedRows, _ analyzer: TwoSampleAnalyzer, trainer: any TreeTrainer, in context: AuditContext
  ) throws {
    self.rows = rows
    self.analyzer = analyzer
    self.context = context
    let table = try trainer.table(columns: rows.columns)
    let fits = try Self.fits(rows, table, analyzer, context, repetitions: max(1, analyzer.repetitions))
    let first = fits[0]
    guard let firstArea = first.area(classes: rows.classes, weights: rows.weights) else { return nil }
    repetitions = try context.pieces.map(fits.count) {
      fits[$0].area(classes: rows.classes, weights: rows.weights)
    }.compactMap { $0 }
    let permuted = try Self.permuted(rows, table, analyzer, context)
    area = firstArea.interval(confidence: context.confidence, permuted: permuted)
    null = permuted.map(\.value)
    curve = ReceiverCurve(
      RankedEvents(scores: first.margins, classes: rows.classes, weights: rows.weights), maximum: 61)
    elimination = []
    extremes = Self.extremes(first, rows)
    let partners = FeatureReliance.partners(rows.columns, threshold: analyzer.correlated)
    reliance = try FeatureReliance.all(
      rows, first, partners: partners, seed: context.seed, pieces: context.pieces)
    try eliminate(trainer)
  }

  /// Trees over as many divisions into folds; those of the first are kept.
  private static func fits(
    _ rows: ComparedRows, _ table: any TreeTable, _ analyzer: TwoSampleAnalyzer, _ context: AuditContext,
    repetitions: Int
  ) throws -> [CrossFit] {
    try CrossFit.all(
      (0..<repetitions).map { repetition in
        CrossFit.folds(
          rows: rows.count, count: analyzer.foldCount, seed: context.seed, repetition: repetition)
      }, table, isData: rows.isData, weights: rows.trainingWeights, foldCount: analyzer.foldCount,
      size: analyzer.size, keepsTrees: true, pieces: context.pieces)
  }

  /// The same training and measurement with the labels of other rows: weights stay with the values.
  ///
  /// Labels are permuted on rows whose weights were scaled to mean 1 in each sample, so that only the label changes hands.
  private static func permuted(
    _ rows: ComparedRows, _ table: any TreeTable, _ analyzer: TwoSampleAnalyzer, _ context: AuditContext
  ) throws -> [FoldedArea] {
    let rows = rows.withEqualMeanWeights
    let folds = CrossFit.folds(rows: rows.count, count: analyzer.foldCount, seed: context.seed)
    let (size, foldCount, seed) = (analyzer.size, analyzer.foldCount, context.seed)
    return try context.pieces.map(max(0, analyzer.permutations)) { number -> FoldedArea? in
      let random = CounterRandom(seed: seed, stream: "permuted labels \(number)")
      let isData = Permutation.of(rows.count, random).map { rows.isData[$0] }
      let fit = try CrossFit(
        table, isData: isData, weights: rows.trainingWeights, folds: folds, foldCount: foldCount, size: size,
        keepsTrees: false, pieces: .oneByOne)
      return fit.area(classes: isData.map { $0 ? 1 : 0 }, weights: rows.weights)
    }.compactMap { $0 }
  }

  /// Takes away the feature that the trees rely on most, with its partners, and trains again, until nothing is seen.
  private mutating func eliminate(_ trainer: any TreeTrainer) throws {
    var left = Array(rows.names.indices)
    var reliance = reliance.map { ($0.feature, $0.partners) }
    var isSeen = area.low > 0.5
    while elimination.count < analyzer.eliminations, let worst = reliance.first, isSeen {
      let taken = [worst.0] + worst.1
      let removed = taken.map { left[$0] }
      left = left.indices.filter { !taken.contains($0) }.map { left[$0] }
      guard !left.isEmpty else { return }
      let fewer = rows.keeping(left)
      let fit = try Self.fits(
        fewer, try trainer.table(columns: fewer.columns), analyzer, context, repetitions: 1)[0]
      guard let next = fit.area(classes: rows.classes, weights: rows.weights) else { return }
      isSeen = next.interval(confidence: context.confidence).low > 0.5
      elimination.append(Step(removed: removed.map { rows.names[$0] }, area: next))
      reliance = try FeatureReliance.all(
        fewer, fit, partners: FeatureReliance.partners(fewer.columns, threshold: analyzer.correlated),
        seed: context.seed, pieces: context.pieces
      ).map { ($0.feature, $0.partners) }
    }
  }

  /// Five of each kind, from calibrated margins.
  private static func extremes(_ fit: CrossFit, _ rows: ComparedRows) -> [Extreme] {
    guard let ratio = DensityRatio(fit, isData: rows.isData, weights: rows.weights, largest: .infinity)
    else { return [] }
    let count = rows.simulationCount
    func best(_ ratios: [Double], from first: Int, isData: Bool) -> [Extreme] {
      let sign = isData ? -1.0 : 1.0
      return ratios.indices.sorted { (sign * ratios[$0], $0) < (sign * ratios[$1], $1) }.prefix(5).map {
        Extreme(isData: isData, row: first + $0, ratio: ratios[$0])
      }
    }
    return best(ratio.data, from: count, isData: true) + best(ratio.simulation, from: 0, isData: false)
  }
}

extension ComparedRows {
  /// The rows with weights whose mean is 1 in simulation and in data.
  fileprivate var withEqualMeanWeights: ComparedRows {
    guard let weights else { return self }
    var result = self
    let scales = [false, true].map { side -> Double in
      let tally = tally(ofData: side)
      return tally.sum > 0 ? Double(tally.rows) / tally.sum : 1
    }
    result.weights = zip(weights, isData).map { $0 * scales[$1 ? 1 : 0] }
    return result
  }
}
