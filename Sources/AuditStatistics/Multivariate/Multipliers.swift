/// Gaussian multipliers of two samples: what resamples every multivariate statistic.
///
/// A resample replaces the weighted measure P̂ = Σ w_i δ(x_i)/Σw by its error e = Σ_g z_g Σ_{i in g} w_i (δ(x_i) − P̂)/Σw,
/// z standard normal. It has the covariance of P̂ whatever the weights' signs and whatever their dependence on x, where
/// permuted labels have not: weights of the two samples need not be exchangeable. One number for each group of rows
/// instead of one for each row costs a relative error of √(2/groups) on variances.
///
/// All statistics share the numbers. Source: van der Vaart and Wellner (1996), section 2.9.
public struct Multipliers: Sendable {
  /// Numbers that are worked on together.
  typealias Lanes = SIMD16<Float>

  /// Resampled pairs of samples, B.
  public let resamples: Int
  /// Most groups of a sample: the rows of a ``FeatureTable`` lie in no more.
  static let groups = 1024
  /// Probability with which intervals cover.
  public let confidence: Double
  /// Blocks of lanes; all blocks together hold at least `resamples` lanes.
  let blocks: Int
  /// For each block and group its lanes.
  let simulation: [Lanes]
  let data: [Lanes]
  /// How many of the sorted statistics lie beyond a limit of an interval.
  let tailRank: Int

  /// The largest k with k/(B + 1) < 1 − confidence: so many of the sorted statistics may reach one that is significant.
  let levelRank: Int

  /// Draws the numbers. At least 39 resamples are needed for 95 %; fewer are raised to it. O(resamples · groups).
  public init(resamples: Int = 499, confidence: Double = 0.95, seed: UInt64) {
    let confidence = min(max(confidence, 0.5), 0.9999)
    let tail = (1 - confidence) / 2
    self.confidence = confidence
    let resamples = max(resamples, Int((1 / tail).rounded(.up)) - 1)
    self.resamples = resamples
    blocks = (resamples + 15) / 16
    tailRank = max(1, Int(tail * Double(resamples + 1) + 1e-9))
    levelRank = ResamplingPlan.rank(ofLevel: 2 * tail, resamples: resamples)
    func draw(_ name: String, _ count: Int) -> [Lanes] {
      var normals = [Float](repeating: 0, count: 16 * count)
      CounterRandom(seed: seed, stream: name).fillNormals(&normals)
      return (0..<count).map { place in
        Lanes((0..<16).map { normals[16 * place + $0] })
      }
    }
    simulation = draw("multipliers of simulation", blocks * Self.groups)
    data = draw("multipliers of data", blocks * Self.groups)
  }

  /// Number of lanes of a row of resampled values.
  var lanes: Int { 16 * blocks }

  /// (b + 1)/(B + 1) with b resampled values at least as large as the observed one (Phipson and Smyth 2010).
  func pValue(of observed: Double, among statistics: [Double]) -> Double {
    let threshold = observed * (1 - 1e-6)
    var exceeding = 0
    for value in statistics.prefix(resamples) where value >= threshold { exceeding += 1 }
    return Double(exceeding + 1) / Double(resamples + 1)
  }

  /// Whether a p-value rejects at the level of the intervals.
  func rejects(_ pValue: Double) -> Bool { pValue < 1 - confidence - 1e-12 }

  /// The largest value that is not significant: what lies above it has p < 1 − confidence.
  func critical(_ statistics: [Double]) -> Double {
    statistics.prefix(resamples).sorted()[resamples - levelRank]
  }

  /// The value with `tailRank` − 1 others above it.
  func upperQuantile(_ statistics: [Double]) -> Double {
    statistics.prefix(resamples).sorted()[resamples - tailRank]
  }
  /// The value with `tailRank` − 1 others below it.
  func lowerQuantile(_ statistics: [Double]) -> Double {
    statistics.prefix(resamples).sorted()[tailRank - 1]
  }

  /// The error of a quantity in each resample: Σ_g z_g s_g(simulation) − Σ_g z_g s_g(data), for several quantities.
  ///
  /// `simulation[q · stride + g]` are the sums over group g of the influences on quantity q, likewise for data. Output: a
  /// row of lanes for each quantity. O(quantities · groups · resamples).
  func errors(
    simulation first: [Float], strides firstStride: Int, data second: [Float], _ secondStride: Int,
    quantities: Int
  ) -> [Float] {
    var result = [Float](repeating: 0, count: quantities * lanes)
    add(first, stride: firstStride, self.simulation, sign: 1, quantities: quantities, to: &result)
    add(second, stride: secondStride, self.data, sign: -1, quantities: quantities, to: &result)
    return result
  }

  /// The errors of one sample alone.
  func errors(ofSimulation sums: [Float], stride: Int, quantities: Int) -> [Float] {
    var result = [Float](repeating: 0, count: quantities * lanes)
    add(sums, stride: stride, simulation, sign: 1, quantities: quantities, to: &result)
    return result
  }
  /// The errors of one sample alone.
  func errors(ofData sums: [Float], stride: Int, quantities: Int) -> [Float] {
    var result = [Float](repeating: 0, count: quantities * lanes)
    add(sums, stride: stride, data, sign: 1, quantities: quantities, to: &result)
    return result
  }

  private func add(
    _ sums: [Float], stride: Int, _ normals: [Lanes], sign: Float, quantities: Int, to result: inout [Float]
  ) {
    precondition(
      stride <= Self.groups && sums.count >= quantities * stride, "no more groups than multipliers")
    let lanes = lanes
    let groups = Self.groups
    sums.withUnsafeBufferPointer { sums in
      normals.withUnsafeBufferPointer { normals in
        result.withUnsafeMutableBufferPointer { result in
          guard let sums = sums.baseAddress, let normals = normals.baseAddress, let out = result.baseAddress
          else { return }
          for block in 0..<blocks {
            let z = normals + block * groups
            var quantity = 0
            while quantity < quantities {
              let isPair = quantity + 1 < quantities
              let a = sums + quantity * stride
              let b = isPair ? a + stride : a
              // Two sums at a time: they and the normals stay in registers.
              var x = Lanes.zero
              var y = Lanes.zero
              for group in 0..<stride {
                x += z[group] * a[group]
                y += z[group] * b[group]
              }
              let target = out + quantity * lanes + 16 * block
              for lane in 0..<16 { target[lane] += sign * x[lane] }
              if isPair {
                for lane in 0..<16 { target[lanes + lane] += sign * y[lane] }
              }
              quantity += 2
            }
          }
        }
      }
    }
  }
}
