import AuditReport
import Foundation
import Testing

/// `simaudit composition` from the command line to the result document, on the simulation of the toy experiment.
@Suite struct CompositionTests {
  private let simulation = Program.fixture("simulation.h5")
  private let data = Program.fixture("data.h5")

  private func report(_ program: Program, _ path: String) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(contentsOf: program.folder.appending(path: path)))
  }

  @Test("every chapter is measured; the document is the same for one and two threads")
  func command() throws {
    let program = try Program()
    for jobs in ["1", "2"] {
      let run = try program.run(
        "composition", "--training", simulation, "--data", data, "--label", "process == \"signal\"",
        "--weight",
        "weight", "--event-key", "run,event", "--expected", "1=0.5,0=0.5", "--nuisance", "run",
        "--spectators",
        "pt", "mass", "--categories", "run_period", "--exclude", "btag_score", "--jobs", jobs, "-o", jobs,
        "--no-models")
      #expect(run.status <= 1, "\(run.errors)")
      #expect(run.output.contains("written: \(jobs)/composition.html"))
    }
    let report = try report(program, "1/composition.json")
    var other = try self.report(program, "2/composition.json")
    other.run = report.run
    #expect(report == other)

    let analyzers = Set(report.findings.map(\.analyzer))
    #expect(
      analyzers == [
        "balance", "weights", "integrity", "overlap", "leakage", "coverage", "spectators", "splits",
      ])
    for finding in report.findings {
      #expect(MetricGlossary[finding.metric] != nil, "\(finding.id)")
      #expect(!finding.message.isEmpty, "\(finding.id)")
    }
    #expect(Set(report.findings.map(\.id)).count == report.findings.count)
    let metrics = Set(report.findings.map(\.metric))
    for metric in [
      "target-tvd", "key-duplicates", "key-overlap", "shortcut", "spectator-ks", "weighting-tvd", "uncovered",
    ] {
      #expect(metrics.contains(metric), "\(metric)")
    }
    // The label's inputs, the nuisance and what is left out are no features.
    let features = Set(report.findings.filter { $0.metric == "separation" }.compactMap(\.subject.feature))
    #expect(features.contains("eta") && features.isDisjoint(with: ["run", "event", "weight", "btag_score"]))
    #expect(!report.findings.contains { $0.analyzer == "leakage" && $0.subject.column == "process" })

    let html = try program.text("1/composition.html")
    for word in ["Leakage and shortcuts", "Overlap", "Coverage", "Spectators"] {
      #expect(html.contains(word))
    }
    #expect(!html.contains("<script") && html.utf8.count < 1_000_000)
  }

  @Test("splits of a configuration are compared, the halves of one sample are alike")
  func splits() throws {
    let program = try Program()
    try program.write(
      """
      samples:
        training: {files: ["\(simulation)"], weight: weight, select: event % 2 == 0}
        test: {files: ["\(simulation)"], weight: weight, select: event % 2 == 1}
      label: process == "signal"
      eventKey: [run, event]
      analyses: {overlap: {}, split-shift: {resamples: 200}, splits: {}, balance: {}}
      output: {formats: [json]}
      """, to: "simaudit.yaml")
    let run = try program.run("audit")
    #expect(run.status == 0, "\(run.errors)\(run.output)")
    let report = try report(program, "Reports/simaudit.json")
    let shifts = report.findings.filter { $0.id == "split-shift/ks/pt@test" }
    #expect(shifts.count == 1 && shifts.allSatisfy { $0.verdict != .fail && $0.estimate != nil })
    #expect(
      report.findings.contains { $0.metric == "overlap" && $0.estimate?.value == 0 && $0.verdict == .pass })
    #expect(report.findings.contains { $0.metric == "mix-tvd" && $0.subject.sample == "test" })

    // A test split that is the training sample again.
    let again = try program.run(
      "composition", "--training", simulation, "--test", simulation, "--label", "process == \"signal\"",
      "--no-models", "--features", "pt", "eta", "-o", "again")
    #expect(again.status == 1)
    let repeated = try self.report(program, "again/composition.json")
    let overlap = try #require(
      repeated.findings.first { $0.metric == "overlap" && $0.subject.sample == "test" })
    #expect(overlap.estimate?.value == 1 && overlap.failsAudit)
    // What is to be mended first stands first.
    #expect(repeated.findings.worstFirst().first?.analyzer == "overlap")
  }

  @Test("files that are classes: the process is the label, with its trees")
  func processes() throws {
    let program = try Program()
    let named = try program.run(
      "composition", "--training", "first=\(data)", "second=\(data)", "--label", "process", "--features",
      "pt", "eta",
      "--nuisance", "run", "-o", "n")
    #expect(named.status == 1, "\(named.errors)")
    let report = try report(program, "n/composition.json")
    #expect(report.findings.contains { $0.metric == "nuisance-auc" && $0.estimate != nil })
    let conflicts = try #require(report.findings.first { $0.metric == "label-conflicts" })
    #expect(conflicts.estimate?.value == 1, "every event is in both classes")
  }

  @Test("what cannot be done is one sentence that names file, column and remedy")
  func sentences() throws {
    let program = try Program()
    let label = "process == \"signal\""
    let training = ["composition", "--training", simulation, "--no-models"]
    let cases: [([String], [String])] = [
      // One class only.
      (
        training + ["--label", "pt > -1"],
        [
          "simulation.h5", "sample 'training'", "label 'pt > -1' is '1' in every row",
          "two classes are needed",
        ]
      ),
      // Label missing in one file.
      (
        training + ["--label", label, "--test", data],
        ["data.h5", "sample 'test'", "there is no column 'process'", "every sample but data needs the label"]
      ),
      // Key columns absent.
      (
        training + ["--label", label, "--event-key", "run,evnt"],
        ["simulation.h5", "no column 'evnt'", "did you mean 'event'?"]
      ),
      // A category with too many levels.
      (
        training + ["--label", label, "--categories", "mass"],
        ["simulation.h5", "category 'mass' has more than 1000 distinct values", "eventKey"]
      ),
      // All weights negative.
      (
        training + ["--label", label, "--weight=-abs(weight)"],
        ["simulation.h5", "sample 'training'", "the sum of weights is -", "check the weight column"]
      ),
      // Splits with different columns.
      (
        training + ["--features", "pt", "track_chi2", "--test", Program.fixture("data_truth.h5")],
        ["data_truth.h5", "sample 'test'", "has no column 'pt'", "every split"]
      ),
      (
        training + ["--label", label, "--expected", "signal=0.5,background=0.5"],
        [
          "names 'background' and 'signal', which no row has", "levels that exist",
          "'0' and '1'",
        ]
      ),
      (training + ["--expected", "a=b"], ["--expected a=b", "'b' is not a non-negative number"]),
      (
        ["composition", "--training", "a=\(simulation)", data, "--label", "process"],
        ["has no name but others have"]
      ),
      (
        training + ["--label", label, "--nuisance", "rum"],
        ["nuisance", "no column 'rum'", "did you mean 'run'"]
      ),
    ]
    for (arguments, words) in cases {
      let run = try program.run(arguments)
      #expect(run.status == 2, "\(arguments): \(run.output)")
      for word in words { #expect(run.errors.contains(word), "\(word) is not in: \(run.errors)") }
      #expect(run.errors.split(separator: "\n").filter { $0.hasPrefix("simaudit: error:") }.count <= 1)
      #expect(run.output.isEmpty, "\(run.output)")
    }
    #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: "Reports").path))
  }
}
