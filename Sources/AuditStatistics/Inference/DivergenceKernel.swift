/// Terms of the divergences of two distributions as functions of r = (p − q)/(p + q), in single precision, without calls.
///
/// With m = (p + q)/2: Jensen-Shannon divergence = Σ m h(r), h = ½[(1 + r) ln(1 + r) + (1 − r) ln(1 − r)];
/// population stability index = Σ 2m g(r), g = 2 r artanh r. Relative errors are below 10⁻⁵.
enum DivergenceKernel {
  /// h(r) for |r| ≤ 1.
  @inline(__always)
  static func jensenShannon(_ r: Float) -> Float {
    let s = r * r
    let a = logarithm(1 + r)
    let b = logarithm(max(1 - r, 1e-12))
    let exact = 0.5 * ((1 + r) * a + (1 - r) * b)
    return s < 0.1 ? jensenShannonSeries(s) : exact
  }

  /// g(r) for |r| < 1.
  @inline(__always)
  static func stability(_ r: Float) -> Float {
    let s = r * r
    let exact = r * (logarithm(1 + r) - logarithm(max(1 - r, 1e-12)))
    return s < 0.1 ? stabilitySeries(s) : exact
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

  /// ln x for x > 0: with x = 2ᵉ (1 + f), √½ ≤ 1 + f < √2, and u = f/(2 + f), ln(1 + f) = 2 (u + u³/3 + u⁵/5 + …).
  @inline(__always)
  static func logarithm(_ x: Float) -> Float {
    let bits = Int32(bitPattern: x.bitPattern)
    let exponent = (bits &- 0x3F35_04F3) &>> 23
    let f = Float(bitPattern: UInt32(bitPattern: bits &- (exponent &<< 23))) - 1
    let u = f / (2 + f)
    let s = u * u
    let series = 2 + s * (2.0 / 3 + s * (2.0 / 5 + s * (2.0 / 7 + s * (2.0 / 9))))
    return Float(exponent) * 0.693_147_18 + u * series
  }
}
