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

  /// Two-sided p-value of ½: below 1 − confidence exactly when the interval excludes it.
  public var pValue: Double {
    min(1, 2 * StudentQuantile.upperTail(abs(studentised), degreesOfFreedom: degreesOfFreedom))
  }

  /// value ± t · standard error, inside [0, 1].
  public func interval(confidence: Double) -> (low: Double, high: Double) {
    let half = StudentQuantile.twoSided(confidence, degreesOfFreedom: degreesOfFreedom) * guardedError
    return (max(0, value - half), min(1, value + half))
  }

  /// The interval with a p-value from trainings with permuted labels, p = (b + 1)/(B + 1), b the number of those whose AUC is as
  /// many standard errors from ½ in either direction: ½ lies outside exactly where p < 1 − confidence.
  ///
  /// Where Student's interval decides otherwise, its end goes to ½, or to the permutations' critical number of standard errors.
  /// With too few of them for a p below 1 − confidence, it stands.
  public func interval(confidence: Double, permuted: [FoldedArea]) -> IntervalEstimate {
    var (low, high) = interval(confidence: confidence)
    guard !permuted.isEmpty else {
      return IntervalEstimate(value: value, low: low, high: high, confidence: confidence)
    }
    let distances = permuted.map { abs($0.studentised) }.sorted(by: >)
    let total = Double(distances.count + 1)
    // 1 − 0.95 is more than 0.05 in floating point.
    let alpha = 1 - confidence - 1e-9
    func p(_ exceeding: Int) -> Double { Double(exceeding + 1) / total }
    let pValue = p(distances.count { $0 >= abs(studentised) })
    // The smallest distance that is still significant is just above this one.
    if let critical = distances.indices.last(where: { p($0) < alpha }).map({ distances[$0] }) {
      let isSeen = pValue < alpha
      if !isSeen, low > 0.5 { low = 0.5 }
      if !isSeen, high < 0.5 { high = 0.5 }
      if isSeen, value > 0.5, low <= 0.5 { low = value - critical * guardedError }
      if isSeen, value < 0.5, high >= 0.5 { high = value + critical * guardedError }
    }
    return IntervalEstimate(value: value, low: low, high: high, confidence: confidence, pValue: pValue)
  }

  /// The mean over parts that share no events: their errors are independent. nil without any.
  public init?(ofDisjoint parts: [FoldedArea]) {
    guard !parts.isEmpty else { return nil }
    let count = Double(parts.count)
    func error(_ one: (FoldedArea) -> Double) -> Double {
      parts.reduce(0) { $0 + one($1) * one($1) }.squareRoot() / count
    }
    value = parts.reduce(0) { $0 + $1.value } / count
    standardError = error(\.standardError)
    guardedError = error(\.guardedError)
    folds = parts.flatMap(\.folds)
    degreesOfFreedom = parts.reduce(0) { $0 + $1.degreesOfFreedom }
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
