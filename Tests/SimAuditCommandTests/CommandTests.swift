import Foundation
import Testing

@Suite struct CommandTests {
  let simulation = Program.fixture("simulation.h5")
  let data = Program.fixture("data.h5")

  /// The document without its `run`.
  private func document(_ program: Program, _ name: String) throws -> NSDictionary {
    let object = try JSONSerialization.jsonObject(
      with: Data(contentsOf: program.folder.appending(path: name)))
    var document = try #require(object as? [String: Any])
    document["run"] = nil
    return NSDictionary(dictionary: document)
  }

  @Test("the same bytes outside 'run' for one and two threads; HTML asks for nothing")
  func determinism() throws {
    let program = try Program()
    for jobs in ["1", "2"] {
      let run = try program.run(
        "shift", "--simulation", simulation, "--data", data, "--weight", "weight", "--jobs", jobs, "-o", jobs)
      #expect(run.status == 1, "\(run.errors)")
    }
    #expect(try document(program, "1/shift.json") == document(program, "2/shift.json"))
    func lines(_ name: String) throws -> [Substring] {
      let text = try program.text(name)
      return text[..<(text.range(of: "\"run\"")?.lowerBound ?? text.endIndex)].split(separator: "\n")
    }
    #expect(try lines("1/shift.json") == lines("2/shift.json"))
    let html = try program.text("1/shift.html")
    #expect(html.utf8.count < 1_000_000)
    for word in ["<script", "<link", "@import", "url(", "src=", "http://", "https://"] {
      #expect(!html.contains(word), "\(word)")
    }
  }

  @Test("render draws an old document anew: the same page")
  func render() throws {
    let program = try Program()
    try program.run("shift", "--simulation", simulation, "--data", data, "--weight", "weight", "-o", "r")
    #expect(try program.run("render", "r/shift.json", "--format", "html", "-o", "again.html").status == 0)
    #expect(try program.text("again.html") == program.text("r/shift.html"))
    let old = Program.fixture("documents/result-1.0.json")
    #expect(try program.run("render", old).status == 0)
    let missing = try program.run("render", "nothing.json")
    #expect(
      missing.status == 2
        && missing.errors.contains("nothing.json: cannot be read (no such file or directory)"))
    try program.write("{}", to: "empty.json")
    let broken = try program.run("render", "empty.json")
    #expect(
      broken.status == 2 && broken.errors.hasPrefix("simaudit: error: empty.json: "), "\(broken.errors)")
  }

  @Test("exit codes: 0 passed, 1 failed, 1 undecided with --strict, 2 unusable")
  func exitCodes() throws {
    let program = try Program()
    func shift(_ arguments: String...) throws -> Int32 {
      let all =
        ["shift", "--simulation", simulation, "--data", data, "--weight", "weight", "--quiet"] + arguments
      return try program.run(all).status
    }
    #expect(try shift("--features", "eta") == 0)
    #expect(try shift("--features", "mass") == 1)
    #expect(try shift("--features", "mass", "--limit", "ks=0.2") == 0)
    #expect(try shift("--features", "phi") == 0)
    #expect(try shift("--features", "phi", "--strict") == 1)
    #expect(try shift("--features", "nothing") == 2)
    #expect(try shift("--jobs", "0") == 2)
    #expect(try shift("--limit", "kss=1") == 2)
  }

  @Test("init, then audit, works word for word; a second init overwrites nothing")
  func initialise() throws {
    let program = try Program()
    #expect(try program.run("init", simulation, data).status == 0)
    let run = try program.run("audit")
    #expect(run.status == 1, "\(run.errors)")
    #expect(run.output.contains("written: Reports/simaudit.html"))
    let again = try program.run("init", simulation, data)
    #expect(again.status == 2 && again.errors.contains("it exists; --force replaces it"))
  }

  @Test("what cannot be done is one sentence, and the old report stays")
  func sentences() throws {
    let program = try Program()
    try program.write("not HDF5", to: "text.h5")
    try FileManager.default.createDirectory(
      at: program.folder.appending(path: "Reports"), withIntermediateDirectories: true)
    try program.write("old", to: "Reports/shift.json")
    let cases: [([String], String)] = [
      (["shift", "--simulation", "nothing.h5", "--data", data], "there is no file 'nothing.h5'"),
      (["shift", "--simulation", "text.h5", "--data", data], "not an HDF5 file"),
      (
        ["shift", "--simulation", simulation, "--data", data, "--weight", "wieght"], "did you mean 'weight'?"
      ),
      (["shift", "--simulation", simulation, "--data", data, "--select", "pt >"], "select"),
      (["shift", "--simulation", simulation, "--data", data, "--select", "pt > 1e9"], "no row passes"),
      (["shift", "--simulation", simulation, "--data", data, "--weight=-weight"], "the sum of weights is"),
      (
        ["shift", "--simulation", "a=\(simulation)", "--simulation", "a=\(data)", "--data", data],
        "called 'a'"
      ),
      (["shift", "--data", data], "--simulation"),
      (["audit", "nothing.yaml"], "there is no such file"),
    ]
    for (arguments, sentence) in cases {
      let run = try program.run(arguments)
      #expect(run.status == 2, "\(arguments)")
      #expect(run.errors.contains(sentence), "\(run.errors)")
      #expect(run.output.isEmpty, "\(run.output)")
    }
    #expect(try program.text("Reports/shift.json") == "old")
  }

  @Test("slices repeat the analysis in parts of the samples")
  func slices() throws {
    let program = try Program()
    try program.write(
      """
      samples: {data: {files: ["\(data)"]}, simulation: {files: ["\(simulation)"], weight: weight}}
      features: [eta]
      slices: {central: abs(eta) < 1}
      """, to: "simaudit.yaml")
    #expect(try program.run("audit").status == 0)
    let json = try program.text("Reports/simaudit.json")
    #expect(json.contains("\"shift/ks/eta\""))
    #expect(json.contains("\"shift/ks/eta@simulation [central]@data [central]\""))
    #expect(json.contains("\"abs(eta) < 1\"") || json.contains("\"(abs(eta) < 1)\""))
  }

  @Test("a folder that cannot be written is one sentence")
  func unwritable() throws {
    let program = try Program()
    try program.write("a file", to: "Reports")
    let run = try program.run("shift", "--simulation", simulation, "--data", data, "--features", "eta")
    #expect(run.status == 2)
    #expect(run.errors.contains("cannot be written"), "\(run.errors)")
  }

  @Test("no room for the report is one sentence; the old report stays and no part is left behind")
  func noRoom() throws {
    let program = try Program()
    #expect(
      try program.run("shift", "--simulation", simulation, "--data", data, "--features", "eta").status == 0)
    let old = try program.text("Reports/shift.html")
    // A limit on the size of files fails in the middle of a write, as a full disk does.
    let run = try program.shell(
      "ulimit -f 8", "shift", "--simulation", simulation, "--data", data, "--features", "eta", "--features",
      "phi")
    #expect(run.status == 2)
    #expect(run.errors.contains("cannot be written (File too large)"), "\(run.errors)")
    #expect(try program.text("Reports/shift.html") == old)
    let left = try FileManager.default.contentsOfDirectory(atPath: program.folder.path + "/Reports").sorted()
    #expect(left == ["shift.html", "shift.json"])
  }

  @Test("a file system that does not answer is one sentence")
  func hanging() throws {
    let program = try Program()
    try FileManager.default.copyItem(
      atPath: Program.fixture("layouts/links.h5"), toPath: program.folder.appending(path: "links.h5").path)
    // The file of an external link is a pipe into which nobody writes.
    try #require(mkfifo(program.folder.appending(path: "links_target.h5").path, 0o600) == 0)
    let run = try program.shell("export SIMAUDIT_HDF5_TIME_LIMIT=1", "inspect", "links.h5")
    #expect(run.status == 2)
    #expect(
      run.errors.contains("links.h5: the HDF5 library did not return from it within 1 s"), "\(run.errors)")
  }

  @Test("whoever closes the output early hears of no crash")
  func closedOutput() throws {
    let program = try Program()
    let run = try program.shell(
      "\"$0\" \"$@\" | true\nset -- --version", "inspect", Program.fixture("simulation.h5"))
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
  }

  @Test("a text that no row has is remarked on, with the nearest level")
  func misspeltLevel() throws {
    let program = try Program()
    let run = try program.run(
      "shift", "--simulation", Program.fixture("simulation.h5"), "--data", Program.fixture("data.h5"),
      "--select",
      "run_period in [\"A\", \"Bq\"]", "--features", "pt", "--format", "json")
    #expect(run.status <= 1, "\(run.errors)")
    #expect(
      run.errors.contains(
        "simaudit: note: no row has 'Bq' in 'run_period', which an expression compares it with; did you mean"),
      "\(run.errors)")
    #expect(!run.errors.contains("'A' in"))
  }

  @Test("a pipe is no HDF5 file")
  func pipe() throws {
    let program = try Program()
    try #require(mkfifo(program.folder.appending(path: "pipe.h5").path, 0o600) == 0)
    let run = try program.run("inspect", "pipe.h5")
    #expect(run.status == 2)
    #expect(
      run.errors.contains("pipe.h5: cannot be opened for reading (it is not a regular file)"), "\(run.errors)"
    )
  }

  @Test("the listings name what there is")
  func listings() throws {
    let program = try Program()
    let list = try program.run("list")
    #expect(list.status == 0 && list.output.contains("shift") && list.output.contains("html"))
    let limits = try program.run("limits")
    #expect(limits.status == 0 && limits.output.contains("ks") && limits.output.contains("0.05"))
    for document in ["configuration", "result"] {
      let schema = try program.run("schema", document)
      #expect(schema.status == 0)
      let object = try JSONSerialization.jsonObject(with: Data(schema.output.utf8)) as? [String: Any]
      #expect(object?["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    }
    #expect(try program.run("--version").output == "0.1.0\n")
    let inspect = try program.run("inspect", simulation)
    #expect(inspect.status == 0 && inspect.output.contains("weight: has the role 'weight'"))
  }
}
