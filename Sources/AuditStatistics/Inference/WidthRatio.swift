import Glibc

/// A distance in widths of the simulation: a ratio of two estimates that share a sample.
///
/// The interval of W/U follows from the intervals of W and of U and from their correlation ρ: its ends θ are where the
/// interval of W − θU ends at zero, (W − θU)² = w² + θ²u² − 2ρθ w u with w and u what W and U can err by in the direction
/// that matters there. Source: Donner and Zou, Stat. Methods Med. Res. 21 (2012) 347, section 3.3.
///
/// The width is ``WeightedDistribution/giniWidth``, √π ∫ F (1 − F) dx: like W linear in the events far out, so that its
/// error is known wherever that of W is. The error of a standard deviation is one of squares: without a fourth moment, as
/// for a spectrum that falls like x⁻³·⁵, no number of events tells it.
struct WidthRatio {
  let width: Double
  let simulation: CellShares
  let data: CellShares
  /// Errors of the width and of the distance as Σ vector_k share_k.
  let widthVector: [Double]
  let distanceVector: [Double]

  /// The interval of distance / width; nil for a width that is not positive.
  func interval(of distance: IntervalEstimate, z: Double) -> IntervalEstimate? {
    guard width > 0, width.isFinite else { return nil }
    func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let shared = simulation.covariance(times: distanceVector)
    let variances = (
      distance: product(distanceVector, shared)
        + product(distanceVector, data.covariance(times: distanceVector)),
      width: product(widthVector, simulation.covariance(times: widthVector))
    )
    let scale = max(0, variances.distance * variances.width).squareRoot()
    let correlation = scale > 0 ? max(-1, min(1, product(widthVector, shared) / scale)) : 0
    let errors = SkewedErrors(simulation, vector: widthVector, z: z)
    let relative = max(0, variances.width).squareRoot() / width
    /// The two θ at which the interval of W − θU ends at zero.
    func ends(_ w: Double, _ u: Double) -> (low: Double, high: Double) {
      let a = width * width - u * u
      let b = distance.value * width - correlation * w * u
      let c = distance.value * distance.value - w * w
      let root = max(0, b * b - a * c).squareRoot()
      return a > 0 ? ((b - root) / a, (b + root) / a) : (0, .infinity)
    }
    let value = distance.value / width
    // Upwards less than the width itself: otherwise nothing is known of the ratio but that it is not zero.
    let above = width * min(0.99, exp(errors.above * relative) - 1)
    let below = width * (1 - exp(-errors.below * relative))
    let low = distance.low > 0 ? ends(distance.value - distance.low, above).low : 0
    let high = ends(distance.high - distance.value, below).high
    return IntervalEstimate(
      value: value, low: min(max(distance.low > 0 ? value * 1e-3 : 0, low), value), high: max(high, value),
      confidence: distance.confidence, pValue: distance.pValue)
  }
}
