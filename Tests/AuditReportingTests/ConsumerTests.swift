import AuditReport
import AuditReporting
import Foundation
import Testing

/// What is written for other programs is read by them, also with names that try to break it. Where they are absent
/// these tests are skipped.
@Suite(
  .enabled(
    if: (try? PythonCheck.run("import prometheus_client, junitparser, markdown_it", [])) == "",
    "needs python3 with prometheus-client, junitparser, markdown-it-py: run Scripts/setup"))
struct ConsumerTests {
  private static let reports =
    [Gallery.report, Gallery.accepted, Showcase.report]
    + EscapingTests.hostile.map { EscapingTests.report(with: $0) }

  /// What each report holds, for the scripts to compare with.
  private static var facts: String {
    get throws {
      let facts = reports.map { report in
        [
          "findings": report.findings.count, "measured": report.findings.count { $0.estimate != nil },
          "judged": report.findings.count { $0.verdict != .info }, "failed": report.counts.fail,
          "undecided": report.counts.inconclusive, "accepted": report.counts.accepted,
          "open": report.findings.count { $0.verdict == .fail || $0.verdict == .inconclusive },
          "samples": report.samples.count { $0.partOf == nil },
        ]
      }
      return String(decoding: try JSONSerialization.data(withJSONObject: facts), as: UTF8.self)
    }
  }

  private func check(_ kind: String, _ script: String) throws {
    let reporter = try Reporters.named(kind)
    let texts = try Self.reports.map { try reporter.text(of: $0) }
    let complaint = try PythonCheck.run(
      """
      import json, sys
      facts = json.load(open(sys.argv[1]))
      def check(name, found, expected):
          if found != expected: sys.exit(f"{name}: found {found!r}, expected {expected!r}")
      for path, fact in zip(sys.argv[2:], facts, strict=True):
          text = open(path, newline="").read()
      \(script.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
      """, [try Self.facts] + texts)
    #expect(complaint == "")
  }

  @Test func prometheusReadsOpenMetrics() throws {
    try check(
      "openmetrics",
      """
      from prometheus_client.openmetrics.parser import text_string_to_metric_families
      families = {family.name: family.samples for family in text_string_to_metric_families(text)}
      for name in ("estimate", "estimate_low", "estimate_high"):
          check(path + name, len(families["simaudit_" + name]), fact["measured"])
      check(path, len({sample.labels["id"] for sample in families["simaudit_finding"]}), fact["findings"])
      check(path, {s.labels["verdict"]: s.value for s in families["simaudit_findings"]}["fail"], fact["failed"])
      """)
  }

  @Test func junitParserReadsJUnit() throws {
    try check(
      "junit",
      """
      import junitparser
      report = junitparser.JUnitXml.fromstring(text.encode())
      cases = [case for suite in report for case in suite]
      check(path, len(cases), fact["judged"])
      check(path, report.tests, fact["judged"])
      skipped = fact["undecided"] + fact["accepted"]
      for kind, count in ((junitparser.Failure, fact["failed"]), (junitparser.Skipped, skipped)):
          check(path, sum(isinstance(r, kind) for case in cases for r in case.result), count)
      check(path, (report.failures, sum(suite.skipped for suite in report)), (fact["failed"], skipped))
      """)
  }

  @Test func commonMarkReadsMarkdown() throws {
    try check(
      "markdown",
      """
      import re
      from markdown_it import MarkdownIt
      html = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
      allowed = {"h2", "p", "table", "thead", "tbody", "tr", "th", "td", "pre", "code"}
      check(path, set(re.findall(r"<([A-Za-z0-9]+)", html)) - allowed, set())
      check(path, "<a " in html or "<em>" in html or "<strong>" in html, False)
      rows = (min(fact["open"], 25) + 1 if fact["open"] else 0) + fact["samples"] + 1
      check(path, html.count("<tr>"), rows)
      """)
  }
}
