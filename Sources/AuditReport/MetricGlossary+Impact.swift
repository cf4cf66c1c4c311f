extension MetricGlossary {
  /// What the measured difference between simulation and data is, and what it does to classifiers.
  static let impact: [GlossaryEntry] = [
    GlossaryEntry(
      id: "selected-fraction", title: "Selected fraction of data",
      meaning:
        "The fraction of data above the threshold minus that of simulation at its declared mix; it is measured, because the score exists in data, and needs no assumption of how classes move.",
      formula: "P_data(s ≥ t) − Σ f_c P_c(s ≥ t)"),
    GlossaryEntry(
      id: "score-distance", title: "Distance of the scores",
      meaning: "The KS distance of the classifier's score between data and simulation at its declared mix.",
      formula: "sup |F_data(s) − Σ f_c F_c(s)|"),
    GlossaryEntry(
      id: "assumption-efficiency", title: "Signal efficiency under an assumption",
      meaning: "The change of the signal efficiency if the classes move as one assumption says.",
      formula: "ε(moved simulation) − ε(simulation)"),
    GlossaryEntry(
      id: "assumption-background", title: "Background efficiency under an assumption",
      meaning: "The same for the background efficiency.",
      formula: "ε_b(moved simulation) − ε_b(simulation)"),
    GlossaryEntry(
      id: "assumption-closure", title: "Closure of an assumption",
      meaning:
        "AUC of boosted trees that separate data from simulation moved as one assumption says: ½ where it describes the mixture.",
      formula: "out-of-fold AUC"),
    GlossaryEntry(
      id: "missing-process", title: "Process that simulation lacks",
      meaning:
        "The fraction of data that no process of simulation explains: a lower bound, from where data are at least three times as dense as simulation and little else differs; the fraction itself is not identified, so that the interval ends at 1.",
      formula: "(D − S)/(1 − S)"),
    GlossaryEntry(
      id: "control-efficiency", title: "Change by control regions",
      meaning:
        "The change of a class's efficiency that explains the selected fractions of regions with other mixes, if a class changes alike in all of them.",
      formula: "argmin over d of Σ_r (Δ_r − Σ_k f_kr d_k)²/σ_r²"),
    GlossaryEntry(
      id: "total-efficiency-impact", title: "Impact on the signal efficiency",
      meaning:
        "The change of the signal efficiency at the nominal threshold from simulation to data; data without labels do not say it, so that the interval is the envelope of all assumptions of how classes move that agree with data.",
      formula: "ε_data − ε_simulation"),
    GlossaryEntry(
      id: "total-background-impact", title: "Impact on the background efficiency",
      meaning: "The same for the background efficiency, with the best-fit mix of backgrounds.",
      formula: "ε_b(T(x)) − ε_b(x)"),
    GlossaryEntry(
      id: "total-rejection-impact", title: "Impact on the rejection",
      meaning: "The same for the logarithm of the background rejection at constant signal efficiency.",
      formula: "ln R(T(x)) − ln R(x)"),
    GlossaryEntry(
      id: "total-auc-impact", title: "Impact on the AUC",
      meaning: "The same for the area under the ROC curve.", formula: "AUC(T(x)) − AUC(x)"),
    GlossaryEntry(
      id: "ratio-efficiency-impact", title: "Impact by density ratio",
      meaning:
        "The change of the signal efficiency when simulation is weighted with the density ratio of data and simulation, which assumes that events of given features have the classes that simulation has there.",
      formula: "E_data[q S]/E_data[q] corrected with r(y − q), minus ε"),
    GlossaryEntry(
      id: "ratio-background-impact", title: "Background impact by density ratio",
      meaning: "The same for the background efficiency.", formula: "as for the signal"),
    GlossaryEntry(
      id: "unexplained-selection", title: "Unexplained selection",
      meaning:
        "The fraction of data above the threshold minus that of simulation moved to data: it needs no labels and shows what the assumptions leave out.",
      formula: "P_data(s ≥ t) − P(s(T(x)) ≥ t)"),
    GlossaryEntry(
      id: "efficiency-impact", title: "Impact of one feature",
      meaning:
        "The change of the signal efficiency when this feature or group alone has the distribution that data have.",
      formula: "ε(T_j(x_j), x_others) − ε(x)"),
    GlossaryEntry(
      id: "blind-spot", title: "Blind spot",
      meaning:
        "The largest change of the signal efficiency found with all features distorted as functions of their own values while the KS distance of each stays within the limit; a lower bound.",
      formula: "max |Δε| over distortions with |ΔF| ≤ KS limit"),
    GlossaryEntry(
      id: "blind-spot-by-event", title: "Blind spot, event by event",
      meaning: "The same when the distortion of an event may depend on all of its features; a lower bound.",
      formula: "max |Δε| over displacements by at most the limit in rank"),
    GlossaryEntry(
      id: "preferred-scale", title: "Best-fit scale",
      meaning:
        "The relative change of the values with which simulation agrees best with data, fitted in bins of equal content with free process fractions.",
      formula: "argmin over s of Σ (q − Σ f_c p_c(s))²"),
    GlossaryEntry(
      id: "preferred-offset", title: "Best-fit offset",
      meaning:
        "The distance by which the values have to be moved for simulation to agree best with data, in units of the feature.",
      formula: "argmin over o of Σ (q − Σ f_c p_c(o))²"),
    GlossaryEntry(
      id: "preferred-smear", title: "Best-fit smearing",
      meaning:
        "The width of the Gaussian smearing with which simulation agrees best with data, relative to the value where all values have one sign; negative where data are narrower.",
      formula: "sign(v) √|v|, v the added variance"),
    GlossaryEntry(
      id: "safety-factor", title: "Safety factor",
      meaning:
        "Ratio of the tolerated to the best-fit size of the miscalibration; at 1 a classifier is at the edge of its tolerances, and 100 stands for more.",
      formula: "breakdown point / preferred size", isHeadline: false),
    GlossaryEntry(
      id: "impact-ranking", title: "What moves the efficiency",
      meaning: "The features ranked by what they change, the sum, and everything at once."),
    GlossaryEntry(
      id: "calibrations", title: "Best-fit miscalibrations",
      meaning: "The best fit of every feature and group, side by side."),
    GlossaryEntry(
      id: "preferred-mix", title: "Mix of the simulation",
      meaning: "The fractions of the simulated processes as simulated and as they fit the data best."),
  ]
}
