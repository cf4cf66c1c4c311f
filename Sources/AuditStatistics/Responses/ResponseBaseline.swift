import Glibc

/// Events with their nominal scores, prepared once to measure how metrics respond to distorted scores.
///
/// Every metric carries weights, also negative ones, as long as each class has a positive sum of weights. The decision
/// threshold is frozen. A value: give it to as many threads as there are miscalibrations.
public struct ResponseBaseline: Sendable {
  /// Probability with which intervals cover.
  public let confidence: Double
  /// Nominal decision threshold: events with at least this score are selected.
  public let threshold: Double
  /// Weighted fraction of positives that is selected nominally.
  public let signalEfficiency: Double
  /// Number of events.
  public var rowCount: Int { order.count }

  /// n_eff of both classes.
  public var effectiveCounts: (positives: Double, negatives: Double) {
    (nominalScoring.positives.effectiveCount, nominalScoring.negatives.effectiveCount)
  }

  let order: EventOrder
  let nominalScoring: Scoring
  /// Events with a weight other than 0.
  let weightedRows: Int
  private let distance: ScoreDistance
  /// The nominal scores taken for distorted ones: values with intervals.
  private let nominalResponse: Response

  /// Prepares events. `weights`: nil for 1 each. `rows`: a subset such as a class, a process or a slice, nil for all.
  /// `areProbabilities`: nil when it should be read off the scores. Throws when a class has no positive sum of weights,
  /// a score is NaN, or a signal efficiency cannot be reached. O(n), 30 bytes an event.
  public init(
    scores: [Float], isPositive: [Bool], weights: [Double]? = nil, rows: [UInt32]? = nil,
    workingPoint: WorkingPoint, areProbabilities: Bool? = nil, confidence: Double = 0.95
  ) throws(ResponseError) {
    let order = try EventOrder(scores: scores, isPositive: isPositive, subset: rows)
    let sorted = try order.gathered(scores)
    let ordered =
      try weights.map { all throws(ResponseError) in try order.gathered(all) }
      ?? Array(repeating: 1, count: order.count)
    var sums = (positives: PowerSums(), negatives: PowerSums())
    for (index, weight) in ordered.enumerated() {
      if order.classes[index] == 1 { sums.positives.add(weight) } else { sums.negatives.add(weight) }
    }
    let threshold = try Self.threshold(
      workingPoint, scores: sorted, classes: order.classes, weights: ordered, sum: sums.positives.first)
    var selected = 0.0
    for index in sorted.indices where order.classes[index] == 1 && sorted[index] >= threshold {
      selected += ordered[index]
    }
    let efficiency = selected / sums.positives.first
    let inUnit = (sorted.first ?? 0) >= 0 && (sorted.last ?? 0) <= 1
    let frame = Scoring.Frame(
      threshold: threshold, signalEfficiency: efficiency > 0 && efficiency < 1 ? efficiency : nil,
      isEfficiencyMeasured: Self.isThreshold(workingPoint),
      window: Self.window(efficiency, events: sums.positives.effectiveCount),
      calibrationEdges: inUnit && areProbabilities != false ? CalibrationBins.edges(sorted: sorted) : nil)
    guard let nominal = Scoring(scores: sorted, classes: order.classes, weights: ordered, frame: frame) else {
      let isPositive = !(sums.positives.first > 0)
      throw .noPositiveWeight(
        isPositive: isPositive, sum: isPositive ? sums.positives.first : sums.negatives.first)
    }
    self.order = order
    self.confidence = confidence
    self.threshold = Double(threshold)
    signalEfficiency = efficiency
    nominalScoring = nominal
    weightedRows = ordered.reduce(0) { $0 + ($1 != 0 ? 1 : 0) }
    distance = ScoreDistance(nominal)
    nominalResponse = ResponseMeasurement(
      nominal: nominal, distorted: nominal, distance: distance, weightedRows: weightedRows,
      confidence: confidence, isNominal: true
    ).response(of: ResponseMetric.allCases, order: order, keeping: [])
  }

  /// Metrics that are defined for the nominal scores.
  public var metrics: [ResponseMetric] { ResponseMetric.allCases.filter { nominal($0) != nil } }

  /// The nominal metric with its interval; nil where it is not defined. 0 for distances from nominal. O(1).
  public func nominal(_ metric: ResponseMetric) -> IntervalEstimate? {
    metric.isDistance
      ? IntervalEstimate(value: 0, low: 0, high: 0, confidence: confidence) : nominalResponse.value(metric)
  }

  /// The response to nothing: the nominal scores once more, all changes 0.
  public var unchanged: Response { nominalResponse }

  /// Metrics of distorted scores and their changes.
  ///
  /// `scores` and `weights` (nil: those of the baseline) have one element for each row that the baseline was made from,
  /// in the same order. `measuring`: the metrics wanted; fewer are faster. `keeping`: those of them that
  /// ``ResponseCombination`` combines later, 4 bytes an event and metric.
  /// `isCompared`: changes have what ``ChangeEstimate/worst(of:bySize:least:)`` knows them by together. Throws when a score is NaN or a count is wrong.
  /// O(n).
  public func response(
    to scores: [Float], weights: [Double]? = nil, measuring: [ResponseMetric] = ResponseMetric.allCases,
    keeping: [ResponseMetric] = [], isCompared: Bool = false
  ) throws(ResponseError) -> Response {
    let gathered = try order.gathered(scores)
    if let index = gathered.firstIndex(where: { $0.isNaN }) {
      throw .scoreIsNotANumber(row: Int(order.rows[index]))
    }
    let ordered = try weights.map { all throws(ResponseError) in try order.gathered(all) }
    var frame = nominalScoring.frame
    if !measuring.contains(.rejection) { frame.signalEfficiency = nil }
    if !measuring.contains(where: \.needsProbabilities) { frame.calibrationEdges = nil }
    guard
      let distorted = Scoring(
        scores: gathered, classes: order.classes, weights: ordered ?? nominalScoring.weights, frame: frame,
        as: weights == nil ? nominalScoring : nil)
    else {
      return Response(
        changedRows: order.count, rowCount: order.count, confidence: confidence, values: [:], changes: [:],
        linear: [:])
    }
    return ResponseMeasurement(
      nominal: nominalScoring, distorted: distorted, distance: distance, weightedRows: weightedRows,
      confidence: confidence
    ).response(of: measuring, order: order, keeping: keeping, isCompared: isCompared)
  }

  /// Score of the group of positives in which the failing fraction passes 1 − ε_s.
  private static func threshold(
    _ workingPoint: WorkingPoint, scores: [Float], classes: [UInt8], weights: [Double], sum: Double
  ) throws(ResponseError) -> Float {
    switch workingPoint {
    case .threshold(let value):
      let nearest = Float(value)
      return Double(nearest) < value ? nearest.nextUp : nearest
    case .signalEfficiency(let efficiency):
      guard efficiency > 0, efficiency < 1 else { throw .signalEfficiency(efficiency) }
      guard sum > 0 else { throw .noPositiveWeight(isPositive: true, sum: sum) }
      let failing = (1 - efficiency) * sum
      var below = 0.0
      for index in scores.indices where classes[index] == 1 {
        below += weights[index]
        if below > failing + 1e-10 * sum { return scores[index] }
      }
      throw .signalEfficiency(efficiency)
    }
  }

  private static func isThreshold(_ workingPoint: WorkingPoint) -> Bool {
    if case .threshold = workingPoint { true } else { false }
  }

  /// Half-width of the window for the slope of the ROC curve.
  ///
  /// The bandwidth of Hall and Sheather, J. R. Stat. Soc. B 50 (1988) 381, for the density at a quantile:
  /// n^(−1/3) z^(2/3) [1.5 φ(x)²/(2x² + 1)]^(1/3) with x the normal quantile of the efficiency, z of 97.5 %.
  private static func window(_ efficiency: Double, events: Double) -> Double {
    guard efficiency > 0, efficiency < 1, events > 0 else { return 0 }
    let x = StandardNormal.quantile(efficiency)
    let density = exp(-0.5 * x * x) / (2 * Double.pi).squareRoot()
    let width = cbrt(1.96 * 1.96 * 1.5 * density * density / (2 * x * x + 1) / events)
    return min(width, 0.9 * efficiency, 0.9 * (1 - efficiency))
  }
}
