import AuditReport
import AuditSamples
import AuditStatistics

/// What boosted trees learn where there should be nothing to learn.
///
/// Three questions, each answered by the out-of-fold AUC of small boosted trees: the class from the declared nuisance
/// columns alone (what a classifier could learn without physics; with a null from permuted labels); the level of each
/// category within a class from the features (how different the processes are that a class is made of); and which of
/// two simulations an event is from, by the features (two versions of a generator that a classifier can tell apart).
public struct NuisanceModelAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "nuisance-model"
  /// One sentence for `simaudit list`.
  public static let summary =
    "what small boosted trees can learn from nuisances alone, of processes within a class, of the simulation version"
  /// Metrics and notes that its readings can have.
  public static let metrics = [
    "nuisance-auc", "version-auc", "process-auc", "left-out",
  ]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "rows", summary: "Largest number of rows of a sample that are used"),
    (name: "folds", summary: "Folds of the cross-validation"),
    (name: "permutations", summary: "Trainings with permuted labels, for nuisances"),
    (name: "levels", summary: "Classes or levels separated from the rest"),
  ]

  /// Largest number of rows of a sample that are used; more are thinned by a hash of the row number.
  public var rows = 50_000
  /// Folds of the cross-validation.
  public var folds = 5
  /// Trainings with permuted labels, for nuisances.
  public var permutations = 19
  /// Classes or levels separated from the rest, the most frequent first.
  public var levels = 4

  /// The analyzer with its default settings.
  public init() {}

  /// Rows of one process, thinned.
  public struct Partial: Sendable {
    var rows: SampledRows
    var label: String?
  }

  /// Answers to the question of one column set.
  public typealias Measured = [Answered]

  /// One answered question.
  public struct Answered: Sendable {
    var metric: String
    var id: String
    var subject: Subject
    /// "the classes of 'y'"
    var target: String
    var inputs: [String]
    var answer: ModelTask.Answer?
    var totalRows: Int
    /// "; only the 4 most frequent of 9 classes were asked for", where that is so.
    var leftOut = ""
  }

  enum Question: Sendable {
    case nuisance(sample: Int, inputs: [String])
    case process(sample: Int, category: String, inputs: [String])
    case version(samples: [Int], inputs: [String])

    var columns: [String] {
      switch self {
      case .nuisance(_, let inputs), .version(_, let inputs): inputs
      case .process(_, let category, let inputs): [category] + inputs
      }
    }
  }

  /// The questions that these samples allow, in report order.
  func questions(in context: AuditContext) throws -> [Question] {
    guard context.trainer != nil else { return [] }
    func holds(_ column: String, _ samples: [Int]) -> Bool {
      samples.allSatisfy { sample in
        context.samples[sample].processes.allSatisfy {
          $0.column(column).map { $0.shape.isEmpty && !$0.isJagged } ?? false
        }
      }
    }
    // Ties between splits go to the first column: by name, so that the order of a file decides nothing.
    let features = context.features.map(\.name)
      .filter { $0 != context.label && !context.nuisance.contains($0) }.sorted()
    var result: [Question] = []
    if let label = context.label {
      for sample in try context.labelledIndices(label) {
        let nuisance = context.nuisance.filter { $0 != label && holds($0, [sample]) }
        if !nuisance.isEmpty { result.append(.nuisance(sample: sample, inputs: nuisance)) }
        let inputs = features.filter { holds($0, [sample]) }
        for category in context.categories where category != label && holds(category, [sample]) {
          if !inputs.isEmpty { result.append(.process(sample: sample, category: category, inputs: inputs)) }
        }
      }
    }
    let simulations = context.simulationIndices
    for (place, first) in simulations.enumerated() {
      for second in simulations.dropFirst(place + 1) {
        let inputs = features.filter { holds($0, [first, second]) }
        if !inputs.isEmpty { result.append(.version(samples: [first, second], inputs: inputs)) }
      }
    }
    return result
  }

  /// The label with each column to be looked at, for each labelled sample.
  public func columnSets(in context: AuditContext) throws -> [ColumnSet] {
    try questions(in: context).map { question in
      switch question {
      case .nuisance(let sample, _), .process(let sample, _, _):
        ColumnSet(columns: [context.label].compactMap { $0 } + question.columns, samples: [sample])
      case .version(let samples, _): ColumnSet(columns: question.columns, samples: samples)
      }
    }
  }

  /// Nothing read yet; knows the declared missing values.
  public func partial(for set: ColumnSet, of process: ProcessDescription, in context: AuditContext) -> Partial
  {
    let label = set.samples.count == 1 ? context.label : nil
    let total = set.samples.map { sample in
      context.samples[sample].processes.reduce(0) { $0 + $1.rows }
    }.max()
    let missing = set.columns.dropFirst(label == nil ? 0 : 1).map { name in
      (context.features.first { $0.name == name }?.missing ?? []) + (process.column(name)?.missing ?? [])
    }
    return Partial(
      rows: SampledRows(
        missing: missing, share: Double(rows) / Double(max(1, total ?? 1)), seed: context.seed),
      label: label)
  }

  /// Keeps labels, weights and values of the rows.
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout Partial) throws {
    try partial.rows.append(batch, label: partial.label)
  }

  /// Measures one column set. Errors: a label that does not name classes.
  public func measure(
    _ set: ColumnSet, partials: [[Partial]], in context: AuditContext
  ) throws -> [Answered] {
    guard let trainer = context.trainer,
      let question = try questions(in: context).first(where: { question in
        switch question {
        case .nuisance(let sample, _), .process(let sample, _, _):
          set.samples == [sample] && set.columns.dropFirst() == question.columns[...]
        case .version(let samples, _): set.samples == samples && set.columns == question.columns
        }
      })
    else { return [] }
    switch question {
    case .nuisance(let sample, let inputs):
      return try nuisance(partials[sample], sample: sample, inputs: inputs, trainer, context)
    case .process(let sample, let category, let inputs):
      return try processes(partials[sample], sample: sample, category, inputs: inputs, trainer, context)
    case .version(let samples, let inputs):
      return try version(samples.map { partials[$0] }, samples: samples, inputs: inputs, trainer, context)
    }
  }
}
