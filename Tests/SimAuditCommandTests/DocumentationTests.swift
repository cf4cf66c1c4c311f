import Foundation
import Testing

/// Man pages and completions are made from what the argument parser knows.
@Suite struct DocumentationTests {
  private static let hasPython =
    FileManager.default.fileExists(atPath: "/usr/bin/python3")
    || ProcessInfo.processInfo.environment["SIMAUDIT_PYTHON"] != nil

  @Test("every command has a man page", .enabled(if: hasPython, "needs python3"))
  func manPages() throws {
    let program = try Program()
    let run = try program.script(
      "simaudit --experimental-dump-help | ${SIMAUDIT_PYTHON-python3} \(Program.root.path)/Scripts/man-pages man"
    )
    #expect(run.status == 0, "\(run.errors)")
    let help = try program.run("--help").output
    for match in help.matches(of: /\n  ([a-z]+)  +[A-Z]/) where match.1 != "help" {
      let page = try program.text("man/simaudit-\(match.1).1")
      #expect(page.hasPrefix(".TH \"SIMAUDIT-\(match.1.uppercased())\" 1\n.SH NAME\n"))
      #expect(page.contains(".SH SYNOPSIS") && page.contains(".SH EXIT STATUS"))
    }
    #expect(try program.text("man/simaudit-diff.1").contains("\\-\\-margin <margin>"))
  }

  @Test("shells complete", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) throws {
    let run = try Program().run("--generate-completion-script", shell)
    #expect(run.status == 0 && run.output.contains("history") && run.output.contains("adopt"))
  }
}
