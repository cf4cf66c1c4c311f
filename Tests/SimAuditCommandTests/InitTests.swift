import Foundation
import Testing

/// `simaudit init` says which file is data by names and columns, and asks where they do not say it.
@Suite struct InitTests {
  private let program: Program

  init() throws {
    program = try Program()
    let problems = try program.python(
      """
      import h5py, numpy as np
      rng = np.random.default_rng(1)
      def write(name, *more):
          with h5py.File(name, "w") as f:
              for column in ("pt", "eta") + more: f[column] = rng.normal(size=60)
      for name in ("mc20_ttbar.h5", "data.h5", "a.h5", "b.h5", "run7.h5", "mc_data.h5", "real.h5", "train.h5", "my_test.h5"): write(name)
      write("truth.h5", "truth_pt")
      with h5py.File("data.h5", "a") as f: f["showers"] = rng.normal(size=(60, 5, 2))
      write("odd_data.h5", "gen_pt")
      """)
    #expect(problems == "")
  }

  /// Sample → file of the configuration that is written.
  private func roles(_ files: String...) throws -> [String: String] {
    let run = try program.run(["init", "-o", "-"] + files)
    #expect(run.status == 0, "\(files): \(run.errors)")
    var roles: [String: String] = [:]
    for match in run.output.matches(of: /\n  ([a-z]+): +\{[^\n]*files: \[([a-z0-9_.]+)\]/) {
      roles[String(match.1)] = String(match.2)
    }
    return roles
  }

  @Test(
    "the order of the files means nothing",
    arguments: [
      ("mc20_ttbar.h5", "data.h5"), ("mc20_ttbar.h5", "a.h5"), ("a.h5", "data.h5"), ("truth.h5", "a.h5"),
      ("mc20_ttbar.h5", "real.h5"), ("truth.h5", "data.h5"),
    ])
  func order(simulation: String, data: String) throws {
    let expected = ["simulation": simulation, "data": data]
    #expect(try roles(simulation, data) == expected)
    #expect(try roles(data, simulation) == expected)
  }

  @Test(
    "what cannot be told is asked for",
    arguments: [
      (["a.h5", "b.h5"], "neither their names nor columns"), (["data.h5", "real.h5"], "neither"),
      (["odd_data.h5", "mc_data.h5"], "one thing"), (["mc_data.h5", "run7.h5"], "neither"),
      (["a.h5", "b.h5", "data.h5"], "3 files have no name"),
    ])
  func asked(files: [String], words: String) throws {
    let run = try program.run(["init", "-o", "-"] + files)
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(
      run.errors.contains(words) && run.errors.contains("simulation=\(files[0]) data=\(files[1])"),
      "\(run.errors)")
  }

  @Test("splits of a labelled sample say what they are") func splits() throws {
    #expect(try roles("my_test.h5", "train.h5") == ["training": "train.h5", "test": "my_test.h5"])
    #expect(
      try roles("train.h5", "data.h5", "mc20_ttbar.h5")
        == ["training": "train.h5", "data": "data.h5", "simulation": "mc20_ttbar.h5"])
  }

  @Test("a name settles it") func named() throws {
    #expect(try roles("data=a.h5", "simulation=b.h5") == ["data": "a.h5", "simulation": "b.h5"])
    #expect(try roles("data=mc20_ttbar.h5", "b.h5") == ["data": "mc20_ttbar.h5", "simulation": "b.h5"])
  }

  @Test("what has several values a row is said, on standard error and in the file") func arrays() throws {
    let run = try program.run("init", "-o", "-", "data.h5", "mc20_ttbar.h5")
    let words = "showers has 5 × 2 values a row; name one, as showers[0,0], or a reduction, as max(showers)"
    #expect(run.output.contains("# Not among them: " + words))
    #expect(
      run.errors.contains(words.replacing("showers has", with: "'showers' is not a feature: it has")),
      "\(run.errors)")
  }
}
