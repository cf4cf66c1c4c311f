/// Box and Muller's transform of a page of random words, in single precision and without a call.
///
/// Plain loops of fixed length, which the compiler turns into vector instructions. The polynomials are
/// interpolations at Chebyshev nodes made for this purpose; their errors (10⁻⁷) are below the resolution of the
/// result.
enum NormalPage {
  /// Numbers of a page; the first half are cosines, the second half sines of the same radii and angles.
  static let count = 128

  /// `count` normal numbers from `count / 2` random radii followed by `count / 2` random angles.
  @inline(__always)
  static func boxMuller(
    _ words: UnsafeMutableBufferPointer<UInt32>, into page: UnsafeMutableBufferPointer<Float>
  ) {
    let pairs = count / 2
    for pair in 0..<pairs {
      // 31 bits: signed conversion is one instruction. The top of the range rounds to u = 1, radius 0.
      let u = (Float(Int32(bitPattern: words[pair] &>> 1)) + 0.5) * 0x1p-31
      page[pair] = -2 * logarithm(u)
    }
    // A loop of its own: the root's check for negative arguments would keep the other two from being vectorised.
    for pair in 0..<pairs { page[pair] = page[pair].squareRoot() }
    for pair in 0..<pairs {
      // 30 bits place the angle in (−π/4, π/4); the other two choose one of the four sectors.
      let bits = words[pair &+ pairs]
      let angle = Float(Int32(bitPattern: bits &<< 2)) * (Float.pi / 4 * 0x1p-31)
      let square = angle * angle
      let s0 = -1.950_390_4e-4 * square + 8.332_036e-3
      let sine = ((s0 * square - 0.166_666_5) * square + 1) * angle
      let c0 = 2.437_983e-5 * square - 1.388_661_8e-3
      let cosine = ((c0 * square + 4.166_661_7e-2) * square - 0.5) * square + 1
      let signed = Float(bitPattern: page[pair].bitPattern ^ (bits & 0x8000_0000))
      let isSwapped = bits & 0x4000_0000 != 0
      page[pair] = signed * (isSwapped ? sine : cosine)
      page[pair &+ pairs] = signed * (isSwapped ? cosine : sine)
    }
  }

  /// ln x for 0 < x ≤ 1: the exponent is taken off, ln(1 + f) is f − f²/2 + f³ P(f) with √½ ≤ 1 + f < √2.
  @inline(__always)
  private static func logarithm(_ x: Float) -> Float {
    let bits = Int32(bitPattern: x.bitPattern)
    let exponent = (bits &- 0x3F35_04F3) &>> 23
    let f = Float(bitPattern: UInt32(bitPattern: bits &- (exponent &<< 23))) - 1
    let p0: Float = 0.090_487_84 * f - 0.140_308_92
    let p1 = (p0 * f + 0.147_038_99) * f - 0.166_027_19
    let p2 = (p1 * f + 0.199_842_23) * f - 0.250_007_03
    let p3 = p2 * f + 0.333_334_15
    let square = f * f
    return Float(exponent) * 0.693_147_2 + (f - 0.5 * square + f * square * p3)
  }
}
