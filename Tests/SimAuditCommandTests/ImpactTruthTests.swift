import AuditReport
import Foundation
import Testing

/// `impact`, `fitted-miscalibrations` and `blind-spot` on the fixtures, whose truth Fixtures/impact_truth.py prints.
@Suite struct ImpactTruthTests {
  /// Simulation in its three processes, data, and the fixtures' boosted trees.
  private func report(_ analyses: String) throws -> Report {
    let program = try Program()
    let file = Program.fixture("simulation.h5")
    try program.write(
      """
      samples:
        data: {files: '\(Program.fixture("data.h5"))'}
        simulation:
          weight: weight
          processes:
            multijet: {files: '\(file)', select: 'process == "multijet"'}
            top: {files: '\(file)', select: 'process == "top"'}
            signal: {files: '\(file)', select: 'process == "signal"'}
      features:
        pt: {unit: GeV}
        eta: {}
        mass: {}
        e_over_p: {missing: [-999]}
        r_eta: {}
        d0_significance: {missing: [-999]}
        btag_score: {}
        isolation_calo: {unit: GeV}
      categories: [run_period]
      groups: {energy: [pt, mass, e_over_p]}
      label: 'process == "signal"'
      models: {bdt: {file: '\(Program.fixture("classifiers/bdt.json"))'}}
      analyses: \(analyses)
      output: {directory: out, name: r}
      """, to: "simaudit.yaml")
    let run = try program.run("audit")
    #expect(run.status < 2, "\(run.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(try program.text("out/r.json").utf8))
  }

  private func estimate(_ report: Report, _ id: String) throws -> Estimate {
    try #require(report.findings.first { $0.id == id }?.estimate, "\(id)")
  }

  /// The interval of the estimate, wider by half: one draw of many numbers.
  private func agrees(_ estimate: Estimate, with truth: Double) -> Bool {
    abs(estimate.value - truth) < 0.75 * (estimate.high - estimate.low)
  }

  @Test func whatWasPutInIsPreferred() throws {
    let report = try report("{fitted-miscalibrations: {scoredRows: 2000}}")
    let id = "fitted-miscalibrations"
    for feature in ["mass", "e_over_p", "energy"] {
      let scale = try estimate(report, "\(id)/preferred-scale/\(feature):simulation:data")
      #expect(agrees(scale, with: -0.015) && scale.high < -0.01 && scale.low > -0.02, "\(feature)")
    }
    // √(1.1² − 1) of a resolution of 2.2 %.
    let smear = try estimate(report, "\(id)/preferred-smear/energy:simulation:data")
    #expect(smear.low > 0.004 && smear.low < 0.0103 && smear.high > 0.0103)
    let offset = try estimate(report, "\(id)/preferred-offset/isolation_calo:simulation:data")
    #expect(agrees(offset, with: 0.4) && offset.low > 0.3)
    // Only the mix differs.
    let score = report.findings.first { $0.id == "\(id)/preferred-scale/btag_score:simulation:data" }
    #expect(score?.message.contains("No fit") == true)
    #expect(report.findings.contains { $0.metric == "safety-factor" && $0.limit?.min == 2 })
  }

  @Test func theImpactIsTheTrueOne() throws {
    let report = try report("{impact: {ratioRows: 0}, blind-spot: {rows: 6000}}")
    let total = try estimate(report, "impact/total-efficiency-impact/bdt:simulation:data")
    #expect(total.low < -0.0295 && -0.0295 < total.high && total.high < 0)
    let background = try estimate(report, "impact/total-background-impact/bdt:simulation:data")
    #expect(agrees(background, with: 0.0537 - 0.0579))
    for (feature, truth) in [
      ("e_over_p", -0.0120), ("isolation_calo", -0.0151), ("pt", -0.0028), ("btag_score", 0), ("eta", 0),
    ] {
      let impact = try estimate(report, "impact/efficiency-impact/\(feature):bdt:simulation:data")
      #expect(agrees(impact, with: truth), "\(feature): \(impact)")
    }
    let closure = try estimate(report, "impact/unexplained-selection/bdt:simulation:data")
    #expect(closure.low < 0 && closure.high > 0)
    let blind = try estimate(report, "blind-spot/blind-spot/bdt:simulation:data")
    #expect(blind.low > 0.05 && blind.value < 0.4)
  }
}
