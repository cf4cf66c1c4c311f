/// S. Vigna's SplitMix64: small, seeded, the same on every machine.
public struct SplitMix: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The sequence of a state; neighbouring states give sequences that overlap.
  public init(state: UInt64) { self.state = state }

  /// A sequence of its own for each seed.
  public init(seed: UInt64) {
    self.init(state: seed)
    state = next() ^ (seed << 32)
    state = next()
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
