/// Mean AUC over the folds of a cross-validation.
///
/// Each fold is scored by a model of the others, so without anything to learn the expectation is exactly ½ (pooling
/// the folds' scores would bias it below). Folds share most of their training events: without separation, two folds'
/// AUCs contain the same product of fluctuations, which doubles the variance of the mean; the standard error is
/// therefore √(2 Σσ²)/K, an upper bound that is reached there (and over-covers where the classes separate well).
public struct FoldedArea: Sendable, Equatable {
  /// Mean AUC; may fall below ½ by chance.
  public let value: Double
  /// √(2 Σσ²)/K.
  public let standardError: Double
  /// AUC of each fold that holds both classes.
  public let folds: [AreaUnderCurve]
  /// The standard error with one more event in each class of each fold: also perfect separations have an interval.
  private let guardedError: Double
  private let degreesOfFreedom: Double

  /// The mean over folds that hold both classes; nil without any.
  ///
  /// One score, class and weight for each row; `folds` in 0 ..< `foldCount`. O(n · folds).
  public init?(
    scores: [Float], classes: [UInt8], weights: [Double]?, folds: [UInt8], foldCount: Int, positive: UInt8 = 1
  ) {
    let areas = (0..<foldCount).compactMap { fold in
      let held = classes.indices.map { Int(folds[$0]) == fold ? classes[$0] : RankedEvents.noClass }
      return RankedEvents(scores: scores, classes: held, weights: weights).areaUnderCurve(positive: positive)
    }
    guard !areas.isEmpty else { return nil }
    self.folds = areas
    let count = Double(areas.count)
    value = areas.reduce(0) { $0 + $1.value } / count
    standardError = (2 * areas.reduce(0) { $0 + $1.standardError * $1.standardError }).squareRoot() / count
    guardedError = (2 * areas.reduce(0) { $0 + $1.guardedError * $1.guardedError }).squareRoot() / count
    degreesOfFreedom = areas.reduce(0) { $0 + $1.degreesOfFreedom }
  }

  /// value ± t · standard error, inside [0, 1].
  public func interval(confidence: Double) -> (low: Double, high: Double) {
    let half = StudentQuantile.twoSided(confidence, degreesOfFreedom: degreesOfFreedom) * guardedError
    return (max(0, value - half), min(1, value + half))
  }

  /// The mean over repetitions with other folds and seeds on the same events.
  ///
  /// Repetitions share their events, so that the mean of their standard errors bounds that of their mean. nil without any.
  public init?(averaging repetitions: [FoldedArea]) {
    guard !repetitions.isEmpty else { return nil }
    let count = Double(repetitions.count)
    value = repetitions.reduce(0) { $0 + $1.value } / count
    standardError = repetitions.reduce(0) { $0 + $1.standardError } / count
    guardedError = repetitions.reduce(0) { $0 + $1.guardedError } / count
    folds = repetitions.flatMap(\.folds)
    degreesOfFreedom = repetitions.map(\.degreesOfFreedom).min() ?? 1.5
  }

  /// (AUC − ½) / standard error: what is compared with permuted labels, since it has the same distribution whichever
  /// class the heavy weights are in. Source: Chung and Romano, Ann. Statist. 41 (2013) 484.
  public var studentised: Double { guardedError > 0 ? (value - 0.5) / guardedError : 0 }
}

/// Mean over folds of the difference of two AUCs of the same models on the same events.
public struct FoldedDifference: Sendable, Equatable {
  /// Mean difference.
  public let value: Double
  /// √Σσ²/K: the folds' events are disjoint, and the models are taken as they are.
  public let standardError: Double
  private let degreesOfFreedom: Double

  /// The mean over folds; nil without any.
  public init?(_ folds: [AreaDifference]) {
    guard !folds.isEmpty else { return nil }
    let count = Double(folds.count)
    value = folds.reduce(0) { $0 + $1.value } / count
    standardError = folds.reduce(0) { $0 + $1.standardError * $1.standardError }.squareRoot() / count
    degreesOfFreedom = folds.reduce(0) { $0 + $1.degreesOfFreedom }
  }

  /// value ± t · standard error.
  public func interval(confidence: Double) -> IntervalEstimate {
    let half = StudentQuantile.twoSided(confidence, degreesOfFreedom: degreesOfFreedom) * standardError
    return IntervalEstimate(value: value, low: value - half, high: value + half, confidence: confidence)
  }
}
