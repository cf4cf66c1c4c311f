import ArgumentParser
import AuditEngine
import AuditReport
import AuditReporting

/// `simaudit diff`: what changed between two results.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Says what changed between two result documents, and fails when it got worse.",
    discussion: """
      Findings are matched by their id; the documents may be of different versions. A finding is worse (better) when
      its whole new interval is worse (better) than its whole old one. Exit code 1 when a judged finding got worse by
      more than the margin or newly fails; findings without a limit and accepted ones are shown only.
      """)

  @Argument(help: "The older result document (JSON).")
  var old: String

  @Argument(help: "The newer result document (JSON).")
  var new: String

  @Option(help: "Format: \(DifferenceFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = DifferenceFormat.text

  @Option(
    help:
      "A finding that got worse fails when the new interval begins above so many times the end of the old one, from 1 on."
  )
  var margin = 1.2

  @Flag(help: "A judged finding that is gone or has no estimate any more fails, too.")
  var strict = false

  @Option(name: [.short, .customLong("output")], help: "File to write (default: standard output).")
  var output: String?

  mutating func validate() throws {
    guard margin >= 1, margin.isFinite else {
      throw ValidationError("--margin needs a number from 1 on, found \(margin)")
    }
  }

  func run() throws {
    let directions = Dictionary(MetricDefault.all.map { ($0.metric, $0.scale) }) { first, _ in first }
    let difference = ReportDifference(
      old: try ResultDocument.read(old), new: try ResultDocument.read(new), margin: margin, isStrict: strict
    ) { finding in directions[finding.metric].map { WorseDirection($0) } }
    let text = format.text(of: difference)
    if let output {
      try OutputFile.write(text, to: output)
    } else {
      print(text, terminator: "")
    }
    if difference.isRegression { throw ExitCode(ExitStatus.failed) }
  }
}

extension DifferenceFormat: ExpressibleByArgument {}

extension WorseDirection {
  /// What the scale of a metric says.
  fileprivate init(_ scale: MetricDefault.Scale) {
    switch scale {
    case .distance: self = .larger
    case .signed: self = .fromZero
    case .ratio: self = .fromOne
    case .amount: self = .smaller
    }
  }
}
