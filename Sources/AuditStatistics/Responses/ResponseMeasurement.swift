import Glibc

/// Compares the distorted scoring of some events with their nominal one.
struct ResponseMeasurement {
  let nominal: Scoring
  let distorted: Scoring
  let distance: ScoreDistance
  let weightedRows: Int
  let confidence: Double
  /// True for the response to nothing, whose changes are 0 by definition.
  var isNominal = false

  /// So few changed events say little of those that could have changed.
  private static let fewRows = 20

  /// Metrics of `wanted`; influences event by event of those in `keeping`. `isCompared`: changes have ``ChangeEstimate/influences``. O(n).
  func response(
    of wanted: [ResponseMetric], order: EventOrder, keeping kept: [ResponseMetric], isCompared: Bool = false
  ) -> Response {
    var values: [ResponseMetric: IntervalEstimate] = [:]
    var changes: [ResponseMetric: ChangeEstimate] = [:]
    var linear: [ResponseMetric: Response.Linear] = [:]
    var grouped: [ResponseMetric: GroupedInfluences] = [:]
    let decisions = Decisions(nominal, distorted)
    let (changed, isMoved, isReweighted) = (decisions.changed, decisions.isMoved, decisions.isReweighted)
    let defined = ResponseMetric.smooth.filter {
      wanted.contains($0) && nominal.value($0) != nil && distorted.value($0) != nil
    }
    // Where weights stay, an efficiency has four influences in all: those of events that pass before, after, both, neither.
    // At a signal efficiency the threshold itself has an error, which each event has a part in.
    let counted =
      isReweighted || isCompared
      ? []
      : defined.filter {
        decisions.tells($0) && !kept.contains($0)
          && ($0 != .backgroundEfficiency || nominal.frame.isEfficiencyMeasured)
      }
    let summed = MetricInfluences.sums(
      of: defined.filter { !counted.contains($0) }, nominal: nominal, distorted: distorted, order: order,
      keeping: kept, grouping: isCompared ? defined : [.auc])
    let blocks = summed + counted.map { decisions.influences($0, nominal: nominal, distorted: distorted) }
    for block in blocks {
      let metric = block.metric
      guard let before = nominal.value(metric), let after = distorted.value(metric) else { continue }
      grouped[metric] = block.grouped
      values[metric] = interval(metric, value: after, sums: block.after)
      var sums = block.change
      var guardSquare = 0.0
      // A miscalibration that moves no score of these events may move one of the next.
      if !isNominal || metric == .rejection {
        guardSquare = max(nominal.guardSquare(metric), distorted.guardSquare(metric))
      }
      if isReweighted, let chance = weightChance(metric) {
        sums.second = max(sums.second, chance.random)
        guardSquare = max(guardSquare, chance.heaviest)
      }
      // Where few events changed, one more might have, by a typical influence.
      if !isNominal, changed <= Self.fewRows, 2 * changed < weightedRows {
        guardSquare = max(guardSquare, block.after.second / distorted.effectiveCount)
      }
      var bounds = (below: 0.0, above: 0.0)
      if metric == .calibrationError, isMoved || isReweighted, let found = calibrationChange {
        // The variance is known as well as that of the plain sums.
        let ratio = sums.second > 0 ? found.variance / sums.second : 0
        (sums.second, sums.fourth) = (found.variance, sums.fourth * ratio * ratio)
        bounds = found.bounds
      }
      changes[metric] = ChangeEstimate(
        value: metric == .rejection ? log(after / before) : after - before, sums: sums,
        guardSquare: guardSquare, bounds: bounds, events: weightedRows, confidence: confidence,
        influences: isCompared ? block.grouped?.change ?? [] : [])
      linear[metric] = Response.Linear(
        influences: block.kept, guardSquare: guardSquare, bounds: bounds)
    }
    if wanted.contains(.scoreKS) {
      set(
        .scoreKS,
        distance.interval(
          from: nominal, to: distorted, confidence: confidence, comparing: isCompared ? order : nil),
        &values, &changes)
    }
    if wanted.contains(.flips), let flips = decisions.flips(of: nominal) {
      let ends = flips.interval(confidence: confidence)
      let z = StandardNormal.quantile((1 + confidence) / 2)
      set(
        .flips,
        ChangeEstimate(
          value: flips.value, low: ends.low, high: ends.high, confidence: confidence,
          standardError: (ends.high - ends.low) / (2 * z)), &values, &changes)
    }
    return Response(
      changedRows: changed, rowCount: nominal.scores.count, confidence: confidence, values: values,
      changes: changes, linear: linear, grouped: grouped)
  }

  private func set(
    _ metric: ResponseMetric, _ change: ChangeEstimate, _ values: inout [ResponseMetric: IntervalEstimate],
    _ changes: inout [ResponseMetric: ChangeEstimate]
  ) {
    values[metric] = IntervalEstimate(
      value: change.value, low: change.low, high: change.high, confidence: confidence)
    changes[metric] = change
  }

  /// What changed weights do by chance alone: the variance if they were dealt to the events at random, and the square of
  /// the influence of one more event as heavy as the heaviest; nil for metrics that are not treated so.
  ///
  /// Heavy events make the error and the value together: a sample that happens to lack them has a value that is off and an
  /// error that is too small. With a = w/Σw of the class: Σ(a′ − a)² and max(a′ − a)² times the mean square of V − A for
  /// the AUC; for efficiencies the second alone, times the largest (x − ε)².
  private func weightChance(_ metric: ResponseMetric) -> (random: Double, heaviest: Double)? {
    guard [.auc, .efficiency, .backgroundEfficiency].contains(metric) else { return nil }
    var (sum, heaviest) = (0.0, 0.0)
    let (p0, p1) = (1 / nominal.positives.first, 1 / distorted.positives.first)
    let (n0, n1) = (1 / nominal.negatives.first, 1 / distorted.negatives.first)
    for index in nominal.weights.indices {
      let (old, new) = (nominal.weights[index], distorted.weights[index])
      let isPositive = nominal.classes[index] == 1
      if metric == .efficiency && !isPositive || metric == .backgroundEfficiency && isPositive { continue }
      let step = isPositive ? new * p1 - old * p0 : new * n1 - old * n0
      sum += step * step
      heaviest = max(heaviest, step * step)
    }
    guard metric == .auc else {
      // Of few selected events one more matters most.
      let value = min(1, max(0, distorted.value(metric) ?? 0))
      return (0, heaviest * max(value, 1 - value) * max(value, 1 - value))
    }
    let area = distorted.ranks.area
    let square =
      distorted.ranks.placements.reduce(0) { $0 + ($1 - area) * ($1 - area) }
      / Double(distorted.ranks.placements.count)
    return (sum * square, heaviest * square)
  }

  /// Variance of the change of the calibration error, and what else its interval carries.
  private var calibrationChange: (variance: Double, bounds: (below: Double, above: Double))? {
    guard let after = distorted.losses?.bins, let before = nominal.losses?.bins else { return nil }
    var covariances = [Double](repeating: 0, count: after.residuals.count)
    for index in nominal.scores.indices where before.bins[index] == after.bins[index] {
      let target = Double(nominal.classes[index])
      covariances[Int(after.bins[index])] +=
        nominal.weights[index] * (Double(nominal.scores[index]) - target)
        * distorted.weights[index] * (Double(distorted.scores[index]) - target)
    }
    let total = nominal.total * distorted.total
    return after.change(from: before, covariances: covariances.map { $0 / total }, confidence: confidence)
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
      // Without what chance adds, an error of nothing may come out below 0.
      let (value, bins) = (min(1, max(0, value)), distorted.losses?.bins)
      let ends = bins?.interval(confidence: confidence) ?? (low: value, high: value)
      return IntervalEstimate(
        value: value, low: min(value, ends.low), high: min(1, max(value, ends.high)), confidence: confidence)
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
