import AuditSamples

/// Numbers the distinct values of a category column in the order met, whatever the column holds.
///
/// Costs a table look-up a row for text, enumerations and small whole numbers, a dictionary look-up for other values where they change.
struct LevelIndex: Sendable {
  /// Name of each level.
  private(set) var names: [String] = []
  /// The value of each level as a number, where it is one; for sorting.
  private(set) var numbers: [Double?] = []
  /// True once there were more levels than allowed; further ones get −1.
  private(set) var isOverfull = false
  private let limit: Int
  private var byName: [String: Int32] = [:]
  private var byPattern: [UInt64: Int32] = [:]
  /// Level of the whole numbers 0 to 255, −1 where not met.
  private var small = [Int32](repeating: -1, count: 256)

  /// At most `limit` levels.
  init(limit: Int) { self.limit = limit }

  /// Number of the level of each row; −1 for missing values and for levels beyond the limit. O(n).
  mutating func codes(of values: Values) -> [Int32] {
    switch values {
    case .category(let codes, let levels):
      // Levels that do not occur get no number.
      var known = [Int32](repeating: -2, count: levels.count)
      return codes.map { code in
        guard code >= 0 else { return -1 }
        if known[Int(code)] == -2 { known[Int(code)] = number(ofName: levels[Int(code)]) }
        return known[Int(code)]
      }
    case .int64(let values):
      return numbers(of: values, { (Double($0), UInt64(bitPattern: $0)) }, name: { "\($0)" })
    case .uint64(let values): return numbers(of: values, { (Double($0), $0) }, name: { "\($0)" })
    case .float32(let values):
      return numbers(of: values, { (Double($0), Double($0).bitPattern) }, name: { Self.name(of: Double($0)) })
    case .float64(let values):
      return numbers(of: values, { ($0, $0.bitPattern) }, name: Self.name)
    case .tensor(let values, let shape):
      return [Int32](repeating: -1, count: values.count / max(1, shape.reduce(1, *)))
    }
  }

  private mutating func numbers<Value>(
    of values: [Value], _ key: (Value) -> (number: Double, pattern: UInt64), name: (Value) -> String
  ) -> [Int32] {
    var last: UInt64?
    var lastCode: Int32 = -1
    var result = [Int32](repeating: -1, count: values.count)
    for row in values.indices {
      let (number, pattern) = key(values[row])
      if pattern == last {
        result[row] = lastCode
        continue
      }
      last = pattern
      lastCode = code(number: number, pattern: pattern) { name(values[row]) }
      result[row] = lastCode
    }
    return result
  }

  private mutating func code(number: Double, pattern: UInt64, name: () -> String) -> Int32 {
    guard !number.isNaN else { return -1 }
    let isSmall = number >= 0 && number < 256 && number == number.rounded(.towardZero)
    if isSmall, small[Int(number)] >= 0 { return small[Int(number)] }
    if !isSmall, let known = byPattern[pattern] { return known }
    let code = self.number(ofName: name(), value: number)
    if code >= 0 { if isSmall { small[Int(number)] = code } else { byPattern[pattern] = code } }
    return code
  }

  private static func name(of number: Double) -> String {
    number == number.rounded() && abs(number) < 0x1p53
      ? "\(Int64(number))" : Wording.operand(number, digits: 9)
  }

  private mutating func number(ofName name: String, value: Double? = nil) -> Int32 {
    if let known = byName[name] { return known }
    guard names.count < limit else {
      isOverfull = true
      return -1
    }
    let code = Int32(names.count)
    names.append(name)
    numbers.append(value)
    byName[name] = code
    return code
  }

  /// The distinct levels of several processes: numbers ascending, then text as met.
  static func union(_ parts: [LevelIndex]) -> [String] {
    var seen: Set<String> = []
    var levels: [(name: String, number: Double?)] = []
    for part in parts {
      for (name, number) in zip(part.names, part.numbers) where seen.insert(name).inserted {
        levels.append((name, number))
      }
    }
    let numeric = levels.filter { $0.number != nil }.sorted { ($0.number ?? 0) < ($1.number ?? 0) }
    return (numeric + levels.filter { $0.number == nil }).map(\.name)
  }
}
