/// Why an audit cannot be done; each case is one sentence that says what to do.
public enum EngineError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A file cannot be read.
  case unreadable(path: String, reason: String)
  /// A file cannot be written.
  case unwritable(path: String, reason: String)
  /// What the files hold cannot be audited as asked.
  case unusable(files: [String], reason: String)

  /// One sentence for people.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): cannot be read (\(reason)); check the path and its permissions"
    case .unwritable(let path, let reason):
      "\(path): cannot be written (\(reason)); the earlier report, if any, is untouched"
    case .unusable(let files, let reason):
      (files.first.map { $0 + (files.count > 1 ? " and \(files.count - 1) more" : "") + ": " } ?? "") + reason
    }
  }
}
