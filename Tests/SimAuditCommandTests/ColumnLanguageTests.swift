import AuditReport
import Foundation
import Testing

/// One language of columns: what names a column in one place names it in every other.
@Suite struct ColumnLanguageTests {
  private let program: Program
  /// A list, a tensor and what is made of them.
  private static let names = [
    "max(hits)", "count(hits)", "hits[0]", "showers[2]", "image[1,0]", "sum(showers)",
  ]

  init() throws {
    program = try Program()
    let problems = try program.python(
      """
      import h5py, numpy as np
      rng = np.random.default_rng(8)
      n = 1200
      for name in ("sim.h5", "data.h5"):
          with h5py.File(name, "w") as f:
              y = rng.integers(0, 2, n)
              f["y"], f["pt"] = y, rng.exponential(1, n)
              f["showers"] = rng.exponential(1, (n, 3)) + y[:, None]
              f["pair"] = rng.normal(size=(n, 2))
              f["image"] = rng.normal(size=(n, 2, 2)) + y[:, None, None]
              f["hits"] = np.array([rng.exponential(1, rng.integers(1, 4)) + k for k in y],
                                   dtype=h5py.vlen_dtype(np.float64))
              # The same numbers as plain columns.
              hits = f["hits"][:]
              f["plain/max(hits)"] = [h.max() for h in hits]
              f["plain/count(hits)"] = [len(h) for h in hits]
              f["plain/hits[0]"] = [h[0] for h in hits]
              f["plain/showers[2]"] = f["showers"][:, 2]
              f["plain/image[1,0]"] = f["image"][:, 1, 0]
              f["plain/sum(showers)"] = f["showers"][:].sum(1)
      """)
    #expect(problems == "")
  }

  private func report(_ arguments: [String]) throws -> Report {
    let run = try program.run(arguments + ["-o", "out", "--name", "r", "--format", "json", "--quiet"])
    #expect(run.status < 2, "\(arguments): \(run.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(program.text("out/r.json").utf8))
  }

  private func audit(_ text: String) throws -> Report {
    try program.write(text, to: "simaudit.yaml")
    return try report(["audit"])
  }

  private let files = ["--simulation", "sim.h5", "--data", "data.h5"]

  @Test("a reduction is the column that it computes", arguments: names)
  func values(name: String) throws {
    let reduced = try report(["shift"] + files + ["--features", name])
    let plain = try report(["shift"] + files + ["--features", "plain/" + name])
    func numbers(_ report: Report) -> [String: Double] {
      Dictionary(
        report.findings.compactMap { finding in finding.estimate.map { (finding.metric, $0.value) } }
      ) { a, _ in a }
    }
    #expect(numbers(reduced) == numbers(plain) && !numbers(plain).isEmpty)
  }

  @Test("options of shift, impact and composition", arguments: names)
  func options(name: String) throws {
    let column = "plain/" + name
    for (reduced, plain) in [
      (
        ["shift"] + files + ["--features", "pt", "--select", "\(name) > 1"],
        ["shift"] + files + ["--features", "pt", "--select", "`\(column)` > 1"]
      ),
      (
        ["shift"] + files + ["--features", "pt", "--weight", name, "--data-weight", "1 + abs(\(name))"],
        ["shift"] + files + ["--features", "pt", "--weight", column, "--data-weight", "1 + abs(`\(column)`)"]
      ),
    ] {
      let (a, b) = (try report(reduced).samples, try report(plain).samples)
      #expect(a.map(\.rows) == b.map(\.rows) && a.map(\.sumOfWeights) == b.map(\.sumOfWeights), "\(reduced)")
    }
    let composition = try report([
      "composition", "--training", "sim.h5", "--label", "\(name) > 1.5", "--features", "pt", "--spectators",
      name,
      "--event-key", name, "pt", "--no-models",
    ])
    #expect(composition.findings.contains { $0.analyzer == "spectators" && $0.subject.feature == name })
    let nuisance = try report([
      "composition", "--training", "sim.h5", "--label", "y", "--features", "pt", "--nuisance", name,
      "--no-models",
    ])
    #expect(nuisance.findings.contains { $0.analyzer == "leakage" && $0.subject.feature == name })
  }

  @Test(
    "a configuration: features with settings, derived, slices, groups, label, model inputs, miscalibrations",
    arguments: names)
  func configuration(name: String) throws {
    let report = try audit(
      """
      samples: {data: {files: data.h5}, simulation: {files: sim.h5}}
      features: {"\(name)": {unit: GeV}, twice: {}}
      derived: {twice: "2 * \(name)"}
      slices: {high: "\(name) > 0.5"}
      groups: {both: ["\(name)", twice]}
      analyses: {shift: }
      """)
    let own = report.findings.filter { $0.metric == "ks" && $0.subject.feature == name }
    #expect(own.count == 2, "the whole and the slice")
    let twice = report.findings.first { $0.metric == "ks" && $0.subject.feature == "twice" }
    #expect(own.contains { $0.estimate?.value == twice?.estimate?.value })
    let robust = try audit(
      """
      samples: {test: {files: sim.h5}}
      label: y
      models: {score: {column: "\(name)"}}
      miscalibrations: {move: {kind: scale, features: ["\(name)"], strengths: [0.1], size: 0.1}}
      analyses: {robustness: {by: ["\(name)"]}}
      """)
    #expect(robust.findings.contains { $0.metric == "auc-loss" && $0.subject.model == "score" })
    let option = try self.report([
      "robustness", "--sample", "sim.h5", "--label", "y", "--score", name, "-m", "offset:\(name)=0.1", "--by",
      name,
    ])
    #expect(option.findings.contains { $0.metric == "auc-loss" && $0.subject.model == name })
  }

  @Test("an element that lists do not have is missing, one that no row has is a sentence")
  func outOfRange() throws {
    let sparse = try report(["shift"] + files + ["--features", "hits[2]", "hits[7]"])
    let missing = sparse.findings.first { $0.metric == "ks" && $0.subject.feature == "hits[7]" }
    #expect(missing?.reason?.contains("all its rows are missing") == true, "\(missing?.reason ?? "")")
    for (name, words) in [("showers[3]", "the last element is showers[2]"), ("image[0,2]", "image[1,1]")] {
      for option in [["--features", name], ["--select", "\(name) > 0"]] {
        let run = try program.run(["shift"] + files + option)
        #expect(run.status == 2 && run.errors.contains(words), "\(option): \(run.errors)")
      }
    }
  }

  @Test("inspect and errors recommend what works")
  func recommended() throws {
    let text = try program.run("inspect", "sim.h5", "--table", "/").output
    for recommended in ["showers[0]", "image[0,0]", "max(showers)", "sum(image)", "hits[0]", "count(hits)"] {
      #expect(text.contains(recommended), "\(recommended)")
      #expect(try !report(["shift"] + files + ["--features", recommended]).findings.isEmpty)
    }
    let run = try program.run(["shift"] + files + ["--features", "showers"])
    #expect(
      run.status == 2 && run.errors.contains("name one, as showers[0], or a reduction, as max(showers)"))
  }
}
