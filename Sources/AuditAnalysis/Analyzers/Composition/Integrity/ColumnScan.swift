import AuditSamples
import AuditStatistics

/// What is kept of one column of one process to judge its integrity; exact over all rows unless said otherwise.
public struct ColumnScan: Sendable {
  /// Rows.
  var rows = 0
  /// NaN, or no code for a category.
  var notANumber = 0
  /// Rows that hold a value declared as missing.
  var declaredMissing = 0
  /// ±infinity.
  var infinite = 0
  /// Values outside the declared range.
  var outOfRange = 0
  /// Values that are whole numbers.
  var wholeNumbers = 0
  var extremes = DistinctExtremes()
  /// Changes with every value and its place: equal columns have equal ones.
  var fingerprint: UInt64 = 0x9E37_79B9_7F4A_7C15
  /// The value that may take most rows (Boyer and Moore 1991), and its rows since it was taken up.
  var dominant = 0.0
  var dominantRows = 0
  private var lead = 0
  /// A random choice of rows, the same in every column: values (NaN where missing) and classes.
  var sampled: [Double] = []
  var sampledClasses: [Int32] = []
  var classes = LevelIndex(limit: 20)
  /// True while all values fit float32 exactly.
  var isSinglePrecision = true

  let missing: [Double]
  let range: ClosedRange<Double>?
  let thinning: RowThinning

  /// Usable values: finite and not declared missing.
  var values: Int { rows - notANumber - declaredMissing - infinite }

  init(missing: [Double], range: ClosedRange<Double>?, thinning: RowThinning) {
    self.missing = missing
    self.range = range
    self.thinning = thinning
  }

  /// Takes in rows. O(n).
  mutating func add(_ batch: Batch) {
    let column = batch.columns[0]
    switch column {
    case .float32, .category, .tensor: break
    case .float64, .int64, .uint64: isSinglePrecision = false
    }
    let values = column.doubles
    for value in values { add(value) }
    rows += values.count
    let offsets = thinning.offsets(in: batch.rows, kept: batch.keptRows)
    for offset in offsets {
      let value = values[offset]
      sampled.append(value.isFinite && !missing.contains(value) ? value : .nan)
    }
    sampledClasses +=
      batch.columns.count > 1
      ? classes.codes(of: batch.columns[1].picked(offsets)) : Array(repeating: -1, count: offsets.count)
  }

  @inline(__always)
  private mutating func add(_ value: Double) {
    let positive = value + 0.0
    fingerprint = (fingerprint ^ (value == value ? positive.bitPattern : 1)) &* 0xD6E8_FEB8_6659_FD93
    fingerprint ^= fingerprint >> 32
    guard value == value else {
      notANumber &+= 1
      return
    }
    // Values are compared one by one only where some are declared.
    if !missing.isEmpty, missing.contains(value) {
      declaredMissing &+= 1
      return
    }
    guard abs(value) < .infinity else {
      infinite &+= 1
      return
    }
    if let range, value < range.lowerBound || value > range.upperBound { outOfRange &+= 1 }
    if value == value.rounded(.towardZero) { wholeNumbers &+= 1 }
    extremes.add(value)
    if value == dominant {
      lead &+= 1
      dominantRows &+= 1
    } else if lead == 0 {
      dominant = value
      lead = 1
      dominantRows = 1
    } else {
      lead &-= 1
    }
  }
}

/// One column of a sample: its processes together.
public struct ColumnSummary: Sendable {
  /// Rows, and those that cannot be used or are out of range.
  let rows, notANumber, declaredMissing, infinite, outOfRange, wholeNumbers: Int
  let extremes: DistinctExtremes
  let fingerprints: [UInt64]
  /// The value that most rows have, if one has at least half of them, and at least how many.
  let dominant: (value: Double, rows: Int)
  let sampled: [Double]
  let sampledClasses: [Int32]
  let classes: [String]
  let isSinglePrecision: Bool

  /// Usable values.
  var values: Int { rows - notANumber - declaredMissing - infinite }

  init(_ parts: [ColumnScan]) {
    rows = parts.reduce(0) { $0 + $1.rows }
    notANumber = parts.reduce(0) { $0 + $1.notANumber }
    declaredMissing = parts.reduce(0) { $0 + $1.declaredMissing }
    infinite = parts.reduce(0) { $0 + $1.infinite }
    outOfRange = parts.reduce(0) { $0 + $1.outOfRange }
    wholeNumbers = parts.reduce(0) { $0 + $1.wholeNumbers }
    var extremes = DistinctExtremes()
    for part in parts { extremes.merge(part.extremes) }
    self.extremes = extremes
    fingerprints = parts.map(\.fingerprint)
    var best = (value: 0.0, rows: 0)
    for part in parts {
      let rows = parts.reduce(0) { $0 + ($1.dominant == part.dominant ? $1.dominantRows : 0) }
      if rows > best.rows { best = (part.dominant, rows) }
    }
    dominant = best
    sampled = parts.flatMap(\.sampled)
    let names = LevelIndex.union(parts.map(\.classes))
    classes = names
    sampledClasses = parts.flatMap { part -> [Int32] in
      let map = part.classes.names.map { name in Int32(names.firstIndex(of: name) ?? 0) }
      return part.sampledClasses.map { $0 < 0 ? -1 : map[Int($0)] }
    }
    isSinglePrecision = parts.allSatisfy(\.isSinglePrecision)
  }
}
