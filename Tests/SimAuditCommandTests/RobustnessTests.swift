import AuditReport
import Foundation
import Testing

/// `simaudit robustness` from the command line to the result document, on classifiers of the training fixture.
@Suite struct RobustnessTests {
  private let clean = Program.fixture("training_set/clean/test.h5")
  private let flawed = Program.fixture("training_set/flawed/test.h5")
  private let inputs = [
    "pt", "eta", "btag_score", "e_over_p", "d0_significance", "isolation_calo", "isolation_track", "r_eta",
    "w_eta",
    "n_hits",
  ]

  private func model(_ name: String) -> String { Program.fixture("classifiers/\(name)") }

  private func report(_ program: Program, _ path: String) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(contentsOf: program.folder.appending(path: path)))
  }

  @Test("an honest model passes, strictly; the document is the same for one and two threads")
  func honest() throws {
    let program = try Program()
    for jobs in ["1", "2"] {
      let run = try program.run(
        "robustness", "--sample", clean, "--label", "is_signal", "--weight", "weight", "--model",
        "bdt=\(model("bdt.json"))", "--strict", "--jobs", jobs, "-o", jobs)
      #expect(run.status == 0, "\(run.output)\(run.errors)")
    }
    let report = try report(program, "1/robustness.json")
    var other = try self.report(program, "2/robustness.json")
    other.run = report.run
    #expect(report == other)
    // Moved, smeared, taken away and left alone: each of ten inputs.
    #expect(Set(report.findings.compactMap(\.subject.miscalibration)).count == 40)
    #expect(Set(report.findings.map(\.id)).count == report.findings.count)
    for finding in report.findings {
      #expect(MetricGlossary[finding.metric] != nil, "\(finding.id)")
      #expect(!finding.message.isEmpty, "\(finding.id)")
    }
    let html = try program.text("1/robustness.html")
    for word in ["Robustness", "Models side by side", "Breakdown point", "Sensitivity of"] {
      #expect(html.contains(word), "\(word)")
    }
    #expect(!html.contains("<script") && html.utf8.count < 1_000_000)
  }

  @Test("a model trained with a leaking column fails, and the sentence names the column")
  func leaking() throws {
    let program = try Program()
    let run = try program.run(
      "robustness", "--sample", flawed, "--label", "is_signal", "--weight", "weight", "--model",
      model("leaking.json"), "-o", ".")
    #expect(run.status == 1, "\(run.errors)")
    let failures = try report(program, "robustness.json").findings.filter { $0.verdict == .fail }
    #expect(
      failures.contains { $0.metric == "sufficiency" && $0.message.contains("'cluster_time' alone") },
      "\(failures.map(\.id))")
    #expect(run.output.contains("alone/cluster_time"))
  }

  @Test("a network, stored scores and declared miscalibrations through a configuration")
  func configured() throws {
    let program = try Program()
    try """
    samples: {test: {files: "\(clean)", weight: weight}}
    label: is_signal
    derived: {half: btag_score / 2}
    models:
      bdt: {file: "\(model("bdt.json"))", threshold: 0.5}
      tag: {column: half}
    miscalibrations:
      energy: {kind: scale, features: [pt, mass], strengths: [-0.02, 0.02], size: 0.02}
      barrel: {kind: offset, features: ["*"], each: true, select: abs(eta) < 1, strengths: [0.1, -0.1], size: 0.1}
      tags: {kind: scale, features: btag_score}
    limits: [{metric: auc-loss, subject: energy, max: 0.02}]
    """.write(to: program.folder.appending(path: "simaudit.yaml"), atomically: true, encoding: .utf8)
    let run = try program.run("audit")
    #expect(run.status <= 1, "\(run.errors)")
    let findings = try report(program, "Reports/simaudit.json").findings.filter {
      $0.analyzer == "robustness"
    }
    // The derived score follows from the tag, and nothing else moves it.
    let losses = findings.filter { $0.metric == "auc-loss" && $0.subject.model == "tag" }
    #expect(losses.contains { $0.subject.miscalibration == "tags" && $0.message.contains("takes") })
    #expect(losses.first { $0.subject.miscalibration == "energy" }?.estimate?.high == 0)
    #expect(findings.contains { $0.subject.miscalibration == "barrel/eta" })
    #expect(findings.first { $0.id == "robustness/auc-loss/energy:bdt:test" }?.limit?.max == 0.02)
  }

  @Test(
    "bad input gets a sentence",
    arguments: [
      (
        ["--label", "is_signal"],
        "what is to be audited? give --model FILE, --score COLUMN or --command PROGRAM"
      ),
      (["--label", "nothing", "--model", "bdt.json"], "there is no column 'nothing'"),
      (["--label", "is_signal", "--model", "none.json"], "model 'none.json' cannot be read"),
      (["--label", "is_signal", "--model", "net.onnx"], "list the features in the order of training"),
      (
        ["--label", "is_signal", "--model", "net.onnx", "--inputs", "pt", "eta"],
        "has 10 inputs, but 2 were given"
      ),
      (
        ["--label", "is_signal", "--model", "bdt.json", "-m", "scalee:pt"],
        "there is no kind 'scalee'; did you mean 'scale'"
      ),
      (
        ["--label", "is_signal", "--model", "bdt.json", "-m", "scale:ptt"],
        "no column fits 'ptt'; did you mean 'pt'"
      ),
      (
        ["--label", "is_signal", "--model", "bdt.json", "-m", "scale:pt=-3"],
        "miscalibration 'scale' cannot have the strength -3"
      ),
      (
        ["--label", "is_signal", "--model", "bdt.json", "--select", "is_signal == 1"],
        "two classes are needed"
      ),
      (["--label", "is_signal", "--model", "damaged.json"], "is not a whole"),
      (["--label", "is_signal", "--command", "/bin/false", "--inputs", "pt"], "command '/bin/false'"),
      (["--label", "is_signal", "--score", "process"], "holds texts, but an input needs numbers"),
    ])
  func sentences(arguments: [String], sentence: String) throws {
    let program = try Program()
    for name in ["bdt.json", "net.onnx"] {
      try FileManager.default.copyItem(atPath: model(name), toPath: program.folder.appending(path: name).path)
    }
    try Data(contentsOf: program.folder.appending(path: "bdt.json")).prefix(20_000)
      .write(to: program.folder.appending(path: "damaged.json"))
    let run = try program.run(["robustness", "--sample", clean] + arguments)
    #expect(run.status == 2, "\(run.output)")
    #expect(run.errors.contains(sentence), "\(run.errors)")
  }
}
