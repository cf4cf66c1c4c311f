/// The rows of one sample as maps and fits see them: a column of values for each feature, weight and component.
public struct MorphingEvents: Sendable {
  /// `columns[feature][row]`; NaN for missing.
  public let columns: [[Float]]
  /// Weight of each row; negative ones count as such.
  public let weights: [Double]
  /// Component (process or class) of each row, 0 ..< `componentCount`.
  public let components: [UInt8]
  /// Number of components.
  public let componentCount: Int
  /// Keys of what is random about a row: the same row has the same key whatever the blocks.
  public let keys: [UInt64]

  /// Number of rows.
  public var count: Int { weights.count }

  /// Rows; all arrays must be of one length. `components`: nil for a single one.
  public init(
    columns: [[Float]], weights: [Double], components: [UInt8]? = nil, componentCount: Int = 1,
    keys: [UInt64]
  ) {
    precondition(columns.allSatisfy { $0.count == weights.count } && keys.count == weights.count)
    self.columns = columns
    self.weights = weights
    self.components = components ?? [UInt8](repeating: 0, count: weights.count)
    self.componentCount = max(1, componentCount)
    self.keys = keys
  }

  /// The same rows as a single component.
  public var pooled: MorphingEvents {
    MorphingEvents(columns: columns, weights: weights, keys: keys)
  }

  /// Effective number of rows, (Σw)²/Σw².
  public var effectiveCount: Double {
    var sums = PowerSums()
    for weight in weights { sums.add(weight) }
    return sums.second > 0 ? sums.effectiveCount : 0
  }

  /// A number uniform in (0, 1) of a row and a feature: where in a value's share of the ranks the row lies. O(1).
  @inline(__always)
  func uniform(_ row: Int, feature: Int) -> Double {
    let bits = RowHash.mix(keys[row] ^ (UInt64(feature) &+ 1) &* 0x9E37_79B9_7F4A_7C15)
    return (Double(bits >> 12) + 0.5) * 0x1p-52
  }

  /// A fair coin of a row: the half of the sample it belongs to. O(1).
  @inline(__always)
  func half(_ row: Int) -> Int { Int(RowHash.mix(keys[row] ^ 0x51F3_0C9A_77E2_4B1D) & 1) }
}
