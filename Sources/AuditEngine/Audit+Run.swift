import AuditAnalysis
import AuditReport
import AuditSamples
import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#endif

extension Audit {
  /// Runs all analyzers over all samples and judges what they found.
  ///
  /// The result, except for `run`, depends on input, configuration and seed alone, never on `jobs`.
  /// Errors: what readers and analyzers throw; nothing is written.
  public func run(progress: (@Sendable (AuditProgress) -> Void)? = nil) throws -> Report {
    let started = Date()
    let queue = WorkQueue(jobs: jobs)
    let meter = progress.map { ProgressMeter(analyses: analyzers.count * (1 + slices.count), show: $0) }
    var readings: [Reading] = []
    var summaries: [SampleSummary] = []
    var omitted: [OmittedColumn] = []
    for samples in [samples] + slices {
      var part = self
      part.samples = samples
      var preparation = try part.prepare(on: queue)
      preparation.context.pieces = queue.pieces(countedBy: meter)
      try part.checkClasses(rows: preparation.rows, on: queue)
      // Slices are looked at as the whole is.
      if summaries.isEmpty { omitted = notLookedAt(try part.columnsLookedAt(in: preparation.context)) }
      for analyzer in analyzers {
        readings += try part.run(analyzer, on: preparation, queue: queue, meter: meter)
      }
      summaries += preparation.summaries
    }
    readings += scoringNotes
    return report(of: readings, on: summaries, notLookedAt: omitted, since: started)
  }

  /// The report on what was read, judged.
  func report(
    of readings: [Reading], on summaries: [SampleSummary], notLookedAt: [OmittedColumn], since started: Date
  ) -> Report {
    var findings = PanelSummary.completed(readings).map { Finding(judging: $0, by: limits($0)) }
    let accepted = acceptances?.apply(to: &findings) ?? []
    return Report(
      tool: tool, configuration: configuration, samples: summaries, findings: findings,
      run: Report.Run(
        started: started.ISO8601Format(Date.ISO8601FormatStyle(includingFractionalSeconds: true)),
        seconds: Date().timeIntervalSince(started),
        peakMemoryBytes: peakMemoryBytes(), jobs: jobs), acceptances: accepted, notLookedAt: notLookedAt)
  }

  /// The columns that some analyzer reads of each sample.
  func columnsLookedAt(in context: AuditContext) throws -> [Set<String>] {
    var columns = samples.map { _ in Set<String>() }
    for set in try analyzers.flatMap({ try $0.columnSets(in: context) }) {
      for sample in set.samples { columns[sample].formUnion(set.columns) }
    }
    return columns
  }

  /// What of each model scores, said once: by the first analysis that asks models.
  private var scoringNotes: [Reading] {
    guard let kind = analyzers.map({ type(of: $0).kind }).first(where: AnalyzerRegistry.needsModels) else {
      return []
    }
    return scorers.compactMap { scorer in
      scorer.note.map { note in
        Reading(
          id: "\(kind)/scoring/\(scorer.name)", analyzer: kind, metric: "scoring",
          subject: Subject(model: scorer.name), outcome: .noted, message: "'\(scorer.name)': \(note).")
      }
    }
  }

  /// What is known before the analyzers run.
  struct Preparation: Sendable {
    var context: AuditContext
    /// rows[sample][process]
    var rows: [[SampleRows]]
    var summaries: [SampleSummary]
  }

  private enum Task: Sendable {
    case digest(path: String)
    case rows(sample: Int, process: Int)
  }
  private enum Outcome: Sendable {
    case digest(SampleSummary.File)
    case rows(SampleRows)
  }

  func prepare(on queue: WorkQueue) throws -> Preparation {
    let parts = samples.indices.flatMap { sample in
      samples[sample].processes.indices.map { (sample, $0) }
    }
    let paths = parts.flatMap { samples[$0].processes[$1].source.files }
    let distinctPaths = paths.enumerated().filter { paths.firstIndex(of: $1) == $0 }.map(\.element)
    let tasks = parts.map { Task.rows(sample: $0, process: $1) } + distinctPaths.map { Task.digest(path: $0) }
    let outcomes = try queue.map(tasks) { task -> Outcome in
      switch task {
      case .digest(let path): .digest(try FileDigest.summary(of: path))
      case .rows(let sample, let process):
        .rows(
          try Self.kept(
            rowsOf: samples[sample].processes[process], label: label, role: samples[sample].role))
      }
    }
    var files: [String: SampleSummary.File] = [:]
    var rows = samples.map { _ in [SampleRows]() }
    for (task, outcome) in zip(tasks, outcomes) {
      switch (task, outcome) {
      case (.digest(let path), .digest(let file)): files[path] = file
      case (.rows(let sample, _), .rows(let prepared)): rows[sample].append(prepared)
      default: break
      }
    }
    var summaries: [SampleSummary] = []
    for (sample, rows) in zip(samples, rows) {
      summaries += try summarise(sample, rows: rows, files: files)
    }
    return Preparation(context: context(rows: rows), rows: rows, summaries: summaries)
  }

  /// Weights and selection of a process; what is wrong with them names the files.
  ///
  /// Data have no label; a simulation is compared with data by all its rows, and by class with those that have one.
  private static func kept(rowsOf process: Process, label: String?, role: SampleRole) throws -> SampleRows {
    do {
      return try SampleRows(
        of: process, keeping: label.map { [$0] } ?? [], label: role == .data ? nil : label,
        needsLabel: role != .data && role != .simulation)
    } catch let error as SampleError {
      throw EngineError.unusable(files: process.source.files, reason: error.description)
    }
  }

  private func context(rows: [[SampleRows]]) -> AuditContext {
    let descriptions = zip(samples, rows).map { sample, rows in
      SampleDescription(
        name: sample.name, role: sample.role,
        processes: zip(sample.processes, rows).map {
          ProcessDescription(
            name: $0.name, columns: $0.columns, rows: $1.count, sumOfWeights: $1.sumOfWeights,
            fileStarts: $0.source.rowsOfFiles.map(\.rows.lowerBound))
        })
    }
    var context = AuditContext(
      samples: descriptions, features: features, categories: categories, confidence: confidence, seed: seed)
    context.label = label
    context.labelInputs = labelInputs
    context.eventKey = eventKey
    context.expectedMix = expectedMix
    context.nuisance = nuisance
    context.spectators = spectators
    context.groups = groups
    context.scorers = scorers
    context.injections = injections
    context.expectations = expectations
    context.trainer = trainer
    context.pieces = WorkQueue(jobs: jobs).pieces()
    return context
  }

  /// The sample as a whole, then its processes where there are several.
  private func summarise(
    _ sample: Sample, rows: [SampleRows], files: [String: SampleSummary.File]
  ) throws -> [SampleSummary] {
    func summary(name: String, partOf: String?, _ parts: [(Process, SampleRows)]) -> SampleSummary {
      let count = parts.reduce(0) { $0 + $1.1.count }
      let sum = parts.reduce(0) { $0 + $1.1.sumOfWeights }
      let squares = parts.reduce(0) { $0 + $1.1.sumOfSquaredWeights }
      let negative = parts.reduce(0) { $0 + $1.1.negativeRows }
      let unlabelled = parts.reduce(0) { $0 + $1.1.unlabelledRows }
      // What processes do not share is said of each of them only.
      func shared(_ text: (Process) -> String?) -> String? {
        let texts = Set(parts.map { text($0.0) })
        return texts.count == 1 ? texts.first ?? nil : nil
      }
      // Processes may be selections of one table: its rows are counted once.
      let tables = Dictionary(
        parts.map { process, _ in
          let source = process.source
          return (source.files.isEmpty ? [process.name] : [source.table] + source.files, source.rowCount)
        }, uniquingKeysWith: max)
      return SampleSummary(
        name: name, role: sample.role.rawValue, partOf: partOf,
        files: parts.map(\.0).files.compactMap { files[$0] },
        table: shared(\.source.table), selection: shared(\.selection?.text), weight: shared(\.weight?.text),
        rows: count, unlabelledRows: unlabelled > 0 ? unlabelled : nil, rowsRead: tables.values.reduce(0, +),
        effectiveRows: squares > 0 ? sum * sum / squares : 0, sumOfWeights: sum,
        negativeWeightFraction: count > 0 ? Double(negative) / Double(count) : 0)
    }
    let parts = Array(zip(sample.processes, rows))
    let whole = summary(name: sample.name, partOf: nil, parts)
    if whole.rows == 0, whole.unlabelledRows != nil, let label {
      let error = LabelError.oneClass(label: label, sample: sample.name, value: nil)
      throw EngineError.unusable(files: sample.files, reason: error.description)
    }
    guard whole.rows > 0 else {
      let error = SampleError.noRows(
        sample: sample.name, selection: sample.processes.compactMap(\.selection?.text).first)
      throw EngineError.unusable(files: sample.files, reason: error.description)
    }
    guard whole.sumOfWeights > 0 else {
      let error = SampleError.sumOfWeightsNotPositive(sample: sample.name, sum: whole.sumOfWeights)
      throw EngineError.unusable(files: sample.files, reason: error.description)
    }
    guard parts.count > 1 else { return [whole] }
    return [whole] + parts.map { summary(name: $0.0.name, partOf: sample.name, [$0]) }
  }

  private func run<A: Analyzer>(
    _ analyzer: A, on preparation: Preparation, queue: WorkQueue, meter: ProgressMeter?
  ) throws -> [Reading] {
    let context = preparation.context
    meter?.begin(A.kind)
    let sets = try analyzer.columnSets(in: context)
    let passes = plan(sets, rows: preparation.rows)
    meter?.add(sets.count)
    let measured = try queue.map(passes) { pass -> [A.Measured] in
      defer { meter?.finish(pass.count) }
      return try measure(pass, with: analyzer, on: preparation)
    }
    return try analyzer.conclude(measured.flatMap { $0 }, in: context)
  }

  /// Column sets that are read together: one each, unless rows lie together on disk; then as many as fit into the
  /// memory set aside for a worker, because each pass over such a file reads all of it.
  private func plan(_ sets: [ColumnSet], rows: [[SampleRows]]) -> [[ColumnSet]] {
    let isRowWise = samples.contains { $0.processes.contains { $0.source.layout.isRowWise } }
    let workerBudget = 64 << 20
    let bytesPerColumn = 8 * rows.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } }
    // Small inputs: grouping saves opening and seeking; large ones: a set at a time keeps memory flat.
    let limit = isRowWise || bytesPerColumn < 1 << 16 ? max(1, workerBudget / max(1, bytesPerColumn)) : 1
    let evenly = max(1, (sets.count + jobs - 1) / jobs)
    let size = min(limit, evenly)
    return stride(from: 0, to: sets.count, by: size).map { Array(sets[$0..<min($0 + size, sets.count)]) }
  }

  /// Reads the columns of a pass from every sample and measures each set.
  func measure<A: Analyzer>(
    _ pass: [ColumnSet], with analyzer: A, on preparation: Preparation
  ) throws -> [A.Measured] {
    let context = preparation.context
    // partials[set][sample][process]
    var partials = pass.map { _ in samples.map { _ in [A.Partial]() } }
    for sample in samples.indices {
      let wanted = pass.indices.filter { pass[$0].samples.contains(sample) }
      guard !wanted.isEmpty else { continue }
      var names: [String] = []
      var positions: [[Int]] = []
      for index in wanted {
        positions.append(
          pass[index].columns.map { name in
            if let known = names.firstIndex(of: name) { return known }
            names.append(name)
            return names.count - 1
          })
      }
      for (number, process) in samples[sample].processes.enumerated() {
        var open = wanted.map {
          analyzer.partial(for: pass[$0], of: context.samples[sample].processes[number], in: context)
        }
        for block in preparation.rows[sample][number].blocks where block.count > 0 {
          let batch = try process.batch(of: names, in: block)
          for (slot, index) in wanted.enumerated() {
            var part = batch
            part.columns = positions[slot].map { batch.columns[$0] }
            try analyzer.accumulate(part, of: pass[index], into: &open[slot])
          }
        }
        for (slot, index) in wanted.enumerated() { partials[index][sample].append(open[slot]) }
      }
    }
    return try pass.indices.map { try analyzer.measure(pass[$0], partials: partials[$0], in: context) }
  }
}

/// Largest resident memory of this process so far.
private func peakMemoryBytes() -> Int {
  var usage = rusage()
  getrusage(RUSAGE_SELF.rawValue, &usage)
  return usage.ru_maxrss * 1024
}
