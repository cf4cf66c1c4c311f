/// What a metric or a note means, in the words that reports use.
public struct GlossaryEntry: Sendable, Equatable {
  /// Identifier in findings, e.g. `ks`.
  public let id: String
  /// Name in tables and figures.
  public let title: String
  /// What the number says, in one sentence.
  public let meaning: String
  /// Definition; absent for notes.
  public let formula: String?
  /// True when the metric sums up the shift of a whole column, so that columns are ranked by it.
  public let isHeadline: Bool

  /// An entry of the glossary.
  public init(id: String, title: String, meaning: String, formula: String? = nil, isHeadline: Bool = false) {
    self.id = id
    self.title = title
    self.meaning = meaning
    self.formula = formula
    self.isHeadline = isHeadline
  }
}

/// The metrics and notes that reports explain; one that is not listed is shown under its identifier.
///
/// F and f are the weighted distribution function and the bin fractions of simulation, G and g those of data.
public enum MetricGlossary {
  /// All entries, in the order in which a reader wants them.
  public static let entries: [GlossaryEntry] =
    metrics + notes + composition + robustness + expectations + impact + distinguish + panel

  /// The entry of an identifier.
  public static subscript(id: String) -> GlossaryEntry? { byID[id] }

  /// Name of a metric; the identifier itself where there is no entry.
  public static func title(of id: String) -> String { byID[id]?.title ?? id }

  private static let byID = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })

  private static let metrics: [GlossaryEntry] = [
    GlossaryEntry(
      id: "ks", title: "KS distance",
      meaning:
        "The largest error that simulation makes in the efficiency of any one-sided cut on this feature.",
      formula: "max over x of |F(x) − G(x)|", isHeadline: true),
    GlossaryEntry(
      id: "wasserstein", title: "Wasserstein-1 distance",
      meaning:
        "The mean distance by which simulation has to be moved to become data, in units of the feature.",
      formula: "∫ |F(x) − G(x)| dx"),
    GlossaryEntry(
      id: "wasserstein-sigma", title: "Wasserstein-1 / width",
      meaning:
        "The Wasserstein-1 distance in units of the width of simulation: √π/2 times the mean difference of two events, which is σ for a Gaussian and can be measured with heavy tails, too.",
      formula: "∫ |F(x) − G(x)| dx / √π ∫ F(x) (1 − F(x)) dx"),
    GlossaryEntry(
      id: "jensen-shannon", title: "Jensen-Shannon distance",
      meaning:
        "How well one event distinguishes simulation from data: 0 for equal distributions, 1 for disjoint ones; missing values count as a bin.",
      formula: "√(½ Σ f log₂(f/m) + ½ Σ g log₂(g/m)), m = (f + g)/2"),
    GlossaryEntry(
      id: "psi", title: "Population stability index",
      meaning: "The symmetric relative entropy of the bin fractions; 0.1 is commonly called a small shift.",
      formula: "Σ (g − f) ln(g/f)"),
    GlossaryEntry(
      id: "chi2-ndf", title: "χ² / ndf",
      meaning:
        "Disagreement of the histograms in units of their statistical errors: near 1 without a shift, and growing with the sample size.",
      formula: "Σ (f − g)²/m over its expectation without a shift, m = (f + g)/2"),
    GlossaryEntry(
      id: "median-shift", title: "Shift of the median",
      meaning: "Median of data minus median of simulation, in units of the simulation's interquartile range.",
      formula:
        "(median(data) − median(simulation)) / IQR(simulation); between tied values, such as integers, quantiles are interpolated"
    ),
    GlossaryEntry(
      id: "iqr-ratio", title: "Ratio of widths",
      meaning: "Interquartile range of data over that of simulation: above 1, data are wider.",
      formula: "IQR(data) / IQR(simulation), quantiles as for the shift of the median"),
    GlossaryEntry(
      id: "out-of-range", title: "Outside simulated range",
      meaning:
        "Fraction of data outside the range that holds the central 99.8 % of simulation: there a classifier extrapolates.",
      formula: "G(q₀.₀₀₁) + 1 − G(q₀.₉₉₉), q from simulation"),
    GlossaryEntry(
      id: "missing", title: "Missing values",
      meaning:
        "Fraction of data without a value (missing, not a number, infinite, sentinel) minus that of simulation.",
      formula: "missing fraction(data) − missing fraction(simulation)"),
    GlossaryEntry(
      id: "tvd", title: "Total variation distance",
      meaning:
        "The fraction of events that would have to change category to turn simulation's mix into that of data.",
      formula: "½ Σ |f − g|", isHeadline: true),
    GlossaryEntry(
      id: "category-chi2", title: "χ² of the categories",
      meaning: "Disagreement of the category contents in units of their errors, both samples having errors.",
      formula: "Σ (f − g)²/m over its expectation without a shift, m = (f + g)/2"),
    GlossaryEntry(
      id: "one-sided-levels", title: "Categories on one side only",
      meaning: "Number of levels that only one of the two samples has.",
      formula: "levels with f = 0 or g = 0"),
  ]

  private static let notes: [GlossaryEntry] = [
    GlossaryEntry(
      id: "two-valued", title: "Two values",
      meaning:
        "The column is a flag: the KS distance compares the shares of its values, and no more can be said."),
    GlossaryEntry(
      id: "constant", title: "Constant column",
      meaning:
        "All values are equal: the column is useless to a classifier, or something went wrong upstream."),
    GlossaryEntry(
      id: "copy", title: "Copy of another column",
      meaning: "Two columns hold the same values in every row."),
    GlossaryEntry(
      id: "affine-copy", title: "Linear function of another column",
      meaning: "One column is a constant factor times another plus an offset: another unit or sign."),
    GlossaryEntry(
      id: "monotone", title: "Ordered like the rows",
      meaning:
        "The values rise or fall with the row number: an identifier or a time, not a property of the event."),
    GlossaryEntry(
      id: "one-sample-only", title: "In one sample only",
      meaning: "The column is missing in one of the samples and cannot be compared."),
    GlossaryEntry(
      id: "sentinel", title: "Suspected sentinel value",
      meaning: "One value far outside the bulk is so frequent that it probably means 'missing'."),
  ]
}
