import AuditReport
import AuditStatistics

/// What one classifier loses or gains.
struct ModelImpact: Sendable {
  /// One thing that is changed: a feature, a group, the mix, or all.
  struct Part: Sendable {
    var name: String
    /// Feature; nil for groups, the mix and all.
    var feature: String?
    var isGroup = false
    var efficiency: ChangeEstimate
    var background: ChangeEstimate?
    var rejection: ChangeEstimate?
    var auc: ChangeEstimate?
    /// Fitted size times slope.
    var linear: ChangeEstimate?
  }
  /// Efficiency of a component with everything moved.
  struct ComponentChange: Sendable {
    var name: String
    var isPositive: Bool
    var nominal: Double
    var change: ChangeEstimate
  }

  let scored: ScoredPair
  /// Features one by one, the largest first.
  private(set) var features: [Part] = []
  private(set) var groups: [Part] = []
  /// Another mix of the simulation's parts within the classes; nil where there is none to change.
  private(set) var mix: Part?
  /// Everything at once; nil where nothing enters the classifier.
  private(set) var total: Part?
  /// Σ of the features, with correlations.
  private(set) var sum: ChangeEstimate?
  private(set) var components: [ComponentChange] = []
  private(set) var unexplained: ChangeEstimate?
  private(set) var ratio: ImpactMeasurement.RatioImpact?
  /// Features whose smearing data do not tell, so that they are moved by maps alone.
  private(set) var unsmeared: [String] = []
  /// Smearings of features, by their places.
  let smearings: [Int: SharedSmearing]
  /// nil where data lack an input of the classifier.
  let dataScores: [Float]?
  let comparison: SampleComparison
  let density: DensityRatio?
  let nominalEfficiency: Double
  let nominalBackground: Double

  init?(
    _ scored: ScoredPair, _ comparison: SampleComparison, _ pairRatio: PairRatio?, in context: AuditContext
  ) throws {
    guard
      let measurement = ImpactMeasurement(
        comparison, isPositive: scored.isPositive, scores: scored.nominal, threshold: scored.threshold)
    else { return nil }
    self.scored = scored
    self.comparison = comparison
    density = pairRatio?.ratio
    nominalEfficiency = scored.baseline.nominal(.efficiency)?.value ?? 0
    nominalBackground = scored.baseline.nominal(.backgroundEfficiency)?.value ?? 0
    let names = scored.pair.features
    let inputs = scored.inputs
    var maps: [Int: MappedFeature] = [:]
    for (feature, map) in zip(inputs, try context.pieces.map(inputs.count) { comparison.mapped(inputs[$0]) })
    {
      maps[feature] = map
    }
    let known = maps
    let fits = try context.pieces.map(inputs.count) { Self.location(of: inputs[$0], comparison) }
    var smearings: [Int: SharedSmearing] = [:]
    for (feature, fit) in zip(inputs, fits) { smearings[feature] = fit.flatMap { SharedSmearing($0) } }
    unsmeared = zip(inputs, fits).filter { $1?.untold != nil }.map { names[$0.0] }
    let shared = smearings
    self.smearings = shared
    let isScorable = scored.scorer.columns.allSatisfy {
      scored.pair.dataParts.first?.names.contains($0) ?? false
    }
    dataScores = isScorable ? try ScoredPair.scores(of: scored.pair.dataParts, by: scored.scorer) : nil
    let singles = try context.pieces.map(inputs.count) {
      index -> (part: Part, impact: ImpactMeasurement.Impact)? in
      let feature = inputs[index]
      guard let moved = try scored.moved([feature], known, shared, in: comparison),
        let efficiency = measurement.impact(.efficiency, of: moved)
      else { return nil }
      var part = Part(
        name: names[feature], feature: names[feature], efficiency: efficiency.change,
        background: measurement.impact(.backgroundEfficiency, of: moved)?.change,
        rejection: measurement.impact(.rejection, of: moved)?.change,
        auc: measurement.impact(.auc, of: moved)?.change)
      if let fit = fits[index] {
        let (kind, size) = (fit.location.kind, fit.location.estimate)
        let step = max(abs(size.value), 0.125 * (size.high - size.low))
        let scores = try scored.scores(
          with: [:],
          variations: [step, -step].map { [feature: scored.distorted(feature, kind, by: $0)] })
        part.linear = measurement.linear(fit.location, plus: scores[1], minus: scores[2], step: step)
      }
      return (part, efficiency)
    }.compactMap { $0 }
    features = singles.map(\.part).sorted {
      let (a, b) = (abs($0.efficiency.value), abs($1.efficiency.value))
      return a != b ? a > b : $0.name < $1.name
    }
    sum = measurement.sum(singles.map(\.impact))
    groups = try context.groups.compactMap { group -> Part? in
      let places = group.features.compactMap { name in inputs.first { names[$0] == name } }
      guard places.count > 1,
        let moved = try scored.moved(
          places, known, shared, dependence: DependenceMap(places, in: comparison), in: comparison),
        let efficiency = measurement.impact(.efficiency, of: moved)
      else { return nil }
      return Part(
        name: group.name, isGroup: true, efficiency: efficiency.change,
        background: measurement.impact(.backgroundEfficiency, of: moved)?.change,
        rejection: measurement.impact(.rejection, of: moved)?.change,
        auc: measurement.impact(.auc, of: moved)?.change)
    }
    if measurement.changesMix, let efficiency = measurement.impact(.efficiency, of: nil, withMix: true) {
      mix = Part(
        name: "mix of the simulation", efficiency: efficiency.change,
        background: measurement.impact(.backgroundEfficiency, of: nil, withMix: true)?.change,
        rejection: measurement.impact(.rejection, of: nil, withMix: true)?.change,
        auc: measurement.impact(.auc, of: nil, withMix: true)?.change)
    }
    let moved = try scored.moved(inputs, known, shared, in: comparison)
    if let efficiency = measurement.impact(.efficiency, of: moved, withMix: true) {
      total = Part(
        name: "all together", efficiency: efficiency.change,
        background: measurement.impact(.backgroundEfficiency, of: moved, withMix: true)?.change,
        rejection: measurement.impact(.rejection, of: moved, withMix: true)?.change,
        auc: measurement.impact(.auc, of: moved, withMix: true)?.change)
    }
    for (component, isPositive) in measurement.componentClasses.enumerated() {
      guard scored.pair.components.count > 2, let isPositive,
        let impact = measurement.impact(.component(component), of: moved)
      else { continue }
      components.append(
        ComponentChange(
          name: scored.pair.components[component], isPositive: isPositive, nominal: impact.nominal,
          change: impact.change))
    }
    guard let dataScores else { return }
    if let selected = measurement.impact(.selected, of: moved, withMix: true) {
      unexplained = measurement.unexplained(selected, dataScores: dataScores)
    }
    if let pairRatio {
      ratio = measurement.ratioImpact(
        ratios: pairRatio.ratio.simulation, rows: pairRatio.rows,
        dataScores: pairRatio.dataRows.map { dataScores[$0] }, dataRows: pairRatio.dataRows)
    }
  }

  /// What was fitted as the feature's own move; nil where nothing could be.
  private static func location(of feature: Int, _ comparison: SampleComparison) -> LocationFit? {
    guard comparison.obstacle(of: feature) == nil else { return nil }
    let kind: CalibrationKind =
      comparison.isRelative(feature) || !comparison.allowsOffset(feature) ? .scale : .offset
    return LocationFit(kind, of: [feature], in: comparison, keepsInfluences: true)
  }
}

extension ScoredPair {
  /// Values of a feature after a scale or an offset.
  func distorted(_ feature: Int, _ kind: CalibrationKind, by strength: Double) -> [Float] {
    pair.simulated.columns[feature].map { value in
      kind == .scale ? Float(Double(value) * (1 + strength)) : Float(Double(value) + strength)
    }
  }
}
