import AuditSamples
import AuditStatistics

/// One miscalibration in one sample: distorts the events at any strength and asks a model for their scores.
struct InjectionScan: Sendable {
  let plan: InjectionPlan
  /// The events of each process.
  let parts: [LabelledEvents]
  private let contexts: [MiscalibrationContext]

  /// Measures what the miscalibration must know of the events before. O(rows log rows) for the features it refers to.
  ///
  /// Errors: ``MiscalibrationError``.
  init(_ plan: InjectionPlan, parts: [LabelledEvents], sample: String, processes: [String], seed: UInt64)
    throws
  {
    self.plan = plan
    self.parts = parts
    let miscalibration = plan.injection.miscalibration
    let blocks = parts.flatMap(\.blocks)
    let references =
      miscalibration.references.isEmpty
      ? [:] : try FeatureReference.measure(miscalibration.references, over: blocks)
    let donors =
      miscalibration.donors.isEmpty
      ? nil : try DonorRows(of: miscalibration.donors, over: blocks, seed: seed)
    contexts = processes.map { process in
      MiscalibrationContext(
        random: RowRandom(seed: seed, name: "\(plan.name)/\(sample)/\(process)"), references: references,
        donors: donors)
    }
  }

  /// Events after the injection: scores, and weights where these change.
  struct Distorted: Sendable {
    var scores: [Float] = []
    var weights: [Double]?
  }

  /// True when the model takes in something that the miscalibration changes.
  func reaches(_ scorer: any EventScorer) -> Bool {
    plan.changesWeights || scorer.columns.contains(where: plan.injection.changed.contains)
  }

  /// Scores at some strengths. As that for several scans.
  func distorted(_ strengths: [Double], by scorer: any EventScorer, nominal: [Float]) throws -> [Distorted] {
    try Self.distorted([(self, strengths)], by: scorer, nominal: nominal)[0]
  }

  /// Scores of each scan of the same events at its strengths, block by block so that a block stays in the cache while it
  /// is distorted again and again, and that the model looks at the undistorted block once.
  ///
  /// O(strengths × rows × cost of the model). Errors: what the miscalibrations and the model say.
  static func distorted(
    _ scans: [(scan: InjectionScan, strengths: [Double])], by scorer: any EventScorer, nominal: [Float]
  ) throws -> [[Distorted]] {
    var results = scans.map { scan, strengths in
      strengths.map { _ in Distorted(weights: scan.plan.changesWeights ? [] : nil) }
    }
    guard let parts = scans.first?.scan.parts else { return results }
    let usesChanged = scans.map { scan, _ in
      scorer.columns.contains(where: scan.plan.injection.changed.contains)
    }
    var first = 0
    for (number, part) in parts.enumerated() {
      for block in part.blocks {
        let rows = block.batch.count
        let events = try scans.map { scan, strengths in
          try strengths.map {
            try scan.plan.injection.applied(to: block, strength: $0, in: scan.contexts[number])
          }
        }
        let scored = scans.indices.filter { usesChanged[$0] }
        let scores: [[Float]]
        if scored.count == 1, events[scored[0]].count == 1 {
          scores = [try Self.scores(of: events[scored[0]][0], by: scorer)]
        } else if scored.isEmpty {
          scores = []
        } else {
          let changes = try scored.flatMap { scan in
            try events[scan].map { try scans[scan].scan.changes(of: $0) }
          }
          scores = try scorer.scores(
            of: try scorer.columns.map { try block.values($0) }, variedBy: changes,
            nominal: nominal[first..<first + rows], rows: rows,
            firstRow: block.batch.rows.lowerBound)
        }
        var next = 0
        for (scan, events) in events.enumerated() {
          for (place, events) in events.enumerated() {
            if usesChanged[scan] {
              results[scan][place].scores += scores[next]
              next += 1
            } else {
              results[scan][place].scores += nominal[first..<first + rows]
            }
            if scans[scan].scan.plan.changesWeights {
              results[scan][place].weights? +=
                events.batch.weights?.doubles ?? Array(repeating: 1, count: rows)
            }
          }
        }
        first += rows
      }
    }
    return results
  }

  /// The columns that the miscalibration has changed.
  private func changes(of events: EventBlock) throws -> [String: Values] {
    var changes: [String: Values] = [:]
    for name in plan.injection.changed { changes[name] = try events.values(name) }
    return changes
  }

  /// Scores of undistorted events.
  static func nominal(_ parts: [LabelledEvents], by scorer: any EventScorer) throws -> [Float] {
    try parts.flatMap(\.blocks).flatMap { try scores(of: $0, by: scorer) }
  }

  private static func scores(of events: EventBlock, by scorer: any EventScorer) throws -> [Float] {
    try scorer.scores(
      of: scorer.columns.map { try events.values($0) }, rows: events.batch.count,
      firstRow: events.batch.rows.lowerBound)
  }
}
