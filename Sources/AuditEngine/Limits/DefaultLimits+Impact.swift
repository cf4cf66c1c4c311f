import AuditReport

extension MetricDefault {
  /// The default limits on what the measured difference between simulation and data is and does.
  static let impact: [MetricDefault] = [
    MetricDefault(
      "selected-fraction", by: "impact", scale: .signed,
      why: "Another mix changes it, too, which is not a fault of the classifier: the efficiencies are judged."
    ),
    MetricDefault(
      "score-distance", by: "impact",
      why: "Another mix changes it, too, which is not a fault of the classifier: the efficiencies are judged."
    ),
    MetricDefault(
      "assumption-efficiency", by: "impact", scale: .signed,
      why: "One of several assumptions: total-efficiency-impact is judged, which is their envelope."),
    MetricDefault(
      "assumption-background", by: "impact", scale: .signed,
      why: "One of several assumptions: total-background-impact is their envelope."),
    MetricDefault(
      "assumption-closure", by: "impact",
      why: "An assumption that does not close is out; that is not a fault of the classifier."),
    MetricDefault(
      "missing-process", by: "impact", [Limit(max: 0.01, severity: .warning)],
      why: "One event in a hundred that no process explains is worth a look."),
    MetricDefault(
      "control-efficiency", by: "impact", scale: .signed,
      why: "One of several assumptions: total-efficiency-impact is judged, which is their envelope."),
    MetricDefault(
      "total-efficiency-impact", by: "impact", scale: .signed,
      [Limit(min: -0.02, max: 0.02), Limit(min: -0.01, max: 0.01, severity: .warning)],
      why:
        "Efficiencies enter cross sections one to one, and 2 % is what analyses quote for a selection in all."
    ),
    MetricDefault(
      "total-background-impact", by: "impact", scale: .signed,
      why: "How much is tolerable depends on how large the background efficiency is."),
    MetricDefault(
      "total-rejection-impact", by: "impact", scale: .signed,
      [Limit(min: -0.2, max: 0.2, severity: .warning)],
      why: "Backgrounds are usually measured in control regions; a fifth is worth a look."),
    MetricDefault(
      "total-auc-impact", by: "impact", scale: .signed, [Limit(min: -0.01, max: 0.01, severity: .warning)],
      why: "The limit of auc-loss: classifiers are compared in the third decimal."),
    MetricDefault(
      "ratio-efficiency-impact", by: "impact", scale: .signed,
      why: "A second opinion under another assumption: the maps are judged."),
    MetricDefault(
      "ratio-background-impact", by: "impact", scale: .signed,
      why: "A second opinion under another assumption."),
    MetricDefault(
      "unexplained-selection", by: "impact", scale: .signed,
      [Limit(min: -0.02, max: 0.02, severity: .warning)],
      why: "As large as the impact itself may be: then its assumptions do not hold."),
    MetricDefault(
      "efficiency-impact", by: "impact", scale: .signed,
      [Limit(min: -0.02, max: 0.02, severity: .warning)],
      why: "One feature alone must not use up what all together may."),
    MetricDefault(
      "blind-spot", by: "blind-spot",
      why: "It says what tests of single features leave open, not that something is wrong."),
    MetricDefault(
      "blind-spot-by-event", by: "blind-spot",
      why: "It says what tests of single features leave open, not that something is wrong."),
    MetricDefault(
      "preferred-scale", by: "fitted-miscalibrations", scale: .signed,
      why:
        "How well a scale must be known depends on the detector: safety-factor says what a classifier needs."),
    MetricDefault(
      "preferred-offset", by: "fitted-miscalibrations", scale: .signed,
      why: "It has the unit of the feature: only you know how many GeV matter."),
    MetricDefault(
      "preferred-smear", by: "fitted-miscalibrations", scale: .signed,
      why: "How well a resolution must be known depends on the detector."),
    MetricDefault(
      "safety-factor", by: "fitted-miscalibrations", scale: .amount,
      [Limit(min: 1), Limit(min: 2, severity: .warning)],
      why:
        "Below 1 the miscalibration that is there already leaves the tolerances; below 2 an error of its size would."
    ),
  ]
}
