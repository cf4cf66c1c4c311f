import AuditReport
import AuditSamples

/// What is wrong with a limit on the command line.
public struct LimitArgumentError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The sentence.
  public var description: String

  /// An error with its sentence.
  public init(_ description: String) { self.description = description }
}

extension LimitRule {
  /// Parses `METRIC[:SUBJECT]=VALUE[:SEVERITY]`.
  ///
  /// | VALUE | tolerated |
  /// |---|---|
  /// | `0.05` | up to 0.05; −0.05 to 0.05 for signed metrics; 1/1.1 to 1.1 for `1.1` on a ratio; from it on where more is better |
  /// | `0.8..1.3` `..0.1` `0.9..` | the range; an end that is left out is open |
  /// | `off` | everything: measured and not judged |
  ///
  /// SEVERITY is `error` or `warning`. Without one the limit replaces both: outside VALUE is an error, and there is no
  /// warning. SUBJECT is a column name or a pattern, and
  /// may hold `:` and `=`: the metric ends at the first `:`, the value begins after the last `=`.
  public init(argument: String, metrics: [MetricDefault] = MetricDefault.all) throws(LimitArgumentError) {
    let form = "expected METRIC[:SUBJECT]=VALUE[:warning], e.g. ks=0.1 or ks:pt=0.2:warning"
    guard let equals = argument.lastIndex(of: "=") else {
      throw LimitArgumentError("--limit \(argument): \(form)")
    }
    let target = argument[..<equals].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let setting = argument[argument.index(after: equals)...].split(
      separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = target.first.map(String.init), let value = setting.first.map(String.init), !name.isEmpty,
      !value.isEmpty, target.count == 1 || !target[1].isEmpty
    else { throw LimitArgumentError("--limit \(argument): \(form)") }
    guard let metric = metrics.first(where: { $0.metric == name }) else {
      let near = suggestion(for: name, among: metrics.names)
      throw LimitArgumentError(
        "--limit \(argument): there is no metric '\(name)'\(near.isEmpty ? "; 'simaudit limits' lists them" : near)"
      )
    }
    self.init(metric: name, subject: target.count > 1 ? String(target[1]) : nil)
    if setting.count > 1 {
      guard let severity = Severity(rawValue: String(setting[1])) else {
        throw LimitArgumentError(
          "--limit \(argument): '\(setting[1])' is not a severity; there are 'error' and 'warning'")
      }
      self.severity = severity
    }
    if value == "off" {
      judge = false
      return
    }
    func bound(_ text: Substring) throws(LimitArgumentError) -> Bound {
      if text.isEmpty { return .open }
      guard let number = Double(text), number.isFinite else {
        throw LimitArgumentError(
          "--limit \(argument): '\(text)' is not a number; VALUE is a number, a range such as 0.8..1.3, or 'off'"
        )
      }
      return .value(number)
    }
    if let dots = value.firstRange(of: "..") {
      min = try bound(value[..<dots.lowerBound])
      max = try bound(value[dots.upperBound...])
    } else {
      let limit = try bound(value[...])
      if metric.scale == .amount { min = limit } else { max = limit }
    }
    if let problem = problem(scale: metric.scale, off: "off") {
      throw LimitArgumentError("--limit \(argument): \(problem)")
    }
  }

  /// A number without a superfluous ".0".
  public static func text(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }
}
