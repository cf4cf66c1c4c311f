import AuditReport

extension MetricDefault {
  /// The default limits on what a sample to train on is made of; what a metric says stands in ``MetricGlossary``.
  ///
  /// Error: a training on such a sample is wrong whatever the classifier (overlap, conflicts, shortcuts, rounding, holes).
  /// Warning: it is often right and always worth knowing before.
  static let composition: [MetricDefault] = [
    MetricDefault(
      "smallest-class", by: "balance", scale: .amount, [Limit(min: 100, severity: .warning)],
      why: "A class of fewer than 100 effective events is known to 10 % at best."),
    MetricDefault(
      "mix-tvd", by: "balance", [Limit(max: 0.05), Limit(max: 0.02, severity: .warning)],
      why: "The limits of tvd: a classifier answers by the mix that it was trained on."),
    MetricDefault(
      "target-tvd", by: "balance", [Limit(max: 0.05)],
      why: "A mix that is stated is meant; 5 % is the limit of mix-tvd."),
    MetricDefault(
      "weighting-tvd", by: "balance", [Limit(max: 0.25, severity: .warning)],
      why:
        "Oversampled signal is common and meant; a quarter of the mix is worth knowing before the weights are forgotten."
    ),
    MetricDefault(
      "order-drift", by: "balance", [Limit(max: 0.1, severity: .warning)],
      why: "A split by position of such a file takes another mix; shuffling costs nothing."),
    MetricDefault(
      "order-clumping", by: "balance", [Limit(max: 0.1, severity: .warning)],
      why: "Batches of such a file hold fewer classes than they should."),
    MetricDefault(
      "neff-loss", by: "balance", [Limit(max: 0.75, severity: .warning)],
      why: "Beyond three quarters a sample of positive weights a quarter as large would be as good."),
    MetricDefault(
      "negative-weight-fraction", by: "balance",
      why: "A property of the generator; what it costs is judged by neff-loss."),
    MetricDefault(
      "heaviest-event-share", by: "weights", [Limit(max: 0.01, severity: .warning)],
      why: "An event that is worth 1 % of the sample decides what trees do around it."),
    MetricDefault(
      "heaviest-1pc-share", by: "weights", [Limit(max: 0.2, severity: .warning)],
      why: "At 20 % the heaviest percent is twenty times as heavy as the average."),
    MetricDefault(
      "zero-weights", by: "weights", [Limit(max: 0.01, severity: .warning)],
      why: "They cost time and teach nothing."),
    MetricDefault(
      "non-finite-weights", by: "weights", [Limit(max: 0)],
      why: "No sum with such a weight means anything."),
    MetricDefault(
      "weight-correlation", by: "weights", [Limit(max: 0.3, severity: .warning)],
      why:
        "Beyond 0.3 a classifier can reconstruct the weight, and a training without it learns another spectrum."
    ),
    MetricDefault(
      "weight-class-correlation", by: "weights",
      why: "Classes of different cross-section have different weights by nature."),
    MetricDefault(
      "grid", by: "integrity", [Limit(max: 0.3)],
      why: "A third of the values stored in another precision is a label."),
    MetricDefault(
      "range-violation", by: "integrity", [Limit(max: 0)],
      why: "A declared range is meant."),
    MetricDefault(
      "infinite", by: "integrity", [Limit(max: 0)],
      why: "Most trainings end in NaN on the first of them."),
    MetricDefault(
      "missing-fraction", by: "integrity", [Limit(max: 0.01, severity: .warning)],
      why: "The limit of missing: a classifier has to be told what to do there."),
    MetricDefault(
      "sentinel", by: "integrity", [Limit(max: 0, severity: .warning)],
      why: "Undeclared, a sentinel value is learned as a measurement."),
    MetricDefault(
      "dominant-share", by: "integrity", [Limit(max: 0.999, severity: .warning)],
      why: "Such a column teaches nothing, or was not filled."),
    MetricDefault(
      "copies", by: "integrity", [Limit(max: 0, severity: .warning)],
      why: "They add nothing and split importances."),
    MetricDefault(
      "mixed-precision", by: "integrity", [Limit(max: 0, severity: .warning)],
      why: "Storing alike costs nothing."),
    MetricDefault(
      "missing-columns", by: "integrity", [Limit(max: 0, severity: .warning)],
      why: "A classifier that uses them cannot be tested there."),
    MetricDefault(
      "overlap", by: "overlap", [Limit(max: 0)],
      why: "A result on events that were trained on is too good; none is tolerable."),
    MetricDefault(
      "version-overlap", by: "overlap", [Limit(max: 0)],
      why: "The same event twice, with some columns made anew."),
    MetricDefault(
      "key-overlap", by: "overlap", [Limit(max: 0)],
      why: "The same event twice, whatever was done to its features."),
    MetricDefault(
      "key-duplicates", by: "overlap", [Limit(max: 0)],
      why: "A key that repeats does not identify events, or the event is there twice."),
    MetricDefault(
      "duplicates", by: "overlap", [Limit(max: 0, severity: .warning)],
      why: "Copies weigh more than they should and can fall into two splits."),
    MetricDefault(
      "label-conflicts", by: "overlap", [Limit(max: 0)],
      why: "One of the two labels is wrong, or the features do not suffice."),
    MetricDefault(
      "uncovered", by: "coverage", [Limit(max: 0.01)],
      why: "There a classifier answers without having seen anything alike."),
    MetricDefault(
      "outside-training-range", by: "coverage", [Limit(max: 0.01, severity: .warning)],
      why: "Five times the expected 0.002: there a classifier extrapolates."),
    MetricDefault(
      "shortcut", by: "leakage", [Limit(max: 0.55)],
      why: "Whatever it separates is learned instead of physics; below 0.55 it hardly pays."),
    MetricDefault(
      "separation", by: "leakage", [Limit(max: 0.99, severity: .warning)],
      why: "A feature that is almost the label is usually made from it."),
    MetricDefault(
      "row-order", by: "leakage", [Limit(max: 0.6, severity: .warning)],
      why: "Shuffling costs nothing."),
    MetricDefault(
      "category-separation", by: "leakage", [Limit(max: 0.6, severity: .warning)],
      why:
        "Classes that have another mix of run periods or generators can be told by what those leave in the features."
    ),
    MetricDefault(
      "weight-separation", by: "leakage",
      why: "Weights differ by nature; keep them out of the inputs."),
    MetricDefault(
      "unused-separation", by: "leakage",
      why: "It is not an input; declare it under nuisance to judge it."),
    MetricDefault(
      "nuisance-auc", by: "nuisance-model", [Limit(max: 0.55)],
      why: "This much of a classifier could be no physics at all."),
    MetricDefault(
      "version-auc", by: "nuisance-model", [Limit(max: 0.55, severity: .warning)],
      why: "Mixed between classes, the versions would be learned."),
    MetricDefault(
      "process-auc", by: "nuisance-model",
      why: "Processes differ by nature; the larger, the more the mix matters."),
    MetricDefault(
      "spectator-ks", by: "spectators", [Limit(max: 0.1, severity: .warning)],
      why: "Beyond 0.1 learning the spectrum pays."),
    MetricDefault(
      "spectator-auc", by: "spectators", [Limit(max: 0.55, severity: .warning)],
      why: "As for nuisances: below 0.55 it hardly pays."),
    MetricDefault(
      "flattened-share", by: "spectators",
      why: "A price, to be set against what flattening brings."),
    MetricDefault(
      "auc-precision", by: "splits",
      why: "How much is enough depends on what is compared."),
    MetricDefault(
      "efficiency-precision", by: "splits",
      why: "How much is enough depends on what is compared."),
    MetricDefault(
      "ks", by: "split-shift", [Limit(max: 0.05)],
      why: "Splits are drawn alike: where they differ, one of them is not what it is taken for."),
    MetricDefault("wasserstein-sigma", by: "split-shift", why: "Repeats ks for the bulk."),
    MetricDefault(
      "median-shift", by: "split-shift", scale: .signed, why: "Says in which direction ks differs."),
    MetricDefault("iqr-ratio", by: "split-shift", scale: .ratio, why: "Says how the widths differ."),
    MetricDefault(
      "missing", by: "split-shift", scale: .signed, [Limit(min: -0.01, max: 0.01)],
      why: "As for simulation and data: missing values are often a state of the detector."),
    MetricDefault(
      "tvd", by: "split-shift", [Limit(max: 0.05)], why: "The counterpart of ks for categories."),
    MetricDefault(
      "one-sided-levels", by: "split-shift", [Limit(max: 0, severity: .warning)],
      why: "A level that training has never seen is usually a naming mistake or a missing process."),
  ]

  /// A metric whose meaning the glossary knows.
  init(
    _ metric: String, by analyzer: String, scale: Scale = .distance, _ limits: [Limit] = [], why: String
  ) {
    self.init(
      metric: metric, analyzer: analyzer, summary: MetricGlossary[metric]?.meaning ?? metric, scale: scale,
      limits: limits, why: why)
  }
}
