import AuditSamples
import AuditStatistics

/// What the shift analysis keeps of one column of one process.
public struct ColumnPartial: Sendable {
  enum Content: Sendable {
    case feature(FeaturePartial)
    case category(CategoryPartial)
  }
  var content: Content

  /// What is kept of a numeric column; nil for categories.
  var feature: FeaturePartial? {
    if case .feature(let part) = content { part } else { nil }
  }
}

/// What is kept of a numeric column.
struct FeaturePartial: Sendable {
  var builder: DistributionBuilder
  var sketch: ColumnSketch

  init(_ feature: FeatureDescription, rows: Int) {
    builder = DistributionBuilder.keepingRows(missing: feature.missing)
    sketch = ColumnSketch(rows: rows)
  }

  /// Takes in the next rows. O(rows).
  mutating func append(_ column: Values, weights: Batch.Weights?, negativeRows: Int? = nil) {
    sketch.append(column)
    switch (column, weights) {
    case (.float32(let values), nil): builder.append(values, weights: nil)
    case (.float32(let values), .float32(let weights)):
      builder.append(values, weights: weights, negativeRows: negativeRows)
    case (.float32(let values), .float64(let weights)): builder.append(values, weights: weights)
    case (_, nil): builder.append(column.doubles, weights: nil)
    case (_, .float32(let weights)): builder.append(column.doubles, weights: weights)
    case (_, .float64(let weights)): builder.append(column.doubles, weights: weights)
    }
  }
}

/// What is kept of a category column: Σw and Σw² of each level.
struct CategoryPartial: Sendable {
  private(set) var tally = CategoryTally()

  /// Takes in the next rows; levels of numeric columns are their values as text. O(rows).
  mutating func append(_ column: Values, weights: Batch.Weights?) {
    switch column {
    case .category(let codes, let levels):
      tally.append(codes: codes, levels: levels, weights: weights?.doubles)
    case .int64(let values): append(values, weights) { "\($0)" }
    case .uint64(let values): append(values, weights) { "\($0)" }
    case .float32, .float64, .tensor:
      append(column.doubles, weights) { $0.isNaN ? nil : Values.levelName(of: $0) }
    }
  }

  private mutating func append<Value: Hashable>(
    _ values: [Value], _ weights: Batch.Weights?, name: (Value) -> String?
  ) {
    var codes: [Value: Int32] = [:]
    var levels: [String] = []
    let rows = values.map { value -> Int32 in
      if let code = codes[value] { return code }
      guard let name = name(value) else { return -1 }
      let code = Int32(levels.count)
      codes[value] = code
      levels.append(name)
      return code
    }
    tally.append(codes: rows, levels: levels, weights: weights?.doubles)
  }
}
