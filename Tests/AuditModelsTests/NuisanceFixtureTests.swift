import AuditAnalysis
import AuditModels
import AuditReport
import AuditTestSupport
import Testing

/// What trees learn from the nuisances of clean training sets: nothing.
@Suite struct NuisanceFixtureTests {
  private func readings(_ run: AnalyzerRun, _ context: AuditContext, permutations: Int) throws -> [Reading] {
    var context = context
    context.trainer = BoostedTrees()
    var analyzer = NuisanceModelAnalyzer()
    analyzer.permutations = permutations
    // The processes within a class are physics: told apart, and without a limit.
    context.categories = []
    return try run.readings(analyzer, in: context)
  }

  @Test(arguments: [true, false]) func nothingWasPutIntoTheNuisances(isFlawed: Bool) throws {
    let set = try TrainingFixture(isFlawed: isFlawed)
    let found = try readings(set.run, set.context, permutations: 3)
    let reading = try #require(found.first { $0.metric == "nuisance-auc" })
    #expect(reading.verdict == .pass || reading.verdict == .inconclusive, "\(reading.message)")
  }

  @Test func cleanTrainingSetsRaiseNothing() throws {
    var readings: [Reading] = []
    for seed in 1...200 {
      let toy = TrainingSetToy(seed: UInt64(seed))
      readings += try self.readings(toy.run, toy.context, permutations: 0)
    }
    #expect(readings.count == 200)
    let alarms = readings.filter { $0.verdict == .fail }
    #expect(alarms.isEmpty, "\(alarms.map(\.message))")
  }
}
