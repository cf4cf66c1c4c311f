/// What is measured of a classifier before and after a miscalibration. Raw values are written to reports.
public enum ResponseMetric: String, Sendable, CaseIterable, Codable {
  /// Area under the weighted ROC curve.
  case auc
  /// Weighted fraction of positives with a score of at least the threshold, which is frozen at its nominal value.
  case efficiency
  /// Weighted fraction of negatives with a score of at least the frozen threshold.
  case backgroundEfficiency = "background-efficiency"
  /// 1 / background efficiency where the signal efficiency is that of the nominal working point: the threshold floats.
  ///
  /// Its change is ln(R/R₀), for small changes the relative change.
  case rejection
  /// Mean of −ln s over positives and −ln(1 − s) over negatives; scores are kept 2⁻²³ away from 0 and 1.
  case logLoss = "log-loss"
  /// Mean of (s − y)², y = 1 for positives and 0 for negatives.
  case brier
  /// Expected calibration error Σ_b |Σ_{i∈b} wᵢ(sᵢ − yᵢ)| / Σw over bins with equal numbers of nominal scores.
  case calibrationError = "calibration-error"
  /// Kolmogorov-Smirnov distance of the distribution of all scores from the nominal one.
  case scoreKS = "score-ks"
  /// Weighted fraction of events whose decision at the frozen threshold changes, with their nominal weights.
  case flips

  /// True where scores must be probabilities.
  public var needsProbabilities: Bool {
    switch self {
    case .logLoss, .brier, .calibrationError: true
    default: false
    }
  }

  /// True where the nominal value is 0 by definition, so that value and change are the same.
  public var isDistance: Bool { self == .scoreKS || self == .flips }

  /// True where changes at several strengths can be combined linearly: see ``ResponseCombination``.
  public var isLinear: Bool { !isDistance }

  /// Metrics whose influences are summed up row by row, in the order of their buffers.
  static let smooth: [ResponseMetric] = [
    .auc, .efficiency, .backgroundEfficiency, .rejection, .logLoss, .brier, .calibrationError,
  ]
}
