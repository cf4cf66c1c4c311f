import AuditReport

/// What this program is.
enum Version {
  static let number = "0.1.0"
  static let tool = Report.Tool(name: "simaudit", version: number)
}
