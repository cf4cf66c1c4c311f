import AuditAnalysis
import AuditReport
import AuditTestSupport

/// All analyzers of a training set that need no model.
enum TrainingSetAudit {
  static func readings(of run: AnalyzerRun, in context: AuditContext) throws -> [Reading] {
    try run.readings(BalanceAnalyzer(), in: context) + run.readings(WeightsAnalyzer(), in: context)
      + run.readings(IntegrityAnalyzer(), in: context) + run.readings(OverlapAnalyzer(), in: context)
      + run.readings(CoverageAnalyzer(), in: context) + run.readings(LeakageAnalyzer(), in: context)
      + run.readings(SpectatorAnalyzer(), in: context) + run.readings(SplitAnalyzer(), in: context)
  }
}
