import AuditReport
import AuditSamples
import AuditStatistics

/// How the weights are distributed, who carries them, and whether a classifier could tell them from the features.
public struct WeightsAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "weights"
  /// One sentence for `simaudit list`.
  public static let summary =
    "event weights: distribution, what the heaviest carry, zeros, sums per class, and what features tell of them"

  /// Metrics and notes that its readings can have.
  public static let metrics = [
    "heaviest-event-share", "heaviest-1pc-share", "zero-weights", "non-finite-weights",
    "weight-correlation", "weight-class-correlation", "weights",
  ]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "rows", summary: "Rows of each process that the dependence on features is measured on")
  ]

  /// Rows of each process that the dependence on features is measured on, chosen at random by row number.
  public var rows = 50_000

  /// The analysis with its default settings.
  public init() {}

  /// The weights of one process, as a spectrum for each class or beside a feature.
  public struct Partial: Sendable {
    var classes = LevelIndex(limit: WeightsAnalyzer.classLimit)
    let labelPlace: Int?
    let isSpectrum: Bool
    /// By class; the last is for rows without a class.
    var spectra: [Int32: WeightSpectrum] = [:]
    let thinning: RowThinning
    var weights: [Float] = []
    var feature: [Float] = []
    var codes: [Int32] = []
    var hasWeights = false
  }

  /// The weights of some samples, or what a column tells of them.
  public struct Measured: Sendable {
    /// The feature; nil for the label and for no column.
    let feature: String?
    /// By sample: the classes in order, each with its weights; empty for features.
    let spectra: [Int: [ClassWeights]]
    /// By sample: correlation ratio of weight and column; absent where it cannot be measured.
    let dependence: [Int: IntervalEstimate]
  }

  /// The weights of one class of a sample.
  public struct ClassWeights: Sendable {
    /// The class; nil without a label.
    public let name: String?
    /// Its weights.
    public let spectrum: WeightSpectrum
  }

  static let classLimit = 200

  /// Columns that are looked at together.
  public func columnSets(in context: AuditContext) throws -> [ColumnSet] {
    let all = Array(context.samples.indices)
    var sets: [ColumnSet] = []
    let labelled = context.label.map { label in all.filter { context.sample($0, has: label) } } ?? []
    if let label = context.label, !labelled.isEmpty {
      sets.append(ColumnSet(columns: [label], samples: labelled))
    }
    let others = all.filter { !labelled.contains($0) }
    if !others.isEmpty { sets.append(ColumnSet(columns: [], samples: others)) }
    for feature in context.properFeatures {
      sets += context.columnSets(of: feature.name, in: context.splitIndices)
    }
    return sets
  }

  /// An empty partial for the rows of one process.
  public func partial(
    for set: ColumnSet, of process: ProcessDescription, in context: AuditContext
  ) -> Partial {
    let isSpectrum = set.columns.isEmpty || set.columns == [context.label].compactMap { $0 }
    return Partial(
      labelPlace: context.label.flatMap { set.columns.firstIndex(of: $0) }, isSpectrum: isSpectrum,
      thinning: RowThinning(rows: process.rows, limit: rows, seed: context.seed))
  }

  /// Takes in some rows. O(rows).
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout Partial) throws {
    guard partial.isSpectrum || batch.weights != nil else { return }
    if partial.isSpectrum {
      let codes = partial.labelPlace.map { partial.classes.codes(of: batch.columns[$0]) }
      add(batch.doubleWeights, count: batch.count, codes: codes, to: &partial.spectra)
    }
    guard batch.weights != nil else { return }
    partial.hasWeights = true
    guard !partial.isSpectrum || partial.labelPlace != nil else { return }
    let offsets = partial.thinning.offsets(in: batch.rows, kept: batch.keptRows)
    let chosen = batch.picked(offsets)
    partial.weights += (chosen.doubleWeights ?? []).map { Float($0) }
    if !partial.isSpectrum { partial.feature += chosen.columns[0].floats }
    partial.codes +=
      partial.labelPlace.map { partial.classes.codes(of: chosen.columns[$0]) }
      ?? Array(repeating: 0, count: offsets.count)
  }

  private func add(
    _ weights: [Double]?, count: Int, codes: [Int32]?, to spectra: inout [Int32: WeightSpectrum]
  ) {
    // Classes come in runs or in turns; either way a spectrum is looked up once a class and batch.
    let present = codes.map { Set($0) } ?? [0]
    for code in present.sorted() {
      var spectrum = spectra.removeValue(forKey: code) ?? WeightSpectrum()
      if let weights {
        if let codes {
          for row in weights.indices where codes[row] == code { spectrum.add(weights[row]) }
        } else {
          for weight in weights { spectrum.add(weight) }
        }
      } else {
        spectrum.add(1, count: codes.map { $0.count { $0 == code } } ?? count)
      }
      spectra[code] = spectrum
    }
  }

  /// What the rows of one column set say.
  public func measure(_ set: ColumnSet, partials: [[Partial]], in context: AuditContext) throws -> Measured {
    let isSpectrum = set.columns.isEmpty || set.columns == [context.label].compactMap { $0 }
    var spectra: [Int: [ClassWeights]] = [:]
    var dependence: [Int: IntervalEstimate] = [:]
    for sample in set.samples {
      let parts = partials[sample]
      if isSpectrum { spectra[sample] = Self.spectra(of: parts) }
      guard parts.contains(where: \.hasWeights), !set.columns.isEmpty else { continue }
      let codes = Self.commonCodes(of: parts)
      let response = parts.flatMap(\.weights)
      dependence[sample] =
        isSpectrum
        ? RankDependence.correlationRatio(
          response: response, feature: codes.map { $0 < 0 ? .nan : Float($0) },
          group: [Int32](repeating: 0, count: codes.count), confidence: context.confidence)
        : RankDependence.correlationRatio(
          response: response, feature: parts.flatMap(\.feature), group: codes,
          confidence: context.confidence)
    }
    return Measured(
      feature: isSpectrum ? nil : set.columns[0], spectra: spectra, dependence: dependence)
  }

  /// Spectra of the classes of all processes, in report order; rows without a class last.
  private static func spectra(of parts: [Partial]) -> [ClassWeights] {
    let names = LevelIndex.union(parts.map(\.classes))
    var byName: [String: WeightSpectrum] = [:]
    var rest: WeightSpectrum?
    for part in parts {
      for (code, spectrum) in part.spectra {
        if code >= 0, Int(code) < part.classes.names.count {
          byName[part.classes.names[Int(code)], default: WeightSpectrum()].merge(spectrum)
        } else {
          var merged = rest ?? WeightSpectrum()
          merged.merge(spectrum)
          rest = merged
        }
      }
    }
    return names.compactMap { name in byName[name].map { ClassWeights(name: name, spectrum: $0) } }
      + (rest.map { [ClassWeights(name: nil, spectrum: $0)] } ?? [])
  }

  /// Class codes that mean the same in all processes.
  private static func commonCodes(of parts: [Partial]) -> [Int32] {
    let names = LevelIndex.union(parts.map(\.classes))
    return parts.flatMap { part -> [Int32] in
      guard part.labelPlace != nil else { return part.codes }
      let map = part.classes.names.map { name in Int32(names.firstIndex(of: name) ?? 0) }
      return part.codes.map { $0 < 0 ? -1 : map[Int($0)] }
    }
  }

  /// The readings of all column sets.
  public func conclude(_ measured: [Measured], in context: AuditContext) throws -> [Reading] {
    var spectra: [Int: [ClassWeights]] = [:]
    var byClass: [Int: IntervalEstimate] = [:]
    var byFeature: [Int: [(feature: String, value: IntervalEstimate)]] = [:]
    for result in measured {
      spectra.merge(result.spectra) { $1 }
      if let feature = result.feature {
        for (sample, value) in result.dependence {
          byFeature[sample, default: []].append((feature, value))
        }
      } else {
        byClass.merge(result.dependence) { $1 }
      }
    }
    return context.samples.indices.flatMap { sample -> [Reading] in
      guard let classes = spectra[sample] else { return [] }
      let name = context.samples[sample].name
      return distribution(classes, of: name, confidence: context.confidence)
        + learnable(byFeature[sample] ?? [], of: name, confidence: context.confidence)
        + (byClass[sample].map { [classDependence($0, of: name, in: context)] } ?? [])
    }
  }
}
