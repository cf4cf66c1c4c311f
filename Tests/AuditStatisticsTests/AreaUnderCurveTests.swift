import AuditStatistics
import Foundation
import Testing

/// A case of the reference file.
private struct Reference: Decodable {
  struct Binary: Decodable {
    var score: [Double]
    var label: [UInt8]
    var weight: [Double]
    var auc: Double
    var standardError: Double
  }
  struct Multiclass: Decodable {
    var scores: [[Double]]
    var label: [UInt8]
    var weight: [Double]
    var macro: Double
  }
  var binary: [Binary]
  var multiclass: Multiclass

  static func load() throws -> Reference {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "Fixtures/references/classification/classification.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }
}

@Suite struct AreaUnderCurveTests {
  @Test func equalsReferencesToOneInABillion() throws {
    let cases = try Reference.load().binary
    #expect(cases.count == 8)
    for reference in cases {
      let events = RankedEvents(scores: reference.score, classes: reference.label, weights: reference.weight)
      let area = try #require(events.areaUnderCurve())
      #expect(abs(area.value - reference.auc) < 1e-9)
      #expect(abs(area.standardError - reference.standardError) < 1e-9)
      let squares = events.influences().reduce(0) { $0 + $1 * $1 }
      #expect(abs(squares.squareRoot() - area.standardError) < 1e-12)
    }
  }

  @Test func macroAverageEqualsScikitLearn() throws {
    let reference = try Reference.load().multiclass
    let ranked = reference.scores.map {
      RankedEvents(scores: $0, classes: reference.label, weights: reference.weight)
    }
    let mean = try #require(AreaDifference(meanOver: ranked))
    #expect(abs(mean.value - reference.macro) < 1e-9)
    #expect(mean.standardError > 0)
  }

  @Test func binormalScoresGiveTheClosedForm() throws {
    // A = Φ(μ/√2) for unit normals shifted by μ: Φ(1/√2) = 0.760249938906...
    var toys = ClassToy(seed: 11, rows: 40_000, shift: 1, weights: .unit)
    let area = try #require(toys.next().ranked.areaUnderCurve())
    #expect(abs(area.value - 0.760_249_938_906) < 4 * area.standardError)
    #expect(area.standardError < 0.003)
  }

  @Test func singlePrecisionAndIntegersRankLikeDoubles() {
    let classes: [UInt8] = [0, 1, 0, 1, 1, 0, 1, 0]
    let whole: [Int64] = [-5, 3, -5, 8, 0, 0, 12, -7]
    let expected = RankedEvents(scores: whole.map(Double.init), classes: classes).areaUnderCurve()
    #expect(RankedEvents(scores: whole, classes: classes).areaUnderCurve() == expected)
    #expect(RankedEvents(scores: whole.map(Float.init), classes: classes).areaUnderCurve() == expected)
    let large: [Int64] = whole.map { $0 &+ (1 << 60) }
    #expect(RankedEvents(scores: large, classes: classes).areaUnderCurve() == expected)
  }

  @Test func zerosOfBothSignsTie() throws {
    let events = RankedEvents(scores: [0.0, -0.0], classes: [0, 1])
    #expect(events.areaUnderCurve()?.value == 0.5)
  }

  @Test func lawsHold() throws {
    var toys = ClassToy(seed: 5, rows: 500, shift: 0.6, weights: .lognormal)
    let toy = toys.next()
    let area = try #require(toy.ranked.areaUnderCurve())
    let scaled = RankedEvents(
      scores: toy.scores, classes: toy.classes, weights: toy.weights.map { $0 * 8 })
    #expect(abs(try #require(scaled.areaUnderCurve()).standardError - area.standardError) < 1e-12)
    let mirrored = RankedEvents(scores: toy.scores.map { -$0 }, classes: toy.classes, weights: toy.weights)
    #expect(abs(try #require(mirrored.areaUnderCurve()).value + area.value - 1) < 1e-12)
    let swapped = try #require(toy.ranked.areaUnderCurve(positive: 0))
    #expect(abs(swapped.value + area.value - 1) < 1e-12)
    let padded = RankedEvents(
      scores: toy.scores + [100, -3, .nan], classes: toy.classes + [1, 0, 1],
      weights: toy.weights + [0, 0, 5])
    #expect(abs(try #require(padded.areaUnderCurve()).value - area.value) < 1e-12)
    #expect(padded.missing == [502])
    let monotone = RankedEvents(
      scores: toy.scores.map { $0 * $0 * $0 }, classes: toy.classes, weights: toy.weights)
    #expect(monotone.areaUnderCurve() == area)
    let same = try #require(AreaDifference(toy.ranked, monotone))
    #expect(same.value == 0 && same.standardError == 0 && same.pValue == 1)
  }

  @Test func oneClassHasNoArea() {
    #expect(RankedEvents(scores: [1.0, 2], classes: [1, 1]).areaUnderCurve() == nil)
    #expect(RankedEvents(scores: [1.0, 2], classes: [1, 0], weights: [1, -1]).areaUnderCurve() == nil)
    #expect(RankedEvents(scores: [Double](), classes: []).areaUnderCurve() == nil)
    #expect(RankedEvents(scores: [1.0, 2], classes: [1, 0]).influences(positive: 7).isEmpty)
  }

  @Test func perfectSeparationStillHasAnInterval() throws {
    let scores = (0..<40).map(Double.init)
    let events = RankedEvents(scores: scores, classes: scores.map { $0 < 20 ? 0 : 1 })
    let interval = try #require(events.areaUnderCurve()).interval(confidence: 0.95)
    #expect(interval.low > 0.7 && interval.low < 0.999)
    #expect(interval.high == 1)
  }

  @Test func pairedDifferenceIsSharperThanSeparateErrors() throws {
    var toys = ClassToy(seed: 8, rows: 2000, shift: 1, weights: .lognormal)
    let toy = toys.next()
    let noise = CounterRandom(seed: 3, stream: 3)
    let worse = toy.scores.indices.map { toy.scores[$0] + 0.3 * noise.normal(UInt64($0)) }
    let second = RankedEvents(scores: worse, classes: toy.classes, weights: toy.weights)
    let difference = try #require(AreaDifference(toy.ranked, second))
    let alone = try #require(toy.ranked.areaUnderCurve()).standardError
    #expect(difference.standardError < 0.6 * alone)
    #expect(difference.value > 0)
    #expect(difference.interval(confidence: 0.95).low < difference.value)
  }
}
