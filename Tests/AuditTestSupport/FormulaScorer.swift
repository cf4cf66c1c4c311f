import AuditAnalysis
import AuditSamples

/// A classifier that is a function of named columns.
public struct FormulaScorer: EventScorer {
  /// Name in findings.
  public var name: String
  /// Its inputs.
  public var columns: [String]
  /// Where it selects.
  public var threshold: Double?
  private let formula: @Sendable ([Double]) -> Double

  /// The scorer; `formula` gets one value of each column.
  public init(
    _ name: String = "formula", of columns: [String], threshold: Double? = nil,
    formula: @escaping @Sendable ([Double]) -> Double
  ) {
    self.name = name
    self.columns = columns
    self.threshold = threshold
    self.formula = formula
  }

  /// A sum of x and z, cut at 1, that an offset of x reaches by a tenth.
  public static var sum: FormulaScorer {
    FormulaScorer("sum", of: ["x", "z"], threshold: 1) { $0[0] / 10 + $0[1] - 5 }
  }

  /// Scores as they are.
  public func scores(of values: [Values], rows: Int, firstRow: Int) throws -> [Float] {
    let inputs = values.map(\.doubles)
    return (0..<rows).map { row in Float(formula(inputs.map { $0[row] })) }
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
