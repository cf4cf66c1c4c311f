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
    guard let output = buffer.baseAddress else { return }
    let size = NormalPage.count
    withUnsafeTemporaryAllocation(of: Float.self, capacity: size) { page in
      var position = 0
      while position < buffer.count {
        let at = index &+ UInt64(position)
        let offset = Int(at % UInt64(size))
        let count = min(size - offset, buffer.count - position)
        fill(page: page, number: at / UInt64(size))
        (output + position).update(from: page.baseAddress.unsafelyUnwrapped + offset, count: count)
        position += count
      }
    }
  }

  /// One page of the bulk sequence, made of `NormalPage.count / 4` blocks.
  private func fill(page: UnsafeMutableBufferPointer<Float>, number: UInt64) {
    let pairs = NormalPage.count / 2
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: NormalPage.count) { words in
      for pair in 0..<(pairs / 2) {
        let word = block(number &* UInt64(pairs / 2) &+ UInt64(pair), part: 0, .bulkNormal)
        words[pair] = word[0]
        words[pair &+ pairs / 2] = word[1]
        words[pair &+ pairs] = word[2]
        words[pair &+ pairs / 2 &+ pairs] = word[3]
      }
      NormalPage.boxMuller(words, into: page)
    }
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
