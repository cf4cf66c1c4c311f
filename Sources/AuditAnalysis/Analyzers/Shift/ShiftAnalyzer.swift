import AuditReport
import AuditSamples
import AuditStatistics

/// Measures how much the distribution of each column differs between simulation and data.
///
/// One data sample against each simulation sample; each numeric column gives distances, shifts of location, spread
/// and tails, and the difference of the missing fraction (DESIGN 4); each category column the total variation
/// distance and χ². Suspicious columns are noted.
public struct ShiftAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "shift"
  /// One sentence for `simaudit list`.
  public static let summary = "How much each feature and category differs between simulation and data"
  /// Metrics and notes that its readings can have.
  public static let metrics = [
    "ks", "wasserstein", "wasserstein-sigma", "jensen-shannon", "psi", "chi2-ndf", "median-shift",
    "iqr-ratio", "out-of-range", "missing", "tvd", "category-chi2", "one-sided-levels", "two-valued",
    "constant", "copy", "affine-copy", "monotone", "one-sample-only", "sentinel",
  ]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "normalise", summary: "How simulation is scaled in histograms: to data, or by its weights"),
    (name: "resamples", summary: "Resamples for p-values and intervals"),
    (name: "bins", summary: "Most histogram bins of a feature"),
  ]

  /// How simulation is scaled in histograms; no number depends on it.
  public var normalise = HistogramPair.Normalisation.data
  /// Resamples for p-values and intervals.
  public var resamples = 1000
  /// Most histogram bins of a feature.
  public var bins = 60

  /// The analysis with its default settings.
  public init() {}

  /// Columns that are looked at together.
  public func columnSets(in context: AuditContext) throws -> [ColumnSet] {
    guard let data = context.dataIndices.first, !context.simulationIndices.isEmpty else {
      throw ShiftError.samplesMissing(
        hasData: !context.dataIndices.isEmpty, hasSimulation: !context.simulationIndices.isEmpty)
    }
    guard context.dataIndices.count == 1 else {
      throw ShiftError.severalDataSamples(context.dataIndices.map { context.samples[$0].name })
    }
    let names = context.features.map(\.name) + context.categories
    return names.compactMap { name in
      let samples = (context.simulationIndices + [data]).filter { context.samples[$0].has(name) }
      guard samples.contains(data), samples.count > 1 else { return nil }
      return ColumnSet(columns: [name], samples: samples)
    }
  }

  /// An empty partial for the rows of one process.
  public func partial(
    for set: ColumnSet, of process: ProcessDescription, in context: AuditContext
  ) -> ColumnPartial {
    guard let feature = context.features.first(where: { $0.name == set.columns[0] }) else {
      return ColumnPartial(content: .category(CategoryPartial()))
    }
    return ColumnPartial(content: .feature(FeaturePartial(feature, rows: process.rows)))
  }

  /// Takes in some rows. O(rows).
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout ColumnPartial) throws {
    switch partial.content {
    case .feature(var feature):
      // Emptied first, so that the arrays inside are not copied when they grow.
      partial.content = .category(CategoryPartial())
      feature.append(batch.columns[0], weights: batch.weights, negativeRows: batch.negativeRows)
      partial.content = .feature(feature)
    case .category(var category):
      category.append(batch.columns[0], weights: batch.weights)
      partial.content = .category(category)
    }
  }

  /// What the rows of one column set say.
  public func measure(
    _ set: ColumnSet, partials: [[ColumnPartial]], in context: AuditContext
  ) throws -> ColumnShift {
    let plan = context.plans.plan(resamples: resamples, confidence: context.confidence)
    guard let feature = context.features.first(where: { $0.name == set.columns[0] }) else {
      return measureCategory(set.columns[0], partials: partials, plan: plan, in: context)
    }
    return measureFeature(feature, partials: partials, plan: plan, in: context)
  }

  /// The readings of all column sets.
  public func conclude(_ measured: [ColumnShift], in context: AuditContext) throws -> [Reading] {
    withQValues(measured.flatMap(\.readings)) + copies(among: measured, in: context)
      + columnsOfOneSampleOnly(in: context)
  }

  /// Benjamini-Hochberg over the columns: one family for each metric and simulation.
  private func withQValues(_ readings: [Reading]) -> [Reading] {
    var readings = readings
    var families: [String: [(index: Int, pValue: Double)]] = [:]
    for (index, reading) in readings.enumerated() {
      guard case .measured(let estimate) = reading.outcome, let pValue = estimate.pValue else { continue }
      families["\(reading.metric) \(reading.subject.simulation ?? "")", default: []].append((index, pValue))
    }
    for family in families.values {
      let qValues = MultipleTesting.benjaminiHochberg(family.map(\.pValue))
      for (member, qValue) in zip(family, qValues) {
        guard case .measured(var estimate) = readings[member.index].outcome else { continue }
        estimate.qValue = qValue
        readings[member.index].outcome = .measured(estimate)
      }
    }
    return readings
  }
}

/// What the shift analysis knows of one column once all samples are read.
public struct ColumnShift: Sendable {
  /// The column.
  var name: String
  /// Its readings, without q-values.
  var readings: [Reading]
  /// Some of its values in each sample that has it, by index of the sample; none for categories.
  var sketches: [Int: ColumnSketch]
}

/// Why the shift analysis cannot be done.
public enum ShiftError: Error, Sendable, Equatable, CustomStringConvertible {
  /// There is nothing to compare with.
  case samplesMissing(hasData: Bool, hasSimulation: Bool)
  /// There is more than one sample to compare with.
  case severalDataSamples([String])

  /// One sentence for people.
  public var description: String {
    switch self {
    case .samplesMissing(hasData: false, hasSimulation: _):
      return "the shift analysis found no sample of role 'data'; give one with --data or under 'samples'"
    case .samplesMissing:
      return "the shift analysis found no sample of role 'simulation'; "
        + "give one with --simulation or under 'samples'"
    case .severalDataSamples(let names):
      let list = names.map { "'\($0)'" }.joined(separator: ", ")
      return "the shift analysis compares with one data sample, but found \(list); "
        + "read them as one sample, or give one of them another role"
    }
  }
}

extension SampleDescription {
  /// True when every process has the column.
  func has(_ column: String) -> Bool { processes.allSatisfy { $0.column(column) != nil } }
}
