import Glibc

/// Terms of the divergences of two distributions as functions of r = (p − q)/(p + q), in single precision, without calls.
///
/// With m = (p + q)/2: Jensen-Shannon divergence = Σ m h(r), h = ½[(1 + r) ln(1 + r) + (1 − r) ln(1 − r)];
/// population stability index = Σ 2m g(r), g = 2 r artanh r. Relative errors are below 10⁻⁵.
enum DivergenceKernel {
  /// h(r) for |r| ≤ 1.
  @inline(__always)
  static func jensenShannon(_ r: Float) -> Float {
    let s = r * r
    if s < 0.1 { return jensenShannonSeries(s) }
    return 0.5 * (weighted(1 + r) + weighted(1 - r))
  }

  /// g(r) for |r| < 1.
  @inline(__always)
  static func stability(_ r: Float) -> Float {
    let s = r * r
    if s < 0.1 { return stabilitySeries(s) }
    return r * (logf(1 + r) - logf(1 - r))
  }

  /// Σ s^k / (2k (2k − 1)).
  @inline(__always)
  static func jensenShannonSeries(_ s: Float) -> Float {
    let tail = 1.0 / 30 + s * (1.0 / 56 + s * (1.0 / 90 + s * (1.0 / 132)))
    return s * (0.5 + s * (1.0 / 12 + s * tail))
  }

  /// Σ 2 s^k / (2k − 1).
  @inline(__always)
  static func stabilitySeries(_ s: Float) -> Float {
    let tail = 2.0 / 5 + s * (2.0 / 7 + s * (2.0 / 9 + s * (2.0 / 11)))
    return s * (2 + s * (2.0 / 3 + s * tail))
  }

  @inline(__always)
  private static func weighted(_ x: Float) -> Float { x > 0 ? x * logf(x) : 0 }
}
