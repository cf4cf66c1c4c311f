/// Rows of two samples that are the same event, perhaps in two versions: equal in all columns or in at least half of them.
///
/// Rows are matched by fingerprints (``RowHash``) of all columns, of all but one of up to eight groups of columns, and of one
/// group alone, so that a version in which some columns were changed is found as long as one group was not. A fingerprint
/// counts only where it is unique in both samples, and only if it matches more than five times as often as chance lets it:
/// n₁n₂√(p₁p₂) by Cauchy and Schwarz, p the part of pairs of different rows within a sample that agree. Columns with few values
/// alone therefore say nothing. Rows with the same event key are one event where a column says so too: simulation may number its
/// events as data do. O(rows · columns) and 17 passes over fingerprints.
public struct SharedEvents: Sendable {
  /// A row of the first sample and the row of the second that is the same event.
  public struct Pair: Sendable, Equatable {
    /// Row of the first sample.
    public var first: Int
    /// Row of the second.
    public var second: Int
    /// Columns in which they agree.
    public var equalColumns: Int
  }

  /// The pairs, in the order of the first sample's rows.
  public let pairs: [Pair]
  /// Part of the pairs that agree in a column, for each column.
  public let agreement: [Double]

  /// Pairs that agree in every column.
  public var wholeRows: Int { pairs.count { $0.equalColumns == columns.count } }

  /// The pairs that do not agree in every column.
  public var versions: SharedEvents {
    SharedEvents(pairs.filter { $0.equalColumns < columns.count }, columns, split: split)
  }

  private let columns: [[Float]]
  private let split: Int

  private init(_ pairs: [Pair], _ columns: [[Float]], split: Int) {
    self.pairs = pairs
    self.columns = columns
    self.split = split
    let count = Double(max(1, pairs.count))
    agreement = columns.map { column in
      Double(
        pairs.count { pair in
          let (a, b) = (column[pair.first], column[split + pair.second])
          return a == b || a.isNaN && b.isNaN
        }) / count
    }
  }

  /// Fewest matches of one kind of fingerprint that say something.
  private static let fewest = 5
  private static let mostGroups = 8

  /// Looks for the rows of one sample in the other; both have the same columns, `columns[column][row]`. `keys`: fingerprints of
  /// the event keys of the rows of both, where there are some.
  public init(
    _ first: [[Float]], _ second: [[Float]], keys: (first: RowHash, second: RowHash)? = nil, seed: UInt64
  ) {
    let columns = zip(first, second).map { $0 + $1 }
    let split = first.first?.count ?? 0
    let groups = Self.groups(columns)
    let parts = groups.map { group in
      var hash = RowHash()
      hash.extend(by: columns[group[0]].count)
      for column in group { hash.add(columns[column], key: RowHash.Key(column: "\(column)", seed: seed)) }
      return hash
    }
    func sum(_ wanted: (Int) -> Bool) -> RowHash? {
      let chosen = parts.indices.filter(wanted)
      guard let start = chosen.first else { return nil }
      var result = parts[start]
      for other in chosen.dropFirst() { result.add(parts[other]) }
      return result
    }
    var declared = keys?.first
    if let second = keys?.second { declared?.append(second) }
    var found: [Pair] = []
    if let whole = sum({ _ in true }) {
      var search = Search(columns, whole, split: split)
      var keys: [() -> RowHash?] = [{ whole }]
      if parts.count > 1 {
        keys += parts.indices.map { left in { sum { $0 != left } } }
        if parts.count > 2 { keys += parts.indices.map { only in { parts[only] } } }
      }
      for key in keys where search.isOpen {
        guard let hash = key() else { continue }
        found += search.matches(of: hash, fewest: Self.fewest) { pairs in
          pairs.filter { 2 * $0.equalColumns >= columns.count }
        }
      }
      if let declared, search.isOpen {
        found += search.matches(of: declared, fewest: Self.fewest) { pairs in
          columns.contains { Self.goTogether($0, pairs, split: split) } ? pairs : []
        }
      }
    }
    self.init(found.sorted { $0.first < $1.first }, columns, split: split)
  }

  /// True where values of pairs lie on the same side of the median much more often than by chance.
  private static func goTogether(_ column: [Float], _ pairs: [Pair], split: Int) -> Bool {
    let values = pairs.map { (column[$0.first], column[split + $0.second]) }.filter {
      !$0.0.isNaN && !$0.1.isNaN
    }
    guard values.count >= 20 else { return false }
    let middle = values.count / 2
    let medians = (values.map(\.0).sorted()[middle], values.map(\.1).sorted()[middle])
    let sides = values.map { ($0.0 < medians.0, $0.1 < medians.1) }
    let all = Double(values.count)
    // A flag lies on one side, in any two samples.
    for below in [sides.count { $0.0 }, sides.count { $0.1 }] where Double(below) < 0.2 * all { return false }
    let alike = Double(sides.count { $0.0 == $0.1 }) / all
    return alike > max(0.8, 0.5 + 3 / all.squareRoot())
  }

  /// Columns dealt to groups, those with the most different values first.
  private static func groups(_ columns: [[Float]]) -> [[Int]] {
    let distinct = columns.map { Set($0.prefix(2000)).count }
    let order = columns.indices.sorted { (distinct[$1], $0) < (distinct[$0], $1) }
    let count = min(mostGroups, columns.count)
    return (0..<count).map { group in
      stride(from: group, to: order.count, by: count).map { order[$0] }
    }
  }
}

/// Rows of both samples that have no partner yet.
private struct Search {
  private let columns: [[Float]]
  private let split: Int
  private var rows: [Int]

  init(_ columns: [[Float]], _ whole: RowHash, split: Int) {
    self.columns = columns
    self.split = split
    rows = Array(0..<whole.count)
  }

  /// True while both samples have rows without a partner.
  var isOpen: Bool { (rows.first ?? split) < split && (rows.last ?? 0) >= split }

  /// The pairs of rows with a fingerprint of their own that are confirmed, unless there are no more than chance gives.
  mutating func matches(
    of hash: RowHash, fewest: Int, confirmed: ([SharedEvents.Pair]) -> [SharedEvents.Pair]
  ) -> [SharedEvents.Pair] {
    let groups = RowGroups(of: hash.rows(rows))
    let counts = (rows.count { $0 < split }, rows.count { $0 >= split })
    var alike = (0.0, 0.0)
    var candidates: [SharedEvents.Pair] = []
    for group in 0..<groups.count {
      let members = groups[group].map { rows[$0] }
      let before = members.count { $0 < split }
      let after = members.count - before
      alike.0 += Double(before) * Double(before - 1) / 2
      alike.1 += Double(after) * Double(after - 1) / 2
      if before == 1, after == 1 {
        let (a, b) = (members[0], members[1])
        let equal = columns.count { $0[a] == $0[b] || $0[a].isNaN && $0[b].isNaN }
        candidates.append(SharedEvents.Pair(first: a, second: b - split, equalColumns: equal))
      }
    }
    func pairs(_ count: Int) -> Double { max(1, Double(count) * Double(count - 1) / 2) }
    let chance =
      Double(counts.0) * Double(counts.1)
      * ((alike.0 + 1) / pairs(counts.0) * (alike.1 + 1) / pairs(counts.1)).squareRoot()
    guard candidates.count >= fewest, Double(candidates.count) > 5 * chance else { return [] }
    let found = confirmed(candidates)
    guard found.count >= fewest else { return [] }
    let taken = Set(found.flatMap { [$0.first, $0.second + split] })
    rows.removeAll(where: taken.contains)
    return found
  }
}
