import AuditEngine
import AuditReport
import Testing

@Suite struct LimitsTests {
  private func limits(_ arguments: String...) throws -> Limits {
    Limits(try arguments.map { try LimitRule(argument: $0) })
  }

  @Test func defaultsAreThoseOfTheContract() {
    let limits = Limits()
    let ks = [Limit(max: 0.05), Limit(max: 0.02, severity: .warning)]
    #expect(limits.limits(analyzer: "shift", metric: "ks", column: "pt") == ks)
    #expect(limits.limits(analyzer: "shift", metric: "tvd", column: "process") == ks)
    #expect(
      limits.limits(analyzer: "shift", metric: "missing", column: "pt") == [Limit(min: -0.01, max: 0.01)])
    #expect(limits.limits(analyzer: "shift", metric: "wasserstein", column: "pt").isEmpty)
    #expect(limits.limits(analyzer: "shift", metric: "unknown", column: "pt").isEmpty)
    #expect(limits.limits(analyzer: "other", metric: "ks", column: "pt").isEmpty)
  }

  @Test func everyDefaultIsExplained() {
    #expect(Set(MetricDefault.all.map { "\($0.analyzer)/\($0.metric)" }).count == MetricDefault.all.count)
    for metric in MetricDefault.all {
      #expect(metric.summary.hasSuffix(".") && metric.why.hasSuffix("."), "\(metric.metric)")
      #expect(Set(metric.limits.map(\.severity)).count == metric.limits.count, "\(metric.metric)")
      for limit in metric.limits {
        // Where nothing is wrong, nothing may fail.
        let best: Double =
          switch metric.scale {
          case .distance, .signed: 0
          case .ratio: 1
          case .amount: 1e9
          }
        let perfect = Estimate(value: best, low: best, high: best, confidence: 0.95)
        #expect(perfect.map(limit.verdict) == .pass, "\(metric.metric)")
        #expect(
          [.distance, .amount].contains(metric.scale) || (limit.min != nil && limit.max != nil),
          "\(metric.metric)")
      }
      // The error limit is never stricter than the warning.
      let error = metric.limits.first { $0.severity == .error }?.max
      let warning = metric.limits.first { $0.severity == .warning }?.max
      if let error, let warning { #expect(error > warning, "\(metric.metric)") }
    }
  }

  @Test func aLimitWithoutSeverityReplacesBothOneWithLeavesTheOther() throws {
    func found(_ arguments: String...) throws -> [Limit] {
      Limits(try arguments.map { try LimitRule(argument: $0) }).limits(
        analyzer: "shift", metric: "ks", column: "pt")
    }
    #expect(try found("ks=0.2") == [Limit(max: 0.2)])
    #expect(try found("ks=0.2:error") == [Limit(max: 0.2), Limit(max: 0.02, severity: .warning)])
    #expect(try found("ks=0.01:warning") == [Limit(max: 0.05), Limit(max: 0.01, severity: .warning)])
    #expect(
      try found("ks=0.2", "ks=0.1:warning") == [Limit(max: 0.2), Limit(max: 0.1, severity: .warning)])
    #expect(try found("ks=0.1:warning", "ks=0.2") == [Limit(max: 0.2)])
    // What names the column comes first, wherever it stands, for each severity.
    #expect(
      try found("ks:pt=0.1:warning", "ks=0.2") == [Limit(max: 0.2), Limit(max: 0.1, severity: .warning)])
    #expect(try found("ks:pt=0.2", "ks=0.1:warning") == [Limit(max: 0.2)])
    #expect(try found("ks=off:error", "ks=0.1:warning") == [Limit(max: 0.1, severity: .warning)])
  }

  @Test(arguments: [
    (
      ["ks=0.1:warning"],
      [
        "the warning limit on ks, ≤ 0.1, is never reached: the error limit, ≤ 0.05, comes first; a limit without a severity replaces both"
      ]
    ),
    (
      ["ks:pt=0.1:warning", "ks:pt=0.2"],
      [
        "the warning limit on ks of 'pt', ≤ 0.1, is replaced by a limit without a severity; write 'error' there to keep both"
      ]
    ),
    (
      ["smallest-class=50:warning", "smallest-class=60:error"],
      [
        "the warning limit on smallest-class, ≥ 50, is never reached: the error limit, ≥ 60, comes first; a limit without a severity replaces both"
      ]
    ),
    (["ks=0.2", "ks=0.1:warning", "median-shift=0.2:warning", "ks:eta=0.04:warning"], []),
  ])
  func aWarningThatNothingCanReachIsSaid(_ arguments: [String], _ remarks: [String]) throws {
    #expect(Limits.remarks(on: try arguments.map { try LimitRule(argument: $0) }) == remarks)
  }

  @Test func namedColumnsWinWhereverTheyStand() throws {
    let limits = try limits("ks:pt*=0.2", "ks=0.1", "ks:pt_lead=0.3", "ks:*eta=off")
    func error(_ column: String) -> Double? {
      limits.limits(analyzer: "shift", metric: "ks", column: column).first { $0.severity == .error }?.max
    }
    #expect(error("pt") == 0.2 && error("pt_lead") == 0.3 && error("mass") == 0.1 && error("jet_eta") == nil)
    #expect(limits.limits(analyzer: "shift", metric: "ks", column: "jet_eta").isEmpty)
    #expect(limits.limits(analyzer: "shift", metric: "ks", column: nil).first?.max == 0.1)
    #expect(limits.limits(analyzer: "shift", metric: "tvd", column: "pt").first?.max == 0.05)
  }

  @Test func lastOfEqualsWins() throws {
    let found = try limits("ks:p*=0.2", "ks:pt=0.3", "ks:*=0.4").limits(
      analyzer: "shift", metric: "ks", column: "pt")
    #expect(found.first?.max == 0.4)
  }

  @Test func offForOneSeverityOnly() throws {
    let found = try limits("ks=off:warning").limits(analyzer: "shift", metric: "ks", column: "pt")
    #expect(found == [Limit(max: 0.05)])
    #expect(try limits("ks=off").limits(analyzer: "shift", metric: "ks", column: "pt").isEmpty)
    let again = try limits("ks=off", "ks=0.3").limits(analyzer: "shift", metric: "ks", column: "pt")
    #expect(again == [Limit(max: 0.3)])
  }

  @Test func rulesOfOneAnalyzerLeaveOthersAlone() {
    let limits = Limits([LimitRule(metric: "ks", analyzer: "splits", max: .value(0.5))])
    #expect(limits.limits(analyzer: "shift", metric: "ks", column: "pt").first?.max == 0.05)
    #expect(limits.limits(analyzer: "splits", metric: "ks", column: "pt") == [Limit(max: 0.5)])
  }

  @Test func aReadingIsJudgedByItsColumn() throws {
    let estimate = try #require(Estimate(value: 0.06, low: 0.055, high: 0.065, confidence: 0.95))
    let limits = try limits("ks:pt=0.1")
    func verdict(_ feature: String) -> Verdict {
      let reading = Reading(
        id: "shift/ks/\(feature)", analyzer: "shift", metric: "ks", subject: Subject(feature: feature),
        outcome: .measured(estimate), message: "")
      return Finding(judging: reading, by: limits.limits(for: reading).filter { $0.severity == .error })
        .verdict
    }
    #expect(verdict("pt") == .pass && verdict("eta") == .fail)
  }

  @Test(arguments: [
    ("ks=0.1", LimitRule(metric: "ks", max: .value(0.1))),
    ("ks:pt=1e-1:warning", LimitRule(metric: "ks", subject: "pt", max: .value(0.1), severity: .warning)),
    ("ks:a:b=c=0.1", LimitRule(metric: "ks", subject: "a:b=c", max: .value(0.1))),
    ("iqr-ratio=0.8..1.3", LimitRule(metric: "iqr-ratio", min: .value(0.8), max: .value(1.3))),
    ("iqr-ratio=0.8..:error", LimitRule(metric: "iqr-ratio", min: .value(0.8), max: .open, severity: .error)),
    ("median-shift=..0.1", LimitRule(metric: "median-shift", min: .open, max: .value(0.1))),
    ("tvd:proc*=off", LimitRule(metric: "tvd", subject: "proc*", judge: false)),
  ])
  func argumentsAreRead(_ argument: String, _ rule: LimitRule) throws {
    #expect(try LimitRule(argument: argument) == rule)
  }

  @Test func aSingleNumberIsMirroredOnTwoSidedMetrics() throws {
    func error(_ argument: String) throws -> Limit? {
      let rule = try LimitRule(argument: argument)
      return Limits([rule]).limits(analyzer: "shift", metric: rule.metric, column: nil).first {
        $0.severity == .error
      }
    }
    #expect(try error("median-shift=0.2") == Limit(min: -0.2, max: 0.2))
    #expect(try error("iqr-ratio=1.25") == Limit(min: 0.8, max: 1.25))
    #expect(try error("ks=0.2") == Limit(max: 0.2))
    #expect(try error("median-shift=..0.2") == Limit(max: 0.2))
    #expect(try error("median-shift=-0.1..0.2") == Limit(min: -0.1, max: 0.2))
  }

  @Test(arguments: [
    ("ks", "--limit ks: expected METRIC[:SUBJECT]=VALUE[:warning], e.g. ks=0.1 or ks:pt=0.2:warning"),
    ("=0.1", "--limit =0.1: expected METRIC[:SUBJECT]=VALUE[:warning], e.g. ks=0.1 or ks:pt=0.2:warning"),
    ("ks:=1", "--limit ks:=1: expected METRIC[:SUBJECT]=VALUE[:warning], e.g. ks=0.1 or ks:pt=0.2:warning"),
    ("ks=", "--limit ks=: expected METRIC[:SUBJECT]=VALUE[:warning], e.g. ks=0.1 or ks:pt=0.2:warning"),
    ("kss=0.1", "--limit kss=0.1: there is no metric 'kss'; did you mean 'ks'?"),
    ("colour=1", "--limit colour=1: there is no metric 'colour'; 'simaudit limits' lists them"),
    (
      "ks=small",
      "--limit ks=small: 'small' is not a number; VALUE is a number, a range such as 0.8..1.3, or 'off'"
    ),
    (
      "ks=nan", "--limit ks=nan: 'nan' is not a number; VALUE is a number, a range such as 0.8..1.3, or 'off'"
    ),
    ("ks=0.1:fatal", "--limit ks=0.1:fatal: 'fatal' is not a severity; there are 'error' and 'warning'"),
    ("ks=2..1", "--limit ks=2..1: the smallest tolerated value, 2, is above the largest, 1"),
    ("ks=..", "--limit ks=..: a limit that is open on both sides judges nothing; write 'off'"),
    (
      "iqr-ratio=0.9",
      "--limit iqr-ratio=0.9: the smallest tolerated value, 1.1111111111111112, is above the largest, 0.9"
    ),
  ])
  func wrongArgumentsGetASentence(_ argument: String, _ sentence: String) {
    let error = #expect(throws: LimitArgumentError.self) { try LimitRule(argument: argument) }
    #expect(error?.description == sentence)
  }

  @Test func theTableShowsEveryMetric() {
    let table = LimitsTable()
    #expect(table.rows.map(\.metric) == MetricDefault.all.map(\.metric))
    #expect(table.rows.first { $0.metric == "ks" }.map { [$0.error, $0.warning] } == ["≤ 0.05", "≤ 0.02"])
    #expect(
      table.rows.first { $0.metric == "missing" }.map { [$0.error, $0.warning] } == ["−0.01 to 0.01", "–"])
    #expect(table.rows.first { $0.metric == "iqr-ratio" }?.warning == "0.9091 to 1.1")
    let lines = table.text().split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[1] == "ks                        shift                   ≤ 0.05         ≤ 0.02")
    for metric in MetricDefault.all {
      #expect(lines.contains { $0.hasPrefix(metric.metric + " ") } && table.text().contains(metric.why))
    }
    let changed = LimitsTable(Limits([LimitRule(metric: "ks", max: .value(0.5))]))
    #expect(changed.rows[0].error == "≤ 0.5" && changed.rows[0].warning == "–")
  }

  @Test func aNumberOnWhatShouldBeLargeIsASmallestValue() throws {
    let rule = try LimitRule(argument: "smallest-class=500")
    #expect(rule.min == .value(500) && rule.max == nil)
    #expect(
      Limits([rule]).limits(analyzer: "balance", metric: "smallest-class", column: nil)
        == [Limit(min: 500)])
  }

  @Test func theListOfAResultDocumentIsNotPutOnTopOfTheDefaultsAgain() {
    let once = Limits([LimitRule(metric: "ks", max: .value(0.5))])
    #expect(Limits(once.rules) == once)
  }
}
