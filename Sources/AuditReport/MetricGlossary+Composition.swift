extension MetricGlossary {
  /// What a sample to train on is made of; in the order of the chapters.
  static let composition: [GlossaryEntry] = [
    GlossaryEntry(
      id: "smallest-class", title: "Smallest class",
      meaning: "Effective events of the smallest class of a split.",
      formula: "min over classes of (Σw)²/Σw²"),
    GlossaryEntry(
      id: "mix-tvd", title: "Difference of the mix",
      meaning:
        "The fraction of events that would have to change class, process or level to turn the mix of training into that of the other sample.",
      formula: "½ Σ |f − g| over shares of the weight"),
    GlossaryEntry(
      id: "target-tvd", title: "Distance from the expected mix",
      meaning:
        "The fraction of events that would have to change class, process or level to reach the stated mix.",
      formula: "½ Σ |f − stated|"),
    GlossaryEntry(
      id: "weighting-tvd", title: "Mix by rows against mix by weight",
      meaning: "The fraction of the mix that weights move: what a training without weights would get wrong.",
      formula: "½ Σ |rows share − weight share|", isHeadline: true),
    GlossaryEntry(
      id: "order-drift", title: "Order of the classes in the file",
      meaning:
        "The largest KS distance between where the rows of a class and those of all others lie in the file; 0 when shuffled, 1 when sorted.",
      formula: "max over classes of KS of the row positions"),
    GlossaryEntry(
      id: "order-clumping", title: "Runs of equal class",
      meaning:
        "How much more often than by chance neighbouring rows are of the same class; 0 when shuffled, 1 for one block a class.",
      formula: "(P(equal neighbours) − chance) / (1 − chance)"),
    GlossaryEntry(
      id: "neff-loss", title: "Effective events lost to signs",
      meaning: "The fraction of the effective events that negative weights cost.",
      formula: "1 − (Σw)²/(Σ|w|)²"),
    GlossaryEntry(
      id: "negative-weight-fraction", title: "Negative weights",
      meaning: "The fraction of rows whose weight is negative.",
      formula: "rows with w < 0 / rows"),
    GlossaryEntry(
      id: "mix", title: "Mix",
      meaning: "What the sample is made of, by rows and by weight."),
    GlossaryEntry(
      id: "heaviest-event-share", title: "Share of the heaviest event",
      meaning: "The fraction of the sum of absolute weights that a single event carries.",
      formula: "max |w| / Σ|w|"),
    GlossaryEntry(
      id: "heaviest-1pc-share", title: "Share of the heaviest 1 %",
      meaning: "The fraction of the sum of absolute weights that the heaviest 1 % of the rows carry.",
      formula: "Σ|w| of the heaviest 1 % / Σ|w|"),
    GlossaryEntry(
      id: "zero-weights", title: "Zero weights",
      meaning: "The fraction of rows whose weight is 0.",
      formula: "rows with w = 0 / rows"),
    GlossaryEntry(
      id: "non-finite-weights", title: "Weights without a value",
      meaning: "The fraction of rows whose weight is NaN or infinite.",
      formula: "rows without a finite w / rows"),
    GlossaryEntry(
      id: "weight-correlation", title: "Weight depends on a feature",
      meaning:
        "How strongly the weight depends on one feature within the classes: the root of the fraction of the variance of its ranks that bins of the feature explain.",
      formula: "η = √(variance between bins / variance) of rank(w), within classes"),
    GlossaryEntry(
      id: "weight-class-correlation", title: "Weight depends on the class",
      meaning:
        "How strongly the weight depends on the class: the root of the fraction of the variance of its ranks that the class explains.",
      formula: "η = √(variance between classes / variance) of rank(w)"),
    GlossaryEntry(
      id: "weights", title: "Weights",
      meaning: "How the weights are distributed over rows and classes."),
    GlossaryEntry(
      id: "grid", title: "Rounding that distinguishes samples",
      meaning:
        "The difference between two classes or samples in the fraction of values that lie on a grid: a classifier can learn the rounding.",
      formula: "largest difference of shares on a decimal or binary grid"),
    GlossaryEntry(
      id: "range-violation", title: "Outside the declared range",
      meaning: "The fraction of values outside the range that the configuration declares.",
      formula: "values out of range / rows"),
    GlossaryEntry(
      id: "infinite", title: "Infinite values",
      meaning: "The fraction of values that are infinite.",
      formula: "rows with ±∞ / rows"),
    GlossaryEntry(
      id: "missing-fraction", title: "Fraction missing",
      meaning: "The fraction of values that are not a number or stand for \"missing\".",
      formula: "missing rows / rows"),
    GlossaryEntry(
      id: "dominant-share", title: "Share of one value",
      meaning:
        "The fraction of values that are equal to the most frequent one, where it is almost all of them.",
      formula: "rows of the most frequent value / values"),
    GlossaryEntry(
      id: "copies", title: "Copies of features",
      meaning: "Features that another one determines exactly or by a straight line.",
      formula: "number of such features"),
    GlossaryEntry(
      id: "mixed-precision", title: "Features stored in different types",
      meaning: "Features whose type differs between samples, so that rounding distinguishes them.",
      formula: "number of such features"),
    GlossaryEntry(
      id: "missing-columns", title: "Features that a split lacks",
      meaning: "Features that only some of the samples to train and test with have.",
      formula: "number of such features"),
    GlossaryEntry(
      id: "columns", title: "Columns at a glance",
      meaning: "Types, ranges and missing values of the columns, and which of them could not be compared."),
    GlossaryEntry(
      id: "overlap", title: "Rows that another split has too",
      meaning: "The fraction of rows whose features equal those of a row of another split.",
      formula: "rows of the sample found in the other / rows"),
    GlossaryEntry(
      id: "version-overlap", title: "Events that another split has in another version",
      meaning:
        "The fraction of rows that agree with a row of another split in at least half of the columns, not in all, far more often than by chance.",
      formula: "rows of the sample with a version in the other / rows"),
    GlossaryEntry(
      id: "key-overlap", title: "Events that another split has too",
      meaning: "The fraction of rows whose event key another split has too.",
      formula: "rows of the sample found in the other by key / rows"),
    GlossaryEntry(
      id: "key-duplicates", title: "Event keys that repeat",
      meaning: "The fraction of rows whose event key an earlier row of the sample has.",
      formula: "repeated rows by key / rows"),
    GlossaryEntry(
      id: "duplicates", title: "Rows that repeat",
      meaning: "The fraction of rows whose features equal those of an earlier row of the sample.",
      formula: "repeated rows / rows"),
    GlossaryEntry(
      id: "label-conflicts", title: "Equal features, different labels",
      meaning: "The fraction of labelled rows whose features equal those of a row of another class.",
      formula: "conflicting rows / rows of labelled samples"),
    GlossaryEntry(
      id: "overlap-matrix", title: "Shared rows",
      meaning: "How many rows of each sample every other one holds too, by the features."),
    GlossaryEntry(
      id: "key-overlap-matrix", title: "Shared events",
      meaning: "How many rows of each sample every other one holds too, by the event key."),
    GlossaryEntry(
      id: "near-duplicates", title: "Rows equal after rounding",
      meaning: "Rows that agree after rounding, though not exactly."),
    GlossaryEntry(
      id: "uncovered", title: "Not covered by training",
      meaning:
        "The fraction of the sample where the density of training is below a tenth of the sample's own, with an interval that ends at what is not certainly covered, or at the smallest gap that samples of this size show.",
      formula: "∫ p over q(x) < p(x)/10, p the density of the sample, q that of training"),
    GlossaryEntry(
      id: "outside-training-range", title: "Outside the range of training",
      meaning:
        "The fraction of the sample outside the range that holds the central 99.8 % of training; 0.002 when nothing is wrong.",
      formula: "share outside of q₀.₀₀₁ to q₀.₉₉₉ of training"),
    GlossaryEntry(
      id: "shortcut", title: "Separation by a nuisance",
      meaning:
        "How well a column that should say nothing separates the classes alone: AUC of a cut or of any function of it, 0.5 for not at all.",
      formula: "AUC of a cut; of the binned likelihood ratio where that exceeds the interval of the cut"),
    GlossaryEntry(
      id: "separation", title: "Separation by one feature",
      meaning:
        "How well one feature alone separates the classes: AUC of a cut or of any function of it, 0.5 for not at all.",
      formula: "AUC of a cut; of the binned likelihood ratio where that exceeds the interval of the cut"),
    GlossaryEntry(
      id: "row-order", title: "Separation by the row number",
      meaning: "How well the place in the file separates the classes.",
      formula: "AUC of a cut on the row number; of its bins where that exceeds the interval of the cut"),
    GlossaryEntry(
      id: "category-separation", title: "Separation by a category",
      meaning: "How well the levels of a category separate the classes.",
      formula: "cross-fitted AUC of the shares by level"),
    GlossaryEntry(
      id: "weight-separation", title: "Separation by the weight",
      meaning: "How well the event weight alone separates the classes.",
      formula: "AUC of a cut on the weight; of its bins where that exceeds the interval of the cut"),
    GlossaryEntry(
      id: "unused-separation", title: "Separation by an unused column",
      meaning: "How well a column that is not a feature separates the classes.",
      formula: "AUC of a cut; of the binned likelihood ratio where that exceeds the interval of the cut"),
    GlossaryEntry(
      id: "ranking", title: "Ranking of the columns",
      meaning: "All columns by how well each alone separates the classes."),
    GlossaryEntry(
      id: "nuisance-auc", title: "What nuisances can learn",
      meaning: "How well small boosted trees on the nuisances alone separate the classes, out of fold.",
      formula: "out-of-fold AUC"),
    GlossaryEntry(
      id: "version-auc", title: "Separation of simulations",
      meaning: "How well small boosted trees separate two simulations by the features, out of fold.",
      formula: "out-of-fold AUC"),
    GlossaryEntry(
      id: "process-auc", title: "Separation of a process in its class",
      meaning:
        "How well small boosted trees separate a process or level from the rest of its class by the features, out of fold.",
      formula: "out-of-fold AUC"),
    GlossaryEntry(
      id: "left-out", title: "Left out",
      meaning: "What was not measured, and why."),
    GlossaryEntry(
      id: "spectator-ks", title: "Spectator differs between classes",
      meaning: "The KS distance of a spectator between a class and the others.",
      formula: "max over x of |F(class) − F(others)|", isHeadline: true),
    GlossaryEntry(
      id: "spectator-auc", title: "Separation by a spectator",
      meaning: "The AUC of a cut on the spectator alone, in whichever direction; 0.5 for no separation.",
      formula: "½ + |AUC − ½|"),
    GlossaryEntry(
      id: "flattened-share", title: "Left after flattening",
      meaning:
        "The smallest fraction of effective events that a class keeps when weights make the spectator equal in all classes.",
      formula: "min over classes of n_eff(reweighted) / n_eff"),
    GlossaryEntry(
      id: "auc-precision", title: "Precision of an AUC",
      meaning: "Half the width of the interval of an AUC that a split of this size can give.",
      formula: "z σ(AUC) by Hanley and McNeil with n_eff"),
    GlossaryEntry(
      id: "efficiency-precision", title: "Precision of an efficiency",
      meaning: "Half the width of the interval of an efficiency that a split of this size can give.",
      formula: "z √(ε(1 − ε)/n_eff)"),
    GlossaryEntry(
      id: "sizes", title: "Sizes of the splits",
      meaning: "Rows, weights and effective events of the classes of each split."),
  ]
}
