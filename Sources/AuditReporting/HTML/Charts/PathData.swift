/// The `d` attribute of an SVG path, in tenths of a unit: one path for a whole series keeps reports small.
struct PathData: Sendable {
  private(set) var bytes: [UInt8] = []

  var isEmpty: Bool { bytes.isEmpty }

  mutating func move(_ x: Double, _ y: Double) { command("M", x, y) }
  mutating func line(_ x: Double, _ y: Double) { command("L", x, y) }
  mutating func horizontal(_ x: Double) { command("H", x) }
  mutating func vertical(_ y: Double) { command("V", y) }
  mutating func close() { bytes.append(UInt8(ascii: "Z")) }

  /// A point: a line of no length, which a round line cap turns into a disc.
  mutating func dot(_ x: Double, _ y: Double) {
    move(x, y)
    bytes += "h0".utf8
  }

  /// A vertical line.
  mutating func stroke(_ x: Double, from y0: Double, to y1: Double) {
    move(x, y0)
    vertical(y1)
  }

  /// The outline of a histogram: `heights[i]` from `edges[i]` to `edges[i + 1]`, all in drawing units.
  mutating func steps(_ heights: some Collection<Double>, edges: some RandomAccessCollection<Double>) {
    var last: Double?
    var x = edges.makeIterator()
    guard let start = x.next(), let first = heights.first else { return }
    if isEmpty { move(start, first) } else { line(start, first) }
    last = first
    var position = start
    for height in heights {
      if height != last {
        horizontal(position)
        vertical(height)
        last = height
      }
      position = x.next() ?? position
    }
    horizontal(position)
  }

  private mutating func command(_ letter: Unicode.Scalar, _ a: Double, _ b: Double? = nil) {
    bytes.append(UInt8(ascii: letter))
    Self.append(a, to: &bytes)
    if let b {
      bytes.append(UInt8(ascii: " "))
      Self.append(b, to: &bytes)
    }
  }

  /// Appends a position rounded to a tenth; what is absurd is cut off far outside any drawing.
  static func append(_ position: Double, to bytes: inout [UInt8]) {
    guard position.isFinite else {
      bytes.append(UInt8(ascii: "0"))
      return
    }
    let tenths = Int((max(-99_999, min(99_999, position)) * 10).rounded())
    if tenths < 0 { bytes.append(UInt8(ascii: "-")) }
    let magnitude = Int(tenths.magnitude)
    appendDigits(magnitude / 10, to: &bytes)
    if magnitude % 10 != 0 {
      bytes.append(UInt8(ascii: "."))
      bytes.append(UInt8(ascii: "0") + UInt8(magnitude % 10))
    }
  }

  private static func appendDigits(_ number: Int, to bytes: inout [UInt8]) {
    if number >= 10 { appendDigits(number / 10, to: &bytes) }
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}
