import Glibc

extension WeightedDistribution {
  /// A width that is the standard deviation of a Gaussian and exists for heavy tails: √π ∫ F (1 − F) dx.
  ///
  /// This is (√π/2) E|X − X′|, Gini's mean difference of two events; nil when it is not positive or there is no
  /// distribution. Source: C. Gini (1912); H. A. David, Biometrika 55 (1968) 573. O(n), for rows in cells O(cells): inside
  /// of one F is a line with the right mean, which is wrong by less than the square of the cell's share.
  public var giniWidth: Double? {
    guard isNormalisable else { return nil }
    let area =
      switch support {
      case .sorted(let points, let summary): points.read(WidthReader(weights: summary.weights))
      case .cells(let cells): cells.areaOfWidth
      }
    let width = Double.pi.squareRoot() * area
    return width > 0 && width.isFinite ? width : nil
  }
}

/// ∫ F (1 − F) dx over sorted points.
private struct WidthReader: PointReader {
  let weights: Double

  func read<View: PointView>(_ view: View) -> Double {
    var (sum, area) = (0.0, 0.0)
    var last = view.count > 0 ? view.value(0) : 0
    for index in 0..<view.count {
      let value = view.value(index)
      let share = sum / weights
      area += (value - last) * share * (1 - share)
      sum += view.weight(index)
      last = value
    }
    return area
  }
}

extension CelledRows {
  /// ∫ F (1 − F) dx, with ∫ F of each cell exact. O(cells).
  fileprivate var areaOfWidth: Double {
    var total = 0.0
    for cell in 0..<grid.count {
      let (start, end) = (grid.start(of: cell), grid.start(of: cell + 1))
      let length = end - start
      guard length > 0 else { continue }
      let first = weightsBefore[cell] / weights
      let last = weightsBefore[cell + 1] / weights
      let mean = first + area(in: cell, to: end) / weights / length
      total += length * (mean - mean * mean - (last - first) * (last - first) / 12)
    }
    return total
  }
}
