extension MetricGlossary {
  /// What physics expects of classifiers.
  static let expectations: [GlossaryEntry] = [
    GlossaryEntry(
      id: "checklist", title: "Checklist",
      meaning: "All expectations of the models with what was found; the verdicts stand with each."),
    GlossaryEntry(
      id: "invariance", title: "Decisions that turn",
      meaning:
        "The weighted fraction of events whose decision at the working point depends on what is arbitrary; of several changes the one that turns most.",
      formula: "Σw [decision turned] / Σw"),
    GlossaryEntry(
      id: "invariance-ks", title: "Movement of the scores under the change",
      meaning: "The largest difference between the distributions of the scores before and after the change.",
      formula: "max |F'(t) − F(t)|"),
    GlossaryEntry(
      id: "monotonicity", title: "Events against the direction",
      meaning:
        "The weighted fraction of events whose score somewhere goes against the expected direction by more than the tolerance when the feature alone changes.",
      formula: "Σw [max over i < j of s(x_i) − s(x_j) > tolerance] / Σw"),
    GlossaryEntry(
      id: "step-back", title: "Mean step back",
      meaning: "The largest step of the score against the expected direction, averaged over events.",
      formula: "mean of max over i < j of s(x_i) − s(x_j)"),
    GlossaryEntry(
      id: "independence-cvm", title: "Cramér-von Mises over windows",
      meaning:
        "How much the distribution of the score in windows of the spectator differs from that of all events, beyond the 1/(6n) that windows of n events give by chance.",
      formula: "mean over windows of ∫ (F_window − F)² dF − (1/n_window − 1/n)/6"),
    GlossaryEntry(
      id: "independence-dcor", title: "Distance correlation",
      meaning: "Dependence of score and spectator of any form: 0 only if independent, 1 if linear.",
      formula: "√(V²(s, m) / √(V²(s, s) V²(m, m)))"),
    GlossaryEntry(
      id: "independence-js", title: "Sculpting",
      meaning:
        "Jensen-Shannon distance between the distributions of the spectator above and below the working point, from 0 to 1.",
      formula: "√JS(m | s ≥ t, m | s < t)"),
    GlossaryEntry(
      id: "agreement-ks", title: "Score in data and simulation",
      meaning:
        "The largest difference between the distributions of the score in data and simulation of the control sample.",
      formula: "max |F_D(t) − F_S(t)|"),
    GlossaryEntry(
      id: "agreement-efficiency", title: "Efficiency in data less simulation",
      meaning:
        "The fraction of the control sample above the working point in data less that in simulation: a noisy score agrees as a whole and says nothing, but cannot cheat here at the same efficiency.",
      formula: "ε_D − ε_S"),
    GlossaryEntry(
      id: "slice-bias", title: "Bias of the score by slice",
      meaning: "The mean of the score less the fraction of signal in a slice; 0 when calibrated there.",
      formula: "Σw (s − y) / Σw"),
    GlossaryEntry(
      id: "slice-calibration", title: "Calibration error by slice",
      meaning: "The expected calibration error of the events of a slice.",
      formula: "Σ_b |Σ w (s − y)| / Σw"),
    GlossaryEntry(
      id: "slice-loss", title: "Log loss by slice", meaning: "The log loss of the events of a slice.",
      formula: "−Σw ln p(true class) / Σw"),
    GlossaryEntry(
      id: "overtraining-auc", title: "AUC in training less test",
      meaning: "How much better the events are separated that the model was trained on.",
      formula: "AUC(training) − AUC(test)"),
    GlossaryEntry(
      id: "overtraining-ks", title: "Score in training and test",
      meaning:
        "The largest difference between the distributions of the score of a class in training and test.",
      formula: "max |F_training(t) − F_test(t)|"),
  ]
}
