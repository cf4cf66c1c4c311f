import AuditReport
import Foundation
import Testing

/// The commands of a gate: diff, accepted findings, adopted limits, history, GitHub.
@Suite struct GateTests {
  private let simulation = Program.fixture("simulation.h5")
  private let data = Program.fixture("data.h5")

  private func configure(_ program: Program, _ rest: String = "", name: String = "simaudit.yaml") throws {
    try program.write(
      """
      samples:
        data: { files: ["\(data)"] }
        simulation: { files: ["\(simulation)"], weight: weight }
      features: [eta, mass]
      categories: [charge]
      \(rest)
      """, to: name)
  }

  private func report(_ program: Program, _ name: String) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(contentsOf: program.folder.appending(path: name)))
  }

  @Test("an accepted finding fails nothing until its day, is shown, and unknown ids are told")
  func accepted() throws {
    let program = try Program()
    try configure(
      program,
      "accepted: [{finding: shift/ks/mass, reason: known since May, until: 2027-03-31}, {finding: shift/ks/mas, reason: r, until: 2027-03-31}]"
    )
    let before = try program.run("audit", "--date", "2027-03-31")
    #expect(before.status == 0, "\(before.errors)")
    #expect(
      before.output.contains("ACCEPTED")
        && before.output.contains("(accepted until 2027-03-31: known since May)"))
    #expect(
      before.errors.contains(
        "note: accepted 'shift/ks/mas' names no finding of this audit; did you mean 'shift/ks/mass'"))
    let report = try report(program, "Reports/simaudit.json")
    #expect(report.counts.accepted == 1 && report.acceptances.map(\.matches) == [1, 0])
    #expect(report.findings.first { $0.id == "shift/ks/mass" }?.verdict == .fail)
    #expect(try program.text("Reports/simaudit.html").contains("known since May"))
    let after = try program.run("audit", "--date", "2027-04-01")
    #expect(after.status == 1)
    #expect(after.errors.contains("the acceptance of 'shift/ks/mass' ended on 2027-03-31: it counts again"))
    let never = try program.run("audit", "--date", "31.3.2027")
    #expect(
      never.status == 2 && never.errors.contains("--date needs a day such as 2027-03-31, found '31.3.2027'"))
  }

  @Test("limits that are adopted let the same files pass, and keep what stands in the file")
  func adopted() throws {
    let program = try Program()
    try configure(program, "# ask Bo before changing\nseed: 1  # one")
    #expect(try program.run("audit", "--quiet").status == 1)
    let adopt = try program.run(
      "limits", "--adopt", "Reports/simaudit.json", "--margin", "1.1", "--reason", "reviewed", "--date",
      "2026-11-24")
    #expect(adopt.status == 0, "\(adopt.errors)")
    let text = try program.text("simaudit.yaml")
    #expect(text.contains("# Adopted 2026-11-24 from Reports/simaudit.json, margin 1.1: reviewed"))
    #expect(text.contains("# ask Bo before changing\nseed: 1  # one"))
    let again = try program.run("audit", "--strict")
    #expect(again.status == 0, "\(again.output)")
    let report = try report(program, "Reports/simaudit.json")
    #expect(report.counts.warning == 0 && report.counts.inconclusive == 0)
    // Chance decides nothing, and what passed kept its limit.
    for seed in ["2", "3", "4"] {
      #expect(try program.run("audit", "--strict", "--quiet", "--seed", seed).status == 0, "seed \(seed)")
    }
    let kept = try #require(report.findings.first { $0.id == "shift/ks/eta" })
    #expect(kept.limit == Limit(max: 0.05))
    let adopted = try #require(report.findings.first { $0.id == "shift/ks/mass" }?.limit)
    #expect(adopted.reason == "reviewed" && adopted.max ?? 0 > 0.05)
    #expect(try program.text("Reports/simaudit.html").contains("limit: reviewed"))
    let nothing = try program.run("limits", "--adopt", "Reports/simaudit.json")
    #expect(nothing.status == 0 && nothing.output.contains("nothing to adopt"), "\(nothing.output)")
    // What got worse than what was reviewed fails.
    try text.replacing("weight: weight", with: "weight: weight, select: mass > 60")
      .write(to: program.folder.appending(path: "simaudit.yaml"), atomically: true, encoding: .utf8)
    #expect(try program.run("audit", "--name", "worse", "--quiet").status == 1)
    let diff = try program.run("diff", "Reports/simaudit.json", "Reports/worse.json")
    #expect(diff.status == 1 && diff.output.contains("!WORSE"), "\(diff.output)")
  }

  @Test("adopting into what cannot be edited is a sentence, and the file is as it was")
  func notAdopted() throws {
    let program = try Program()
    try configure(program, "limits: {metric: ks, max: 0.3}")
    #expect(try program.run("audit", "--quiet").status == 0)
    let old = try program.text("simaudit.yaml")
    let run = try program.run("limits", "--adopt", "Reports/simaudit.json")
    #expect(
      run.status == 2 && run.errors.contains("simaudit.yaml: the limits cannot be put in"), "\(run.errors)")
    #expect(try program.text("simaudit.yaml") == old)
    for (arguments, sentence) in [
      (["--adopt", "Reports/simaudit.json", "-c", "nothing.yaml"], "nothing.yaml: there is no such file"),
      (["--adopt", "Reports/simaudit.json", "--finding", "shift/*/nothing"], "no finding to adopt"),
      (
        ["--adopt", "Reports/simaudit.json", "--margin", "0.5"],
        "--margin needs a number from 1 on, found 0.5"
      ),
      (["--open"], "need --adopt RESULT.json"),
    ] {
      let run = try program.run(["limits"] + arguments)
      #expect(run.status == 2 && run.errors.contains(sentence), "\(run.errors)")
    }
    // A full disk leaves the configuration as it was.
    try configure(program, "limits: [{metric: ks, max: 0.3}]\ntitle: \(String(repeating: "x", count: 6000))")
    let large = try program.text("simaudit.yaml")
    let full = try program.shell("ulimit -f 8", "limits", "--adopt", "Reports/simaudit.json")
    #expect(full.status == 2 && full.errors.contains("simaudit.yaml: cannot be written"), "\(full.errors)")
    #expect(try program.text("simaudit.yaml") == large)
  }

  @Test("diff compares documents of any version; what cannot be read is a sentence")
  func diff() throws {
    let program = try Program()
    let (old, new) = (
      Program.fixture("documents/result-1.0.json"), Program.fixture("documents/result-1.1.json")
    )
    for (format, word) in [("text", "2 verdicts changed"), ("markdown", "= same"), ("html", "side by side")] {
      let run = try program.run("diff", old, new, "--format", format)
      #expect(run.status == 0 && run.output.contains(word), "\(run.output.prefix(2000))")
    }
    // Backwards: what was accepted fails again.
    #expect(try program.run("diff", new, old, "-o", "d.txt").status == 1)
    #expect(try program.text("d.txt").contains("!"))
    let missing = try program.run("diff", old, "nothing.json")
    #expect(
      missing.status == 2
        && missing.errors.contains("nothing.json: cannot be read (no such file or directory)"))
    // An older revision comes through a pipe, a folder is told from a file.
    let piped = try program.script("simaudit diff <(cat '\(old)') '\(new)'")
    #expect(piped.status == 0 && piped.output.contains("2 verdicts changed"), "\(piped.errors)")
    #expect(try program.run("diff", old, "/").errors.contains("/: cannot be read (is a directory)"))
    #expect(try program.run("diff", old, new, "--margin", "0").status == 2)
  }

  @Test("every audit is added to the history; the page draws them", arguments: ["history.sqlite", "history"])
  func history(store: String) throws {
    let program = try Program()
    try configure(program, "history: \(store)")
    #expect(try program.run("audit", "--quiet", "--revision", "first <1>").status == 1)
    #expect(
      try program.shell("export GITHUB_SHA=0123456789abcdef", "audit", "--quiet", "--limit", "ks=0.2").status
        == 0)
    let run = try program.run("history", store, "-o", "history.html")
    #expect(run.status == 0 && run.output == "written: history.html\n", "\(run.errors)")
    let page = try program.text("history.html")
    for word in ["2 audits", "first &lt;1&gt;", "0123456789ab", "mass: KS distance"] {
      #expect(page.contains(word), "\(word)")
    }
    #expect(try program.run("history", store, "--last", "1").output.contains("1 audit,"))
    let none = try program.run("history", store, "--finding", "shift/ks/nothing")
    #expect(
      none.status == 2
        && none.errors.contains("no finding is called 'shift/ks/nothing'; ids look like 'shift/"))
    #expect(try program.run("history", "no" + store).status == 2)
  }

  @Test("a full disk leaves the history as it was")
  func historyOnAFullDisk() throws {
    let program = try Program()
    try configure(program, "output: {formats: [text]}")
    #expect(try program.run("audit", "--quiet", "--history", "h.sqlite", "--limit", "ks=0.2").status == 0)
    let run = try program.shell(
      "ulimit -f 40", "audit", "--quiet", "--history", "h.sqlite", "--limit", "ks=0.2", "--revision",
      String(repeating: "x", count: 60_000))
    #expect(
      run.status == 2 && run.errors.contains("h.sqlite: the history cannot be written"), "\(run.errors)")
    #expect(try program.run("history", "h.sqlite").output.contains("1 audit,"))
  }

  @Test("GitHub gets annotations on standard output and Markdown in its job summary, and no file")
  func gitHub() throws {
    let program = try Program()
    try configure(program)
    try program.write("earlier\n", to: "summary.md")
    let run = try program.shell(
      "export GITHUB_STEP_SUMMARY=summary.md", "audit", "--quiet", "--format", "github")
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("::error title=mass%3A KS distance fails::"), "\(run.output)")
    let summary = try program.text("summary.md")
    #expect(summary.hasPrefix("earlier\n## ✗ Failed: ") && summary.contains("| ✗ fails | mass |"))
    #expect(!FileManager.default.fileExists(atPath: program.folder.appending(path: "Reports").path))
    let unwritable = try program.shell(
      "export GITHUB_STEP_SUMMARY=no/where", "audit", "--quiet", "--format", "github")
    #expect(unwritable.status == 2 && unwritable.errors.contains("no/where: cannot be written"))
  }

  @Test("presets set formats and analyses, in a configuration and by init", arguments: ["ci", "review"])
  func presets(name: String) throws {
    let program = try Program()
    #expect(try program.run("init", simulation, data, "--preset", name).status == 0)
    #expect(try program.text("simaudit.yaml").contains("\npreset: \(name)\n"))
    if name == "review" {
      #expect(!(try program.text("simaudit.yaml")).contains("\n  impact:"), "there is no model")
      try checkReview(program)
    } else {
      #expect(try program.run("audit", "--quiet").status == 1)
    }
    let written = try FileManager.default.contentsOfDirectory(atPath: program.folder.path + "/Reports")
      .sorted()
    #expect(
      written
        == (name == "ci"
          ? ["simaudit.html", "simaudit.json", "simaudit.md", "simaudit.prom", "simaudit.xml"]
          : ["simaudit.html", "simaudit.json", "simaudit.md"]))
    #expect(try program.run("init", simulation, data, "--preset", "gate", "--force").status == 2)
  }

  /// The review of simulation, data and a classifier as `init` sets it up: every chapter is there. A sixth of the events
  /// is enough for that.
  private func checkReview(_ program: Program) throws {
    let model = Program.fixture("classifiers/bdt.json")
    #expect(try program.run("init", simulation, data, model, "--preset", "review", "--force").status == 0)
    let text = try program.text("simaudit.yaml")
      .replacing(/\n# select: .*/, with: "\nselect: e_over_p > 0 && event <= 4000")
      .replacing(/\n# label: .*/, with: "\nlabel: process == \"signal\"")
    try program.write(text, to: "simaudit.yaml")
    let run = try program.run("audit", "--quiet")
    #expect(run.status <= 1, "\(run.errors)")
    let document = try report(program, "Reports/simaudit.json")
    let chapters = [
      "shift", "impact", "fitted-miscalibrations", "blind-spot", "robustness", "two-sample", "regions",
      "panel", "reweighting",
    ]
    #expect(Set(document.findings.map(\.analyzer)) == Set(chapters))
    let page = try program.text("Reports/simaudit.html")
    for chapter in chapters {
      #expect(page.contains("<section id=\"chapter/\(chapter)\" class=\"chapter\">"), "\(chapter)")
    }
    #expect(page.contains("<section id=\"glossary\">") && page.contains("<section id=\"provenance\">"))
    #expect(try program.run("render", "Reports/simaudit.json", "--format", "html").output == page)
    // Numbers have a real minus sign; cuts, which can be pasted, and names of categories keep what they have.
    let hyphened = document.findings.filter {
      $0.message.contains(/[ (\[]-\d/) && !$0.message.contains(/[<>]=? ?-\d/) && $0.subject.column != "charge"
    }
    #expect(hyphened.isEmpty, "\(hyphened.map(\.message))")
  }

  @Test("killed at any moment, the old report is whole")
  func killed() throws {
    let program = try Program()
    try configure(program, "history: h.sqlite")
    #expect(try program.run("audit", "--quiet").status == 1)
    let old = try program.text("Reports/simaudit.html")
    let document = try report(program, "Reports/simaudit.json")
    // From before the first file is opened until after the last is written.
    for milliseconds in stride(from: 0, through: 450, by: 50) {
      let seconds = "0.\(String(milliseconds + 1000).dropFirst())"
      _ = try program.shell(
        "setsid \"$0\" \"$@\" & pid=$!; sleep \(seconds); kill -9 -- -$pid; wait $pid; exit 0", "audit",
        "--quiet")
      let page = try program.text("Reports/simaudit.html")
      #expect(page.hasSuffix("</html>\n") && page.count > old.count / 2)
      #expect(try report(program, "Reports/simaudit.json").findings == document.findings)
      #expect(try program.run("history", "h.sqlite").status == 0)
    }
  }
}
