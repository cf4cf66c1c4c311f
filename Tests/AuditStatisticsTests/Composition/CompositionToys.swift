import Glibc

/// Reproducible random numbers for toys of composition statistics: SplitMix64.
struct CompositionToys: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) {
    state = seed
    // Neighbouring seeds must not give one sequence, shifted.
    state = next() ^ (seed << 32)
    state = next()
  }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func uniform() -> Double { Double.random(in: 0x1p-60..<1, using: &self) }
  mutating func normal() -> Double { (-2 * log(uniform())).squareRoot() * cos(2 * Double.pi * uniform()) }

  /// Event weights as samples have them.
  enum Weights: CaseIterable {
    case unit, logNormal, negative
  }
  mutating func weight(_ kind: Weights) -> Double {
    switch kind {
    case .unit: 1
    case .logNormal: exp(0.8 * normal())
    case .negative: uniform() < 0.2 ? -1 : 1
    }
  }
}
