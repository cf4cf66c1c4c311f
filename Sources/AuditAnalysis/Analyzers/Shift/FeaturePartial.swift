import AuditSamples
import AuditStatistics

/// What the shift analysis keeps of one column of one process.
enum ColumnPartial: Sendable {
  case feature(FeaturePartial)
  case category(CategoryPartial)
}

/// What is kept of a numeric column.
struct FeaturePartial: Sendable {
  var builder: DistributionBuilder
  var sketch: ColumnSketch

  init(_ feature: FeatureDescription, rows: Int) {
    builder = DistributionBuilder(missing: feature.missing, expectedRows: rows)
    sketch = ColumnSketch(rows: rows)
  }

  /// Takes in the next rows. O(rows).
  mutating func append(_ column: Values, weights: Batch.Weights?) {
    sketch.append(column)
    switch (column, weights) {
    case (.float32(let values), nil): builder.append(values, weights: nil)
    case (.float32(let values), .float32(let weights)): builder.append(values, weights: weights)
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
      // Code −1, a missing text, is counted in the slot behind the levels.
      var sums = [Tally](repeating: Tally(), count: levels.count + 1)
      for (row, code) in codes.enumerated() {
        sums[code < 0 ? levels.count : Int(code)].add(weight: weights.weight(at: row))
      }
      for (code, sum) in sums.enumerated() where sum.rows > 0 {
        tally.add(sum, to: code < levels.count ? levels[code] : CategoryTally.missingLevel)
      }
    case .float32, .float64, .int64, .tensor:
      var sums: [Double: Tally] = [:]
      for (row, value) in column.doubles.enumerated() {
        // NaN is no key that can be found again.
        let key = value.isNaN ? -Double.greatestFiniteMagnitude : value
        sums[key, default: Tally()].add(weight: weights.weight(at: row))
      }
      for (value, sum) in sums.sorted(by: { $0.key < $1.key }) {
        let isMissing = value == -Double.greatestFiniteMagnitude
        tally.add(sum, to: isMissing ? CategoryTally.missingLevel : CategoryPartial.level(value))
      }
    }
  }

  /// `3` for 3.0, `0.5` for 0.5.
  private static func level(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }
}

extension Batch.Weights? {
  /// Weight of a row; 1 without weights.
  fileprivate func weight(at row: Int) -> Double {
    switch self {
    case nil: 1
    case .float32(let weights): Double(weights[row])
    case .float64(let weights): weights[row]
    }
  }
}
