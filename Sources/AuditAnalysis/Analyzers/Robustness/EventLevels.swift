import AuditSamples
import AuditStatistics

/// Events by the levels of a category, the few values of a number, or bins of it with equal numbers of events.
struct EventLevels: Sendable {
  /// Level of each event without one.
  static let none = GroupEfficiencies.none

  /// Names: levels in order, `20 to 35` for bins.
  let names: [String]
  /// Level of each event, or ``none``.
  let codes: [UInt8]

  /// No names where a category has more than `mostLevels` levels. Errors: no such column. O(rows log rows).
  init(_ column: String, in blocks: [EventBlock], bins: Int, mostLevels: Int) throws {
    if let first = blocks.first, case .category = try first.values(column) {
      (names, codes) = try Self.categories(column, in: blocks, mostLevels: mostLevels)
    } else {
      (names, codes) = Self.numbers(try blocks.flatMap { try $0.doubles(column) }, bins: bins)
    }
  }

  private static func categories(
    _ column: String, in blocks: [EventBlock], mostLevels: Int
  ) throws -> ([String], [UInt8]) {
    var seen: Set<String> = []
    for block in blocks {
      guard case .category(let codes, let levels) = try block.values(column) else { continue }
      for code in Set(codes) where code >= 0 { seen.insert(levels[Int(code)]) }
    }
    guard seen.count <= mostLevels else { return ([], []) }
    let names = seen.sorted()
    let codes = try blocks.flatMap { block -> [UInt8] in
      guard case .category(let codes, let levels) = try block.values(column) else {
        return Array(repeating: none, count: block.batch.count)
      }
      let map = levels.map { level in names.firstIndex(of: level).map { UInt8($0) } ?? none }
      return codes.map { $0 < 0 ? none : map[Int($0)] }
    }
    return (names, codes)
  }

  private static func numbers(_ values: [Double], bins: Int) -> ([String], [UInt8]) {
    var few: Set<Double> = []
    for value in values where !value.isNaN {
      few.insert(value)
      if few.count > bins { break }
    }
    if few.count <= bins {
      let sorted = few.sorted()
      return (
        sorted.map { Values.levelName(of: $0) },
        values.map { value in sorted.firstIndex(of: value).map { UInt8($0) } ?? none }
      )
    }
    let sorted = values.filter { !$0.isNaN }.sorted()
    var edges: [Double] = []
    for bin in 1..<bins {
      let edge = sorted[bin * sorted.count / bins]
      if edge > edges.last ?? sorted[0] { edges.append(edge) }
    }
    let words = edges.map { Wording.number($0) }
    let names = (0...edges.count).map { bin in
      switch bin {
      case edges.count where edges.isEmpty: "all"
      case 0: "below \(words[0])"
      case edges.count: "from \(words[bin - 1]) on"
      default: "\(words[bin - 1]) to \(words[bin])"
      }
    }
    return (
      names,
      values.map { value in value.isNaN ? none : UInt8(edges.reduce(0) { $0 + (value >= $1 ? 1 : 0) }) }
    )
  }
}
