import AuditReport
import AuditStatistics
import Glibc

/// Histograms of two groups of events in common bins, both with unit area: what a reader looks at first.
enum ClassHistogram {
  /// The class (drawn as points) over the rest (filled), between the 0.2 and 99.8 % quantiles of the values.
  ///
  /// `values` in row order, NaN for missing; `order` from the ranks of the same rows. O(n).
  static func pair(
    _ values: [Double], order: [UInt32], rows: LabelledRows, positive: UInt8, title: String, unit: String?,
    logarithmic: Bool?, names: (positive: String, rest: String), caption: String
  ) -> HistogramPair? {
    guard let first = order.first, let last = order.last else { return nil }
    func quantile(_ share: Double) -> Double { values[Int(order[Int(share * Double(order.count - 1))])] }
    var low = quantile(0.002)
    var high = quantile(0.998)
    if low >= high { (low, high) = (values[Int(first)], values[Int(last)]) }
    if low >= high { (low, high) = (low - 0.5, high + 0.5) }
    guard (high - low).isFinite else { return nil }
    let isLog = low > 0 && (high / low).isFinite && (logarithmic ?? (high / low > 300))
    let bins = max(10, min(50, Int(2 * cbrt(Double(order.count)))))
    var edges = (0...bins).map { bin -> Double in
      let part = Double(bin) / Double(bins)
      return isLog ? low * pow(high / low, part) : low + (high - low) * part
    }
    edges[bins] = high
    var contents = [
      HistogramPair.Contents(name: names.positive, values: [], variances: []),
      HistogramPair.Contents(name: names.rest, values: [], variances: []),
    ]
    for side in 0..<2 {
      contents[side].values = Array(repeating: 0, count: bins)
      contents[side].variances = Array(repeating: 0, count: bins)
    }
    for (row, value) in values.enumerated() where rows.classes[row] != ClassCoder.none {
      let weight = rows.weights?[row] ?? 1
      let side = rows.classes[row] == positive ? 0 : 1
      guard value.isFinite else {
        contents[side].missing += weight
        continue
      }
      if value < low {
        contents[side].underflow += weight
      } else if value > high {
        contents[side].overflow += weight
      } else {
        let part = isLog ? log(value / low) / log(high / low) : (value - low) / (high - low)
        let bin = part > 0 ? Int(min(part * Double(bins), Double(bins - 1))) : 0
        contents[side].values[bin] += weight
        contents[side].variances[bin] += weight * weight
      }
    }
    for side in 0..<2 {
      let held = contents[side]
      let sum = held.values.reduce(held.underflow + held.overflow + held.missing, +)
      guard sum > 0 else { return nil }
      contents[side].values = held.values.map { $0 / sum }
      contents[side].variances = held.variances.map { $0 / sum / sum }
      contents[side].underflow /= sum
      contents[side].overflow /= sum
      contents[side].missing /= sum
    }
    return HistogramPair(
      title: title, unit: unit, axis: isLog ? .log : .linear, edges: edges, normalisation: .data,
      simulation: contents[1], data: contents[0], caption: caption)
  }
}
