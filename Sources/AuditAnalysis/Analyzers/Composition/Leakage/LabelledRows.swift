import AuditSamples
import AuditStatistics

/// Class and weight of each row of a process, and the values of one column beside them.
struct LabelledRows: Sendable {
  /// Values of a column in row order; missing values are NaN (or −1 in a category).
  enum Column: Sendable {
    case float32([Float])
    case float64([Double])
    case int64([Int64])
    case category(codes: [Int32], levels: [String])

    /// Values of a batch; nil for tensors, which are no column.
    init?(_ values: Values) {
      switch values {
      case .float32(let values): self = .float32(values)
      case .float64(let values): self = .float64(values)
      case .int64(let values): self = .int64(values)
      case .uint64(let values):
        let signed = values.compactMap { Int64(exactly: $0) }
        self = signed.count == values.count ? .int64(signed) : .float64(values.map { Double($0) })
      case .category(let codes, let levels): self = .category(codes: codes, levels: levels)
      case .tensor: return nil
      }
    }

    /// Number of rows.
    var count: Int {
      switch self {
      case .float32(let values): values.count
      case .float64(let values): values.count
      case .int64(let values): values.count
      case .category(let codes, _): codes.count
      }
    }

    /// Values as float64.
    var doubles: [Double] {
      switch self {
      case .float32(let values): values.map(Double.init)
      case .float64(let values): values
      case .int64(let values): values.map(Double.init)
      case .category(let codes, _): codes.map { $0 < 0 ? .nan : Double($0) }
      }
    }
  }

  /// Class codes of `coder`.
  var classes: [UInt8] = []
  /// Names of the class codes.
  var coder = ClassCoder()
  /// Weight of each row; nil while every weight was 1.
  var weights: [Double]?
  /// Values; nil when only label and weight were read.
  var column: Column?
  /// Row numbers, kept only where asked for.
  var rows: [Int] = []
  /// Values that stand for "missing".
  var missing: [Double] = []

  /// Takes in the labels and weights of a batch.
  mutating func append(labels: Values, of batch: Batch, label: String) throws {
    let before = classes.count
    classes += try coder.codes(of: labels, label: label)
    // In place: a copy of what is there for every batch would cost the square of their number.
    if batch.weights != nil, weights == nil { weights = Array(repeating: 1, count: before) }
    switch batch.weights {
    case nil: weights?.append(contentsOf: repeatElement(1, count: batch.count))
    case .float32(let values): weights?.append(contentsOf: values.lazy.map(Double.init))
    case .float64(let values): weights?.append(contentsOf: values)
    }
  }

  /// Takes in the values of a batch. O(rows of the batch), but where the kind of the values changes.
  mutating func append(_ values: Values) {
    if let new = Column(Self.blank(values, missing)) { append(new) }
  }

  /// Takes in the values of further rows.
  mutating func append(_ new: Column) {
    guard let old = column.take() else {
      column = new
      return
    }
    column = Self.appending(new, to: old)
  }

  /// The rows of both; in the memory of the first where both are of one kind.
  private static func appending(_ new: Column, to old: consuming Column) -> Column {
    switch (consume old, new) {
    case (.float32(var all), .float32(let rows)):
      all += rows
      return .float32(all)
    case (.float64(var all), _):
      all += new.doubles
      return .float64(all)
    case (.int64(var all), .int64(let rows)):
      all += rows
      return .int64(all)
    case (.category(var all, let known), .category(let rows, let levels)):
      let merged = merge(known, levels)
      all += merged.map.isEmpty ? rows : rows.map { $0 < 0 ? $0 : merged.map[Int($0)] }
      return .category(codes: all, levels: merged.levels)
    case (let other, _):
      return .float64(other.doubles + new.doubles)
    }
  }

  /// Declared missing values become NaN; columns of 64 bit integers that have them become float64.
  private static func blank(_ values: Values, _ missing: [Double]) -> Values {
    guard !missing.isEmpty else { return values }
    switch values {
    case .float32(let old):
      let sentinels = missing.map { Float($0) }
      return .float32(old.map { sentinels.contains($0) ? .nan : $0 })
    case .float64(let old): return .float64(old.map { missing.contains($0) ? .nan : $0 })
    case .int64(let old):
      guard old.contains(where: { missing.contains(Double($0)) }) else { return values }
      return .float64(old.map { missing.contains(Double($0)) ? .nan : Double($0) })
    case .uint64(let old):
      guard old.contains(where: { missing.contains(Double($0)) }) else { return values }
      return .float64(old.map { missing.contains(Double($0)) ? .nan : Double($0) })
    case .category, .tensor: return values
    }
  }

  /// Levels of both and the new codes of the second; an empty map means that they are the same.
  private static func merge(_ known: [String], _ new: [String]) -> (levels: [String], map: [Int32]) {
    if known == new { return (known, []) }
    var levels = known
    var codes: [String: Int32] = [:]
    for (code, level) in known.enumerated() { codes[level] = Int32(code) }
    let map = new.map { level -> Int32 in
      if let code = codes[level] { return code }
      levels.append(level)
      codes[level] = Int32(levels.count - 1)
      return Int32(levels.count - 1)
    }
    return (levels, map)
  }

  /// All processes of a sample in order, with common class codes in ascending order of the label's value.
  static func joined(_ parts: [LabelledRows]) -> LabelledRows {
    var result = LabelledRows()
    let values = Set(parts.flatMap(\.coder.values)).sorted()
    var offset = 0
    for part in parts {
      let map = part.coder.values.map { value in UInt8(values.firstIndex(of: value) ?? 0) }
      if part.weights != nil, result.weights == nil {
        result.weights = Array(repeating: 1, count: result.classes.count)
      }
      if result.weights != nil {
        result.weights?.append(contentsOf: part.weights ?? Array(repeating: 1, count: part.classes.count))
      }
      result.classes += part.classes.map { $0 == ClassCoder.none ? $0 : map[Int($0)] }
      result.rows += part.rows.map { $0 + offset }
      offset += (part.rows.last ?? -1) + 1
      if let column = part.column { result.append(column) }
    }
    result.classNames = values.map(\.text)
    return result
  }

  /// Names of the classes; filled by `joined`.
  var classNames: [String] = []

  /// Σw, Σw² of each class.
  var classSums: [PowerSums] {
    var sums = Array(repeating: PowerSums(), count: classNames.count)
    for (row, label) in classes.enumerated() where label != ClassCoder.none {
      sums[Int(label)].add(weights?[row] ?? 1)
    }
    return sums
  }

  /// Refuses what cannot be compared: fewer than two classes, or a class without a positive sum of weights.
  func check(label: String, sample: String) throws {
    guard classNames.count > 1 else {
      throw LabelError.oneClass(label: label, sample: sample, value: classNames.first)
    }
    for (name, sum) in zip(classNames, classSums) where sum.first <= 0 {
      throw LabelError.sumNotPositive(label: label, sample: sample, value: name, sum: sum.first)
    }
  }
}
