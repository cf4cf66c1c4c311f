import Glibc

/// Compares the distorted scoring of some events with their nominal one.
struct ResponseMeasurement {
  let nominal: Scoring
  let distorted: Scoring
  let distance: ScoreDistance
  let weightedRows: Int
  let confidence: Double

  /// So few changed events say little of those that could have changed.
  private static let fewRows = 20

  /// All metrics. O(n).
  func response(order: EventOrder, keepsInfluences: Bool) -> Response {
    var values: [ResponseMetric: IntervalEstimate] = [:]
    var changes: [ResponseMetric: ChangeEstimate] = [:]
    var linear: [ResponseMetric: Response.Linear] = [:]
    let (changed, flips) = countChanges()
    let z = StandardNormal.quantile((1 + confidence) / 2)
    for metric in ResponseMetric.smooth {
      guard let before = nominal.value(metric), let after = distorted.value(metric) else { continue }
      let block = InfluenceBlock(
        metric, nominal: nominal, distorted: distorted, keptIn: keepsInfluences ? order : nil)
      values[metric] = interval(metric, value: after, sums: block.after)
      var guardSquare = max(nominal.guardSquare(metric), distorted.guardSquare(metric))
      // Where few events changed, one more might have, by a typical influence.
      if changed <= Self.fewRows, 2 * changed < weightedRows {
        guardSquare = max(guardSquare, block.after.second / distorted.effectiveCount)
      }
      var bound = 0.0
      if metric == .calibrationError, let bins = distorted.losses?.bins, let first = nominal.losses?.bins {
        bound = bins.bound(from: first, z: z)
      }
      changes[metric] = ChangeEstimate(
        value: metric == .rejection ? log(after / before) : after - before, sums: block.change,
        guardSquare: guardSquare, bound: bound, events: weightedRows, confidence: confidence)
      linear[metric] = Response.Linear(
        influences: block.kept, guardSquare: guardSquare, bound: bound)
    }
    let shift = distance.interval(from: nominal, to: distorted, confidence: confidence)
    set(.scoreKS, shift.value, shift.low, shift.high, &values, &changes)
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

  /// Events with a weight whose score or weight changed, and the fraction whose decision did. O(n).
  private func countChanges() -> (rows: Int, flips: SelectionEfficiency?) {
    var rows = 0
    var flipped = PowerSums()
    let threshold = nominal.frame.threshold
    nominal.scores.withUnsafeBufferPointer { scores0 in
      distorted.scores.withUnsafeBufferPointer { scores1 in
        nominal.weights.withUnsafeBufferPointer { weights0 in
          distorted.weights.withUnsafeBufferPointer { weights1 in
            for index in 0..<scores0.count {
              let (before, after) = (scores0[index], scores1[index])
              let (weight, other) = (weights0[index], weights1[index])
              let isOther = before != after ? abs(weight) + abs(other) > 0 : weight != other
              rows &+= isOther ? 1 : 0
              // Added for every event, with weight 0 where nothing flips: no branch that is hard to guess.
              let crosses: Double = (before >= threshold) == (after >= threshold) ? 0 : 1
              flipped.add(weight * crosses)
            }
          }
        }
      }
    }
    var rest = nominal.positives
    rest.add(nominal.negatives)
    rest.first -= flipped.first
    rest.second = max(0, rest.second - flipped.second)
    rest.fourth = max(0, rest.fourth - flipped.fourth)
    return (rows, SelectionEfficiency(passing: flipped, failing: rest))
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
