import AuditAnalysis
import AuditEngine
import AuditModels
import AuditReport
import AuditSamples
import AuditTestSupport
import Testing

/// One suite over the registry: what each analyzer promises whatever it measures, see ``AnalyzerLaws``.
@Suite struct AnalyzerLawsTests {
  private static let toy = AnalyzerLaws.Toy { context in
    context.scorers = [FormulaScorer.sum]
    context.trainer = BoostedTrees()
    var scale = Scale()
    scale.features = ["x"]
    var smear = Smear()
    smear.features = ["z"]
    context.injections = [try InjectionPlan(Injection(scale)), try InjectionPlan(Injection(smear))]
    var (invariance, monotonicity) = (Invariance(), Monotonicity())
    var (independence, calibration) = (Independence(), SliceCalibration())
    invariance.features = ["phi"]
    monotonicity.feature = "x"
    independence.spectator = "d"
    calibration.by = "n"
    let expectations: [any PhysicsExpectation] = [
      invariance, monotonicity, independence, calibration, Agreement(), Overtraining(),
    ]
    context.expectations = try expectations.map { try ExpectationPlan($0, name: type(of: $0).kind) }
  }

  private static let kinds = AnalyzerRegistry.entries.map(\.kind.kind)

  /// Metrics that are about the rows of the file and their weights, whatever these are.
  private static let countsRows: [String: Set<String>] = [
    "balance": ["negative-weight-fraction", "weighting-tvd", "order-drift", "order-clumping"],
    "weights": ["zero-weights", "heaviest-1pc-share", "weight-correlation", "weight-class-correlation"],
    "integrity": ["sentinel", "dominant-share", "missing-fraction", "columns"],
    "overlap": [
      "overlap-matrix", "key-overlap-matrix", "overlap", "key-overlap", "key-duplicates", "duplicates",
      "label-conflicts", "near-duplicates",
    ],
  ]
  /// Analyzers that draw directions or resample by the place of a feature: another order is another draw.
  private static let drawsByPlace: Set<String> = ["panel", "fitted-miscalibrations"]
  /// What a sample against itself must fail: its events are the same.
  private static let findsSameEvents: Set<String> = [
    "overlap", "key-overlap", "two-sample-auc", "shared-events",
  ]

  private func readings(
    _ kind: String, _ change: (inout AnalyzerLaws.Presentation) -> Void = { _ in }
  ) throws -> [Reading] {
    let entry = try #require(AnalyzerRegistry.entries.first { $0.kind.kind == kind })
    let analyzer = try entry.make(Configuration.Analysis(kind: kind, settings: entry.kind.defaults))
    var presentation = AnalyzerLaws.Presentation()
    // Of a sample without weights these two say that it has none.
    presentation.hasUnitData = !["balance", "weights"].contains(kind)
    change(&presentation)
    return try Self.toy.readings(analyzer, presentation)
  }

  /// The readings as they come against those of another presentation.
  private func expectNoDifference(
    _ kind: String, _ agreement: AnalyzerLaws.Agreement, but excluded: Set<String> = [],
    _ change: (inout AnalyzerLaws.Presentation) -> Void
  ) throws {
    let first = try readings(kind)
    #expect(
      first.contains { if case .measured = $0.outcome { true } else { false } }, "\(kind) measures nothing")
    let differences = AnalyzerLaws.differences(first, try readings(kind, change), agreement, but: excluded)
    #expect(differences == [])
  }

  @Test(arguments: kinds)
  func batchesAndThreadsChangeNothing(kind: String) throws {
    try expectNoDifference(kind, .exact) {
      $0.batchRows = 97
      $0.threads = 3
    }
  }

  @Test(arguments: kinds)
  func theScaleOfWeightsChangesNothing(kind: String) throws {
    try expectNoDifference(kind, .rounded) { $0.scale = 0.25 }
  }

  @Test(arguments: kinds)
  func rowsOfWeightZeroChangeNothing(kind: String) throws {
    try expectNoDifference(kind, .rounded, but: Self.countsRows[kind] ?? []) { $0.emptyRows = 40 }
  }

  @Test(arguments: kinds)
  func theOrderOfColumnsChangesNothing(kind: String) throws {
    try expectNoDifference(kind, Self.drawsByPlace.contains(kind) ? .withinErrors : .rounded) {
      $0.isPermuted = true
    }
  }

  /// What is in a sample, not what chance makes of it: regions beyond the first, and what is not judged of them.
  private static func isContent(_ id: String) -> Bool {
    id.hasPrefix("regions/region-ratio/")
      || id.hasPrefix("regions/region-difference/") && !id.hasPrefix("regions/region-difference/1:")
  }

  /// What a gate has reviewed is what it judges the next time.
  @Test(arguments: kinds)
  func otherEventsHaveTheSameFindings(kind: String) throws {
    let ids = try (0..<3).map { draw in
      Set(try readings(kind) { $0.draw = draw }.map(\.id).filter { !Self.isContent($0) })
    }
    for other in ids.dropFirst() { #expect(ids[0].symmetricDifference(other).sorted() == []) }
  }

  @Test(arguments: kinds)
  func aSampleAgainstItselfIsNoDifference(kind: String) throws {
    let limits = Limits()
    let failed = try readings(kind) { $0.isSame = true }
      .map { Finding(judging: $0, by: limits.limits(for: $0)) }
      .filter { $0.verdict == .fail }
    if kind == "overlap" { #expect(failed.contains { $0.metric == "key-overlap" }) }
    #expect(failed.filter { !Self.findsSameEvents.contains($0.metric) }.map(\.id) == [])
  }
}
