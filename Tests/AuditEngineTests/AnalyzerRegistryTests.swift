import AuditEngine
import AuditReport
import AuditSamples
import Testing

@Suite struct AnalyzerRegistryTests {
  @Test func everyMetricThatAnAnalyzerCanEmitIsInTheGlossary() {
    for entry in AnalyzerRegistry.entries {
      let kind = entry.kind.kind
      #expect(!entry.metrics.isEmpty, "\(kind)")
      for metric in entry.metrics { #expect(MetricGlossary[metric] != nil, "\(kind)/\(metric)") }
      #expect(AnalyzerGlossary[kind] != nil, "\(kind)")
      #expect(Set(entry.metrics).count == entry.metrics.count, "\(kind)")
    }
  }

  @Test func everyMetricWithANumberCanBeLimitedAndNoOther() {
    // A note of one analyzer can be a number of another: both stand-in values.
    let notes: Set<String> = ["shift/sentinel"]
    for entry in AnalyzerRegistry.entries {
      let measured = entry.metrics.filter { metric in
        MetricGlossary[metric]?.formula != nil || metric == "sentinel"
      }.map { "\(entry.kind.kind)/\($0)" }.filter { !notes.contains($0) }
      let limited = MetricDefault.all.filter { $0.analyzer == entry.kind.kind }
        .map { "\($0.analyzer)/\($0.metric)" }
      #expect(Set(measured) == Set(limited), "\(entry.kind.kind)")
    }
    let kinds = Set(AnalyzerRegistry.entries.map(\.kind.kind))
    #expect(MetricDefault.all.allSatisfy { kinds.contains($0.analyzer) })
  }

  @Test func theSamplesDecideWhatIsMeasured() {
    func kinds(_ roles: SampleRole...) -> [String] { AnalyzerRegistry.defaults(for: roles).map(\.kind) }
    #expect(kinds(.data, .simulation) == ["shift"])
    #expect(kinds(.data) == ["shift"])
    #expect(!kinds(.training, .data).contains("shift") && kinds(.training).contains("overlap"))
    #expect(kinds(.training, .simulation, .data).contains("shift"))
    // What the difference does to a classifier is measured where it is asked for.
    let impact = AnalyzerRegistry.analyses(for: .impact).map(\.kind)
    #expect(!kinds(.data, .simulation).contains(where: impact.contains))
    #expect(AnalysisQuestion.impact.isAnswered(by: [.simulation, .data]))
    #expect(!AnalysisQuestion.impact.isAnswered(by: [.simulation, .training]))
    let modelless = AnalyzerRegistry.analyses(for: .robustness, hasModels: false)
    #expect(modelless.isEmpty && !AnalyzerRegistry.analyses(for: .robustness).isEmpty)
    #expect(AnalyzerRegistry.analyses(for: .composition).map(\.kind) == kinds(.training))
  }
}
