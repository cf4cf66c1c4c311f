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
      "dependence", by: "robustness", [Limit(max: 0.2, severity: .warning)],
      why: "A classifier that hangs on one detector this much must be told when that fails."),
    MetricDefault(
      "sufficiency", by: "robustness", [Limit(max: 0.9), Limit(max: 0.7, severity: .warning)],
      why: "An input that does alone what all do together is usually made from the label."),
    MetricDefault(
      "breakdown", by: "robustness", scale: .amount,
      why:
        "How much is enough depends on how well the detector is known: set a limit for each miscalibration."),
    MetricDefault(
      "slope", by: "robustness", scale: .signed,
      why: "It has the unit of the strength: only its product with the expected size matters."),
    MetricDefault(
      "curvature", by: "robustness", scale: .signed,
      why: "A description: large where the slope says little of the expected size."),
    MetricDefault(
      "asymmetry", by: "robustness", scale: .signed,
      why: "A description: which sign is worse is judged by auc-loss already."),
    MetricDefault(
      "relative-error", by: "robustness", scale: .amount,
      why: "Says which model is better, not whether it is good enough."),
    MetricDefault(
      "relative-loss", by: "robustness", scale: .amount,
      why: "Says which model is more robust, not whether it is good enough."),
    MetricDefault(
      "rejection-change", by: "robustness", scale: .signed,
      why: "auc-loss and background-change judge already; limit it where you quote a rejection."),
    MetricDefault(
      "log-loss-change", by: "robustness", scale: .signed,
      why: "Matters only where scores are read as probabilities."),
    MetricDefault(
      "brier-change", by: "robustness", scale: .signed,
      why: "Matters only where scores are read as probabilities."),
    MetricDefault(
      "calibration-change", by: "robustness", scale: .signed,
      why: "Matters only where scores are read as probabilities."),
    MetricDefault(
      "score-ks", by: "robustness",
      why: "Scores may move without a decision or an order that changes."),
    MetricDefault(
      "flips", by: "robustness",
      why: "Flipped decisions that cancel in the efficiencies are noise, not bias."),
    MetricDefault("auc", by: "robustness", scale: .amount, why: "What is reachable depends on the problem."),
    MetricDefault(
      "background-efficiency", by: "robustness", why: "What is reachable depends on the problem."),
    MetricDefault(
      "calibration-error", by: "robustness", why: "Matters only where scores are read as probabilities."),
  ]
}
