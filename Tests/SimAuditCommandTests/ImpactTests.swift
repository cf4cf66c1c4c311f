import AuditReport
import Foundation
import Testing

/// `simaudit impact` from files to reports: what was put into the fixtures is found, and nothing where there is nothing.
@Suite struct ImpactTests {
  private let program: Program

  init() throws { program = try Program() }

  /// An audit of simulation and data with these analyses.
  private func audit(
    _ analyses: String, simulation: String, data: String, _ arguments: String...
  ) throws -> (run: Program.Run, report: Report) {
    try program.write(
      """
      samples:
        simulation: \(simulation)
        data: \(data)
      analyses: \(analyses)
      output: {directory: out, name: r}
      """, to: "simaudit.yaml")
    let run = try program.run(["audit"] + arguments)
    #expect(run.status < 2, "\(run.errors)")
    return (run, try JSONDecoder().decode(Report.self, from: Data(try program.text("out/r.json").utf8)))
  }

  private var fixtures: (simulation: String, data: String) {
    (
      "{files: '\(Program.fixture("simulation.h5"))', weight: weight}",
      "{files: '\(Program.fixture("data.h5"))'}"
    )
  }

  /// The dead sector is 1.178 < phi < 1.571; scale, resolution and isolation were moved, too.
  @Test func theDeadSectorIsNamedAndTheMovedFeaturesCarryTheDifference() throws {
    let (_, report) = try audit(
      "{regions: , two-sample: {permutations: 4, repetitions: 1, rounds: 30}}",
      simulation: fixtures.simulation,
      data: fixtures.data)
    let ratios = report.findings.filter { $0.metric == "region-ratio" }
    let dead = try #require(
      ratios.first { finding in
        finding.message.contains("phi >= 1.1") && finding.message.contains("phi < 1.")
      })
    #expect(try #require(dead.estimate).high < 0.15, "\(dead.message)")

    let area = try #require(report.findings.first { $0.metric == "two-sample-auc" }?.estimate)
    #expect(area.low > 0.6 && area.high < 0.7 && area.pValue == 0.2)
    let reliance = report.findings.filter { $0.metric == "two-sample-reliance" }
      .sorted { ($0.estimate?.value ?? 0) > ($1.estimate?.value ?? 0) }.compactMap(\.subject.feature)
    #expect(Set(reliance.prefix(4)) == ["mass", "e_over_p", "isolation_calo", "phi"])
  }

  /// Two parts of the same simulation, negative weights included.
  @Test func simulationAgainstItselfShowsNothing() throws {
    let file = Program.fixture("simulation.h5")
    let (run, report) = try audit(
      "{regions: , two-sample: {permutations: 9, repetitions: 1, rounds: 20}, reweighting: {rounds: 20}}",
      simulation: "{files: '\(file)', weight: weight, select: 'event % 2 == 0'}",
      data: "{files: '\(file)', weight: weight, select: 'event % 2 == 1'}")
    #expect(run.status == 0, "\(run.output)")
    for metric in ["two-sample-auc", "closure-auc"] {
      let area = try #require(report.findings.first { $0.metric == metric }?.estimate)
      #expect(area.low <= 0.5 && area.high >= 0.5, "\(metric)")
    }
    #expect(report.findings.filter { $0.metric == "region-difference" }.map(\.verdict) == [.info])
  }

  @Test func threadsChangeNothing() throws {
    let analyses =
      "{regions: , two-sample: {permutations: 2, repetitions: 1, rounds: 5}, reweighting: {rounds: 5}}"
    func findings(_ jobs: String) throws -> [Finding] {
      try audit(analyses, simulation: fixtures.simulation, data: fixtures.data, "--jobs", jobs).report
        .findings
    }
    #expect(try findings("1") == findings("3"))
  }

  @Test func aModelNeedsALabel() throws {
    let run = try program.run(
      "impact", "--simulation", Program.fixture("simulation.h5"), "--data", Program.fixture("data.h5"),
      "--model",
      "m.json")
    #expect(run.status == 2)
    #expect(
      run.errors.contains("models are measured on labelled events; say with --label what holds the class"))
  }
}
