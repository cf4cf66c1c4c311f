/// Numbers of each input as ranks among the thresholds that trees compare it with.
///
/// rank(x) = number of thresholds ≤ x, so that x ≥ τⱼ ⇔ rank(x) > j for the distinct thresholds τ₀ < τ₁ < …: comparisons of
/// float32 become comparisons of 16-bit integers, exactly. Each input has two ranks, which differ for missing values
/// only: the first sends these left at any node, the second right.
struct ThresholdRanks: Sendable {
  /// The second rank of a missing value; larger than any other.
  static let missing = UInt16.max
  /// Most thresholds of an input.
  static let capacity = Int(UInt16.max) - 1

  /// Keys of the distinct thresholds of all inputs, rising within each.
  private let thresholds: [Int32]
  /// Where those of each input start, and the end of the last.
  private let starts: [Int]

  /// Inputs.
  var width: Int { starts.count - 1 }

  /// Thresholds of each input, at most ``capacity`` distinct ones and no NaN.
  init(_ given: [[Float]]) {
    var thresholds: [Int32] = []
    var starts = [0]
    for values in given {
      var last: Int32?
      for key in values.map({ Self.key($0) }).sorted() where key != last {
        thresholds.append(key)
        last = key
      }
      starts.append(thresholds.count)
    }
    self.thresholds = thresholds
    self.starts = starts
  }

  /// Number of thresholds of an input that are at most `value`, which is not NaN. O(log thresholds).
  func rank(of value: Float, input: Int) -> UInt16 {
    thresholds.withUnsafeBufferPointer { all in
      let own = UnsafeBufferPointer(rebasing: all[starts[input]..<starts[input + 1]])
      return UInt16(truncatingIfNeeded: Self.ranks(own, SIMD4(repeating: Self.key(value)))[0])
    }
  }

  /// Writes the ranks of `count` numbers of an input that lie `step` apart, two for each, pairs `pairStep` apart.
  func write(
    _ values: UnsafePointer<Float>, every step: Int, count: Int, input: Int,
    to ranks: UnsafeMutablePointer<UInt16>, every pairStep: Int
  ) {
    thresholds.withUnsafeBufferPointer { all in
      let own = UnsafeBufferPointer(rebasing: all[starts[input]..<starts[input + 1]])
      var keys = SIMD4<Int32>()
      for first in stride(from: 0, to: count, by: 4) {
        let lanes = min(4, count &- first)
        for lane in 0..<lanes { keys[lane] = Self.key(values[(first &+ lane) &* step]) }
        let found = Self.ranks(own, keys)
        for lane in 0..<lanes {
          let value = values[(first &+ lane) &* step]
          let rank = UInt16(truncatingIfNeeded: found[lane])
          let missing: UInt16 = value != value ? Self.missing : 0
          let pair = ranks + (first &+ lane) &* pairStep
          pair[0] = rank & ~missing
          pair[1] = rank | missing
        }
      }
    }
  }

  /// An integer that is ordered as the number; 0 and −0 are the same.
  @inline(__always)
  private static func key(_ value: Float) -> Int32 {
    let bits = Int32(bitPattern: (value + 0).bitPattern)
    return bits ^ ((bits >> 31) & Int32.max)
  }

  /// Binary search for four keys side by side.
  ///
  /// Of the comparisons of one key the compiler makes branches, which no processor could predict; of those of a vector it
  /// does not.
  @inline(__always)
  private static func ranks(_ thresholds: UnsafeBufferPointer<Int32>, _ keys: SIMD4<Int32>) -> SIMD4<Int32> {
    var low = SIMD4<Int32>()
    guard let first = thresholds.baseAddress, !thresholds.isEmpty else { return low }
    var rest = Int32(truncatingIfNeeded: thresholds.count)
    while rest > 1 {
      let half = rest >> 1
      let middle = first + Int(half &- 1)
      let pivots = SIMD4(
        middle[Int(low[0])], middle[Int(low[1])], middle[Int(low[2])], middle[Int(low[3])])
      low.replace(with: low &+ half, where: pivots .<= keys)
      rest &-= half
    }
    let last = SIMD4(first[Int(low[0])], first[Int(low[1])], first[Int(low[2])], first[Int(low[3])])
    return low.replacing(with: low &+ 1, where: last .<= keys)
  }
}
