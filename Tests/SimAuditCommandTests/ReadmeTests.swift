import Foundation
import Testing

/// What the README shows works word for word: its transcript is run, and its examples are.
@Suite struct ReadmeTests {
  private static let readme =
    (try? String(contentsOf: Program.root.appending(path: "README.md"), encoding: .utf8)) ?? ""

  /// The blocks of a language, in their order.
  private static func blocks(_ language: String) -> [String] {
    readme.components(separatedBy: "\n```").enumerated().compactMap { index, piece in
      index % 2 == 1 && piece.hasPrefix(language + "\n") ? String(piece.dropFirst(language.count + 1)) : nil
    }
  }

  /// One command of a transcript with what it prints.
  private struct Step {
    var command: String
    var output: [String]
  }

  private static func steps(_ transcript: String) -> [Step] {
    var steps: [Step] = []
    var isContinued = false
    for line in transcript.components(separatedBy: "\n") {
      if isContinued {
        steps[steps.count - 1].command += "\n" + line
      } else if line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2)), output: []))
      } else {
        steps[steps.count - 1].output.append(line)
        continue
      }
      isContinued = line.hasSuffix("\\")
    }
    return steps
  }

  /// True when the printed lines are the shown ones; `…` stands for any lines, and within a line for anything.
  private static func agree(_ shown: [String], _ printed: [String]) -> Bool {
    guard let first = shown.first else { return printed.isEmpty }
    if first == "…" {
      return (0...printed.count).contains { agree(Array(shown.dropFirst()), Array(printed.dropFirst($0))) }
    }
    guard let line = printed.first else { return false }
    var rest = Substring(line)
    let pieces = first.components(separatedBy: "…")
    for (index, piece) in pieces.enumerated() where !piece.isEmpty {
      guard let place = rest.range(of: piece), index > 0 || place.lowerBound == rest.startIndex else {
        return false
      }
      rest = rest[place.upperBound...]
    }
    let isWhole = rest.isEmpty || pieces.last?.isEmpty == true
    return isWhole && agree(Array(shown.dropFirst()), Array(printed.dropFirst()))
  }

  private static let hasOnnxRuntime = FileManager.default.fileExists(
    atPath: Program.root.appending(path: ".build/venv/onnxruntime.txt").path)

  @Test(
    "ten minutes: from two files and a model to a gate", .enabled(if: hasOnnxRuntime, "needs Scripts/setup"))
  func tenMinutes() throws {
    let transcript = try #require(Self.blocks("console").first)
    let program = try Program()
    for (file, name) in [
      ("simulation.h5", "simulation.h5"), ("data.h5", "data.h5"), ("classifiers/net.onnx", "net.onnx"),
    ] {
      try FileManager.default.copyItem(
        atPath: Program.fixture(file), toPath: program.folder.appending(path: name).path)
    }
    let steps = Self.steps(transcript)
    #expect(steps.count >= 5)
    for step in steps {
      let run = try program.script(step.command)
      let printed = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        .dropLast()
      #expect(
        Self.agree(step.output, Array(printed)),
        "\(step.command)\nshown:\n\(step.output.joined(separator: "\n"))\nprinted:\n\(run.output)\n\(run.errors)"
      )
    }
  }

  @Test("the worked example: version 1 passes, version 2 fails")
  func gateExample() throws {
    let program = try Program()
    let run = try program.script("bash \(Program.root.path)/Examples/gate/run simaudit")
    #expect(run.status == 0, "\(run.output)\n\(run.errors)")
    for words in [
      "limits adopted from Reports/version1.json", "Failed: ", "!WORSE  mass", "!WORSE  isolation_calo",
    ] {
      #expect(run.output.contains(words), "\(words) in \(run.output)")
    }
  }

  /// The README and what it sends readers to.
  private static let pages = [
    "README.md", "Documentation/ci/README.md", "Documentation/guide/composition.md",
    "Documentation/guide/robustness.md", "Documentation/guide/impact.md", "Documentation/guide/files.md",
  ]

  private static func text(_ page: String) throws -> String {
    try String(contentsOf: Program.root.appending(path: page), encoding: .utf8)
  }

  @Test("every file that a page links to is there", arguments: pages)
  func links(page: String) throws {
    let folder = Program.root.appending(path: page).deletingLastPathComponent()
    for match in try Self.text(page).matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/) {
      #expect(
        FileManager.default.fileExists(atPath: folder.appending(path: String(match.1)).path), "\(match.1)")
    }
  }

  @Test("every option that a page shows is one of its command", arguments: pages)
  func options(page: String) throws {
    let program = try Program()
    let text = try Self.text(page).replacing(/\\\n\s*/, with: "")
    var helps: [Substring: String] = [:]
    for match in text.matches(of: /simaudit ([a-z]+)([^\n`|#;]*)/) {
      for option in match.2.matches(of: /(?:^|\s)(--[a-z][a-z-]*)/) {
        let help = try helps[match.1] ?? program.run(String(match.1), "--help").output
        helps[match.1] = help
        #expect(help.contains(option.1), "simaudit \(match.1) \(option.1)")
      }
    }
  }

  @Test("every command is in the README's list")
  func commands() throws {
    let help = try Program().run("--help").output
    for match in help.matches(of: /\n  ([a-z]+)  +[A-Z]/) where match.1 != "help" {
      #expect(Self.readme.contains("`\(match.1)"), "\(match.1)")
    }
  }
}
