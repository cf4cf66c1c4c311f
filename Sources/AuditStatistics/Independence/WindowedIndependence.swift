import Glibc

/// How much the distribution of a score changes along a spectator such as a mass: a mean of Cramér-von Mises distances.
///
/// Events are ordered by the spectator; each window of neighbours is compared with all events:
/// C_w = Σ wᵢ (F_w(sᵢ) − F(sᵢ))² / Σw, both ECDFs weighted, and the statistic is the mean of C_w over windows that
/// advance by a quarter of their length. With unit weights and no ties it is the number of the LHCb τ → 3μ challenge,
/// whose windows have 200 events and whose limit is 0.002 (Likhomanenko et al., "Reproducible experiment platform",
/// J. Phys. Conf. Ser. 664 (2015) 052022, and the evaluation rules of the challenge). With weights a window has as many
/// events as have that number of effective ones; small samples have smaller windows. Chance alone gives (1/n_eff of a window −
/// 1/n_eff of all)/6 on average: the estimate is the statistic less that, which is 0 where score and spectator are independent.
public struct WindowedIndependence: Sendable, Equatable {
  /// Mean of C_w: the statistic of the challenge.
  public let statistic: Double
  /// Mean of C_w without what chance gives, at least 0, with its interval.
  public let estimate: IntervalEstimate
  /// What independent events would give on average: (1/n_eff of a window − 1/n_eff of all) / 6.
  public let expected: Double
  /// Number of windows.
  public let windows: Int
  /// C_w along the spectator: centre of the window and value.
  public let profile: [(spectator: Double, distance: Double)]

  /// Measures it; events whose spectator is NaN are left out. nil with fewer than 160 effective events or Σw ≤ 0. O(n log n).
  public init?(
    scores: [Float], spectator: [Double], weights: [Double]? = nil, neighbours: Int = 200,
    confidence: Double = 0.95
  ) {
    let kept = spectator.indices.filter { !spectator[$0].isNaN && (weights?[$0] ?? 1) != 0 }
    let total = weights.map { all in kept.reduce(0) { $0 + all[$1] } } ?? Double(kept.count)
    let squares =
      weights.map { all in kept.reduce(0) { $0 + all[$1] * all[$1] } } ?? Double(kept.count)
    guard total > 0 else { return nil }
    let effective = total * total / squares
    guard effective >= Double(8 * Self.fewestNeighbours) else { return nil }
    let window = min(Double(neighbours), effective / 8)
    let length = Int((window * Double(kept.count) / effective).rounded())
    guard length >= 2, kept.count >= 4 * length else { return nil }
    let order = ScoreGroups(scores: scores, rows: kept, weights: weights, total: total)
    let bySpectator = kept.indices.sorted { a, b in
      let (x, y) = (spectator[kept[a]], spectator[kept[b]])
      return x != y ? x < y : a < b
    }
    let step = max(1, length / 4)
    var distances: [Double] = []
    var profile: [(spectator: Double, distance: Double)] = []
    var noise = 0.0
    for start in stride(from: 0, through: kept.count - length, by: step) {
      let members = bySpectator[start..<start + length]
      guard let distance = order.distance(of: members, kept: kept, weights: weights) else { continue }
      distances.append(distance.value)
      noise += 1 / distance.effective
      profile.append((spectator[kept[members[members.startIndex + length / 2]]], distance.value))
    }
    guard distances.count >= 4 else { return nil }
    let count = Double(distances.count)
    let mean = distances.reduce(0, +) / count
    expected = max(0, noise / count - 1 / effective) / 6
    windows = distances.count
    self.profile = profile
    // What chance alone makes of independent windows, whose distances have a deviation of (6/√45) of their mean 1/(6n)
    // each: few windows do not know it from their own scatter.
    let apart = Double(kept.count) / Double(length)
    let least = noise / count / 6 * 0.894 / (1.2 * apart).squareRoot()
    let error = max(
      least, Self.standardError(distances, mean: mean, overlap: (length + step - 1) / step))
    let freedom = max(2, apart - 1)
    let quantile = StudentQuantile.twoSided(confidence, degreesOfFreedom: freedom)
    statistic = mean
    let size = mean - expected
    estimate = IntervalEstimate(
      value: max(0, size), low: max(0, size - quantile * error), high: max(0, size) + quantile * error,
      confidence: confidence)
  }

  /// Fewest effective events of a window.
  public static let fewestNeighbours = 20

  /// Of the mean of distances of which `overlap` neighbours share events: autocovariances up to there.
  private static func standardError(_ values: [Double], mean: Double, overlap: Int) -> Double {
    let count = Double(values.count)
    func covariance(_ lag: Int) -> Double {
      var sum = 0.0
      for index in lag..<values.count { sum += (values[index] - mean) * (values[index - lag] - mean) }
      return sum / count
    }
    let own = covariance(0)
    var sum = own
    for lag in 1..<max(2, min(overlap, values.count)) { sum += 2 * covariance(lag) }
    // The mean that was subtracted is that of the same windows.
    let correction = count / max(1, count - Double(overlap))
    return (max(own, sum) * correction / count).squareRoot()
  }

  /// Two measurements are equal when all their numbers are.
  public static func == (a: Self, b: Self) -> Bool {
    a.estimate == b.estimate && a.statistic == b.statistic && a.expected == b.expected
      && a.windows == b.windows
      && a.profile.elementsEqual(b.profile) { $0 == $1 }
  }
}

/// Events in the order of their score: the ECDF of all and sums of its powers, by groups of equal scores.
private struct ScoreGroups {
  /// Group of each kept event.
  var group: [Int32]
  /// Sums over the groups before: Σw, ΣwF, ΣwF².
  var sums: [(Double, Double, Double)]
  let total: Double

  init(scores: [Float], rows: [Int], weights: [Double]?, total: Double) {
    self.total = total
    var words = rows.indices.map { UInt64(SortKey.key(scores[rows[$0]])) << 32 | UInt64($0) }
    var spare = words
    RadixSort.sort(&words, count: words.count, spare: &spare)
    group = [Int32](repeating: 0, count: rows.count)
    sums = [(0, 0, 0)]
    var below = 0.0
    var start = 0
    while start < words.count {
      let key = words[start] >> 32
      var end = start
      var inside = 0.0
      while end < words.count, words[end] >> 32 == key {
        let place = Int(words[end] & 0xFFFF_FFFF)
        inside += weights?[rows[place]] ?? 1
        group[place] = Int32(sums.count - 1)
        end += 1
      }
      below += inside
      let level = below / total
      let last = sums[sums.count - 1]
      sums.append((last.0 + inside, last.1 + inside * level, last.2 + inside * level * level))
      start = end
    }
  }

  /// C_w of some events and their effective number; nil unless their weights sum to a positive number. O(n log n).
  func distance(of members: ArraySlice<Int>, kept: [Int], weights: [Double]?) -> (
    value: Double, effective: Double
  )? {
    let sorted = members.map { (group[$0], weights?[kept[$0]] ?? 1) }.sorted { $0.0 < $1.0 }
    let (sum, square) = sorted.reduce((0.0, 0.0)) { ($0.0 + $1.1, $0.1 + $1.1 * $1.1) }
    guard sum > 0 else { return nil }
    var distance = 0.0
    var below = 0.0
    var from = 0
    func add(upTo end: Int) {
      let (a, b) = (sums[from], sums[end])
      let level = below / sum
      distance += (b.2 - a.2) - 2 * level * (b.1 - a.1) + level * level * (b.0 - a.0)
      from = end
    }
    for (group, weight) in sorted {
      if Int(group) > from { add(upTo: Int(group)) }
      below += weight
    }
    add(upTo: sums.count - 1)
    return (distance / total, sum * sum / square)
  }
}
