/// The smallest and the largest distinct values of a column, each with its exact number of rows.
public struct DistinctExtremes: Sendable, Equatable {
  /// A value and how often it occurs.
  public struct Entry: Sendable, Equatable {
    /// The value.
    public var value: Double
    /// Rows that have it.
    public var rows: Int
  }
  /// Ascending; at most four.
  public private(set) var lowest: [Entry] = []
  /// Descending; at most four.
  public private(set) var highest: [Entry] = []
  private var lowBound = Double.infinity
  private var highBound = -Double.infinity
  private static let capacity = 4

  /// Nothing seen yet.
  public init() {}

  /// Takes in a finite value. O(1): most rows cost two comparisons.
  @inline(__always)
  public mutating func add(_ value: Double, rows: Int = 1) {
    if value <= lowBound { insertLow(value, rows) }
    if value >= highBound { insertHigh(value, rows) }
  }

  /// Takes in the rows of another. O(1).
  public mutating func merge(_ other: DistinctExtremes) {
    for entry in other.lowest where entry.value <= lowBound { insertLow(entry.value, entry.rows) }
    for entry in other.highest where entry.value >= highBound { insertHigh(entry.value, entry.rows) }
  }

  // A value that was pushed out never comes back: what pushed it out stays. So every count in a list is complete.
  private mutating func insertLow(_ value: Double, _ rows: Int) {
    let place = lowest.firstIndex { $0.value >= value } ?? lowest.count
    if place < lowest.count, lowest[place].value == value {
      lowest[place].rows += rows
    } else {
      lowest.insert(Entry(value: value, rows: rows), at: place)
      if lowest.count > Self.capacity { lowest.removeLast() }
      if lowest.count == Self.capacity { lowBound = lowest[Self.capacity - 1].value }
    }
  }

  private mutating func insertHigh(_ value: Double, _ rows: Int) {
    let place = highest.firstIndex { $0.value <= value } ?? highest.count
    if place < highest.count, highest[place].value == value {
      highest[place].rows += rows
    } else {
      highest.insert(Entry(value: value, rows: rows), at: place)
      if highest.count > Self.capacity { highest.removeLast() }
      if highest.count == Self.capacity { highBound = highest[Self.capacity - 1].value }
    }
  }
}
