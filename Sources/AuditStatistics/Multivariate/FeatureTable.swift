/// Complete rows of several standardised features, in groups for resampling.
///
/// Rows lie group by group, so that sums over the rows of a group are sums over a range. The group of a row is chosen at
/// random (a file may be ordered); a sample with no more rows than groups has a group for each row.
public struct FeatureTable: Sendable {
  /// columns[feature][row], standardised.
  let columns: [[Float]]
  /// w/Σw of each row.
  let shares: [Double]
  /// Rows of group g: starts[g] ..< starts[g + 1].
  let starts: [Int]
  /// True for the rows on which a direction is measured, false for those on which it is found.
  let isSecondHalf: [Bool]
  /// (Σw)²/Σw².
  public let effectiveRows: Double
  /// Values that were farther from the center than the limit, and were put there.
  public let clippedValues: Int

  /// Number of rows.
  public var count: Int { shares.count }
  /// Number of features.
  public var features: Int { columns.count }
  /// Number of groups.
  var groups: Int { starts.count - 1 }
  /// Σw of each group over Σw of all.
  var groupShares: [Double] {
    (0..<groups).map { shares[starts[$0]..<starts[$0 + 1]].reduce(0, +) }
  }
  /// √(n/(n − 1)) with n effective rows: residuals from a fitted mean are that much too small.
  var inflation: Double { (effectiveRows / (effectiveRows - 1)).squareRoot() }

  /// Standardises and arranges rows; nil when Σw ≤ 0 or fewer than two effective rows are there.
  ///
  /// - Parameters:
  ///   - columns: columns[feature][row], all values finite.
  ///   - weights: weight of each row, of any sign; nil: all 1.
  ///   - scales: scale of each feature, the same for all samples that are compared.
  ///   - limit: values farther from the center than this many widths are put there.
  ///   - stream: names the sample; together with the seed it decides groups and halves.
  /// - Complexity: O(rows · features).
  public init?(
    columns: [[Float]], weights: [Double]?, scales: [FeatureScale], limit: Double = 20, seed: UInt64,
    stream: String
  ) {
    precondition(columns.count == scales.count, "a scale for each feature")
    let count = columns.first?.count ?? 0
    precondition(
      columns.allSatisfy { $0.count == count } && (weights?.count ?? count) == count, "equal lengths")
    let sum = weights?.reduce(0, +) ?? Double(count)
    let squares = weights?.reduce(0) { $0 + $1 * $1 } ?? Double(count)
    guard sum > 0, sum * sum > 2 * squares else { return nil }
    effectiveRows = sum * sum / squares

    let random = CounterRandom(seed: seed, stream: stream)
    let bits = (0..<UInt64(count)).map { random.bits($0) }
    let groups = min(Multipliers.groups, count)
    let group = count == groups ? Array(0..<count) : bits.map { Int($0 >> 8) % groups }
    var starts = [Int](repeating: 0, count: groups + 1)
    for number in group { starts[number + 1] += 1 }
    for number in 0..<groups { starts[number + 1] += starts[number] }
    var next = starts
    var order = [Int](repeating: 0, count: count)
    for row in 0..<count {
      order[next[group[row]]] = row
      next[group[row]] += 1
    }
    self.starts = starts
    shares = order.map { (weights?[$0] ?? 1) / sum }
    isSecondHalf = order.map { bits[$0] & 1 == 1 }
    var clipped = 0
    self.columns = zip(columns, scales).map { column, scale in
      order.map { row in
        let value = scale.standardised(column[row], limit: limit)
        if abs(Double(value)) >= limit { clipped += 1 }
        return value
      }
    }
    clippedValues = clipped
  }

  /// Sums over the rows of each group of `value(row)`, into one row of sums. O(rows).
  @inline(__always)
  func groupSums(into sums: UnsafeMutablePointer<Float>, _ value: (Int) -> Double) {
    for group in 0..<groups {
      var sum = 0.0
      for row in starts[group]..<starts[group + 1] { sum += value(row) }
      sums[group] = Float(sum)
    }
  }
}
