import AuditStatistics

/// What the trees that tell data from simulation lose when a feature takes the values of other events.
///
/// Grouped permutation: in the held-out rows of each fold the values of a feature, or of it and all that it is strongly
/// correlated with, are given to other rows of the same fold, data and simulation alike. The loss of AUC is measured on the same
/// events before and after, so that its error is that of the difference. Source: Breiman, Machine Learning 45 (2001) 5,
/// section 10.
struct FeatureReliance: Sendable {
  /// Number of the feature.
  var feature: Int
  /// Numbers of the features that are strongly correlated with it.
  var partners: [Int]
  /// Loss of AUC without the feature.
  var alone: FoldedDifference
  /// Loss of AUC without the feature and its partners; equal to `alone` where it has none.
  var together: FoldedDifference

  /// The reliance on every feature, the largest loss together first; `fit` has kept its trees. Errors: those of the trees.
  static func all(
    _ rows: ComparedRows, _ fit: CrossFit, partners: [[Int]], seed: UInt64, pieces: IndependentPieces
  ) throws -> [FeatureReliance] {
    guard fit.trees.count == fit.foldCount else { return [] }
    // sets[2f] is the feature, sets[2f + 1] the feature with its partners, if it has some.
    let sets = partners.enumerated().flatMap { feature, partners in
      [[feature]] + (partners.isEmpty ? [] : [[feature] + partners])
    }
    let losses = try pieces.map(fit.foldCount) { fold -> [AreaDifference?] in
      let held = fit.folds.indices.filter { Int(fit.folds[$0]) == fold }
      let classes = held.map { rows.isData[$0] ? 1 : 0 as UInt8 }
      let weights = rows.weights.map { all in held.map { all[$0] } }
      let columns = rows.columns.map { column in held.map { column[$0] } }
      let random = CounterRandom(seed: seed, stream: "feature reliance \(fold)")
      let order = Permutation.of(held.count, random)
      let variations = sets.map { set in
        (columns: set, values: set.map { feature in order.map { columns[feature][$0] } })
      }
      let nominal = RankedEvents(
        scores: held.map { fit.margins[$0] }, classes: classes, weights: weights)
      return try fit.trees[fold].margins(columns: columns, variations: variations).map {
        AreaDifference(nominal, RankedEvents(scores: $0, classes: classes, weights: weights))
      }
    }
    var place = 0
    var result: [FeatureReliance] = []
    for (feature, partners) in partners.enumerated() {
      let last = partners.isEmpty ? place : place + 1
      let alone = FoldedDifference(losses.compactMap { $0[place] })
      let together = FoldedDifference(losses.compactMap { $0[last] })
      if let alone, let together {
        result.append(
          FeatureReliance(feature: feature, partners: partners, alone: alone, together: together))
      }
      place = last + 1
    }
    return result.sorted { ($1.together.value, $0.feature) < ($0.together.value, $1.feature) }
  }

  /// For each feature those whose ranks are correlated with its by at least `threshold`, up or down. O(features² · rows).
  static func partners(_ columns: [[Float]], threshold: Double, rows limit: Int = 10_000) -> [[Int]] {
    let count = columns.first?.count ?? 0
    let step = max(1, count / max(1, limit))
    let chosen = Array(stride(from: 0, to: count, by: step))
    let ranks = columns.map { column in
      Self.standardisedRanks(chosen.map { column[$0] })
    }
    var result = [[Int]](repeating: [], count: columns.count)
    for first in columns.indices {
      for second in columns.indices.dropFirst(first + 1) {
        var product: Float = 0
        for row in chosen.indices { product += ranks[first][row] * ranks[second][row] }
        if Double(abs(product)) >= threshold {
          result[first].append(second)
          result[second].append(first)
        }
      }
    }
    return result
  }

  /// Ranks with mean 0 and sum of squares 1; missing values in the middle; all 0 where they do not vary.
  private static func standardisedRanks(_ values: [Float]) -> [Float] {
    let classes = [UInt8](repeating: 0, count: values.count)
    let ranks = RankedEvents(scores: values, classes: classes).denseRanks
    let known = ranks.filter { !$0.isNaN }
    let mean = known.reduce(0, +) / Float(max(1, known.count))
    let centred = ranks.map { $0.isNaN ? 0 : $0 - mean }
    let size = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return size > 0 ? centred.map { $0 / size } : centred
  }
}

/// Random orders from addressed random numbers.
enum Permutation {
  /// 0 ..< count in a random order: Fisher and Yates. O(count).
  static func of(_ count: Int, _ random: CounterRandom) -> [Int] {
    var result = Array(0..<count)
    for index in stride(from: count - 1, to: 0, by: -1) {
      result.swapAt(index, Int(random.bits(UInt64(index)) % UInt64(index + 1)))
    }
    return result
  }
}
