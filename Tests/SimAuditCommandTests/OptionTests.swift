import AuditReport
import Foundation
import Testing

/// Every option that a command's help offers arrives: it changes what it should.
///
/// An option without a proof here fails the test of its command.
@Suite struct OptionTests {
  /// What a command left behind.
  struct Outcome {
    var run: Program.Run
    var program: Program
    /// Path of the result document, where the command writes one.
    var document = "out/n.json"

    var report: Report {
      get throws { try JSONDecoder().decode(Report.self, from: Data(program.text(document).utf8)) }
    }
    func exists(_ path: String) -> Bool {
      FileManager.default.fileExists(atPath: program.folder.appending(path: path).path)
    }
    /// A setting of the configuration as run, as text.
    func setting(_ path: String...) throws -> String {
      var value = try report.configuration
      for name in path {
        guard case .object(let members) = value, let next = members[name] else { return "" }
        value = next
      }
      return String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }
    func findings(_ holds: (Finding) -> Bool) throws -> Bool { try report.findings.contains(where: holds) }
    func omits(_ column: String, _ kind: String) throws -> Bool {
      try report.notLookedAt.contains { $0.column == column && $0.kind == kind }
    }
    func samples(_ holds: (SampleSummary) -> Bool) throws -> Bool {
      try report.samples.contains(where: holds)
    }
  }

  /// A run with options, and what shows that each arrived.
  struct Trial {
    var arguments: [String]
    var proofs: [(option: String, holds: (Outcome) throws -> Bool)]
    var document = "out/n.json"

    init(
      _ arguments: [String], document: String = "out/n.json",
      _ proofs: KeyValuePairs<String, (Outcome) throws -> Bool>
    ) {
      self.arguments = arguments
      self.document = document
      self.proofs = proofs.map { ($0.key, $0.value) }
    }
  }

  /// Ten folds of a density ratio need a hundred rows with room to spare.
  private func rows(_ command: String) -> Int { command == "reweight" ? 480 : 120 }

  /// Two samples in two tables of a file each, a program that scores, and results to compare.
  private static func prepared(rows: Int) throws -> Program {
    let program = try Program()
    let problems = try program.python(
      """
      import h5py, numpy as np
      rng = np.random.default_rng(2)
      for name, shift in (("sim.h5", 0.0), ("sim2.h5", 0.0), ("data.h5", 1.5)):
          with h5py.File(name, "w") as f:
              for table, n in (("events", \(rows)), ("other", \(rows * 3 / 4))):
                  g, y = f.create_group(table), rng.integers(0, 2, n)
                  g["a"], g["b"] = rng.normal(size=n) + 2 * y + shift, rng.exponential(1, n)
                  g["b"][: n // 4] = -9
                  g["c"], g["y"], g["w"] = rng.integers(0, 3, n), y, np.exp(0.1 * rng.normal(size=n))
                  g["s"], g["s2"] = 1 / (1 + np.exp(-g["a"][:])), rng.uniform(size=n)
                  g["event"], g["cube"], g["pair"] = np.arange(n), rng.normal(size=(n, 2)), rng.normal(size=(n, 2))
                  for column in ("pt", "eta", "mass", "btag"): g[column] = rng.normal(size=n) + y
      """)
    #expect(problems == "")
    try program.write(
      """
      import io, os, struct, sys
      data = sys.stdin.buffer
      while True:
          head = data.peek(6)[:6]
          if not head: break
          if head == b"\\x93NUMPY":
              import numpy as np
              rows, mode = np.load(data), "npy"
          else:
              import h5py
              line = data.readline().decode().strip()
              with h5py.File(line) as f: rows, mode = f["rows"][:], "hdf5"
          open("mode.txt", "w").write(mode)
          import numpy as np
          np.save(sys.stdout.buffer, (1 / (1 + np.exp(-rows[:, 0]))).astype("f4"))
          sys.stdout.buffer.flush()
      """, to: "score.py")
    return program
  }

  /// The options that every command with a report has, in one run; `strict` is shown by what was not looked at.
  private static func common(_ base: [String], limit: String, overlooks: Bool = true) -> Trial {
    Trial(
      all(
        base,
        [
          "--output", "out", "--name", "n", "--format", "json", "markdown", "--seed", "7", "--jobs", "3",
          "--quiet",
          "--strict", "--confidence", "0.8", "--limit", "\(limit)=0.123", "--history", "log", "--revision",
          "v7",
        ]),
      [
        "--output": { $0.exists("out") }, "--name": { $0.exists("out/n.json") },
        "--format": { $0.exists("out/n.md") && !$0.exists("out/n.html") },
        "--seed": { try $0.setting("seed") == "7" }, "--jobs": { try $0.report.run.jobs == 3 },
        "--quiet": { $0.run.output.isEmpty },
        "--strict": {
          try $0.setting("strict") == "true"
            && (!overlooks || $0.run.status == 1 && $0.run.errors.contains("--strict: "))
        },
        "--confidence": { try $0.findings { $0.estimate?.confidence == 0.8 } },
        "--limit": { try $0.findings { $0.metric == limit && $0.limit?.max == 0.123 } },
        "--history": { $0.exists("log") },
        "--revision": { outcome in
          let folder = outcome.program.folder.appending(path: "log").path
          return try FileManager.default.contentsOfDirectory(atPath: folder).contains {
            try outcome.program.text("log/\($0)").contains("\"v7\"")
          }
        },
      ])
  }

  private static let output: [String] = ["-o", "out", "--name", "n", "--format", "json"]

  /// The options on tables, rows and columns; `judges`: columns are findings of their own.
  private static func columns(_ base: [String], judges: Bool) -> [Trial] {
    [
      Trial(
        all(
          base, output,
          [
            "--table", "other", "--select", "a > -10", "--features", "a", "b", "cube[0]", "--missing", "-9",
            "--categories", "c",
          ]),
        [
          "--table": { try $0.samples { [90, 360].contains($0.rowsRead) && $0.table == "other" } },
          "--select": { try $0.samples { $0.selection == "a > -10" } },
          "--features": { outcome in
            try !judges
              || Set(outcome.report.findings.compactMap(\.subject.feature)).isSuperset(of: ["b", "cube[0]"])
          },
          "--missing": { outcome in
            try outcome.setting("features", "b", "missing").contains("-9")
              && (!judges || outcome.report.findings.contains { $0.subject.feature == "b" })
          },
          "--categories": { outcome in
            try !judges || outcome.report.findings.contains { $0.subject.category == "c" }
          },
        ]),
      Trial(
        all(base, output, ["--table", "events", "--features", "a", "b", "--ignore", "pair"]),
        ["--ignore": { try $0.omits("pair", "ignored") }]),
      Trial(
        all(base, output, ["--table", "events", "--features", "a", "b", "--exclude", "pair"]),
        ["--exclude": { try $0.omits("pair", "ignored") }]
      ),
    ]
  }

  /// The options on simulation and data.
  private static func comparison(_ command: [String]) -> Trial {
    Trial(
      all(
        command, output,
        [
          "--simulation", "one=sim.h5", "--simulation", "two=sim2.h5", "--sum", "--data", "data.h5",
          "--weight",
          "w",
          "--data-weight", "w * 2", "--table", "events", "--features", "a", "b",
        ]),
      [
        "--simulation": { try $0.samples { $0.name == "two" } },
        "--sum": { try $0.samples { $0.name == "one" && $0.partOf == "simulation" } },
        "--data": { try $0.samples { $0.role == "data" && $0.files.first?.path == "data.h5" } },
        "--weight": { try $0.samples { $0.name == "simulation" && $0.weight == "w" } },
        "--data-weight": { try $0.samples { $0.role == "data" && $0.weight == "w * 2" } },
      ])
  }

  /// The options on classifiers; `base` has label and samples.
  private static func models(_ base: [String]) -> [Trial] {
    let model = Program.fixture("models/binary.json")
    return [
      Trial(
        all(base, output, ["--score", "s", "--positive", "0", "--signal-efficiency", "0.7"]),
        [
          "--score": { try $0.findings { $0.subject.model == "s" } },
          "--positive": { try $0.report.configuration.contains("positive", .string("0")) },
          "--signal-efficiency": { try $0.report.configuration.contains("signalEfficiency", .number(0.7)) },
        ]),
      Trial(
        all(
          base, output,
          ["--model", "tree=\(model)", "--inputs", "pt", "eta", "mass", "btag", "--threshold", "0.05"]
            + ["--iterations", "all", "--class", "1"]),
        [
          "--model": { try $0.findings { $0.subject.model == "tree" } },
          "--inputs": { try $0.setting("models", "tree", "features").contains("btag") },
          "--threshold": { try $0.setting("models", "tree", "threshold") == "0.05" },
          "--iterations": { try $0.setting("models", "tree", "iterations").contains("all") },
          "--class": { try $0.setting("models", "tree", "class").contains("1") },
        ]),
      Trial(
        all(base, output, ["--command", "\(Program.python) score.py", "--inputs", "a", "--batches", "hdf5"]),
        [
          "--command": { try $0.findings { $0.subject.model == "command" } },
          "--batches": { try $0.program.text("mode.txt") == "hdf5" },
        ]),
    ]
  }

  private static let pair: [String] = ["--simulation", "sim.h5", "--data", "data.h5"]
  private static let quick: [String] = ["--features", "a", "b"]

  /// What proves the options of a command.
  private static func trials(_ command: String) -> [Trial] {
    switch command {
    case "shift": return shiftTrials
    case "composition": return compositionTrials
    case "robustness": return robustnessTrials
    case "impact": return impactTrials
    case "reweight": return reweightTrials
    case "audit": return auditTrials
    default: return others(command)
    }
  }

  private static let events: [String] = ["--table", "events"]

  /// Arguments one after the other: chains of `+` take the compiler minutes.
  private static func all(_ parts: [String]...) -> [String] { parts.flatMap { $0 } }

  private static var shiftTrials: [Trial] {
    let base: [String] = all(["shift"], pair)
    var trials: [Trial] = [common(all(base, events), limit: "ks"), comparison(["shift"])]
    trials += columns(base, judges: true)
    trials.append(
      Trial(
        all(base, events, output, ["--normalise", "weights"]),
        ["--normalise": { try $0.setting("analyses", "shift", "normalise") == "\"weights\"" }]))
    return trials
  }

  private static var compositionTrials: [Trial] {
    let base: [String] = ["composition", "--training", "sim.h5", "--label", "y", "--no-models"]
    var trials: [Trial] = [common(all(base, events), limit: "duplicates", overlooks: false)]
    trials += columns(base, judges: true)
    let files: [String] = [
      "composition", "--training", "sim.h5", "--validation", "sim2.h5", "--test", "sim2.h5", "--data",
      "data.h5",
    ]
    let settings: [String] = [
      "--label", "y", "--weight", "w", "--data-weight", "w * 2", "--event-key", "event", "--expected",
      "y:0=0.5,1=0.5", "--nuisance", "c", "--spectators", "b", "--no-models",
    ]
    trials.append(
      Trial(
        all(files, settings, events, output),
        [
          "--training": { try $0.samples { $0.role == "training" } },
          "--validation": { try $0.samples { $0.role == "validation" } },
          "--test": { try $0.samples { $0.role == "test" } },
          "--data": { try $0.samples { $0.role == "data" } },
          "--label": { try $0.omits("y", "label") },
          "--weight": { try $0.samples { $0.role == "training" && $0.weight == "w" } },
          "--data-weight": { try $0.samples { $0.role == "data" && $0.weight == "w * 2" } },
          "--event-key": { try $0.setting("eventKey") == "[\"event\"]" },
          "--expected": { try $0.findings { $0.metric == "target-tvd" } },
          "--nuisance": { try $0.setting("nuisance") == "[\"c\"]" },
          "--spectators": { try $0.findings { $0.analyzer == "spectators" && $0.subject.feature == "b" } },
          "--no-models": { try !$0.findings { $0.analyzer == "nuisance-model" } },
        ]))
    return trials
  }

  private static var robustnessTrials: [Trial] {
    let base: [String] = ["robustness", "--sample", "sim.h5", "--label", "y"]
    let scored: [String] = all(base, ["--score", "s", "-m", "scale:s=0.1"])
    var trials: [Trial] = [common(all(scored, events), limit: "auc-loss", overlooks: false)]
    trials += columns(scored, judges: false)
    trials += models(all(base, events, ["-m", "scale:a,s=0.1"]))
    let settings: [String] = [
      "--weight", "w", "--miscalibration", "offset:s=0.3", "--expectation", "overtraining", "--expectation",
      "agreement", "--training", "sim2.h5", "--simulation", "sim2.h5", "--data", "data.h5", "--data-weight",
      "w * 2", "--by", "b", "--score", "s", "s2", "--baseline", "s2",
    ]
    trials.append(
      Trial(
        all(base, settings, events, output),
        [
          "--sample": { try $0.samples { $0.role == "test" } },
          "--label": { try $0.omits("y", "label") },
          "--weight": { try $0.samples { $0.role == "test" && $0.weight == "w" } },
          "--miscalibration": { try $0.findings { $0.subject.miscalibration == "offset/s" } },
          "--expectation": { try $0.findings { $0.subject.expectation == "agreement" } },
          "--training": { try $0.samples { $0.role == "training" } },
          "--simulation": { try $0.samples { $0.role == "simulation" } },
          "--data": { try $0.samples { $0.role == "data" } },
          "--data-weight": { try $0.samples { $0.role == "data" && $0.weight == "w * 2" } },
          "--by": { try $0.setting("analyses", "robustness", "by") == "[\"b\"]" },
          "--baseline": { try $0.setting("analyses", "robustness", "baseline") == "\"s2\"" },
        ]))
    return trials
  }

  private static var impactTrials: [Trial] {
    let base: [String] = all(["impact"], pair)
    var trials: [Trial] = [common(all(base, events, quick), limit: "two-sample-auc", overlooks: false)]
    trials.append(comparison(["impact"]))
    trials += columns(base, judges: false)
    for trial in models(all(["impact", "--label", "y"], pair, events, quick)) {
      var labelled = trial
      labelled.proofs.append(("--label", { try $0.omits("y", "label") }))
      trials.append(labelled)
    }
    return trials
  }

  private static var reweightTrials: [Trial] {
    let base: [String] = all(["reweight"], pair)
    var trials: [Trial] = [common(all(base, events), limit: "closure-auc"), comparison(["reweight"])]
    trials += columns(base, judges: false)
    let column: [String] = [
      "--column", "v", "--to", "weights.h5", "--select", "a > -2", "--outside", "plain",
    ]
    trials.append(
      Trial(
        all(base, events, quick, output, column),
        [
          "--column": { $0.run.output.contains("(v, v_ratio)") }, "--to": { $0.exists("weights.h5") },
          "--outside": { try $0.program.python(ratio("weights.h5", "v_ratio")) == "" },
        ]))
    let inPlace: [String] = ["reweight", "--simulation", "sim2.h5", "--data", "data.h5", "--in-place"]
    trials.append(
      Trial(
        all(inPlace, events, quick, output),
        ["--in-place": { try $0.program.python(ratio("sim2.h5", "simaudit_weight_ratio")) == "" }]))
    return trials
  }

  private static var auditTrials: [Trial] {
    let ignore: [String] = ["audit", "--ignore", "event", "cub*", "--date", "2027-04-01"]
    return [
      common(["audit"], limit: "ks"),
      Trial(
        all(ignore, output),
        [
          "--ignore": { try $0.omits("event", "ignored") },
          "--date": { try $0.report.acceptances.first?.expired == true },
        ]),
    ]
  }

  /// Python that fails where a ratio is not a number.
  private static func ratio(_ file: String, _ column: String) -> String {
    "import h5py, numpy as np\nassert np.isfinite(h5py.File('\(file)')['events/\(column)'][:]).all()"
  }

  /// The commands that measure nothing.
  private static func others(_ command: String) -> [Trial] {
    switch command {
    case "inspect":
      return [
        Trial(
          ["inspect", "sim.h5", "--table", "other", "--format", "json", "--no-values"],
          [
            "--table": {
              $0.run.output.contains("\"rows\" : 90") && !$0.run.output.contains("\"rows\" : 120")
            },
            "--format": { $0.run.output.hasPrefix("[") },
            "--no-values": { !$0.run.output.contains("\"max\"") },
          ])
      ]
    case "render":
      return [
        Trial(
          ["render", "old.json", "--format", "markdown", "--output", "page.md"],
          [
            "--format": { try $0.program.text("page.md").contains("| sample |") },
            "--output": { $0.exists("page.md") && $0.run.output.isEmpty },
          ])
      ]
    case "diff":
      return [
        Trial(
          ["diff", "old.json", "new.json", "--format", "html", "--output", "diff.html", "--margin", "1e9"],
          [
            "--format": { try $0.program.text("diff.html").hasPrefix("<!DOCTYPE html>") },
            "--output": { $0.exists("diff.html") }, "--margin": { $0.run.status == 0 },
          ]),
        Trial(["diff", "old.json", "few.json", "--strict"], ["--strict": { $0.run.status == 1 }]),
      ]
    case "history":
      return [
        Trial(
          ["history", "log", "--finding", "shift/ks/*", "--last", "1", "--output", "history.html"],
          [
            "--finding": { try !$0.program.text("history.html").contains("shift/wasserstein") },
            "--last": { try !$0.program.text("history.html").contains("rev-one") },
            "--output": { try $0.program.text("history.html").contains("rev-two") },
          ])
      ]
    case "init":
      return [
        Trial(
          [
            "init", "simulation=few.h5", "--preset", "ci", "--output", "ours.yaml", "--force", "--table",
            "events",
          ],
          [
            "--table": { try $0.program.text("ours.yaml").contains("table: events") },
            "--preset": { try $0.program.text("ours.yaml").contains("\npreset: ci\n") },
            "--output": { $0.exists("ours.yaml") },
            "--force": { try !$0.program.text("ours.yaml").contains("to be replaced") },
          ])
      ]
    case "limits":
      return [
        Trial(
          [
            "limits", "--adopt", "old.json", "--margin", "3", "--configuration", "simaudit.yaml", "--finding",
            "shift/*",
            "--open", "--reason", "as reviewed", "--date", "2027-03-31", "--dry-run",
          ],
          [
            "--adopt": { $0.run.output.contains("metric: ks") },
            "--configuration": { $0.run.output.contains("accepted:") },
            "--finding": { $0.run.status == 0 }, "--reason": { $0.run.output.contains("as reviewed") },
            "--date": {
              $0.run.output.contains("2027-03-31: as reviewed") || $0.run.output.contains("2027-03-31")
            },
            "--dry-run": { outcome in try !outcome.program.text("simaudit.yaml").contains("as reviewed") },
            "--open": { outcome in
              let alone = try outcome.program.run("limits", "--open")
              return alone.status == 2 && alone.errors.contains("need --adopt RESULT.json")
            },
            "--margin": { outcome in
              let other = try outcome.program.run(
                "limits", "--adopt", "old.json", "--margin", "1", "--finding", "shift/*", "--open",
                "--reason",
                "as reviewed", "--date", "2027-03-31", "--dry-run")
              return other.output != outcome.run.output
            },
          ]),
        Trial(
          ["limits", "--adopt", "old.json", "--finding", "nothing/*", "--dry-run"],
          ["--finding": { !$0.run.output.contains("metric: ks,") }]),
      ]
    default: return []
    }
  }

  /// Documents, a history and a configuration for the commands that read such.
  private static func addDocuments(to program: Program) throws {
    try program.write(
      """
      samples:
        data: {files: data.h5, table: events}
        simulation: {files: sim.h5, table: events, weight: w}
      analyses: {shift: }
      accepted:
        - {finding: "shift/ks/*", reason: known, until: 2027-03-31}
      """, to: "simaudit.yaml")
    try program.write("# to be replaced\n", to: "ours.yaml")
    let shift = all(
      ["shift"], pair, ["--table", "events", "--format", "json", "-o", ".", "--history", "log"])
    for (name, more) in [
      ("few", ["--features", "b"]), ("old", ["--revision", "rev-one"]),
      ("new", ["--revision", "rev-two", "--weight", "s + 0.01"]),
    ] {
      #expect(try program.run(shift + ["--name", name] + more).status < 2)
    }
    try FileManager.default.copyItem(
      atPath: Program.fixture("layouts/columns.h5"), toPath: program.folder.appending(path: "few.h5").path)
  }

  /// The options that the help of a command lists.
  private static func offered(_ help: String) -> Set<String> {
    var options: Set<String> = []
    for line in help.split(separator: "\n")
    where line.hasPrefix("  ") && line.drop(while: { $0 == " " }).hasPrefix("-") {
      // Two columns: options begin within the first four characters, examples in a discussion have a command before them.
      guard line.prefix(4).contains("-") else { continue }
      let head = line.components(separatedBy: "  ").first { !$0.isEmpty } ?? ""
      for match in head.matches(of: /--[a-z][a-z-]*/) where !line.contains("\\") {
        options.insert(String(match.output))
      }
    }
    return options.subtracting(["--help", "--version"])
  }

  static let commands = [
    "inspect", "shift", "composition", "robustness", "impact", "reweight", "audit", "render", "diff",
    "history", "init",
    "limits", "schema", "list",
  ]

  @Test("every command of the program is tried") func everyCommand() throws {
    let help = try Program().run("--help").output
    let known = help.matches(of: /\n  ([a-z]+)  +[A-Z]/).map { String($0.1) }.filter { $0 != "help" }
    #expect(Set(known) == Set(Self.commands))
  }

  @Test("every option arrives", arguments: commands) func everyOption(command: String) throws {
    let program = try Self.prepared(rows: rows(command))
    try Self.addDocuments(to: program)
    var proven: Set<String> = []
    for trial in Self.trials(command) {
      for left in ["out", "log"] where left == "out" || command != "history" {
        try? FileManager.default.removeItem(at: program.folder.appending(path: left))
      }
      let run = try program.run(trial.arguments)
      let outcome = Outcome(run: run, program: program, document: trial.document)
      for proof in trial.proofs {
        let holds = try? proof.holds(outcome)
        #expect(
          holds == true,
          "\(proof.option) of \(trial.arguments): \(run.status) \(run.output.prefix(400))\(run.errors)")
        proven.insert(proof.option)
      }
    }
    let offered = Self.offered(try program.run(command, "--help").output)
    #expect(offered.subtracting(proven).isEmpty, "options without a proof that they arrive")
    #expect(proven.subtracting(offered).isEmpty, "proofs of options that are not offered")
    if !["schema", "list"].contains(command) { #expect(!offered.isEmpty) }
  }
}

extension JSONValue {
  /// True when some object inside has the member.
  fileprivate func contains(_ name: String, _ value: JSONValue) -> Bool {
    switch self {
    case .object(let members):
      members[name] == value || members.values.contains { $0.contains(name, value) }
    case .array(let values): values.contains { $0.contains(name, value) }
    default: false
    }
  }
}
