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
    let factors = [1 / simulation.sumOfWeights, -1 / data.sumOfWeights]
    self = factors.withUnsafeBufferPointer {
      let scales = Scales(table: $0, simulation: factors[0], data: factors[1])
      if let first = simulation.cells, let second = data.cells, first.grid === second.grid {
        return CellComparison(simulation: first, data: second).pass(scales)
      }
      return Self.run(simulation, data, scales)
    }
  }

  private static func run(
    _ simulation: WeightedDistribution, _ data: WeightedDistribution, _ scales: Scales
  ) -> MergePass {
    guard simulation.points.isNarrow && data.points.isNarrow else {
      let (first, second) = (simulation.points.asWide, data.points.asWide)
      return first.withView { a in second.withView { b in run(a, b, scales) } }
    }
    return simulation.points.readNarrow(FirstReader(second: data.points, scales: scales))
  }

  init() {}

  /// Factors of the weights: F_S − F_D is the sum of the scaled weights up to x.
  struct Scales {
    /// Both, simulation first.
    var table: UnsafeBufferPointer<Double>
    var simulation: Double
    var data: Double
  }

  /// The pass over points of one word each.
  ///
  /// No branch depends on which sample the next point comes from (word, scale and step are selected by arithmetic):
  /// half of such branches would be mispredicted and cost more than all else.
  @inline(never)
  fileprivate static func run<A: NarrowPointView, B: NarrowPointView>(
    _ a: A, _ b: B, _ scales: Scales
  ) -> MergePass {
    guard a.count > 0 && b.count > 0 else { return MergePass() }
    let first = min(a.key(0), b.key(0))
    var state = State(pass: MergePass(), difference: 0, value: A.value(first))
    run(a, b, scales, from: first, in: &state)
    return state.pass
  }

  /// The pass over points of one word each, of which the first has the key `first` and the state its value.
  @inline(__always)
  static func run<A: NarrowPointView, B: NarrowPointView>(
    _ a: A, _ b: B, _ scales: Scales, from first: UInt32, in result: inout State
  ) {
    let (countA, countB) = (a.count, b.count)
    // Looked up in memory that the optimiser cannot see through: it would turn a choice of two numbers into a branch.
    let scaleTable = scales.table.baseAddress.unsafelyUnwrapped
    var (i, j) = (0, 0)
    var key = first
    var state = result
    var bestKey: UInt32?
    while i < countA && j < countB {
      let (wordA, wordB) = (a.word(i), b.word(j))
      // 1 when the next point is b's: the sign of the difference of two 32-bit keys in 64 bits.
      let gap = Int64(SortKey.key(packed: wordB)) &- Int64(SortKey.key(packed: wordA))
      let fromB = Int(truncatingIfNeeded: UInt64(bitPattern: gap) &>> 63)
      let word = wordA ^ ((wordA ^ wordB) & (0 &- UInt64(truncatingIfNeeded: fromB)))
      let next = SortKey.key(packed: word)
      let size = abs(state.difference)
      let nextValue = A.value(next)
      state.pass.area += size * (nextValue - state.value)
      // Inside a tie F is not yet complete.
      if size > state.pass.distance && next != key {
        state.pass.distance = size
        state.pass.difference = state.difference
        bestKey = key
      }
      state.difference += Double(SortKey.weight(word)) * scaleTable[fromB]
      i &+= 1 &- fromB
      j &+= fromB
      key = next
      state.value = nextValue
    }
    if let bestKey { state.pass.position = A.value(bestKey) }
    if i < countA { state.run(a, from: i, scale: scales.simulation) }
    if j < countB { state.run(b, from: j, scale: scales.data) }
    result = state
  }

  /// The pass over points in double precision.
  fileprivate static func run(_ a: WideView, _ b: WideView, _ scales: Scales) -> MergePass {
    let (countA, countB) = (a.count, b.count)
    guard countA > 0 && countB > 0 else { return MergePass() }
    var (i, j) = (0, 0)
    var state = State(pass: MergePass(), difference: 0, value: min(a.key(0), b.key(0)))
    while i < countA && j < countB {
      if b.key(j) < a.key(i) {
        state.add(value: b.key(j), weight: b.weight(j) * scales.data)
        j &+= 1
      } else {
        state.add(value: a.key(i), weight: a.weight(i) * scales.simulation)
        i &+= 1
      }
    }
    if i < countA { state.run(a, from: i, scale: scales.simulation) }
    if j < countB { state.run(b, from: j, scale: scales.data) }
    return state.pass
  }

  /// F_S − F_D up to some value, and what was found on the way.
  struct State {
    var pass: MergePass
    var difference: Double
    var value: Double

    /// Steps to the next point.
    @inline(__always)
    mutating func add(value next: Double, weight: Double) {
      let size = abs(difference)
      pass.area += size * (next - value)
      if size > pass.distance && next != value {
        pass.distance = size
        pass.difference = difference
        pass.position = value
      }
      difference += weight
      value = next
    }

    /// The rest of one sample, when the other one is exhausted.
    @inline(__always)
    mutating func run<View: PointView>(_ view: View, from start: Int, scale: Double) {
      for index in start..<view.count { add(value: view.value(index), weight: view.weight(index) * scale) }
    }
  }

  private struct FirstReader: NarrowPointReader {
    let second: Points
    let scales: Scales
    func read<View: NarrowPointView>(_ view: View) -> MergePass {
      second.readNarrow(SecondReader(first: view, scales: scales))
    }
  }

  private struct SecondReader<First: NarrowPointView>: NarrowPointReader {
    let first: First
    let scales: Scales
    func read<View: NarrowPointView>(_ view: View) -> MergePass {
      MergePass.run(first, view, scales)
    }
  }
}

/// A computation on views with 32-bit keys.
protocol NarrowPointReader {
  associatedtype Result
  func read<View: NarrowPointView>(_ view: View) -> Result
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
