extension MetricGlossary {
  /// What miscalibrations do to classifiers.
  static let robustness: [GlossaryEntry] = [
    GlossaryEntry(
      id: "auc-loss", title: "Loss of AUC",
      meaning:
        "What the expected size of the miscalibration takes off the area under the ROC curve, measured on the same events before and after; of both signs the worse one.",
      formula: "AUC(0) − AUC(s)", isHeadline: true),
    GlossaryEntry(
      id: "efficiency-change", title: "Change of the signal efficiency",
      meaning:
        "What the expected size of the miscalibration does to the fraction of signal above the nominal threshold, on the same events; of both signs the larger change.",
      formula: "ε(s) − ε(0)"),
    GlossaryEntry(
      id: "background-change", title: "Change of the background efficiency",
      meaning:
        "What the expected size of the miscalibration does to the fraction of background above the nominal threshold, relative to that fraction; of both signs the larger change.",
      formula: "(ε_b(s) − ε_b(0)) / ε_b(0)"),
    GlossaryEntry(
      id: "dependence", title: "Dependence on one input",
      meaning:
        "What is lost of the AUC when the inputs have the values of other events: how much of the classifier hangs on them.",
      formula: "AUC − AUC(inputs permuted)", isHeadline: true),
    GlossaryEntry(
      id: "sufficiency", title: "What one input alone carries",
      meaning:
        "The share of the separation that is left when all other inputs have the values of other events; near 1 the input is almost the label.",
      formula: "(AUC(others permuted) − ½) / (AUC − ½)", isHeadline: true),
    GlossaryEntry(
      id: "breakdown", title: "Breakdown point",
      meaning:
        "The smallest strength of the miscalibration at which a change leaves its tolerance, refined between the strengths tried.",
      formula: "min |s| with a change outside its tolerance"),
    GlossaryEntry(
      id: "slope", title: "Slope at 0",
      meaning:
        "How fast the signal efficiency moves with a small strength, from the strengths nearest to 0, on the same events.",
      formula: "(ε(h) − ε(−h)) / 2h"),
    GlossaryEntry(
      id: "curvature", title: "Curvature at 0",
      meaning:
        "How fast that slope changes with the strength, on the same events; 0 when the response is linear.",
      formula: "(ε(h) − 2ε(0) + ε(−h)) / h²"),
    GlossaryEntry(
      id: "asymmetry", title: "Asymmetry",
      meaning:
        "The AUC at the expected size less the AUC at its opposite, on the same events; 0 when both signs cost the same.",
      formula: "AUC(s) − AUC(−s)"),
    GlossaryEntry(
      id: "relative-error", title: "Error relative to the baseline model",
      meaning:
        "The mean over miscalibrations of 1 − AUC summed over strengths, relative to that of the baseline model: one number to compare models, defined like mCE.",
      formula: "mean over c of Σ_s (1 − AUC_sc) / Σ_s (1 − AUC⁰_sc)"),
    GlossaryEntry(
      id: "relative-loss", title: "Loss relative to the baseline model",
      meaning:
        "The same for what is lost of the AUC, whatever a model reaches without miscalibrations; only where the baseline model loses under each.",
      formula: "mean over c of Σ_s (AUC − AUC_sc) / Σ_s (AUC⁰ − AUC⁰_sc)"),
    GlossaryEntry(
      id: "rejection-change", title: "Change of the background rejection",
      meaning:
        "What the expected size does to the logarithm of 1 over the background efficiency where the threshold follows so that the signal efficiency stays.",
      formula: "ln(R(s) / R(0))"),
    GlossaryEntry(
      id: "log-loss-change", title: "Change of the log loss",
      meaning:
        "What the expected size does to the mean of −ln of the probability that was given to the true class.",
      formula: "L(s) − L(0)"),
    GlossaryEntry(
      id: "brier-change", title: "Change of the Brier score",
      meaning: "What the expected size does to the mean squared distance of score and class.",
      formula: "B(s) − B(0)"),
    GlossaryEntry(
      id: "calibration-change", title: "Change of the calibration error",
      meaning: "What the expected size does to the expected calibration error.",
      formula: "ECE(s) − ECE(0)"),
    GlossaryEntry(
      id: "score-ks", title: "Movement of the scores",
      meaning:
        "The largest difference between the distributions of the scores of the same events before and after.",
      formula: "max |F_s(t) − F_0(t)|"),
    GlossaryEntry(
      id: "flips", title: "Flipped decisions",
      meaning:
        "The weighted fraction of events that are on the other side of the nominal threshold afterwards.",
      formula: "Σw [decision flipped] / Σw"),
    GlossaryEntry(
      id: "auc", title: "AUC",
      meaning: "Area under the weighted ROC curve of the undistorted events.",
      formula: "P(score of signal > score of background)"),
    GlossaryEntry(
      id: "background-efficiency", title: "Background efficiency",
      meaning: "The weighted fraction of background events above the threshold.",
      formula: "Σw(s ≥ t) / Σw"),
    GlossaryEntry(
      id: "calibration-error", title: "Expected calibration error",
      meaning:
        "Mean distance between the score and the fraction of signal among events of like score; for scores that are probabilities.",
      formula: "Σ_b |Σ w (s − y)| / Σw"),
    GlossaryEntry(
      id: "models", title: "Models side by side",
      meaning: "What each model reaches before anything is injected."),
    GlossaryEntry(
      id: "scoring", title: "What scores",
      meaning: "The part of a model's file that scores, where its own library has more than one usual call."),
    GlossaryEntry(
      id: "sensitivity", title: "Sensitivity",
      meaning: "The miscalibrations ranked by what they take off the AUC at their expected size."),
    GlossaryEntry(
      id: "tornado", title: "Tornado",
      meaning:
        "The miscalibrations ranked by what they do to the signal efficiency at their expected size, both signs."
    ),
    GlossaryEntry(
      id: "reliance", title: "Reliance", meaning: "The inputs ranked by what is lost of the AUC without them."
    ),
    GlossaryEntry(
      id: "responses", title: "Responses", meaning: "The change of the AUC by miscalibration and strength."),
    GlossaryEntry(
      id: "damage", title: "Where the damage is",
      meaning: "The change of the fraction above the threshold by process and category."),
  ]
}
