import AuditAnalysis
import AuditReport
import AuditSamples
import AuditTestSupport
import Testing

@Suite struct SpectatorAnalyzerTests {
  private func readings(_ toy: LabelledToy, spectators: [String] = ["mass"]) throws -> [String: Reading] {
    let run = AnalyzerRun([toy.table])
    var context = AuditContext(
      samples: run.samples, features: [FeatureDescription(name: "mass", unit: "GeV")], categories: [])
    context.label = "y"
    context.spectators = spectators
    let analyzer = SpectatorAnalyzer()
    let readings = try analyzer.conclude(run.measured(analyzer, in: context), in: context)
    return Dictionary(uniqueKeysWithValues: readings.map { ($0.id, $0) })
  }

  private func estimate(_ reading: Reading?) -> Estimate? {
    if case .measured(let estimate)? = reading?.outcome { estimate } else { nil }
  }

  @Test func aClassWithAnotherSpectrumIsFoundWithItsClosedForms() throws {
    let found = try readings(LabelledToy(rows: 6000))
    // Normal spectra 0.7 apart: KS = 2Φ(0.35) − 1 = 0.27366, AUC = Φ(0.7/√2) = 0.68969.
    let distance = try #require(estimate(found["spectators/spectator-ks/mass"]))
    #expect(distance.low < 0.27366 && distance.high > 0.27366 && distance.low > 0.15)
    let area = try #require(estimate(found["spectators/spectator-auc/mass"]))
    #expect(area.low < 0.68969 && area.high > 0.68969 && area.low > 0.6)
    guard case .histogram(let pair)? = found["spectators/spectator-ks/mass"]?.evidence.first else {
      Issue.record("no histogram")
      return
    }
    #expect(pair.unit == "GeV")
    #expect(pair.edges.count == pair.data.values.count + 1)
    #expect(zip(pair.edges, pair.edges.dropFirst()).allSatisfy { $0 < $1 })
    let sum = pair.data.values.reduce(0, +) + pair.data.underflow + pair.data.overflow
    #expect(abs(sum - 1) < 1e-9)
    let share = try #require(estimate(found["spectators/flattening/mass"]))
    #expect(share.value > 0.4 && share.value < 1)
    guard case .table(let table)? = found["spectators/flattening/mass"]?.evidence.first else {
      Issue.record("no table")
      return
    }
    #expect(table.rows.count == 20 && table.columns.count == 4)
  }

  @Test func equalSpectraShowNoDifference() throws {
    var alarms = 0
    for seed in 1...60 {
      let found = try readings(LabelledToy(rows: 500, seed: UInt64(seed), isFlawed: false))
      if (estimate(found["spectators/spectator-ks/mass"])?.low ?? 1) > 0 { alarms += 1 }
      if (estimate(found["spectators/spectator-auc/mass"])?.low ?? 1) > 0.5 { alarms += 1 }
    }
    // 120 trials at 5 % or less: mean 6, +3.3 σ = 14.
    #expect(alarms <= 14, "\(alarms)")
  }

  @Test func ofSeveralClassesEachIsComparedWithTheRest() throws {
    let found = try readings(LabelledToy(rows: 3000, classCount: 3))
    #expect(found.keys.filter { $0.hasPrefix("spectators/spectator-ks/mass/") }.count == 3)
    #expect(try #require(estimate(found["spectators/spectator-ks/mass/2"])).low > 0.15)
  }

  @Test func anUnknownOrTextSpectatorGetsASentence() {
    #expect(throws: SampleError.noSuchColumn(name: "eta", sample: "training", nearest: [])) {
      try readings(LabelledToy(rows: 20), spectators: ["eta"])
    }
    #expect(throws: SampleError.noSuchColumn(name: "maas", sample: "training", nearest: ["mass"])) {
      try readings(LabelledToy(rows: 20), spectators: ["maas"])
    }
    #expect(throws: SampleError.notNumeric(name: "period", sample: "training")) {
      try readings(LabelledToy(rows: 20), spectators: ["period"])
    }
  }
}
