import AuditReport
import Testing

@Suite struct DifferenceTests {
  private static func report(_ findings: [Finding]) -> Report {
    Report(
      tool: .init(name: "simaudit", version: "0.1.0"), configuration: .null, samples: [], findings: findings,
      run: .init(started: "", seconds: 0, peakMemoryBytes: 0, jobs: 1))
  }
  private static func finding(
    _ low: Double, _ high: Double, limits: [Limit] = [Limit(max: 0.05)], id: String = "shift/ks/pt"
  ) -> Finding {
    JudgingTests.finding(id, (low + high) / 2, low, high, limits: limits)
  }
  private static func difference(
    _ old: Finding?, _ new: Finding?, margin: Double = 1, strict: Bool = false,
    _ way: WorseDirection? = .larger
  ) throws -> ReportDifference.Item {
    let difference = ReportDifference(
      old: report(old.map { [$0] } ?? []), new: report(new.map { [$0] } ?? []), margin: margin,
      isStrict: strict
    ) { _ in way }
    #expect(difference.isRegression == difference.items.contains(where: \.isRegression))
    return try #require(difference.items.first)
  }

  /// (old, new, direction, change): the same intervals mean different things on different scales.
  @Test(arguments: [
    ((0.01, 0.02), (0.03, 0.04), WorseDirection.larger, ReportDifference.Change.worse),
    ((0.03, 0.04), (0.01, 0.02), .larger, .better),
    ((0.01, 0.02), (0.02, 0.04), .larger, .same),
    ((0.8, 0.9), (0.6, 0.7), .smaller, .worse),
    ((0.6, 0.7), (0.8, 0.9), .smaller, .better),
    ((-0.02, -0.01), (0.03, 0.04), .fromZero, .worse),
    ((-0.02, -0.01), (0.01, 0.02), .fromZero, .moved),
    ((0.3, 0.4), (-0.1, 0.1), .fromZero, .better),
    ((0.9, 0.95), (1.2, 1.3), .fromOne, .worse),
    ((0.5, 0.6), (0.9, 1.1), .fromOne, .better),
    ((-0.5, -0.4), (0.5, 1), .fromOne, .better),
  ])
  func change(
    old: (Double, Double), new: (Double, Double), way: WorseDirection, change: ReportDifference.Change
  ) throws {
    let item = try Self.difference(
      Self.finding(old.0, old.1, limits: []), Self.finding(new.0, new.1, limits: []), way)
    #expect(item.change == change)
    #expect(!item.isRegression, "what is not judged is no regression")
  }

  @Test func withoutADirectionIntervalsMove() throws {
    let item = try Self.difference(
      Self.finding(0.1, 0.2, limits: []), Self.finding(0.3, 0.4, limits: []), nil)
    #expect(item.change == .moved)
    // A limit tells the direction.
    #expect(try Self.difference(Self.finding(0.01, 0.02), Self.finding(0.03, 0.04), nil).change == .worse)
  }

  @Test func theMarginIsOnTopOfBothIntervals() throws {
    let (old, new) = (Self.finding(0.01, 0.02), Self.finding(0.023, 0.04))
    #expect(try Self.difference(old, new).isRegression)
    let within = try Self.difference(old, new, margin: 1.2)
    #expect(within.change == .worse && !within.isRegression)
    #expect(try Self.difference(old, Self.finding(0.0241, 0.04), margin: 1.2).isRegression)
  }

  @Test func whatNewlyFailsIsARegressionWhateverTheMargin() throws {
    let item = try Self.difference(Self.finding(0.04, 0.06), Self.finding(0.051, 0.06), margin: 100)
    #expect(item.change == .same && item.isVerdictChanged && item.isRegression)
    #expect(try Self.difference(nil, Self.finding(0.051, 0.06), margin: 100).isRegression)
    #expect(try !Self.difference(nil, Self.finding(0.01, 0.02)).isRegression)
    // It failed before: told, no regression.
    #expect(try !Self.difference(Self.finding(0.06, 0.07), Self.finding(0.06, 0.07)).isRegression)
  }

  @Test func whatIsAcceptedIsNoRegression() throws {
    var accepted = Self.finding(0.1, 0.2)
    accepted.acceptance = Acceptance(reason: "r", until: .distant, expired: false)
    #expect(try !Self.difference(Self.finding(0.01, 0.02), accepted).isRegression)
    accepted.acceptance?.expired = true
    #expect(try Self.difference(Self.finding(0.01, 0.02), accepted).isRegression)
  }

  @Test func whatIsGoneOrLostCountsWhenStrict() throws {
    let gone = try Self.difference(Self.finding(0.01, 0.02), nil)
    #expect(gone.change == .gone && !gone.isRegression)
    #expect(try Self.difference(Self.finding(0.01, 0.02), nil, strict: true).isRegression)
    let none = JudgingTests.finding("shift/ks/pt", limits: [Limit(max: 0.05)], reason: "no rows")
    let lost = try Self.difference(Self.finding(0.01, 0.02), none)
    #expect(lost.change == .lost && lost.isVerdictChanged && !lost.isRegression)
    #expect(try Self.difference(Self.finding(0.01, 0.02), none, strict: true).isRegression)
    #expect(try !Self.difference(Self.finding(0.01, 0.02, limits: []), nil, strict: true).isRegression)
  }

  @Test func aReportAgainstItselfShowsNothing() {
    let report = Self.report([Self.finding(0.1, 0.2), Self.finding(0, 0.01, id: "b")])
    let difference = ReportDifference(old: report, new: report)
    #expect(difference.notable.isEmpty && !difference.isRegression && difference.items.count == 2)
  }

  @Test func regressionsComeFirst() {
    let old = Self.report([Self.finding(0.01, 0.02, id: "a"), Self.finding(0.01, 0.02, id: "z")])
    let new = Self.report([
      Self.finding(0, 0.001, id: "a"), Self.finding(0.1, 0.2, id: "z"), Self.finding(0, 1, id: "n"),
    ])
    #expect(ReportDifference(old: old, new: new).items.map(\.id) == ["z", "n", "a"])
  }
}
