import AuditReport

extension MetricDefault {
  /// The default limits on what the measured difference between simulation and data is and does.
  static let impact: [MetricDefault] = [
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
