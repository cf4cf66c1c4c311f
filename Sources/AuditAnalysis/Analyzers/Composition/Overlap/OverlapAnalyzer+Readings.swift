import AuditReport
import AuditSamples
import AuditStatistics

extension OverlapAnalyzer {
  /// Rows that repeat earlier ones within each sample, and rows of later samples that an earlier one holds.
  func duplicates(
    _ groups: RowGroups, _ rows: RowMap, metric: (within: String, across: String, matrix: String),
    by basis: String, _ equal: EqualRows? = nil, in context: AuditContext
  ) -> [Reading] {
    let count = rows.samples.count
    var repeats = [Int](repeating: 0, count: count)
    // shared[one][other]: rows of one sample whose values the other one holds.
    var shared = [[Int]](repeating: [Int](repeating: 0, count: count), count: count)
    var examples: [[(Int, Int)]] = .init(repeating: [], count: count * count)
    for group in 0..<groups.count {
      let members = groups[group]
      var sizes = [Int](repeating: 0, count: count)
      var first = [Int](repeating: -1, count: count)
      for row in members {
        let place = rows.place(of: row)
        if first[place] < 0 { first[place] = row }
        sizes[place] += 1
        if sizes[place] == 2 { Self.note(first[place], row, in: &examples[place * count + place]) }
      }
      for later in 0..<count where sizes[later] > 0 {
        repeats[later] += sizes[later] - 1
        for earlier in 0..<later where sizes[earlier] > 0 {
          shared[later][earlier] += sizes[later]
          shared[earlier][later] += sizes[earlier]
          Self.note(first[earlier], first[later], in: &examples[later * count + earlier])
        }
      }
    }
    var readings =
      count > 1 ? [matrix(repeats, shared, rows, metric: metric.matrix, by: basis, in: context)] : []
    for place in 0..<count {
      let name = context.samples[rows.samples[place]].name
      readings.append(
        reading(
          metric.within, Subject(sample: name), repeats[place], of: rows.count(place),
          equal?.doubt(place, place),
          found: "\(Wording.count(repeats[place], "row")) of '\(name)' repeat an earlier row (by \(basis))",
          advice: "drop the copies, or find out which step wrote them twice",
          evidence: table(examples[place * count + place], rows, in: context), context))
      for earlier in 0..<place where !isDataPair(rows, earlier, place, in: context) {
        let other = context.samples[rows.samples[earlier]].name
        readings.append(
          reading(
            metric.across, Subject(sample: name, other: other), shared[place][earlier], of: rows.count(place),
            equal?.doubt(place, earlier),
            found:
              "\(Wording.count(shared[place][earlier], "row")) of '\(name)' are in '\(other)' too (by \(basis))",
            advice:
              "remove them from one of the two, because results on events that were seen before are too good",
            evidence: table(examples[place * count + earlier], rows, in: context), context))
      }
    }
    return readings
  }

  /// All samples against each other in one table.
  private func matrix(
    _ repeats: [Int], _ shared: [[Int]], _ rows: RowMap, metric: String, by basis: String,
    in context: AuditContext
  ) -> Reading {
    let names = rows.samples.map { context.samples[$0].name }
    let pairs = names.indices.flatMap { later in
      (0..<later).filter { shared[later][$0] > 0 }.map { "'\(names[later])' and '\(names[$0])'" }
    }
    return .noted(
      by: Self.kind, metric, of: Subject(),
      message: (pairs.isEmpty
        ? "no two samples share rows" : "rows are shared by \(pairs.joined(separator: ", "))")
        + " (by \(basis)); the table counts them in both directions",
      evidence: [
        .table(
          Table(
            title: "Rows in more than one place, by \(basis)",
            columns: ["rows of", "all"] + names.map { "in \($0)" },
            rows: names.indices.map { one in
              [.text(names[one]), .number(Double(rows.count(one)))]
                + names.indices.map { .number(Double($0 == one ? repeats[one] : shared[one][$0])) }
            },
            caption:
              "Rows of the sample in front that the one above holds too; where both are the same, rows that repeat an "
              + "earlier one."))
      ])
  }

  private func isDataPair(_ rows: RowMap, _ a: Int, _ b: Int, in context: AuditContext) -> Bool {
    context.samples[rows.samples[a]].role == .data && context.samples[rows.samples[b]].role == .data
  }

  private static func note(_ a: Int, _ b: Int, in examples: inout [(Int, Int)]) {
    if examples.count < 10 { examples.append((a, b)) }
  }

  /// A share of rows counted over all of them; only a note where equal rows need not be one event, with the doubt.
  private func reading(
    _ metric: String, _ subject: Subject, _ found: Int, of total: Int, _ doubt: String?,
    found sentence: String,
    advice: String, evidence: [Evidence], _ context: AuditContext
  ) -> Reading {
    if let doubt, found > 0 {
      return .noted(
        by: Self.kind, metric, of: subject,
        message: "\(sentence); \(doubt); declare 'eventKey' to know which are one event", evidence: evidence)
    }
    return .measured(
      by: Self.kind, metric, of: subject, IntervalEstimate(exactly: Double(found) / Double(max(1, total))),
      confidence: context.confidence, message: sentence + "; " + (found > 0 ? advice : "nothing to do"),
      evidence: found > 0 ? evidence : [])
  }

  private func table(_ examples: [(Int, Int)], _ rows: RowMap, in context: AuditContext) -> [Evidence] {
    guard !examples.isEmpty else { return [] }
    return [
      .table(
        Table(
          title: "Pairs of equal rows", columns: ["sample", "row", "equal to", "row "],
          rows: examples.map { first, second in
            [
              .text(context.samples[rows.samples[rows.place(of: second)]].name),
              .number(Double(rows.number(of: second))),
              .text(context.samples[rows.samples[rows.place(of: first)]].name),
              .number(Double(rows.number(of: first))),
            ]
          },
          caption:
            "The first pairs; rows are numbered from 0 among those that passed the selection, over the "
            + "processes in order."))
    ]
  }

  /// Rows of equal features and different labels, over all labelled samples.
  func conflicts(
    _ groups: RowGroups, _ rows: RowMap, _ label: Measured, _ equal: EqualRows, in context: AuditContext
  ) -> Reading {
    let labelRows = RowMap(samples: label.samples, in: context)
    let subject = Subject(category: context.label)
    var bySample = [Int](repeating: 0, count: rows.samples.count)
    var examples: [(Int, Int)] = []
    // Where the label of a row is found: labelled samples are a part of those compared.
    let offsets = rows.samples.map { sample in
      label.samples.firstIndex(of: sample).map { labelRows.starts[$0] }
    }
    for group in 0..<groups.count {
      var first: (row: Int, code: Int32)?
      var differs = false
      var labelled: [Int] = []
      for row in groups[group] {
        let place = rows.place(of: row)
        guard let offset = offsets[place] else { continue }
        let code = label.codes[offset + row - rows.starts[place]]
        guard code >= 0 else { continue }
        labelled.append(row)
        if let first, first.code != code {
          if !differs { Self.note(first.row, row, in: &examples) }
          differs = true
        }
        if first == nil { first = (row, code) }
      }
      if differs { for row in labelled { bySample[rows.place(of: row)] += 1 } }
    }
    let found = bySample.reduce(0, +)
    let parts = bySample.indices.filter { bySample[$0] > 0 }.map {
      "\(Wording.count(bySample[$0])) in '\(context.samples[rows.samples[$0]].name)'"
    }
    return reading(
      "label-conflicts", subject, found, of: labelRows.starts.last ?? 0, equal.doubt,
      found: "\(Wording.count(found, "row")) have the features of a row with another label"
        + (parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"),
      advice: "decide which label is right, or drop both",
      evidence: table(examples, rows, in: context), context)
  }

  /// Rows that agree after rounding but not exactly: a note.
  func nearDuplicates(
    _ near: [[RowHash]], beyond exact: RowGroups, _ rows: RowMap, in context: AuditContext
  ) -> Reading {
    let extra = max(0, RowGroups.repeats(of: near) - (exact.members.count - exact.count))
    let total = rows.starts.last ?? 0
    return .noted(
      by: Self.kind, "near-duplicates", of: Subject(),
      message:
        "\(Wording.count(extra, "row")) of \(Wording.count(total)) equal another one after rounding every "
        + "feature to about \(digits) digits, but not exactly"
        + (extra > 0
          ? "; look whether an event was simulated again or stored in another precision" : "; nothing to do"),
      evidence: [])
  }

  /// Rows of two samples that agree in most columns, not in all: the latter are counted over all rows.
  func versionReadings(_ measured: Measured, in context: AuditContext) -> [Reading] {
    let rows = RowMap(samples: measured.samples, in: context)
    return measured.samples.indices.flatMap { place in
      (0..<place).filter { !isDataPair(rows, $0, place, in: context) }.compactMap { earlier in
        let shared = SharedRows(
          measured.columns, measured.rows[place], measured.rows[earlier], isOfVersions: true,
          seed: context.seed)
        return shared.reading(
          by: Self.kind, metric: "version-overlap",
          of: Subject(sample: measured.rows[place].name, other: measured.rows[earlier].name),
          advice:
            "remove them from one of the two: they are the same events, whatever was done to some columns")
      }
    }
  }

  /// What the event key says, or why it says nothing.
  func keyReadings(_ key: Measured?, in context: AuditContext) -> [Reading] {
    guard !context.eventKey.isEmpty else { return [] }
    let names = Wording.names(context.eventKey, limit: 8)
    let absent = context.samples.indices.filter { !(key?.samples.contains($0) ?? false) }
    var readings: [Reading] = absent.map { sample in
      let missing = context.eventKey.filter { !context.sample(sample, has: $0) }
      let name = context.samples[sample].name
      return .unmeasured(
        by: Self.kind, "key-duplicates", of: Subject(sample: name),
        because: "'\(name)' has no column \(Wording.names(missing))",
        message: "'\(name)' has no column \(Wording.names(missing)), so its events cannot be identified by "
          + "\(names); add the columns or change 'eventKey'")
    }
    if let key {
      readings += duplicates(
        RowGroups(of: [key.exact]), RowMap(samples: key.samples, in: context),
        metric: ("key-duplicates", "key-overlap", "key-overlap-matrix"), by: "event key \(names)", in: context
      )
    }
    return readings
  }

  /// Features that only some splits have.
  func columnReadings(in context: AuditContext) -> [Reading] {
    let used = compared(in: context)
    let left = context.properFeatures.map(\.name).filter { !used.features.contains($0) }
    let splits = context.splitIndices
    var readings: [Reading] = []
    if used.features.isEmpty {
      readings.append(
        .unmeasured(
          by: Self.kind, "duplicates", of: Subject(), because: "the samples have no feature in common",
          message:
            "duplicates cannot be looked for: the samples have no feature in common; check the column names"))
    } else if !left.isEmpty {
      let lacking = splits.filter { sample in left.contains { !context.sample(sample, has: $0) } }
      readings.append(
        .noted(
          by: Self.kind, "columns", of: Subject(),
          message: "rows are compared without \(Wording.names(left)): "
            + "\(Wording.names(lacking.map { context.samples[$0].name })) lack "
            + (left.count == 1 ? "it" : "some of them") + "; give all splits the same columns",
          evidence: []))
    }
    return readings
  }
}
