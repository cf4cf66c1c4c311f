import AuditReport
import AuditStatistics

extension LeakageAnalyzer {
  /// Readings of everything measured, in the order of the columns.
  public func conclude(_ measured: [[Column]], in context: AuditContext) throws -> [Reading] {
    guard let label = context.label else { return [] }
    let all = measured.flatMap { $0 }
    let samples = all.map(\.sample).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return samples.flatMap { sample -> [Reading] in
      let columns = all.filter { $0.sample == sample }
      let suffix = samples.count > 1 ? "/\(sample)" : ""
      return columns.map { reading($0, label: label, suffix: suffix, in: context) }
        + [ranking(columns, label: label, suffix: suffix, thinned: thinningNote(sample, in: context))]
    }
  }

  private func reading(
    _ measured: Column, label: String, suffix: String, in context: AuditContext
  ) -> Reading {
    let subject =
      measured.role == .category
      ? Subject(category: measured.column, sample: measured.sample)
      : Subject(feature: measured.column, sample: measured.sample)
    var result = Reading(
      id: "\(Self.kind)/\(measured.role.metric)/\(measured.column)\(suffix)", analyzer: Self.kind,
      metric: measured.role.metric, subject: subject,
      outcome: .inconclusive(
        reason: "a class has no values with a positive sum of weights in a half of the rows"),
      message: "'\(measured.column)' could not be compared between the classes of '\(label)'.")
    if measured.areFilesClasses {
      result.outcome = .noted
      result.message =
        "Every file of '\(measured.sample)' holds one class of '\(label)', so the place in the file says nothing that the file does "
        + "not: shuffle where the files are put together."
    }
    guard let separation = measured.separation else { return result }
    result.outcome =
      separation.isDefining
      ? .noted
      : Reading.Outcome(
        IntervalEstimate(
          value: separation.value, low: separation.low, high: separation.high,
          confidence: context.confidence, pValue: separation.pValue))
    result.message = sentence(measured, separation, label: label)
    if separation.low > 0.55, let curve = separation.curve, measured.role != .bystander {
      result.evidence = [.curve(figure(curve, measured, separation))]
    }
    let target = measured.classNames[separation.classIndex]
    return [result].deciding([
      ("class '\(target)' of '\(measured.sample)'", separation.effective.inside),
      ("the rest of '\(measured.sample)'", separation.effective.outside),
    ])[0]
  }

  private func sentence(_ measured: Column, _ separation: ColumnSeparation, label: String) -> String {
    let area = Wording.area(separation.value, separation.low, separation.high)
    let way = separation.isMonotone || measured.role == .category ? "" : ", not by a cut but by its shape,"
    let target =
      measured.classNames.count > 2
      ? "class '\(measured.classNames[separation.classIndex])' of '\(label)' from the rest"
        + classNote(measured.classNames.count)
      : "the classes of '\(label)'"
    let levelNote = levelNote(measured.levelCount)
    let found = "'\(measured.column)'\(levelNote) alone\(way) separates \(target) with \(area)"
    let isSilent = separation.low <= 0.5
    if separation.isDefining {
      return "Every level of '\(measured.column)' lies in one class of '\(label)': it defines the classes, "
        + "so keep it out of the inputs."
    }
    switch measured.role {
    case .feature:
      if separation.low > 0.99 {
        return "\(found), which is almost the label itself: check that it is known before the label is."
      }
      return isSilent
        ? "'\(measured.column)' alone does not separate \(target): \(area)."
        : "\(found)."
    case .nuisance, .suspect:
      let kind =
        measured.role == .nuisance ? "" : " (by its name \(ColumnRole.hint(measured.column) ?? "no feature"))"
      return isSilent
        ? "'\(measured.column)'\(kind) does not separate \(target): \(area)."
        : "\(found)\(kind): whoever can see it learns how the sample was made instead of physics; take it out of the "
          + "inputs, and balance the classes in it."
    case .weight:
      return isSilent
        ? "The event weight does not separate \(target): \(area)."
        : "The event weight alone\(way) separates \(target) with \(area): never make it an input, and mind that "
          + "what it correlates with separates the classes, too."
    case .rowNumber:
      return isSilent
        ? "The place in the file does not separate \(target): \(area)."
        : "The place in the file\(way) separates \(target) with \(area): the rows are sorted; shuffle them before "
          + "cutting into batches or splits."
    case .category:
      return isSilent
        ? "'\(measured.column)'\(levelNote) does not separate \(target): \(area)."
        : "\(found): the classes have another mix of it; balance it by weights if a classifier could recognise it."
    case .bystander:
      let kind = ColumnRole.hint(measured.column).map { " (by its name \($0))" } ?? ""
      return isSilent
        ? "'\(measured.column)'\(kind), not among the features, does not separate \(target): \(area)."
        : "\(found)\(kind); it is not among the features: keep it that way unless it is physics."
    }
  }

  /// What is said where not all classes were told from the rest.
  private func classNote(_ count: Int) -> String {
    count > classes ? " (the best of the \(classes) most frequent of \(count) classes)" : ""
  }

  /// What is said where not all levels were looked at one by one.
  private func levelNote(_ count: Int) -> String {
    count > levels ? " (the \(levels) most frequent of \(count) levels one by one, the others together)" : ""
  }

  private func figure(
    _ curve: ReceiverCurve, _ measured: Column, _ separation: ColumnSeparation
  ) -> Curve {
    let signal = measured.classNames[separation.classIndex]
    let others =
      measured.classNames.count == 2 ? "'\(measured.classNames[1 - separation.classIndex])'" : "the rest"
    func point(_ x: Double, _ y: Double) -> Curve.Point { Curve.Point(x: x, y: y, low: y, high: y) }
    return Curve(
      title: "ROC of '\(measured.column)' alone", xLabel: "efficiency of \(others)",
      yLabel: "efficiency of '\(signal)'",
      series: [
        Curve.Series(
          name: measured.column, points: curve.points.map { point($0.background, $0.signal) }),
        Curve.Series(name: "no separation", points: [point(0, 0), point(1, 1)]),
      ],
      caption:
        "A cut on '\(measured.column)' alone in '\(measured.sample)': on the diagonal it separates nothing.")
  }

  /// What is said where not all rows were looked at.
  private func thinningNote(_ sample: String, in context: AuditContext) -> String {
    let total = context.samples.firstIndex { $0.name == sample }.map { context.rows(of: $0) } ?? 0
    return total > rows
      ? " Columns were looked at on about \(Wording.count(rows)) of \(Wording.count(total)) rows, chosen at random."
      : ""
  }

  /// All columns, the best separating first.
  private func ranking(
    _ columns: [Column], label: String, suffix: String, thinned: String
  ) -> Reading {
    let ranked = columns.compactMap { column in column.separation.map { (column, $0) } }
      .sorted { ($1.1.value, $0.0.column) < ($0.1.value, $1.0.column) }
    let items = ranked.prefix(40).map { column, separation in
      Bars.Item(
        name: column.column, value: separation.value, low: min(separation.low, separation.value),
        high: max(separation.high, separation.value))
    }
    let rows = ranked.map { column, separation -> [Table.Cell] in
      [
        .text(column.column), .text(column.role.word),
        column.classNames.count > 2 ? .text(column.classNames[separation.classIndex]) : .empty,
        separation.area.map { .number($0.value) } ?? .empty,
        separation.binned.map { .number($0.value) } ?? .empty, .number(separation.low),
        .number(separation.high),
      ]
    }
    let sample = columns.first?.sample ?? ""
    let warned = ranked.filter { ($0.0.role == .nuisance || $0.0.role == .suspect) && $0.1.low > 0.5 }
    let names = warned.prefix(5).map { "'\($0.0.column)'" }.joined(separator: ", ")
    let message =
      warned.isEmpty
      ? "No declared nuisance or suspicious input separates the classes of '\(label)' in '\(sample)'."
      : "\(names)\(warned.count > 5 ? " and \(warned.count - 5) more" : "") should not separate the classes of "
        + "'\(label)' in '\(sample)', but \(warned.count == 1 ? "does" : "do")."
    return Reading(
      id: "\(Self.kind)/ranking\(suffix)", analyzer: Self.kind, metric: "ranking",
      subject: Subject(sample: sample), outcome: .noted, message: message + thinned,
      evidence: [
        .bars(
          Bars(
            title: "Separation by single columns", label: "AUC of one column alone", items: Array(items),
            caption:
              "0.5 means no separation, 1 the label itself; identifiers, times and weights belong at 0.5.")),
        .table(
          Table(
            title: "Separation by single columns",
            columns: ["column", "role", "class", "AUC of a cut", "AUC of its bins", "low", "high"],
            rows: rows,
            caption: "Where the bins say more than the cut, the separation is not monotone."
          )),
      ])
  }
}
