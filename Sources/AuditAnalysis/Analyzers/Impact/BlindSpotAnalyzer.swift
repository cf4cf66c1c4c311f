import AuditReport
import AuditSamples
import AuditStatistics

/// What the tests of single features cannot see: how far a classifier's efficiency can move while each of them passes.
///
/// Distortions that move no event of a feature by more than `ks` in rank change its distribution function nowhere by more
/// than that. The headline moves all features at once, each as a function of its own value; a second number lets each
/// event choose, which also changes how features depend on each other. Both are lower bounds found by search
/// (``BlindSpotSearch``): more may be possible.
public struct BlindSpotAnalyzer: ImpactCollecting {
  /// Name in configurations and finding ids.
  public static let kind = "blind-spot"
  /// One sentence for `simaudit list`.
  public static let summary =
    "how far distortions that every one-dimensional test passes can move the efficiency of classifiers"
  /// Metrics and notes that its readings can have.
  public static let metrics = ["blind-spot", "blind-spot-by-event", "scoring"]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "ks", summary: "Limit of the KS distance that every feature stays below"),
    (name: "rows", summary: "Largest number of rows of a sample that are used"),
    (name: "positive", summary: "Class that the score recognises; empty: the last of two in order"),
    (
      name: "signalEfficiency",
      summary: "Signal efficiency that sets the working point of models without a threshold"
    ),
  ]

  /// Limit of the KS distance that every feature stays below: the default error limit of `ks`.
  public var ks = 0.05
  /// Largest number of rows of a sample that are used; more are thinned by a hash of the row number.
  public var rows = 100_000
  /// Class that the score recognises; empty: the last of two in order.
  public var positive = ""
  /// Signal efficiency that sets the working point of models without a threshold.
  public var signalEfficiency = 0.8

  /// The analyzer with its default settings.
  public init() {}

  func isWanted(in context: AuditContext) -> Bool {
    context.label != nil && !context.scorers.isEmpty && ks > 0 && ks < 1
  }

  /// Searches for each pair and model. O(models · features · rows · cost of a score).
  ///
  /// Errors: what models say; a label that does not name two classes.
  public func conclude(_ measured: [ImpactRowSet], in context: AuditContext) throws -> [Reading] {
    try ImpactRowSet.pairs(measured, in: context).flatMap { pair -> [Reading] in
      guard pair.labels != nil, pair.fault == nil else { return [] }
      let comparison = SampleComparison(
        simulation: pair.simulated, data: pair.recorded, mixUncertainty: 0, confidence: context.confidence)
      return try context.scorers.flatMap { scorer in
        let scored = try ScoredPair(
          scorer, pair, positive: positive, signalEfficiency: signalEfficiency, in: context)
        return readings(try ModelBlindSpot(scored, comparison, ks: ks, in: context), context)
          .unlessConstant(scored.nominal, of: scorer.name)
      }
    }
  }

  private func readings(_ result: ModelBlindSpot, _ context: AuditContext) -> [Reading] {
    let model = result.scored.scorer.name
    let subject = Subject(
      simulation: context.samples[result.scored.pair.simulation].name,
      data: context.samples[result.scored.pair.data].name, model: model)
    func reading(
      _ metric: String, _ ends: (down: ChangeEstimate, up: ChangeEstimate)?, _ how: String,
      evidence: [Evidence] = []
    ) -> Reading {
      guard let ends else {
        return .unmeasured(
          by: Self.kind, metric, of: subject, because: "no feature that is compared enters the classifier",
          message: "'\(model)' has no blind spot to search.")
      }
      // The larger of two, with an interval for the larger. Nothing moved is a distortion, too, and no efficiency changes by more than 1.
      let worst =
        ChangeEstimate.worst(of: [ends.down.negated, ends.up], bySize: false)?.change ?? ends.up
      func size(_ change: Double) -> Double { min(1, max(0, change)) }
      return .measured(
        by: Self.kind, metric, of: subject,
        IntervalEstimate(
          value: size(worst.value), low: size(worst.low), high: size(worst.high),
          confidence: worst.confidence),
        confidence: context.confidence,
        message:
          "Distortions that leave the KS distance of every feature at \(Wording.number(ks)) or below can change the signal efficiency of "
          + "'\(model)' by \(Wording.short(ends.down.value)) or +\(Wording.short(ends.up.value)) at least, \(how).",
        evidence: evidence)
    }
    return [
      reading(
        "blind-spot", result.together, "all features at once, each moved as a function of its own value",
        evidence: result.features.isEmpty ? [] : [.bars(bars(result))]),
      reading(
        "blind-spot-by-event", result.byEvent, "with every event moved in its own way"),
    ]
  }

  private func bars(_ result: ModelBlindSpot) -> Bars {
    Bars(
      title: "What the KS test of one feature cannot see, for '\(result.scored.scorer.name)'",
      label: "largest change of the signal efficiency found",
      items: result.features.map {
        Bars.Item(name: $0.name, value: $0.change.value, low: $0.change.low, high: $0.change.high)
      },
      caption:
        "One feature distorted as a function of its own value by at most \(Wording.number(ks)) in rank, chosen on one half of the events and measured on the other; lower bounds found by search."
    )
  }
}

/// The search for one classifier.
struct ModelBlindSpot: Sendable {
  let scored: ScoredPair
  /// Largest change by each feature alone, the largest first.
  private(set) var features: [(name: String, change: ChangeEstimate)] = []
  /// All features at once, each as a function of its own value.
  private(set) var together: (down: ChangeEstimate, up: ChangeEstimate)?
  /// All features at once, each event in its own way.
  private(set) var byEvent: (down: ChangeEstimate, up: ChangeEstimate)?

  init(_ scored: ScoredPair, _ comparison: SampleComparison, ks: Double, in context: AuditContext) throws {
    self.scored = scored
    let search = BlindSpotSearch(
      scored.pair.simulated, isPositive: scored.isPositive, scores: scored.nominal,
      threshold: scored.threshold, confidence: context.confidence)
    let steps = BlindSpotSearch.parts.map { $0 * ks }
    let inputs = scored.inputs.filter { comparison.shifted($0, by: steps) != nil }
    guard !inputs.isEmpty else { return }
    let nominal = scored.pair.simulated.columns
    // Own value down and up, by event down and up: the choice of each feature.
    var choices = [[BlindSpotSearch.Choice?]](
      repeating: [BlindSpotSearch.Choice?](repeating: nil, count: inputs.count), count: 4)
    var alone = [[ChangeEstimate]](repeating: [], count: inputs.count)
    /// Values of the moved features. Recomputed rather than kept: all features with all their steps would fill the memory.
    @Sendable func moved(_ choices: [BlindSpotSearch.Choice?]) -> [Int: [Float]] {
      var changed: [Int: [Float]] = [:]
      for (feature, choice) in zip(inputs, choices) {
        guard let choice, let shifted = comparison.shifted(feature, by: steps) else { continue }
        changed[feature] = choice.indices.map { row in
          choice[row] == 0 ? nominal[feature][row] : shifted.values[Int(choice[row]) - 1][row]
        }
      }
      return changed
    }
    /// What was best before, by kind: a turn may end lower.
    var earlier = [[BlindSpotSearch.Choice]?](repeating: nil, count: 2)
    let patterns = BlindSpotSearch.patterns.map { pattern in
      inputs.map { BlindSpotSearch.choice(pattern, ranks: comparison.shifted($0, by: [])?.ranks ?? []) }
    }
    func improve() throws {
      for kind in 0..<2 {
        let candidates = [choices[kind].compactMap { $0 }] + (earlier[kind].map { [$0] } ?? patterns)
        let scores = try context.pieces.map(candidates.count) {
          try scored.scores(with: moved(candidates[$0]), variations: [])[0]
        }
        let places = search.best(raising: kind == 1, of: scores)
        let best = inputs.indices.map { index in search.merged(candidates.map { $0[index] }, byHalf: places) }
        (choices[kind], earlier[kind]) = (best, best)
      }
    }
    for turn in 0...Self.turns {
      // The last turn starts from what is best so far of steps that features choose by their own value.
      if turn == Self.turns { try improve() }
      for kind in choices.indices where turn == Self.turns ? kind < 2 : turn > 0 || kind == 0 {
        let changed = moved(choices[kind])
        let found = try context.pieces.map(inputs.count) {
          index -> (choices: [BlindSpotSearch.Choice], alone: [ChangeEstimate]) in
          let feature = inputs[index]
          guard let shifted = comparison.shifted(feature, by: steps) else { return ([], []) }
          var others = changed
          others[feature] = nil
          var scores = try scored.scores(with: others, variations: shifted.values.map { [feature: $0] })
          let current = scores.removeFirst()
          func choice(_ kind: Int) -> BlindSpotSearch.Choice {
            kind < 2
              ? search.ownValueChoice(
                raising: kind == 1, scores: scores, current: current, ranks: shifted.ranks)
              : search.eventChoice(
                raising: kind == 3, scores: scores, current: current, ranks: shifted.ranks)
          }
          guard turn == 0 else { return ([choice(kind)], []) }
          // Nothing is moved yet: the scores are good for all kinds.
          let all = (0..<4).map(choice)
          return (all, all.prefix(2).compactMap { search.change(to: search.scores($0, scores)) })
        }
        for (index, part) in found.enumerated() {
          if turn == 0 {
            for kind in part.choices.indices { choices[kind][index] = part.choices[kind] }
            alone[index] = part.alone
          } else {
            choices[kind][index] = part.choices.first
          }
        }
      }
    }
    try improve()
    features = inputs.indices.compactMap { index in
      ChangeEstimate.worst(of: alone[index], bySize: true).map { worst in
        (scored.pair.features[inputs[index]], worst.place == 0 ? worst.change.negated : worst.change)
      }
    }.sorted { $0.1.value != $1.1.value ? $0.1.value > $1.1.value : $0.0 < $1.0 }
    let final = choices
    let changes = try context.pieces.map(4) { kind in
      search.change(to: try scored.scores(with: moved(final[kind]), variations: [])[0])
    }
    if let down = changes[0], let up = changes[1] { together = (down, up) }
    if let down = changes[2], let up = changes[3] { byEvent = (down, up) }
  }

  /// How often each feature chooses its steps: first on its own, then with the others as they are moved. Those by its own value once more,
  /// from what is best of these and of ``BlindSpotSearch/patterns``.
  private static let turns = 2
}
