extension MetricGlossary {
  /// What makes data distinguishable from simulation by several features together.
  static let distinguish: [GlossaryEntry] = [
    GlossaryEntry(
      id: "shared-events", title: "Events in both samples",
      meaning:
        "The fraction of a sample's events that the other holds too: rows that agree in every column, in at least half of them, or in their event key.",
      formula: "rows with a twin in the other sample / rows"),
    GlossaryEntry(
      id: "auc-below-half", title: "Worse than chance",
      meaning:
        "How far the AUC of data against simulation lies below 0.5, where it certainly does: the samples are not independent.",
      formula: "0.5 − AUC"),
    GlossaryEntry(
      id: "two-sample-auc", title: "AUC of data against simulation",
      meaning:
        "The probability that boosted trees, on events they were not trained on, find a recorded event more data-like than a simulated one: 0.5 when nothing can be learned.",
      formula: "P(score of data > score of simulation), out of fold"),
    GlossaryEntry(
      id: "residual-auc", title: "AUC without the most telling feature",
      meaning:
        "The same for trees that do without the feature they rely on most and all that are strongly correlated with it.",
      formula: "P(score of data > score of simulation), out of fold"),
    GlossaryEntry(
      id: "two-sample-reliance", title: "What the trees rely on",
      meaning:
        "What is lost of that AUC when a feature, with those strongly correlated with it, has the values of other events.",
      formula: "AUC − AUC(feature permuted)"),
    GlossaryEntry(
      id: "extreme-events", title: "Events unlike the other sample",
      meaning: "The events that trees are surest of, to be looked at one by one."),
    GlossaryEntry(
      id: "regions", title: "Regions looked at",
      meaning: "What was found on one half of the rows, and what of it the other half confirmed."),
    GlossaryEntry(
      id: "region-difference", title: "Error of a region's efficiency",
      meaning:
        "The error that simulation makes in the efficiency of the region as a selection, measured on rows that the region was not found on.",
      formula: "Σw(data in region)/Σw(data) − Σw(simulation in region)/Σw(simulation)"),
    GlossaryEntry(
      id: "region-ratio", title: "Data over simulation in a region",
      meaning:
        "The share of data over that of simulation in the region, measured on rows that the region was not found on.",
      formula: "[Σw(data in region)/Σw(data)] / [Σw(simulation in region)/Σw(simulation)]"),
    GlossaryEntry(
      id: "reweighting-loss", title: "Loss of events by reweighting",
      meaning: "The part of simulation's effective number of events that the ratio weights would cost.",
      formula: "1 − n_eff(w·r) / n_eff(w)"),
    GlossaryEntry(
      id: "largest-weight", title: "Largest reweighted event",
      meaning: "The share of the reweighted simulation that its heaviest event carries.",
      formula: "max |w·r| / Σ w·r"),
    GlossaryEntry(
      id: "closure-auc", title: "Closure of the reweighting",
      meaning:
        "How well an independent classifier, on events that the ratio was not learned from, still separates data from the reweighted simulation: 0.5 when nothing is left.",
      formula: "P(score of data > score of reweighted simulation), out of fold"),
    GlossaryEntry(
      id: "ratio-slope", title: "Slope of the ratio",
      meaning:
        "Calibration slope of the density ratio: slope of the logarithm of the true ratio against that of the estimated one, on events that the ratio was not learned from; 1 when the estimate is right, below 1 when it exaggerates.",
      formula: "b in ln(data/simulation) = a + b ln r"),
    GlossaryEntry(
      id: "residual-ks", title: "KS distance after reweighting",
      meaning: "The KS distance of a feature between data and the reweighted simulation.",
      formula: "max over x of |F_r(x) − G(x)|"),
  ]
}
