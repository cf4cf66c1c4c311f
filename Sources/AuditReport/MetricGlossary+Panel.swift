extension MetricGlossary {
  /// Several features at once; features are in units of simulation's robust width around its median.
  static let panel: [GlossaryEntry] = [
    GlossaryEntry(
      id: "panel", title: "Who sees what",
      meaning: "Which ways of looking at all features together see a difference, and what each cannot see."),
    GlossaryEntry(
      id: "largest-ks", title: "Largest KS distance",
      meaning: "The largest KS distance of the single features, with the p-value of the largest of all.",
      formula: "max over features and x of |F(x) − G(x)|"),
    GlossaryEntry(
      id: "correlation-shift", title: "Change of a correlation",
      meaning:
        "The largest change of a correlation between two features, with an interval that holds for all pairs at once.",
      formula: "max over pairs of |r(data) − r(simulation)|, r = cov/σσ, weighted", isHeadline: true),
    GlossaryEntry(
      id: "rank-correlation-shift", title: "Change of a rank correlation",
      meaning: "The same for the correlation of ranks, which outliers and scales do not touch.",
      formula: "max over pairs of |ρ(data) − ρ(simulation)|, ρ = correlation of the mid-ranks"),
    GlossaryEntry(
      id: "energy-distance", title: "Energy distance",
      meaning:
        "How much farther apart events of simulation and data are than events of the same sample; 0 only for equal distributions.",
      formula: "√(2E|X − Y| − E|X − X′| − E|Y − Y′|)"),
    GlossaryEntry(
      id: "mmd", title: "Maximum mean discrepancy",
      meaning:
        "How different densities smoothed with a Gaussian kernel are, its width the median distance of two events.",
      formula: "√(E k(X, X′) + E k(Y, Y′) − 2E k(X, Y)), k = exp(−|x − y|²/2h²)"),
    GlossaryEntry(
      id: "sliced-wasserstein", title: "Sliced Wasserstein distance",
      meaning: "The mean over directions of the Wasserstein-1 distance of the projections, in widths.",
      formula: "mean over unit vectors θ of ∫ |F_θ(x) − G_θ(x)| dx"),
    GlossaryEntry(
      id: "worst-direction", title: "Worst direction",
      meaning:
        "The Wasserstein-1 distance along the linear combination that differs most, found on one half of the rows and measured on the other.",
      formula: "max over unit vectors θ of ∫ |F_θ(x) − G_θ(x)| dx"),
    GlossaryEntry(
      id: "frechet-distance", title: "Fréchet distance",
      meaning:
        "The squared distance of two Gaussians with the samples' means and covariances (FID, FPD), its bias subtracted.",
      formula: "|μ − ν|² + tr(A + B − 2(A^½ B A^½)^½)"),
  ]
}
