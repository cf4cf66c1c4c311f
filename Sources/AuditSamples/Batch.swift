/// Consecutive rows of some columns.
public struct Batch: Sendable {
  /// Row numbers in the sample, before any selection: keys of everything random.
  public var rows: Range<Int>
  /// Row number of each row kept by a selection; nil when all of `rows` are there.
  public var keptRows: [Int]?
  /// Weight of each row; nil when every weight is 1.
  public var weights: Weights?
  /// Number of negative weights if all are finite and none is zero; nil: not known.
  public var negativeRows: Int?
  /// Values, in the order the columns were asked for.
  public var columns: [Values]

  /// Event weights, in the precision of the file.
  public enum Weights: Sendable, Equatable {
    /// Every weight is exactly a float32.
    case float32([Float])
    /// Weights that need float64.
    case float64([Double])

    /// The weights as float64. O(n).
    public var doubles: [Double] {
      switch self {
      case .float32(let weights): weights.map(Double.init)
      case .float64(let weights): weights
      }
    }
  }

  /// Rows of some columns.
  public init(rows: Range<Int>, keptRows: [Int]? = nil, weights: Weights? = nil, columns: [Values]) {
    self.rows = rows
    self.keptRows = keptRows
    self.weights = weights
    self.columns = columns
  }

  /// Number of rows in the batch.
  public var count: Int { keptRows?.count ?? rows.count }
}
