/// Combinations of AUCs measured on the same events: their common fluctuations cancel in the influences.
public struct AreaDifference: Sendable, Equatable {
  /// First minus second AUC, or the mean over classes.
  public let value: Double
  /// √Σ(ψ₁ − ψ₂)².
  public let standardError: Double
  /// Satterthwaite's degrees of freedom.
  public let degreesOfFreedom: Double

  /// A₁ − A₂ of two scores of the same events (DeLong's paired comparison with weights); nil unless both classes
  /// have a positive sum of weights in both. O(n).
  public init?(_ first: RankedEvents, _ second: RankedEvents, positive: UInt8 = 1) {
    guard let a = first.areaUnderCurve(positive: positive), let b = second.areaUnderCurve(positive: positive),
      first.rowCount == second.rowCount
    else { return nil }
    let psiA = first.influences(positive: positive)
    let psiB = second.influences(positive: positive)
    self.init(value: a.value - b.value, influences: zip(psiA, psiB).map { $0 - $1 })
  }

  /// Mean of the one-versus-rest AUCs: `scores[c]` ranks the events for class c; nil where a class has no positive
  /// sum of weights. O(n · classes).
  public init?(meanOver scores: [RankedEvents]) {
    guard let rows = scores.first?.rowCount else { return nil }
    var sum = 0.0
    var influences = [Double](repeating: 0, count: rows)
    for (label, events) in scores.enumerated() {
      guard let area = events.areaUnderCurve(positive: UInt8(label)), events.rowCount == rows else {
        return nil
      }
      sum += area.value
      for (row, value) in events.influences(positive: UInt8(label)).enumerated() {
        influences[row] += value / Double(scores.count)
      }
    }
    self.init(value: sum / Double(scores.count), influences: influences)
  }

  private init(value: Double, influences: [Double]) {
    self.value = value
    var sums = InfluenceSums()
    for influence in influences {
      let square = influence * influence
      sums.second += square
      sums.fourth += square * square
    }
    standardError = sums.second.squareRoot()
    degreesOfFreedom = sums.degreesOfFreedom(
      events: influences.count, largest: Double(max(2, influences.count)))
  }

  /// value ± t · standard error.
  public func interval(confidence: Double) -> (low: Double, high: Double) {
    let half =
      StudentQuantile.twoSided(confidence, degreesOfFreedom: degreesOfFreedom) * standardError
    return (value - half, value + half)
  }

  /// Two-sided p-value of no difference; 1 when nothing fluctuates.
  public var pValue: Double {
    guard standardError > 0 else { return value == 0 ? 1 : 0 }
    return min(
      1, 2 * StudentQuantile.upperTail(abs(value) / standardError, degreesOfFreedom: degreesOfFreedom))
  }
}
