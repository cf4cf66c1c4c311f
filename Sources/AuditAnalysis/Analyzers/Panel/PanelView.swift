/// One way to look at several features at once, with what it cannot see.
enum PanelView: String, CaseIterable, Sendable {
  case marginal = "largest-ks"
  case pearson = "correlation-shift"
  case spearman = "rank-correlation-shift"
  case energy = "energy-distance"
  case discrepancy = "mmd"
  case sliced = "sliced-wasserstein"
  case direction = "worst-direction"
  case frechet = "frechet-distance"

  /// Name in the table.
  var title: String {
    switch self {
    case .marginal: "largest KS of a feature"
    case .pearson: "largest change of a correlation"
    case .spearman: "largest change of a rank correlation"
    case .energy: "energy distance"
    case .discrepancy: "MMD"
    case .sliced: "sliced Wasserstein"
    case .direction: "worst direction"
    case .frechet: "Fréchet distance"
    }
  }

  /// What it cannot see, to follow "cannot see".
  var blindness: String {
    switch self {
    case .marginal:
      "anything that leaves every feature's own distribution as it is, such as a changed correlation"
    case .pearson:
      "the features themselves, nor dependence that is not linear; a few outliers can hide or fake a change"
    case .spearman: "the features themselves, nor dependence that neither rises nor falls"
    case .energy:
      "what is small beside the spread of all features together: fine structure, or one feature of many"
    case .discrepancy: "structure much finer or much wider than its kernel, or one feature of many"
    case .sliced: "what only few directions show: it is diluted by the mean over all"
    case .direction:
      "what no straight line through the features shows, such as rings; it has half of the rows"
    case .frechet:
      "anything but means, widths and linear correlations: shapes with equal moments are equal to it"
    }
  }

  /// The same in a table.
  var shortBlindness: String {
    switch self {
    case .marginal: "correlations"
    case .pearson: "single features, curved dependence"
    case .spearman: "single features, dependence without a trend"
    case .energy: "fine structure, one feature of many"
    case .discrepancy: "scales far from its kernel's"
    case .sliced: "what few directions show"
    case .direction: "rings, interactions"
    case .frechet: "shapes with equal moments"
    }
  }
}
