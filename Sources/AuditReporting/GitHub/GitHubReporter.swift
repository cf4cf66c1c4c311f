import AuditReport

/// GitHub workflow commands: what did not pass as annotations of the run, `::error title=…::…`.
///
/// Failures are errors, warnings and undecided limits of severity error are warnings, accepted findings are notices. GitHub shows ten of each
/// level a step: worse ones come first, and the tenth says how many are left out. They work on standard output alone;
/// `simaudit audit` prints them there and adds the Markdown report to the job summary (`GITHUB_STEP_SUMMARY`).
public struct GitHubReporter: Reporter {
  /// Name on the command line.
  public static let kind = "github"
  /// One line for `simaudit list`.
  public static let summary =
    "GitHub annotations on standard output, and the Markdown report as job summary"
  /// Extension of its files.
  public static let fileExtension = "github"

  /// Annotations of one level that GitHub keeps of a step.
  private static let shown = 10

  /// A reporter as `--format` asks for it.
  public init() {}

  /// Writes the whole report, once.
  public func write(_ report: Report, to output: inout some TextOutputStream) {
    let names = SubjectNames(report.findings)
    let open = report.findings.openWorstFirst()
    for level in Level.allCases {
      let findings = open.filter { Level($0) == level }
      let isCut = findings.count > Self.shown
      for finding in findings.prefix(isCut ? Self.shown - 1 : Self.shown) {
        output.write(command(level, title: title(finding, names), message(finding)))
      }
      if isCut {
        let rest = findings.count - Self.shown + 1
        output.write(
          command(level, title: "\(rest) more", "\(rest) more findings are listed in the job summary."))
      }
    }
    let overlooked = report.overlooked
    if !overlooked.isEmpty {
      let names = overlooked.map { VisibleText.name($0) }.joined(separator: ", ")
      let count = overlooked.count == 1 ? "One column was" : "\(overlooked.count) columns were"
      output.write(command(.warning, title: "Not looked at", "\(count) not looked at: \(names)"))
    }
    let level: Level = report.verdict == .fail ? .error : .notice
    // A failed audit has its errors already.
    if level == .notice {
      output.write(command(.notice, title: report.tool.name, report.verdictSentence))
    }
  }

  private enum Level: String, CaseIterable {
    case error, warning, notice

    init?(_ finding: Finding) {
      switch Mark(finding) {
      case .fail: self = .error
      case .warning: self = .warning
      case .inconclusive:
        guard finding.limit?.severity == .error else { return nil }
        self = .warning
      case .accepted: self = .notice
      case .pass, .info: return nil
      }
    }
  }

  private func title(_ finding: Finding, _ names: SubjectNames) -> String {
    let mark = Mark(finding)
    return "\(names.name(of: finding)): \(MetricGlossary.title(of: finding.metric)) \(mark.word)"
  }

  private func message(_ finding: Finding) -> String {
    var text = VisibleText.sentence(finding.sentence)
    if let reason = finding.reason { text += " No estimate: \(VisibleText.sentence(reason))." }
    if let estimate = finding.estimate {
      text += " Value \(EstimateText(estimate, style: .typeset).line)"
      if let limit = finding.limit { text += ", limit \(limit.text(style: .typeset))" }
      text += "."
    }
    if let acceptance = finding.acceptance {
      text += " " + VisibleText.sentence(acceptance.clause.capitalisedFirst)
    }
    return text
  }

  private func command(_ level: Level, title: String, _ message: String) -> String {
    "::\(level.rawValue) title=\(Self.property(VisibleText.name(title)))::\(Self.data(VisibleText.name(message, limit: 2000)))\n"
  }

  /// Text after the second `::`: what would end the line is spelt as the runner reads it.
  private static func data(_ text: String) -> String {
    escaped(text) { byte in
      switch byte {
      case UInt8(ascii: "%"): "%25"
      case UInt8(ascii: "\r"): "%0D"
      case UInt8(ascii: "\n"): "%0A"
      default: nil
      }
    }
  }

  /// A property: what would end it, too.
  private static func property(_ text: String) -> String {
    escaped(text) { byte in
      switch byte {
      case UInt8(ascii: "%"): "%25"
      case UInt8(ascii: "\r"): "%0D"
      case UInt8(ascii: "\n"): "%0A"
      case UInt8(ascii: ":"): "%3A"
      case UInt8(ascii: ","): "%2C"
      default: nil
      }
    }
  }

  private static func escaped(_ text: String, _ code: (UInt8) -> String?) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if let code = code(byte) { bytes += code.utf8 } else { bytes.append(byte) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
