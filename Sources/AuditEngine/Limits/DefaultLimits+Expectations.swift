import AuditReport

extension MetricDefault {
  /// The default limits on what physics expects of classifiers.
  static let expectations: [MetricDefault] = [
    MetricDefault(
      "invariance", by: "expectations", [Limit(max: 0.05), Limit(max: 0.02, severity: .warning)],
      why: "The limits of ks: a decision that turns with an arbitrary choice is an error of the efficiency."),
    MetricDefault(
      "invariance-ks", by: "expectations", why: "invariance judges already, where decisions are made."),
    MetricDefault(
      "monotonicity", by: "expectations", [Limit(max: 0.1), Limit(max: 0.02, severity: .warning)],
      why:
        "Trees step back a little nearly everywhere; a tenth of the events by more than the tolerance is a direction."
    ),
    MetricDefault(
      "step-back", by: "expectations", why: "monotonicity judges already, with a tolerance of your own."),
    // The statistic of the challenge contains what chance makes of independent windows, 1/(6 · 200) = 0.00083: the estimate does not,
    // so that 0.002 of the one are 0.0012 of the other.
    MetricDefault(
      "independence-cvm", by: "expectations", [Limit(max: 0.0012)],
      why:
        "The limit of the LHCb tau to 3 mu challenge, 0.002 for windows of 200 events, less the 0.0008 that is chance."
    ),
    MetricDefault(
      "independence-dcor", by: "expectations", [Limit(max: 0.1, severity: .warning)],
      why:
        "Taggers that are decorrelated on purpose reach a few percent; a plain cut on the mass has 0.5 and more."
    ),
    MetricDefault(
      "independence-js", by: "expectations", [Limit(max: 0.1, severity: .warning)],
      why: "A shift by a fifth of a standard deviation: a fitted spectrum begins to bend."),
    MetricDefault(
      "agreement-ks", by: "expectations", [Limit(max: 0.09)],
      why: "The limit of the LHCb tau to 3 mu challenge."),
    MetricDefault(
      "agreement-efficiency", by: "expectations", scale: .signed,
      [Limit(min: -0.05, max: 0.05), Limit(min: -0.02, max: 0.02, severity: .warning)],
      why: "What the analysis gets wrong at its working point: the limits of ks."),
    MetricDefault(
      "slice-bias", by: "expectations", scale: .signed, [Limit(min: -0.05, max: 0.05, severity: .warning)],
      why: "Matters where scores are read as probabilities: 5 % of probability in one slice."),
    MetricDefault(
      "slice-calibration", by: "expectations",
      why: "slice-bias judges already; this one is biased upwards in small slices."),
    MetricDefault("slice-loss", by: "expectations", why: "What is reachable depends on the slice."),
    MetricDefault(
      "overtraining-auc", by: "expectations", [Limit(max: 0.05), Limit(max: 0.02, severity: .warning)],
      why:
        "A few percent are harmless where results come from test events; 5 % say that training should have stopped."
    ),
    MetricDefault(
      "overtraining-ks", by: "expectations", [Limit(max: 0.1, severity: .warning)],
      why: "Twice the limit of ks: training scores are always a little better."),
  ]
}
