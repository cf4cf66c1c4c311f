import Foundation
import Testing

/// Every fenced command of the README, the guides, the CI pages and the examples runs, and exits as it should.
@Suite struct ProseTests {
  /// Why a command is not run here.
  private static let notRun: KeyValuePairs<String, String> = [
    "Scripts/demo": "installs packages and builds",
    "Scripts/test": "installs packages, builds and runs this test",
    "swift build": "builds",
    "apt-get ": "installs packages",
  ]

  /// Exit codes of the others, by the beginning of the command on its page; a command without a row fails. An audit of toys
  /// may pass or fail, but is done.
  private static let exits: [(page: String, command: String, status: ClosedRange<Int32>)] = [
    ("README.md", "simaudit inspect", 0...0), ("README.md", "simaudit shift", 0...1),
    ("README.md", "simaudit init", 0...0),
    ("README.md", "simaudit audit", 0...1),
    ("Documentation/guide/composition.md", "simaudit composition --training train.h5", 0...1),
    ("Documentation/guide/composition.md", "simaudit composition --training signal", 0...1),
    ("Documentation/guide/robustness.md", "simaudit robustness --sample test.h5 --label", 0...1),
    ("Documentation/guide/robustness.md", "simaudit robustness --sample test.h5 --training", 0...1),
    ("Documentation/guide/impact.md", "simaudit impact", 0...1),
    ("Documentation/guide/impact.md", "simaudit reweight", 0...1),
    ("Documentation/guide/files.md", "simaudit shift", 0...1),
    ("Documentation/guide/files.md", "simaudit schema", 0...0),
  ]

  /// All pages whose commands are promised to work.
  private static let pages: [String] = {
    let folders = ["Documentation/guide", "Documentation/ci", "Examples/gate"]
    return ["README.md"]
      + folders.flatMap { folder in
        let names =
          (try? FileManager.default.contentsOfDirectory(atPath: Program.root.appending(path: folder).path))
          ?? []
        return names.filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
      }
  }()

  /// The commands of a page, block by block; the README's transcripts have a test of their own.
  private static func blocks(_ page: String) throws -> [[String]] {
    let text = try String(contentsOf: Program.root.appending(path: page), encoding: .utf8)
    let pieces = ("\n" + text).components(separatedBy: "\n```")
    return pieces.enumerated().compactMap { index, piece in
      guard index % 2 == 1, piece.hasPrefix("sh\n") || piece.hasPrefix("bash\n") else { return nil }
      let lines = piece.replacing(/\\\n\s*/, with: "").split(separator: "\n").dropFirst()
      return lines.map { String($0.replacing(/\s+#.*$/, with: "")) }.filter {
        !$0.isEmpty && !$0.hasPrefix("#")
      }
    }
  }

  private static let hasOnnxRuntime = FileManager.default.fileExists(
    atPath: Program.root.appending(path: ".build/venv/onnxruntime.txt").path)

  /// Small files with every column that the pages name, and the models of the fixtures under their names.
  private func prepare(_ program: Program) throws {
    let problems = try program.python(
      """
      import h5py, numpy as np
      rng = np.random.default_rng(4)
      def write(name, n, scale=1.0, signal=None, only=None):
          y = rng.integers(0, 2, n) if only is None else np.full(n, only)
          with h5py.File(name, "w") as f:
              f["pt"] = scale * (20 + rng.exponential(20, n) + 20 * y)
              for column, width in (("eta", 1.0), ("phi", 1.7), ("mass", 8.0), ("m", 8.0)):
                  f[column] = rng.normal(size=n) * width * scale + (80 if width > 2 else 0)
              f["btag"], f["isolation"] = rng.uniform(size=n) + 0.3 * y, rng.exponential(1, n) * scale
              f["w"] = np.exp(0.2 * rng.normal(size=n))
              f["showers"], f["pair"] = rng.exponential(1, (n, 4)), rng.normal(size=(n, 2))
              f["jet_pt"] = np.array([scale * rng.exponential(30, rng.integers(0, 4)) for _ in range(n)],
                                     dtype=h5py.vlen_dtype(np.float32))
              if signal:
                  f["is_signal"] = f["y"] = y
                  f["run"], f["event"], f["time"] = rng.integers(1, 9, n), rng.permutation(n), rng.uniform(size=n)
      write("sim.h5", 1500); write("data.h5", 1500, 1.2)
      write("train.h5", 1500, signal=True); write("test.h5", 1500, signal=True)
      write("s.h5", 700, only=1); write("b.h5", 700, only=0)
      """)
    #expect(problems == "")
    for (file, name) in [("models/binary.json", "bdt.json"), ("models/dense.onnx", "net.onnx")] {
      try FileManager.default.copyItem(
        atPath: Program.fixture(file), toPath: program.folder.appending(path: name).path)
    }
  }

  @Test("every fenced command", arguments: pages) func commands(page: String) throws {
    let program = try Program()
    try prepare(program)
    for command in try Self.blocks(page).joined() {
      if Self.notRun.contains(where: { command.hasPrefix($0.key) }) { continue }
      if command.contains(".onnx"), !Self.hasOnnxRuntime { continue }
      let known = Self.exits.first { $0.page == page && command.hasPrefix($0.command) }
      let expected = try #require(
        known?.status, "\(page): '\(command)' has no exit code in the table of this test")
      let run = try program.script(command)
      #expect(expected.contains(run.status), "\(page): \(command)\n\(run.output.suffix(600))\n\(run.errors)")
    }
  }

  @Test("no row of the tables is for a command that is gone") func rowsAreUsed() throws {
    let all = try Self.pages.map { page in (page, Array(try Self.blocks(page).joined())) }
    for (page, prefix, _) in Self.exits {
      #expect(all.contains { $0.0 == page && $0.1.contains { $0.hasPrefix(prefix) } }, "\(page) \(prefix)")
    }
    for (prefix, _) in Self.notRun {
      #expect(all.contains { $0.1.contains { $0.hasPrefix(prefix) } }, "\(prefix)")
    }
  }
}
