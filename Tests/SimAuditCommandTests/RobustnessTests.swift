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
    "expectations, models side by side and the damage by bins, from the command line; jobs change nothing")
  func expectations() throws {
    let program = try Program()
    for jobs in ["1", "2"] {
      let run = try program.run(
        "robustness", "--sample", clean, "--training", Program.fixture("training_set/clean/training.h5"),
        "--label",
        "is_signal", "--weight", "weight", "--model", "bdt=\(model("bdt.json"))", "net=\(model("net.onnx"))",
        "--inputs", inputs.joined(separator: ","), "-m", "scale:pt=-0.02,0.02", "-m", "smear:isolation_calo",
        "--by", "pt", "-e", "independence:mass", "-e", "overtraining", "-e",
        "invariance:eta;under=reflection", "-e", "monotonicity:btag_score", "-e", "calibration:pt", "--jobs",
        jobs,
        "-o", jobs)
      #expect(run.status <= 1, "\(run.output)\(run.errors)")
    }
    let report = try report(program, "1/robustness.json")
    var other = try self.report(program, "2/robustness.json")
    other.run = report.run
    #expect(report == other)
    #expect(Set(report.findings.map(\.id)).count == report.findings.count)
    for finding in report.findings where finding.analyzer == "expectations" {
      #expect(MetricGlossary[finding.metric] != nil, "\(finding.id)")
      #expect(finding.subject.expectation != nil && finding.subject.model != nil, "\(finding.id)")
    }
    for metric in [
      "independence-cvm", "independence-dcor", "independence-js", "overtraining-auc", "overtraining-ks",
      "invariance", "monotonicity", "slice-bias", "relative-error", "flips", "rejection-change", "curvature",
    ] {
      let models = Set(report.findings.filter { $0.metric == metric }.compactMap(\.subject.model))
      #expect(models == ["bdt", "net"], "\(metric)")
    }
    let first = report.findings.first { $0.metric == "relative-error" && $0.subject.model == "bdt" }
    #expect(first?.estimate?.value == 1 && first?.estimate?.high == 1)
    let html = try program.text("1/robustness.html")
    for word in [
      "Physics expectations", "Tornado of", "Models under miscalibrations", "by pt",
    ] {
      #expect(html.contains(word), "\(word)")
    }
    #expect(!html.contains("<script") && html.utf8.count < 1_000_000)
  }

  @Test("data and simulation of a control sample are scored and compared")
  func agreement() throws {
    let program = try Program()
    try """
    samples:
      test: {files: "\(clean)", weight: weight}
      control: {role: simulation, files: "\(Program.fixture("simulation.h5"))", weight: weight}
      data: {role: data, files: "\(Program.fixture("data.h5"))"}
    label: is_signal
    models: {bdt: {file: "\(model("bdt.json"))"}}
    miscalibrations: {scale: {features: pt}}
    expectations: {control: {kind: agreement, select: abs(eta) < 1}}
    analyses: {expectations: {}}
    """.write(to: program.folder.appending(path: "simaudit.yaml"), atomically: true, encoding: .utf8)
    let run = try program.run("audit")
    #expect(run.status <= 1, "\(run.errors)")
    let findings = try report(program, "Reports/simaudit.json").findings
    #expect(findings.map(\.metric) == ["agreement-efficiency", "agreement-ks"])
    let first = try #require(findings.last)
    #expect(first.id == "expectations/agreement-ks/control:bdt:control:data")
    #expect(first.estimate != nil && first.limit?.max == 0.09)
  }

  /// A program that answers the b-tag score and two thirds of the isolation's sign; it knows `rows` of a block.
  private static let program = """
    import sys, h5py, numpy
    from types import SimpleNamespace as Stream
    answer = Stream(write=sys.stdout.buffer.write)
    for line in sys.stdin:
        with h5py.File(line.rstrip("\\n")) as file:
            rows, names = file["rows"][:], list(file["rows"].attrs["columns"])
        assert names == ["btag_score", "pt"], names
        scores = rows[:, 0].astype("float32")
        numpy.lib.format.write_array(answer, scores)
        sys.stdout.buffer.flush()
    """

  @Test("a program gets its rows as HDF5 files and answers as the column it repeats")
  func programWithFiles() throws {
    let program = try Program()
    try program.write(Self.program, to: "score.py")
    try """
    samples: {test: {files: "\(clean)", weight: weight}}
    label: is_signal
    models:
      own: {command: [\(Program.python), score.py], features: [btag_score, pt], batches: hdf5}
      tag: {column: btag_score}
    miscalibrations: {tags: {kind: scale, features: btag_score}}
    """.write(to: program.folder.appending(path: "simaudit.yaml"), atomically: true, encoding: .utf8)
    let run = try program.run("audit")
    #expect(run.status <= 1, "\(run.errors)")
    let findings = try report(program, "Reports/simaudit.json").findings
    func values(_ model: String) -> [Double] {
      findings.filter { $0.subject.model == model && $0.metric != "relative-error" }.compactMap(
        \.estimate?.value)
    }
    #expect(values("own") == values("tag") && values("own").count > 10)
  }

  @Test("a network takes in images, and a miscalibration hits every pixel")
  func tensors() throws {
    let program = try Program()
    let made = try program.python(
      """
      import h5py, numpy
      random = numpy.random.default_rng(1)
      label = numpy.arange(3000) % 2
      image = random.normal(0, 1, (3000, 1, 2, 2)).astype("f4")
      image[:, 0] += label[:, None, None]
      with h5py.File("images.h5", "w") as file:
          file["events/image"], file["events/y"] = image, label.astype("i4")
      """)
    #expect(made == "", "\(made)")
    let run = try program.run(
      "robustness", "--sample", "images.h5", "--label", "y", "--model",
      "cnn=\(Program.fixture("models/image.onnx"))", "--inputs", "image", "-m", "scale:image=-0.1,0.1", "-m",
      "smear:image", "-o", ".")
    #expect(run.status <= 1, "\(run.output)\(run.errors)")
    let findings = try report(program, "robustness.json").findings
    #expect(
      findings.contains { $0.id == "robustness/flips/smear/image:cnn:test" && $0.estimate?.value ?? 0 > 0 })
    // Without miscalibrations named, pixels are moved and smeared as well.
    let standard = try program.run(
      "robustness", "--sample", "images.h5", "--label", "y", "--model",
      "cnn=\(Program.fixture("models/image.onnx"))", "--inputs", "image", "-o", "standard")
    #expect(standard.status <= 1, "\(standard.output)\(standard.errors)")
  }

  @Test(
    "programs that hang, crash, or answer too little end in a sentence",
    arguments: [
      ("time.sleep(1000)", "gave no scores for 2048 rows within 0.5 s and was ended"),
      ("os.kill(os.getpid(), 11)", "was ended by signal 11"),
      ("sys.exit('out of memory')", "its standard error ends with: out of memory"),
      ("send(numpy.zeros(3))", "gave 3 scores for 2048 rows; it must give one for each row"),
      ("send(numpy.full(len(rows), numpy.nan))", "a score must be a finite number"),
      ("print('hello', flush=True)", "wrote 'hello' to its standard output"),
    ])
  func hostilePrograms(answer: String, sentence: String) throws {
    let program = try Program()
    try program.write(
      """
      import os, sys, time, numpy
      from types import SimpleNamespace as Stream
      source, target = Stream(read=sys.stdin.buffer.read), Stream(write=sys.stdout.buffer.write)
      def send(scores):
          numpy.lib.format.write_array(target, scores.astype("float32")); sys.stdout.buffer.flush()
      rows = numpy.lib.format.read_array(source)
      \(answer)
      """, to: "score.py")
    // Long enough for NumPy to be imported everywhere but where it must run out.
    let limit = answer.contains("sleep") ? "0.5" : "60"
    try """
    samples: {test: {files: "\(clean)"}}
    label: is_signal
    models: {own: {command: [\(Program.python), score.py], features: [btag_score, pt], timeLimit: \(limit)}}
    """.write(to: program.folder.appending(path: "simaudit.yaml"), atomically: true, encoding: .utf8)
    let run = try program.run("audit")
    #expect(run.status == 2, "\(run.output)")
    #expect(run.errors.contains(sentence), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: "Reports").path))
  }

  @Test("without ONNX Runtime the sentence says how to get it")
  func runtimeAbsent() throws {
    let program = try Program()
    try FileManager.default.copyItem(
      atPath: model("net.onnx"), toPath: program.folder.appending(path: "net.onnx").path)
    let run = try program.shell(
      "unset VIRTUAL_ENV; export SIMAUDIT_ONNXRUNTIME=/nowhere/libonnxruntime.so", "robustness", "--sample",
      clean,
      "--label", "is_signal", "--model", "net.onnx", "--inputs", inputs.joined(separator: ","))
    #expect(run.status == 2, "\(run.output)")
    #expect(
      run.errors.contains("ONNX models need ONNX Runtime's library, which was not found")
        && run.errors.contains("get it with 'pip install onnxruntime'"), "\(run.errors)")
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
      (
        ["--label", "is_signal", "--model", "bdt.json", "--threshold", "7"],
        "no signal event of 'test' reaches the threshold 7"
      ),
      (
        ["--label", "is_signal", "--model", "bdt.json", "--signal-efficiency", "1.5"],
        "--signal-efficiency needs a number between 0 and 1, found 1.5"
      ),
      (
        ["--label", "is_signal", "--model", "bdt.json", "--baseline", "bd"],
        "robustness: baseline: 'bd' is no model; did you mean 'bdt'?"
      ),
      (
        ["--label", "is_signal", "--model", "bdt.json", "--by", "ptt"],
        "robustness: by: 'ptt' is no column of every process of 'test'; did you mean 'pt'?"
      ),
      (
        ["--label", "is_signal", "--model", "bdt.json", "-e", "independance:mass"],
        "there is no kind 'independance'; did you mean 'independence'"
      ),
      (
        ["--label", "is_signal", "--model", "bdt.json", "-e", "invariance:eta;undr=reflection"],
        "'invariance' has no setting 'undr'; did you mean 'under'"
      ),
      (
        ["--label", "is_signal", "--model", "bdt.json", "-e", "invariance"],
        "expectation 'invariance' names no features; list them under 'features'"
      ),
      (
        ["--label", "is_signal", "--model", "bdt.json", "-e", "independence:mas"],
        "there is no column 'mas'; did you mean 'mass'"
      ),
      (
        ["--label", "is_signal", "--model", "bdt.json", "-e", "overtraining"],
        "needs the sample that was trained on; give one of the role 'training'"
      ),
      (
        ["--label", "is_signal", "--model", "bdt.json", "-e", "agreement"],
        "needs a sample of the role 'simulation'; give the control sample"
      ),
      (["--label", "is_signal", "--command", "/bin/false", "--inputs", "pt"], "command '/bin/false'"),
      (["--label", "is_signal", "--score", "process"], "that column holds texts; give a numeric column"),
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
