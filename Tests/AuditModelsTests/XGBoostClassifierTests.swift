import AuditModels
import CXGBoost
import Foundation
import Testing

@Suite struct XGBoostClassifierTests {
  static let singleOutput = [
    "binary.json", "binary.ubj", "unnamed.json", "lossguide.json", "regression.json", "poisson.json",
    "ranking.json", "dart.json", "forest.json", "categorical.json",
  ]

  @Test(arguments: singleOutput) func scoresAndMarginsEqualPythons(_ file: String) throws {
    let references: [String: ModelFixtures.Boosted] = try ModelFixtures.load("xgboost.json")
    let reference = try #require(references[String(file.prefix { $0 != "." })])
    var rows = try ModelFixtures.rows()
    if let own = reference.rows { rows = InputRows(width: 4, values: own.map { $0 ?? .nan }) }
    let scores = try XGBoostClassifier(path: ModelFixtures.path(file)).scores(of: rows)
    let margins = try XGBoostClassifier(
      path: ModelFixtures.path(file), output: OutputSelection(margin: true)
    ).scores(of: rows)
    let size = max(1, reference.margins.map(abs).max() ?? 1)
    #expect(try ModelFixtures.largestDifference(scores, reference.scores) <= 1e-6 * size)
    #expect(try ModelFixtures.largestDifference(margins, reference.margins) <= 1e-6 * size)
  }

  @Test(arguments: ["multiclass.json", "multiclass.ubj"], 0..<3)
  func everyClassEqualsPythons(_ file: String, _ number: Int) throws {
    let references: [String: ModelFixtures.Boosted] = try ModelFixtures.load("xgboost.json")
    let reference = try #require(references["multiclass"])
    let rows = try ModelFixtures.rows()
    for isMargin in [false, true] {
      let model = try XGBoostClassifier(
        path: ModelFixtures.path(file), output: OutputSelection(class: .number(number), margin: isMargin))
      let all = isMargin ? reference.margins : reference.scores
      let expected = (0..<rows.count).map { all[3 * $0 + number] }
      #expect(try ModelFixtures.largestDifference(model.scores(of: rows), expected) <= 1e-6)
    }
  }

  @Test func theOldBinaryFormatIsRead() throws {
    let reference: ModelFixtures.Old = try ModelFixtures.load("xgboost_old.json")
    let model = try XGBoostClassifier(path: ModelFixtures.path("binary_old.bin"))
    #expect(
      try ModelFixtures.largestDifference(model.scores(of: ModelFixtures.rows()), reference.scores) <= 1e-6)
  }

  @Test func scoresDoNotDependOnTheBlocks() throws {
    let model = try XGBoostClassifier(path: ModelFixtures.path("binary.json"))
    let rows = try ModelFixtures.rows()
    let whole = try model.scores(of: rows)
    for size in [1, 7, 8, 33] {
      var parts: [Float] = []
      for start in stride(from: 0, to: rows.count, by: size) {
        let end = min(rows.count, start + size)
        parts += try model.scores(of: InputRows(width: 4, values: Array(rows.values[4 * start..<4 * end])))
      }
      #expect(parts.map(\.bitPattern) == whole.map(\.bitPattern))
    }
  }

  /// libxgboost itself, on a model of its own time; with many trees and missing values.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: sharedModel), "no ../shared/data: not compared"))
  func aModelFromTheFieldScoresAsTheLibraryDoes() throws {
    var values = [Float](repeating: 0, count: 20 * 3000)
    var state: UInt64 = 42
    for index in values.indices {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let uniform = Float(state >> 40) * 0x1p-24
      values[index] = state >> 8 & 31 == 0 ? .nan : index % 20 < 4 ? 5 * uniform : 300 * uniform * uniform
    }
    let model = try XGBoostClassifier(path: Self.sharedModel)
    let margins = try XGBoostClassifier(path: Self.sharedModel, output: OutputSelection(margin: true))
    let rows = InputRows(width: 20, values: values)
    let own = try model.scores(of: rows)
    #expect(try ModelFixtures.largestDifference(own, library(rows, type: 0)) <= 1e-6)
    #expect(try ModelFixtures.largestDifference(margins.scores(of: rows), library(rows, type: 1)) <= 1e-5)
    #expect(own.max() ?? 0 > 0.5 && own.min() ?? 1 < 0.5)
  }

  static let sharedModel = ModelFixtures.root.deletingLastPathComponent()
    .appending(path: "shared/data/models/agc_ttbar_xgboost/model_even.json").path

  private func library(_ rows: InputRows, type: Int) throws -> [Float] {
    var booster: BoosterHandle?
    var matrix: DMatrixHandle?
    defer {
      XGBoosterFree(booster)
      XGDMatrixFree(matrix)
    }
    try #require(XGBoosterCreate(nil, 0, &booster) == 0)
    try #require(XGBoosterLoadModel(booster, Self.sharedModel) == 0)
    try #require(
      XGDMatrixCreateFromMat(rows.values, bst_ulong(rows.count), bst_ulong(rows.width), .nan, &matrix) == 0)
    var shape: UnsafePointer<bst_ulong>?
    var dimension: bst_ulong = 0
    var result: UnsafePointer<Float>?
    let config =
      #"{"type":\#(type),"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false}"#
    try #require(XGBoosterPredictFromDMatrix(booster, matrix, config, &shape, &dimension, &result) == 0)
    return Array(UnsafeBufferPointer(start: result, count: rows.count))
  }

  @Test func classesThatAreNotThereAreNamed() {
    func sentence(_ file: String, _ output: OutputSelection) -> String {
      ModelFixtures.sentence { _ = try XGBoostClassifier(path: ModelFixtures.path(file), output: output) }
    }
    #expect(
      sentence("multiclass.json", OutputSelection()).hasSuffix(
        "has 3 classes, and none is chosen; set its 'class' to one of '0', '1', '2'"))
    #expect(sentence("multiclass.json", OutputSelection(class: .number(3))).contains("has no class 3"))
    #expect(
      sentence("binary.json", OutputSelection(class: .number(0))).contains(
        "has no class 0; set its 'class' to one of '1'"))
    #expect(
      sentence("binary.json", OutputSelection(class: .name("top"))).contains(
        "does not name its classes, so there is no 'top'"))
    #expect(sentence("binary.json", OutputSelection(output: "x")).contains("there is no 'x'"))
  }

  @Test(arguments: ["binary.json", "binary.ubj", "binary_old.bin"])
  func filesThatEndTooEarlyAreDamaged(_ file: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: ModelFixtures.path(file))))
    for share in [0.1, 0.5, 0.9, 0.99] {
      let part = Array(bytes[..<Int(share * Double(bytes.count))])
      let sentence = try ModelFixtures.withFile(part, ending: ".model") { path in
        ModelFixtures.sentence { _ = try XGBoostClassifier(path: path) }
      }
      #expect(sentence.contains("is not a whole XGBoost"), "\(share): \(sentence)")
      #expect(sentence.hasSuffix("save the model again"))
    }
  }

  @Test func brokenContentIsDamagedAndNeverACrash() throws {
    let text = try String(contentsOfFile: ModelFixtures.path("unnamed.json"), encoding: .utf8)
    let broken = [
      ("\"split_indices\":[", "\"split_indices\":[77,", "lacks some of its arrays"),
      ("\"num_feature\":\"4\",\"num_target\"", "\"num_feature\":\"1\",\"num_target\"", "splits on input"),
      ("\"left_children\":[1", "\"left_children\":[9999", "has a child that is not there"),
      ("\"left_children\":[1", "\"left_children\":[0", "has a child that is not there"),
      ("\"base_score\":\"[", "\"base_score\":\"[x", "its base_score is"),
      ("\"tree_info\":[0", "\"tree_info\":[7", "belongs to class 7 of 1"),
      ("binary:logistic", "my:objective", "has the objective 'my:objective', which is not known"),
      ("\"name\":\"gbtree\"", "\"name\":\"gblinear\"", "is of the kind 'gblinear'"),
    ]
    for (old, new, expected) in broken {
      try #require(text.contains(old), "\(old)")
      let bytes = Array(text.replacingOccurrences(of: old, with: new).utf8)
      let sentence = try ModelFixtures.withFile(bytes, ending: ".json") { path in
        ModelFixtures.sentence { _ = try XGBoostClassifier(path: path) }
      }
      #expect(sentence.contains(expected), "\(old): \(sentence)")
    }
    for (content, expected) in [
      ("{\"a\": 1}", "it has no member 'learner'"), ("{\"a\": [1, }", "expected a value"),
      ("{\"a\" 1}", "expected ':'"), ("{\"a\": 1} x", "something follows"),
      (String(repeating: "{\"a\":[", count: 200), "nested too deeply"),
      ("not a model", "is text of no kind that is known and begins with 'not a model'"),
    ] {
      let sentence = try ModelFixtures.withFile(Array(content.utf8), ending: ".json") { path in
        ModelFixtures.sentence { _ = try XGBoostClassifier(path: path) }
      }
      #expect(sentence.contains(expected), "\(content.prefix(20)): \(sentence)")
    }
  }

  /// Changed bytes: a sentence, or a model that scores, but no crash and no endless loop.
  @Test(arguments: ["unnamed.json", "multiclass.ubj", "categorical.json"])
  func changedBytesNeverCrash(_ file: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: ModelFixtures.path(file))))
    let rows = try ModelFixtures.rows()
    var state: UInt64 = 1
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var refused = 0
    for _ in 0..<200 {
      var changed = bytes
      for _ in 0...next(3) { changed[1 + next(bytes.count - 1)] = UInt8(next(256)) }
      try ModelFixtures.withFile(changed, ending: ".model") { path in
        do {
          let model = try XGBoostClassifier(path: path, output: OutputSelection(class: .number(1)))
          #expect(try model.scores(of: rows).count == rows.count)
        } catch let error as ModelError {
          refused += 1
          #expect("\(error)".hasPrefix("model '"))
        }
      }
    }
    #expect(refused > 10 && refused <= 200)
  }

  @Test func absentAndEmptyFilesAreNamed() throws {
    let absent = ModelFixtures.sentence { _ = try ModelFile.open("nowhere/model.json") }
    #expect(absent == "model 'nowhere/model.json' cannot be read: no such file or directory; check the path")
    let empty = try ModelFixtures.withFile([], ending: ".json") { path in
      ModelFixtures.sentence { _ = try ModelFile.open(path) }
    }
    #expect(empty.contains("cannot be read: it is empty"))
  }
}
