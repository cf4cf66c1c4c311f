import Foundation
import Testing

/// What a reporter wrote when somebody last looked at it.
///
/// `SIMAUDIT_RECORD=1 swift test --filter Golden` writes the files anew; look at the difference before committing.
enum GoldenFile {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")

  static func expect(_ text: String, equals name: String, sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    let file = folder.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["SIMAUDIT_RECORD"] != nil {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let golden = try String(contentsOf: file, encoding: .utf8)
    guard golden != text else { return }
    let (old, new) = (golden.components(separatedBy: "\n"), text.components(separatedBy: "\n"))
    let line =
      zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
    let (was, now) = (old.dropFirst(line).first ?? "(end)", new.dropFirst(line).first ?? "(end)")
    Issue.record(
      "\(name) differs from line \(line + 1) on\nwas: \(was.prefix(400))\nnow: \(now.prefix(400))",
      sourceLocation: sourceLocation)
  }
}
