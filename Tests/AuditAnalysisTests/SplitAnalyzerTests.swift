import AuditAnalysis
import AuditReport
import AuditSamples
import AuditTestSupport
import Testing

@Suite struct SplitAnalyzerTests {
  @Test func precisionFollowsFromEffectiveCounts() throws {
    let rows = 20_000
    let test = AnalyzerRun.Table(
      "test", .test, TableSource(["y": .float32((0..<rows).map { Float($0 % 2) })]),
      weights: (0..<rows).map { $0 % 4 < 2 ? 2 : 1 })
    let run = AnalyzerRun([LabelledToy(rows: 500).table, test])
    var context = AuditContext(samples: run.samples, features: [], categories: [])
    context.label = "y"
    let analyzer = SplitAnalyzer()
    let readings = try analyzer.conclude(run.measured(analyzer, in: context), in: context)
    let reading = try #require(readings.first { $0.id == "splits/efficiency-precision/test/1" })
    guard case .measured(let estimate) = reading.outcome else {
      Issue.record("not measured")
      return
    }
    // Weights 1 and 2 in equal numbers: n_eff = 10⁴ · 1.5² / 2.5 = 9000; z √(0.25/9000) = 0.010330.
    #expect(abs(estimate.value - 0.010_330) < 1e-5)
    #expect(reading.message.contains("±0.010 (n_eff 9000 of 10000 rows): quote at most 2 decimals"))
    #expect(readings.contains { $0.id == "splits/auc-precision/test" })
    #expect(readings.contains { $0.id == "splits/auc-precision/training" })
    guard case .table(let table)? = readings.last?.evidence.first else {
      Issue.record("no table")
      return
    }
    #expect(table.rows.count == 4)
  }

  @Test func aSplitWithoutTheLabelGetsASentence() {
    let run = AnalyzerRun([
      LabelledToy(rows: 10).table, AnalyzerRun.Table("test", .test, TableSource(["x": .float32([1])])),
    ])
    var context = AuditContext(samples: run.samples, features: [], categories: [])
    context.label = "y"
    #expect(throws: LabelError.absent(label: "y", samples: ["test"])) {
      try SplitAnalyzer().columnSets(in: context)
    }
  }
}
