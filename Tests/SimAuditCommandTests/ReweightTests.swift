import AuditHDF5
import AuditSamples
import Foundation
import Testing

/// `simaudit reweight`: the weights are there, in order, and the user's files are safe.
@Suite struct ReweightTests {
  private let program: Program
  private let data = Program.fixture("jets_data.h5")

  init() throws {
    program = try Program()
    try FileManager.default.copyItem(
      atPath: Program.fixture("simulation.h5"), toPath: program.folder.appending(path: "sim.h5").path)
  }

  private func reweight(_ arguments: String...) throws -> Program.Run {
    try program.run(
      [
        "reweight", "--simulation", "sim.h5", "--data", Program.fixture("data.h5"), "--weight", "weight",
        "--features", "pt", "eta", "isolation_calo", "-o", "out", "--format", "json",
      ] + arguments)
  }

  private func values(_ file: String, _ column: String) throws -> [Double] {
    let source = try HDF5Source(paths: [program.folder.appending(path: file).path])
    return try source.read([column], rows: 0..<source.rowCount)[0].doubles
  }

  @Test func writesAFileWithARowForEachRow() throws {
    let run = try reweight()
    #expect(run.status < 2, "\(run.errors)")
    let weights = try values("out/sim.weights.h5", "simaudit_weight")
    let ratios = try values("out/sim.weights.h5", "simaudit_weight_ratio")
    let plain = try values("sim.h5", "weight")
    #expect(weights.count == plain.count && ratios.count == plain.count)
    for row in plain.indices { #expect(abs(weights[row] - plain[row] * ratios[row]) < 1e-12) }
    #expect(ratios.allSatisfy { $0 > 0 && $0 <= 40 })
    // The sum stays; data have larger isolation.
    let sums = (weights.reduce(0, +), plain.reduce(0, +))
    #expect(abs(sums.0 / sums.1 - 1) < 1e-6)
    let isolation = try values("sim.h5", "isolation_calo")
    func mean(_ weights: [Double]) -> Double {
      var sum = 0.0
      for row in weights.indices { sum += weights[row] * isolation[row] }
      return sum / weights.reduce(0, +)
    }
    #expect(mean(weights) > mean(plain) + 0.1)
    #expect(try program.text("out/reweighting.json").contains("closure-auc"))
  }

  @Test func rowsOutsideTheSelectionAreMarked() throws {
    let pt = try values("sim.h5", "pt")
    let plain = try values("sim.h5", "weight")
    #expect(try reweight("--select", "pt > 30", "--to", "nan.h5").status < 2)
    let marked = try values("nan.h5", "simaudit_weight")
    for row in pt.indices { #expect(marked[row].isNaN != (pt[row] > 30)) }
    #expect(
      try reweight("--select", "pt > 30", "--outside", "plain", "--to", "plain.h5", "--column", "w").status
        < 2)
    let kept = try values("plain.h5", "w")
    for row in pt.indices {
      if pt[row] > 30 { #expect(kept[row] == marked[row]) } else { #expect(kept[row] == plain[row]) }
    }
  }

  @Test func writesIntoTheFileWhenTold() throws {
    let before = try Data(contentsOf: program.folder.appending(path: "sim.h5"))
    #expect(try reweight("--column", "w2").status < 2)
    #expect(try Data(contentsOf: program.folder.appending(path: "sim.h5")) == before)
    #expect(try reweight("--column", "w2", "--in-place").status < 2)
    #expect(try values("sim.h5", "w2") == values("out/sim.weights.h5", "w2"))
    // Again: its own columns are replaced.
    let again = try reweight("--column", "w2", "--in-place", "--seed", "5")
    #expect(again.status < 2, "\(again.errors)")
    // A column of somebody else is not.
    let refused = try reweight("--column", "weight", "--in-place")
    #expect(refused.status == 2)
    #expect(
      refused.errors.contains(
        "has a column 'weight' already, which simaudit did not write; choose another name with --column"))
  }

  @Test func threadsChangeNothing() throws {
    #expect(try reweight("--to", "one.h5", "--jobs", "1").status < 2)
    #expect(try reweight("--to", "three.h5", "--jobs", "3").status < 2)
    #expect(try values("one.h5", "simaudit_weight") == values("three.h5", "simaudit_weight"))
  }

  @Test func whatCannotBeDoneIsOneSentence() throws {
    let full = try reweight("--to", "/proc/none/w.h5")
    #expect(full.status == 2 && full.errors.contains("cannot be written"), "\(full.errors)")
    let both = try reweight("--to", "w.h5", "--in-place")
    #expect(both.status == 2 && both.errors.contains("leave --to out"))
    let name = try reweight("--column", "a/b")
    #expect(name.status == 2 && name.errors.contains("--column needs a name without '/', found 'a/b'"))
    let few = try reweight("--select", "pt > 30 && event % 1000 == 0")
    #expect(few.status == 2 && few.errors.contains("no density ratio can be learned"), "\(few.errors)")
    let parts = try program.run(
      "reweight", "--simulation", "a=sim.h5", "--simulation", "b=sim.h5", "--data", data)
    #expect(parts.status == 2 && parts.errors.contains("weights are made for one simulation"))
    try FileManager.default.copyItem(
      atPath: Program.fixture("layouts/compound.h5"), toPath: program.folder.appending(path: "jets.h5").path)
    let compound = try program.run(
      "reweight", "--simulation", "jets.h5", "--data", "jets.h5", "--in-place")
    #expect(
      compound.status == 2 && compound.errors.contains("is not a group of columns"), "\(compound.errors)")
  }
}
