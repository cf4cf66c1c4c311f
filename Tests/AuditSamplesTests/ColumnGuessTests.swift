import AuditSamples
import Testing

/// What columns look like, from names and values; names are those of real files.
@Suite struct ColumnGuessTests {
  private func guess(_ name: String, _ kind: ColumnInfo.Kind = .float(bits: 32), role: String? = nil)
    -> ColumnGuess.Kind
  {
    ColumnGuess(nameOf: ColumnInfo(name: name, kind: kind, role: role)).kind
  }
  private let integer = ColumnInfo.Kind.integer(bits: 32, signed: true)

  @Test(arguments: [
    "weight", "mcWeight", "weight_nominal", "SumWeights", "scaleFactor_PILEUP", "XSection", "w",
  ])
  func weights(_ name: String) { #expect(guess(name) == .weight) }

  @Test(arguments: ["label", "flavour_label", "is_gamma", "isSignal", "target", "y"])
  func labels(_ name: String) { #expect(guess(name, integer) == .label) }

  @Test(arguments: ["event", "eventNumber", "event_num", "run_id", "lumiBlock", "runNumber", "night"])
  func identifiers(_ name: String) { #expect(guess(name, integer) == .identifier) }

  @Test(arguments: ["process", "channelNumber", "run_block", "era"])
  func categories(_ name: String) { #expect(guess(name, integer) == .category) }

  @Test(arguments: [
    "Eisr_MC", "truth_pt", "corsika_evt_header_x", "mc_evt_basic_impact", "HadronConeExclTruthPt",
  ])
  func truth(_ name: String) { #expect(guess(name) == .truth) }

  @Test(arguments: [
    "pt", "y", "jets/pt", "njet", "time_of_flight", "weightless", "MockTagger_pu", "alpha", "true2",
  ])
  func features(_ name: String) {
    // `y` of a float is a rapidity or a coordinate.
    #expect(guess(name) == (name == "true2" ? .truth : .feature))
  }

  @Test func theRoleInTheFileWins() {
    #expect(guess("pt", role: "weight") == .weight)
    #expect(guess("mctype_MC", integer, role: "label (simulation only)") == .label)
    #expect(guess("weight", role: "feature") == .feature)
    let guess = ColumnGuess(nameOf: ColumnInfo(name: "weight", kind: .float(bits: 32), role: "weight"))
    #expect(
      guess.reason == "has the role 'weight' in the file" && guess.words == "a weight" && !guess.isFeature)
  }

  private func guess(_ values: [Double], _ kind: ColumnInfo.Kind) -> ColumnGuess.Kind {
    var statistics = ColumnStatistics()
    statistics.add(values)
    return ColumnGuess(ColumnInfo(name: "column", kind: kind), statistics).kind
  }

  @Test func valuesTell() {
    let spread = (0..<1000).map { Double(($0 * 7919) % 100_003) }
    #expect(guess(spread, integer) == .identifier)
    #expect(guess(spread.map { $0 / 7 }, .float(bits: 32)) == .feature)
    #expect(guess((0..<1000).map(Double.init), .float(bits: 64)) == .rowNumber)
    #expect(guess([Double](repeating: 3, count: 1000), integer) == .constant)
    #expect(guess((0..<1000).map { [11, -13, 211, 22][$0 % 4] }, integer) == .category)
    #expect(guess((0..<1000).map { Double($0 % 7) }, integer) == .feature)
    #expect(guess((0..<9).map { Double($0 % 2) }, .text) == .category)
  }

  @Test func statisticsCountAndMerge() {
    let values: [Double] = [3, .nan, -1, .infinity, 2.5, -999, -999, -999, 4]
    var whole = ColumnStatistics()
    whole.add(values)
    var cut = ColumnStatistics()
    cut.add(Array(values.prefix(4)))
    cut.add(Array(values.dropFirst(4)))
    #expect(whole == cut)
    #expect(whole.rows == 9 && whole.nan == 1)
    #expect(whole.infinite == 1 && whole.finite == 7)
    #expect(whole.range == -999...4)
    #expect(whole.negative == 4 && !whole.isWhole && whole.distinct == 5)
    let sum = 8.5 - 2997
    #expect(whole.mean == sum / 7)
    #expect(!whole.isNonDecreasing && !whole.isNonIncreasing)
  }

  @Test func sentinelsAreSuspected() {
    var statistics = ColumnStatistics()
    statistics.add((0..<10_000).map { $0 % 100 == 0 ? -999 : Double($0 % 977) / 10 })
    let found = statistics.suspectedSentinels
    #expect(found.map(\.value) == [-999] && found.map(\.count) == [100])
    var rare = ColumnStatistics()
    rare.add((0..<10_000).map { $0 % 5000 == 0 ? -999 : Double($0 % 977) / 10 })
    #expect(rare.suspectedSentinels.isEmpty)
    var codes = ColumnStatistics()
    codes.add((0..<1000).map { [0, 4, 5, 15][$0 % 4] })
    #expect(codes.suspectedSentinels.isEmpty)
    var tail = ColumnStatistics()
    tail.add((0..<10_000).map { Double($0 * $0 % 10_007) })
    #expect(tail.suspectedSentinels.isEmpty)
  }
}
