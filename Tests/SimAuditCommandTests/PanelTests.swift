import AuditReport
import Foundation
import Testing

/// The panel of views from HDF5 files to findings.
@Suite struct PanelTests {
  private let program: Program

  init() throws { program = try Program() }

  /// An audit of simulation and data by the panel alone.
  private func audit(
    _ settings: String, simulation: String, data: String, _ arguments: String...
  ) throws -> Report {
    try program.write(
      """
      samples:
        simulation: \(simulation)
        data: \(data)
      analyses: {panel: \(settings)}
      output: {directory: out, name: r}
      """, to: "simaudit.yaml")
    let run = try program.run(["audit"] + arguments)
    #expect(run.status < 2, "\(run.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(try program.text("out/r.json").utf8))
  }

  private let views = [
    "largest-ks", "correlation-shift", "rank-correlation-shift", "energy-distance", "mmd",
    "sliced-wasserstein", "worst-direction", "frechet-distance",
  ]

  private func pValue(_ report: Report, _ view: String) throws -> Double {
    let finding = try #require(report.findings.first { $0.metric == view }, "\(view)")
    return try #require(finding.estimate?.pValue, "\(view)")
  }

  /// Rows of the table of who sees what, by view.
  private func seen(_ report: Report) throws -> [String: String] {
    let note = try #require(report.findings.first { $0.metric == "panel" })
    guard case .table(let table)? = note.evidence.first else {
      Issue.record("no table")
      return [:]
    }
    let place = try #require(table.columns.firstIndex(of: "sees a difference"))
    var result: [String: String] = [:]
    for row in table.rows {
      if case .text(let view) = row[0], case .text(let answer) = row[place] { result[view] = answer }
    }
    return result
  }

  /// Two standard normal features: correlated in simulation, not in data, of which nothing is seen feature by feature.
  @Test func aLostCorrelationIsSeenByThoseWhoCanSeeIt() throws {
    let problems = try program.python(
      """
      import h5py, numpy as np
      random = np.random.default_rng(11)
      for name, rho in (("s.h5", 0.25), ("d.h5", 0.0)):
          x, y = random.normal(size=(2, 4000))
          with h5py.File(name, "w") as file:
              file["events/x"] = x.astype("f4")
              file["events/y"] = (rho * x + np.sqrt(1 - rho * rho) * y).astype("f4")
              file["events/w"] = np.where(random.random(4000) < 0.2, -1.0, 1.0)
      """)
    #expect(problems == "")
    let report = try audit(
      "{resamples: 199, directions: 16, frequencies: 64}", simulation: "{files: s.h5, weight: w}",
      data: "{files: d.h5, weight: w}")
    for view in views { #expect(report.findings.contains { $0.metric == view }, "\(view)") }
    for view in ["correlation-shift", "rank-correlation-shift", "frechet-distance"] {
      let p = try pValue(report, view)
      #expect(p == 0.005, "\(view)")
    }
    let marginal = try pValue(report, "largest-ks")
    #expect(marginal > 0.05)
    let change = try #require(report.findings.first { $0.metric == "correlation-shift" }?.estimate)
    #expect(change.low < 0.25 && change.high > 0.25 && change.low > 0)
    let seen = try seen(report)
    #expect(seen["largest change of a correlation"] == "yes" && seen["largest KS of a feature"] == "no")
  }

  /// Halves of the fixtures' simulation: its weights are negative here and there.
  @Test func simulationAgainstItselfShowsNothing() throws {
    let file = Program.fixture("simulation.h5")
    let report = try audit(
      "{resamples: 199, directions: 16}",
      simulation: "{files: '\(file)', weight: weight, select: 'event % 2 == 0'}",
      data: "{files: '\(file)', weight: weight, select: 'event % 2 == 1'}")
    let seen = try seen(report)
    #expect(seen.count == views.count && seen.values.allSatisfy { $0 == "no" }, "\(seen)")
  }

  @Test func threadsChangeNothing() throws {
    func findings(_ jobs: String) throws -> [Finding] {
      try audit(
        "{resamples: 99, directions: 8, rows: 3000}",
        simulation: "{files: '\(Program.fixture("simulation.h5"))', weight: weight}",
        data: "{files: '\(Program.fixture("data.h5"))'}", "--jobs", jobs
      ).findings
    }
    let alone = try findings("1")
    let together = try findings("3")
    #expect(!alone.isEmpty && alone == together)
  }

  /// A view that has no number says why, and the others go on.
  @Test func oneFeatureHasNoCorrelation() throws {
    try program.write(
      """
      samples:
        simulation: {files: '\(Program.fixture("simulation.h5"))', weight: weight}
        data: {files: '\(Program.fixture("data.h5"))'}
      features: {pt: {}}
      analyses: {panel: {resamples: 99, rows: 2000}}
      output: {directory: out, name: r}
      """, to: "simaudit.yaml")
    let run = try program.run("audit")
    #expect(run.status < 2, "\(run.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(try program.text("out/r.json").utf8))
    for view in ["correlation-shift", "rank-correlation-shift"] {
      let finding = try #require(report.findings.first { $0.metric == view })
      #expect(finding.verdict == .inconclusive && finding.message.contains("two features that vary"))
    }
    let energy = try pValue(report, "energy-distance")
    #expect(energy <= 1)
  }

  @Test func anUnknownSettingIsRefusedByName() throws {
    try program.write(
      """
      samples:
        simulation: {files: '\(Program.fixture("simulation.h5"))'}
        data: {files: '\(Program.fixture("data.h5"))'}
      analyses: {panel: {resample: 99}}
      """, to: "simaudit.yaml")
    let run = try program.run("audit")
    #expect(run.status == 2 && run.errors.contains("'resample'") && run.errors.contains("resamples"))
  }
}
