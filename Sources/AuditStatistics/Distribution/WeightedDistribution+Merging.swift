extension WeightedDistribution {
  /// A distribution of sorted points; merges neighbours when there are more than `capacity`.
  init(points: Points, rows: Int, capacity: Int) {
    support = .sorted(points: points, summary: points.read(SummaryReader()))
    missing = MissingTally()
    order = RowOrder()
    holdsOnlyIntegers = true
    self.rows = rows
    negativeRows = 0
    zeroWeightRows = 0
    invalidWeightRows = 0
    self.capacity = capacity
    largestMergedMass = 0
    minimum = points.count > 0 ? points.read(ValueReader(index: 0)) : nil
    maximum = points.count > 0 ? points.read(ValueReader(index: points.count - 1)) : nil
    compressIfNeeded()
  }

  /// A distribution of events in cells.
  init(cells: CelledRows, extremes: Extremes, capacity: Int) {
    support = .cells(cells)
    missing = MissingTally()
    order = RowOrder()
    holdsOnlyIntegers = true
    rows = cells.count
    negativeRows = 0
    zeroWeightRows = 0
    invalidWeightRows = 0
    self.capacity = capacity
    largestMergedMass = 0
    // −0 is +0.
    minimum = Double(extremes.minimum) + 0
    maximum = Double(extremes.maximum) + 0
  }

  /// Value at a position of the sorted points.
  func value(at index: Int) -> Double {
    switch support {
    case .sorted(let points, _): points.read(ValueReader(index: index))
    case .cells(let cells): cells.value(at: index)
    }
  }

  /// Adds the rows of another distribution, which follow these.
  ///
  /// Exact, and the same bit for bit as one pass over all rows, unless the capacity is exceeded. O(n + m).
  public mutating func merge(_ next: WeightedDistribution) {
    missing.merge(next.missing)
    order.merge(next.order)
    holdsOnlyIntegers = holdsOnlyIntegers && next.holdsOnlyIntegers
    rows += next.rows
    negativeRows += next.negativeRows
    zeroWeightRows += next.zeroWeightRows
    invalidWeightRows += next.invalidWeightRows
    capacity = max(capacity, next.capacity)
    // Merged points of both can overlap: their errors add.
    largestMergedMass += next.largestMergedMass
    minimum = [minimum, next.minimum].compactMap(\.self).min()
    maximum = [maximum, next.maximum].compactMap(\.self).max()
    if next.support.count == 0 { return }
    if support.count == 0 {
      support = next.support
      return
    }
    let points = Points.merged(points, next.points)
    support = .sorted(points: points, summary: points.read(SummaryReader()))
    compressIfNeeded()
  }

  private mutating func compressIfNeeded() {
    guard support.count > capacity else { return }
    let (merged, mass) = points.asWide.compressed(to: max(8, capacity / 2))
    // A group merged earlier may reach below its new group: its error adds.
    largestMergedMass += mass
    let points = Points.wide(merged)
    support = .sorted(points: points, summary: points.read(SummaryReader()))
  }
}

private struct ValueReader: PointReader {
  let index: Int
  func read<View: PointView>(_ view: View) -> Double { view.value(index) }
}

extension Points {
  /// All points of both in increasing order; of equal values the first one's come first.
  static func merged(_ first: Points, _ second: Points) -> Points {
    if case .unit(let a) = first, case .unit(let b) = second {
      return .unit(keys: Merge.merged(a, b) { $0 })
    }
    if let a = first.asPacked, let b = second.asPacked {
      return .packed(words: Merge.merged(a, b) { $0 >> 32 })
    }
    return .wide(WidePoints.merged(first.asWide, second.asWide))
  }
}

private enum Merge {
  @inline(__always)
  static func merged<Word: BitwiseCopyable, Key: Comparable>(
    _ first: [Word], _ second: [Word], key: (Word) -> Key
  ) -> [Word] {
    [Word](unsafeUninitializedCapacity: first.count + second.count) { target, count in
      var (i, j) = (0, 0)
      while i < first.count && j < second.count {
        let takesSecond = key(second[j]) < key(first[i])
        target.initializeElement(at: count, to: takesSecond ? second[j] : first[i])
        if takesSecond { j += 1 } else { i += 1 }
        count += 1
      }
      while i < first.count {
        target.initializeElement(at: count, to: first[i])
        (i, count) = (i + 1, count + 1)
      }
      while j < second.count {
        target.initializeElement(at: count, to: second[j])
        (j, count) = (j + 1, count + 1)
      }
    }
  }
}

extension WidePoints {
  static func merged(_ a: WidePoints, _ b: WidePoints) -> WidePoints {
    let isMerged = a.squares != nil || b.squares != nil
    let isWeighted = isMerged || a.weights != nil || b.weights != nil
    var (first, second) = (a, b)
    if isWeighted {
      first.makeExplicit()
      second.makeExplicit()
    }
    let count = a.values.count + b.values.count
    // Which of the two the next point comes from.
    var takesSecond = [Bool]()
    takesSecond.reserveCapacity(count)
    var (i, j) = (0, 0)
    while i < a.values.count || j < b.values.count {
      let second = i == a.values.count || (j < b.values.count && b.values[j] < a.values[i])
      takesSecond.append(second)
      if second { j += 1 } else { i += 1 }
    }
    func merge(_ x: [Double]?, _ y: [Double]?) -> [Double]? {
      guard let x, let y else { return nil }
      var (i, j) = (0, 0)
      return takesSecond.map { second in
        if second { j += 1 } else { i += 1 }
        return second ? y[j - 1] : x[i - 1]
      }
    }
    var result = WidePoints(values: merge(first.values, second.values) ?? [])
    if isWeighted { result.weights = merge(first.weights, second.weights) }
    if isMerged {
      result.squares = merge(first.squares, second.squares)
      result.absolutes = merge(first.absolutes, second.absolutes)
    }
    return result
  }

  /// At most `target` points: equal values become one, then neighbours are merged into groups of about equal Σ|w|.
  ///
  /// A group sits at the largest of its values, so F is exact there and wrong by less than the group's mass inside.
  /// Also returns the largest Σ|w| of a group of different values. O(n).
  func compressed(to target: Int) -> (points: WidePoints, largestMass: Double) {
    var full = self
    full.makeExplicit()
    guard let weights = full.weights, let squares = full.squares, let absolutes = full.absolutes else {
      return (self, 0)
    }
    // Groups are closed before they exceed the limit: two neighbours together always do, hence the factor 2. Few
    // different values need no groups.
    let different = zip(values, values.dropFirst()).reduce(1) { $0 + ($1.0 != $1.1 ? 1 : 0) }
    let limit = different <= target ? 0 : 2 * absolutes.reduce(0, +) / Double(target)
    var merged = WidePoints(values: [], weights: [], squares: [], absolutes: [])
    var largest = 0.0
    var index = 0
    while index < values.count {
      var (weight, square, absolute) = (0.0, 0.0, 0.0)
      var position = values[index]
      var isMixed = false
      while index < values.count {
        // All points of one value stay together.
        var tie = (weight: 0.0, square: 0.0, absolute: 0.0)
        var end = index
        while end < values.count && values[end] == values[index] {
          tie.weight += weights[end]
          tie.square += squares[end]
          tie.absolute += absolutes[end]
          end += 1
        }
        if absolute > 0 && absolute + tie.absolute > limit { break }
        isMixed = isMixed || absolute > 0
        weight += tie.weight
        square += tie.square
        absolute += tie.absolute
        position = values[index]
        index = end
      }
      if isMixed { largest = max(largest, absolute) }
      merged.values.append(position)
      merged.weights?.append(weight)
      merged.squares?.append(square)
      merged.absolutes?.append(absolute)
    }
    return (merged, largest)
  }
}
