import AuditReport
import AuditStatistics
import Glibc
import Testing

@testable import AuditEngine

/// Limits made from a reviewed result, and how they get into a configuration.
@Suite struct AdoptionTests {
  private static let vocabulary = ConfigurationVocabulary(analyses: [], formats: ["json"])

  private static func finding(
    _ metric: String, _ column: String?, _ value: Double, _ low: Double, _ high: Double,
    severity: Severity = .error, analyzer: String = "shift", simulation: String = "s"
  ) -> Finding {
    let estimate = Estimate(value: value, low: low, high: high, confidence: 0.95)
    let reading = Reading(
      id: "\(analyzer)/\(metric)/\(column ?? "")@\(simulation)", analyzer: analyzer, metric: metric,
      subject: Subject(feature: column, simulation: simulation),
      outcome: estimate.map { .measured($0) } ?? .noted,
      message: "m")
    return Finding(judging: reading, by: [Limit(max: 0.05, severity: severity)])
  }
  private static func report(_ findings: [Finding]) -> Report {
    Report(
      tool: .init(name: "simaudit", version: "0.1.0"), configuration: .null, samples: [], findings: findings,
      run: .init(started: "", seconds: 0, peakMemoryBytes: 0, jobs: 1))
  }
  private static func rules(_ findings: [Finding], margin: Double = 1.2) -> [LimitRule] {
    AdoptedLimit.all(of: report(findings), .init(margin: margin)).limits.map(\.rule)
  }

  /// By hand: e + max(0.2 e, e − v) on the side that did not pass, the other side as it was.
  @Test func eachScaleHasItsLimit() {
    #expect(
      Self.rules([Self.finding("ks", "pt", 0.3, 0.28, 0.32)])
        == [LimitRule(metric: "ks", subject: "pt", analyzer: "shift", max: .value(0.384))])
    #expect(
      Self.rules([Self.finding("median-shift", "pt", -0.3, -0.4, -0.2)])
        == [
          LimitRule(
            metric: "median-shift", subject: "pt", analyzer: "shift", min: .value(-0.5), max: .value(0.1),
            severity: .warning)
        ])
    // 1/0.7 − 1 = 0.429 and 1/0.8 − 1 = 0.25: 1/(1 + 0.429 + 0.179).
    #expect(
      Self.rules([Self.finding("iqr-ratio", "pt", 0.8, 0.7, 0.9)])
        == [
          LimitRule(
            metric: "iqr-ratio", subject: "pt", analyzer: "shift", min: .value(0.622), max: .value(1.1),
            severity: .warning)
        ])
    // 1/0.8 = 1.25 and 1/1.5 = 0.667: 1/(1.25 + 0.583); it may be undecided again.
    #expect(
      Self.rules([Self.finding("safety-factor", "pt", 1.5, 0.8, 3, analyzer: "fitted-miscalibrations")])
        == [LimitRule(metric: "safety-factor", subject: "pt", min: .value(0.545), strict: false)])
  }

  /// What was only noted can be measured, and undecided, the next time.
  @Test func whatWasNotedMayBeUndecided() {
    var noted = Self.finding("safety-factor", "smear/pt", 1, 1, 1, analyzer: "fitted-miscalibrations")
    (noted.estimate, noted.limit, noted.verdict) = (nil, nil, .info)
    #expect(
      Self.rules([noted])
        == [
          LimitRule(
            metric: "safety-factor", subject: "smear/pt", min: .value(1), severity: .error, strict: false)
        ])
    #expect(AdoptedLimit.all(of: Self.report([noted]), .init(isOpenOnly: true)).limits.isEmpty)
  }

  @Test func eachSeverityIsAdoptedWhereItDidNotPass() {
    // Passes the error limit by more than chance, exceeds the warning.
    #expect(
      Self.rules([Self.finding("ks", "pt", 0.03, 0.025, 0.035)])
        == [
          LimitRule(
            metric: "ks", subject: "pt", analyzer: "shift", max: .value(0.042), severity: .warning)
        ])
    // Passes the error limit so narrowly that the next one may be undecided: the limit stays.
    let narrow = Self.finding("ks", "pt", 0.044, 0.039, 0.049)
    #expect(
      Self.rules([narrow])
        == [
          LimitRule(
            metric: "ks", subject: "pt", analyzer: "shift", max: .value(0.05), severity: .error,
            strict: false),
          LimitRule(
            metric: "ks", subject: "pt", analyzer: "shift", max: .value(0.0588), severity: .warning),
        ])
    let open = AdoptedLimit.all(of: Self.report([narrow]), .init(isOpenOnly: true)).limits
    #expect(open.map(\.rule.severity) == [.warning])
    // Passes both.
    #expect(Self.rules([Self.finding("ks", "pt", 0.004, 0, 0.009)]).isEmpty)
    // Exactly 0 in all events: no limit of exactly 0 comes of it.
    #expect(Self.rules([Self.finding("median-shift", "n", 0, 0, 0)]).isEmpty)
  }

  @Test func whatCouldNotBeMeasuredMayStayUndecided() {
    let reading = Reading(
      id: "shift/missing/pt", analyzer: "shift", metric: "missing", subject: Subject(feature: "pt"),
      outcome: .inconclusive(reason: "no events"), message: "m")
    let finding = Finding(judging: reading, by: Limits().limits(for: reading))
    #expect(finding.leavesAuditUndecided)
    let rules = Self.rules([finding])
    #expect(
      rules == [
        LimitRule(metric: "missing", subject: "pt", analyzer: "shift", max: .value(0.01), strict: false)
      ])
    #expect(!Finding(judging: reading, by: Limits(rules).limits(for: reading)).leavesAuditUndecided)
  }

  @Test func theLooserOfTwoThatOneRuleWouldJudgeStays() {
    let findings = [
      Self.finding("ks", "pt", 0.1, 0.09, 0.12, simulation: "a"),
      Self.finding("ks", "pt", 0.1, 0.09, 0.14, simulation: "b"),
      Self.finding("ks", "pt", 0.1, 0.09, 0.13, simulation: "c"),
    ]
    #expect(Self.rules(findings, margin: 1).map(\.max) == [.value(0.18)])
  }

  /// What is about no column has a rule that leaves columns alone.
  @Test func aFindingAboutNoColumnLeavesColumnsAlone() throws {
    let findings = [
      Self.finding("uncovered", nil, 0.1, 0.09, 0.11, analyzer: "coverage"),
      Self.finding("uncovered", "pt", 0, 0, 0.001, analyzer: "coverage"),
    ]
    let rules = Self.rules(findings)
    #expect(rules == [LimitRule(metric: "uncovered", subject: "none", max: .value(0.132))])
    let limits = Limits(rules)
    #expect(limits.limits(analyzer: "coverage", metric: "uncovered", column: "pt").first?.max == 0.01)
    #expect(limits.limits(analyzer: "coverage", metric: "uncovered", column: nil).first?.max == 0.132)
    #expect(Self.rules([findings[0]]).map(\.subject) == [nil])
  }

  /// The laws of adoption, on findings of every scale, sign and width: no limit gets tighter, what passed keeps its own,
  /// and judged again all that was adopted passes.
  @Test func limitsOnlyGetLooserAndWhatWasReviewedPassesAfterwards() throws {
    let metrics = MetricDefault.all.filter { !$0.limits.isEmpty }
    let configured = [
      LimitRule(metric: "ks", subject: "c1*", max: .value(0.001), severity: .warning),
      LimitRule(metric: "median-shift", min: .value(-0.2), max: .open),
    ]
    var findings: [Finding] = []
    for number in 0..<2000 {
      let random = CounterRandom(seed: 7, stream: "adoption")
      let metric = metrics[number % metrics.count]
      func draw(_ part: UInt32) -> Double { exp(3 * random.normal(UInt64(number), part: part)) / 50 }
      let sign: Double = metric.scale == .signed && number % 3 == 0 ? -1 : 1
      let centre = metric.scale == .ratio ? 1 : 0.0
      let (value, down, up) = (draw(1), draw(2), draw(3))
      let isPositive = metric.scale == .ratio || metric.scale == .amount
      let low = isPositive ? (centre + value) / (1 + down) : sign * value - down
      let column = number % 7 == 0 ? nil : "c\(number)"
      findings.append(
        Self.finding(
          metric.metric, column, centre + sign * value, metric.scale == .distance ? max(0, low) : low,
          centre + sign * value + up, analyzer: metric.analyzer))
    }
    let inForce = Limits(configured)
    for margin in [1, 1.2, 3] {
      let adopted = AdoptedLimit.all(of: Self.report(findings), .init(margin: margin), rules: configured)
        .limits
      let limits = Limits(configured + adopted.map(\.rule))
      for finding in findings {
        func judges(_ limits: Limits) -> [Limit] {
          limits.limits(
            analyzer: finding.analyzer, metric: finding.metric, column: finding.subject.column)
        }
        let estimate = try #require(finding.estimate)
        for old in judges(inForce) {
          let verdicts = judges(limits).map { $0.verdict(on: estimate) }
          #expect(verdicts.allSatisfy { $0 == .pass }, "\(finding.id) \(judges(limits))")
          // Joined with an error limit as loose, a warning has no limit of its own.
          guard let new = judges(limits).first(where: { $0.severity == old.severity }) else { continue }
          #expect(
            new.min ?? -.infinity <= old.min ?? -.infinity && new.max ?? .infinity >= old.max ?? .infinity)
          if finding.subject.column != nil, old.verdict(on: estimate) == .pass {
            #expect(new.min == old.min && new.max == old.max, "\(finding.id)")
          }
        }
      }
    }
  }

  /// The next sample of the same nature: normal errors, true values from far below to far above the limit, one review each.
  @Test func whatWasReviewedDoesNotFailNextTimeByChance() throws {
    let random = CounterRandom(seed: 11, stream: "adoption/next")
    var (failures, undecided, audits) = (0, 0, 0)
    for number in 0..<1000 {
      let sigma = 0.01
      let truth = 0.1 * random.uniform(UInt64(number))
      func finding(_ part: UInt32) -> Finding {
        let value = truth + sigma * random.normal(UInt64(number), part: part)
        return Self.finding("missing", "pt", value, value - 1.96 * sigma, value + 1.96 * sigma)
      }
      let limits = Limits(Self.rules([finding(0)]))
      for part in 1...25 {
        let next = finding(UInt32(part))
        let judged = Finding(
          judging: Reading(
            id: next.id, analyzer: next.analyzer, metric: next.metric, subject: next.subject,
            outcome: .measured(try #require(next.estimate)), message: ""),
          by: limits.limits(analyzer: "shift", metric: "missing", column: "pt"))
        audits += 1
        if judged.failsAudit { failures += 1 }
        if judged.leavesAuditUndecided { undecided += 1 }
      }
    }
    // Expected: 2·10⁻⁵ and, where the limit of 0.01 is near the chance that it would be undecided, up to 0.3 %.
    #expect(Double(failures) / Double(audits) < 0.0003, "\(failures) of \(audits)")
    #expect(Double(undecided) / Double(audits) < 0.001, "\(undecided) of \(audits)")
  }

  @Test func onlyWhatIsAskedForIsAdopted() {
    let report = Self.report([
      Self.finding("ks", "pt", 0.3, 0.28, 0.32), Self.finding("ks", "eta", 0.1, 0.095, 0.105),
      Self.finding("strange", "eta", 0.01, 0, 0.02),
    ])
    #expect(
      AdoptedLimit.all(of: report, .init(findings: ["shift/ks/e*"], reason: "r")).limits.map(\.rule)
        == [
          LimitRule(metric: "ks", subject: "eta", analyzer: "shift", max: .value(0.126), reason: "r")
        ])
    #expect(
      AdoptedLimit.all(of: report, .init()).remarks
        == ["shift/strange/eta@s: this simaudit knows no metric 'strange' of 'shift'"])
  }

  @Test func boundsAreRoundedOutwards() {
    #expect(AdoptedLimit.roundedUp(0.0193201) == 0.0194)
    #expect(AdoptedLimit.roundedUp(0.0193) == 0.0193)
    #expect(AdoptedLimit.roundedUp(1.2 * 0.02) == 0.024)
    #expect(AdoptedLimit.roundedUp(12345) == 12400)
    #expect(AdoptedLimit.roundedUp(-12345) == -12300)
    #expect(AdoptedLimit.roundedUp(0) == 0)
  }

  // MARK: - The text

  private static let head = """
    # the experiment
    samples:   # two
      data: { files: d.h5 }
      simulation: { files: [s.h5], weight: w }

    """

  private static func edit(_ text: String, _ findings: [Finding]? = nil, day: String = "2026-11-24") throws
    -> String
  {
    let findings = findings ?? [Self.finding("ks", "pt", 0.08, 0.06, 0.1)]
    let limits = AdoptedLimit.all(of: report(findings), .init(margin: 1.2, reason: "reviewed")).limits
    return try ConfigurationEdit(
      adding: limits, to: text, path: nil, header: "Adopted \(day) from r.json: reviewed",
      stamp: "adopted \(day) × 1.2",
      vocabulary
    ).text
  }

  /// Every way in which a file may hold limits; the initialiser itself checks that the meaning is the old one and the new limits.
  @Test(arguments: [
    "", "seed: 3\n", "limits:\n", "limits:   # none yet\nseed: 3", "limits: []\n",
    "limits: [ ]  # none\nseed: 3\n",
    "limits: [{metric: ks, max: 0.1}]  # mine\nseed: 3\n",
    "limits: [\n  {metric: ks, max: 0.1},  # ] not the end\n  {metric: tvd, subject: \"a]b\", max: 0.1}  # last\n]\n",
    "limits: [{metric: ks, subject: 'it''s ] [', max: 0.1},]\n",
    "limits:\n- metric: ks   # first\n  max: 0.1\n# between\n- { metric: tvd, max: 0.2 }\n# after\nseed: 3\n",
    "limits:\n    - metric: ks\n      max: 0.1\n\n      # inside\n      severity: warning\n\nseed: 3\n",
    "limits:\n  - { metric: ks, max: 0.1 }", "# limits: [{metric: ks, max: 1}]\nseed: 3\n", "seed: 3\n...\n",
    "title: >\n  limits:\n    - no\nlimits:\n  - { metric: ks, max: 0.1 }\n",
  ])
  func limitsAreAddedAndNothingIsLost(rest: String) throws {
    for text in [Self.head + rest, (Self.head + rest).replacing("\n", with: "\r\n")] {
      let result = try Self.edit(text)
      #expect(
        result.contains(
          "metric: ks, subject: pt, analyzer: shift, max: 0.12, strict: false, reason: reviewed }"))
      #expect(result.contains("# Adopted 2026-11-24 from r.json: reviewed"))
      // Every comment and every setting is there as it was, in its order.
      // An entry that was the last one has got a comma.
      var left = Substring(result.replacing(",", with: ""))
      for piece in text.split(whereSeparator: \.isNewline).map({ String($0) }) {
        let wanted = piece.hasPrefix("limits: [") ? "limits: [" : piece.replacing(",", with: "")
        let place = try #require(left.range(of: wanted), "\(piece) in \(result)")
        left = left[place.upperBound...]
      }
      let again = try Self.edit(result, [Self.finding("tvd", "c", 0.1, 0.09, 0.11)])
      #expect(again.contains("metric: ks, subject: pt"))
    }
  }

  @Test func linesOfAnEarlierAdoptionAreReplacedAndThoseWithOwnWordsAreNot() throws {
    let first = try Self.edit(Self.head + "limits:\n  - { metric: tvd, max: 0.2 }\n")
    let second = try Self.edit(first, [Self.finding("ks", "pt", 0.2, 0.19, 0.3)], day: "2026-12-24")
    #expect(!second.contains("max: 0.12") && second.contains("max: 0.4"))
    #expect(second.contains("# Adopted 2026-11-24") && second.contains("# Adopted 2026-12-24"))
    let noted = first.replacing("0.100]", with: "0.100] ask Anna")
    let third = try Self.edit(noted, [Self.finding("ks", "pt", 0.2, 0.19, 0.3)])
    #expect(third.contains("ask Anna") && third.contains("max: 0.4"))
  }

  @Test func whatCannotBeEditedSafelyIsLeftAlone() {
    for text in [
      #"{"samples": {"data": {"files": "d.h5"}, "simulation": {"files": "s.h5"}}}"#,
      Self.head + "limits: {metric: ks, max: 0.1}\n", Self.head + "limits:\n  metric: ks\n  max: 0.1\n",
    ] {
      do {
        _ = try Self.edit(text)
        Issue.record("edited: \(text)")
      } catch let error as ConfigurationEdit.Obstacle {
        #expect(
          error.description.hasPrefix(
            "the limits cannot be put in without rewriting what is there; nothing was changed."))
        #expect(
          error.description.contains(
            "{ metric: ks, subject: pt, analyzer: shift, max: 0.12, strict: false, reason: reviewed }"))
      } catch {
        Issue.record("\(error)")
      }
    }
  }
}
