import AuditReport

/// JUnit XML: what CI systems show as tests. Each judged finding is a case, each analyzer a suite.
///
/// A failed limit of severity error is a failure with the finding's sentence; an undecided finding is a skipped case,
/// because nothing is known against it, and so is an accepted one, with the reason; a failed warning passes and says so in its output. Findings without a limit
/// are no cases.
public struct JUnitReporter: Reporter {
  /// Name on the command line.
  public static let kind = "junit"
  /// One line for `simaudit list`.
  public static let summary = "JUnit XML for CI systems: a case for each judged finding"
  /// Extension of its files.
  public static let fileExtension = "xml"

  /// A reporter as `--format` asks for it.
  public init() {}

  /// Writes the whole report, once.
  public func write(_ report: Report, to output: inout some TextOutputStream) {
    let names = SubjectNames(report.findings)
    let judged = report.findings.filter { $0.verdict != .info }
    var analyzers: [String] = []
    for finding in judged where !analyzers.contains(finding.analyzer) { analyzers.append(finding.analyzer) }
    var document: Markup = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    document += "<testsuites name=\"\(label: report.tool.name)\" \(totals(of: judged, withSkipped: false))"
    document += " time=\"\(label: NumberStyle.code.fixed(report.run.seconds, decimals: 3))\">\n"
    for analyzer in analyzers {
      let findings = judged.filter { $0.analyzer == analyzer }
      document += "<testsuite name=\"\(label: analyzer)\" \(totals(of: findings))>\n"
      for finding in findings { document += testCase(finding, named: names.name(of: finding)) }
      document += "</testsuite>\n"
    }
    output.write((document + "</testsuites>\n").text)
  }

  /// Jenkins' schema knows no `skipped` of the whole.
  private func totals(of findings: [Finding], withSkipped: Bool = true) -> Markup {
    let failures = findings.count { Mark($0) == .fail }
    let skipped = findings.count { Mark($0) == .inconclusive || Mark($0) == .accepted }
    let markup: Markup = "tests=\"\(findings.count)\" failures=\"\(failures)\" errors=\"0\""
    return withSkipped ? markup + " skipped=\"\(skipped)\"" : markup
  }

  private func testCase(_ finding: Finding, named name: String) -> Markup {
    let start: Markup =
      "<testcase classname=\"\(label: finding.analyzer).\(label: finding.metric)\" name=\"\(label: name, limit: 250)\""
    let details = Self.details(of: finding)
    switch Mark(finding) {
    case .fail:
      return start
        + ">\n<failure type=\"\(label: finding.metric)\" message=\"\(finding.message)\">\(details)</failure>\n</testcase>\n"
    case .inconclusive:
      return start + ">\n<skipped message=\"undecided: \(finding.reason ?? finding.message)\"/>\n"
        + "<system-out>\(details)</system-out>\n</testcase>\n"
    case .accepted:
      return start + ">\n<skipped message=\"\(finding.acceptance?.clause ?? "accepted")\"/>\n"
        + "<system-out>\(finding.message); \(details)</system-out>\n</testcase>\n"
    case .warning:
      return start + ">\n<system-out>warning: \(finding.message); \(details)</system-out>\n</testcase>\n"
    case .pass, .info:
      return start + "/>\n"
    }
  }

  /// Estimate, limit and id: what is needed to find the number again.
  private static func details(of finding: Finding) -> String {
    var parts: [String] = []
    if let estimate = finding.estimate { parts.append(EstimateText(estimate, style: .plain).line) }
    if let limit = finding.limit {
      parts.append("limit " + limit.text(style: .plain, atMost: "<=", atLeast: ">=", to: "to"))
    }
    return (parts + ["finding \(finding.id)"]).joined(separator: ", ")
  }
}
