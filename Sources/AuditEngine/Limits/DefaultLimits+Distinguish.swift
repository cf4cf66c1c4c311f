import AuditReport

extension MetricDefault {
  private static func sharedEvents(by analyzer: String) -> MetricDefault {
    MetricDefault(
      "shared-events", by: analyzer, [Limit(max: 0.01), Limit(max: 0, severity: .warning)],
      why: "Every p-value and every classifier of two samples assumes that they are independent.")
  }

  /// The default limits on how well data can be told from simulation by several features together.
  static let distinguish: [MetricDefault] = [
    sharedEvents(by: "two-sample"), sharedEvents(by: "reweighting"), sharedEvents(by: "panel"),
    sharedEvents(by: "impact"),
    MetricDefault(
      "auc-below-half", by: "two-sample", [Limit(max: 0)],
      why: "Independent samples do not give it: the samples share events, or versions of the same ones."),
    MetricDefault(
      "two-sample-auc", by: "two-sample", [Limit(max: 0.6), Limit(max: 0.535, severity: .warning)],
      why:
        "0.535 is what one Gaussian feature gives whose ks is 0.05; at 0.6 simulation is off by more than a third of its width."
    ),
    MetricDefault(
      "residual-auc", by: "two-sample", why: "Says how many features are to blame; two-sample-auc judges."),
    MetricDefault(
      "two-sample-reliance", by: "two-sample", scale: .signed,
      why: "Says which features are to blame; two-sample-auc judges."),
    MetricDefault(
      "region-difference", by: "regions", scale: .signed,
      [Limit(min: -0.05, max: 0.05), Limit(min: -0.02, max: 0.02, severity: .warning)],
      why: "The limits of ks: the error of the efficiency of a selection of a few cuts."),
    MetricDefault(
      "region-ratio", by: "regions", scale: .ratio,
      why: "Without the share of the region it says nothing; region-difference judges."),
    MetricDefault(
      "reweighting-loss", by: "reweighting", [Limit(max: 0.5, severity: .warning)],
      why: "Weights that cost half of the events hide a region that simulation hardly covers."),
    MetricDefault(
      "largest-weight", by: "reweighting", [Limit(max: 0.01, severity: .warning)],
      why: "One event must not carry 1 % of a histogram."),
    MetricDefault(
      "closure-auc", by: "reweighting", [Limit(max: 0.535, severity: .warning)],
      why: "The warning of two-sample-auc: beyond it the weights leave a visible disagreement."),
    MetricDefault(
      "ratio-slope", by: "reweighting", scale: .ratio, [Limit(min: 1 / 1.5, max: 1.5, severity: .warning)],
      why: "A ratio whose logarithm is off by half overshoots, or leaves half undone."),
    MetricDefault(
      "residual-ks", by: "reweighting", [Limit(max: 0.02, severity: .warning)],
      why: "The warning of ks: weights that are used have to bring the projections into agreement."),
  ]
}
