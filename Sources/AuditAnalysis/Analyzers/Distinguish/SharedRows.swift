import AuditReport
import AuditSamples
import AuditStatistics

/// What two samples that should be independent have in common, in words.
struct SharedRows: Sendable {
  /// Metric of the reading.
  static let metric = "shared-events"
  private static let confidence = 0.95
  /// What to do where simulation and data share events.
  static let advice =
    "nothing that assumes independent samples can be believed, and trees take an event for the opposite of its twin: compare "
    + "samples without events in common"

  private let shared: SharedEvents
  private let isOfVersions: Bool
  private let columns: [String]
  /// Rows looked at of each sample, and which part of the sample they are.
  private let rows: (first: Int, second: Int)
  private let rates: (first: Double, second: Double)
  private let names: (first: String, second: String)

  /// The chosen rows of a sample.
  struct Side: Sendable {
    var name: String
    /// columns[feature][row]
    var columns: [[Float]]
    /// Fingerprints of the event keys; nil: none declared.
    var keys: RowHash?
    /// Part of the sample's rows that was chosen.
    var rate: Double

    /// The rows of all processes of a sample.
    init(_ name: String, _ parts: [CollectedRows]) {
      let width = parts.first?.columns.count ?? 0
      self.init(
        name: name, columns: (0..<width).map { column in parts.flatMap { $0.columns[column] } },
        rate: parts.first?.thinning.rate ?? 1)
    }

    /// Rows that are there already.
    init(name: String, columns: [[Float]], keys: RowHash? = nil, rate: Double) {
      self.name = name
      self.columns = columns
      self.keys = keys
      self.rate = rate
    }
  }

  /// Compares the rows of two samples; `isOfVersions`: rows that agree in every column are left out. O(rows · columns).
  init(_ columns: [String], _ first: Side, _ second: Side, isOfVersions: Bool = false, seed: UInt64) {
    let keys = first.keys.flatMap { one in second.keys.map { (first: one, second: $0) } }
    let all = SharedEvents(first.columns, second.columns, keys: keys, seed: seed)
    shared = isOfVersions ? all.versions : all
    self.isOfVersions = isOfVersions
    self.columns = columns
    rows = (first.columns.first?.count ?? 0, second.columns.first?.count ?? 0)
    rates = (first.rate, second.rate)
    names = (first.name, second.name)
  }

  /// True where no event is shared.
  var isEmpty: Bool { shared.pairs.isEmpty }

  /// Why nothing that assumes independent samples means anything, as a clause; nil where few events or none are shared.
  var fault: String? {
    max(share(inFirst: true).value, share(inFirst: false).value) > 0.01 ? clause : nil
  }

  /// Part of the events of a sample that the other has too: with an interval where not all rows of the other were looked at.
  private func share(inFirst: Bool) -> IntervalEstimate {
    let (count, rate) = inFirst ? (rows.first, rates.second) : (rows.second, rates.first)
    guard rate < 1 else {
      return IntervalEstimate(exactly: Double(shared.pairs.count) / Double(max(1, count)))
    }
    let part = Proportion.interval(count: shared.pairs.count, rows: count, confidence: Self.confidence)
    return IntervalEstimate(
      value: min(1, part.value / rate), low: min(1, part.low / rate), high: min(1, part.high / rate),
      confidence: part.confidence)
  }

  /// "9800 of 10 000 rows of 'a' (98 %) are events of 'b' too, equal in 'x', 'y' and 3 more, not always in 'pt'".
  var clause: String {
    if isEmpty {
      return "no row of '\(names.first)'\(min(rates.first, rates.second) < 1 ? " that was looked at" : "") "
        + (isOfVersions
          ? "agrees with one of '\(names.second)' in most columns but not in all"
          : "is an event of '\(names.second)'")
    }
    // Of the sample that has more to lose.
    let isFirst = share(inFirst: true).value >= share(inFirst: false).value
    let (count, one, other) =
      isFirst ? (rows.first, names.first, names.second) : (rows.second, names.second, names.first)
    let share = share(inFirst: isFirst)
    let isThinned = (isFirst ? rates.second : rates.first) < 1
    let part =
      isThinned
      ? "; as '\(other)' was looked at in part, this makes \(Wording.percent(share))"
      : " (\(Wording.percent(share)))"
    return "\(Wording.count(shared.pairs.count)) of \(Wording.count(count, "row")) of '\(one)'\(part) "
      + "\(shared.pairs.count == 1 ? "is an event" : "are events") of '\(other)' too, \(agreement)"
  }

  /// In which columns the pairs agree and in which they do not.
  private var agreement: String {
    if shared.wholeRows == shared.pairs.count { return "equal in every column" }
    func names(_ isWanted: (Double) -> Bool) -> String {
      Wording.names(columns.indices.filter { isWanted(shared.agreement[$0]) }.map { columns[$0] })
    }
    let equal = names { $0 > 0.99 }
    let unequal = names { $0 <= 0.99 }
    return (equal.isEmpty ? "equal in most columns" : "equal in \(equal)")
      + (unequal.isEmpty ? "" : ", not always in \(unequal)")
  }

  /// The finding, where there is one.
  func readings(by kind: String, of subject: Subject) -> [Reading] {
    isEmpty ? [] : [reading(by: kind, of: subject)]
  }

  /// The finding; its sentence ends with what to do.
  func reading(
    by kind: String, metric: String = metric, of subject: Subject, advice: String = advice
  ) -> Reading {
    let first = share(inFirst: true)
    let second = share(inFirst: false)
    let share = first.value >= second.value ? first : second
    return .measured(
      by: kind, metric, of: subject, share, confidence: Self.confidence,
      message: "\(clause); \(isEmpty ? "nothing to do" : advice)",
      evidence: isEmpty ? [] : [examples])
  }

  private var examples: Evidence {
    .table(
      Table(
        title: "Rows that are one event",
        columns: ["row of \(names.first)", "row of \(names.second)", "equal columns"],
        rows: shared.pairs.prefix(10).map {
          [.number(Double($0.first)), .number(Double($0.second)), .number(Double($0.equalColumns))]
        },
        caption:
          "The first pairs, numbered from 0 among the rows looked at; of \(columns.count) columns that were compared."
      ))
  }
}

extension AuditContext {
  /// Events that are in simulation and in data.
  func sharedRows(of pair: TwoSampleAnalyzer.Measured) -> SharedRows {
    let rows = pair.rows
    return SharedRows(
      rows.names,
      SharedRows.Side(
        name: samples[pair.simulation].name, columns: rows.columns.map { Array($0[..<rows.simulationCount]) },
        keys: rows.keys?.simulation, rate: rows.rates.simulation),
      SharedRows.Side(
        name: samples[pair.data].name, columns: rows.columns.map { Array($0[rows.simulationCount...]) },
        keys: rows.keys?.data, rate: rows.rates.data), seed: seed)
  }

  /// Names of the columns of a set that are compared: without those that identify events.
  func features(of set: ColumnSet) -> [String] { set.columns.filter { !eventKey.contains($0) } }
}

extension RowHash {
  /// Adds a column of the last rows; levels count by their text, because the codes of two files need not mean the same.
  mutating func add(_ values: Values, key: Key) {
    switch values {
    case .float32(let column): add(column, key: key)
    case .float64(let column): add(column, key: key)
    case .int64(let column): add(column, key: key)
    case .uint64(let column): add(column, key: key)
    case .category(let codes, let levels):
      let patterns = levels.map { RowHash.textPattern($0) }
      add(patterns: codes.map { $0 < 0 ? 0 : patterns[Int($0)] }, key: key)
    case .tensor: break
    }
  }
}
