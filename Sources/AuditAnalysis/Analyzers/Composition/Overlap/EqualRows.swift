import AuditSamples
import AuditStatistics
import Glibc

/// Pairs of equal rows within and between samples, and how many of them chance explains.
///
/// With pairs equal in both halves of the columns, in the first only, in the second only, and in neither, independent halves give
/// n_first · n_second / n_neither equal ones by chance. Halves that depend on each other give more, so equal rows are taken for one event only
/// where they are twenty times as many and five times the expected number cannot fluctuate so far, or where ``RepeatSizes`` excludes chance
/// whatever the dependence.
struct EqualRows {
  /// True where chance explains a small part of the equal pairs: by Chernoff, P(N ≥ k) ≤ (e μ / k)ᵏ with the mean μ.
  private static func exclude(_ expected: Double, explaining found: Double) -> Bool {
    expected * 20 <= found && found * (1 + log(5 * expected / found)) <= log(1e-4)
  }

  /// Pairs of rows by the places of their samples, the later first.
  private let all: [[Double]]
  /// The same by each half of the columns; nil where nothing repeats or one column is all there is.
  private let halves: (first: [[Double]], second: [[Double]])?
  private let rows: RowMap
  private let sizes: [RepeatSizes]
  /// True where a column takes many values.
  private let isFine: Bool

  init(_ groups: RowGroups, _ measured: [OverlapAnalyzer.Measured], _ rows: RowMap) {
    self.rows = rows
    isFine = measured.contains(where: \.hasManyValues)
    let count = rows.samples.count
    var sizes = [RepeatSizes](repeating: RepeatSizes(), count: count)
    var single = (0..<count).map { rows.count($0) }
    all = Self.pairs(groups, rows) { place, size in
      sizes[place].add(times: size)
      single[place] -= size
    }
    for place in 0..<count { sizes[place].add(times: 1, count: single[place]) }
    self.sizes = sizes
    let first = measured.filter(\.isFirstHalf).map(\.exact)
    let second = measured.filter { !$0.isFirstHalf }.map(\.exact)
    halves =
      groups.count == 0 || first.isEmpty || second.isEmpty
      ? nil : (Self.pairs(RowGroups(of: first), rows), Self.pairs(RowGroups(of: second), rows))
  }

  /// Numbers of pairs; `each` is told how often a sample holds each row that is there twice or in two samples.
  private static func pairs(_ groups: RowGroups, _ rows: RowMap, each: (Int, Int) -> Void = { _, _ in })
    -> [[Double]]
  {
    let count = rows.samples.count
    var pairs = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for group in 0..<groups.count {
      var sizes = [Int](repeating: 0, count: count)
      for row in groups[group] { sizes[rows.place(of: row)] += 1 }
      for later in 0..<count where sizes[later] > 0 {
        each(later, sizes[later])
        let size = Double(sizes[later])
        pairs[later][later] += size * (size - 1) / 2
        for earlier in 0..<later { pairs[later][earlier] += size * Double(sizes[earlier]) }
      }
    }
    return pairs
  }

  /// Pairs that independent halves make equal; nil where that cannot be counted.
  private func expected(_ later: Int, _ earlier: Int) -> Double? {
    guard let halves else { return nil }
    let equal = all[later][earlier]
    let size = Double(rows.count(later))
    let total = later == earlier ? size * (size - 1) / 2 : size * Double(rows.count(earlier))
    let (first, second) = (halves.first[later][earlier] - equal, halves.second[later][earlier] - equal)
    let neither = total - equal - first - second
    return neither > 0 ? first * second / neither : total
  }

  /// nil: equal rows of two samples, or within one, are the same events; else why they need not be, as a clause.
  func doubt(_ later: Int, _ earlier: Int) -> String? {
    if later == earlier, sizes[later].holdCopies { return nil }
    return doubt(all[later][earlier], expected(later, earlier))
  }

  /// The same of all samples together.
  var doubt: String? {
    let places = rows.samples.indices.flatMap { later in (0...later).map { (later, $0) } }
    let expected = places.map { self.expected($0.0, $0.1) }
    return doubt(
      places.reduce(0) { $0 + all[$1.0][$1.1] },
      expected.contains(nil) ? nil : expected.compactMap { $0 }.reduce(0, +))
  }

  private func doubt(_ found: Double, _ expected: Double?) -> String? {
    guard found > 0 else { return nil }
    if isFine, let expected, Self.exclude(expected, explaining: found) { return nil }
    let reason =
      isFine
      ? "equal rows need not be one event" : "columns of few values give equal rows by chance"
    guard let expected else { return reason }
    return
      "\(reason): of \(Wording.number(found)) equal pairs \(Wording.number(min(expected, found))) are expected from how often either half "
      + "of the columns agrees" + (isFine ? "" : ", and more where columns depend on each other")
  }
}
