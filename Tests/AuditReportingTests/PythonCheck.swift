import Foundation

/// Programs of other people that read what we write.
enum PythonCheck {
  /// Runs a script with texts as its files; what it says on standard error, empty when all is well.
  static func run(_ script: String, _ texts: [String]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "simaudit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try texts.enumerated().map { index, text in
      let file = folder.appendingPathComponent("\(index).json")
      try text.write(to: file, atomically: true, encoding: .utf8)
      return file.path
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      [ProcessInfo.processInfo.environment["SIMAUDIT_PYTHON"] ?? "python3", "-W", "ignore", "-c", script]
      + files
    let complaint = Pipe()
    process.standardError = complaint
    try process.run()
    let data = complaint.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: data, as: UTF8.self)
    return process.terminationStatus == 0 ? "" : text.isEmpty ? "exit \(process.terminationStatus)" : text
  }
}
