/// What one miscalibration does to one classifier at all its strengths: a term of ``CorruptionError``.
public struct CorruptionTerm: Sendable, Equatable {
  /// Σ_s E_s with E = 1 − AUC.
  public let error: Double
  /// Σ_s (E_s − E_0).
  public let excess: Double
  /// Number of strengths.
  public let strengths: Int
  let errorInfluences: [Double]
  let excessInfluences: [Double]

  /// The sums over some responses; nil without any, or where the AUC is not defined for one of them.
  public init?(_ responses: [Response]) {
    guard !responses.isEmpty else { return nil }
    var (error, excess) = (0.0, 0.0)
    var groups = GroupedInfluences()
    for response in responses {
      guard let value = response.value(.auc)?.value, let change = response.change(.auc)?.value,
        let part = response.grouped[.auc]
      else { return nil }
      error += 1 - value
      excess -= change
      for group in groups.after.indices {
        groups.after[group] -= part.after[group]
        groups.change[group] -= part.change[group]
      }
    }
    self.error = error
    self.excess = excess
    strengths = responses.count
    errorInfluences = groups.after
    excessInfluences = groups.change
  }
}

/// How much a classifier loses under all miscalibrations, relative to another classifier on the same events.
///
/// Defined like the mean corruption error, with miscalibrations in the place of corruptions, strengths in that of
/// severities, 1 − AUC as error and a baseline of the user's: CE_c = Σ_s E_sc / Σ_s E⁰_sc, mCE the mean over c. Below 1:
/// better than the baseline under miscalibrations. The relative mCE has E_sc − E_c in the place of E_sc: it asks how much
/// is lost, whatever a classifier reaches without miscalibrations. Intervals by the delta method from the influences of
/// the common events: r_c = M_c/B_c has influence (δM_c − r_c δB_c)/B_c.
/// Source: Hendrycks and Dietterich, "Benchmarking neural network robustness to common corruptions and perturbations",
/// ICLR 2019, section 4.
public enum CorruptionError {
  /// mCE; nil unless every miscalibration has a positive error of the baseline and the same number of strengths.
  public static func mean(
    of model: [CorruptionTerm], relativeTo baseline: [CorruptionTerm], confidence: Double
  ) -> IntervalEstimate? {
    ratio(model, baseline, confidence, value: \.error, influences: \.errorInfluences)
  }

  /// Relative mCE; nil unless the baseline gets worse under every miscalibration, by more than its standard error and than
  /// rounding: a ratio to what may be nothing has no bounds.
  public static func relativeMean(
    of model: [CorruptionTerm], relativeTo baseline: [CorruptionTerm], confidence: Double
  ) -> IntervalEstimate? {
    guard
      baseline.allSatisfy({
        $0.excess > max(1e-9, GroupedInfluences.halfWidth($0.excessInfluences, confidence: 0.683))
      })
    else { return nil }
    return ratio(model, baseline, confidence, value: \.excess, influences: \.excessInfluences)
  }

  private static func ratio(
    _ model: [CorruptionTerm], _ baseline: [CorruptionTerm], _ confidence: Double,
    value: KeyPath<CorruptionTerm, Double>, influences: KeyPath<CorruptionTerm, [Double]>
  ) -> IntervalEstimate? {
    guard !model.isEmpty, model.count == baseline.count else { return nil }
    let share = 1 / Double(model.count)
    var mean = 0.0
    var total = [Double](repeating: 0, count: GroupedInfluences.count)
    for (mine, other) in zip(model, baseline) {
      guard mine.strengths == other.strengths, other[keyPath: value] > 0 else { return nil }
      let denominator = other[keyPath: value]
      let ratio = mine[keyPath: value] / denominator
      mean += share * ratio
      let (a, b) = (mine[keyPath: influences], other[keyPath: influences])
      for group in total.indices { total[group] += share * (a[group] - ratio * b[group]) / denominator }
    }
    let half = GroupedInfluences.halfWidth(total, confidence: confidence)
    return IntervalEstimate(value: mean, low: mean - half, high: mean + half, confidence: confidence)
  }
}
