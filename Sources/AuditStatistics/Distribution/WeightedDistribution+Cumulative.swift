extension WeightedDistribution {
  /// F(x) = Σ_{xᵢ≤x} wᵢ / Σw; nil when not normalisable. O(log n).
  public func cumulative(atOrBelow x: Double) -> Double? {
    guard isNormalisable, !x.isNaN else { return nil }
    return sums(upTo: pointCount(atOrBelow: x)).weights / support.weights
  }

  /// Σ_{xᵢ<x} wᵢ / Σw; nil when not normalisable. O(log n).
  public func cumulative(below x: Double) -> Double? {
    guard isNormalisable, !x.isNaN else { return nil }
    return sums(upTo: pointCount(below: x)).weights / support.weights
  }

  /// The p-quantile: the midpoint of inf{x: F(x) ≥ p} and sup{x: F(x) ≤ p}, both taken within the sample's range.
  ///
  /// With positive weights the two agree, or enclose the gap in which F = p: the median of 1, 2, 3, 4 is 2.5. With
  /// negative weights F can cross p several times; the midpoint of the outermost crossings is symmetric under
  /// x → −x. nil when not normalisable or p is outside [0, 1]. O(n/1024), plus the blocks that F = p can be in.
  public func quantile(_ p: Double) -> Double? {
    guard isNormalisable, (0...1).contains(p) else { return nil }
    switch support {
    case .sorted(let points, let summary):
      return points.read(QuantileReader(summary: summary, target: p * summary.weights, minimum: minimum))
    case .cells(let cells): return cells.quantile(target: p * cells.weights)
    }
  }

  /// Number of points ≤ x. O(log n).
  func pointCount(atOrBelow x: Double) -> Int {
    switch support {
    case .sorted(let points, _): points.read(CountReader(x: x, includesEqual: true))
    case .cells(let cells): cells.pointCount(atOrBelow: x)
    }
  }

  /// Number of points < x. O(log n).
  func pointCount(below x: Double) -> Int {
    switch support {
    case .sorted(let points, _): points.read(CountReader(x: x, includesEqual: false))
    case .cells(let cells): cells.pointCount(below: x)
    }
  }

  /// Σw and Σw² of the first points. O(1024).
  func sums(upTo count: Int) -> (weights: Double, squares: Double) {
    switch support {
    case .sorted(let points, let summary): points.read(PrefixReader(summary: summary, count: count))
    case .cells(let cells): cells.sums(upTo: count)
    }
  }
}

private struct CountReader: PointReader {
  let x: Double
  let includesEqual: Bool

  func read<View: PointView>(_ view: View) -> Int {
    includesEqual
      ? view.partition { View.value($0) <= x }
      : view.partition { View.value($0) < x }
  }
}

/// Sums of the first points from the prefix sums of the blocks.
struct PrefixReader: PointReader {
  let summary: PointSummary
  let count: Int

  func read<View: PointView>(_ view: View) -> (weights: Double, squares: Double) {
    let block = count / PointSummary.blockSize
    var weights = summary.weightsBefore[block]
    var squares = summary.squaresBefore[block]
    for index in (block * PointSummary.blockSize)..<count {
      weights += view.weight(index)
      squares += view.square(index)
    }
    return (weights, squares)
  }
}

private struct QuantileReader: PointReader {
  let summary: PointSummary
  let target: Double
  let minimum: Double?

  func read<View: PointView>(_ view: View) -> Double {
    // F = p must be recognised through rounding, or the median of an even number of events would be off.
    let tolerance = 1e-12 * summary.absolutes
    let low = firstReaching(target - tolerance, view)
    let high = lastNotAbove(target + tolerance, view)
    return low + (high - low) / 2
  }

  private func range(of block: Int, _ count: Int) -> Range<Int> {
    let start = block * PointSummary.blockSize
    return start..<min(count, start + PointSummary.blockSize)
  }

  /// inf{x: F(x) ≥ bound}.
  private func firstReaching<View: PointView>(_ bound: Double, _ view: View) -> Double {
    for block in 0..<(summary.weightsBefore.count - 1) {
      let before = summary.weightsBefore[block]
      let change = summary.weightsBefore[block + 1] - before
      let size = summary.absolutesBefore[block + 1] - summary.absolutesBefore[block]
      // Positive weights of the block, and a margin for the rounding of the prefix sums.
      guard before + (size + change) / 2 + 1e-12 * summary.absolutes >= bound else { continue }
      var sum = before
      for index in range(of: block, view.count) {
        sum += view.weight(index)
        if sum >= bound && view.endsTie(index) { return view.value(index) }
      }
    }
    return view.value(view.count - 1)
  }

  /// sup{x: F(x) ≤ bound}: the point after the last one at which F ≤ bound.
  private func lastNotAbove<View: PointView>(_ bound: Double, _ view: View) -> Double {
    for block in stride(from: summary.weightsBefore.count - 2, through: 0, by: -1) {
      let before = summary.weightsBefore[block]
      let change = summary.weightsBefore[block + 1] - before
      let size = summary.absolutesBefore[block + 1] - summary.absolutesBefore[block]
      guard before - (size - change) / 2 - 1e-12 * summary.absolutes <= bound else { continue }
      var sum = before
      var last: Int?
      for index in range(of: block, view.count) {
        sum += view.weight(index)
        if sum <= bound && view.endsTie(index) { last = index }
      }
      if let last { return view.value(min(last + 1, view.count - 1)) }
    }
    return minimum ?? view.value(0)
  }
}
