import AuditReport
import AuditSamples
import AuditStatistics

extension NuisanceModelAnalyzer {
  /// Labels of all processes and each column as ranks.
  private func joined(_ parts: [Partial]) -> (labels: LabelledRows, columns: [LabelledRows.Column?]) {
    let labels = LabelledRows.joined(parts.map(\.rows.labels))
    let count = parts.first?.rows.columns.count ?? 0
    let columns = (0..<count).map { place -> LabelledRows.Column? in
      LabelledRows.joined(parts.map { $0.rows.columns[place] }).column
    }
    return (labels, columns)
  }

  private func rowCount(_ sample: Int, _ context: AuditContext) -> Int {
    context.samples[sample].processes.reduce(0) { $0 + $1.rows }
  }

  private func mostFrequent(_ codes: some Sequence<Int>, limit: Int) -> [Int] {
    var counts: [Int: Int] = [:]
    for code in codes where code >= 0 { counts[code, default: 0] += 1 }
    return Array(counts.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.prefix(limit).map(\.key))
      .sorted()
  }

  func nuisance(
    _ parts: [Partial], sample: Int, inputs: [String], _ trainer: any TreeTrainer, _ context: AuditContext
  ) throws -> [Answered] {
    let (rows, columns) = joined(parts)
    let label = context.label ?? ""
    let name = context.samples[sample].name
    try rows.check(label: label, sample: name)
    let matrix = columns.compactMap { $0?.ranks }
    let isBinary = rows.classNames.count == 2
    let targets =
      isBinary
      ? [1] : mostFrequent(rows.classes.map { $0 == ClassCoder.none ? -1 : Int($0) }, limit: levels)
    return try targets.map { target in
      let task = ModelTask(
        inputs: matrix,
        classes: rows.classes.map {
          $0 == ClassCoder.none ? RankedEvents.noClass : Int($0) == target ? 1 : 0
        },
        weights: rows.weights)
      let className = rows.classNames[target]
      return Answered(
        metric: "nuisance-auc", id: isBinary ? name : "\(name)/\(className)", subject: Subject(sample: name),
        target: isBinary ? "the classes of '\(label)'" : "class '\(className)' of '\(label)' from the rest",
        inputs: inputs,
        answer: try task.answer(trainer, folds: folds, permutations: permutations, seed: context.seed),
        totalRows: rowCount(sample, context), leftOut: leftOut(of: rows.classNames.count, "classes"))
    }
  }

  /// What is said where not every class or level is told from the rest.
  private func leftOut(of count: Int, _ noun: String) -> String {
    count > max(2, levels) ? "; only the \(levels) most frequent of \(count) \(noun) were asked for" : ""
  }

  func processes(
    _ parts: [Partial], sample: Int, _ category: String, inputs: [String], _ trainer: any TreeTrainer,
    _ context: AuditContext
  ) throws -> [Answered] {
    let (rows, columns) = joined(parts)
    let label = context.label ?? ""
    let name = context.samples[sample].name
    try rows.check(label: label, sample: name)
    guard let levelColumn = columns.first, let levelColumn else { return [] }
    let (codes, names) = Self.levels(of: levelColumn)
    let matrix = columns.dropFirst().compactMap { $0?.ranks }
    var result: [Answered] = []
    for (number, className) in rows.classNames.enumerated() {
      let inside = rows.classes.indices.filter { Int(rows.classes[$0]) == number && codes[$0] >= 0 }
      let frequent = mostFrequent(inside.lazy.map { codes[$0] }, limit: levels)
      guard frequent.count > 1 else { continue }
      // Two levels are one question; of more, each is told from the rest.
      let levelCount = Set(inside.lazy.map { codes[$0] }).count
      let isWhole = levelCount == 2
      for level in isWhole ? [frequent[0]] : frequent {
        var classes = [UInt8](repeating: RankedEvents.noClass, count: codes.count)
        for row in inside { classes[row] = codes[row] == level ? 1 : 0 }
        let task = ModelTask(inputs: matrix, classes: classes, weights: rows.weights)
        guard let answer = try task.answer(trainer, folds: folds, permutations: 0, seed: context.seed)
        else { continue }
        result.append(
          Answered(
            metric: "process-auc", id: "\(name)/\(category)/\(className)/\(names[level])",
            subject: Subject(
              category: category, sample: name, other: "\(names[level]) in class \(className)"),
            target: "'\(category)' = '\(names[level])' from the rest of class '\(className)' of '\(label)'",
            inputs: inputs, answer: answer, totalRows: rowCount(sample, context),
            leftOut: leftOut(of: levelCount, "levels")))
      }
    }
    return result
  }

  func version(
    _ parts: [[Partial]], samples: [Int], inputs: [String], _ trainer: any TreeTrainer,
    _ context: AuditContext
  ) throws -> [Answered] {
    let sets = parts.map { joined($0) }
    let both = (0..<inputs.count).compactMap { place -> [Float]? in
      guard let first = sets[0].columns[place], let second = sets[1].columns[place] else { return nil }
      var joined = LabelledRows()
      joined.append(first)
      joined.append(second)
      return joined.column?.ranks
    }
    let counts = sets.map(\.labels.classes.count)
    let hasWeights = sets.contains { $0.labels.weights != nil }
    let task = ModelTask(
      inputs: both,
      classes: Array(repeating: 0, count: counts[0]) + Array(repeating: 1, count: counts[1]),
      weights: hasWeights
        ? sets.flatMap { $0.labels.weights ?? Array(repeating: 1, count: $0.labels.classes.count) } : nil)
    let names = samples.map { context.samples[$0].name }
    return [
      Answered(
        metric: "version-auc", id: "\(names[0])/\(names[1])",
        subject: Subject(sample: names[0], other: names[1]),
        target: "the simulations '\(names[0])' and '\(names[1])'", inputs: inputs,
        answer: try task.answer(trainer, folds: folds, permutations: 0, seed: context.seed),
        totalRows: samples.map { rowCount($0, context) }.max() ?? 0)
    ]
  }

  /// Level of each row (−1: none) and the names of the levels; numbers are levels by their value.
  private static func levels(of column: LabelledRows.Column) -> (codes: [Int], names: [String]) {
    if case .category(let codes, let levels) = column { return (codes.map(Int.init), levels) }
    let values = column.doubles
    let distinct = Set(values.lazy.filter { !$0.isNaN }).sorted()
    var codes: [Double: Int] = [:]
    for (code, value) in distinct.enumerated() { codes[value] = code }
    return (values.map { codes[$0] ?? -1 }, distinct.map { ClassCoder.Value.number($0).text })
  }
}
