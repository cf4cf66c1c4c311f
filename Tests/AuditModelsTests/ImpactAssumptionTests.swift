import AuditAnalysis
import AuditReport
import AuditTestSupport
import Foundation
import Testing

/// What is known of a classifier in data without labels, and what rests on how the classes move.
@Suite struct ImpactAssumptionTests {
  private func estimate(_ readings: [Reading], _ metric: String, _ other: String? = nil) -> Estimate? {
    let found = readings.first { $0.metric == metric && (other == nil || $0.subject.other == other) }
    if case .measured(let estimate)? = found?.outcome { return estimate }
    return nil
  }
  private func reason(_ readings: [Reading], _ metric: String) -> String? {
    if case .inconclusive(let reason)? = readings.first(where: { $0.metric == metric })?.outcome {
      return reason
    }
    return nil
  }
  private func message(_ readings: [Reading], _ metric: String, _ other: String? = nil) -> String {
    readings.first { $0.metric == metric && (other == nil || $0.subject.other == other) }?.message ?? ""
  }
  private func contains(_ estimate: Estimate?, _ value: Double) -> Bool {
    estimate.map { $0.low <= value && value <= $0.high } ?? false
  }

  @Test func anotherDependenceIsToldApartFromWhatRatiosSay() throws {
    let toy = AssumptionToy(change: .gaussian, rows: 8000, negative: 0.1)
    let readings = try toy.readings()
    let truth = toy.truth
    #expect(contains(estimate(readings, "assumption-efficiency", "dependence"), truth.signal))
    #expect(contains(estimate(readings, "assumption-background", "dependence"), truth.background))
    // The density ratio agrees with the mixture and is wrong for both classes.
    #expect(!contains(estimate(readings, "assumption-efficiency", "ratio"), truth.signal))
    #expect(contains(estimate(readings, "total-efficiency-impact"), truth.signal))
    #expect(contains(estimate(readings, "total-background-impact"), truth.background))
    let headline = message(readings, "impact-ranking")
    #expect(headline.contains("if the classes share the maps and a change of dependence"), "\(headline)")
    #expect(headline.contains("if the classes share the density ratio"))
    // Maps of single features are out, and single features are not judged.
    #expect(
      message(readings, "assumption-efficiency", "maps").contains(
        "it is ruled out: the remaining difference is a dependence of 'd' and 'q'"))
    let fault = try #require(reason(readings, "efficiency-impact"))
    #expect(fault.hasPrefix("one map for all classes does not describe data"))
    let selected = 0.4 * truth.signal + 0.6 * truth.background
    #expect(contains(estimate(readings, "selected-fraction"), selected))
  }

  /// Its density rises like a power of the smallest rank, which no turn of normal scores has.
  @Test func claytonsCopulaOfThreeFeaturesIsDescribed() throws {
    let toy = AssumptionToy(change: .clayton, rows: 12_000, seed: 2, negative: 0.1, features: 3)
    let readings = try toy.readings()
    #expect(contains(estimate(readings, "total-efficiency-impact"), toy.truth.signal))
    #expect(contains(estimate(readings, "total-background-impact"), toy.truth.background))
    #expect(message(readings, "assumption-efficiency", "maps").contains("it is ruled out"))
  }

  @Test func oneClassAloneIsInTheEnvelope() throws {
    for seed in UInt64(1)...2 {
      let toy = AssumptionToy(change: .background, rows: 8000, seed: seed)
      let readings = try toy.readings()
      for (metric, truth) in [
        ("total-efficiency-impact", toy.truth.signal), ("total-background-impact", toy.truth.background),
      ] {
        #expect(reason(readings, metric) != nil || contains(estimate(readings, metric), truth), "\(metric)")
      }
      #expect(contains(estimate(readings, "assumption-background", "background"), toy.truth.background))
      #expect(
        message(readings, "assumption-background", "background").contains(
          "the declared mix is taken as exact, and rejection and AUC follow a fitted displacement"))
      #expect(message(readings, "assumption-efficiency", "signal").contains("it is ruled out"))
    }
  }

  @Test func aProcessThatSimulationLacksIsBoundedFromBelow() throws {
    let readings = try AssumptionToy(change: .process, rows: 8000).readings()
    let fraction = try #require(estimate(readings, "missing-process"))
    #expect(fraction.low > 0.05 && fraction.low < 0.1 && fraction.high == 1)
    let why = try #require(reason(readings, "total-efficiency-impact"))
    #expect(why.hasPrefix("data hold at least ") && why.contains("that no process explains, mostly where "))
    #expect(message(readings, "impact-ranking").contains("is not known: data hold at least"))
    // With few events a change of dependence agrees, too: what simulation lacks is known all the same.
    let few = try AssumptionToy(change: .process, rows: 2000, seed: 1003).readings()
    #expect(message(few, "assumption-efficiency", "dependence").contains("ruled out") == false)
    #expect(try #require(reason(few, "total-efficiency-impact")).hasPrefix("data hold at least "))
  }

  @Test func controlRegionsNameTheClassThatMoved() throws {
    let toy = AssumptionToy(change: .regions, rows: 12_000)
    let readings = try toy.readings()
    let signal = try #require(estimate(readings, "control-efficiency", "signal"))
    let background = try #require(estimate(readings, "control-efficiency", "background"))
    #expect(try #require(signal.pValue) < 0.025 && contains(signal, toy.truth.signal) && signal.high < 0)
    #expect(try #require(background.pValue) > 0.025 && contains(background, 0))
    // One map for both says otherwise of the background, and is out.
    #expect(message(readings, "assumption-efficiency", "maps").contains("it is ruled out: "))
    #expect(try #require(estimate(readings, "total-efficiency-impact")).high < 0)
    let equal = try AssumptionToy(change: .equalRegions, rows: 12_000).readings()
    for name in ["signal", "background"] {
      #expect(try #require(estimate(equal, "control-efficiency", name)?.pValue) > 0.025)
    }
    let absent = try AssumptionToy(change: .nothing, rows: 1000).readings { $0.controlRegions = "z" }
    #expect(
      reason(absent, "control-efficiency") == "'z' is not a feature of both simulation and data")
  }

  @Test func aSharedDistortionIsResolvedAndNothingIsNothing() throws {
    let toy = AssumptionToy(change: .maps, rows: 12_000)
    let readings = try toy.readings()
    let efficiency = try #require(estimate(readings, "total-efficiency-impact"))
    #expect(contains(efficiency, toy.truth.signal) && efficiency.low > 0)
    #expect(contains(estimate(readings, "total-background-impact"), toy.truth.background))
    #expect(!message(readings, "assumption-efficiency", "maps").contains("it is ruled out"))
    // Events with larger values are more often signal: the ratio makes more of them than there are.
    #expect(message(readings, "assumption-efficiency", "ratio").contains("of data would be signal, where "))
    let widest = readings.filter {
      $0.metric == "assumption-efficiency" && !$0.message.contains("it is ruled out")
    }
    .compactMap { estimate([$0], $0.metric) }.map { $0.high - $0.low }.max()
    #expect(try efficiency.high - efficiency.low < 1.5 * #require(widest))
    let same = try AssumptionToy(change: .nothing, rows: 4000, negative: 0.2).readings()
    for metric in [
      "total-efficiency-impact", "total-background-impact", "total-auc-impact", "selected-fraction",
    ] {
      #expect(contains(estimate(same, metric), 0), "\(metric)")
    }
    #expect(estimate(same, "missing-process") == nil)
  }

  @Test func anAssumptionCanBeChosenWithAReason() throws {
    let toy = AssumptionToy(change: .nothing, rows: 2000)
    func readings(_ assumption: String, _ reason: String) throws -> [Reading] {
      try toy.readings { ($0.assumption, $0.assumptionReason) = (assumption, reason) }
    }
    for (name, why, part) in [
      ("mapz", "", "assumption 'mapz' is not known; choose one of maps, dependence, "),
      ("maps", "", "assumption 'maps' needs a reason that the report can show"),
    ] {
      let error = #expect(throws: (any Error).self) { _ = try readings(name, why) }
      #expect(error.map { "\($0)".contains(part) } == true)
    }
    let chosen = try readings("ratio", "selected by its features")
    let (total, ratio) = (
      estimate(chosen, "total-efficiency-impact"), estimate(chosen, "assumption-efficiency", "ratio")
    )
    #expect(total != nil && total?.low == ratio?.low && total?.high == ratio?.high)
    let tables = chosen.flatMap(\.evidence).compactMap { evidence -> Table? in
      if case .table(let table) = evidence { table } else { nil }
    }
    #expect(tables.contains { $0.caption.contains("because selected by its features") })
    // What does not agree with data stays out, whoever chose it.
    let broken = try AssumptionToy(change: .gaussian, rows: 4000).readings {
      ($0.assumption, $0.assumptionReason) = ("maps", "it always was")
    }
    let why = try #require(reason(broken, "total-efficiency-impact"))
    #expect(why.hasPrefix("the configuration says that the classes share the map of each feature, but "))
  }

  @Test func withoutATrainerClosureSaysWhatItTested() throws {
    let readings = try AssumptionToy(change: .nothing, rows: 1000).readings(hasTrainer: false)
    #expect(readings.first { $0.metric == "assumption-closure" } == nil)
    let tables = readings.flatMap(\.evidence).compactMap { evidence -> Table? in
      if case .table(let table) = evidence { table } else { nil }
    }
    #expect(tables.contains { $0.caption.contains("no trainer for trees") })
  }

  private static let isFull = ProcessInfo.processInfo.environment["SIMAUDIT_FULL_TOYS"] != nil

  /// A table as in Fixtures/references/impact.md.
  @Test(.enabled(if: isFull, "the whole table takes an hour: SIMAUDIT_FULL_TOYS=1"))
  func wholeTableOfAssumptions() throws {
    for (rows, seeds) in [(2000, 400), (20_000, 40)] {
      for change in AssumptionToy.Change.allCases {
        var (wrong, open, selected, missing, named) = (0, 0, 0, 0, 0)
        let truth = AssumptionToy(change: change).truth
        for seed in 1...UInt64(seeds) {
          let toy = AssumptionToy(change: change, rows: rows, seed: seed)
          let readings = try toy.readings()
          let pairs = [
            (estimate(readings, "total-efficiency-impact"), truth.signal),
            (estimate(readings, "total-background-impact"), truth.background),
          ]
          if pairs.contains(where: { $0.0 != nil && !contains($0.0, $0.1) }) { wrong += 1 }
          if pairs[0].0 == nil { open += 1 }
          if let fraction = estimate(readings, "missing-process") {
            missing += 1
            #expect(change != .process || fraction.low < 0.1, "\(fraction)")
          }
          if change.hasRegions || change != .process {
            let share = change.hasRegions ? 0.5 : 0.4
            let sum = share * truth.signal + (1 - share) * truth.background
            if contains(estimate(readings, "selected-fraction"), sum) { selected += 1 }
          }
          if let p = estimate(readings, "control-efficiency", "signal")?.pValue, p < 0.025 { named += 1 }
        }
        print("| \(rows) | \(change) | \(seeds) | \(wrong) | \(open) | \(selected) | \(missing) | \(named) |")
        // 5 %, and what chance adds to it.
        #expect(Double(wrong) <= 0.05 * Double(seeds) + 2 * (0.05 * Double(seeds)).squareRoot(), "\(change)")
      }
    }
  }
}
