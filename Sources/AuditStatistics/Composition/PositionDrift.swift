import Glibc

/// Whether the classes of a file come in order or shuffled: counts along the file, in row order.
///
/// Two things are looked at: where each class lies in the file (a slow drift, a file sorted by class), and whether
/// neighbours agree more often than chance (blocks of one class, even when the blocks are shuffled).
public struct PositionDrift: Sendable {
  private let total: Int
  private let bins: Int
  private var position = 0
  private var previous: Int32 = -1
  /// counts[level][bin]
  private var counts: [[Int]] = []
  private var pairs: [Int]
  private var matches: [Int]

  /// For a file of `rows` rows, looked at in `bins` equal parts.
  public init(rows: Int, bins: Int = 512) {
    total = max(1, rows)
    self.bins = max(2, min(bins, total))
    pairs = [Int](repeating: 0, count: self.bins)
    matches = pairs
  }

  /// Takes in the next rows: the level of each, −1 for none. O(n).
  public mutating func add(_ levels: [Int32]) {
    for level in levels {
      let bin = min(bins - 1, position * bins / total)
      position += 1
      guard level >= 0 else {
        previous = -1
        continue
      }
      while counts.count <= Int(level) { counts.append([Int](repeating: 0, count: bins)) }
      counts[Int(level)][bin] += 1
      if previous >= 0 {
        pairs[bin] += 1
        if previous == level { matches[bin] += 1 }
      }
      previous = level
    }
  }

  /// The class that drifts most.
  public struct Drift: Sendable, Equatable {
    /// Largest KS distance between the positions of one class and those of all others: 0 shuffled, 1 sorted.
    public var distance: IntervalEstimate
    /// Probability of such a distance in a shuffled file, corrected for the number of classes.
    public var pValue: Double
    /// The class.
    public var level: Int
  }

  /// Drift of the classes along the file; nil with fewer than two classes of at least 20 rows.
  ///
  /// D_k = max over file parts |F_k − F_rest|. D̂ − D ≤ √(½ ln(2K/α)) √(1/n_k + 1/n_rest) at confidence 1 − α for K classes (Dvoretzky,
  /// Kiefer, Wolfowitz; Massart 1990); the p-value is that of this bound, and the interval excludes 0 exactly where it does. Away from 0
  /// both ends are those of ``SupremumSizes``. O(bins · classes).
  public func drift(confidence: Double) -> Drift? {
    let sizes = counts.map { $0.reduce(0, +) }
    let all = sizes.reduce(0, +)
    let usable = sizes.indices.filter { sizes[$0] >= 20 && all - sizes[$0] >= 20 }
    let tests = max(1, sizes.filter { $0 > 0 }.count == 2 ? 1 : usable.count)
    var whole = [Int](repeating: 0, count: bins)
    for level in counts.indices { for bin in 0..<bins { whole[bin] += counts[level][bin] } }
    func largest(_ level: Int) -> Double {
      var (inside, outside, distance) = (0, 0, 0.0)
      for bin in 0..<bins {
        inside += counts[level][bin]
        outside += whole[bin] - counts[level][bin]
        distance = max(
          distance, abs(Double(inside) / Double(sizes[level]) - Double(outside) / Double(all - sizes[level])))
      }
      return distance
    }
    let distances = usable.map { (level: $0, distance: largest($0)) }
    guard let worst = distances.max(by: { $0.distance < $1.distance }) else { return nil }
    let (level, distance) = worst
    let scale = (1 / Double(sizes[level]) + 1 / Double(all - sizes[level])).squareRoot()
    let half = (log(2 * Double(tests) / (1 - confidence)) / 2).squareRoot() * scale
    let noise = DriftNoise(counts[level], zip(whole, counts[level]).map { $0 - $1 })
    let ends = noise.sizes(tests: tests, confidence: confidence).ends(
      tail: (1 - confidence) / (2 * Double(tests)))
    let low = distance <= half ? 0 : max(distance - half, ends.low)
    return Drift(
      distance: IntervalEstimate(
        value: distance, low: min(low, distance), high: min(1, max(ends.high, distance)),
        confidence: confidence),
      pValue: min(1, 2 * Double(tests) * exp(-2 * distance * distance / (scale * scale))), level: level)
  }

  /// How much more often neighbours are of one class than in a shuffled file, from 0 (shuffled) to 1 (all sorted).
  ///
  /// κ = (a − Σp²)/(1 − Σp²) with a the fraction of neighbours that agree; the interval is from the spread of the file's
  /// parts (batch means). Negative for classes that take turns. nil with fewer than two classes or 40 pairs.
  public func clumping(confidence: Double) -> IntervalEstimate? {
    let sizes = counts.map { Double($0.reduce(0, +)) }
    let all = sizes.reduce(0, +)
    let pairCount = pairs.reduce(0, +)
    guard sizes.filter({ $0 > 0 }).count > 1, pairCount >= 40 else { return nil }
    let chance = sizes.reduce(0) { $0 + ($1 / all) * ($1 / all) }
    let agreement = Double(matches.reduce(0, +)) / Double(pairCount)
    // 32 parts: enough for the spread, long enough to hold the correlation of neighbours.
    let groups = min(32, bins)
    let residuals = (0..<groups).map { group -> Double in
      let range = group * bins / groups..<(group + 1) * bins / groups
      return range.reduce(0.0) { $0 + Double(matches[$1]) - agreement * Double(pairs[$1]) }
    }
    // Of successive parts: a mix that drifts along the file is no error (von Neumann, Ann. Math. Stat. 12 (1941) 367).
    let squares =
      zip(residuals, residuals.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) } / 2
    let factor = Double(groups) / Double(max(1, groups - 1))
    // Student's t with 31 degrees of freedom is 4 % wider than the normal.
    let width = StandardNormal.quantile((1 + confidence) / 2) * 1.04
    let between = (squares * factor).squareRoot() / Double(pairCount)
    let binomial = (agreement * (1 - agreement) / Double(pairCount)).squareRoot()
    let half = width * max(between, binomial) / (1 - chance)
    let value = (agreement - chance) / (1 - chance)
    return IntervalEstimate(
      value: value, low: value - half, high: min(1, value + half), confidence: confidence)
  }
}

/// Errors of the difference of two classes' positions in the file.
private struct DriftNoise {
  /// Parts of the file at whose ends errors are taken.
  private static let looks = 64
  private let samples: [[Double]]

  /// Counts of a class and of all others in the parts of a file.
  init(_ inside: [Int], _ outside: [Int]) {
    samples = [inside, outside].map { counts in
      let parts = min(Self.looks, counts.count)
      return (0..<parts).map { part in
        Double(counts[part * counts.count / parts..<(part + 1) * counts.count / parts].reduce(0, +))
      }
    }
  }

  /// Gaussian multipliers on the counts; more of them where `tests` make the tail small. O(resamples · looks).
  func sizes(tests: Int, confidence: Double) -> SupremumSizes {
    let resamples = max(399, Int((4 * Double(tests) / (1 - confidence)).rounded(.up)))
    let looks = samples[0].count - 1
    let totals = samples.map { $0.reduce(0, +) }
    var cumulative = samples.map { _ in [Double](repeating: 0, count: looks) }
    for side in samples.indices {
      var sum = 0.0
      for look in 0..<looks {
        sum += samples[side][look]
        cumulative[side][look] = sum / totals[side]
      }
    }
    var normals = [Float](repeating: 0, count: resamples * 2 * (looks + 1))
    CounterRandom(seed: 1, stream: "position drift").fillNormals(&normals)
    var errors = [Double](repeating: 0, count: resamples * looks)
    var place = 0
    for resample in 0..<resamples {
      for side in samples.indices {
        let sign = side == 0 ? 1.0 : -1
        let steps = samples[side].map { count -> Double in
          place += 1
          return count.squareRoot() * Double(normals[place - 1]) / totals[side]
        }
        let total = steps.reduce(0, +)
        var sum = 0.0
        for look in 0..<looks {
          sum += steps[look]
          errors[resample * looks + look] += sign * (sum - cumulative[side][look] * total)
        }
      }
    }
    return SupremumSizes(
      differences: zip(cumulative[0], cumulative[1]).map { $0 - $1 },
      variances: (0..<looks).map { look in
        samples.indices.reduce(0) { $0 + cumulative[$1][look] * (1 - cumulative[$1][look]) / totals[$1] }
      }, errors: errors)
  }
}
