import AuditReport

/// JUnit XML: what CI systems show as tests. Each judged finding is a case, each analyzer a suite.
///
/// A failed limit of severity error is a failure with the finding's sentence; an undecided finding is a skipped case,
/// because nothing is known against it, and so is an accepted one, with the reason, and a column that was not looked at; a
/// failed warning passes and says so in its output. Findings without a limit are no cases.
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
    let omissions = self.omissions(OmissionLines(report))
    document += "<testsuites name=\"\(label: report.tool.name)\" tests=\"\(judged.count + omissions.count)\""
    // Jenkins' schema knows no `skipped` of the whole.
    document += " failures=\"\(judged.count { Mark($0) == .fail })\" errors=\"0\""
    document += " time=\"\(label: NumberStyle.code.fixed(report.run.seconds, decimals: 3))\">\n"
    for analyzer in analyzers {
      let findings = judged.filter { $0.analyzer == analyzer }
      document += "<testsuite name=\"\(label: analyzer)\" \(totals(of: findings))>\n"
      for finding in findings { document += testCase(finding, named: names.name(of: finding)) }
      document += "</testsuite>\n"
    }
    document += omissions.suite
    output.write((document + "</testsuites>\n").text)
  }

  private func totals(of findings: [Finding]) -> Markup {
    let failures = findings.count { Mark($0) == .fail }
    let skipped = findings.count { Mark($0) == .inconclusive || Mark($0) == .accepted }
    return "tests=\"\(findings.count)\" failures=\"\(failures)\" errors=\"0\" skipped=\"\(skipped)\""
  }

  /// A skipped case for each column that was passed over, and one that lists those that are not audited for a reason that is given.
  private func omissions(_ omissions: OmissionLines) -> (suite: Markup, count: Int) {
    var cases: [Markup] = omissions.overlooked.flatMap { line in
      line.columns.map { column in
        "<testcase classname=\"not-looked-at.\(label: column.kind)\" name=\"\(label: column.column, limit: 250)\">\n<skipped message=\"\(line.words)\"/>\n</testcase>\n"
      }
    }
    let skipped = cases.count
    if !omissions.declared.isEmpty {
      let lines = omissions.declared.map(\.text).joined(separator: "\n")
      cases.append(
        "<testcase classname=\"not-looked-at\" name=\"also not audited\">\n<system-out>\(preformatted: lines)</system-out>\n</testcase>\n"
      )
    }
    guard !cases.isEmpty else { return (Markup(), 0) }
    var suite: Markup =
      "<testsuite name=\"not-looked-at\" tests=\"\(cases.count)\" failures=\"0\" errors=\"0\" skipped=\"\(skipped)\">\n"
    for markup in cases { suite += markup }
    return (suite + "</testsuite>\n", cases.count)
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
