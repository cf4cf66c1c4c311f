/// What a column probably is, from its name, its attributes and a few statistics; with the reason in words.
public struct ColumnGuess: Sendable, Equatable {
  /// What a column can be.
  public enum Kind: String, Sendable, CaseIterable {
    /// Something a classifier may use.
    case feature
    /// A weight, or a factor of one.
    case weight
    /// The class of an event.
    case label
    /// Which of a few kinds of event: process, generator, run period.
    case category
    /// A number that names the event or the run.
    case identifier
    /// A value that grows with the row: an index or a time.
    case rowNumber = "row number"
    /// What only simulation knows.
    case truth
    /// The same in all rows.
    case constant
  }

  /// The guess.
  public var kind: Kind
  /// Why, in words that follow the column's name: `is named like a weight`.
  public var reason: String

  /// True for a column that may be audited and used as a feature.
  public var isFeature: Bool { kind == .feature }

  /// The kind with its article: `a weight`, `an identifier`.
  public var words: String {
    switch kind {
    case .identifier: "an identifier"
    case .constant: "a constant"
    case .truth: "simulation truth"
    default: "a \(kind.rawValue)"
    }
  }

  /// A guess from name, type and attributes alone.
  public init(nameOf column: ColumnInfo) {
    if let guess = Self.role(column) ?? Self.name(column) {
      self = guess
      return
    }
    switch column.kind {
    case .text, .enumeration: self.init(.category, "is not numeric")
    case .float, .integer, .boolean: self.init(.feature, "has nothing that speaks against it")
    }
  }

  /// A guess that also looks at the values.
  public init(_ column: ColumnInfo, _ statistics: ColumnStatistics) {
    let named = ColumnGuess(nameOf: column)
    switch column.kind {
    case .text, .enumeration:
      let isUnique = statistics.finite > 50 && statistics.uniqueness > 0.95
      self = isUnique ? ColumnGuess(.identifier, "is a different text in nearly every row") : named
      return
    case .float, .integer, .boolean: break
    }
    if statistics.finite > 1, statistics.isConstant {
      self.init(.constant, "has the same value in every row")
    } else if named.kind != .feature {
      self = named
    } else if let guess = Self.values(column, statistics) {
      self = guess
    } else {
      self = named
    }
  }

  init(_ kind: Kind, _ reason: String) {
    self.kind = kind
    self.reason = reason
  }

  private static func values(_ column: ColumnInfo, _ statistics: ColumnStatistics) -> ColumnGuess? {
    guard let range = statistics.range, statistics.finite >= 20 else { return nil }
    if statistics.distinct > 10, statistics.isNonDecreasing || statistics.isNonIncreasing {
      let direction = statistics.isNonDecreasing ? "decreases" : "increases"
      return ColumnGuess(.rowNumber, "never \(direction) from row to row")
    }
    guard statistics.isWhole else { return nil }
    let span = range.upperBound - range.lowerBound
    if column.isInteger, statistics.uniqueness > 0.95, statistics.sampled >= 100, span > 1000 {
      return ColumnGuess(.identifier, "is a different whole number in nearly every row")
    }
    // Codes leave gaps (11, 13, −13 …), counts do not.
    if column.isInteger, (3...30).contains(statistics.distinct), span + 1 > 3 * Double(statistics.distinct),
      statistics.suspectedSentinels.isEmpty, statistics.sampled == statistics.finite
    {
      return ColumnGuess(.category, "has \(statistics.distinct) separate whole numbers, like codes")
    }
    return nil
  }

  private static func role(_ column: ColumnInfo) -> ColumnGuess? {
    guard let role = column.role?.lowercased() else { return nil }
    let words: [(String, Kind)] = [
      ("weight", .weight), ("label", .label), ("target", .label), ("truth", .truth), ("category", .category),
      ("identifier", .identifier), ("index", .rowNumber), ("feature", .feature),
    ]
    for (word, kind) in words where role.contains(word) {
      return ColumnGuess(kind, "has the role '\(column.role ?? "")' in the file")
    }
    return nil
  }
}
