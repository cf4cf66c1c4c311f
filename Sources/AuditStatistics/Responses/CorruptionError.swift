/// How much a classifier loses under all miscalibrations, relative to another classifier.
///
/// Defined like the mean corruption error, with miscalibrations in the place of corruptions and strengths in that of
/// severities: CE_c = Σ_s E_sc / Σ_s E⁰_sc, mCE the mean over c. Below 1: more robust than the baseline classifier.
/// Source: Hendrycks and Dietterich, "Benchmarking neural network robustness to common corruptions and perturbations",
/// ICLR 2019, section 4.
public enum CorruptionError {
  /// mCE of losses `[miscalibration][strength]`; nil unless every miscalibration has a positive loss of the baseline
  /// and the same number of strengths.
  public static func mean(losses: [[Double]], baseline: [[Double]]) -> Double? {
    relativeMean(losses: losses, clean: 0, baseline: baseline, baselineClean: 0)
  }

  /// Relative mCE: the nominal losses `clean` are subtracted, Σ_s(E_sc − E_c)/Σ_s(E⁰_sc − E⁰_c); nil unless the
  /// baseline gets worse under every miscalibration.
  public static func relativeMean(
    losses: [[Double]], clean: Double, baseline: [[Double]], baselineClean: Double
  ) -> Double? {
    guard !losses.isEmpty, losses.count == baseline.count else { return nil }
    var sum = 0.0
    for (mine, other) in zip(losses, baseline) {
      guard !mine.isEmpty, mine.count == other.count else { return nil }
      let denominator = other.reduce(0) { $0 + ($1 - baselineClean) }
      guard denominator > 0 else { return nil }
      sum += mine.reduce(0) { $0 + ($1 - clean) } / denominator
    }
    return sum / Double(losses.count)
  }

  /// Relative mCE of a metric with the interval of two classifiers that are scored on the same rows.
  ///
  /// Delta method: r_c = M_c/B_c has influence (δM_c − r_c δB_c)/B_c. `isGain`: true for metrics of which more is
  /// better, whose loss is a fall. nil unless influences were kept and the baseline gets worse under every
  /// miscalibration. O(n · responses).
  public static func relativeMean(
    model: [[Response]], baseline: [[Response]], _ metric: ResponseMetric, isGain: Bool
  ) -> ChangeEstimate? {
    guard !model.isEmpty, model.count == baseline.count else { return nil }
    let sign = isGain ? -1.0 : 1.0
    var terms: [(coefficient: Double, response: Response)] = []
    let share = 1 / Double(model.count)
    var value = 0.0
    for (mine, other) in zip(model, baseline) {
      guard !mine.isEmpty, mine.count == other.count else { return nil }
      let (numerators, denominators) = (mine.map { $0.change(metric) }, other.map { $0.change(metric) })
      guard numerators.allSatisfy({ $0 != nil }), denominators.allSatisfy({ $0 != nil }) else { return nil }
      let numerator = numerators.reduce(0) { $0 + sign * ($1?.value ?? 0) }
      let denominator = denominators.reduce(0) { $0 + sign * ($1?.value ?? 0) }
      guard denominator > 0 else { return nil }
      let ratio = numerator / denominator
      value += share * ratio
      terms += mine.map { (sign * share / denominator, $0) }
      terms += other.map { (-sign * share * ratio / denominator, $0) }
    }
    // The linear terms cancel in the value, Σ(M − rB)/B = 0: what remains is the ratio itself.
    return ResponseCombination.estimate(terms, metric).map { part in
      ChangeEstimate(
        value: value, low: value + part.low - part.value, high: value + part.high - part.value,
        confidence: part.confidence, standardError: part.standardError)
    }
  }
}
