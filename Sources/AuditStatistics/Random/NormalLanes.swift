/// Box and Muller's transform in single precision, eight pairs at a time and without a call.
///
/// The polynomials are interpolations at Chebyshev nodes made for this purpose; their errors (10⁻⁷) are below the
/// resolution of the result.
enum NormalLanes {
  static let count = 16

  /// Sixteen normal numbers from eight random radii and eight random angles.
  @inline(__always)
  static func boxMuller(_ radiusBits: SIMD8<UInt32>, _ angleBits: SIMD8<UInt32>) -> SIMD16<Float> {
    // 31 bits: signed conversion is one instruction. The top of the range rounds to u = 1, radius 0.
    let integer = SIMD8<Int32>(truncatingIfNeeded: radiusBits &>> 1)
    let u = (SIMD8<Float>(integer) + 0.5) * 0x1p-31
    let radius = (-2 * logarithm(u)).squareRoot()
    // 30 bits place the angle in (−π/4, π/4); the other two choose one of the four sectors.
    let signed = SIMD8<Int32>(truncatingIfNeeded: angleBits &<< 2)
    let angle = SIMD8<Float>(signed) * (Float.pi / 4 * 0x1p-31)
    let square = angle * angle
    let s0 = SIMD8<Float>(repeating: -1.950_390_4e-4) * square + 8.332_036e-3
    let s1 = (s0 * square - 0.166_666_5) * square + 1
    let sine = s1 * angle
    let c0 = SIMD8<Float>(repeating: 2.437_983e-5) * square - 1.388_661_8e-3
    let c1 = (c0 * square + 4.166_661_7e-2) * square - 0.5
    let cosine = c1 * square + 1
    let swapped = (angleBits & 0x4000_0000) .!= 0
    let signBits = angleBits & 0x8000_0000
    let signedRadius = unsafeBitCast(
      unsafeBitCast(radius, to: SIMD8<UInt32>.self) ^ signBits, to: SIMD8<Float>.self)
    let x = cosine.replacing(with: sine, where: swapped) * signedRadius
    let y = sine.replacing(with: cosine, where: swapped) * signedRadius
    return SIMD16(lowHalf: x, highHalf: y)
  }

  /// ln x for 0 < x ≤ 1: the exponent is taken off, ln(1 + f) is f − f²/2 + f³ P(f) with √½ ≤ 1 + f < √2.
  @inline(__always)
  private static func logarithm(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let bits = unsafeBitCast(x, to: SIMD8<Int32>.self)
    let exponent = (bits &- 0x3F35_04F3) &>> 23
    let mantissa = unsafeBitCast(bits &- (exponent &<< 23), to: SIMD8<Float>.self)
    let f = mantissa - 1
    let p0 = SIMD8<Float>(repeating: 0.090_487_84) * f - 0.140_308_92
    let p1 = (p0 * f + 0.147_038_99) * f - 0.166_027_19
    let p2 = (p1 * f + 0.199_842_23) * f - 0.250_007_03
    let p3 = p2 * f + 0.333_334_15
    let square = f * f
    return SIMD8<Float>(exponent) * 0.693_147_2 + (f - 0.5 * square + f * square * p3)
  }
}
