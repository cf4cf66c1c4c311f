/// The exact weighted distribution of one feature in one sample: its sorted points with their weights.
///
/// Mergeable: merging the distributions of consecutive chunks gives the distribution of the whole. Weights may be
/// negative, so the empirical distribution function F(x) = Σ_{xᵢ≤x} wᵢ / Σw need not be monotone.
/// Made by `DistributionBuilder`. Memory: 4 bytes an event (single-precision values of weight 1), 8 bytes
/// (single-precision values and weights), otherwise 8 to 32. Beyond `capacity` points neighbours are merged;
/// then F is wrong by at most `cumulativeErrorBound`.
public struct WeightedDistribution: Sendable, Equatable {
  /// The rows with a usable value.
  var support: Support
  /// Rows without a usable value, left out of all else.
  public internal(set) var missing: MissingTally
  /// How the values follow each other from row to row.
  public internal(set) var order: RowOrder
  /// Every value is an integer (also true when there is none).
  public internal(set) var holdsOnlyIntegers: Bool
  /// Rows with a usable value and a weight that is not zero.
  public internal(set) var rows: Int
  /// Rows with a usable value and a negative weight.
  public internal(set) var negativeRows: Int
  /// Rows left out because their weight is zero.
  public internal(set) var zeroWeightRows: Int
  /// Rows left out because their weight is NaN or infinite: a mistake in the sample.
  public internal(set) var invalidWeightRows: Int
  /// Smallest value, nil without rows.
  public internal(set) var minimum: Double?
  /// Largest value, nil without rows.
  public internal(set) var maximum: Double?
  /// Most points that are kept apart.
  public internal(set) var capacity: Int
  /// Largest Σ|w| by which a cumulative sum may be wrong because different values were merged into one point (the
  /// largest merged mass, added up over repeated merging); 0 when the distribution is exact.
  public internal(set) var largestMergedMass: Double

  /// Exact up to this many points by default: as many as positions of 32 bits reach. Memory grows with the rows up to there; a
  /// smaller number would trade exact distributions for more memory and time, because merged points are held in double precision.
  public static let defaultCapacity = Int(Int32.max)

  /// Σw.
  public var sumOfWeights: Double { support.weights }
  /// Σw².
  public var sumOfSquaredWeights: Double { support.squares }
  /// Σ|w|.
  public var sumOfAbsoluteWeights: Double { cells?.totals.absolutes ?? summary.absolutes }
  /// (Σw)²/Σw²: the number of events of equal weight with the same relative error; 0 without rows.
  public var effectiveRows: Double {
    support.squares > 0 ? support.weights * support.weights / support.squares : 0
  }
  /// Number of different values (of points, when neighbours were merged).
  public var distinctValues: Int { summary.distinctValues }

  /// Whether there are more different values than `limit`. Needs no order where cells tell.
  public func hasMoreValues(than limit: Int) -> Bool {
    // Equal values share a cell.
    if let cells, cells.filledCells > limit { return true }
    return distinctValues > limit
  }

  /// All values are equal; false without rows.
  public var isConstant: Bool { minimum != nil && minimum == maximum }
  /// Whether there are rows and Σw > 0, so that normalised statistics exist.
  public var isNormalisable: Bool { rows > 0 && support.weights > 0 && support.weights.isFinite }
  /// Largest error of F(x) caused by merging points, as a fraction of Σw; 0 when exact.
  public var cumulativeErrorBound: Double {
    largestMergedMass > 0 ? largestMergedMass / abs(support.weights) : 0
  }

  /// Σwx/Σw; nil when not normalisable.
  public var mean: Double? {
    guard isNormalisable else { return nil }
    let moments = support.moments
    return moments.pivot + moments.first / support.weights
  }

  /// Σw(x − mean)²/Σw, without a small-sample correction; nil when not normalisable. Negative weights can make it
  /// negative.
  public var variance: Double? {
    guard isNormalisable else { return nil }
    let moments = support.moments
    let shift = moments.first / support.weights
    return moments.second / support.weights - shift * shift
  }

  /// √variance; nil when there is none or it is negative.
  public var standardDeviation: Double? {
    guard let variance, variance >= 0 else { return nil }
    return variance.squareRoot()
  }
}
