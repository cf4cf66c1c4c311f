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
    let count = Double(areas.count)
    value = areas.reduce(0) { $0 + $1.value } / count
    standardError = (2 * areas.reduce(0) { $0 + $1.standardError * $1.standardError }).squareRoot() / count
    degreesOfFreedom = areas.reduce(0) { $0 + $1.degreesOfFreedom }
  }

  /// value ± t · standard error, inside [0, 1].
  public func interval(confidence: Double) -> (low: Double, high: Double) {
    let half = StudentQuantile.twoSided(confidence, degreesOfFreedom: degreesOfFreedom) * standardError
    return (max(0, value - half), min(1, value + half))
  }
}
