import AuditStatistics

/// How far changes may go before a miscalibration is too strong.
struct ResponseTolerances: Sendable {
  /// Loss of AUC.
  var auc: Double
  /// Change of the signal efficiency, either way.
  var efficiency: Double
  /// Relative change of the background efficiency, either way.
  var background: Double

  /// What changes, in the order of ``curves``.
  static let names = [
    "the loss of AUC", "the change of the signal efficiency",
    "the relative change of the background efficiency",
  ]

  /// Curves of the changes of AUC, signal efficiency and background efficiency (relative), with nothing measured yet.
  var curves: BreakdownCurves {
    BreakdownCurves(tolerances: [
      -auc...Double.greatestFiniteMagnitude, -efficiency...efficiency, -background...background,
    ])
  }
}

extension RobustnessAnalyzer {
  var tolerances: ResponseTolerances {
    ResponseTolerances(auc: aucTolerance, efficiency: efficiencyTolerance, background: backgroundTolerance)
  }
}

extension FittedMiscalibrationAnalyzer {
  var tolerances: ResponseTolerances {
    ResponseTolerances(auc: aucTolerance, efficiency: efficiencyTolerance, background: backgroundTolerance)
  }
}
