/// Cells of one feature that two samples share: intervals of about equal pooled content, and values of their own where
/// many rows are equal (integers, zeros, values at a limit).
///
/// Distribution functions are kept at the edges of the cells and taken as linear inside of them, so that equal contents
/// mean equal distributions and a map from one sample to the other is then the identity.
public struct FeatureGrid: Sendable, Equatable {
  /// Lower end of each cell, ascending; an interval behind a single value begins at that value.
  let lower: [Double]
  /// Upper end of each cell: that of a single value is the value.
  let upper: [Double]

  /// Number of cells.
  public var count: Int { lower.count }

  /// Cell of a row without a value.
  static let none = UInt16.max
  /// Pooled share of the rows from which on a value has a cell of its own.
  static let singleValueShare = 0.005
  /// Rows of each sample that set the edges; more are thinned evenly.
  private static let rowsForEdges = 1 << 15

  /// True for cells that hold a single value.
  @inline(__always)
  func isSingleValue(_ cell: Int) -> Bool { lower[cell] == upper[cell] }

  /// About `cells` cells for the values of both samples; nil when one of them has no value. Values that are not finite
  /// count as missing. Both samples set the edges with the same weight. O(n + cells log cells).
  public init?(simulation: [Float], data: [Float], cells: Int) {
    let parts = [simulation, data].map { Self.thinned($0) }
    guard let simulated = parts[0], let recorded = parts[1] else { return nil }
    let low = min(simulated.low, recorded.low)
    let high = max(simulated.high, recorded.high)
    var pooled = Self.evenly(simulated.values, recorded.values)
    pooled.sort()
    var lower: [Double] = []
    var upper: [Double] = []
    // Runs of equal values that are long enough, and the stretches between them.
    let longest = max(2, Int(Self.singleValueShare * Double(pooled.count)))
    let size = max(1, Double(pooled.count) / Double(max(1, cells)))
    var edge = low
    var open: [Float] = []
    func close(at end: Double) {
      guard end > edge else { return }
      let pieces = max(1, Int((Double(open.count) / size).rounded()))
      for piece in 1...pieces {
        let next = piece == pieces ? end : Double(open[open.count * piece / pieces])
        guard next > edge, next < end || piece == pieces else { continue }
        lower.append(edge)
        upper.append(next)
        edge = next
      }
      open.removeAll(keepingCapacity: true)
    }
    var start = 0
    while start < pooled.count {
      var end = start + 1
      while end < pooled.count, pooled[end] == pooled[start] { end += 1 }
      if end - start >= longest {
        let value = Double(pooled[start])
        close(at: value)
        lower.append(value)
        upper.append(value)
        edge = value
        open.removeAll(keepingCapacity: true)
      } else {
        open.append(contentsOf: pooled[start..<end])
      }
      start = end
    }
    close(at: high)
    if lower.isEmpty || (upper.last ?? high) < high {
      lower.append(edge)
      upper.append(high)
    }
    guard lower.count < Int(Self.none) else { return nil }
    self.lower = lower
    self.upper = upper
  }

  /// Cell of a value; values outside belong to the outermost cells, missing ones to none. O(log cells).
  @inline(__always)
  func cell(of value: Float) -> UInt16 {
    let x = Double(value)
    guard x.isFinite else { return Self.none }
    return lower.withUnsafeBufferPointer { lower in
      // The last cell that begins at or below x.
      var first = 0
      var length = lower.count
      while length > 1 {
        let half = length / 2
        first = lower[first + half] <= x ? first + half : first
        length -= half
      }
      // An interval behind a single value does not contain that value.
      if first > 0, lower[first] == x, lower[first - 1] == x { first -= 1 }
      return UInt16(truncatingIfNeeded: first)
    }
  }

  /// Cell of each value. O(n log cells).
  func cells(of values: [Float]) -> [UInt16] { values.map { cell(of: $0) } }

  /// Finite values, not more than needed, and the extremes of all.
  private static func thinned(_ values: [Float]) -> (values: [Float], low: Double, high: Double)? {
    var low = Float.infinity
    var high = -Float.infinity
    var finite = 0
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
      finite += 1
    }
    guard finite > 0 else { return nil }
    let stride = max(1, finite / rowsForEdges)
    var kept: [Float] = []
    kept.reserveCapacity(finite / stride + 1)
    var number = 0
    for value in values where value.isFinite {
      if number % stride == 0 { kept.append(value) }
      number += 1
    }
    return (kept, Double(low), Double(high))
  }

  /// Both, the smaller one repeated until it counts about as much.
  private static func evenly(_ a: [Float], _ b: [Float]) -> [Float] {
    func repeated(_ values: [Float], toward count: Int) -> [Float] {
      let times = max(1, count / max(1, values.count))
      return times == 1 ? values : (0..<min(times, 8)).flatMap { _ in values }
    }
    return repeated(a, toward: b.count) + repeated(b, toward: a.count)
  }
}
