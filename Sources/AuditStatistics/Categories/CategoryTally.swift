/// Rows, Σw and Σw² of each level of a category; mergeable.
public struct CategoryTally: Sendable, Codable, Equatable {
  /// Tally of each level that was met.
  public private(set) var levels: [String: Tally]
  /// Rows without a level.
  public private(set) var missing: Tally

  /// No rows.
  public init() {
    levels = [:]
    missing = Tally()
  }

  /// All rows that have a level.
  public var total: Tally {
    levels.values.reduce(into: Tally()) { $0.merge($1) }
  }

  /// Appends rows given as codes into `names`; codes outside it (−1) are missing. Without weights each weighs 1.
  ///
  /// Rows of weight 0 are passed over. O(rows + levels): no look-up per row.
  public mutating func append(codes: [Int32], levels names: [String], weights: [Double]?) {
    precondition(weights == nil || weights?.count == codes.count, "one weight for each code")
    // The last element collects missing rows.
    var tallies = [Tally](repeating: Tally(), count: names.count + 1)
    for (index, code) in codes.enumerated() {
      let weight = weights.map { $0[index] } ?? 1
      if weight == 0 { continue }
      let slot = code >= 0 && Int(code) < names.count ? Int(code) : names.count
      tallies[slot].add(weight: weight)
    }
    for (name, tally) in zip(names, tallies) where tally.rows > 0 {
      levels[name, default: Tally()].merge(tally)
    }
    missing.merge(tallies[names.count])
  }

  /// Appends the rows of one level.
  public mutating func add(_ tally: Tally, to level: String) {
    levels[level, default: Tally()].merge(tally)
  }

  /// Appends the rows of another tally.
  public mutating func merge(_ other: CategoryTally) {
    for (name, tally) in other.levels { levels[name, default: Tally()].merge(tally) }
    missing.merge(other.missing)
  }
}
