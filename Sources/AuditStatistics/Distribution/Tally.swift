/// Number of rows with their Σw and Σw²; mergeable.
public struct Tally: Sendable, Codable, Equatable {
  /// Number of rows.
  public var rows: Int
  /// Σw.
  public var weights: Double
  /// Σw²: the variance of `weights`.
  public var squares: Double

  /// A tally; empty by default.
  public init(rows: Int = 0, weights: Double = 0, squares: Double = 0) {
    self.rows = rows
    self.weights = weights
    self.squares = squares
  }

  /// Adds a row of the given weight.
  @inline(__always)
  public mutating func add(weight: Double) {
    rows &+= 1
    weights += weight
    squares += weight * weight
  }

  /// Adds the rows of another tally.
  public mutating func merge(_ other: Tally) {
    rows += other.rows
    weights += other.weights
    squares += other.squares
  }
}

/// Rows without a usable value, by reason; mergeable.
public struct MissingTally: Sendable, Codable, Equatable {
  /// Rows that hold NaN.
  public var notANumber: Tally
  /// Rows that hold +∞.
  public var positiveInfinity: Tally
  /// Rows that hold −∞.
  public var negativeInfinity: Tally
  /// Rows that hold a declared sentinel such as −999.
  public var sentinel: Tally

  /// No missing rows.
  public init() {
    notANumber = Tally()
    positiveInfinity = Tally()
    negativeInfinity = Tally()
    sentinel = Tally()
  }

  /// All reasons together.
  public var total: Tally {
    var sum = notANumber
    sum.merge(positiveInfinity)
    sum.merge(negativeInfinity)
    sum.merge(sentinel)
    return sum
  }

  /// Adds the rows of another tally, reason by reason.
  public mutating func merge(_ other: MissingTally) {
    notANumber.merge(other.notANumber)
    positiveInfinity.merge(other.positiveInfinity)
    negativeInfinity.merge(other.negativeInfinity)
    sentinel.merge(other.sentinel)
  }

  /// Adds a row whose value is not finite or is a sentinel.
  mutating func add(_ value: Double, weight: Double) {
    if value.isNaN {
      notANumber.add(weight: weight)
    } else if value == .infinity {
      positiveInfinity.add(weight: weight)
    } else if value == -.infinity {
      negativeInfinity.add(weight: weight)
    } else {
      sentinel.add(weight: weight)
    }
  }
}
