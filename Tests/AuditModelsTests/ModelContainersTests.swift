import AuditModels
import AuditSamples
import Foundation
import Testing

/// One kind of model in many files: each scores what its own library's usual call scores, or is refused by name.
///
/// `Fixtures/models/make_containers.py` writes files and scores.
@Suite struct ModelContainersTests {
  struct Entry: Decodable, CustomTestStringConvertible {
    var file: String
    var scores: [Float]?
    var `class`: String?
    var rows: [Float?]?
    var columns: Columns?
    var refused: String?
    var best: Int?
    var rounds: Int?
    var all: [Float]?
    var bestScores: [Float]?
    var testDescription: String { file }
  }
  struct Columns: Decodable {
    var pt: [Double]
    var run: [String]
    var station: [Int]
  }

  static let entries: [Entry] = (try? ModelFixtures.load("containers/scores.json")) ?? []

  private static func open(_ entry: Entry, _ iterations: Iterations = .usual) throws -> any Classifier {
    let output = OutputSelection(
      class: entry.class.map { Int($0).map { .number($0) } ?? .name($0) }, iterations: iterations)
    return try ModelFile.open(ModelFixtures.path("containers/\(entry.file)"), output: output)
  }

  private static func rows(_ entry: Entry, of model: any Classifier) throws -> InputRows {
    if let own = entry.rows { return InputRows(width: 4, values: own.map { $0 ?? .nan }) }
    let rows = try ModelFixtures.rows()
    let isXGBoost = model is XGBoostClassifier
    return isXGBoost ? rows : InputRows(width: 4, values: rows.values.map { $0.isNaN ? 0 : $0 })
  }

  @Test func everyFileHasAnEntry() throws {
    let folder = ModelFixtures.path("containers")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0 != "scores.json" }
    #expect(Set(files) == Set(Self.entries.map(\.file)) && files.count > 35)
  }

  @Test(arguments: entries) func itScoresAsItsLibraryOrIsRefused(_ entry: Entry) throws {
    if let refused = entry.refused {
      let sentence = ModelFixtures.sentence { _ = try Self.open(entry) }
      #expect(sentence.contains(refused), "\(sentence)")
      return
    }
    let expected = try #require(entry.scores)
    let model = try Self.open(entry)
    let scores: [Float]
    if let columns = entry.columns {
      scores = try Model(model).scores(of: Self.values(columns), rows: columns.pt.count)
    } else {
      scores = try model.scores(of: Self.rows(entry, of: model))
    }
    let tolerance: Float = entry.file.contains("float16") ? 1e-3 : 2e-6
    #expect(try ModelFixtures.largestDifference(scores, expected) <= tolerance)
    #expect(
      Set(expected).count > 5, "a score that is the same for all rows tells no two ways of scoring apart")
  }

  @Test(arguments: entries.filter { $0.best != nil })
  func stoppedEarlyTheRoundsAreSaidAndCanBeChosen(_ entry: Entry) throws {
    let (best, rounds) = (try #require(entry.best), try #require(entry.rounds))
    try #require(best < rounds)
    let usual = try Self.open(entry)
    let note = try #require(usual.note)
    #expect(note.contains("early stopping found round \(best) to be the best"), "\(note)")
    let isWrapped = entry.bestScores == nil
    #expect(
      note.hasPrefix(isWrapped ? "the first \(best) of \(rounds) rounds" : "all \(rounds) rounds"), "\(note)")
    let rows = try Self.rows(entry, of: usual)
    let bestScores = try #require(isWrapped ? entry.scores : entry.bestScores)
    let allScores = try #require(isWrapped ? entry.all : entry.scores)
    for (choice, expected) in [
      (Iterations.best, bestScores), (.first(best), bestScores), (.all, allScores),
      (.first(rounds), allScores),
    ] {
      let scores = try Self.open(entry, choice).scores(of: rows)
      #expect(try ModelFixtures.largestDifference(scores, expected) <= 2e-6, "\(choice)")
    }
    #expect(try ModelFixtures.largestDifference(bestScores, allScores) > 1e-3)
    let sentence = ModelFixtures.sentence { _ = try Self.open(entry, .first(rounds + 1)) }
    #expect(sentence.contains("has \(rounds) rounds of boosting, and \(rounds + 1) are asked for"))
  }

  @Test func roundsThatAreNotThereAreRefused() throws {
    let plain = try #require(Self.entries.first { $0.file == "wrapped.json" })
    #expect(try Self.open(plain).note == nil)
    let sentence = ModelFixtures.sentence { _ = try Self.open(plain, .best) }
    #expect(
      sentence.contains(
        "does not say which of its 5 rounds of boosting was the best; give 'iterations' a number"))
    let network = try #require(Self.entries.first { $0.file == "logistic_plain.onnx" })
    #expect(ModelFixtures.sentence { _ = try Self.open(network, .all) }.contains("of XGBoost's files only"))
    #expect(Iterations("0") == nil && Iterations("-1") == nil && Iterations("most") == nil)
    #expect(Iterations("7") == .first(7) && Iterations("best") == .best && Iterations("all") == .all)
  }

  private static func values(_ columns: Columns, levels: [String] = ["middle", "late", "early"]) -> [Values] {
    [
      .float64(columns.pt),
      .category(codes: columns.run.map { Int32(levels.firstIndex(of: $0) ?? -1) }, levels: levels),
      .int64(columns.station.map(Int64.init)),
    ]
  }

  /// The names decide, in whatever order the file has them; what training did not have is an error, not another category.
  @Test(arguments: ["categories.json", "categories.ubj"]) func categoriesGoByName(_ file: String) throws {
    let entry = try #require(Self.entries.first { $0.file == file })
    let columns = try #require(entry.columns)
    let model = try Model(Self.open(entry))
    let rows = columns.pt.count
    let expected = try model.scores(of: Self.values(columns), rows: rows)
    for levels in [["early", "late", "middle"], ["unused", "late", "early", "middle"]] {
      #expect(try model.scores(of: Self.values(columns, levels: levels), rows: rows) == expected)
    }
    var texts = Self.values(columns)
    texts[2] = .category(codes: columns.station.map { Int32($0 / 30) }, levels: ["10", "40", "70"])
    #expect(try model.scores(of: texts, rows: rows) == expected)

    func sentence(_ place: Int, _ values: Values) -> String {
      var all = Self.values(columns)
      all[place] = values
      return ModelFixtures.sentence { _ = try model.scores(of: all, rows: rows) }
    }
    #expect(
      sentence(1, .category(codes: Array(repeating: 0, count: rows), levels: ["lat"])).contains(
        "was not trained with the category 'lat' of column 'run'; leave such rows out with a selection; did you mean"
      ))
    #expect(
      sentence(2, .float32(Array(repeating: 11, count: rows))).contains(
        "was not trained with the category '11'"))
    #expect(
      sentence(1, .float32(Array(repeating: 0, count: rows))).contains(
        "knows the categories of 'run' by name ('late', 'early', 'middle'), but the column holds numbers"))
    // Missing ones go the way that training chose.
    let missing = Values.category(codes: Array(repeating: -1, count: rows), levels: [])
    let scores = try model.scores(
      of: [Self.values(columns)[0], missing, Self.values(columns)[2]], rows: rows)
    #expect(scores != expected && scores.allSatisfy { (0...1).contains($0) })
  }

  @Test func codesWithoutNamesAreSaid() throws {
    let note = try XGBoostClassifier(path: ModelFixtures.path("categorical.json")).note
    #expect(
      note
        == "the file keeps no names of the categories of btag: their columns must hold the codes of training")
  }

  @Test(arguments: [
    ("hand_int32", Float(1.5), "int32"), ("hand_int32", .nan, "int32"), ("hand_uint8", -1, "uint8"),
    ("hand_int8", 200, "int8"), ("hand_bool", 2, "bool"), ("counts", 3e7, "int64"),
    ("hand_float16", 1e6, "float16"),
  ]) func numbersThatAnInputDoesNotHoldAreRefused(_ name: String, _ value: Float, _ type: String) throws {
    let model = try ModelFile.open(ModelFixtures.path("containers/\(name).onnx"))
    #expect(try model.scores(of: InputRows(width: 4, values: [0, 1, 0, 1])).count == 1)
    let sentence = ModelFixtures.sentence {
      _ = try model.scores(of: InputRows(width: 4, values: [0, 1, 0, 1, 0, 0, value, 1]))
    }
    #expect(
      sentence.contains(
        "as \(type), which does not hold the value \(value.isNaN ? "NaN" : "\(value)") of its column 2"),
      "\(sentence)")
  }
}
