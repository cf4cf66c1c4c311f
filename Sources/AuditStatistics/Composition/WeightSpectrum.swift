import Glibc

/// How weights are distributed by size: counts in bins of |w| that are 0.2 % wide, in bounded memory.
///
/// Bins are the leading bits of |w| as float32 (8 of the exponent, 9 of the mantissa); only exponents that occur take
/// memory. What is read from it is exact up to the position of a boundary inside one bin.
public struct WeightSpectrum: Sendable {
  private static let pageSize = 512
  private struct Bin {
    var count = 0
    var sum = 0.0
  }
  /// By exponent; empty when not met.
  private var pages = [[Bin]](repeating: [], count: 256)
  /// Rows by sign, Σw, Σw².
  public private(set) var tally = WeightTally()
  /// Rows of weight 0.
  public private(set) var zeroRows = 0
  /// Rows whose weight is NaN or infinite; they are in nothing else.
  public private(set) var nonFiniteRows = 0
  /// Largest |w| with its sign.
  public private(set) var heaviest = 0.0
  /// Smallest |w| above 0; 0 when there is none.
  public private(set) var lightest = 0.0

  /// No weights yet.
  public init() {}

  /// Takes in one weight. O(1).
  public mutating func add(_ weight: Double) { add(weight, count: 1) }

  /// Takes in some rows of one weight. O(1).
  public mutating func add(_ weight: Double, count: Int) {
    guard weight.isFinite else {
      nonFiniteRows += count
      return
    }
    let size = abs(weight)
    if count == 1 {
      tally.add(weight)
    } else {
      tally.rows += count
      tally.negativeRows += weight < 0 ? count : 0
      tally.sum += weight * Double(count)
      tally.absoluteSum += size * Double(count)
      tally.squares += weight * weight * Double(count)
    }
    if size == 0 { zeroRows += count }
    if size > abs(heaviest) { heaviest = weight }
    if size > 0, lightest == 0 || size < lightest { lightest = size }
    let bits = Int(Float(size).bitPattern >> 14)
    let page = bits >> 9
    if pages[page].isEmpty { pages[page] = [Bin](repeating: Bin(), count: Self.pageSize) }
    pages[page][bits & 511].count += count
    pages[page][bits & 511].sum += size * Double(count)
  }

  /// Takes in the rows of another. O(bins).
  public mutating func merge(_ other: WeightSpectrum) {
    tally += other.tally
    zeroRows += other.zeroRows
    nonFiniteRows += other.nonFiniteRows
    if abs(other.heaviest) > abs(heaviest) { heaviest = other.heaviest }
    if other.lightest > 0, lightest == 0 || other.lightest < lightest { lightest = other.lightest }
    for page in pages.indices where !other.pages[page].isEmpty {
      if pages[page].isEmpty {
        pages[page] = other.pages[page]
      } else {
        for bin in 0..<Self.pageSize {
          pages[page][bin].count += other.pages[page][bin].count
          pages[page][bin].sum += other.pages[page][bin].sum
        }
      }
    }
  }

  /// True when all weights lie in one bin: equal to within 0.2 %.
  public var isFlat: Bool { occupied.count <= 1 }

  /// Counts and sums of the bins that are not empty, heaviest first.
  private var occupied: [(count: Double, sum: Double)] {
    pages.reversed().flatMap { page in
      page.reversed().compactMap { $0.count > 0 ? (Double($0.count), $0.sum) : nil }
    }
  }

  /// Share of Σ|w| that the heaviest `fraction` of the rows carries, with its interval; nil without weight, or where these are fewer
  /// than ten rows, which say next to nothing of the tail.
  ///
  /// T = E[|w|; |w| > t]/E|w| with t the (1 − fraction) quantile; the variance is that of its influence function,
  /// [(|w| − t)⁺ + fraction·t − T|w|]/E|w|. The quantile is Student's, with no more degrees of freedom than there are heavy rows, and
  /// the upper end lies the influence of the heaviest row further up: what a sample misses of a heavy tail lies there. Far heavier tails than
  /// a finite variance allows are not covered. O(bins).
  public func shareOfHeaviest(_ fraction: Double, confidence: Double) -> IntervalEstimate? {
    let rows = Double(tally.rows)
    guard fraction * rows >= 10, tally.absoluteSum > 0 else { return nil }
    let bins = occupied
    var wanted = fraction * rows
    var carried = 0.0
    var threshold = 0.0
    for bin in bins {
      let mean = bin.sum / bin.count
      let taken = min(wanted, bin.count)
      carried += taken * mean
      wanted -= taken
      threshold = mean
      if wanted <= 0 { break }
    }
    let share = carried / tally.absoluteSum
    let mean = tally.absoluteSum / rows
    func influence(_ size: Double) -> Double {
      (max(0, size - threshold) + fraction * threshold - share * size) / (mean * rows)
    }
    var sums = InfluenceSums()
    for bin in bins {
      let square = influence(bin.sum / bin.count) * influence(bin.sum / bin.count)
      sums.second += bin.count * square
      sums.fourth += bin.count * square * square
    }
    // One more row, of twice the size: where all weights are equal nothing else says that they need not be.
    let unseen = (1 - share) * (1 - share) / (rows * rows)
    sums.second += unseen
    sums.fourth += unseen * unseen
    guard share > 0, share < 1 else {
      let bound = Proportion.interval(share: share, effectiveRows: fraction * rows, confidence: confidence)
      return IntervalEstimate(value: share, low: bound.low, high: bound.high, confidence: confidence)
    }
    let freedom = sums.degreesOfFreedom(events: tally.rows, largest: fraction * rows)
    // On the scale of ln(T/(1 − T)), where the heavy tail skews it less.
    let half =
      StudentQuantile.twoSided(confidence, degreesOfFreedom: freedom) * sums.second.squareRoot()
      / (share * (1 - share))
    let odds = share / (1 - share)
    return IntervalEstimate(
      value: share, low: odds * exp(-half) / (1 + odds * exp(-half)),
      high: min(1, odds * exp(half) / (1 + odds * exp(half)) + max(0, influence(abs(heaviest)))),
      confidence: confidence)
  }

  /// |w| that the given fraction of the rows does not exceed, to 0.2 %; nil without rows. O(bins).
  public func quantile(_ fraction: Double) -> Double? {
    var above = (1 - fraction) * Double(tally.rows)
    let bins = occupied
    for bin in bins {
      above -= bin.count
      if above < 0 { return bin.sum / bin.count }
    }
    return bins.last.map { $0.sum / $0.count }
  }

  /// Points (share of the rows, heaviest first; share of Σ|w| that they carry), at most `count` + 1. O(bins).
  public func concentration(points count: Int) -> [(rows: Double, weight: Double)] {
    guard tally.absoluteSum > 0 else { return [] }
    var result = [(rows: 0.0, weight: 0.0)]
    var rows = 0.0
    var sum = 0.0
    for bin in occupied {
      rows += bin.count / Double(tally.rows)
      sum += bin.sum / tally.absoluteSum
      let last = result[result.count - 1]
      if max(rows - last.rows, sum - last.weight) >= 1 / Double(count) { result.append((rows, sum)) }
    }
    if let last = result.last, last.rows < 1 { result.append((1, 1)) }
    return result
  }
}
