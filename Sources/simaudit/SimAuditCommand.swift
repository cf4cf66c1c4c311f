import ArgumentParser
import AuditHDF5
import AuditReporting
import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#endif

/// `simaudit`
@main
struct SimAuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simaudit",
    abstract: "Audits the domain bias between simulation and data.",
    discussion: """
      Exit codes: 0 nothing failed; 1 a limit of severity error failed (with --strict: or is undecided, or a column was not
      looked at);
      2 the audit could not be done; 130 interrupted.
      """,
    version: Version.number,
    subcommands: [
      InspectCommand.self, ShiftCommand.self, CompositionCommand.self, RobustnessCommand.self,
      ImpactCommand.self, ReweightCommand.self, AuditCommand.self, RenderCommand.self, DiffCommand.self,
      HistoryCommand.self,
      InitCommand.self, LimitsCommand.self, SchemaCommand.self, ListCommand.self,
    ])

  static func main() {
    guard let note = Supervisor.noteDescriptor else {
      Glibc.exit(Supervisor.run(arguments: CommandLine.arguments))
    }
    // A file that grows beyond the user's limit is an error of that write, with its sentence; notes on descriptors are files, too.
    signal(SIGXFSZ, SIG_IGN)
    ParentWatch.start()
    FileInUse.announce(to: note)
    CrashNote.install(on: note)
    // A reader that goes away (`| head`) ends the program as any other; it is no error of the audit.
    signal(SIGPIPE, SIG_DFL)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      Glibc.exit(code.rawValue)
    } catch {
      Glibc.exit(status(of: error))
    }
  }

  /// Prints what an error says; help and version are "errors" of the argument parser, too.
  private static func status(of error: any Error) -> Int32 {
    if exitCode(for: error) == .success {
      print(fullMessage(for: error))
      return ExitStatus.passed
    }
    if exitCode(for: error) == .validationFailure {
      let lines = fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
      StandardError.write(lines.map { VisibleText.message(String($0)) }.joined(separator: "\n") + "\n")
    } else {
      StandardError.complain(of: error)
    }
    return ExitStatus.unusable
  }
}
