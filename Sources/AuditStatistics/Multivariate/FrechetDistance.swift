/// Fréchet distance between the Gaussians with the samples' means and covariances: |μ − ν|² + tr(A + B − 2(A^½BA^½)^½).
///
/// In squared widths of the simulation; also called FID, FGD or FPD (squared 2-Wasserstein distance of Gaussians; Dowson
/// and Landau, J. Multivariate Anal. 12 (1982) 450). It sees means, widths and correlations, nothing else.
///
/// * p-value: at equality the distance is the quadratic form |Δμ|² + ½ Σ (ΔC)²_ij/(λ_i + λ_j) in the eigenbasis of the
///   pooled covariance; the observed form is compared with those of the resampled errors.
/// * value and interval: as for any squared distance (``SquaredNormTest``), where these forms are |e|² and ⟨Δ̂, e⟩ is what else
///   resampling the moments does to the distance.
public enum FrechetDistance {
  /// The distance with interval; nil when a sample has fewer than 2 effective rows a feature. O(resamples · features³).
  static func estimate(
    _ moments: MomentErrors, effectiveRows: (simulation: Double, data: Double), _ multipliers: Multipliers
  ) -> IntervalEstimate? {
    guard min(effectiveRows.simulation, effectiveRows.data) >= 2 * Double(moments.features) else {
      return nil
    }
    let observed = distance(moments.simulation, moments.data)
    let form = NullForm(moments, effectiveRows)
    let squares = form.ofErrors(moments, multipliers)
    let resampled = Self.resampled(moments, multipliers)
    return SquaredNormTest(
      observed: max(0, observed), cross: zip(resampled, squares).map { ($0 - observed - $1) / 2 },
      squares: squares, pValue: multipliers.pValue(of: form.ofDifference(moments), among: squares)
    ).estimate(multipliers)
  }

  /// The distance of two Gaussians. O(features³).
  static func distance(_ a: MomentErrors.Moments, _ b: MomentErrors.Moments) -> Double {
    let shift = zip(a.means, b.means).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return shift + a.covariance.trace + b.covariance.trace
      - 2 * SymmetricMatrix.fidelity(a.covariance, b.covariance)
  }

  /// The distance of two Gaussians given by means and covariances (by rows). O(features³).
  public static func exact(means a: [Double], _ b: [Double], covariances c: [[Double]], _ d: [[Double]])
    -> Double
  {
    func matrix(_ rows: [[Double]]) -> SymmetricMatrix {
      var result = SymmetricMatrix(size: rows.count)
      result.values = rows.flatMap { $0 }
      return result
    }
    let shift = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return shift + matrix(c).trace + matrix(d).trace - 2 * SymmetricMatrix.fidelity(matrix(c), matrix(d))
  }

  /// Distances of resampled moments.
  private static func resampled(_ moments: MomentErrors, _ multipliers: Multipliers) -> [Double] {
    let lanes = multipliers.lanes
    var (a, b) = (moments.simulation, moments.data)
    return (0..<multipliers.resamples).map { lane in
      for j in 0..<moments.features {
        a.means[j] = moments.simulation.means[j] + Double(moments.simulationErrors[j * lanes + lane])
        b.means[j] = moments.data.means[j] + Double(moments.dataErrors[j * lanes + lane])
        for k in 0...j {
          let place = moments.place(j, k) * lanes + lane
          let first = moments.simulation.covariance[j, k] + Double(moments.simulationErrors[place])
          let second = moments.data.covariance[j, k] + Double(moments.dataErrors[place])
          a.covariance[j, k] = first
          a.covariance[k, j] = first
          b.covariance[j, k] = second
          b.covariance[k, j] = second
        }
      }
      return distance(a, b)
    }
  }
}

/// What the Fréchet distance is for small differences of the moments: |Δμ|² + ½ Σ (ΔC)²_ij/(λ_i + λ_j).
private struct NullForm {
  private let features: Int
  /// Eigenvalues and eigenvectors of the pooled covariance.
  private let roots: [Double]
  private let vectors: [Double]

  init(_ moments: MomentErrors, _ effectiveRows: (simulation: Double, data: Double)) {
    features = moments.features
    let part = effectiveRows.data / (effectiveRows.simulation + effectiveRows.data)
    var pooled = SymmetricMatrix(size: features)
    for place in pooled.values.indices {
      pooled.values[place] =
        (1 - part) * moments.simulation.covariance.values[place] + part
        * moments.data.covariance.values[place]
    }
    let system = pooled.eigensystem()
    // A direction without variance would dominate by rounding.
    let floor = 1e-9 * (system.values.max() ?? 0)
    roots = system.values.map { max($0, floor) }
    vectors = system.vectors
  }

  /// The form of the observed difference.
  func ofDifference(_ moments: MomentErrors) -> Double {
    value(
      shift: zip(moments.simulation.means, moments.data.means).map { $0 - $1 },
      change: zip(moments.simulation.covariance.values, moments.data.covariance.values).map { $0 - $1 })
  }

  /// The forms of the resampled errors.
  func ofErrors(_ moments: MomentErrors, _ multipliers: Multipliers) -> [Double] {
    let lanes = multipliers.lanes
    var change = [Double](repeating: 0, count: features * features)
    return (0..<multipliers.resamples).map { lane in
      func error(_ place: Int) -> Double {
        Double(moments.simulationErrors[place * lanes + lane])
          - Double(moments.dataErrors[place * lanes + lane])
      }
      for j in 0..<features {
        for k in 0...j {
          let value = error(moments.place(j, k))
          change[j * features + k] = value
          change[k * features + j] = value
        }
      }
      return value(shift: (0..<features).map(error), change: change)
    }
  }

  private func value(shift: [Double], change: [Double]) -> Double {
    var half = [Double](repeating: 0, count: features * features)
    var result = shift.reduce(0) { $0 + $1 * $1 }
    for k in 0..<features {
      for i in 0..<features {
        let v = vectors[k * features + i]
        for j in 0..<features { half[k * features + j] += v * change[i * features + j] }
      }
    }
    for k in 0..<features {
      for l in 0...k {
        var sum = 0.0
        for j in 0..<features { sum += half[k * features + j] * vectors[l * features + j] }
        guard roots[k] + roots[l] > 0 else { continue }
        result += (k == l ? 0.5 : 1) * sum * sum / (roots[k] + roots[l])
      }
    }
    return result
  }
}
