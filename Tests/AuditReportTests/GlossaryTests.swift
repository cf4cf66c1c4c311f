import AuditReport
import Testing

@Suite struct GlossaryTests {
  @Test func everyMetricOfTheShiftAnalysisIsExplained() {
    let metrics = [
      "ks", "wasserstein", "wasserstein-sigma", "jensen-shannon", "psi", "chi2-ndf", "median-shift",
      "iqr-ratio",
      "out-of-range", "missing", "tvd", "category-chi2", "one-sided-levels",
    ]
    let notes = ["two-valued", "constant", "copy", "affine-copy", "monotone", "one-sample-only", "sentinel"]
    #expect(MetricGlossary.entries.map(\.id).starts(with: metrics + notes))
    #expect(Set(MetricGlossary.entries.map(\.id)).count == MetricGlossary.entries.count)
    for id in metrics { #expect(MetricGlossary[id]?.formula != nil) }
    for id in notes { #expect(MetricGlossary[id]?.formula == nil) }
    #expect(
      MetricGlossary.entries.filter(\.isHeadline).map(\.id) == [
        "ks", "tvd", "weighting-tvd", "spectator-ks", "auc-loss", "dependence", "sufficiency",
        "correlation-shift",
      ])
  }

  @Test func meaningsAreOneSentence() {
    for entry in MetricGlossary.entries {
      #expect(entry.meaning.hasSuffix("."))
      #expect(!entry.meaning.dropLast().contains(". "))
    }
  }

  @Test func unknownMetricsKeepTheirIdentifier() {
    #expect(MetricGlossary.title(of: "unheard-of") == "unheard-of")
    #expect(MetricGlossary["unheard-of"] == nil)
  }
}
