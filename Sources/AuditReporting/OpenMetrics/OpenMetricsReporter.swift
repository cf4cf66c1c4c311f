import AuditReport

/// OpenMetrics text: estimates, intervals, limits and verdicts as gauges, for dashboards that follow a simulation over
/// its versions.
public struct OpenMetricsReporter: Reporter {
  /// Name on the command line.
  public static let kind = "openmetrics"
  /// One line for `simaudit list`.
  public static let summary = "OpenMetrics text for dashboards: estimates, intervals, limits, verdicts"
  /// Extension of its files.
  public static let fileExtension = "prom"

  /// A reporter as `--format` asks for it.
  public init() {}

  /// Writes the whole report, once.
  public func write(_ report: Report, to output: inout some TextOutputStream) {
    let measured = report.findings.compactMap { finding in finding.estimate.map { (finding, $0) } }
    func family(_ name: String, _ help: String, _ samples: [(labels: [(String, String)], value: Double)]) {
      guard !samples.isEmpty else { return }
      output.write("# TYPE \(name) gauge\n# HELP \(name) \(help)\n")
      for sample in samples {
        output.write("\(name)\(Self.text(of: sample.labels)) \(Self.text(of: sample.value))\n")
      }
    }
    family("simaudit_estimate", "Point estimate of a finding.", measured.map { (labels(of: $0), $1.value) })
    family("simaudit_estimate_low", "Lower end of its interval.", measured.map { (labels(of: $0), $1.low) })
    family("simaudit_estimate_high", "Upper end of its interval.", measured.map { (labels(of: $0), $1.high) })
    family(
      "simaudit_limit", "End of the tolerated range that decided the verdict.",
      report.findings.flatMap { finding in
        [("min", finding.limit?.min), ("max", finding.limit?.max)].compactMap { bound, value in
          value.map { (labels(of: finding) + [("bound", bound)], $0) }
        }
      })
    family(
      "simaudit_finding", "1 for the verdict that a finding has.",
      report.findings.map { (labels(of: $0) + [("verdict", Mark($0).rawValue)], 1) })
    family(
      "simaudit_findings", "Number of findings with a verdict.",
      [
        ("pass", report.counts.pass), ("fail", report.counts.fail), ("warning", report.counts.warning),
        ("inconclusive", report.counts.inconclusive), ("accepted", report.counts.accepted),
        ("info", report.counts.info),
      ].map { ([("verdict", $0)], Double($1)) })
    family(
      "simaudit_failed", "1 when a limit of severity error failed.", [([], report.verdict == .fail ? 1 : 0)])
    family(
      "simaudit_columns_not_looked_at",
      "Columns passed over because of their kind or a guess from their name.",
      [([], Double(report.overlooked.count))])
    family(
      "simaudit_sample_rows", "Selected rows of a sample.",
      report.samples.map { (labels(of: $0), Double($0.rows)) })
    family(
      "simaudit_sample_effective_rows", "Effective rows of a sample.",
      report.samples.map { (labels(of: $0), $0.effectiveRows) })
    family("simaudit_run_duration", "Wall time of the audit in seconds.", [([], report.run.seconds)])
    output.write("# EOF\n")
  }

  private func labels(of finding: Finding) -> [(String, String)] {
    let subject = finding.subject
    let parts: [(String, String?)] = [
      ("id", finding.id), ("analyzer", finding.analyzer), ("metric", finding.metric),
      ("column", subject.column), ("model", subject.modelOfMiscalibration), ("other", subject.other),
      ("sample", subject.sample),
      ("simulation", subject.simulation), ("data", subject.data),
    ]
    return parts.compactMap { name, value in value.map { (name, $0) } }
  }

  private func labels(of sample: SampleSummary) -> [(String, String)] {
    [("sample", sample.name), ("role", sample.role)] + (sample.partOf.map { [("part_of", $0)] } ?? [])
  }

  /// Longest value of a label: ids of endless names must still be told apart.
  private static let labelLength = 2000

  private static func text(of labels: [(String, String)]) -> String {
    guard !labels.isEmpty else { return "" }
    let pairs = labels.map { name, value in
      let escaped = VisibleText.name(value, limit: labelLength)
        .split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
        .split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
      return "\(name)=\"\(escaped)\""
    }
    return "{" + pairs.joined(separator: ",") + "}"
  }

  private static func text(of value: Double) -> String {
    value.rounded() == value && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }
}
