// Order statistics and cumulative sums, as `WeightedDistribution` defines them.
extension CelledRows {
  private var firstKey: UInt32 { grid.base }

  /// Number of points ≤ x.
  func pointCount(atOrBelow x: Double) -> Int {
    let value = SortKey.floatAtOrBelow(x)
    return pointCount(below: value.isFinite ? UInt64(SortKey.key(value)) + 1 : value > 0 ? .max : 0)
  }

  /// Number of points < x.
  func pointCount(below x: Double) -> Int {
    let value = SortKey.floatAtOrAbove(x)
    return pointCount(below: value.isFinite ? UInt64(SortKey.key(value)) : value > 0 ? .max : 0)
  }

  private func pointCount(below key: UInt64) -> Int {
    if key <= UInt64(grid.base) { return 0 }
    if key > UInt64(grid.lastKey) { return count }
    let key = UInt32(key)
    let cell = grid.cell(of: key)
    guard key > grid.firstKeys[cell], starts[cell + 1] > starts[cell] else { return starts[cell] }
    return starts[cell] + opened(cell..<cell + 1).read(cell, of: self) { $0.partition { $0 < key } }
  }

  /// Σw and Σw² of the first points.
  func sums(upTo count: Int) -> (weights: Double, squares: Double) {
    guard count < self.count else { return (weights, squares) }
    let cell = self.cell(at: count)
    var sums = (weights: weightsBefore[cell], squares: squaresBefore[cell])
    guard count > starts[cell] else { return sums }
    opened(cell..<cell + 1).read(cell, of: self) { points in
      for index in 0..<count - starts[cell] {
        sums.weights += points.weight(index)
        sums.squares += points.square(index)
      }
    }
    return sums
  }

  /// Value at a position of the order.
  func value(at index: Int) -> Double {
    let cell = self.cell(at: index)
    return opened(cell..<cell + 1).read(cell, of: self) { $0.value(index - starts[cell]) }
  }

  /// Opens the cells of the values together.
  func open(around values: [Double]) {
    var wanted = [UInt8](repeating: 0, count: grid.count)
    mark(&wanted, around: values)
    open(wanted)
  }

  /// Marks the cells of the values.
  func mark(_ wanted: inout [UInt8], around values: [Double]) {
    for value in values {
      let key = SortKey.key(SortKey.floatAtOrAbove(value))
      if key > grid.base && key <= grid.lastKey { wanted[grid.cell(of: key)] = 1 }
    }
  }

  /// The cells as points: each at its upper end.
  var coarse: Points {
    var points = WidePoints(values: [], weights: [], squares: [], absolutes: [])
    for cell in 0..<grid.count where starts[cell + 1] > starts[cell] {
      points.values.append(grid.start(of: cell + 1))
      points.weights?.append(weightsBefore[cell + 1] - weightsBefore[cell])
      points.squares?.append(squaresBefore[cell + 1] - squaresBefore[cell])
      points.absolutes?.append(positives[cell] + negatives[cell])
    }
    return .wide(points)
  }

  /// The quantile at which Σw passes `target`; see ``WeightedDistribution/quantile(_:)``.
  func quantile(target: Double) -> Double {
    // Σ|w| ≤ √(n Σw²); F = p must be recognised through rounding.
    let tolerance = 1e-12 * max(abs(weights), (Double(count) * squares).squareRoot())
    let low = firstReaching(target - tolerance, margin: tolerance)
    let high = lastNotAbove(target + tolerance, margin: tolerance)
    return low + (high - low) / 2
  }

  /// inf{x: Σw ≥ bound}.
  private func firstReaching(_ bound: Double, margin: Double) -> Double {
    for cell in cells(from: bound - margin, to: .infinity).lowerBound..<grid.count
    where starts[cell + 1] > starts[cell] && weightsBefore[cell] + positives[cell] + margin >= bound {
      let found = opened(cell..<cell + 1).read(cell, of: self) { points -> Double? in
        var sum = weightsBefore[cell]
        for index in 0..<points.count {
          sum += points.weight(index)
          if sum >= bound && points.endsTie(index) { return points.value(index) }
        }
        return nil
      }
      if let found { return found }
    }
    return value(at: count - 1)
  }

  /// sup{x: Σw ≤ bound}: the point after the last one at which Σw ≤ bound.
  private func lastNotAbove(_ bound: Double, margin: Double) -> Double {
    for cell in (0..<cells(from: -.infinity, to: bound + margin).upperBound).reversed()
    where starts[cell + 1] > starts[cell] && weightsBefore[cell] - negatives[cell] - margin <= bound {
      let found = opened(cell..<cell + 1).read(cell, of: self) { points -> Int? in
        var sum = weightsBefore[cell]
        var last: Int?
        for index in 0..<points.count {
          sum += points.weight(index)
          if sum <= bound && points.endsTie(index) { last = index }
        }
        return last
      }
      if let found { return value(at: min(starts[cell] + found + 1, count - 1)) }
    }
    return value(at: 0)
  }
}
