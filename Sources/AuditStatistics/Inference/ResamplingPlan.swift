/// How the errors of all features are resampled: made once a run, used by every feature.
///
/// A sample is resampled by adding √Σw² z to the content of each cell, z standard normal (Gaussian multipliers). That
/// has the exact covariance of the linearised weighted ECDF, costs the same for 10² and 10⁸ events and copes with
/// negative weights. All features share the normals z, which changes no single interval.
///
/// Source: van der Vaart and Wellner, "Weak convergence and empirical processes" (1996), section 2.9 and 3.7.
public struct ResamplingPlan: Sendable {
  /// Number of resampled pairs of samples, B.
  public let resamples: Int
  /// Largest number of cells that are resampled; more are merged.
  public let cells: Int
  /// Probability with which intervals cover.
  public let confidence: Double

  /// Standard normals of both samples, a row of `lanes` per cell; simulation's rows, then data's.
  let normals: [Float]
  /// Resamples rounded up to whole vectors.
  let lanes: Int
  /// How many of the sorted statistics lie beyond a limit of the interval: p < α/2 holds for fewer.
  let tailRank: Int
  /// The same for a test of level α: p < α holds for fewer.
  let levelRank: Int
  /// The normal quantile of 1 − α/2.
  let normalQuantile: Double

  /// Draws the normals. Complexity: O(resamples · cells), about 3 ms and 2.3 MB for the defaults.
  ///
  /// At least 40 resamples are needed for 95 %, fewer are raised to it.
  public init(resamples: Int = 1000, cells: Int = 288, confidence: Double = 0.95, seed: UInt64) {
    let confidence = min(max(confidence, 0.5), 0.9999)
    let tail = (1 - confidence) / 2
    self.confidence = confidence
    self.resamples = max(resamples, Int((1 / tail).rounded(.up)))
    self.cells = max(cells, 8)
    lanes = (self.resamples + 15) / 16 * 16
    tailRank = Self.rank(ofLevel: tail, resamples: self.resamples)
    levelRank = Self.rank(ofLevel: 2 * tail, resamples: self.resamples)
    normalQuantile = -StandardNormal.quantile(tail)
    var normals = [Float](repeating: 0, count: 2 * self.cells * lanes)
    CounterRandom(seed: seed, stream: "resampling plan").fillNormals(&normals)
    self.normals = normals
  }

  /// The largest k with k / (B + 1) < level, at least 1.
  static func rank(ofLevel level: Double, resamples: Int) -> Int {
    max(1, Int((level * Double(resamples + 1) - 1e-9).rounded(.up)) - 1)
  }

  /// Whether a p-value rejects at the level of the intervals.
  func rejects(_ pValue: Double) -> Bool { pValue < 1 - confidence - 1e-12 }

  /// (b + 1) / (B + 1) with b resampled values at least as large as the observed one (Phipson and Smyth 2010).
  func pValue(exceeding count: Int) -> Double { Double(count + 1) / Double(resamples + 1) }

  /// The p-value of an observed statistic among resampled ones, of which the first `resamples` count.
  ///
  /// Rounding must not turn a tie into a difference: two equal samples have p = 1.
  func pValue(of observed: Float, among statistics: [Float]) -> Double {
    let threshold = observed * (1 - 1e-6)
    var exceeding = 0
    for lane in 0..<resamples where statistics[lane] >= threshold { exceeding += 1 }
    return pValue(exceeding: exceeding)
  }
}
