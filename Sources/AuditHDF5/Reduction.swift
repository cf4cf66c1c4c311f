/// What is made of several values per row: one number.
enum Reduction: Sendable, Equatable {
  case count, max, min, sum, mean, first
  case element([Int])

  /// Splits `max(jet_pt)` or `jet_pt[0]` into the reduction and the column it is of; nil for a plain name.
  static func parse(_ name: String) -> (reduction: Reduction, column: String)? {
    if name.hasSuffix("]"), let open = name.lastIndex(of: "[") {
      let inner = name[name.index(after: open)..<name.index(before: name.endIndex)]
      let indices = inner.split(separator: ",").map { Int($0.filter { $0 != " " }) }
      let known = indices.compactMap { $0 }
      guard !known.isEmpty, known.count == indices.count, known.allSatisfy({ $0 >= 0 }) else { return nil }
      return (.element(known), String(name[..<open]))
    }
    guard name.hasSuffix(")"), let open = name.firstIndex(of: "("),
      let reduction = Reduction(word: name[..<open])
    else { return nil }
    return (reduction, String(name[name.index(after: open)..<name.index(before: name.endIndex)]))
  }

  private init?(word: Substring) {
    switch word {
    case "count": self = .count
    case "max": self = .max
    case "min": self = .min
    case "sum": self = .sum
    case "mean": self = .mean
    case "first": self = .first
    default: return nil
    }
  }

  /// The reduction as users write it, without the column.
  var word: String {
    switch self {
    case .count: "count"
    case .max: "max"
    case .min: "min"
    case .sum: "sum"
    case .mean: "mean"
    case .first: "first"
    case .element(let indices): "[" + indices.map { "\($0)" }.joined(separator: ",") + "]"
    }
  }

  /// True when the result is one of the values, not computed from them.
  var isSelection: Bool {
    switch self {
    case .max, .min, .first, .element: true
    case .count, .sum, .mean: false
    }
  }

  /// The reduced value; NaN where there is none, as the maximum of no jets.
  ///
  /// max and min skip NaN unless all values are; sum and mean do not. The sum of nothing is 0.
  func callAsFunction(_ values: UnsafeBufferPointer<Double>) -> Double {
    switch self {
    case .count: return Double(values.count)
    case .max: return values.reduce(.nan) { $0 >= $1 || $1.isNaN ? $0 : $1 }
    case .min: return values.reduce(.nan) { $0 <= $1 || $1.isNaN ? $0 : $1 }
    case .sum: return values.reduce(0, +)
    case .mean: return values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
    case .first: return values.first ?? .nan
    case .element(let indices):
      guard let index = indices.first, index < values.count else { return .nan }
      return values[index]
    }
  }
}
