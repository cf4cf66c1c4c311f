import AuditAnalysis
import AuditReport
import AuditSamples
import AuditStatistics
import AuditTestSupport
import Testing

@Suite struct RegionsAnalyzerTests {
  /// `eta` is symmetric, `pt` exponential; data have half as many events at pt < 20 and |eta| > 1 as simulation.
  private func tables(
    _ rows: Int, differs: Bool, negative: Double, seed: UInt64, scale: Double = 1
  ) -> [AnalyzerRun.Table] {
    [SampleRole.data, .simulation].map { role in
      let random = CounterRandom(seed: seed, stream: role.rawValue)
      var (pt, eta, weights) = ([Float](), [Float](), [Double]())
      var row: UInt64 = 0
      while pt.count < rows {
        row += 1
        let values = (Float(40 * random.uniform(row, part: 1)), Float(4 * random.uniform(row, part: 2) - 2))
        let isThinned = role == .data && differs && values.0 < 20 && abs(values.1) > 1
        if isThinned, random.uniform(row, part: 3) < 0.5 { continue }
        pt.append(values.0)
        eta.append(values.1)
        weights.append(scale * (role == .simulation && random.uniform(row, part: 4) < negative ? -1 : 1))
      }
      return AnalyzerRun.Table(
        role.rawValue, role, TableSource(["pt": .float32(pt), "eta": .float32(eta)]),
        weights: role == .simulation ? weights : nil)
    }
  }

  private func readings(_ run: AnalyzerRun, _ analyzer: RegionsAnalyzer = RegionsAnalyzer()) throws
    -> [Reading]
  {
    try run.readings(
      analyzer,
      in: AuditContext(
        samples: run.samples, features: ["pt", "eta"].map { FeatureDescription(name: $0) }, categories: []))
  }

  @Test func namesTheRegionInWords() throws {
    let readings = try readings(AnalyzerRun(tables(8000, differs: true, negative: 0.1, seed: 1)))
    let worst = try #require(readings.first { $0.metric == "region-ratio" })
    // Edges are round numbers at quantiles: those next to the true ones.
    #expect(
      worst.message.wholeMatch(of: /abs\(eta\) >= (0\.9|1)[0-9.]* && pt < (19|20)[0-9.]*: data.*/) != nil,
      "\(worst.message)")
    guard case .measured(let ratio) = worst.outcome else {
      Issue.record("no ratio")
      return
    }
    // Half as many of 25 %, normalised to the 87.5 % that are left.
    #expect(ratio.low < 0.5 / 0.875 && ratio.high > 0.5 / 0.875)
    #expect(worst.message.hasPrefix(try #require(worst.subject.other)))
    #expect(worst.id == "regions/region-ratio/1:simulation:data")
  }

  @Test func batchesAndScaleChangeNothing() throws {
    let tables = tables(3000, differs: true, negative: 0.1, seed: 2)
    let whole = try readings(AnalyzerRun(tables))
    #expect(try readings(AnalyzerRun(tables, batchRows: 97)) == whole)
    #expect(whole.count > 1)
    // A power of two: not even rounding differs.
    let scaled = self.tables(3000, differs: true, negative: 0.1, seed: 2, scale: 4)
    #expect(try readings(AnalyzerRun(scaled)) == whole)
  }

  @Test func saysSoWhereNothingDiffers() throws {
    var reported = 0
    for seed in 0..<40 as Range<UInt64> {
      let readings = try readings(AnalyzerRun(tables(1000, differs: false, negative: 0.2, seed: 50 + seed)))
      if readings.contains(where: { $0.metric == "region-ratio" }) { reported += 1 }
      #expect(readings.filter { $0.id == "regions/region-difference/1:simulation:data" }.count == 1)
      #expect(readings.contains { $0.metric == "regions" })
    }
    // 2 ± 1.4 are expected.
    #expect(reported <= 5)
  }

  @Test func saysWhyThereIsNothing() throws {
    let readings = try readings(AnalyzerRun(tables(15, differs: false, negative: 0, seed: 3)))
    #expect(
      readings.map(\.message) == [
        "Regions could not be looked for: simulation has 15 rows, but 2 folds need 20."
      ])
  }
}
