/// Area under the weighted ROC curve with its error.
///
/// A = Σᵢ Σⱼ wᵢ wⱼ [1(sᵢ > sⱼ) + ½ 1(sᵢ = sⱼ)] / (Σᵢ wᵢ Σⱼ wⱼ), i over positives, j over negatives: the probability
/// that a positive event is scored above a negative one, ties counting half. Equal to the trapezoidal area under the
/// weighted ROC curve. With negative weights A is still defined (and unbiased) but may leave [0, 1].
///
/// Variance: Σψ² over all events with ψᵢ = wᵢ (Vᵢ − A)/W, V the placement value (the weighted fraction of the other
/// class below, or above): DeLong, DeLong, Clarke-Pearson, Biometrics 44 (1988) 837, generalised to weights.
public struct AreaUnderCurve: Sendable, Equatable {
  /// A.
  public let value: Double
  /// √Σψ².
  public let standardError: Double
  /// Satterthwaite's degrees of freedom of the variance.
  public let degreesOfFreedom: Double
  /// n_eff of the positives.
  public let effectivePositives: Double
  /// n_eff of the negatives.
  public let effectiveNegatives: Double

  /// Interval that covers A with the given probability, inside [0, 1].
  ///
  /// Symmetric in logit A with Student's t, because A is skew near 0 and 1. The variance carries one more event in
  /// each class with 0.3 of a typical weight and V = ½, or 0 or 1 where all scores are equal, so that a perfect separation of few
  /// events has an interval too; it then reaches to 1 (or 0). Confidence in (0, 1).
  public func interval(confidence: Double) -> (low: Double, high: Double) {
    inLogit.interval(confidence: confidence)
  }

  /// Two-sided p-value of A = ½: below 1 − confidence exactly when the interval excludes it.
  public var pValue: Double { inLogit.pValue }

  var inLogit: LogitArea {
    LogitArea(
      value: value, error: guardedError, degreesOfFreedom: degreesOfFreedom,
      smallest: min(0.25, 0.25 / harmonicCount))
  }

  /// 2 / (1/n₊ + 1/n₋).
  private var harmonicCount: Double { 2 / (1 / effectivePositives + 1 / effectiveNegatives) }
  /// Error with the pseudo-events of `interval`.
  let guardedError: Double

  /// A from the events of distinct values in ascending order of the score; nil unless both sums are positive.
  ///
  /// `events`: number of events, `groups`: a function that calls its argument once per distinct value. O(groups).
  init?(events: Int, groups: ((_ positive: PowerSums, _ negative: PowerSums) -> Void) -> Void) {
    var positives = PowerSums()
    var negatives = PowerSums()
    var area = 0.0
    groups { positive, negative in
      area += positive.first * (negatives.first + 0.5 * negative.first)
      positives.add(positive)
      negatives.add(negative)
    }
    guard positives.first > 0, negatives.first > 0 else { return nil }
    let (sumP, sumN) = (positives.first, negatives.first)
    let result = area / sumP / sumN
    var influence = InfluenceSums()
    var (belowP, belowN) = (0.0, 0.0)
    groups { positive, negative in
      influence.add(positive, slope: ((belowN + 0.5 * negative.first) / sumN - result) / sumP)
      influence.add(negative, slope: (1 - (belowP + 0.5 * positive.first) / sumP - result) / sumN)
      belowP += positive.first
      belowN += negative.first
    }
    self.init(
      value: result, influence: influence, positives: positives, negatives: negatives, events: events)
  }

  /// A that was computed elsewhere with the sums of its influences and of the weights of both classes.
  init(value: Double, influence: InfluenceSums, positives: PowerSums, negatives: PowerSums, events: Int) {
    self.value = value
    effectivePositives = positives.effectiveCount
    effectiveNegatives = negatives.effectiveCount
    standardError = influence.second.squareRoot()
    let harmonic = 2 / (1 / effectivePositives + 1 / effectiveNegatives)
    var guarded = influence
    for count in [effectivePositives, effectiveNegatives] {
      var pseudo = PowerSums()
      pseudo.add(0.3)
      // Where all scores are equal the next one may lie on either side.
      guarded.add(pseudo, slope: (influence.second > 0 ? 0.5 - value : 0.5) / count)
    }
    degreesOfFreedom = guarded.degreesOfFreedom(events: events, largest: max(1.5, 2 * harmonic))
    guardedError = guarded.second.squareRoot()
  }
}

extension RankedEvents {
  /// AUC of a class against all others, nil unless both have a positive sum of weights. O(n).
  public func areaUnderCurve(positive: UInt8 = 1) -> AreaUnderCurve? {
    AreaUnderCurve(events: count) { body in forEachGroup(positive: positive, body) }
  }

  /// Influence ψ of each row on the AUC of a class (0 for rows without class or score), in row order; empty unless
  /// both sums of weights are positive. O(n).
  public func influences(positive: UInt8 = 1) -> [Double] {
    guard let area = areaUnderCurve(positive: positive) else { return [] }
    var sumP = 0.0
    var sumN = 0.0
    forEachGroup(positive: positive) { inside, outside in
      sumP += inside.first
      sumN += outside.first
    }
    var result = [Double](repeating: 0, count: rowCount)
    var start = 0
    var (belowP, belowN) = (0.0, 0.0)
    while start < count {
      var end = start + 1
      while end < count, !startsGroup(end) { end += 1 }
      var inside = 0.0
      var outside = 0.0
      for index in start..<end {
        if classOfEvent(index) == positive { inside += weights[index] } else { outside += weights[index] }
      }
      let slopeP = ((belowN + 0.5 * outside) / sumN - area.value) / sumP
      let slopeN = (1 - (belowP + 0.5 * inside) / sumP - area.value) / sumN
      for index in start..<end {
        result[Int(order[index])] = weights[index] * (classOfEvent(index) == positive ? slopeP : slopeN)
      }
      belowP += inside
      belowN += outside
      start = end
    }
    return result
  }
}
