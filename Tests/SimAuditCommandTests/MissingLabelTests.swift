import AuditReport
import Foundation
import Testing

/// Rows without a label are counted and said, and no sample claims them.
@Suite struct MissingLabelTests {
  private let program: Program

  init() throws {
    program = try Program()
    let problems = try program.python(
      """
      import h5py, numpy as np
      rng = np.random.default_rng(3)
      n = 2000
      y = rng.integers(0, 2, n).astype("f8")
      x = rng.normal(size=n) + y
      lost = np.arange(n) % 20 == 0
      text = np.array([b"bkg", b"sig"], dtype=object)[y.astype(int)]
      for name, keep in (("all.h5", np.ones(n, bool)), ("labelled.h5", ~lost)):
          with h5py.File(name, "w") as f:
              f["x"], f["score"], f["w"] = x[keep], (1 / (1 + np.exp(-x)))[keep], np.exp(rng.normal(size=n))[keep]
              f["y"] = np.where(lost, np.nan, y)[keep]
              f["t"] = text[keep]
      with h5py.File("lost.h5", "w") as f: f["x"], f["score"], f["y"] = x, x, np.full(n, np.nan)
      """)
    #expect(problems == "")
  }

  private func report(_ name: String) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(program.text("out/\(name).json").utf8))
  }

  @Test(
    "the numbers are those of the file without these rows; the table counts them apart",
    arguments: [true, false])
  func robustness(isWeighted: Bool) throws {
    var reports: [Report] = []
    for file in ["all.h5", "labelled.h5"] {
      let weight = isWeighted ? ["--weight", "w"] : []
      let run = try program.run(
        [
          "robustness", "--sample", file, "--label", "y", "--score", "score", "-m", "dead-channel:score=0.1",
          "-o", "out",
          "--name", "r", "--format", "json", "html", "markdown",
        ] + weight)
      #expect(run.status < 2, "\(run.errors)")
      #expect(
        run.errors.contains("100 rows of sample 'test' have no label; they are left out")
          == (file == "all.h5"))
      reports.append(try report("r"))
    }
    #expect(try program.text("out/r.html").contains("without a label") == false)
    let (all, labelled) = (reports[0].samples[0], reports[1].samples[0])
    #expect(all.unlabelledRows == 100 && labelled.unlabelledRows == nil)
    #expect(all.rows == 1900 && all.rowsRead == 2000 && labelled.rows == 1900)
    if !isWeighted { #expect(all.effectiveRows == 1900) }
    let auc = try reports.map { report in
      try #require(
        report.findings.first { $0.metric == "nominal-auc" || $0.metric == "auc" }?.estimate?.value)
    }
    if !isWeighted { #expect(auc[0] == auc[1]) }
  }

  @Test("composition says it too; a label that no row has is a sentence")
  func composition() throws {
    let run = try program.run(
      "composition", "--training", "all.h5", "--label", "y", "--no-models", "-o", "out", "--format", "json",
      "html",
      "markdown")
    #expect(run.errors.contains("100 rows of sample 'training' have no label"), "\(run.errors)")
    #expect(try report("composition").samples[0].unlabelledRows == 100)
    #expect(try program.text("out/composition.html").contains("100 without a label"))
    #expect(try program.text("out/composition.md").contains("(and 100 without a label)"))
    let lost = try program.run("composition", "--training", "lost.h5", "--label", "y", "--no-models")
    #expect(
      lost.status == 2 && lost.errors.contains("the label 'y' has no value in any row"), "\(lost.errors)")
  }
}
