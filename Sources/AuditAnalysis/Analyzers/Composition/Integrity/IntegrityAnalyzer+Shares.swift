import AuditReport
import AuditSamples
import AuditStatistics

extension IntegrityAnalyzer {
  /// One exact share of rows for each kind of flaw and feature; one reading of 0 where no feature has the flaw.
  func shares(
    of columns: [(name: String, scan: ColumnSummary)], sample: Int, in context: AuditContext
  ) -> [Reading] {
    let sampleName = context.samples[sample].name
    var readings: [Reading] = []
    func report(
      _ metric: String, clean: String, _ measure: (String, ColumnSummary) -> (rows: Int, of: Int),
      _ sentence: (String, ColumnSummary, Double) -> String
    ) {
      let found = columns.filter { measure($0.name, $0.scan).rows > 0 }
      for (name, scan) in found {
        let (rows, total) = measure(name, scan)
        let share = Double(rows) / Double(max(1, total))
        readings.append(
          .measured(
            by: Self.kind, metric, of: Subject(feature: name, sample: sampleName),
            IntervalEstimate(exactly: share), confidence: context.confidence,
            message: sentence(name, scan, share)))
      }
      guard found.isEmpty, !columns.isEmpty else { return }
      readings.append(
        .measured(
          by: Self.kind, metric, of: Subject(sample: sampleName), IntervalEstimate(exactly: 0),
          confidence: context.confidence,
          message: "none of the \(Wording.count(columns.count, "feature")) of '\(sampleName)' \(clean); "
            + "nothing to do"))
    }
    report("missing-fraction", clean: "has missing values", { ($1.notANumber + $1.declaredMissing, $1.rows) })
    {
      "'\($0)' is missing in \(Wording.percent($2)) of the rows of '\(sampleName)' "
        + "(\(Wording.count($1.notANumber)) not a number, \(Wording.count($1.declaredMissing)) by a declared value); "
        + "make sure that training and application fill it alike"
    }
    report("infinite", clean: "has infinite values", { ($1.infinite, $1.rows) }) { name, scan, _ in
      "'\(name)' is infinite in \(Wording.count(scan.infinite, "row")) of '\(sampleName)'; look for a division by zero "
        + "where it is computed"
    }
    let suspects = Dictionary(
      columns.map { ($0.name, self.suspects(in: $0.scan)) }, uniquingKeysWith: { first, _ in first })
    report("sentinel", clean: "has a value that looks like a sentinel for missing") { name, scan in
      (suspects[name, default: []].reduce(0) { $0 + $1.rows }, scan.rows)
    } _: { name, scan, _ in
      let found = suspects[name, default: []]
      let values = found.map {
        "\(Wording.declared($0.value).replacing("-", with: "−")) (\(Wording.percent(Double($0.rows) / Double(max(1, scan.rows)))) of the rows)"
      }
      let declared = found.map { Wording.declared($0.value) }.joined(separator: ", ")
      let isOne = found.count == 1
      return
        "'\(name)' has the \(isOne ? "value" : "values") \(values.joined(separator: " and ")) in '\(sampleName)', far from all "
        + "others: if \(isOne ? "it stands" : "they stand") for missing, declare \(isOne ? "it" : "them") (missing: [\(declared)])"
    }
    let ranges = Dictionary(
      context.features.map { ($0.name, $0.range) }, uniquingKeysWith: { first, _ in first }
    ).compactMapValues { $0 }
    let ranged = columns.filter { ranges[$0.name] != nil }
    if !ranged.isEmpty {
      report("range-violation", clean: "leaves its declared range", { ($1.outOfRange, $1.rows) }) {
        name, scan, _ in
        let range = ranges[name]
        return "'\(name)' is outside of its declared range \(Wording.number(range?.lowerBound ?? 0)) to "
          + "\(Wording.number(range?.upperBound ?? 0)) in \(Wording.count(scan.outOfRange, "row")) of "
          + "'\(sampleName)'; check unit and selection"
      }
    }
    // A column with no usable value is named as missing; one without variation here.
    report(
      "dominant-share", clean: "is constant or almost so",
      {
        $1.values > 0 && Double($1.dominant.rows) > 0.99 * Double($1.values)
          ? ($1.dominant.rows, $1.values) : (0, 1)
      }
    ) {
      let kind = $1.dominant.rows == $1.values ? "constant" : "almost constant"
      return "'\($0)' is \(kind) in '\(sampleName)': \(Wording.number($1.dominant.value, digits: 7)) in "
        + "\(Wording.percent($2)) of its values; drop it, or find out why it does not vary"
    }
    return readings
  }

  /// Values at the ends of the distribution that many rows share, far from all others (``SuspectedSentinels``). Of few values, which may be
  /// a charge or a number of jets with gaps of its own, only what is usually written for missing.
  func suspects(in scan: ColumnSummary) -> [DistinctExtremes.Entry] {
    let sampled = scan.sampled.filter { !$0.isNaN }
    guard scan.values >= 20, sampled.count >= 20 else { return [] }
    let found = SuspectedSentinels.all(
      sampled: sampled, extremes: scan.extremes, rows: scan.values, share: sentinelShare)
    let values = Set(sampled.prefix(2000)).subtracting(found.map(\.value))
    return values.count > 10 ? found : found.filter { isUsualSentinel($0.value) }
  }

  private func isUsualSentinel(_ value: Double) -> Bool {
    [9, 99, 999, 9999, 99999, 999_999, 25, 1000, 10000].contains(abs(value)) && (value < 0 || value > 50)
  }

  /// All features of a sample at a glance.
  func overview(
    of columns: [(name: String, scan: ColumnSummary)], sample: Int, in context: AuditContext
  ) -> [Reading] {
    guard !columns.isEmpty else { return [] }
    let name = context.samples[sample].name
    let infos = context.samples[sample].processes.first
    let rows = columns.map { column, scan -> [Table.Cell] in
      let stored = infos?.column(column)?.kind
      let isFloat = if case .float = stored { true } else { false }
      let whole = scan.values > 0 && scan.wholeNumbers == scan.values
      return [
        .text(column), .text(stored.map(describe) ?? "unknown"),
        .number(Double(scan.notANumber + scan.declaredMissing)), .number(Double(scan.infinite)),
        .finite(scan.extremes.lowest.first?.value), .finite(scan.extremes.highest.first?.value),
        .text(whole && isFloat ? "whole numbers stored as floating point" : ""),
      ]
    }
    let whole = rows.count { $0.last != .text("") }
    return [
      .noted(
        by: Self.kind, "columns", of: Subject(sample: name),
        message: "\(Wording.count(columns.count, "feature")) of '\(name)' looked at in "
          + "\(Wording.count(columns.first?.scan.rows ?? 0, "row")), \(Wording.count(whole)) of them whole numbers "
          + "stored as floating point; read the ranges for values that cannot be",
        evidence: [
          .table(
            Table(
              title: "Columns of '\(name)'",
              columns: ["feature", "stored as", "missing", "infinite", "smallest", "largest", "remark"],
              rows: rows,
              caption: "Counts and ranges over all rows; values declared as missing are not in the range."))
        ])
    ]
  }

  func describe(_ kind: ColumnInfo.Kind) -> String {
    switch kind {
    case .float(let bits): "float\(bits)"
    case .integer(let bits, let signed): "\(signed ? "int" : "uint")\(bits)"
    case .boolean: "boolean"
    case .enumeration: "enumeration"
    case .text: "text"
    }
  }

  /// Features that are not stored alike everywhere.
  func storage(of features: [String], in context: AuditContext) -> [Reading] {
    var mixed: [(name: String, kinds: [String])] = []
    var partial: [String] = []
    for name in features {
      let holders = context.samples.indices.filter { context.sample($0, has: name) }
      if context.splitIndices.contains(where: { !holders.contains($0) }) { partial.append(name) }
      let kinds = holders.flatMap { sample in
        context.samples[sample].processes.compactMap { process in
          process.column(name).map { "\(describe($0.kind)) in '\(context.samples[sample].name)'" }
        }
      }
      let types = holders.flatMap { sample in
        context.samples[sample].processes.compactMap { $0.column(name).map { describe($0.kind) } }
      }
      if Set(types).count > 1 {
        mixed.append((name, kinds.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }))
      }
    }
    var readings: [Reading] = [
      .measured(
        by: Self.kind, "mixed-precision", of: Subject(), IntervalEstimate(exactly: Double(mixed.count)),
        confidence: context.confidence,
        message: mixed.isEmpty
          ? "every feature is stored in one type in all samples; nothing to do"
          : "\(Wording.names(mixed.map(\.name))) \(mixed.count == 1 ? "is" : "are") stored in different types "
            + "(\(mixed[0].kinds.joined(separator: ", "))): a classifier can tell samples apart by rounding; store "
            + "them alike")
    ]
    readings.append(
      .measured(
        by: Self.kind, "missing-columns", of: Subject(), IntervalEstimate(exactly: Double(partial.count)),
        confidence: context.confidence,
        message: partial.isEmpty
          ? "all samples to train and test with have all features; nothing to do"
          : "\(Wording.names(partial)) \(partial.count == 1 ? "is" : "are") absent from some samples; give all "
            + "samples the same columns or leave the feature out"))
    return readings
  }
}
