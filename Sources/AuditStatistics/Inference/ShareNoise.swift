/// Resampled differences of the shares (simulation − data) of bins, under hypotheses between "equal" and "as observed".
///
/// At t the shares are m + t (p̂ − m) with m the pooled shares weighted by effective events: t = 0 is no shift, t = 1
/// what was observed. The variances follow the hypothesis: a bin that is empty in one sample but not in the other has no
/// Σw² there, though it has a variance under any hypothesis that expects events in it.
struct ShareNoise {
  let bins: Int
  private let plan: ResamplingPlan
  private let sides: [Side]
  /// Observed shares of simulation minus those of data.
  let difference: [Double]
  /// Means of both samples' shares.
  let middle: [Double]

  private struct Side {
    var shares: CellShares
    var pooled: [Double]
    /// Variance of a share per unit of share: the bin's own Σw²/Σw, blended with four events like those of its neighbours and of the whole sample.
    var units: [Double]
    var sign: Float
    var offset: Int
  }

  init(simulation: CellShares, data: CellShares, plan: ResamplingPlan) {
    self.plan = plan
    bins = simulation.shares.count
    difference = zip(simulation.shares, data.shares).map { $0 - $1 }
    middle = zip(simulation.shares, data.shares).map { ($0 + $1) / 2 }
    let pooled = simulation.pooled(with: data)
    sides = [(simulation, Float(1), 0), (data, Float(-1), plan.cells * plan.lanes)].map {
      shares, sign, offset in
      Side(shares: shares, pooled: pooled, units: Self.units(shares), sign: sign, offset: offset)
    }
  }

  private static func units(_ shares: CellShares) -> [Double] {
    let typical = shares.inflation / shares.effectiveEvents
    let (weights, variances) = (shares.shares.map { max($0, 0) }, shares.variances)
    return weights.indices.map { bin in
      // Weights that grow with the feature are largest where events run out: the neighbours know.
      let near = [bin - 1, bin + 1].filter(weights.indices.contains)
      let weight = near.reduce(0) { $0 + weights[$1] }
      let variance = near.reduce(0) { $0 + variances[$1] }
      let expected = max(typical, (variance + typical * typical) / (weight + typical))
      return (variances[bin] + 4 * expected * expected) / (weights[bin] + 4 * expected)
    }
  }

  /// Shares with those of fewer than three effective events raised to three.
  static func raised(_ shares: CellShares) -> [Double] {
    zip(shares.shares, units(shares)).map { max($0, 3 * $1) }
  }

  /// Standard errors of the differences at t. O(bins).
  func spreads(at t: Double) -> [Double] {
    var sum = [Double](repeating: 0, count: bins)
    for side in sides {
      for (bin, value) in variances(side, shares: hypothesis(side, at: t)).enumerated() { sum[bin] += value }
    }
    return sum.map { $0.squareRoot() }
  }

  /// As below, and writes Σ slope · (error of the mean of both shares) of each resample into `meanErrors`.
  func sample(
    at t: Double, into differences: inout [Float], meanSlopes: [Double], meanErrors: inout [Float]
  ) {
    sample(at: t, into: &differences)
    let lanes = plan.lanes
    meanErrors.withUnsafeMutableBufferPointer { target in
      guard let out = target.baseAddress else { return }
      out.update(repeating: 0, count: lanes)
      for side in sides {
        let shares = hypothesis(side, at: t)
        let center = zip(shares, meanSlopes).reduce(0) { $0 + $1.0 * $1.1 }
        plan.normals.withUnsafeBufferPointer { normals in
          guard let normals = normals.baseAddress.map({ $0 + side.offset }) else { return }
          for (bin, variance) in variances(side, shares: shares).enumerated() {
            // Σ slope_k (δ_k − share_k Σδ) = Σ (slope_k − slope · share) δ_k.
            let factor = Float((meanSlopes[bin] - center) / 2 * variance.squareRoot())
            guard factor != 0 else { continue }
            let z = normals + bin * lanes
            for lane in 0..<lanes { out[lane] += factor * z[lane] }
          }
        }
      }
    }
  }

  /// Writes the differences at t into rows of `lanes` floats, one row a bin. O(bins · lanes).
  func sample(at t: Double, into differences: inout [Float]) {
    let lanes = plan.lanes
    differences.withUnsafeMutableBufferPointer { target in
      guard let target = target.baseAddress else { return }
      for bin in 0..<bins {
        (target + bin * lanes).update(repeating: Float(t * difference[bin]), count: lanes)
      }
      for side in sides { add(side, at: t, to: target) }
    }
  }

  private func add(_ side: Side, at t: Double, to target: UnsafeMutablePointer<Float>) {
    let lanes = plan.lanes
    let shares = hypothesis(side, at: t)
    let deviations = variances(side, shares: shares).map { side.sign * Float($0.squareRoot()) }
    plan.normals.withUnsafeBufferPointer { normals in
      guard let normals = normals.baseAddress.map({ $0 + side.offset }) else { return }
      withUnsafeTemporaryAllocation(of: Float.self, capacity: lanes) { total in
        guard let total = total.baseAddress else { return }
        total.update(repeating: 0, count: lanes)
        for (bin, deviation) in deviations.enumerated() {
          let z = normals + bin * lanes
          let out = target + bin * lanes
          for lane in 0..<lanes {
            let error = deviation * z[lane]
            total[lane] += error
            out[lane] += error
          }
        }
        for (bin, share) in shares.enumerated() {
          let share = Float(share)
          let out = target + bin * lanes
          for lane in 0..<lanes { out[lane] -= share * total[lane] }
        }
      }
    }
  }

  private func hypothesis(_ side: Side, at t: Double) -> [Double] {
    zip(side.pooled, side.shares.shares).map { $0 + t * ($1 - $0) }
  }

  private func variances(_ side: Side, shares: [Double]) -> [Double] {
    shares.indices.map { bin in
      // An empty bin is as uncertain as one event, not certain.
      let unit = side.units[bin]
      return max(unit * unit, side.shares.variances[bin] + unit * (shares[bin] - side.shares.shares[bin]))
    }
  }

  /// Variance of the difference of the shares of each bin without shift, from Σw² as it is: v(1 − 2p) + p² Σv. O(bins).
  var nullVariances: [Double] {
    var sums = [Double](repeating: 0, count: bins)
    for side in sides {
      let values = variances(side, shares: side.pooled).map { $0 / side.shares.inflation }
      let total = values.reduce(0, +)
      for (bin, value) in values.enumerated() {
        let share = side.pooled[bin]
        sums[bin] += max(0, value * (1 - 2 * share) + share * share * total)
      }
    }
    return sums
  }

  /// The covariance matrix of the observed difference's errors times a vector. O(bins).
  func covariance(times vector: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: bins)
    for side in sides {
      for (bin, value) in side.shares.covariance(times: vector).enumerated() { sum[bin] += value }
    }
    return sum
  }
}
