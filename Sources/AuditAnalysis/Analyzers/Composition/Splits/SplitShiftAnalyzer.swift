import AuditReport
import AuditSamples

/// Whether validation and test are distributed like training: the shift analysis between splits, column by column.
///
/// Every other split is compared with the training sample as ``ShiftAnalyzer`` compares data with simulation; what it
/// measures in both ways of a difference (distance, location, width, missing values, categories) is kept. Intervals hold
/// together over all columns and splits (``AuditContext/confidenceOfSplits``).
public struct SplitShiftAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "split-shift"
  /// One sentence for `simaudit list`.
  public static let summary =
    "How much each feature and category differs between training and the other splits"
  /// Metrics and notes that its readings can have.
  public static let metrics = [
    "ks", "wasserstein-sigma", "median-shift", "iqr-ratio", "missing", "tvd", "one-sided-levels",
  ]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "resamples", summary: "Resamples for p-values and intervals"),
    (name: "bins", summary: "Most histogram bins of a feature"),
  ]

  /// Resamples for p-values and intervals.
  public var resamples = 1000
  /// Most histogram bins of a feature.
  public var bins = 60

  /// The analysis with its default settings.
  public init() {}

  /// One column of training and another split.
  public struct Measured: Sendable {
    /// Index of the other split.
    let split: Int
    let shift: ColumnShift
  }

  private var shift: ShiftAnalyzer {
    var shift = ShiftAnalyzer()
    shift.resamples = resamples
    shift.bins = bins
    return shift
  }

  /// The same column of training and one other split, for each of the other splits.
  public func columnSets(in context: AuditContext) throws -> [ColumnSet] {
    try context.otherSplits.flatMap { try shift.columnSets(in: context.comparingTraining(with: $0)) }
  }

  /// An empty partial for the rows of one process.
  public func partial(
    for set: ColumnSet, of process: ProcessDescription, in context: AuditContext
  ) -> ColumnPartial {
    shift.partial(for: set, of: process, in: context)
  }

  /// Takes in some rows. O(rows).
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout ColumnPartial) throws {
    try shift.accumulate(batch, of: set, into: &partial)
  }

  /// What the rows of one column set say.
  public func measure(
    _ set: ColumnSet, partials: [[ColumnPartial]], in context: AuditContext
  ) throws -> Measured {
    let split = context.otherSplits.first { set.samples.contains($0) } ?? set.samples[0]
    return Measured(
      split: split,
      shift: try shift.measure(set, partials: partials, in: context.comparingTraining(with: split)))
  }

  /// The readings of all column sets, each metric in the words of splits.
  public func conclude(_ measured: [Measured], in context: AuditContext) throws -> [Reading] {
    try context.otherSplits.flatMap { split -> [Reading] in
      let columns = measured.filter { $0.split == split }.map(\.shift)
      let pair = context.comparingTraining(with: split)
      return try shift.conclude(columns, in: pair).compactMap { reading in
        Self.metrics.contains(reading.metric) ? reworded(reading) : nil
      }
    }
  }

  private func reworded(_ reading: Reading) -> Reading? {
    guard let column = reading.subject.column, let training = reading.subject.simulation,
      let split = reading.subject.data
    else { return nil }
    var result = reading
    result.analyzer = Self.kind
    result.id = "\(Self.kind)/\(reading.metric)/\(column)@\(split)"
    result.evidence = reading.evidence.map { evidence in
      guard case .histogram(var pair) = evidence else { return evidence }
      pair.simulation = pair.simulation.withUnitSum
      pair.data = pair.data.withUnitSum
      pair.processes = []
      pair.caption =
        "'\(split)' (points) and '\(training)' (filled), each with unit sum: drawn alike, the ratio is 1."
      return .histogram(pair)
    }
    switch reading.outcome {
    case .measured(let estimate):
      result.message = sentence(reading.metric, estimate, column: column, training: training, split: split)
    case .inconclusive(let reason):
      result.message = "'\(column)' could not be compared between '\(training)' and '\(split)': \(reason)."
    case .noted: return nil
    }
    return result
  }

  private func sentence(
    _ metric: String, _ estimate: Estimate, column: String, training: String, split: String
  ) -> String {
    let pair = "'\(training)' and '\(split)'"
    let number = Wording.number(abs(estimate.value))
    // Drawn alike, the interval of a difference reaches down to none.
    let isAlike = metric == "iqr-ratio" ? estimate.low <= 1 && estimate.high >= 1 : estimate.low <= 0
    let advice =
      isAlike && estimate.high >= 0
      ? "" : "; splits drawn at random do not differ: shuffle all events, then split, then select"
    switch metric {
    case "ks":
      return
        "a cut on '\(column)' has an efficiency that differs by up to \(Wording.percent(estimate.value)) between "
        + pair + advice
    case "wasserstein-sigma":
      return "'\(column)' differs by \(number) widths on average between \(pair)\(advice)"
    case "median-shift":
      return
        "the median of '\(column)' is \(number) interquartile ranges \(estimate.value < 0 ? "lower" : "higher") in "
        + "'\(split)' than in '\(training)'"
    case "iqr-ratio":
      return "the interquartile range of '\(column)' in '\(split)' is \(number) times that in '\(training)'"
    case "missing":
      return
        "'\(column)' is missing in \(Wording.percent(abs(estimate.value))) \(estimate.value < 0 ? "less" : "more") "
        + "of '\(split)' than of '\(training)'"
    case "tvd":
      return "the shares of '\(column)' differ by \(Wording.percent(estimate.value)) between \(pair)\(advice)"
    default:
      return estimate.value == 0
        ? "both of \(pair) have all levels of '\(column)'"
        : "\(number) level\(estimate.value == 1 ? "" : "s") of '\(column)' only one of \(pair) has; a classifier meets "
          + "there what it was not trained on"
    }
  }
}

extension HistogramPair.Contents {
  /// The same as shares of all that is on the axis or beyond it.
  fileprivate var withUnitSum: Self {
    let sum = values.reduce(underflow + overflow, +)
    guard sum > 0 else { return self }
    var result = self
    result.values = values.map { $0 / sum }
    result.variances = variances.map { $0 / (sum * sum) }
    result.underflow = underflow / sum
    result.overflow = overflow / sum
    result.missing = missing / sum
    return result
  }
}

extension AuditContext {
  /// The context in which training stands for simulation and the split for data.
  func comparingTraining(with split: Int) -> AuditContext {
    var context = self
    context.confidence = confidenceOfSplits
    let training = samples.firstIndex { $0.role == .training }
    for index in context.samples.indices {
      context.samples[index].role = index == split ? .data : index == training ? .simulation : .validation
    }
    return context
  }
}
