import Glibc

/// Numbers rounded so that sums of them in float64 are exact: any order and any correction give the same bits.
///
/// With bound B ≥ Σ|xᵢ| every number is rounded to a multiple of q = 2^(⌊log₂ B⌋ − 50). Sums and differences of such
/// numbers within ±2B are multiples of q below 2⁵³ q, which float64 holds exactly. The rounding changes a number by at most
/// q/2 < B · 10⁻¹⁵.
struct ExactSum: Sendable, Equatable {
  /// The quantum q; nil when the bound is not finite, and sums are what float64 makes of them.
  let quantum: Double?

  /// Sums whose terms' absolute values add up to at most `bound`.
  init(bound: Double) {
    // Powers of two down to here divide without leaving the normal numbers.
    quantum = bound.isFinite ? scalbn(1, max(-900, bound > 0 ? Int32(bound.exponent) - 50 : 0)) : nil
  }

  /// The nearest multiple of q. O(1).
  func rounded(_ value: Double) -> Double {
    guard let quantum else { return value }
    return (value / quantum).rounded(.toNearestOrEven) * quantum
  }
}
