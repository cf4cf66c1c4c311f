/// What one pass over the merged points of two samples finds.
struct MergePass: Equatable {
  /// max |F_S − F_D|.
  var distance = 0.0
  /// F_S − F_D where its magnitude is largest.
  var difference = 0.0
  /// Smallest value at which that is so.
  var position = 0.0
  /// ∫ |F_S − F_D| dx.
  var area = 0.0

  /// The pass over two normalisable distributions. O(n + m).
  init(simulation: WeightedDistribution, data: WeightedDistribution) {
    let scales = Scales(simulation: 1 / simulation.summary.weights, data: -1 / data.summary.weights)
    guard simulation.points.isNarrow && data.points.isNarrow else {
      let (first, second) = (simulation.points.asWide, data.points.asWide)
      self = first.withView { a in second.withView { b in Self.run(a, b, scales) } }
      return
    }
    self = simulation.points.readNarrow(FirstReader(second: data.points, scales: scales))
  }

  fileprivate init() {}

  /// Factors of the weights: F_S − F_D is the sum of the scaled weights up to x.
  struct Scales {
    var simulation: Double
    var data: Double
  }

  /// No branch depends on which sample the next point comes from: mispredicted ones would cost more than all else.
  @inline(__always)
  fileprivate static func run<A: PointView, B: PointView>(_ a: A, _ b: B, _ scales: Scales) -> MergePass
  where A.Key == B.Key {
    var pass = MergePass()
    let (countA, countB) = (a.count, b.count)
    guard countA > 0 && countB > 0 else { return pass }
    var (i, j) = (0, 0)
    var difference = 0.0
    var key = min(a.key(0), b.key(0))
    var value = A.value(key)
    var area = 0.0
    var best = 0.0
    var bestKey = key
    var bestDifference = 0.0
    while i < countA && j < countB {
      let (keyA, keyB) = (a.key(i), b.key(j))
      let takesA = keyA <= keyB
      let next = takesA ? keyA : keyB
      let size = abs(difference)
      let nextValue = A.value(next)
      area += size * (nextValue - value)
      // Inside a tie F is not yet complete.
      if size > best && next != key {
        best = size
        bestKey = key
        bestDifference = difference
      }
      let weightA = a.weight(i) * scales.simulation
      let weightB = b.weight(j) * scales.data
      difference += takesA ? weightA : weightB
      i &+= takesA ? 1 : 0
      j &+= takesA ? 0 : 1
      key = next
      value = nextValue
    }
    pass.area = area
    pass.distance = best
    pass.difference = bestDifference
    pass.position = A.value(bestKey)
    // One sample is exhausted: the rest of the other one is a plain loop.
    var tail = Tail(pass: pass, difference: difference, value: value)
    if i < countA { tail.run(a, from: i, scale: scales.simulation) }
    if j < countB { tail.run(b, from: j, scale: scales.data) }
    return tail.pass
  }

  private struct Tail {
    var pass: MergePass
    var difference: Double
    var value: Double

    @inline(__always)
    mutating func run<View: PointView>(_ view: View, from start: Int, scale: Double) {
      for index in start..<view.count {
        let next = view.value(index)
        let size = abs(difference)
        pass.area += size * (next - value)
        if size > pass.distance && next != value {
          pass.distance = size
          pass.difference = difference
          pass.position = value
        }
        difference += view.weight(index) * scale
        value = next
      }
    }
  }

  private struct FirstReader: NarrowPointReader {
    let second: Points
    let scales: Scales
    func read<View: PointView>(_ view: View) -> MergePass where View.Key == UInt32 {
      second.readNarrow(SecondReader(first: view, scales: scales))
    }
  }

  private struct SecondReader<First: PointView>: NarrowPointReader where First.Key == UInt32 {
    let first: First
    let scales: Scales
    func read<View: PointView>(_ view: View) -> MergePass where View.Key == UInt32 {
      MergePass.run(first, view, scales)
    }
  }
}

/// A computation on views with 32-bit keys.
protocol NarrowPointReader {
  associatedtype Result
  func read<View: PointView>(_ view: View) -> Result where View.Key == UInt32
}

extension Points {
  /// Runs a computation on narrow points.
  @inline(__always)
  func readNarrow<Reader: NarrowPointReader>(_ reader: Reader) -> Reader.Result {
    switch self {
    case .unit(let keys):
      keys.withUnsafeBufferPointer {
        reader.read(UnitView(keys: $0.baseAddress.unsafelyUnwrapped, count: $0.count))
      }
    case .packed(let words):
      words.withUnsafeBufferPointer {
        reader.read(PackedView(words: $0.baseAddress.unsafelyUnwrapped, count: $0.count))
      }
    case .wide: preconditionFailure("wide points have no 32-bit keys")
    }
  }
}
