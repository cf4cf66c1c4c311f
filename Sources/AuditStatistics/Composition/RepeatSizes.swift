/// How many distinct rows are there once, twice, … in a sample, and whether chance gives such numbers.
///
/// Of independent draws from any discrete distribution, whatever its columns have to do with each other, the expected number of rows
/// that are there k times is f_k = ∫ λᵏ e^(−λ) / k! dG(λ) (for n ≫ k), so that by Cauchy and Schwarz f_k² ≤ (k + 1)/k · f_(k−1) f_(k+1): rows that are
/// there twice come with some that are there three times. Copies of events need not.
public struct RepeatSizes: Sendable, Equatable {
  /// Numbers of rows that are there k times are looked at up to here.
  private static let largest = 8
  /// f_1, f_2, …
  private var counts = [Int](repeating: 0, count: largest)

  /// Nothing yet.
  public init() {}

  /// Counts distinct rows that are there `times` times.
  public mutating func add(times: Int, count: Int = 1) {
    if times >= 1, times <= Self.largest { counts[times - 1] += count }
  }

  /// True where an inequality is broken by more than four standard deviations of each number.
  public var holdCopies: Bool {
    (2..<Self.largest).contains { times in
      let own = Double(counts[times - 1])
      let least = own - 4 * own.squareRoot()
      let (fewer, more) = (Self.most(counts[times - 2]), Self.most(counts[times]))
      return least > 0 && least * least > Double(times + 1) / Double(times) * fewer * more
    }
  }

  /// The largest expected number with which so few are still likely.
  private static func most(_ count: Int) -> Double {
    let count = Double(count)
    return count + 4 * (count + 4).squareRoot() + 2
  }
}
