import AuditSamples
import AuditStatistics

/// One classifier on a pair of samples: it scores simulated rows with new values of some features.
struct ScoredPair: Sendable {
  let scorer: any EventScorer
  let pair: ImpactPair
  /// Scores of simulation as it is.
  let nominal: [Float]
  /// Class of each simulated row.
  let isPositive: [Bool]
  /// Where the classifier selects.
  let baseline: ResponseBaseline

  /// Scores simulation and finds the working point.
  ///
  /// Errors: what the model says; a label that does not name two classes.
  init(
    _ scorer: any EventScorer, _ pair: ImpactPair, positive: String, signalEfficiency: Double,
    in context: AuditContext
  ) throws {
    self.scorer = scorer
    self.pair = pair
    let labels = pair.labels ?? LabelledRows()
    isPositive = try labels.positives(
      positive, label: context.label ?? "", sample: context.samples[pair.simulation].name)
    nominal = try Self.scores(of: pair.simulationParts, by: scorer)
    baseline = try ResponseBaseline(
      scores: nominal, isPositive: isPositive, weights: pair.simulated.weights,
      workingPoint: scorer.threshold.map { .threshold($0) } ?? .signalEfficiency(signalEfficiency),
      confidence: context.confidence)
  }

  /// The decision threshold in the precision of scores.
  var threshold: Float { Float(baseline.threshold) }

  /// Features that the classifier takes in, as places among those of the pair.
  var inputs: [Int] { pair.features.indices.filter { scorer.columns.contains(pair.features[$0]) } }

  /// Columns that the classifier takes in and that are no features that are compared.
  var otherInputs: [String] { scorer.columns.filter { !pair.features.contains($0) } }

  /// Scores of rows as they are.
  static func scores(of parts: [ImpactRows], by scorer: any EventScorer) throws -> [Float] {
    try parts.flatMap(\.blocks).flatMap { block in
      try scorer.scores(
        of: scorer.columns.map { try block.values($0) }, rows: block.batch.count,
        firstRow: block.batch.rows.lowerBound)
    }
  }

  /// Scores of simulation with new values of some features, and for each variation with further ones.
  ///
  /// Values by place of the feature, all rows; NaN leaves a row what it is. The first result is without variation. Block
  /// by block. Errors: what the model says.
  func scores(with changed: [Int: [Float]], variations: [[Int: [Float]]]) throws -> [[Float]] {
    var results = [[Float]](repeating: [], count: variations.count + 1)
    for place in results.indices { results[place].reserveCapacity(nominal.count) }
    var first = 0
    for block in pair.simulationParts.flatMap(\.blocks) {
      let rows = first..<first + block.batch.count
      func values(_ feature: Int, _ new: [Float]) throws -> Values {
        try block.values(pair.features[feature]).replaced(by: new[rows])
      }
      let base = try scorer.columns.map { name -> Values in
        guard let feature = pair.features.firstIndex(of: name), let new = changed[feature] else {
          return try block.values(name)
        }
        return try values(feature, new)
      }
      let varied = try variations.map { variation in
        var change: [String: Values] = [:]
        for (feature, new) in variation { change[pair.features[feature]] = try values(feature, new) }
        return change
      }
      // Without variation: nothing changed is nominal.
      let plain: [Float] =
        changed.isEmpty
        ? Array(nominal[rows])
        : try scorer.scores(of: base, rows: rows.count, firstRow: block.batch.rows.lowerBound)
      results[0] += plain
      if !varied.isEmpty {
        let scores = try scorer.scores(
          of: base, variedBy: varied, nominal: plain[...], rows: rows.count,
          firstRow: block.batch.rows.lowerBound)
        for (place, part) in scores.enumerated() { results[place + 1] += part }
      }
      first = rows.upperBound
    }
    return results
  }

  /// Scores with some features moved by their maps, and with each of these a step below and above, and smeared.
  func moved(
    _ features: [Int], _ maps: [Int: MappedFeature], _ smearings: [Int: SharedSmearing],
    dependence: DependenceMap? = nil, in comparison: SampleComparison
  ) throws -> ImpactMeasurement.MovedScores? {
    let usable = features.filter { maps[$0] != nil }
    let parts = usable.compactMap { maps[$0] }
    guard !usable.isEmpty else { return nil }
    var changed: [Int: [Float]] = [:]
    for (feature, map) in zip(usable, parts) { changed[feature] = map.values }
    let smeared = usable.indices.compactMap { place in
      smearings[usable[place]].flatMap { smearing in
        comparison.mapped(usable[place], after: smearing).map { (place, smearing, $0) }
      }
    }
    func values(_ map: (Int) -> [Float]?) -> [Int: [Float]]? {
      var values: [Int: [Float]] = [:]
      for feature in usable { values[feature] = map(feature) }
      return values.count == usable.count ? values : nil
    }
    let remixed = comparison.mixVariations.compactMap { variation in
      values { comparison.mappedValues($0, shares: variation.shares.up) }.flatMap { up in
        values { comparison.mappedValues($0, shares: variation.shares.down) }.map { down in
          (variation: variation, up: up, down: down)
        }
      }
    }
    let variations =
      zip(usable, parts).flatMap { [[$0: $1.below], [$0: $1.above]] }
      + smeared.flatMap { place, _, draws in draws.map { [usable[place]: $0] } }
      + remixed.flatMap { [$0.up, $0.down] }
    let scores = try scores(with: changed, variations: variations)
    var next = 1 + 2 * usable.count
    let additions = smeared.map { _, smearing, draws in
      defer { next += draws.count }
      return MapAddition(smearing, scores: Array(scores[next..<next + draws.count]))
    }
    let mixVariations = remixed.map { remix in
      defer { next += 2 }
      return MixVariation.Scores(remix.variation, up: scores[next], down: scores[next + 1])
    }
    // One feature alone is not blurred against others.
    let halves =
      usable.count < 2
      ? []
      : try (0..<2).compactMap { half in
        try values { comparison.mappedValues($0, half: half) }.map {
          try self.scores(with: $0, variations: [])[0]
        }
      }
    return try ImpactMeasurement.MovedScores(
      features: usable, maps: parts, scores: scores[0],
      below: usable.indices.map { scores[2 * $0 + 1] }, above: usable.indices.map { scores[2 * $0 + 2] },
      halves: halves, mixVariations: mixVariations,
      additions: additions + (dependence.map(self.additions) ?? []),
      in: comparison)
  }
}

extension ScoredPair {
  /// Scores with the dependence of data, and with each correlation a step away.
  private func additions(_ map: DependenceMap) throws -> [MapAddition] {
    func scores(_ values: [[Float]]) throws -> [Float] {
      try self.scores(
        with: Dictionary(uniqueKeysWithValues: zip(map.features, values)), variations: [])[0]
    }
    guard let whole = map.values() else { return [] }
    let base = try scores(whole.values)
    let steps = try map.pairNumbers.compactMap { pair -> MapAddition? in
      guard let (values, step) = map.values(pair: pair) else { return nil }
      return try MapAddition(map, pair: pair, step: step, scores: scores(values), base: base)
    }
    return [MapAddition(dependence: base)] + steps
  }
}

extension Values {
  /// The values with new ones where these are numbers: in float32 where they were, else in float64.
  func replaced(by new: ArraySlice<Float>) -> Values {
    switch self {
    case .float32(let old):
      return .float32(zip(old, new).map { $1.isNaN ? $0 : $1 })
    case .float64, .int64, .uint64:
      return .float64(zip(doubles, new).map { $1.isNaN ? $0 : Double($1) })
    case .category, .tensor: return self
    }
  }
}
