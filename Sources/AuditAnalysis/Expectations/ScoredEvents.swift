import AuditReport
import AuditSamples
import AuditStatistics

/// The events of a sample with the score that a model gives each.
public struct ScoredEvents: Sendable {
  /// Name of the sample.
  public let sample: String
  /// What the sample is used for.
  public let role: SampleRole
  /// The events, block by block.
  let blocks: [EventBlock]
  /// True for events of the class that the score recognises; nil where events have no label.
  let isPositive: [Bool]?
  /// Weight of each event; nil: 1 each.
  let weights: [Double]?
  /// Score of each event.
  let scores: [Float]

  /// Number of events.
  public var count: Int { scores.count }

  /// Σw.
  var sumOfWeights: Double { weights?.reduce(0, +) ?? Double(count) }
  /// n_eff.
  var effectiveCount: Double { effectiveCount(of: scores.indices.map { $0 }) }

  /// n_eff of some of the rows.
  func effectiveCount(of rows: [Int]) -> Double {
    rows.reduce(into: PowerSums()) { $0.add(weights?[$1] ?? 1) }.effectiveCount
  }

  /// One number an event, NaN for missing values. Errors: no such column, no single numbers.
  func doubles(_ column: String) throws -> [Double] { try blocks.flatMap { try $0.doubles(column) } }

  /// Distribution of the scores.
  var scoreDistribution: WeightedDistribution {
    var builder = DistributionBuilder()
    if let weights { builder.append(scores, weights: weights) } else { builder.append(scores, weights: nil) }
    return builder.finish()
  }

  /// The events where `isKept`. O(rows × columns).
  func filtered(_ isKept: [Bool]) -> ScoredEvents {
    guard isKept.contains(false) else { return self }
    var first = 0
    var picked: [EventBlock] = []
    for block in blocks {
      let offsets = (0..<block.batch.count).filter { isKept[first + $0] }
      first += block.batch.count
      guard !offsets.isEmpty else { continue }
      picked.append(EventBlock(block.batch.picked(offsets), names: block.names, missing: block.missing))
    }
    let rows = isKept.indices.filter { isKept[$0] }
    return ScoredEvents(
      sample: sample, role: role, blocks: picked, isPositive: isPositive.map { all in rows.map { all[$0] } },
      weights: weights.map { all in rows.map { all[$0] } }, scores: rows.map { scores[$0] })
  }

  /// The events that an expression selects. Errors: it cannot be computed.
  func selected(by selection: ColumnExpression?, for name: String) throws -> ScoredEvents {
    guard let selection else { return self }
    let isKept = try blocks.flatMap { block in
      do {
        return try selection.mask(selection.columns.map { try block.values($0) }, rows: block.batch.count)
      } catch let error as ExpressionError {
        throw ExpectationError.setting(kind: name, problem: "selects by \(error.description)")
      }
    }
    return filtered(isKept)
  }

  /// About `limit` of the events, evenly spread; the weights stay. O(rows × columns).
  func thinned(to limit: Int) -> ScoredEvents {
    guard count > limit, limit > 0 else { return self }
    var isKept = [Bool](repeating: false, count: count)
    for place in 0..<limit { isKept[place * count / limit] = true }
    return filtered(isKept)
  }
}

/// What an expectation is tested on: one model, the events that it asked for, and the context.
public struct ExpectationScope: Sendable {
  /// Name of the expectation.
  public let name: String
  /// The model.
  public let scorer: any EventScorer
  /// The samples that the expectation asked for, after its selection.
  public let samples: [ScoredEvents]
  /// Score from which on an event is taken for positive; nil where nothing sets it.
  public let threshold: Double?
  /// Columns that follow from changed ones.
  public let derived: [DerivedFeature]
  /// The audit's context.
  public let context: AuditContext

  /// Subject of readings about this expectation.
  func subject(_ sample: String? = nil, other: String? = nil) -> Subject {
    Subject(sample: sample, other: other, model: scorer.name, expectation: name)
  }

  /// Why the working point is not known, as a clause.
  static let noWorkingPoint =
    "no labelled sample sets the working point, and the model has no threshold of its own"

  /// Scores of changed events: for each change, one score for each event. O(changes × rows × cost of a score).
  ///
  /// A change gets a block and returns the distorted one; what follows from changed columns is recomputed.
  func scores(
    of events: ScoredEvents, changing columns: [String], _ changes: [(inout EventBlock) throws -> Void]
  ) throws -> [[Float]] {
    let names = columns + derived.map(\.name)
    guard scorer.columns.contains(where: names.contains) else {
      return changes.map { _ in events.scores }
    }
    var results = changes.map { _ in [Float]() }
    var first = 0
    for block in events.blocks {
      let rows = first..<first + block.batch.count
      let variations = try changes.map { change -> [String: Values] in
        var distorted = block
        try change(&distorted)
        for feature in derived { try feature.recompute(in: &distorted, nominal: block) }
        return try Dictionary(uniqueKeysWithValues: names.map { ($0, try distorted.values($0)) })
      }
      let scores = try scorer.scores(
        of: scorer.columns.map { try block.values($0) }, variedBy: variations,
        nominal: events.scores[rows], rows: rows.count, firstRow: block.batch.rows.lowerBound)
      for place in results.indices { results[place] += scores[place] }
      first = rows.upperBound
    }
    return results
  }
}
