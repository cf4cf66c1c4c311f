/// What is made of several values a row: one number.
///
/// Users write it around or behind the column's name, wherever a column can be named: `max(jet_pt)`, `showers[0]`.
public enum Reduction: Sendable, Equatable {
  case count, max, min, sum, mean, first, last
  /// One element: of a list by its place, of a tensor by its place in each dimension, or by one row-major place.
  case element([Int])

  /// Splits `max(jet_pt)` or `jet_pt[0]` into the reduction and the column it is of; nil for a plain name.
  public static func parse(_ name: String) -> (reduction: Reduction, column: String)? {
    guard let form = ReductionForm(name) else { return nil }
    switch form.kind {
    case .word(let word): return Reduction(word: word).map { ($0, form.column) }
    case .places(let places):
      let indices = places.compactMap { Int($0) }
      guard indices.count == places.count, indices.allSatisfy({ $0 >= 0 }) else { return nil }
      return (.element(indices), form.column)
    }
  }

  init?(word: String) {
    switch word {
    case "count": self = .count
    case "max": self = .max
    case "min": self = .min
    case "sum": self = .sum
    case "mean": self = .mean
    case "first": self = .first
    case "last": self = .last
    default: return nil
    }
  }

  /// The reduction as users write it, without the column.
  public var word: String {
    switch self {
    case .count: "count"
    case .max: "max"
    case .min: "min"
    case .sum: "sum"
    case .mean: "mean"
    case .first: "first"
    case .last: "last"
    case .element(let indices): "[" + indices.map { "\($0)" }.joined(separator: ",") + "]"
    }
  }

  /// True when the result is one of the values, not computed from them.
  private var isSelection: Bool {
    switch self {
    case .max, .min, .first, .last, .element: true
    case .count, .sum, .mean: false
    }
  }

  /// The reduced value of a row whose file declares values as missing: in all but an element by its place they are absent, so that
  /// padding is neither counted nor summed. O(values).
  public func callAsFunction(_ values: UnsafeBufferPointer<Double>, missing: Set<Double>) -> Double {
    if case .element = self { return self(values) }
    guard !missing.isEmpty, values.contains(where: missing.contains) else { return self(values) }
    return values.filter { !missing.contains($0) }.withUnsafeBufferPointer { self($0) }
  }

  /// The reduced value; NaN where there is none, as the maximum of no jets or an element beyond the end of a list.
  ///
  /// max and min skip NaN unless all values are; sum and mean do not. The sum of nothing is 0. O(values).
  public func callAsFunction(_ values: UnsafeBufferPointer<Double>) -> Double {
    switch self {
    case .count: return Double(values.count)
    case .max: return values.reduce(.nan) { $0 >= $1 || $1.isNaN ? $0 : $1 }
    case .min: return values.reduce(.nan) { $0 <= $1 || $1.isNaN ? $0 : $1 }
    case .sum: return values.reduce(0, +)
    case .mean: return values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
    case .first: return values.first ?? .nan
    case .last: return values.last ?? .nan
    case .element(let indices):
      guard let index = indices.first, index < values.count else { return .nan }
      return values[index]
    }
  }

  /// The column that it makes of one with several values a row.
  ///
  /// Errors: a column of one value a row, a place outside the shape, several places in a list.
  public func column(of column: ColumnInfo, named name: String) throws(ReductionError) -> ColumnInfo {
    guard column.hasSeveralValues else { throw ReductionError(reason: "it has one value per row") }
    var reduced = column
    reduced.name = name
    reduced.shape = []
    reduced.isJagged = false
    if case .element(let indices) = self {
      guard column.isJagged || Self.place(indices, in: column.shape) != nil else {
        let shape = column.shape.map { "\($0)" }.joined(separator: "×")
        let last = column.shape.map { "\($0 - 1)" }.joined(separator: ",")
        throw ReductionError(reason: "its shape is \(shape), the last element is \(column.name)[\(last)]")
      }
      guard !column.isJagged || indices.count == 1 else {
        throw ReductionError(reason: "it is a list, give one index")
      }
      // An element of a fixed shape is always there.
      if !column.isJagged { return reduced }
    }
    // What the file declares as missing is no part of what is computed.
    if !isSelection { reduced.missing = [] }
    if self == .count {
      reduced.kind = .integer(bits: 32, signed: true)
      reduced.unit = nil
    } else if !isSelection {
      reduced.kind = .float(bits: 64)
    } else if case .integer = column.kind {
      // A row without values has no maximum: only a float can say so.
      reduced.kind = .float(bits: 64)
    }
    return reduced
  }

  /// Row-major place of an element; one index alone counts through the whole tensor. nil outside the shape.
  public static func place(_ indices: [Int], in shape: [Int]) -> Int? {
    if indices.count == 1 { return indices[0] < shape.reduce(1, *) ? indices[0] : nil }
    guard indices.count == shape.count, zip(indices, shape).allSatisfy({ $0 < $1 }) else { return nil }
    return zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 }
  }
}

/// Why a reduction cannot be applied to a column, in words that follow a colon.
public struct ReductionError: Error, Sendable, Equatable {
  /// The words.
  public var reason: String
}

/// A name that is written like a reduction: `WORD(COLUMN)` or `COLUMN[PLACE,…]`, parts of it possibly patterns.
public struct ReductionForm: Sendable, Equatable {
  /// What stands around or behind the column.
  public enum Kind: Sendable, Equatable {
    /// `max`, `count` …
    case word(String)
    /// What stands between the brackets, separated by commas.
    case places([String])
  }
  /// What stands around or behind the column.
  public var kind: Kind
  /// The column, or a pattern.
  public var column: String

  /// The parts of a name; nil when it is not written like a reduction.
  public init?(_ name: String) {
    func trimmed(_ text: Substring) -> String {
      String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    if name.hasSuffix("]"), let open = name.lastIndex(of: "["), open != name.startIndex {
      let inner = name[name.index(after: open)..<name.index(before: name.endIndex)]
      kind = .places(inner.split(separator: ",", omittingEmptySubsequences: false).map(trimmed))
      column = trimmed(name[..<open])
    } else if name.hasSuffix(")"), let open = name.firstIndex(of: "("), open != name.startIndex {
      kind = .word(String(name[..<open]))
      column = trimmed(name[name.index(after: open)..<name.index(before: name.endIndex)])
    } else {
      return nil
    }
  }
}
