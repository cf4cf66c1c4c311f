import AuditStatistics

/// Compares moved simulation with data: cross-fitted trees, the classifier's score, and the dependence of each pair of features.
struct ClosureTest: Sendable {
  let pair: ImpactPair
  let comparison: SampleComparison
  /// Features that the classifier takes in.
  let inputs: [Int]
  /// Scores of data; nil where they lack an input.
  let dataScores: [Float]?
  /// Largest number of rows of a sample that trees are trained on.
  let rows: Int
  let context: AuditContext

  private static let folds = 3

  /// How simulation is moved by what one sample says.
  typealias Move = @Sendable (GroupJackknife.Sample) -> MovedSample?

  /// What is left between data and moved simulation; nil where it cannot be moved. Errors: those of the trainer.
  ///
  /// `scores`: of the sample moved by all rows; `fitted`: pairs of features whose dependence is left to the trees, because their plane
  /// was fitted.
  func closure(of moved: MovedSample, scores: [Float], fitted: [[Int]] = [], by move: @escaping Move) throws
    -> Closure
  {
    var closure = Closure()
    closure.scoreDistance = scoreDistance(scores, moved.weights)?.estimate
    if let worst = comparison.dependenceDifferences(inputs, of: moved).first(where: {
      !fitted.contains([$0.features.0, $0.features.1].sorted())
    }) {
      closure.dependence = (
        pair.features[worst.features.0], pair.features[worst.features.1], worst.difference, worst.pValue
      )
    }
    closure.area = try area(move)
    if closure.fault != nil { closure.region = region(of: moved) }
    return closure
  }

  /// AUC of trees on the rows of each fold, which neither the trees nor the move of simulation have seen.
  ///
  /// Maps that saw the rows on which they are tested make the samples more alike than chance does, and the AUC lies below ½.
  private func area(_ move: @escaping Move) throws -> FoldedArea? {
    let chosen = (pair.simulated.chosen(rows), pair.recorded.chosen(rows))
    guard let trainer = context.trainer, min(chosen.0.count, chosen.1.count) >= 10 * Self.folds else {
      return nil
    }
    func folds(_ count: Int, _ repetition: Int) -> [UInt8] {
      CrossFit.folds(rows: count, count: Self.folds, seed: context.seed, repetition: repetition)
    }
    let all = (simulation: folds(pair.simulated.count, 0), data: folds(pair.recorded.count, 1))
    let held = chosen.0.map { all.simulation[$0] } + chosen.1.map { all.data[$0] }
    let isData = chosen.0.map { _ in false } + chosen.1.map { _ in true }
    let jackknife = GroupJackknife(comparison)
    let fits = try context.pieces.map(Self.folds) { fold -> (margins: [Float], weights: [Double])? in
      guard let moved = move(jackknife.sample(without: fold, of: all)) else { return nil }
      let (columns, weights) = table(of: moved, chosen)
      let training = weights.indices.map { Int(held[$0]) == fold ? 0 : Float(weights[$0]) }
      let margins = try trainer.table(columns: columns).margins(
        isPositive: isData, weights: training, size: TreeSize())
      return (
        margins, weights.indices.map { isData[$0] ? weights[$0] : weights[$0] / GroupJackknife.heldWeight }
      )
    }
    guard fits.allSatisfy({ $0 != nil }) else { return nil }
    return FoldedArea(
      scores: held.indices.map { fits[Int(held[$0])]?.margins[$0] ?? 0 }, classes: isData.map { $0 ? 1 : 0 },
      weights: held.indices.map { fits[Int(held[$0])]?.weights[$0] ?? 0 }, folds: held, foldCount: Self.folds)
  }

  /// Values and weights of chosen rows: moved simulation, then data. Weights of both have about the scale of rows.
  private func table(of moved: MovedSample, _ chosen: ([Int], [Int])) -> (
    columns: [[Float]], weights: [Double]
  ) {
    let columns = inputs.map { feature -> [Float] in
      let values = moved.columns[feature] ?? pair.simulated.columns[feature]
      return (chosen.0.map { values[$0] } + chosen.1.map { pair.recorded.columns[feature][$0] }).map {
        $0.isFinite ? $0 : .nan
      }
    }
    let scale = Double(moved.weights.count)
    return (
      columns, chosen.0.map { scale * moved.weights[$0] } + chosen.1.map { pair.recorded.weights[$0] }
    )
  }

  /// KS distance of the scores of data and of weighted simulation, and where it is.
  func scoreDistance(_ scores: [Float], _ weights: [Double]) -> (
    estimate: IntervalEstimate, position: Double
  )? {
    guard let dataScores else { return nil }
    func distribution(_ values: [Float], _ weights: [Double]) -> WeightedDistribution {
      var builder = DistributionBuilder(expectedRows: values.count)
      builder.append(values, weights: weights)
      return builder.finish()
    }
    let plan = context.plans.plan(resamples: 1000, confidence: context.confidence)
    guard
      let comparison = Comparison(
        simulation: distribution(scores, weights), data: distribution(dataScores, pair.recorded.weights),
        cells: plan.cells),
      let shifts = ShiftDistances(
        cells: comparison.cells, kolmogorovSmirnov: comparison.kolmogorovSmirnov.distance,
        wasserstein: comparison.wasserstein, plan: plan)
    else { return nil }
    return (shifts.kolmogorovSmirnov, comparison.kolmogorovSmirnov.position)
  }

  /// The region of a few cuts where data and a moved sample differ most, found on one half and confirmed on the other; nil where
  /// there is none. `ofExcess`: only where data have more.
  func region(of moved: MovedSample, ofExcess: Bool = false) -> String? {
    let chosen = (pair.simulated.chosen(rows), pair.recorded.chosen(rows))
    let (columns, weights) = table(of: moved, chosen)
    let isData = chosen.0.map { _ in false } + chosen.1.map { _ in true }
    let random = CounterRandom(seed: context.seed, stream: "halves for closure")
    let halves = (0..<2).map { half in isData.indices.filter { random.bits(UInt64($0)) & 1 == UInt64(half) } }
    let axes = RegionAxes(
      names: inputs.map { pair.features[$0] }, values: { column in halves[0].map { columns[column][$0] } },
      bins: min(100, max(16, halves[0].count / 100)))
    func binned(_ rows: [Int], _ side: Bool) -> BinnedRows {
      axes.binned(rows.filter { isData[$0] == side }, columns: columns) { weights[$0] }
    }
    let found = RegionSearch(cuts: 2, smallestShare: 0.005).regions(
      data: binned(halves[0], true), simulation: binned(halves[0], false), binCounts: axes.binCounts,
      columns: axes.columns, limit: ofExcess ? 5 : 1)
    let (data, simulation) = (binned(halves[1], true), binned(halves[1], false))
    for region in found {
      guard
        let ratio = RegionRatio(
          data: (region.tally(data), WeightTally(data.weights)),
          simulation: (region.tally(simulation), WeightTally(simulation.weights)),
          confidence: context.confidence),
        ratio.pValue < Closure.level, !ofExcess || ratio.difference.value > 0
      else { continue }
      let quotient = ratio.ratio.map { " (data/simulation \(Wording.number($0.value)))" } ?? ""
      return axes.words(region) + quotient
    }
    return nil
  }
}
