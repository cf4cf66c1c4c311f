import ArgumentParser
import AuditEngine
import AuditHistory
import AuditReport
import AuditReporting
import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#endif

/// From a configuration to written reports and an exit code: what `audit` and `shift` have in common.
enum AuditExecution {
  /// Errors: ``ExitCode`` 1 when the audit failed; otherwise what could not be done.
  static func run(_ file: ConfigurationFile, _ options: AuditOptions) throws {
    let quiet = options.quiet
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
    try publish(report, of: assembly, file, quiet: quiet, revision: options.revision)
    try check(report, strict: file.configuration.strict)
  }

  /// Writes and prints a report. Errors: files that cannot be written.
  static func publish(
    _ report: Report, of assembly: AuditAssembly, _ file: ConfigurationFile, quiet: Bool, revision: String?
  ) throws {
    let output = file.configuration.output
    let paths = try write(report, to: output)
    if let history = file.configuration.history {
      try HistoryStores.store(at: history, write: OutputFile.write)
        .append(HistoryEntry(report, revision: revision ?? CodeRevision.ofRun ?? ""))
    }
    if output.formats.contains(GitHubReporter.kind) { try GitHubRun.show(report) }
    if !quiet {
      let models = assembly.audit.scorers.compactMap(\.remark)
      let limits = Limits.remarks(on: file.configuration.limits)
      let remarks =
        assembly.remarks + models + limits + Acceptances.remarks(on: report)
        + UnlabelledRows.remarks(on: report)
        + Overlooked.remarks(on: report)
      for remark in remarks {
        StandardError.note(remark)
      }
      print(try TextReporter(usesColour: Terminal.showsColour).text(of: report), terminator: "")
      for path in paths { print("written: \(VisibleText.message(path))") }
    }
  }

  /// Errors: ``ExitCode`` 1 when the audit failed.
  static func check(_ report: Report, strict: Bool) throws {
    let isUndecided = strict && report.findings.contains(where: \.leavesAuditUndecided)
    let isOverlooked = strict && !report.overlooked.isEmpty
    if isOverlooked {
      StandardError.complain(
        "--strict: \(report.overlooked.map { "'\($0)'" }.joined(separator: ", ")) not looked at; audit them by "
          + "naming them under 'features' (--features), or declare under 'ignore' (--ignore) that they need not be"
      )
    }
    if report.counts.fail > 0 || isUndecided || isOverlooked { throw ExitCode(ExitStatus.failed) }
  }

  /// One file for each format but that for GitHub, which is no file.
  private static func write(_ report: Report, to output: Configuration.Output) throws -> [String] {
    let files = try output.formats.filter { $0 != GitHubReporter.kind }.map { kind in
      let reporter = try Reporters.named(kind)
      let directory = output.directory.isEmpty ? "." : output.directory
      return (
        path: "\(directory)/\(output.name).\(type(of: reporter).fileExtension)",
        text: try reporter.text(of: report)
      )
    }
    try OutputFile.write(files)
    return files.map(\.path)
  }
}

/// Columns that nobody decided about, for standard error: the report says why each was passed over.
enum Overlooked {
  static func remarks(on report: Report) -> [String] {
    report.overlooked.isEmpty
      ? [] : ["not looked at: " + report.overlooked.map { "'\($0)'" }.joined(separator: ", ")]
  }
}

/// Rows that have no label, for standard error: the table of samples counts them apart.
enum UnlabelledRows {
  static func remarks(on report: Report) -> [String] {
    report.samples.filter { $0.partOf == nil }.compactMap { sample in
      sample.unlabelledRows.map { count in
        let isLeftOut = sample.role != "simulation"
        return
          "\(count) row\(count == 1 ? "" : "s") of sample '\(sample.name)' \(count == 1 ? "has" : "have") no label; "
          + (isLeftOut ? "they are left out" : "they are compared with data and belong to no class")
      }
    }
  }
}

/// What GitHub wants of a step: annotations on standard output, Markdown in the file of the job summary.
enum GitHubRun {
  /// Errors: the job summary cannot be written.
  static func show(_ report: Report) throws {
    print(try GitHubReporter().text(of: report), terminator: "")
    guard let path = getenv("GITHUB_STEP_SUMMARY").map({ String(cString: $0) }), !path.isEmpty else { return }
    try OutputFile.append(try MarkdownReporter().text(of: report) + "\n", to: path)
  }
}

/// The revision of the code that a CI system is running for.
enum CodeRevision {
  /// The first twelve digits of the commit, where GitHub or GitLab say it.
  static var ofRun: String? {
    for name in ["GITHUB_SHA", "CI_COMMIT_SHA"] {
      if let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty {
        return String(value.prefix(12))
      }
    }
    return nil
  }
}

/// What standard output can show.
enum Terminal {
  /// Colours on a terminal, unless `NO_COLOR` is set.
  static var showsColour: Bool {
    isatty(STDOUT_FILENO) == 1 && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
  }
}
