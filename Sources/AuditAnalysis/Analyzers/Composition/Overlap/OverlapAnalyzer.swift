import AuditReport
import AuditSamples
import AuditStatistics

/// Events that are there twice: within a split, in two splits, by their key, in two versions, or with two labels.
///
/// Exact over all rows up to collisions of 128-bit fingerprints, see ``RowHash``: 24 bytes a row for each group of features, in one
/// pass. Versions of an event, which agree in some columns only, are looked for among chosen rows (``SharedEvents``).
public struct OverlapAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "overlap"
  /// One sentence for `simaudit list`.
  public static let summary =
    "duplicates within a sample and across samples, by features, by event key and in other versions, and conflicting labels"

  /// Metrics and notes that its readings can have.
  public static let metrics = [
    "overlap-matrix", "key-overlap-matrix", "overlap", "version-overlap", "key-overlap", "key-duplicates",
    "duplicates",
    "label-conflicts", "near-duplicates", "columns",
  ]
  /// Name and one sentence for each setting.
  public static let settings = [
    (
      name: "digits",
      summary: "Digits to which features are rounded to find near duplicates; 0 leaves them out"
    ),
    (name: "parts", summary: "Groups of features that are read side by side"),
  ]

  /// Digits to which features are rounded to find near duplicates; 0 leaves them out.
  public var digits = 4
  /// Groups of features that are read side by side.
  public var parts = 2

  /// The analysis with its default settings.
  public init() {}

  enum Role: Sendable, Equatable {
    case features, key, label, versions
  }
  /// Question of the column set in which versions of events are looked for.
  private static let versions = 1

  /// What is kept of the rows of one process.
  public struct Partial: Sendable {
    let role: Role
    let keys: [RowHash.Key]
    let roundedBits: Int?
    var exact: RowHash
    var near: RowHash
    /// Values of each column, as far as they are looked at.
    var values: [FewValues]
    var classes = LevelIndex(limit: OverlapAnalyzer.classLimit)
    var codes: [Int32] = []
    var textHashes: [String: UInt64] = [:]
    /// Rows in which versions are looked for.
    var rows: CollectedRows?
  }

  /// One column set of all samples; rows in the order of samples and processes.
  public struct Measured: Sendable {
    let role: Role
    let samples: [Int]
    let columns: [String]
    /// Of each process in order.
    let exact: [RowHash]
    let near: [RowHash]
    /// True where a column takes many values: rows are then more than combinations of a few levels.
    let hasManyValues: Bool
    /// True for columns of the first half of all that are compared.
    let isFirstHalf: Bool
    let codes: [Int32]
    let classNames: [String]
    let rows: [SharedRows.Side]
  }

  static let classLimit = 1000

  /// Columns that are looked at together.
  public func columnSets(in context: AuditContext) throws -> [ColumnSet] {
    let compared = self.compared(in: context)
    var sets: [ColumnSet] = []
    let names = compared.features
    // An even number, so that the halves are the same whatever the number.
    let groups = max(2, (parts + 1) / 2 * 2)
    for group in 0..<groups {
      let columns = Array(names[group * names.count / groups..<(group + 1) * names.count / groups])
      guard !columns.isEmpty else { continue }
      sets.append(ColumnSet(columns: columns, samples: compared.samples))
    }
    if !context.eventKey.isEmpty {
      let holders = context.samples.indices.filter { sample in
        context.eventKey.allSatisfy { context.sample(sample, has: $0) }
      }
      if !holders.isEmpty { sets.append(ColumnSet(columns: context.eventKey, samples: holders)) }
    }
    if let label = context.label {
      let labelled = compared.samples.filter { context.sample($0, has: label) }
      if !labelled.isEmpty { sets.append(ColumnSet(columns: [label], samples: labelled)) }
    }
    if compared.samples.count > 1, names.count > 1 {
      sets.append(ColumnSet(columns: names, samples: compared.samples, question: Self.versions))
    }
    return sets
  }

  /// Features that every split has, and the samples that have them all.
  func compared(in context: AuditContext) -> (features: [String], samples: [Int]) {
    let splits = context.splitIndices.isEmpty ? Array(context.samples.indices) : context.splitIndices
    let names = context.properFeatures.map(\.name).filter { name in
      splits.allSatisfy { context.sample($0, has: name) }
    }
    let samples = context.samples.indices.filter { sample in
      names.allSatisfy { context.sample(sample, has: $0) }
    }
    return (names, samples)
  }

  /// An empty partial for the rows of one process.
  public func partial(
    for set: ColumnSet, of process: ProcessDescription, in context: AuditContext
  ) -> Partial {
    if set.question == Self.versions {
      // As many values whatever the number of columns.
      let limit = min(50_000, max(2000, 4_000_000 / set.columns.count))
      return Partial(
        role: .versions, keys: [], roundedBits: nil, exact: RowHash(), near: RowHash(), values: [],
        rows: CollectedRows(for: set, of: process, limit: limit, in: context))
    }
    let role: Role =
      set.columns == context.eventKey
      ? .key : set.columns == [context.label].compactMap { $0 } ? .label : .features
    // One decimal digit is 3.3 bits.
    let bits = role == .features && digits > 0 ? min(40, max(1, (digits * 10 + 2) / 3)) : nil
    return Partial(
      role: role, keys: set.columns.map { RowHash.Key(column: $0, seed: context.seed) }, roundedBits: bits,
      exact: RowHash(capacity: role == .label ? 0 : process.rows),
      near: RowHash(capacity: bits == nil ? 0 : process.rows, isShort: true),
      values: set.columns.map { _ in FewValues() })
  }

  /// Takes in some rows. O(rows).
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout Partial) throws {
    if partial.role == .versions {
      partial.rows?.append(batch, keepingZeroWeights: true)
      return
    }
    guard partial.role != .label else {
      partial.codes += partial.classes.codes(of: batch.columns[0])
      return
    }
    partial.exact.extend(by: batch.count)
    if partial.roundedBits != nil { partial.near.extend(by: batch.count) }
    for (column, values) in batch.columns.enumerated() { partial.take(values, column) }
  }

  /// What the rows of one column set say.
  public func measure(_ set: ColumnSet, partials: [[Partial]], in context: AuditContext) throws -> Measured {
    let parts = set.samples.flatMap { partials[$0] }
    let names = LevelIndex.union(parts.map(\.classes))
    let codes = parts.flatMap { part -> [Int32] in
      let map = part.classes.names.map { name in Int32(names.firstIndex(of: name) ?? 0) }
      return part.codes.map { $0 < 0 ? -1 : map[Int($0)] }
    }
    let all = compared(in: context).features
    return Measured(
      role: parts.first?.role ?? .features, samples: set.samples, columns: set.columns,
      exact: parts.map(\.exact), near: parts.map(\.near),
      hasManyValues: parts.contains { $0.values.contains(where: \.areMany) },
      isFirstHalf: all.prefix(all.count / 2).contains(set.columns.first ?? ""),
      codes: codes, classNames: names,
      rows: set.question == Self.versions
        ? set.samples.map { SharedRows.Side(context.samples[$0].name, partials[$0].compactMap(\.rows)) } : [])
  }

  /// The readings of all column sets.
  public func conclude(_ measured: [Measured], in context: AuditContext) throws -> [Reading] {
    var readings = columnReadings(in: context)
    let features = measured.filter { $0.role == .features }
    if !features.isEmpty {
      let columns = features.reduce(0) { $0 + $1.columns.count }
      let rows = RowMap(samples: features[0].samples, in: context)
      let groups = RowGroups(of: features.map(\.exact))
      let equal = EqualRows(groups, features, rows)
      readings += duplicates(
        groups, rows, metric: ("duplicates", "overlap", "overlap-matrix"),
        by: columns == 1 ? "one feature" : "all \(columns) features", equal, in: context)
      if let label = measured.first(where: { $0.role == .label }) {
        readings.append(conflicts(groups, rows, label, equal, in: context))
      }
      if digits > 0 {
        readings.append(nearDuplicates(features.map(\.near), beyond: groups, rows, in: context))
      }
    }
    if let versions = measured.first(where: { $0.role == .versions }) {
      readings += versionReadings(versions, in: context)
    }
    readings += keyReadings(measured.first { $0.role == .key }, in: context)
    return readings
  }
}

extension OverlapAnalyzer.Partial {
  /// Adds one column of the last rows to the fingerprints.
  fileprivate mutating func take(_ values: Values, _ column: Int) {
    let key = keys[column]
    switch values {
    case .float32(let numbers):
      exact.add(numbers, key: key)
      if let roundedBits { near.add(numbers, roundedTo: roundedBits, key: key) }
      self.values[column].take(numbers) { UInt64($0.bitPattern) }
    case .float64(let numbers):
      exact.add(numbers, key: key)
      if let roundedBits { near.add(numbers, roundedTo: roundedBits, key: key) }
      self.values[column].take(numbers) { $0.bitPattern }
    case .int64(let numbers):
      exact.add(numbers, key: key)
      if roundedBits != nil { near.add(numbers, key: key) }
      self.values[column].take(numbers) { UInt64(bitPattern: $0) }
    case .uint64(let numbers):
      exact.add(numbers, key: key)
      if roundedBits != nil { near.add(numbers, key: key) }
      self.values[column].take(numbers) { $0 }
    case .category(let codes, let levels):
      // By text, because the codes of two files need not mean the same.
      let hashes = levels.map { level -> UInt64 in
        if let known = textHashes[level] { return known }
        let hash = RowHash.textPattern(level)
        textHashes[level] = hash
        return hash
      }
      let patterns = codes.map { $0 < 0 ? 0 : hashes[Int($0)] }
      exact.add(patterns: patterns, key: key)
      if roundedBits != nil { near.add(patterns: patterns, key: key) }
      self.values[column].take(patterns) { $0 }
    case .tensor:
      break
    }
  }
}

/// Whether a column takes few values, from the first rows of a process.
struct FewValues: Sendable {
  private static let mostRows = 20_000
  private static let fewest = 256

  private var rows = 0
  private var seen: Set<UInt64> = []

  /// More than 256 values, or more than a quarter of the rows.
  var areMany: Bool { seen.count > min(Self.fewest, rows / 4) }

  /// Takes in some rows. O(rows) up to 20 000 of them.
  fileprivate mutating func take<Value>(_ values: [Value], _ pattern: (Value) -> UInt64) {
    for value in values.prefix(max(0, Self.mostRows - rows)) {
      if seen.count <= Self.fewest { seen.insert(pattern(value)) }
      rows += 1
    }
  }
}
