import AuditReport

extension MetricDefault {
  /// The default limits on differences of several features at once.
  static let panel: [MetricDefault] = [
    MetricDefault(
      "largest-ks", by: "panel", why: "Each feature is judged where features are compared one by one."),
    MetricDefault(
      "correlation-shift", by: "panel", [Limit(max: 0.1, severity: .warning)],
      why:
        "A classifier that combines two features learns their correlation; a tenth changes what a cut on both keeps."
    ),
    MetricDefault(
      "rank-correlation-shift", by: "panel", [Limit(max: 0.1, severity: .warning)],
      why: "As for the correlation, where outliers decide nothing."),
    MetricDefault(
      "energy-distance", by: "panel",
      why: "What is tolerable depends on the number of features and their spread."),
    MetricDefault(
      "mmd", by: "panel", why: "What is tolerable depends on the kernel and the number of features."),
    MetricDefault(
      "sliced-wasserstein", by: "panel",
      why: "A mean over directions gets smaller with every feature that agrees."),
    MetricDefault(
      "worst-direction", by: "panel",
      why: "Only a classifier that looks along it is hurt; its impact on a classifier is what matters."),
    MetricDefault(
      "frechet-distance", by: "panel",
      why: "It is not in units of anything a selection uses; set a limit to compare versions."),
  ]
}
