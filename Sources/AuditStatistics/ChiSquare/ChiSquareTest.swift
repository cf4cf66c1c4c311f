/// χ² test that two histograms come from the same distribution.
///
/// Source: N. Gagunashvili, "Comparison of weighted and unweighted histograms", arXiv physics/0605123, and "Chi-square
/// tests for comparing weighted histograms", NIM A 614 (2010) 287; the same as ROOT's TH1::Chi2Test, except that a
/// bin which is empty in the weighted histogram alone keeps the other's term only.
public struct ChiSquareTest: Sendable, Codable, Equatable {
  /// χ².
  public var statistic: Double
  /// Number of bins that are filled in either histogram, minus 1.
  public var degreesOfFreedom: Int
  /// Probability of a larger χ² when both come from the same distribution.
  public var pValue: Double

  /// χ² per degree of freedom.
  public var reduced: Double { statistic / Double(degreesOfFreedom) }

  /// The result for a value of χ²; nil without degrees of freedom or when the value is not finite.
  public init?(statistic: Double, degreesOfFreedom: Int) {
    guard degreesOfFreedom > 0, statistic.isFinite, statistic >= 0 else { return nil }
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
    pValue = IncompleteGamma.upper(Double(degreesOfFreedom) / 2, statistic / 2)
  }

  /// Two histograms of counts: χ² = Σ (M nᵢ − N mᵢ)² / (nᵢ + mᵢ) / (MN).
  public static func unweighted(_ first: [Double], unweighted second: [Double]) -> ChiSquareTest? {
    let (n, m) = (first.reduce(0, +), second.reduce(0, +))
    guard first.count == second.count, n > 0, m > 0 else { return nil }
    var sum = 0.0
    var bins = 0
    for (a, b) in zip(first, second) where a + b > 0 {
      let difference = m * a - n * b
      sum += difference * difference / (a + b)
      bins += 1
    }
    return ChiSquareTest(statistic: sum / (n * m), degreesOfFreedom: bins - 1)
  }

  /// Counts n against weighted contents w with variances s².
  ///
  /// χ² = Σ (nᵢ − N p̂ᵢ)²/(N p̂ᵢ) + Σ (wᵢ − W p̂ᵢ)²/sᵢ², with p̂ᵢ the bin's share estimated from both:
  /// (W wᵢ − N sᵢ² + √((W wᵢ − N sᵢ²)² + 4 W² sᵢ² nᵢ)) / 2W².
  public static func unweighted(
    _ counts: [Double], weighted contents: [Double], variances: [Double]
  ) -> ChiSquareTest? {
    let (total, weight) = (counts.reduce(0, +), contents.reduce(0, +))
    guard counts.count == contents.count, counts.count == variances.count, total > 0, weight > 0 else {
      return nil
    }
    // The variance of one average event, for weighted bins that are empty.
    let average = variances.reduce(0, +) / weight
    var sum = 0.0
    var bins = 0
    for index in counts.indices {
      let (count, content) = (counts[index], contents[index])
      if count == 0 && content == 0 { continue }
      let variance = variances[index] > 0 ? variances[index] : average
      let linear = weight * content - total * variance
      let root = (linear * linear + 4 * weight * weight * variance * count).squareRoot()
      // Where counts are zero and the linear part negative the sum below cancels to exactly 0.
      let share = max(0, (linear + root) / (2 * weight * weight))
      let (missingCount, missingContent) = (count - total * share, content - weight * share)
      if share > 0 { sum += missingCount * missingCount / (total * share) }
      sum += missingContent * missingContent / variance
      bins += 1
    }
    return ChiSquareTest(statistic: sum, degreesOfFreedom: bins - 1)
  }

  /// Two weighted histograms: χ² = Σ (W₁ w₂ − W₂ w₁)² / (W₁² s₂² + W₂² s₁²).
  public static func weighted(
    _ first: [Double], variances firstVariances: [Double], weighted second: [Double],
    variances secondVariances: [Double]
  ) -> ChiSquareTest? {
    let (a, b) = (first.reduce(0, +), second.reduce(0, +))
    guard first.count == second.count, first.count == firstVariances.count,
      second.count == secondVariances.count, a > 0, b > 0
    else { return nil }
    var sum = 0.0
    var bins = 0
    for index in first.indices {
      let variance = a * a * secondVariances[index] + b * b * firstVariances[index]
      guard variance > 0 else { continue }
      let difference = a * second[index] - b * first[index]
      sum += difference * difference / variance
      bins += 1
    }
    return ChiSquareTest(statistic: sum, degreesOfFreedom: bins - 1)
  }
}
