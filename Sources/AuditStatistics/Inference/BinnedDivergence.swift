import Glibc

/// The divergences of the shares of bins whose pooled shares m are held at what was observed.
///
/// Quantile bins of the pooled sample fix m; resampling it too would widen the distribution.
struct BinnedDivergence {
  enum Terms { case jensenShannon, stability }

  private let middle: [Double]
  private let difference: [Double]
  private let floor: Double

  init(simulation: [Double], data: [Double], floor: Double) {
    let positive = zip(simulation, data).map { (max($0, 0), max($1, 0)) }
    middle = positive.map { ($0 + $1) / 2 }
    difference = positive.map { $0 - $1 }
    self.floor = floor
  }

  /// The divergence at t times the observed difference.
  func value(_ terms: Terms, at t: Double) -> Double {
    var sum = 0.0
    for (m, d) in zip(middle, difference) where m > 0 {
      let r = min(abs(t * d) / (2 * m), 1)
      switch terms {
      case .jensenShannon:
        let rest = r < 1 ? (1 - r) * log1p(-r) : 0
        sum += m * ((1 + r) * log1p(r) + rest) / 2
      case .stability:
        sum += Self.stability(m * (1 + r), max(m * (1 - r), 0), floor)
      }
    }
    return sum
  }

  private static func stability(_ p: Double, _ q: Double, _ floor: Double) -> Double {
    let p = max(p, floor)
    let q = max(q, floor)
    return (p - q) * log(p / q)
  }

  /// Derivative of the divergence by the pooled share m of each bin, at t times the observed difference.
  private func slopes(_ terms: Terms, at t: Double) -> [Double] {
    zip(middle, difference).map { m, d in
      guard m > 0 else { return 0 }
      let r = min(abs(t * d) / (2 * m), 0.95)
      switch terms {
      case .jensenShannon: return log(1 - r * r) / 2
      case .stability: return -4 * r * r / (1 - r * r)
      }
    }
  }

  /// The divergence in each resample at t. O(bins · lanes).
  ///
  /// Errors of the difference enter fully; those of m, which bins of the pooled sample fix, only to first order: they
  /// count where the shift is large, and their squares would widen the distribution where it is not.
  func sample(
    _ terms: Terms, _ noise: ShareNoise, at t: Double, scratch: inout [Float], into result: inout [Float]
  ) {
    let lanes = result.count
    noise.sample(at: t, into: &scratch, meanSlopes: slopes(terms, at: t), meanErrors: &result)
    let spreads = noise.spreads(at: t)
    result.withUnsafeMutableBufferPointer { result in
      scratch.withUnsafeBufferPointer { scratch in
        guard let out = result.baseAddress, let base = scratch.baseAddress else { return }
        for (bin, m) in middle.enumerated() where m > 0 {
          let d = base + bin * lanes
          let inverse = Float(1 / (2 * m))
          // The series is as good as exact up to r = 0.4.
          let isSmall = (abs(t * difference[bin]) + 4 * spreads[bin]) / (2 * m) < 0.4
          let m = Float(m)
          // At r = limit the smaller share is at the floor.
          let limit = max(0, 1 - Float(floor) / m)
          switch (terms, isSmall) {
          case (.jensenShannon, true):
            for lane in 0..<lanes {
              let r = d[lane] * inverse
              out[lane] += m * DivergenceKernel.jensenShannonSeries(r * r)
            }
          case (.jensenShannon, false):
            for lane in 0..<lanes {
              let r = abs(d[lane]) * inverse
              out[lane] += m * DivergenceKernel.jensenShannon(r < 1 ? r : 1)
            }
          case (.stability, true):
            for lane in 0..<lanes {
              let r = d[lane] * inverse
              out[lane] += 2 * m * DivergenceKernel.stabilitySeries(r * r)
            }
          case (.stability, false):
            for lane in 0..<lanes {
              let r = abs(d[lane]) * inverse
              out[lane] += 2 * m * DivergenceKernel.stability(r < limit ? r : limit)
            }
          }
        }
      }
    }
  }
}
