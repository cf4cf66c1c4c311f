import AuditReport
import Foundation
import Testing

/// The demo is checkable: what SimAudit finds in the fixtures is compared with what was put in.
@Suite struct KnownTruthTests {
  struct Truth: Decodable {
    struct Feature: Decodable {
      var touched: Bool
      var ks: Double
      var wasserstein: Double
    }
    struct Category: Decodable {
      var touched: Bool
      var totalVariation: Double
    }
    var features: [String: Feature]
    var categories: [String: Category]
  }

  @Test func whatWasPutInIsFound() throws {
    let program = try Program()
    let run = try program.run(
      "audit", Program.root.appending(path: "Reports/example.yaml").path, "-o", program.folder.path)
    #expect(run.status == 1, "\(run.errors)")
    let report = try JSONDecoder().decode(
      Report.self, from: Data(contentsOf: program.folder.appending(path: "example.json")))
    let truth = try JSONDecoder().decode(
      Truth.self, from: Data(contentsOf: URL(filePath: Program.fixture("truth.json"))))

    var covered = 0
    var intervals = 0
    func judge(_ id: String, _ value: Double) {
      guard let estimate = report.findings.first(where: { $0.id == id })?.estimate else {
        Issue.record("\(id) was not measured")
        return
      }
      intervals += 1
      if estimate.low <= value && value <= estimate.high { covered += 1 }
    }
    for (name, feature) in truth.features {
      judge("shift/ks/\(name)", feature.ks)
      judge("shift/wasserstein/\(name)", feature.wasserstein)
      let verdict = report.findings.first { $0.id == "shift/ks/\(name)" }?.verdict
      if !feature.touched { #expect(verdict != .fail, "\(name) is untouched") }
    }
    for (name, category) in truth.categories {
      judge("shift/tvd/\(name)", category.totalVariation)
      if !category.touched {
        #expect(report.findings.first { $0.id == "shift/tvd/\(name)" }?.verdict != .fail, "\(name)")
      }
    }
    // 35 intervals at 95 %: fewer than 30 covered has a probability below 1 %.
    #expect(intervals == 2 * truth.features.count + truth.categories.count)
    #expect(covered >= 30, "\(covered) of \(intervals)")

    let failed = report.findings.filter(\.failsAudit).map(\.id)
    #expect(Set(failed) == ["shift/ks/mass", "shift/ks/e_over_p", "shift/ks/isolation_calo"])
    #expect(report.samples.map(\.name) == ["data", "simulation", "multijet", "top", "signal"])
    #expect(abs(report.samples[1].negativeWeightFraction - 0.15) < 0.01)
  }
}
