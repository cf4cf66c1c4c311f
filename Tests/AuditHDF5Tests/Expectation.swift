import AuditSamples
import Foundation

@testable import AuditHDF5

/// Folders that the tests read.
enum Place {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let layouts = root.appending(path: "Fixtures/layouts")
  /// Real files that are not part of the project; tests that need them skip where the folder is absent.
  static let shared = root.deletingLastPathComponent().appending(path: "shared/data")
  static let hasShared = FileManager.default.fileExists(atPath: shared.path + "/layouts")

  static func layout(_ name: String) -> String { layouts.appending(path: name).path }
}

/// What one column must be, as written by the Python scripts beside the fixtures.
struct ColumnExpectation: Decodable, Sendable {
  struct Number: Decodable, Sendable {
    var value: Double
    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        value = number
      } else {
        value = Double(try container.decode(String.self)) ?? .nan
      }
    }
  }
  var rows: Int
  var first: [Number]?
  var last: [Number]?
  var sum: Number?
  var nan: Int?
  var integers: [String]?
  var texts: [String]?
  var distinct: Int?

  /// What is wrong with the values; empty if nothing.
  func problems(_ values: Values) -> [String] {
    guard values.count == rows else { return ["\(values.count) rows, expected \(rows)"] }
    if let texts {
      guard case .category(let codes, let levels) = values else { return ["not text: \(values)"] }
      let all = codes.map { $0 < 0 ? "" : levels[Int($0)] }
      let shown = Array(all.prefix(5)) + all.suffix(min(2, all.count))
      return (shown == texts ? [] : ["\(shown), expected \(texts)"])
        + (Set(all).count == distinct ? [] : ["\(Set(all).count) levels, expected \(distinct ?? -1)"])
    }
    var problems: [String] = []
    if let integers {
      let found: [String]
      switch values {
      case .int64(let values): found = values.prefix(5).map { "\($0)" }
      case .uint64(let values): found = values.prefix(5).map { "\($0)" }
      default: return ["not 64 bit integers"]
      }
      if found != integers { problems.append("\(found), expected \(integers)") }
    }
    let numbers = values.doubles
    func compare(_ found: [Double], _ expected: [Number]?) {
      let expected = expected?.map(\.value) ?? []
      let same =
        found.count == expected.count
        && zip(found, expected).allSatisfy {
          $0 == $1 || ($0.isNaN && $1.isNaN) || abs($0 - $1) < 1e-9 * abs($1)
        }
      if !same { problems.append("\(found), expected \(expected)") }
    }
    compare(Array(numbers.prefix(5)), first)
    compare(Array(numbers.suffix(min(2, numbers.count))), last)
    let total = numbers.filter(\.isFinite).reduce(0, +)
    let size = numbers.filter(\.isFinite).reduce(0) { $0 + abs($1) }
    if let sum, !(abs(total - sum.value) <= 1e-12 * size) {
      problems.append("sum \(total), expected \(sum.value)")
    }
    let missing = numbers.filter(\.isNaN).count
    if let nan, missing != nan { problems.append("\(missing) NaN, expected \(nan)") }
    return problems
  }
}

struct FileExpectation: Decodable, Sendable {
  var table: String?
  var rows: Int?
  var columns: [String: ColumnExpectation]

  static let fixtures: [String: FileExpectation] = load("expected.json") ?? [:]
  static let shared: [String: [String: [String: ColumnExpectation]]] = load("shared.json") ?? [:]

  private static func load<Content: Decodable>(_ name: String) -> Content? {
    guard let data = try? Data(contentsOf: Place.layouts.appending(path: name)) else { return nil }
    return try? JSONDecoder().decode(Content.self, from: data)
  }
}
