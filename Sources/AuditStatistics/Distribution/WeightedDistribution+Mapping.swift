extension WeightedDistribution {
  /// The distribution of a function of the values, `missing` ones among them counted as missing. O(n log n).
  public func mapped(
    missing: [Double] = [], _ transform: (Double) -> Double = { $0 }
  ) -> WeightedDistribution {
    let rows = points.read(RowReader())
    var builder = DistributionBuilder(missing: missing, expectedRows: rows.values.count)
    builder.append(rows.values.map(transform), weights: rows.weights)
    var result = builder.finish()
    result.missing.merge(self.missing)
    return result
  }

  /// The largest difference of two distribution functions when one sample holds the values of the other rounded, to the
  /// nearest of its own values or to the one below; nil where this sample does not hold far fewer different values than the
  /// other. O(values · log n).
  public func distance(toRounded fine: WeightedDistribution) -> Double? {
    guard isNormalisable, fine.isNormalisable else { return nil }
    let coarse = distinctValues
    guard coarse > 1, 4 * coarse < support.count, fine.distinctValues > 4 * coarse else { return nil }
    var values: [Double] = []
    values.reserveCapacity(coarse)
    var index = 0
    while index < support.count {
      values.append(value(at: index))
      index = pointCount(atOrBelow: values[values.count - 1])
    }
    var largest = (nearest: 0.0, below: 0.0)
    for (value, next) in zip(values, values.dropFirst()) {
      let here = cumulative(atOrBelow: value) ?? 0
      largest.nearest = max(
        largest.nearest, abs(here - (fine.cumulative(atOrBelow: (value + next) / 2) ?? 0)))
      largest.below = max(largest.below, abs(here - (fine.cumulative(below: next) ?? 0)))
    }
    return min(largest.nearest, largest.below)
  }
}

private struct RowReader: PointReader {
  func read<View: PointView>(_ view: View) -> (values: [Double], weights: [Double]) {
    ((0..<view.count).map { view.value($0) }, (0..<view.count).map { view.weight($0) })
  }
}
