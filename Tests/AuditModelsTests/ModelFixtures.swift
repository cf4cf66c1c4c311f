import AuditModels
import Foundation
import Testing

/// Models of Fixtures/models and what Python's libraries say about them.
enum ModelFixtures {
  struct Rows: Decodable {
    var names: [String]
    var values: [Float?]
  }
  struct Boosted: Decodable {
    var scores: [Float]
    var margins: [Float]
    var rows: [Float?]?
  }
  struct Networks: Decodable {
    var rows: [Float]
    var scores: [String: [Float]]
  }
  struct Old: Decodable { var scores: [Float] }

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Where models of others are, on machines that have them.
  static let shared = root.deletingLastPathComponent().appending(path: "shared/data/models")

  static func path(_ name: String) -> String { root.appending(path: "Fixtures/models/\(name)").path }

  static func load<Value: Decodable>(_ name: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(contentsOf: URL(filePath: path(name))))
  }

  /// A hundred rows of four inputs, some of them missing.
  static func rows() throws -> InputRows {
    let stored: Rows = try load("rows.json")
    return InputRows(width: 4, values: stored.values.map { $0 ?? .nan })
  }

  static func sentence(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  /// A file with these bytes, taken away afterwards.
  static func withFile<Result>(_ bytes: [UInt8], ending: String, _ body: (String) throws -> Result) throws
    -> Result
  {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "simaudit-\(UUID().uuidString)\(ending)")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file.path)
  }

  static func largestDifference(_ a: [Float], _ b: [Float]) throws -> Float {
    try #require(a.count == b.count && !a.isEmpty)
    return zip(a, b).map { abs($0 - $1) }.max() ?? .infinity
  }
}
