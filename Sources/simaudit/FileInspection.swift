import AuditHDF5
import AuditSamples

/// What `simaudit inspect` finds in one file; also its JSON.
struct FileInspection: Encodable {
  struct Table: Encodable {
    var name: String
    var rows: Int
    var isRowWise: Bool
    var chunkRows: Int?
    /// Filters of its datasets, each list once, e.g. `shuffle + gzip`.
    var filters: [String]
    var columns: [Column]
    var setAside: [SetAside]
    /// Why it cannot be read.
    var problem: String?
  }
  struct SetAside: Encodable {
    var name: String
    var reason: String
  }
  struct Column: Encodable {
    var name: String
    var type: String
    var unit: String?
    var meaning: String?
    var role: String?
    var min: Double?
    var max: Double?
    /// Smallest and largest value of integers that `min` and `max` do not hold exactly.
    var exactMin: String?
    var exactMax: String?
    var mean: Double?
    var distinct: Int?
    /// False where `distinct` is a lower limit.
    var isDistinctExact: Bool?
    var nan: Int?
    var infinite: Int?
    /// Rows with each declared missing value.
    var declaredMissing: [Count]
    /// Values that look as if they meant missing.
    var suspectedMissing: [Count]
    var guess: String?
    var reason: String?
    /// How stored values become these; nil: as they are.
    var reading: String?
    /// What the file says of the column and reading does not follow.
    var notApplied: [String]?
    /// How to make one number of several values a row.
    var reductions: [String]?
    /// Why its values cannot be read.
    var problem: String?
  }
  struct Count: Encodable {
    var value: Double
    var rows: Int
  }

  var file: String
  var tables: [Table]

  init(_ file: String, table: String?, readsValues: Bool) throws {
    self.file = file
    let summaries = table == nil ? try HDF5Source.tables(in: file) : []
    guard table == nil, summaries.count != 1 else {
      tables = [try Self.inspect(HDF5Source(paths: [file], table: table ?? summaries[0].name), readsValues)]
      return
    }
    // Nothing to choose from: the reader's sentence says what the file has instead.
    if summaries.isEmpty { _ = try HDF5Source(paths: [file]) }
    tables = try summaries.map { summary in
      if let problem = summary.problem {
        return Table(
          name: summary.name, rows: summary.rows, isRowWise: false, filters: [], columns: [], setAside: [],
          problem: "\(problem)")
      }
      return try Self.inspect(HDF5Source(paths: [file], table: summary.name), readsValues)
    }
  }

  private static func inspect(_ source: HDF5Source, _ readsValues: Bool) throws -> Table {
    var filters: [String] = []
    for storage in source.storage where !storage.filters.isEmpty {
      let text = storage.filters.joined(separator: " + ")
      if !filters.contains(text) { filters.append(text) }
    }
    return Table(
      name: source.table, rows: source.rowCount, isRowWise: source.layout.isRowWise,
      chunkRows: source.layout.chunkRows, filters: filters, columns: try columns(of: source, readsValues),
      setAside: source.setAside.map { SetAside(name: $0.name, reason: $0.reason) })
  }

  private static func columns(of source: HDF5Source, _ readsValues: Bool) throws -> [Column] {
    var statistics = [ColumnStatistics](repeating: ColumnStatistics(), count: source.columns.count)
    var counts = source.columns.map { $0.missing.map { Count(value: $0, rows: 0) } }
    var problems = [String?](repeating: nil, count: source.columns.count)
    let readable = source.columns.indices.filter { readsValues && !source.columns[$0].isJagged }
    // Row-wise tables are read once for all columns, the others column by column, so that a damaged one stays alone.
    let groups = source.layout.isRowWise ? [readable] : readable.map { [$0] }
    let step = max(1, source.layout.chunkRows ?? 65536)
    for group in groups where !group.isEmpty {
      do {
        for start in stride(from: 0, to: source.rowCount, by: step) {
          let rows = start..<min(start + step, source.rowCount)
          let values = try source.read(group.map { source.columns[$0].name }, rows: rows)
          for (place, index) in group.enumerated() {
            let missing = source.columns[index].missing
            if !missing.isEmpty {
              let numbers = values[place].doubles
              for (which, value) in missing.enumerated() {
                counts[index][which].rows += numbers.count { $0 == value }
              }
            }
            statistics[index].add(values[place], missing: missing)
          }
        }
      } catch let error as HDF5Error where group.count == 1 {
        problems[group[0]] = "\(error)"
      }
    }
    return source.columns.indices.map { index in
      column(
        source.columns[index], statistics[index], counts[index], problems[index], readable.contains(index))
    }
  }

  private static func column(
    _ info: ColumnInfo, _ statistics: ColumnStatistics, _ missing: [Count], _ problem: String?, _ isRead: Bool
  ) -> Column {
    let declared = missing.reduce(0) { $0 + $1.rows }
    let isNumber = info.isNumeric || info.hasSeveralValues
    let shape = info.shape.isEmpty ? "" : "[" + info.shape.map { "\($0)" }.joined(separator: ",") + "]"
    var column = Column(
      name: info.name, type: info.kind.words + shape + (info.isJagged ? "[variable]" : ""), unit: info.unit,
      meaning: info.meaning, role: info.role, declaredMissing: missing, suspectedMissing: [],
      reading: info.reading, notApplied: info.notApplied.isEmpty ? nil : info.notApplied, problem: problem)
    if info.hasSeveralValues {
      let element = info.elements.first ?? "\(info.name)[0]"
      column.reductions = [
        element, "max(\(info.name))", (info.isJagged ? "count" : "sum") + "(\(info.name))",
      ]
    }
    guard isRead, problem == nil else { return column }
    if isNumber {
      column.min = statistics.range?.lowerBound
      column.max = statistics.range?.upperBound
      if let integers = statistics.integerRange,
        integers.lowerBound < -1 << 53 || integers.upperBound > 1 << 53
      {
        column.exactMin = "\(integers.lowerBound)"
        column.exactMax = "\(integers.upperBound)"
      }
      column.mean = statistics.mean
      column.suspectedMissing = statistics.suspectedSentinels.map { Count(value: $0.value, rows: $0.count) }
    }
    column.nan = statistics.nan - declared
    column.infinite = statistics.infinite
    if !info.hasSeveralValues {
      column.distinct = statistics.distinct
      column.isDistinctExact = statistics.sampled == statistics.finite
      let guess = ColumnGuess(info, statistics)
      column.guess = guess.kind.rawValue
      column.reason = guess.reason
    }
    return column
  }
}
