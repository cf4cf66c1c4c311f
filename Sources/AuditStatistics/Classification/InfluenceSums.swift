/// Sums of powers of the influences of events on an estimate: its variance and how well that is known.
///
/// An estimate that is a smooth function of weighted sums is a sum of independent influences ψᵢ to first order, with
/// variance Σψᵢ². The variance of that sum of squares gives Satterthwaite's degrees of freedom
/// ν = 2 (Σψ²)² / (Σψ⁴ − (Σψ²)²/n): few when few events with large weights or extreme ranks carry the estimate.
/// Source: Satterthwaite, Biometrics Bulletin 2 (1946) 110, with the fourth moment kept.
struct InfluenceSums: Sendable {
  /// Σψ²
  var second = 0.0
  /// Σψ⁴
  var fourth = 0.0

  /// Adds the events of the sums, each with influence `weight · slope`.
  @inline(__always)
  mutating func add(_ events: PowerSums, slope: Double) {
    let square = slope * slope
    second += events.second * square
    fourth += events.fourth * square * square
  }

  /// ν, between 1.5 and `largest`.
  func degreesOfFreedom(events: Int, largest: Double) -> Double {
    let spread = fourth - second * second / Double(max(events, 1))
    let estimate = spread > 0 ? 2 * second * second / spread : largest
    return max(1.5, min(estimate, largest))
  }
}
