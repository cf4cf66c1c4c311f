import Glibc

/// Compares the distorted scoring of some events with their nominal one.
struct ResponseMeasurement {
  let nominal: Scoring
  let distorted: Scoring
  let weightedRows: Int
  let confidence: Double

  /// All metrics. O(n).
  func response(order: EventOrder, keepsInfluences: Bool) -> Response {
    var values: [ResponseMetric: IntervalEstimate] = [:]
    var changes: [ResponseMetric: ChangeEstimate] = [:]
    var linear: [ResponseMetric: Response.Linear] = [:]
    let changed = changedRows
    let z = StandardNormal.quantile((1 + confidence) / 2)
    for metric in ResponseMetric.smooth {
      guard let before = nominal.value(metric), let after = distorted.value(metric) else { continue }
      var block = InfluenceBlock(metric, nominal: nominal, distorted: distorted, keeps: keepsInfluences)
      values[metric] = interval(metric, value: after, sums: block.after)
      var guardSquare = max(nominal.guardSquare(metric), distorted.guardSquare(metric))
      // When no event changed, one might have by a typical influence.
      if changed == 0 { guardSquare = max(guardSquare, block.after.second / nominal.effectiveCount) }
      var bound = 0.0
      if metric == .calibrationError, let bins = distorted.losses?.bins, let first = nominal.losses?.bins {
        bound = bins.bound(from: first, z: z)
      }
      changes[metric] = ChangeEstimate(
        value: metric == .rejection ? log(after / before) : after - before, sums: block.change,
        guardSquare: guardSquare, bound: bound, events: weightedRows, confidence: confidence)
      linear[metric] = Response.Linear(
        influences: keepsInfluences ? Self.inRowOrder(block.kept, order) : [], guardSquare: guardSquare,
        bound: bound)
      block.kept = []
    }
    let (distance, half) = ScoreDistance.measure(
      nominal: nominal, distorted: distorted, confidence: confidence)
    set(.scoreKS, distance, max(0, distance - half), min(1, distance + half), &values, &changes)
    if let flips {
      let ends = flips.interval(confidence: confidence)
      set(.flips, flips.value, ends.low, ends.high, &values, &changes)
    }
    return Response(
      changedRows: changed, rowCount: nominal.scores.count, confidence: confidence, values: values,
      changes: changes, linear: linear)
  }

  private func set(
    _ metric: ResponseMetric, _ value: Double, _ low: Double, _ high: Double,
    _ values: inout [ResponseMetric: IntervalEstimate], _ changes: inout [ResponseMetric: ChangeEstimate]
  ) {
    values[metric] = IntervalEstimate(value: value, low: low, high: high, confidence: confidence)
    let z = StandardNormal.quantile((1 + confidence) / 2)
    changes[metric] = ChangeEstimate(
      value: value, low: low, high: high, confidence: confidence, standardError: (high - low) / (2 * z))
  }

  /// Events with a weight whose score or weight changed.
  private var changedRows: Int {
    var count = 0
    for index in nominal.scores.indices {
      let (w0, w1) = (nominal.weights[index], distorted.weights[index])
      let isSame = nominal.scores[index] == distorted.scores[index] && w0 == w1
      count += isSame || (w0 == 0 && w1 == 0) ? 0 : 1
    }
    return count
  }

  private var flips: SelectionEfficiency? {
    var sums = [PowerSums](repeating: PowerSums(), count: 2)
    let threshold = nominal.frame.threshold
    for index in nominal.scores.indices {
      let isFlipped = (nominal.scores[index] >= threshold) != (distorted.scores[index] >= threshold)
      sums[isFlipped ? 1 : 0].add(nominal.weights[index])
    }
    return SelectionEfficiency(passing: sums[1], failing: sums[0])
  }

  private static func inRowOrder(_ values: [Float], _ order: EventOrder) -> [Float] {
    var result = [Float](repeating: 0, count: values.count)
    let places = order.places ?? order.rows
    for (index, value) in values.enumerated() { result[Int(places[index])] = value }
    return result
  }

  /// Interval of the distorted value.
  private func interval(_ metric: ResponseMetric, value: Double, sums: InfluenceSums) -> IntervalEstimate {
    let ends: (low: Double, high: Double)
    switch metric {
    case .auc:
      ends = AreaUnderCurve(
        value: value, influence: sums, positives: distorted.positives, negatives: distorted.negatives,
        events: weightedRows
      ).interval(confidence: confidence)
    case .efficiency, .backgroundEfficiency:
      let all = metric == .efficiency ? distorted.positives : distorted.negatives
      ends = SelectionEfficiency(value: value, influence: sums, effectiveCount: all.effectiveCount)
        .interval(confidence: confidence)
    case .calibrationError:
      let z = StandardNormal.quantile((1 + confidence) / 2)
      let half = quantile(sums) * sums.second.squareRoot() + (distorted.losses?.bins.bound(z: z) ?? 0)
      ends = (max(0, value - half), min(1, value + half))
    default:
      ends = logarithmic(metric, value: value, sums: sums)
    }
    return IntervalEstimate(value: value, low: ends.low, high: ends.high, confidence: confidence)
  }

  /// Losses and rejections are positive and skew: their interval is symmetric in the logarithm.
  private func logarithmic(_ metric: ResponseMetric, value: Double, sums: InfluenceSums) -> (Double, Double) {
    var sums = sums
    // ψ of the rejection is that of its logarithm already.
    var scale = value
    if metric == .rejection {
      let pseudo = distorted.guardSquare(metric)
      sums.second += pseudo
      sums.fourth += pseudo * pseudo
      scale = 1
    }
    let half = quantile(sums) * sums.second.squareRoot()
    guard value > 0 else { return (value - half, value + half) }
    return (value * exp(-half / scale), value * exp(half / scale))
  }

  private func quantile(_ sums: InfluenceSums) -> Double {
    StudentQuantile.twoSided(
      confidence,
      degreesOfFreedom: sums.degreesOfFreedom(events: weightedRows, largest: Double(max(2, weightedRows))))
  }
}
