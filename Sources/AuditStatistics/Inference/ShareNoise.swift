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

  private struct Side {
    var shares: CellShares
    var pooled: [Double]
    /// Variance of a share per unit of share, where the bin's own events do not tell.
    var unit: Double
    var sign: Float
    var offset: Int
  }

  init(simulation: CellShares, data: CellShares, plan: ResamplingPlan) {
    self.plan = plan
    bins = simulation.shares.count
    difference = zip(simulation.shares, data.shares).map { $0 - $1 }
    let total = simulation.effectiveEvents + data.effectiveEvents
    let pooled = zip(simulation.shares, data.shares).map {
      ($0 * simulation.effectiveEvents + $1 * data.effectiveEvents) / total
    }
    sides = [(simulation, Float(1), 0), (data, Float(-1), plan.cells * plan.lanes)].map {
      shares, sign, offset in
      Side(
        shares: shares, pooled: pooled, unit: 1 / (shares.effectiveEvents - 1), sign: sign, offset: offset)
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
      max(0, side.shares.variances[bin] + side.unit * (shares[bin] - side.shares.shares[bin]))
    }
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
