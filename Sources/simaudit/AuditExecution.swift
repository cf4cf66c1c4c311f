import ArgumentParser
import AuditEngine
import AuditReport
import AuditReporting
import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#endif

/// From a configuration to written reports and an exit code: what `audit` and `shift` have in common.
enum AuditExecution {
  /// Errors: ``ExitCode`` 1 when the audit failed; otherwise what could not be done.
  static func run(_ file: ConfigurationFile, quiet: Bool) throws {
    let assembly = try AuditAssembly(file)
    let bar = ProgressBar.ifVisible(quiet: quiet)
    let report: Report
    do {
      report = try assembly.audit.run { bar?.show($0) }
    } catch {
      bar?.clear()
      throw error
    }
    bar?.clear()
    let output = file.configuration.output
    let paths = try write(report, to: output)
    if !quiet {
      for remark in assembly.remarks { StandardError.write("simaudit: note: \(remark)\n") }
      print(try TextReporter(usesColour: Terminal.showsColour).text(of: report), terminator: "")
      for path in paths { print("written: \(path)") }
    }
    let isUndecided =
      file.configuration.strict
      && report.findings.contains { $0.verdict == .inconclusive && $0.limit?.severity == .error }
    if report.counts.fail > 0 || isUndecided { throw ExitCode(ExitStatus.failed) }
  }

  /// One file for each format.
  private static func write(_ report: Report, to output: Configuration.Output) throws -> [String] {
    try output.formats.map { kind in
      let reporter = try Reporters.named(kind)
      let directory = output.directory.isEmpty ? "." : output.directory
      let path = "\(directory)/\(output.name).\(type(of: reporter).fileExtension)"
      try OutputFile.write(try reporter.text(of: report), to: path)
      return path
    }
  }
}

/// What standard output can show.
enum Terminal {
  /// Colours on a terminal, unless `NO_COLOR` is set.
  static var showsColour: Bool {
    isatty(STDOUT_FILENO) == 1 && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
  }
}
