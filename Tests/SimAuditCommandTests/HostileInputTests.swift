import AuditReport
import Foundation
import Testing

/// Huge numbers, odd names, files that are no configuration: a report or one sentence, never a crash that blames a file.
@Suite struct HostileInputTests {
  private static let setup = """
    import h5py, numpy as np
    largest = np.finfo("f8").max
    random = np.random.default_rng(5)
    def table(path, n=400, **columns):
        with h5py.File(path, "w") as file:
            for name, values in columns.items(): file[name] = values
            file["y"] = np.arange(n) % 2
            file["z"] = random.normal(size=n) + np.arange(n) % 2

    """

  /// Columns that overflow squares, differences or sums, each alone and all of them in one run of each command.
  @Test func hugeValuesGiveReports() throws {
    let program = try Program()
    let problem = try program.python(
      Self.setup + """
        def columns(n, which):
            x = random.normal(size=n)
            some = np.arange(n) % 20 == 0
            return dict(
                one=np.where(np.arange(n) == 3, largest, x), stand_in=np.where(some, largest, x),
                both=np.where(some, largest, np.where(np.roll(some, 1), -largest, x)), e157=np.where(some, 1e157, x),
                scaled=x * 1e200, half=random.uniform(-largest / 2, largest / 2, n), all=np.full(n, largest),
                tiny=x * 1e-320, smallest=np.full(n, 5e-324), wide=np.sign(x) * 10 ** random.uniform(-300, 300, n),
                infinite=np.where(some, np.inf, x), nothing=np.full(n, np.nan), large=x.astype("f4") * np.float32(1e38))
        table("a.h5", **columns(400, 0))
        table("b.h5", **columns(400, 1))
        table("plain.h5", **{name: random.normal(size=400) for name in columns(4, 0)})
        """)
    #expect(problem.isEmpty, "\(problem)")
    let runs = [
      ["shift", "--simulation", "a.h5", "--data", "b.h5"],
      ["shift", "--simulation", "plain.h5", "--data", "a.h5"],
      ["shift", "--simulation", "a.h5", "--data", "plain.h5"],
      ["composition", "--training", "a.h5", "--test", "b.h5", "--label", "y", "--no-models"],
      ["robustness", "--sample", "a.h5", "--label", "y", "--score", "z"],
      ["impact", "--simulation", "a.h5", "--data", "b.h5", "--label", "y", "--score", "z"],
    ]
    for arguments in runs {
      let run = try program.run(arguments + ["--format", "json", "html", "markdown", "--name", "report"])
      #expect(run.status == 0 || run.status == 1, "\(arguments): \(run.errors)")
      #expect(try program.text("Reports/report.html").utf8.count < 3_000_000)
    }
  }

  /// KS with the stand-in counted as a value: by ranks, whatever its size.
  @Test func aHugeStandInCountsAsAValue() throws {
    let program = try Program()
    let problem = try program.python(
      Self.setup + """
        x, y = random.normal(size=1000), random.normal(size=1000)
        x[::20] = largest
        table("sim.h5", 1000, x=x); table("data.h5", 1000, x=y)
        both = np.sort(np.concatenate([x, y]))
        cdf = lambda values: np.searchsorted(np.sort(values), both, side="right") / len(values)
        open("ks.txt", "w").write(repr(float(np.abs(cdf(x) - cdf(y)).max())))
        """)
    #expect(problem.isEmpty, "\(problem)")
    let run = try program.run("shift", "--simulation", "sim.h5", "--data", "data.h5", "--format", "json")
    #expect(run.status == 0 || run.status == 1, "\(run.errors)")
    let report = try program.report("Reports/shift.json")
    let finding = try #require(report.findings.first { $0.id.hasPrefix("shift/ks/x") })
    let expected = try #require(Double(try program.text("ks.txt")))
    #expect(abs((finding.estimate?.value ?? 0) - expected) < 1e-12)
  }

  @Test(arguments: [("1e300", "1e+300"), ("1e-300", "1e-300")])
  func weightsOutOfRangeAreSaidRightly(_ weight: String, _ largest: String) throws {
    let program = try Program()
    #expect(try program.python(Self.setup + "table('a.h5', w=np.full(400, \(weight)))").isEmpty)
    let run = try program.run("shift", "--simulation", "a.h5", "--data", "a.h5", "--weight", "w")
    #expect(run.status == 2 && run.errors.contains("the largest weight 'w' is \(largest)"), "\(run.errors)")
    #expect(run.errors.contains("so give '(w) / \(largest)'") && !run.errors.contains("NaN"))
  }

  /// A document whose numbers are finite is drawn, however large they are.
  @Test func documentsOfHugeNumbersAreDrawn() throws {
    let program = try Program()
    #expect(try program.python(Self.setup + "table('a.h5'); table('b.h5')").isEmpty)
    try program.run("shift", "--simulation", "a.h5", "--data", "b.h5", "--format", "json", "--name", "r")
    let text = try program.text("Reports/r.json")
    for (pattern, number) in [
      ("\"values\": \\[[^,]*,", "\"values\": [1e308,"), ("\"edges\": \\[[^,]*,", "\"edges\": [-1.7e308,"),
      ("\"variances\": \\[[^,]*,", "\"variances\": [1e308,"), ("\"high\": [^,\\n]*", "\"high\": 1.7e308"),
    ] {
      let expression = try Regex(pattern)
      #expect(text.contains(expression), "\(pattern)")
      try program.write(text.replacing(expression, with: number), to: "huge.json")
      for format in ["html", "markdown", "text"] {
        let run = try program.shell("ulimit -v 8000000", "render", "huge.json", "--format", format)
        #expect(run.status == 0, "\(number) \(format): \(run.errors)")
      }
    }
  }

  @Test func oddNamesAreSpeltOut() throws {
    let program = try Program()
    #expect(
      try program.python(
        Self.setup
          + "table('a.h5', **{'bad\\x1b[31mname': np.ones(400), 'two\\nlines': np.ones(400), 'n' * 10000: np.ones(400)})"
      ).isEmpty)
    let inspect = try program.run("inspect", "a.h5")
    #expect(inspect.status == 0 && !inspect.output.contains("\u{1B}"))
    #expect(inspect.output.contains("bad⟨U+001B⟩[31mname") && inspect.output.contains("two⟨U+000A⟩lines"))
    #expect(inspect.output.utf8.count < 5000 && inspect.output.contains("(10\u{202F}000 characters)"))
    for name in ["bad\u{1B}[31m", "two\nlines and more", String(repeating: "m", count: 20_000)] {
      let run = try program.run("shift", "--simulation", "a.h5", "--data", "a.h5", "--features", name)
      #expect(
        run.status == 2 && !run.errors.contains("\u{1B}") && run.errors.utf8.count < 5000,
        "\(run.errors.prefix(300))")
    }
  }

  @Test func whatIsNoConfigurationIsSaidShortly() throws {
    let program = try Program()
    let keys = (0..<20_000).map { "key\($0): 1" }.joined(separator: "\n")
    try program.write(keys, to: "many.yaml")
    let many = try program.run("audit", "many.yaml")
    #expect(many.status == 2 && many.errors.utf8.count < 50_000)
    #expect(many.errors.contains("… and 9900 or more further mistakes"), "\(many.errors.suffix(200))")
    let files = (0..<20_000).map { "gone\($0).h5" }.joined(separator: ", ")
    try program.write("samples: {data: {files: [\(files)]}}", to: "files.yaml")
    let gone = try program.run("audit", "files.yaml")
    #expect(
      gone.status == 2 && gone.errors.contains("there is no file 'gone99.h5'")
        && !gone.errors.contains("gone100"))
  }

  @Test(arguments: ["../x", "a/b", ".hidden", "a\u{1B}b"]) func namesLeaveNoFolder(_ name: String) throws {
    let program = try Program()
    let option = try program.run("shift", "--simulation", "a.h5", "--data", "a.h5", "--name", name)
    #expect(option.status == 2 && option.errors.contains("--name needs the name of a file without folders"))
    let quoted = String(decoding: try JSONEncoder().encode(name), as: UTF8.self)
    try program.write("samples: {data: {files: a.h5}}\noutput: {name: \(quoted)}\n", to: "a.yaml")
    let file = try program.run("audit", "a.yaml")
    #expect(
      file.status == 2 && file.errors.contains("'name' expects the name of a file without folders"),
      "\(file.errors)")
  }

  /// The files of a report are all new or all old.
  @Test func aReportIsReplacedAsAWhole() throws {
    let program = try Program()
    #expect(try program.python(Self.setup + "table('a.h5'); table('b.h5')").isEmpty)
    let arguments = [
      "shift", "--simulation", "a.h5", "--data", "b.h5", "--format", "junit", "html", "--name", "r",
    ]
    try program.run(arguments)
    let old = try (program.text("Reports/r.xml"), program.text("Reports/r.html"))
    // The second file is too large for the limit, the first is not.
    #expect(old.0.utf8.count < 20_000 && old.1.utf8.count > 30_000)
    let full = try program.shell(
      "ulimit -f 40", ["shift", "--simulation", "b.h5", "--data", "a.h5"] + arguments.dropFirst(5))
    #expect(full.status == 2 && full.errors.contains("r.html"), "\(full.errors)")
    #expect(try program.text("Reports/r.xml") == old.0 && program.text("Reports/r.html") == old.1)
    try FileManager.default.removeItem(at: program.folder.appending(path: "Reports/r.html"))
    try FileManager.default.createDirectory(
      at: program.folder.appending(path: "Reports/r.html"), withIntermediateDirectories: false)
    let folder = try program.run(
      ["shift", "--simulation", "b.h5", "--data", "a.h5"] + arguments.dropFirst(5))
    #expect(folder.status == 2 && folder.errors.contains("r.html"))
    #expect(try program.text("Reports/r.xml") == old.0)
    // What a killed run has left aside goes; what one that is running writes does not.
    try FileManager.default.removeItem(at: program.folder.appending(path: "Reports/r.html"))
    try program.write("rest", to: "Reports/r.xml.4194000.part")
    try program.write("rest", to: "Reports/r.html.\(ProcessInfo.processInfo.processIdentifier).part")
    try program.run(arguments)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: program.folder.appending(path: "Reports").path)
    #expect(names.filter { $0.hasSuffix(".part") }.map { $0.hasPrefix("r.html.") } == [true])
  }
}

extension Program {
  /// A result document in the folder.
  func report(_ name: String) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(try text(name).utf8))
  }
}
