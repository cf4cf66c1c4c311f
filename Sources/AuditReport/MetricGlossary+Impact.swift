extension MetricGlossary {
  /// What the measured difference between simulation and data is, and what it does to classifiers.
  static let impact: [GlossaryEntry] = [
    GlossaryEntry(
      id: "preferred-scale", title: "Preferred scale",
      meaning:
        "The relative change of the values with which simulation agrees best with data, fitted in bins of equal content with the mix of the simulation's parts left free.",
      formula: "argmin over s of Σ (q − Σ f_c p_c(s))²"),
    GlossaryEntry(
      id: "preferred-offset", title: "Preferred offset",
      meaning:
        "The distance by which the values have to be moved for simulation to agree best with data, in units of the feature.",
      formula: "argmin over o of Σ (q − Σ f_c p_c(o))²"),
    GlossaryEntry(
      id: "preferred-smear", title: "Preferred smearing",
      meaning:
        "The width of the Gaussian smearing with which simulation agrees best with data, relative to the value where all values have one sign; negative where data are narrower.",
      formula: "sign(v) √|v|, v the added variance"),
    GlossaryEntry(
      id: "safety-factor", title: "Safety factor",
      meaning:
        "How many times the size that data prefer a miscalibration may have before a classifier leaves its tolerances; 1 is the edge, and 100 stands for more.",
      formula: "breakdown point / preferred size", isHeadline: false),
    GlossaryEntry(
      id: "calibrations", title: "Preferred miscalibrations",
      meaning: "What data prefer of every feature and group, side by side."),
    GlossaryEntry(
      id: "mix", title: "Mix of the simulation",
      meaning: "The shares of the simulation's parts as simulated and as data prefer them."),
  ]
}
