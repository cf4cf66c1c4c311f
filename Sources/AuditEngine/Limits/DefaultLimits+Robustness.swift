import AuditReport

extension MetricDefault {
  /// The default limits on what miscalibrations of the expected size do to a classifier.
  static let robustness: [MetricDefault] = [
    MetricDefault(
      "auc-loss", by: "robustness", [Limit(max: 0.01), Limit(max: 0.005, severity: .warning)],
      why:
        "Classifiers are compared in the third decimal; what a calibration may leave must not cost the second."
    ),
    MetricDefault(
      "efficiency-change", by: "robustness", scale: .signed,
      [Limit(min: -0.05, max: 0.05), Limit(min: -0.02, max: 0.02, severity: .warning)],
      why: "The limits of ks: an efficiency that is off by 5 % is more than analyses quote as uncertainty."),
    MetricDefault(
      "background-change", by: "robustness", scale: .signed, [Limit(min: -0.2, max: 0.2, severity: .warning)],
      why: "Backgrounds are usually measured in control regions; a fifth is worth a look."),
    MetricDefault(
      "dependence", by: "robustness", [Limit(max: 0.2), Limit(max: 0.1, severity: .warning)],
      why: "A fifth of the AUC on one input is a leak, or a detector that must not fail."),
    MetricDefault(
      "breakdown", by: "robustness", scale: .amount,
      why:
        "How much is enough depends on how well the detector is known: set a limit for each miscalibration."),
    MetricDefault("auc", by: "robustness", scale: .amount, why: "What is reachable depends on the problem."),
    MetricDefault(
      "background-efficiency", by: "robustness", why: "What is reachable depends on the problem."),
    MetricDefault(
      "calibration-error", by: "robustness", why: "Matters only where scores are read as probabilities."),
  ]
}
