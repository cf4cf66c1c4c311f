import AuditAnalysis
import AuditReport
import AuditSamples
import AuditStatistics
import AuditTestSupport
import Testing

@Suite struct LeakageAnalyzerTests {
  private func readings(_ toy: LabelledToy, batchRows: Int = 700) throws -> [String: Reading] {
    let run = AnalyzerRun([toy.table], batchRows: batchRows)
    var context = AuditContext(
      samples: run.samples, features: ["energy", "timestamp", "mass"].map { FeatureDescription(name: $0) },
      categories: ["period", "process"])
    context.label = "y"
    context.nuisance = ["run", "pileup"]
    let analyzer = LeakageAnalyzer()
    let readings = try analyzer.conclude(run.measured(analyzer, in: context), in: context)
    return Dictionary(uniqueKeysWithValues: readings.map { ($0.id, $0) })
  }

  private func estimate(_ reading: Reading?) -> Estimate? {
    if case .measured(let estimate)? = reading?.outcome { estimate } else { nil }
  }

  @Test func plantedLeaksAreFoundAndNamed() throws {
    let found = try readings(LabelledToy())
    // Twice as dense in the middle half, nothing outside: AUC of the ratio 0.75.
    let run = try #require(estimate(found["leakage/shortcut/run"]))
    #expect(run.low > 0.6 && run.high < 0.85)
    #expect(found["leakage/shortcut/run"]?.message.contains("not by a cut but by its shape") == true)
    let clock = try #require(estimate(found["leakage/shortcut/timestamp"]))
    #expect(clock.low > 0.85)
    #expect(found["leakage/shortcut/timestamp"]?.message.contains("by its name a time") == true)
    let pileup = try #require(estimate(found["leakage/shortcut/pileup"]))
    // An innocent column must not fail at the limit of 0.55.
    #expect(pileup.low < 0.55, "\(pileup)")
    #expect(pileup.value < 0.56)
    let period = try #require(estimate(found["leakage/category-separation/period"]))
    #expect(period.low > 0.55)
    #expect(found["leakage/category-separation/process"]?.outcome == .noted)
    #expect(found["leakage/category-separation/process"]?.message.contains("defines the classes") == true)
    let energy = try #require(estimate(found["leakage/separation/energy"]))
    #expect(energy.low < 0.760 && energy.high > 0.760)
    let ranking = try #require(found["leakage/ranking"])
    #expect(ranking.message.hasPrefix("'timestamp', 'run'"))
    guard case .bars(let bars)? = ranking.evidence.first else {
      Issue.record("no bars")
      return
    }
    #expect(bars.items.first?.name == "process")
  }

  @Test func aSortedFileShowsInTheRowNumber() throws {
    let sorted = try readings(LabelledToy(isSorted: true))
    #expect(try #require(estimate(sorted["leakage/row-order/row number"])).low > 0.99)
    #expect(sorted["leakage/row-order/row number"]?.message.contains("shuffle") == true)
    let shuffled = try readings(LabelledToy())
    #expect(try #require(estimate(shuffled["leakage/row-order/row number"])).low < 0.55)
    #expect(try #require(estimate(shuffled["leakage/weight-separation/event weight"])).low < 0.55)
    #expect(try readings(LabelledToy(hasWeights: false))["leakage/weight-separation/event weight"] == nil)
  }

  /// Two files, one of each class, as two processes or as one; and two files with both classes.
  @Test(arguments: [(1, true), (2, true), (1, false), (2, false)])
  func filesThatAreClassesSayNothingByTheirOrder(processes: Int, isPure: Bool) throws {
    var random = ToyRandom(5)
    let sizes = [300, 900]
    let tables = sizes.indices.map { file -> [(String, Values)] in
      let labels = (0..<sizes[file]).map { Int64(isPure ? file : $0 < sizes[file] / 2 ? 0 : 1) }
      return [
        ("x", .float32(labels.map { _ in Float(random.normal()) })), ("y", .int64(labels)),
      ]
    }
    var parts = tables.map { TableSource(columns: $0) }
    if processes == 1 {
      func joined(_ column: Int) -> Values {
        switch (tables[0][column].1, tables[1][column].1) {
        case (.float32(let a), .float32(let b)): .float32(a + b)
        case (.int64(let a), .int64(let b)): .int64(a + b)
        case (let a, _): a
        }
      }
      parts = [TableSource(columns: [("x", joined(0)), ("y", joined(1))])]
      parts[0].rowsOfFiles = [("a", 0..<300), ("b", 300..<1200)]
    }
    let run = AnalyzerRun([
      .init("training", .training, processes: parts.enumerated().map { .init("p\($0)", $1) })
    ])
    var context = AuditContext(
      samples: run.samples, features: [FeatureDescription(name: "x")], categories: [])
    context.label = "y"
    let readings = try run.readings(LeakageAnalyzer(), in: context)
    let order = try #require(readings.first { $0.id == "leakage/row-order/row number" })
    if isPure {
      #expect(order.outcome == .noted && order.message.hasPrefix("Every file of 'training' holds one class"))
    } else {
      #expect((estimate(order)?.low ?? 0) > 0.5)
    }
  }

  @Test func theCleanTwinRarelyAlarms() throws {
    // Each interval contains no separation with at least 95 %.
    let ids = [
      "shortcut/run", "shortcut/pileup", "shortcut/timestamp", "row-order/row number",
      "category-separation/period",
    ]
    var alarms = 0
    let seeds = 60
    for seed in 1...seeds {
      let found = try readings(LabelledToy(rows: 600, seed: UInt64(seed), isFlawed: false))
      for id in ids where (estimate(found["leakage/" + id])?.low ?? 1) > 0.5 { alarms += 1 }
      // Far from any limit, whatever chance does.
      for id in ids { #expect((estimate(found["leakage/" + id])?.low ?? 1) < 0.55) }
    }
    // 300 trials at 5 % or less: mean 15, +3.3 σ = 27.
    #expect(alarms <= 27, "\(alarms) of \(seeds * ids.count)")
  }

  @Test func batchesChangeNothing() throws {
    let whole = try readings(LabelledToy(rows: 900), batchRows: 10_000)
    let cut = try readings(LabelledToy(rows: 900), batchRows: 37)
    #expect(whole == cut)
  }

  @Test func largeSamplesAreThinnedAndSaySo() throws {
    let run = AnalyzerRun([LabelledToy(rows: 6000).table])
    var context = AuditContext(samples: run.samples, features: [], categories: [])
    context.label = "y"
    context.nuisance = ["timestamp"]
    var analyzer = LeakageAnalyzer()
    analyzer.rows = 1500
    let thinned = try run.readings(analyzer, in: context)
    #expect(thinned.last?.message.contains("on about 1500 of 6000 rows, chosen at random") == true)
    let part = try #require(estimate(thinned.first { $0.id == "leakage/shortcut/timestamp" }))
    analyzer.rows = 6000
    let all = try run.readings(analyzer, in: context)
    #expect(all.last?.message.contains("chosen at random") == false)
    let whole = try #require(estimate(all.first { $0.id == "leakage/shortcut/timestamp" }))
    #expect(part.low < whole.value && part.high > whole.value)
    #expect(part.high - part.low > 1.5 * (whole.high - whole.low))
  }

  @Test func ofSeveralClassesTheBestSeparatedIsNamed() throws {
    let found = try readings(LabelledToy(rows: 4000, classCount: 3))
    #expect(found["leakage/shortcut/timestamp"]?.message.contains("class '2' of 'y' from the rest") == true)
    #expect(try #require(estimate(found["leakage/shortcut/timestamp"])).low > 0.85)
  }

  @Test func classesAndLevelsThatWereLeftOutAreTold() throws {
    let rows = 6000
    let random = CounterRandom(seed: 3, stream: "many-classes")
    let label = (0..<UInt64(rows)).map { Float(Int(25 * random.uniform($0))) }
    let site = (0..<UInt64(rows)).map { Int32(230 * random.uniform($0, part: 1)) }
    let run = AnalyzerRun([
      AnalyzerRun.Table(
        "training", .training,
        TableSource([
          "y": .float32(label),
          "site": .category(codes: site, levels: (0..<230).map { "site \($0)" }),
        ]))
    ])
    var context = AuditContext(samples: run.samples, features: [], categories: ["site"])
    context.label = "y"
    let found = try run.readings(LeakageAnalyzer(), in: context)
    let sentence = try #require(found.first { $0.id == "leakage/category-separation/site" }?.message)
    #expect(sentence.contains("the best of the 20 most frequent of 25 classes"), "\(sentence)")
    #expect(sentence.contains("the 200 most frequent of 230 levels one by one, the others together"))
  }

  private func single(
    _ name: String, _ values: [Float], missing: [Double] = []
  ) throws -> [String: Reading] {
    let label = Values.float32(values.indices.map { Float($0 % 2) })
    let run = AnalyzerRun([
      AnalyzerRun.Table("training", .training, TableSource(["y": label, name: .float32(values)]))
    ])
    var context = AuditContext(
      samples: run.samples, features: [FeatureDescription(name: name, missing: missing)], categories: [])
    context.label = "y"
    let analyzer = LeakageAnalyzer()
    let readings = try analyzer.conclude(run.measured(analyzer, in: context), in: context)
    return Dictionary(uniqueKeysWithValues: readings.map { ($0.id, $0) })
  }

  @Test func declaredMissingValuesAreNoValues() throws {
    let found = try single(
      "x", (0..<600).map { $0 % 4 == 1 ? -999 : Float($0 * 7919 % 601) }, missing: [-999])
    // Half of class 1 is missing, which the bins see and a cut does not.
    #expect(try #require(estimate(found["leakage/separation/x"])).low > 0.6)
  }

  @Test(arguments: [
    ("run", true), ("eventNumber", true), ("events/run_id", true), ("timestamp", true), ("mcWeight", true),
    ("mctype_MC", true), ("pt_truth", true), ("cluster_time", false), ("lep_id", false),
    ("event_shape", false), ("run_block", true), ("weighted_distance", false), ("generic", false),
    ("energy", false), ("w", true),
  ])
  func namesTellOnlyWhatIsNoPhysics(name: String, isSuspect: Bool) throws {
    let found = try single(name, (0..<200).map { Float($0 * 7919 % 601) })
    #expect(found["leakage/\(isSuspect ? "shortcut" : "separation")/\(name)"] != nil)
  }

  @Test func badLabelsGetASentence() throws {
    func message(_ label: Values, weights: [Double]? = nil) -> String? {
      let run = AnalyzerRun([
        AnalyzerRun.Table("training", .training, TableSource(["y": label]), weights: weights)
      ])
      var context = AuditContext(samples: run.samples, features: [], categories: [])
      context.label = "y"
      do {
        _ = try run.measured(LeakageAnalyzer(), in: context)
        return nil
      } catch { return "\(error)" }
    }
    #expect(
      message(.float32([1, 1, 1]))?.contains("is '1' in every row, but two classes are needed") == true)
    #expect(message(.float32([.nan, .nan]))?.contains("has no value in any row") == true)
    #expect(message(.float64((0..<300).map { Double($0) + 0.5 }))?.contains("more than 100 values") == true)
    #expect(
      message(.category(codes: [0, 1, 1], levels: ["b", "s"]), weights: [1, -1, -2])?
        .contains("the weights of class 's' of 'y' sum to -3.0") == true)
    let run = AnalyzerRun([LabelledToy(rows: 10).table])
    var context = AuditContext(samples: run.samples, features: [], categories: [])
    context.label = "target"
    let absent = LabelError.absent(label: "target", samples: ["training"])
    #expect(throws: absent) { try LeakageAnalyzer().columnSets(in: context) }
    #expect("\(absent)".contains("none of the samples 'training' has the label column 'target'"))
    context.label = nil
    #expect(try LeakageAnalyzer().columnSets(in: context).isEmpty)
  }
}
