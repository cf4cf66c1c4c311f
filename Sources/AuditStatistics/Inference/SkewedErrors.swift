import Glibc

/// The errors of a linear function of two samples' shares beyond the Gaussian approximation: few events of large weight far
/// from the rest decide them.
///
/// * The error's own error: t_ν for z, ν = 2 (Σa²)² / Σa⁴ with a the contributions of single events (Satterthwaite 1946).
/// * Skewness γ: the studentised error has its quantiles at −z − γ (2z² + 1)/6 and z − γ (2z² + 1)/6, because a sample
///   that missed the rare large contributions is off and does not know it (P. Hall, "The bootstrap and Edgeworth expansion"
///   (1992), eq. 2.48; J. R. Statist. Soc. B 54 (1992) 221). Only what lengthens an interval is used: γ is an estimate.
struct SkewedErrors {
  /// Standard deviations above the estimate that stand for z: the truth is likely to be larger than a lacking estimate.
  let above: Double
  /// Standard deviations below the estimate.
  let below: Double

  /// Errors of Σ vector_k (simulation's share_k − data's share_k). O(cells).
  init(_ simulation: CellShares, _ data: CellShares, vector: [Double], z: Double) {
    let (first, second) = (simulation.cumulants(of: vector), data.cumulants(of: vector))
    // Variances already carry the factor of the weights alone.
    let known =
      first.square * simulation.studentRatio * simulation.studentRatio
      + second.square * data.studentRatio * data.studentRatio
    self.init(
      square: first.square + second.square, cube: first.cube - second.cube,
      fourth: first.fourth + second.fourth, known: known, z: z)
  }

  /// Errors of Σ vector_k share_k of one sample. O(cells).
  init(_ sample: CellShares, vector: [Double], z: Double) {
    let sums = sample.cumulants(of: vector)
    self.init(
      square: sums.square, cube: sums.cube, fourth: sums.fourth,
      known: sums.square * sample.studentRatio * sample.studentRatio, z: z)
  }

  private init(square: Double, cube: Double, fourth: Double, known: Double, z: Double) {
    guard square > 0 else {
      (above, below) = (z, z)
      return
    }
    let student = StandardNormal.studentRatio(
      z: z, degreesOfFreedom: max(4, 2 * square * square / fourth))
    let symmetric = z * max(1, student / (known / square).squareRoot())
    let skewness = cube / (square * square.squareRoot())
    let shift = skewness * (2 * z * z + 1) / 6
    above = symmetric + max(0, shift)
    below = symmetric + max(0, -shift)
  }
}
