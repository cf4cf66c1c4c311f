import AuditReport
import AuditSamples
import AuditStatistics

/// How many times the size that data prefer a classifier tolerates.
struct SafetyFactor: Sendable {
  var target: FittedTarget.Target
  var kind: CalibrationKind
  var model: String
  var result: Result
  /// Where the first tolerance is left, in the unit of the strength; nil: nowhere up to what was searched.
  var breakdown: BreakdownPoint?
  /// "the loss of AUC"
  var what: String?

  /// What there is to say, reasons as clauses.
  enum Result: Sendable {
    /// Breakdown point / preferred size.
    case measured(IntervalEstimate)
    /// Data prefer no such miscalibration that could be tried.
    case none(String)
    /// What data prefer is larger than anything that can be tried.
    case tooLarge(String)
  }

  /// Beyond this a factor says nothing more.
  static let largest = 100.0
  /// Multiples of the preferred size that are tried.
  static let multiples = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64.0]
}

extension FittedMiscalibrationAnalyzer {
  /// Safety factors of every scale, offset and smearing that data could prefer of a feature or group; none without classifiers.
  func safetyFactors(_ fits: [FittedTarget], _ pair: ImpactPair, in context: AuditContext) throws
    -> [SafetyFactor]
  {
    guard let label = context.label, pair.labels != nil, !context.scorers.isEmpty else { return [] }
    let sample = context.samples[pair.simulation]
    let events = pair.simulationParts.map { LabelledEvents($0, limit: scoredRows) }
    let rows = LabelledRows.joined(events.map(\.rows))
    let isPositive = try rows.positives(positive, label: label, sample: sample.name)
    var jobs: [(fit: FittedTarget, kind: CalibrationKind, scorer: any EventScorer)] = []
    for fit in fits where fit.reason == nil {
      for kind in fit.locations + [.smear] {
        for scorer in context.scorers
        where fit.target.features.contains(where: { scorer.columns.contains(pair.features[$0]) }) {
          jobs.append((fit, kind, scorer))
        }
      }
    }
    let baselines = try context.scorers.map { scorer in
      let scores = try InjectionScan.nominal(events, by: scorer)
      return (
        name: scorer.name, scores: scores,
        baseline: try ResponseBaseline(
          scores: scores, isPositive: isPositive, weights: rows.weights,
          workingPoint: scorer.threshold.map { .threshold($0) } ?? .signalEfficiency(signalEfficiency),
          confidence: context.confidence)
      )
    }
    let work = jobs
    return try context.pieces.map(work.count) { index in
      let (fit, kind, scorer) = work[index]
      func factor(_ result: SafetyFactor.Result) -> SafetyFactor {
        SafetyFactor(target: fit.target, kind: kind, model: scorer.name, result: result)
      }
      guard let size = fit.size(kind), let known = baselines.first(where: { $0.name == scorer.name }) else {
        return factor(.none(fit.whyUntold(kind)))
      }
      if kind == .smear, size.high <= 0 {
        return factor(.none("data are narrower than simulation, which no smearing imitates"))
      }
      let injection = try Injection(
        miscalibration(kind, fit, pair), name: "\(kind.rawValue)/\(fit.target.name)")
      let scan = try InjectionScan(
        InjectionPlan(injection), parts: events, sample: sample.name,
        processes: sample.processes.map(\.name), seed: context.seed)
      return try measured(factor, kind, size) { strengths in
        let background = known.baseline.nominal(.backgroundEfficiency)?.value ?? 0
        return try scan.distorted(strengths, by: scorer, nominal: known.scores).map { distorted in
          let response = try known.baseline.response(to: distorted.scores, weights: distorted.weights)
          return [
            response.change(.auc), response.change(.efficiency),
            background > 0 ? response.change(.backgroundEfficiency)?.scaled(by: 1 / background) : nil,
          ]
        }
      }
    }
  }

  private func miscalibration(_ kind: CalibrationKind, _ fit: FittedTarget, _ pair: ImpactPair)
    -> any Miscalibration
  {
    let names = fit.target.features.map { pair.features[$0] }
    switch kind {
    case .scale:
      var scale = Scale()
      scale.features = names
      return scale
    case .offset:
      var offset = Offset()
      offset.features = names
      offset.unit = .feature
      return offset
    case .smear:
      var smear = Smear()
      smear.features = names
      smear.by = fit.isRelative ? .relative : .feature
      return smear
    }
  }

  /// The smallest strength at which a tolerance is left, over the preferred size.
  private func measured(
    _ factor: (SafetyFactor.Result) -> SafetyFactor, _ kind: CalibrationKind, _ size: IntervalEstimate,
    changes: @escaping ([Double]) throws -> [[ChangeEstimate?]]
  ) throws -> SafetyFactor {
    let ends = kind == .smear ? [max(0, size.low), size.high] : [abs(size.low), abs(size.high)]
    let largest = max(ends[0], ends[1])
    let contains0 = size.low <= 0 && size.high >= 0
    let smallest = contains0 ? 0 : min(ends[0], ends[1])
    guard largest > 0 else { return factor(.none("the best fit is zero")) }
    // Of a size that may be 0 the sign is not known either.
    var signs: [Double] = [size.value < 0 ? -1 : 1]
    if contains0, kind != .smear { signs = [1, -1] }
    if kind == .smear { signs = [1] }
    var best: (point: BreakdownPoint, what: String)?
    for sign in signs {
      // A scale of −1 or less turns everything over.
      let wanted = SafetyFactor.multiples.map { sign * $0 * largest }.filter {
        kind != .scale || abs($0) <= 0.5
      }
      var curves = tolerances.curves
      func measure(_ strengths: [Double]) throws {
        for (strength, found) in zip(strengths, try changes(strengths)) { curves.add(found, at: strength) }
      }
      // A few at once, because models are faster so, up to the first multiple beyond which nothing can be first.
      for start in stride(from: 0, to: wanted.count, by: 3) where !curves.isDecided {
        try measure(Array(wanted[start..<min(start + 3, wanted.count)]))
      }
      for _ in 0..<BreakdownCurves.rounds where !curves.wanted.isEmpty { try measure(curves.wanted) }
      guard let first = curves.first else { continue }
      if let old = best, BreakdownPoint.nearest(old.point, first.point) == old.point { continue }
      best = (first.point, ResponseTolerances.names[first.change])
    }
    guard let best else {
      return factor(
        .tooLarge("data may prefer one of up to \(Wording.number(largest)), more than can be tried"))
    }
    let reach = abs(best.point.searched)
    let value = best.point.strength.map(abs) ?? reach
    let low = best.point.low.map(abs) ?? reach
    let high = best.point.high.map(abs)
    func ratio(_ strength: Double, _ size: Double) -> Double {
      size > 0 ? min(SafetyFactor.largest, strength / size) : SafetyFactor.largest
    }
    let preferred = kind == .smear ? max(0, size.value) : abs(size.value)
    var result = factor(
      .measured(
        IntervalEstimate(
          value: ratio(value, preferred), low: ratio(low, largest),
          high: high.map { ratio($0, smallest) } ?? SafetyFactor.largest, confidence: size.confidence)))
    if best.point.strength != nil { (result.breakdown, result.what) = (best.point, best.what) }
    return result
  }
}

extension LabelledEvents {
  /// About `limit` of the rows, chosen by their keys whatever their order.
  init(_ rows: ImpactRows, limit: Int) {
    let share = Double(max(1, limit)) / Double(max(1, rows.weights.count))
    var blocks: [EventBlock] = []
    var chosen: [Int] = []
    var first = 0
    for block in rows.blocks {
      let count = block.batch.count
      let offsets =
        share >= 1 ? Array(0..<count) : (0..<count).filter { Self.takes(rows.keys[first + $0], share) }
      if !offsets.isEmpty {
        var part = block
        if offsets.count < count { part.batch = block.batch.picked(offsets) }
        blocks.append(part)
        chosen += offsets.map { first + $0 }
      }
      first += count
    }
    var labels = rows.labels
    labels.classes = chosen.map { rows.labels.classes[$0] }
    labels.weights = rows.labels.weights.map { all in chosen.map { all[$0] } }
    self.init(
      blocks: blocks, rows: labels, names: rows.names, missing: rows.missing, thinning: rows.thinning)
  }

  private static func takes(_ key: UInt64, _ share: Double) -> Bool {
    var z = key
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53 < share
  }
}
