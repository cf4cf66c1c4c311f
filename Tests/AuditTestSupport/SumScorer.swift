import AuditAnalysis
import AuditSamples

/// A classifier of the features x and z that is a sum: x/10 + z − 5, cut at 1. An offset of x reaches it by a tenth.
public struct SumScorer: EventScorer {
  /// Name in findings.
  public var name = "sum"
  /// Its inputs.
  public var columns = ["x", "z"]
  /// Where it selects.
  public var threshold: Double? = 1

  /// The scorer.
  public init() {}

  /// Scores as they are.
  public func scores(of values: [Values], rows: Int, firstRow: Int) throws -> [Float] {
    zip(values[0].doubles, values[1].doubles).map { Float($0 / 10 + $1 - 5) }
  }

  /// Scores with some inputs replaced.
  public func scores(
    of values: [Values], variedBy variations: [[String: Values]], nominal: ArraySlice<Float>?, rows: Int,
    firstRow: Int
  ) throws -> [[Float]] {
    try variations.map { change in
      try scores(of: zip(columns, values).map { change[$0] ?? $1 }, rows: rows, firstRow: firstRow)
    }
  }
}
