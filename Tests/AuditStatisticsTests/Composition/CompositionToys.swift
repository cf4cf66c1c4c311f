import AuditTestSupport
import Glibc

/// Reproducible random numbers for toys of composition statistics.
struct CompositionToys: RandomNumberGenerator {
  private var generator: SplitMix
  init(_ seed: UInt64) { generator = SplitMix(seed: seed) }
  mutating func next() -> UInt64 { generator.next() }
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
