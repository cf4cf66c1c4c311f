import AuditReport
public struct HTMLReporter: Reporter {
  public static let kind = "html"
  public static let summary = ""
  public static let fileExtension = "html"
  public init() {}
  public func write(_ report: Report, to output: inout some TextOutputStream) {}
}
