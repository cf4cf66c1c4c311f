import AuditReport

/// Limits of a composition audit, by metric: what counts as an alarm in tests of planted flaws and of clean twins.
public enum CompositionLimits {
  /// Largest tolerated value, but for the size of the smallest class, which must be reached.
  public static let byMetric: [String: Limit] = [
    "ks": Limit(max: 0.05, severity: .error), "tvd": Limit(max: 0.05, severity: .error),
    "weighting-tvd": Limit(max: 0.25, severity: .warning), "mix-tvd": Limit(max: 0.02, severity: .warning),
    "target-tvd": Limit(max: 0.05, severity: .error), "smallest-class": Limit(min: 100, severity: .error),
    "order-drift": Limit(max: 0.1, severity: .error), "order-clumping": Limit(max: 0.1, severity: .error),
    "neff-loss": Limit(max: 0.75, severity: .error),
    "heaviest-1pc-share": Limit(max: 0.2, severity: .warning),
    "heaviest-event-share": Limit(max: 0.01, severity: .error),
    "zero-weights": Limit(max: 0.01, severity: .warning),
    "non-finite-weights": Limit(max: 0, severity: .error),
    "weight-correlation": Limit(max: 0.3, severity: .warning),
    "missing-fraction": Limit(max: 0.01, severity: .error), "infinite": Limit(max: 0, severity: .error),
    "range-violation": Limit(max: 0, severity: .error), "sentinel": Limit(max: 0, severity: .error),
    "dominant-share": Limit(max: 0.999, severity: .warning), "copies": Limit(max: 0, severity: .error),
    "grid": Limit(max: 0.3, severity: .error), "mixed-precision": Limit(max: 0, severity: .warning),
    "missing-columns": Limit(max: 0, severity: .warning), "duplicates": Limit(max: 0, severity: .error),
    "key-duplicates": Limit(max: 0, severity: .error), "overlap": Limit(max: 0, severity: .error),
    "key-overlap": Limit(max: 0, severity: .error), "label-conflicts": Limit(max: 0, severity: .error),
    "outside-training-range": Limit(max: 0.01, severity: .error),
    "uncovered": Limit(max: 0.01, severity: .error), "separation": Limit(max: 0.99, severity: .error),
    "shortcut": Limit(max: 0.55, severity: .error), "row-order": Limit(max: 0.6, severity: .warning),
    "category-separation": Limit(max: 0.6, severity: .warning),
    "nuisance-auc": Limit(max: 0.55, severity: .error), "version-auc": Limit(max: 0.55, severity: .error),
    "spectator-ks": Limit(max: 0.1, severity: .warning),
    "spectator-auc": Limit(max: 0.55, severity: .warning),
  ]
}

extension Reading {
  /// The verdict under ``CompositionLimits``; nil without a limit or an estimate.
  public var verdict: Verdict? {
    guard case .measured(let estimate) = outcome, let limit = CompositionLimits.byMetric[metric] else {
      return nil
    }
    return limit.verdict(on: estimate)
  }
}
