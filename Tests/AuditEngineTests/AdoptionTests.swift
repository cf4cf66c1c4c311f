import AuditReport
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

  @Test func eachScaleHasItsLimit() {
    #expect(
      Self.rules([Self.finding("ks", "pt", 0.012, 0.008, 0.0161)])
        == [LimitRule(metric: "ks", subject: "pt", analyzer: "shift", max: .value(0.0194))])
    #expect(
      Self.rules([Self.finding("median-shift", "pt", -0.05, -0.07, -0.03, severity: .warning)])
        == [
          LimitRule(
            metric: "median-shift", subject: "pt", analyzer: "shift", max: .value(0.084), severity: .warning)
        ])
    // 1/0.8 is farther from 1 than 1.1: 1 + 1.2 · 0.25.
    #expect(
      Self.rules([Self.finding("iqr-ratio", "pt", 0.95, 0.8, 1.1, severity: .warning)])
        == [
          LimitRule(
            metric: "iqr-ratio", subject: "pt", analyzer: "shift", max: .value(1.3), severity: .warning)
        ])
    #expect(
      Self.rules([Self.finding("out-of-range", "pt", 0, 0, 0, severity: .warning)])
        == [LimitRule(metric: "out-of-range", subject: "pt", max: .value(0), severity: .warning)])
  }

  @Test func theLooserOfTwoThatOneRuleWouldJudgeStays() {
    let findings = [
      Self.finding("ks", "pt", 0.01, 0, 0.02, simulation: "a"),
      Self.finding("ks", "pt", 0.01, 0, 0.04, simulation: "b"),
      Self.finding("ks", "pt", 0.01, 0, 0.03, simulation: "c"),
    ]
    #expect(Self.rules(findings, margin: 1).filter { $0.severity == nil }.map(\.max) == [.value(0.04)])
  }

  /// The law of adoption: judged again, all that was adopted passes.
  @Test func whatWasReviewedPassesAfterwards() {
    let findings = [
      Self.finding("ks", "pt", 0.3, 0.28, 0.32), Self.finding("ks", "eta", 0.01, 0, 0.021),
      Self.finding("tvd", "c", 0.03, 0.025, 0.035, severity: .warning),
      Self.finding("iqr-ratio", "pt", 2, 1.5, 3, severity: .warning),
      Self.finding("median-shift", "pt", -0.5, -0.6, -0.4, severity: .warning),
      Self.finding("missing", "pt", -0.2, -0.21, -0.19),
    ]
    let configured = [LimitRule(metric: "ks", subject: "e*", max: .value(0.001), severity: .warning)]
    for margin in [1, 1.2, 3] {
      let adopted = AdoptedLimit.all(of: Self.report(findings), .init(margin: margin), rules: configured)
        .limits
      let limits = Limits(configured + adopted.map(\.rule))
      for finding in findings {
        let judges = limits.limits(
          analyzer: finding.analyzer, metric: finding.metric, column: finding.subject.column)
        #expect(!judges.isEmpty)
        for judge in judges {
          #expect(finding.estimate.map { judge.verdict(on: $0) } == .pass, "\(finding.id) \(judge)")
        }
      }
    }
  }

  @Test func onlyWhatIsAskedForIsAdopted() {
    let report = Self.report([
      Self.finding("ks", "pt", 0.3, 0.28, 0.32), Self.finding("ks", "eta", 0.01, 0, 0.02),
      Self.finding("strange", "eta", 0.01, 0, 0.02),
    ])
    let open = AdoptedLimit.all(of: report, .init(isOpenOnly: true))
    #expect(Set(open.limits.map(\.rule.subject)) == ["pt"])
    #expect(
      AdoptedLimit.all(of: report, .init(findings: ["shift/ks/e*"])).limits.allSatisfy {
        $0.rule.subject == "eta"
      })
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
    let findings = findings ?? [Self.finding("ks", "pt", 0.012, 0.008, 0.0161)]
    let limits = AdoptedLimit.all(of: report(findings), .init(margin: 1.2)).limits
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
      #expect(result.contains("metric: ks, subject: pt, analyzer: shift, max: 0.0194 }"))
      #expect(result.contains("# Adopted 2026-11-24 from r.json: reviewed"))
      // Every comment and every setting is there as it was, in its order.
      // An entry that was the last one has got a comma.
      var left = Substring(result.replacing(",", with: ""))
      for piece in text.split(whereSeparator: \.isNewline).map({ String($0) }) {
        let wanted = piece.hasPrefix("limits: [") ? "limits: [" : piece.replacing(",", with: "")
        let place = try #require(left.range(of: wanted), "\(piece) in \(result)")
        left = left[place.upperBound...]
      }
      let again = try Self.edit(result, [Self.finding("tvd", "c", 0.01, 0, 0.01)])
      #expect(again.contains("metric: ks, subject: pt"))
    }
  }

  @Test func linesOfAnEarlierAdoptionAreReplacedAndThoseWithOwnWordsAreNot() throws {
    let first = try Self.edit(Self.head + "limits:\n  - { metric: tvd, max: 0.2 }\n")
    let second = try Self.edit(first, [Self.finding("ks", "pt", 0.02, 0.01, 0.03)], day: "2026-12-24")
    #expect(!second.contains("max: 0.0194") && second.contains("max: 0.036"))
    #expect(second.contains("# Adopted 2026-11-24") && second.contains("# Adopted 2026-12-24"))
    let noted = first.replacing("0.0161]", with: "0.0161] ask Anna")
    let third = try Self.edit(noted, [Self.finding("ks", "pt", 0.02, 0.01, 0.03)])
    #expect(third.contains("ask Anna") && third.contains("max: 0.036"))
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
        #expect(error.description.contains("{ metric: ks, subject: pt, analyzer: shift, max: 0.0194 }"))
      } catch {
        Issue.record("\(error)")
      }
    }
  }
}
