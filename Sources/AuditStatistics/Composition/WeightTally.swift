/// Sums over weighted rows from which shares, effective numbers and their errors follow; sums merge.
public struct WeightTally: Sendable, Equatable {
  /// Number of rows.
  public var rows = 0
  /// Rows with a negative weight.
  public var negativeRows = 0
  /// Σw.
  public var sum = 0.0
  /// Σ|w|.
  public var absoluteSum = 0.0
  /// Σw², the variance of Σw.
  public var squares = 0.0

  /// Nothing counted yet.
  public init() {}

  /// Takes in one row. O(1).
  @inline(__always)
  public mutating func add(_ weight: Double) {
    rows &+= 1
    sum += weight
    squares += weight * weight
    absoluteSum += abs(weight)
    if weight < 0 { negativeRows &+= 1 }
  }

  /// Takes in rows of weight 1. O(1).
  public mutating func add(unitRows count: Int) {
    rows += count
    sum += Double(count)
    squares += Double(count)
    absoluteSum += Double(count)
  }

  /// The rows of both. O(1).
  public static func + (a: WeightTally, b: WeightTally) -> WeightTally {
    var result = a
    result += b
    return result
  }

  /// Takes in the rows of the other. O(1).
  public static func += (a: inout WeightTally, b: WeightTally) {
    a.rows += b.rows
    a.negativeRows += b.negativeRows
    a.sum += b.sum
    a.absoluteSum += b.absoluteSum
    a.squares += b.squares
  }

  /// n_eff = (Σw)² / Σw²; 0 without rows.
  public var effectiveRows: Double { squares > 0 ? sum * sum / squares : 0 }

  /// Part of n_eff that the signs of the weights cost: 1 − (Σw / Σ|w|)², with its interval.
  ///
  /// Weights of one size with a negative fraction f give 1 − (1 − 2f)². The interval is that of the share of Σ|w|
  /// that is negative, g = (1 − Σw/Σ|w|)/2 (Wilson, with the effective number of |w|), carried through 1 − (1 − 2g)².
  /// nil without weight.
  public func lossBySigns(confidence: Double) -> IntervalEstimate? {
    guard absoluteSum > 0, squares > 0 else { return nil }
    let share = (1 - sum / absoluteSum) / 2
    let effective = absoluteSum * absoluteSum / squares
    let bounds = Proportion.interval(share: share, effectiveRows: effective, confidence: confidence)
    func loss(_ g: Double) -> Double { 1 - (1 - 2 * g) * (1 - 2 * g) }
    let ends = [loss(bounds.low), loss(bounds.high)]
    let crosses = bounds.low < 0.5 && bounds.high > 0.5
    return IntervalEstimate(
      value: loss(share), low: min(ends[0], ends[1]), high: crosses ? 1 : max(ends[0], ends[1]),
      confidence: confidence)
  }
}
