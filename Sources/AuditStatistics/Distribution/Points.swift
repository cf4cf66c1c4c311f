/// Sorted support points of a distribution, in the most compact of three forms.
enum Points: Sendable, Equatable, Codable {
  /// Events of weight 1 whose values are exact in single precision: their sort keys. 4 bytes an event.
  case unit(keys: [UInt32])
  /// Events whose values and weights are exact in single precision, see `SortKey.pack`. 8 bytes an event.
  case packed(words: [UInt64])
  /// Everything else. 8 to 32 bytes a point.
  case wide(WidePoints)

  var count: Int {
    switch self {
    case .unit(let keys): keys.count
    case .packed(let words): words.count
    case .wide(let points): points.values.count
    }
  }

  /// Whether comparisons can use 32-bit keys.
  var isNarrow: Bool {
    if case .wide = self { false } else { true }
  }

  /// The same points as words of key and weight; nil for wide points.
  var asPacked: [UInt64]? {
    switch self {
    case .unit(let keys): keys.map { SortKey.pack($0, weight: 1) }
    case .packed(let words): words
    case .wide: nil
    }
  }

  /// The same points in double precision.
  var asWide: WidePoints {
    switch self {
    case .unit(let keys): WidePoints(values: keys.map { Double(SortKey.value($0)) })
    case .packed(let words):
      WidePoints(
        values: words.map { Double(SortKey.value(SortKey.key(packed: $0))) },
        weights: words.map { Double(SortKey.weight($0)) })
    case .wide(let points): points
    }
  }
}

/// Points in double precision. An array that is nil follows from the others.
struct WidePoints: Sendable, Equatable, Codable {
  /// Position of each point, increasing; a merged point sits at the largest of its values.
  var values: [Double] = []
  /// Σw of each point; nil when all are 1.
  var weights: [Double]?
  /// Σw² of each point; nil when each point is one event.
  var squares: [Double]?
  /// Σ|w| of each point; nil when each point is one event.
  var absolutes: [Double]?

  /// Writes out all that follows from other arrays.
  mutating func makeExplicit() {
    let weights = self.weights ?? [Double](repeating: 1, count: values.count)
    self.weights = weights
    squares = squares ?? weights.map { $0 * $0 }
    absolutes = absolutes ?? weights.map(abs)
  }
}

/// Reading access to sorted points; concrete views keep the inner loops free of calls.
protocol PointView {
  associatedtype Key: Comparable & BitwiseCopyable
  var count: Int { get }
  func key(_ index: Int) -> Key
  func weight(_ index: Int) -> Double
  func square(_ index: Int) -> Double
  func absolute(_ index: Int) -> Double
  static func value(_ key: Key) -> Double
}

extension PointView {
  @inline(__always)
  func value(_ index: Int) -> Double { Self.value(key(index)) }

  /// The point is the last one of its value.
  @inline(__always)
  func endsTie(_ index: Int) -> Bool { index &+ 1 == count || key(index &+ 1) != key(index) }

  /// Number of leading points that satisfy a condition which holds up to some point and not after it. O(log n).
  @inline(__always)
  func partition(from start: Int = 0, where isBefore: (Key) -> Bool) -> Int {
    var low = start
    var high = count
    while low < high {
      let middle = low &+ (high &- low) / 2
      if isBefore(key(middle)) { low = middle &+ 1 } else { high = middle }
    }
    return low
  }
}

/// Points that fit one word each, see `SortKey.pack`.
protocol NarrowPointView: PointView where Key == UInt32 {
  func word(_ index: Int) -> UInt64
}

struct UnitView: NarrowPointView {
  let keys: UnsafePointer<UInt32>
  let count: Int
  @inline(__always) func key(_ index: Int) -> UInt32 { keys[index] }
  @inline(__always) func word(_ index: Int) -> UInt64 { SortKey.pack(keys[index], weight: 1) }
  @inline(__always) func weight(_ index: Int) -> Double { 1 }
  @inline(__always) func square(_ index: Int) -> Double { 1 }
  @inline(__always) func absolute(_ index: Int) -> Double { 1 }
  @inline(__always) static func value(_ key: UInt32) -> Double { Double(SortKey.value(key)) }
}

struct PackedView: NarrowPointView {
  let words: UnsafePointer<UInt64>
  let count: Int
  @inline(__always) func word(_ index: Int) -> UInt64 { words[index] }
  @inline(__always) func key(_ index: Int) -> UInt32 { SortKey.key(packed: words[index]) }
  @inline(__always) func weight(_ index: Int) -> Double { Double(SortKey.weight(words[index])) }
  @inline(__always) func square(_ index: Int) -> Double {
    let weight = weight(index)
    return weight * weight
  }
  @inline(__always) func absolute(_ index: Int) -> Double { abs(weight(index)) }
  @inline(__always) static func value(_ key: UInt32) -> Double { Double(SortKey.value(key)) }
}

struct WideView: PointView {
  let values: UnsafePointer<Double>
  let weights: UnsafePointer<Double>?
  let squares: UnsafePointer<Double>?
  let absolutes: UnsafePointer<Double>?
  let count: Int
  @inline(__always) func key(_ index: Int) -> Double { values[index] }
  @inline(__always) func weight(_ index: Int) -> Double { weights.map { $0[index] } ?? 1 }
  @inline(__always) func square(_ index: Int) -> Double {
    if let squares { return squares[index] }
    let weight = weight(index)
    return weight * weight
  }
  @inline(__always) func absolute(_ index: Int) -> Double {
    if let absolutes { return absolutes[index] }
    return abs(weight(index))
  }
  @inline(__always) static func value(_ key: Double) -> Double { key }
}

/// A computation on a view, instantiated for each of the three kinds.
protocol PointReader {
  associatedtype Result
  func read<View: PointView>(_ view: View) -> Result
}

extension Points {
  /// Runs a computation on the points.
  @inline(__always)
  func read<Reader: PointReader>(_ reader: Reader) -> Reader.Result {
    switch self {
    case .unit(let keys):
      keys.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return reader.read(WideView.empty) }
        return reader.read(UnitView(keys: base, count: buffer.count))
      }
    case .packed(let words):
      words.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return reader.read(WideView.empty) }
        return reader.read(PackedView(words: base, count: buffer.count))
      }
    case .wide(let points): points.withView { reader.read($0) }
    }
  }
}

extension WideView {
  private static let nothing: [Double] = [0]

  /// A view of no points.
  static var empty: WideView {
    nothing.withUnsafeBufferPointer { buffer in
      WideView(
        values: buffer.baseAddress.unsafelyUnwrapped, weights: nil, squares: nil, absolutes: nil, count: 0)
    }
  }
}

extension WidePoints {
  /// Runs a computation on the points.
  func withView<Result>(_ body: (WideView) -> Result) -> Result {
    values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return body(.empty) }
      return Self.withPointer(weights) { weights in
        Self.withPointer(squares) { squares in
          Self.withPointer(absolutes) { absolutes in
            body(
              WideView(
                values: base, weights: weights, squares: squares, absolutes: absolutes, count: values.count))
          }
        }
      }
    }
  }

  private static func withPointer<Result>(
    _ array: [Double]?, _ body: (UnsafePointer<Double>?) -> Result
  ) -> Result {
    guard let array else { return body(nil) }
    return array.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
