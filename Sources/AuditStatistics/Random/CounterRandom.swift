import Glibc

/// Random numbers addressed by (seed, stream, index, part) instead of by the order of the calls.
///
/// The same address gives the same number whatever was drawn before, so results depend neither on chunks nor on
/// threads. Philox4x32-10 underneath: seed and stream make the key, index, part and the kind of number the counter.
public struct CounterRandom: Sendable {
  private let key: SIMD2<UInt32>

  /// What a block is used for; kinds never share a block.
  private enum Kind: UInt32 {
    case uniform = 0
    case normal = 1
    case bulkNormal = 2
    case bits = 3
  }

  /// The numbers of one stream (a sample, a feature, a statistic) of one seed.
  public init(seed: UInt64, stream: UInt64) {
    let mixed = Self.mix(Self.mix(seed) ^ stream)
    key = SIMD2(UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed >> 32))
  }

  /// The numbers of a stream that has a name: the 64-bit FNV-1a hash of its UTF-8 bytes is the stream.
  public init(seed: UInt64, stream name: String) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    self.init(seed: seed, stream: hash)
  }

  /// A number uniform in the open interval (0, 1), with 52 random bits. O(1).
  public func uniform(_ index: UInt64, part: UInt32 = 0) -> Double {
    let words = block(index, part: part, .uniform)
    return Self.unit(words[0], words[1])
  }

  /// 64 random bits. O(1).
  public func bits(_ index: UInt64, part: UInt32 = 0) -> UInt64 {
    let words = block(index, part: part, .bits)
    return UInt64(words[0]) << 32 | UInt64(words[1])
  }

  /// A standard normal number: √(−2 ln u) cos 2πv (Box and Muller 1958). O(1).
  public func normal(_ index: UInt64, part: UInt32 = 0) -> Double {
    let words = block(index, part: part, .normal)
    let radius = (-2 * log(Self.unit(words[0], words[1]))).squareRoot()
    return radius * cos(2 * Double.pi * Self.unit(words[2], words[3]))
  }

  /// Fills the buffer with standard normal numbers: element i is a function of `index + i` alone.
  ///
  /// Single precision (errors about 10⁻⁶, |x| < 6.8), several times faster than `normal`, and another sequence than
  /// `normal`. O(n).
  public func fillNormals(_ buffer: inout [Float], from index: UInt64 = 0) {
    buffer.withUnsafeMutableBufferPointer { fillNormals($0, from: index) }
  }

  /// Fills the memory with standard normal numbers: element i is a function of `index + i` alone. O(n).
  public func fillNormals(_ buffer: UnsafeMutableBufferPointer<Float>, from index: UInt64 = 0) {
    let lanes = UInt64(NormalLanes.count)
    var position = 0
    while position < buffer.count {
      let at = index &+ UInt64(position)
      let offset = Int(at % lanes)
      let numbers = normals(group: at / lanes)
      let count = min(NormalLanes.count - offset, buffer.count - position)
      for lane in 0..<count { buffer[position + lane] = numbers[offset + lane] }
      position += count
    }
  }

  /// Sixteen consecutive numbers of the bulk sequence, made of four blocks.
  @inline(__always)
  private func normals(group: UInt64) -> SIMD16<Float> {
    var radius = SIMD8<UInt32>()
    var angle = SIMD8<UInt32>()
    for number in 0..<4 {
      let words = block(group &* 4 &+ UInt64(number), part: 0, .bulkNormal)
      radius[2 * number] = words[0]
      radius[2 * number + 1] = words[1]
      angle[2 * number] = words[2]
      angle[2 * number + 1] = words[3]
    }
    return NormalLanes.boxMuller(radius, angle)
  }

  @inline(__always)
  private func block(_ index: UInt64, part: UInt32, _ kind: Kind) -> SIMD4<UInt32> {
    let counter = SIMD4(
      UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32), part, kind.rawValue)
    return Philox.block(counter, key: key)
  }

  /// 52 bits as the midpoint of one of 2⁵² equal parts of the unit interval.
  @inline(__always)
  private static func unit(_ high: UInt32, _ low: UInt32) -> Double {
    let bits = (UInt64(high) << 32 | UInt64(low)) >> 12
    return (Double(bits) + 0.5) * 0x1p-52
  }

  /// The output function of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): neighbouring seeds give unrelated keys.
  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
