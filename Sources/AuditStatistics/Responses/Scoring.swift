import Glibc

/// One set of scores and weights of the events of a baseline, with all that the influences of its metrics need.
///
/// Nominal and distorted scores go through the same arithmetic, so that equal scores have differences of exactly 0.
struct Scoring: Sendable {
  /// How scores are judged; the same for nominal and distorted scores.
  struct Frame: Sendable {
    /// Events with at least this score are selected.
    var threshold: Float
    /// Signal efficiency at which the threshold of the rejection floats; nil: not within (0, 1).
    var signalEfficiency: Double?
    /// True where the threshold was given and the signal efficiency is measured with these events.
    var isEfficiencyMeasured: Bool
    /// Half-width of the window in which the slope of the ROC curve is taken.
    var window: Double
    /// Upper ends of the bins of the calibration error; nil: scores are not probabilities.
    var calibrationEdges: [Float]?
  }

  let scores: [Float]
  let classes: [UInt8]
  let weights: [Double]
  let frame: Frame
  let positives: PowerSums
  let negatives: PowerSums
  let ranks: ScoreRanks
  /// Weighted fractions at and above the frozen threshold.
  let efficiency: Double
  let backgroundEfficiency: Double
  let working: FloatingPoint?
  let losses: ProbabilityLosses?

  /// The working point at constant signal efficiency.
  struct FloatingPoint: Sendable {
    var point: ScoreRanks.RocPoint
    /// d ln ε_b / dε_s.
    var slope: Double
  }

  /// nil unless both classes have a positive sum of weights. `same`: a scoring of the same events with the same weights.
  /// O(n).
  init?(scores: [Float], classes: [UInt8], weights: [Double], frame: Frame, as same: Scoring? = nil) {
    let sums = same.map { ($0.positives, $0.negatives) } ?? Self.sums(classes, weights)
    (positives, negatives) = sums
    guard positives.first > 0, negatives.first > 0 else { return nil }
    self.scores = scores
    self.classes = classes
    self.weights = weights
    self.frame = frame
    let selected = Self.selected(scores, classes, weights, from: frame.threshold)
    efficiency = selected.positives / positives.first
    backgroundEfficiency = selected.negatives / negatives.first
    let centre = frame.signalEfficiency
    ranks = ScoreRanks(
      scores: scores, classes: classes, weights: weights, positives: positives.first,
      negatives: negatives.first,
      efficiencies: centre.map { [$0 + frame.window, $0, $0 - frame.window] } ?? [])
    working = Self.working(ranks.points)
    losses = ProbabilityLosses(
      scores: scores, classes: classes, weights: weights, total: positives.first + negatives.first,
      edges: frame.calibrationEdges)
  }

  private static func sums(_ classes: [UInt8], _ weights: [Double]) -> (PowerSums, PowerSums) {
    var (positives, negatives) = (PowerSums(), PowerSums())
    for index in weights.indices {
      if classes[index] == 1 { positives.add(weights[index]) } else { negatives.add(weights[index]) }
    }
    return (positives, negatives)
  }

  /// Σw of the events at and above the threshold, by class.
  private static func selected(
    _ scores: [Float], _ classes: [UInt8], _ weights: [Double], from threshold: Float
  ) -> (positives: Double, negatives: Double) {
    var (positives, negatives) = (0.0, 0.0)
    scores.withUnsafeBufferPointer { scores in
      classes.withUnsafeBufferPointer { classes in
        weights.withUnsafeBufferPointer { weights in
          for index in 0..<scores.count {
            // Products with 0 and 1 instead of a choice: what is selected alternates at random.
            let weight = weights[index] * (scores[index] >= threshold ? 1 : 0)
            let isPositive = Double(classes[index])
            positives += weight * isPositive
            negatives += weight * (1 - isPositive)
          }
        }
      }
    }
    return (positives, negatives)
  }

  /// The middle of three points with the slope between the outer ones; nil where no background passes.
  private static func working(_ points: [ScoreRanks.RocPoint]) -> FloatingPoint? {
    guard points.count == 3, points[1].background > 0, points[0].signal > points[2].signal else { return nil }
    let slope = (points[0].background - points[2].background) / (points[0].signal - points[2].signal)
    return FloatingPoint(point: points[1], slope: max(0, slope) / points[1].background)
  }

  /// dε_b/dε_s of these scores and of distorted ones where the threshold of a signal efficiency moves, ε_s the nominal one; nil at
  /// a threshold that was given.
  func backgroundSlopes(_ distorted: Scoring) -> (before: Double, after: Double)? {
    guard !frame.isEfficiencyMeasured, ranks.points.count == 3 else { return nil }
    let (low, high) = (ranks.points[0], ranks.points[2])
    let step = low.signal - high.signal
    guard step > 0 else { return nil }
    func between(_ scoring: Scoring) -> Double {
      var sum = 0.0
      for index in scoring.scores.indices where scoring.classes[index] != 1 {
        let score = scoring.scores[index]
        if score >= low.score, score < high.score { sum += scoring.weights[index] }
      }
      return max(0, sum / scoring.negatives.first)
    }
    return (between(self) / step, between(distorted) / step)
  }

  /// Σw.
  var total: Double { positives.first + negatives.first }

  /// Value of a metric whose influences are summed.
  func value(_ metric: ResponseMetric) -> Double? {
    switch metric {
    case .auc: ranks.area
    case .efficiency: efficiency
    case .backgroundEfficiency: backgroundEfficiency
    case .rejection: working.map { 1 / $0.point.background }
    case .logLoss: losses?.logLoss
    case .brier: losses?.brier
    case .calibrationError: losses?.bins.error
    case .scoreKS, .flips: nil
    }
  }
}
