import AuditReport

extension MetricDefault {
  /// Every metric that can be limited, with its default limits: set here and in ``composition``.
  ///
  /// One judge for each way to go wrong: `ks` for the bulk, `iqr-ratio` for the resolution, `out-of-range` for
  /// the tails, `missing` for what is not there, `tvd` and `one-sided-levels` for categories. Metrics that would only
  /// repeat one of these are measured and not judged, so that one disagreement is one failure.
  public static let all: [MetricDefault] =
    shift + composition + robustness + expectations + impact + distinguish + panel

  private static let shift: [MetricDefault] = [
    MetricDefault(
      metric: "ks", analyzer: "shift",
      summary:
        "Kolmogorov-Smirnov distance: the largest error of the efficiency of a one-sided cut on the feature.",
      scale: .distance, limits: [Limit(max: 0.05), Limit(max: 0.02, severity: .warning)],
      why: "5 % is more than the efficiency uncertainties that analyses quote; 2 % is worth a look."),
    MetricDefault(
      metric: "wasserstein", analyzer: "shift",
      summary: "Wasserstein-1 distance in units of the feature: how far events have to be moved on average.",
      scale: .distance, why: "It has the unit of the feature: only you know how many GeV matter."),
    MetricDefault(
      metric: "wasserstein-sigma", analyzer: "shift",
      summary:
        "Wasserstein-1 distance in units of the simulation's width, which for a Gaussian is its standard deviation.",
      scale: .distance, why: "Repeats ks for the bulk."),
    MetricDefault(
      metric: "jensen-shannon", analyzer: "shift",
      summary:
        "Jensen-Shannon distance on common quantile bins, missing values in a bin of their own; 0 to 1.",
      scale: .distance, why: "Repeats ks and depends on the binning."),
    MetricDefault(
      metric: "psi", analyzer: "shift",
      summary: "Population stability index on the same bins.",
      scale: .distance,
      why: "Repeats ks; the customary 0.1 and 0.25 come from credit scoring, not from physics."),
    MetricDefault(
      metric: "chi2-ndf", analyzer: "shift",
      summary: "Chi-square per degree of freedom of the two histograms, both with their errors.",
      scale: .distance, why: "Grows with the number of events: a significance, not a size."),
    MetricDefault(
      metric: "median-shift", analyzer: "shift",
      summary: "Median of data minus median of simulation, in units of the simulation's interquartile range.",
      scale: .signed, limits: [Limit(min: -0.1, max: 0.1, severity: .warning)],
      why:
        "For a Gaussian 0.1 is a ks of 0.05: says in which direction the bulk moved, never stricter than ks."),
    MetricDefault(
      metric: "iqr-ratio", analyzer: "shift",
      summary: "Interquartile range of data over that of simulation: the resolution.",
      scale: .ratio, limits: [Limit(min: 1 / 1.1, max: 1.1, severity: .warning)],
      why: "ks hardly sees a width: 10 % worse resolution of a Gaussian is a ks of only 0.023."),
    MetricDefault(
      metric: "out-of-range", analyzer: "shift",
      summary:
        "Fraction of data outside the simulation's 0.1 % to 99.9 % range; 0.002 when nothing is wrong.",
      scale: .distance, limits: [Limit(max: 0.01, severity: .warning)],
      why: "Five times the expected 0.002: there a classifier extrapolates beyond what it was trained on."),
    MetricDefault(
      metric: "missing", analyzer: "shift",
      summary: "Fraction of missing values in data minus that in simulation.",
      scale: .signed, limits: [Limit(min: -0.01, max: 0.01)],
      why:
        "Missing values are often a detector state: 1 % more of them is a region that simulation does not have."
    ),
    MetricDefault(
      metric: "tvd", analyzer: "shift",
      summary: "Total variation distance of a category: the largest error of the share of any set of levels.",
      scale: .distance, limits: [Limit(max: 0.05), Limit(max: 0.02, severity: .warning)],
      why: "The counterpart of ks for categories, with the same limits."),
    MetricDefault(
      metric: "category-chi2", analyzer: "shift",
      summary:
        "Chi-square per degree of freedom of the shares of the levels, both samples with their errors.",
      scale: .distance, why: "Grows with the number of events: a significance, not a size."),
    MetricDefault(
      metric: "one-sided-levels", analyzer: "shift",
      summary: "Levels of a category seen in one sample only.",
      scale: .distance, limits: [Limit(max: 0, severity: .warning)],
      why: "A level that one side has never seen is usually a naming mistake or a missing process."),
  ]
}
