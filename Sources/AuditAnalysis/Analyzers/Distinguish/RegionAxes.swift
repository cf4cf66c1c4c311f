import AuditSamples
import AuditStatistics

/// What regions are cut on: each feature in bins with round edges, and its size where values lie on both sides of 0 alike.
struct RegionAxes: Sendable {
  /// A feature, or its size where that is what symmetric features are cut on.
  private struct Axis: Sendable {
    var column: Int
    var isAbsolute: Bool
    /// As expressions name it.
    var feature: String
    var bins: QuantileBins
    var hasMissing: Bool

    var name: String { isAbsolute ? "abs(\(feature))" : feature }
    func value(_ value: Float) -> Float { isAbsolute ? abs(value) : value }
  }

  private var axes: [Axis] = []

  /// Axes for features with the given values, which should be those of the rows that regions are looked for on.
  init(names: [String], values: (Int) -> [Float], bins: Int = 64) {
    for column in names.indices {
      let values = values(column)
      let known = values.filter { !$0.isNaN }
      guard known.count > 1 else { continue }
      let negative = Double(known.count { $0 < 0 }) / Double(known.count)
      let hasMissing = known.count < values.count
      axes.append(
        Axis(
          column: column, isAbsolute: false, feature: ColumnExpression.quoted(names[column]),
          bins: QuantileBins(roundly: values, maximum: bins), hasMissing: hasMissing))
      if negative > 0.4, negative < 0.6 {
        axes.append(
          Axis(
            column: column, isAbsolute: true, feature: ColumnExpression.quoted(names[column]),
            bins: QuantileBins(roundly: values.map { abs($0) }, maximum: bins), hasMissing: hasMissing))
      }
    }
  }

  /// The feature that each axis stands for.
  var columns: [Int] { axes.map(\.column) }

  /// Bins of each axis, with the one for missing values.
  var binCounts: [Int] { axes.map(\.bins.count) }

  /// Some rows as bin numbers, axis by axis.
  func binned(_ rows: [Int], columns: [[Float]], weight: (Int) -> Double) -> BinnedRows {
    BinnedRows(
      codes: axes.map { axis in
        rows.map { UInt8(axis.bins.bin(of: axis.value(columns[axis.column][$0]))) }
      }, weights: rows.map(weight))
  }

  /// The region as a selection that can be pasted into a configuration.
  func words(_ region: CoverageRegion) -> String {
    guard !region.cuts.isEmpty else { return "everywhere" }
    return region.cuts.flatMap { cut -> [String] in
      let axis = axes[cut.feature]
      let last = axis.bins.count - 1
      let low = cut.bins.lowerBound
      let high = cut.bins.upperBound
      if high == 0 { return ["isnan(\(axis.feature))"] }
      var parts: [String] = []
      if low > 1 { parts.append("\(axis.name) >= \(text(axis.bins.edges[low - 2]))") }
      if low == 1, axis.hasMissing, high == last { parts.append("!isnan(\(axis.feature))") }
      if high < last {
        let below = "\(axis.name) < \(text(axis.bins.edges[high - 1]))"
        parts.append(low == 0 && axis.hasMissing ? "(\(below) || isnan(\(axis.feature)))" : below)
      }
      return parts
    }.joined(separator: " && ")
  }

  private func text(_ edge: Float) -> String { Wording.operand(Double(edge)) }
}
