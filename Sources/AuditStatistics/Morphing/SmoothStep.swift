import Glibc

/// The integral of the normal distribution function, A(z) = zΦ(z) + φ(z): a uniform cell smeared by a Gaussian has the
/// content σ/(b − a) · [A((t − a)/σ) − A((t − b)/σ)] below t.
///
/// Tabulated with spacing 1/64 and expanded to second order: errors below 2·10⁻⁸.
struct SmoothStep: Sendable {
  private static let spacing = 1.0 / 64
  private static let reach = 6.0
  /// A, Φ, φ at the nodes.
  private let nodes: [SIMD4<Double>]

  static let shared = SmoothStep()

  private init() {
    let count = Int(2 * Self.reach / Self.spacing) + 1
    nodes = (0..<count).map { index in
      let z = Double(index) * Self.spacing - Self.reach
      let density = exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
      let below = StandardNormal.cumulative(z)
      return SIMD4(z * below + density, below, density, 0)
    }
  }

  /// A(z). O(1).
  @inline(__always)
  func integral(_ z: Double) -> Double {
    if z >= Self.reach { return z }
    if z <= -Self.reach { return 0 }
    let place = (z + Self.reach) / Self.spacing
    let index = Int(place + 0.5)
    let step = (place - Double(index)) * Self.spacing
    let node = nodes[index]
    return node[0] + step * (node[1] + 0.5 * step * node[2])
  }

  /// Φ(z). O(1).
  @inline(__always)
  func below(_ z: Double) -> Double {
    if z >= Self.reach { return 1 }
    if z <= -Self.reach { return 0 }
    let place = (z + Self.reach) / Self.spacing
    let index = Int(place + 0.5)
    let step = (place - Double(index)) * Self.spacing
    let node = nodes[index]
    return node[1] + step * node[2] * (1 - 0.5 * step * (Double(index) * Self.spacing - Self.reach))
  }

  /// Part of a uniform cell [a, b], smeared by σ, that lies below t.
  @inline(__always)
  func content(below t: Double, a: Double, b: Double, sigma: Double) -> Double {
    let width = b - a
    if sigma <= 1e-4 * width {
      return t <= a ? 0 : t >= b ? 1 : (t - a) / width
    }
    if width < 0.02 * sigma { return below((t - 0.5 * (a + b)) / sigma) }
    return sigma / width * (integral((t - a) / sigma) - integral((t - b) / sigma))
  }
}
