import AuditModels
import AuditSamples
import Foundation
import Testing

@Suite struct ModelTests {
  private func columns() throws -> [Values] {
    let rows = try ModelFixtures.rows()
    return (0..<4).map { column in
      .float32((0..<rows.count).map { rows.values[4 * $0 + column] })
    }
  }

  @Test func featuresAreTakenByNameInAnyOrder() throws {
    let classifier = try XGBoostClassifier(path: ModelFixtures.path("binary.json"))
    let plain = try Model(classifier)
    #expect(plain.columns == ["pt", "eta", "mass", "btag"])
    let columns = try columns()
    let expected = try classifier.scores(of: ModelFixtures.rows())
    #expect(try plain.scores(of: columns, rows: 100) == expected)
    let shuffled = try Model(
      classifier,
      features: ["btag", "pt", "eta"].map { ModelFeature($0) } + [ModelFeature("m_jj", input: "mass")])
    #expect(shuffled.columns == ["pt", "eta", "m_jj", "btag"])
    #expect(try shuffled.scores(of: columns, rows: 100) == expected)
  }

  @Test func float64ColumnsAndTensorsEnterToo() throws {
    let classifier = try XGBoostClassifier(path: ModelFixtures.path("unnamed.json"))
    let expected = try classifier.scores(of: ModelFixtures.rows())
    let columns = try columns()
    let wide = try Model(classifier, features: ["a", "b", "c", "d"].map { ModelFeature($0) })
    #expect(try wide.scores(of: columns.map { .float64($0.doubles) }, rows: 100) == expected)
    let tensor = try Model(classifier, features: [ModelFeature("image")], shapes: ["image": [2, 2]])
    let values = Values.tensor(try ModelFixtures.rows().values, shape: [2, 2])
    #expect(try tensor.scores(of: [values], rows: 100) == expected)
  }

  @Test func wrongInputsAreNamed() throws {
    let named = try XGBoostClassifier(path: ModelFixtures.path("binary.json"))
    let unnamed = try XGBoostClassifier(path: ModelFixtures.path("unnamed.json"))
    func sentence(_ classifier: XGBoostClassifier, _ names: [String]) -> String {
      ModelFixtures.sentence { _ = try Model(classifier, features: names.map { ModelFeature($0) }) }
    }
    #expect(
      sentence(named, ["pt", "eta", "mass"]).contains(
        "has 4 inputs ('pt', 'eta', 'mass', 'btag'), but 3 were given; list the features in the order of training"
      ))
    #expect(
      sentence(named, ["pt", "eta", "mas", "btag"]).contains("has no input 'mas'; did you mean 'mass'?"))
    #expect(sentence(named, ["pt", "pt", "mass", "btag"]).contains("the input 'pt' is given twice"))
    #expect(
      sentence(unnamed, []).contains("does not name its 4 inputs; list the features in the order of training")
    )
    #expect(sentence(unnamed, ["a"]).contains("has 4 inputs, but 1 were given"))
    let model = try Model(named)
    let texts = Values.category(codes: Array(repeating: 0, count: 100), levels: ["x"])
    let wrong = try columns()
    #expect(
      ModelFixtures.sentence { _ = try model.scores(of: [texts] + wrong.dropFirst(), rows: 100) }.contains(
        "column 'pt' holds texts, but an input needs numbers"))
    #expect(
      ModelFixtures.sentence { _ = try named.scores(of: InputRows(width: 3, values: [1, 2, 3])) }.contains(
        "has 4 inputs"))
  }

  @Test func preprocessingIsWhatItSays() {
    let e = 2.718281828459045
    #expect(Preprocessing(offset: -10, scale: 0.5).apply(to: 14) == 2)
    #expect(Preprocessing(low: 0, high: 5).apply(to: 7) == 5)
    #expect(Preprocessing(low: 0, high: 5).apply(to: -7) == 0)
    #expect(abs(Preprocessing(log: .natural, offset: 1, scale: 2).apply(to: e) - 4) < 1e-12)
    #expect(Preprocessing(log: .decimal).apply(to: 1000) == 3)
    #expect(Preprocessing(log: .onePlus).apply(to: 0) == 0)
    #expect(Preprocessing(log: .natural).apply(to: -1).isNaN)
    #expect(Preprocessing(missing: [-999]).apply(to: -999).isNaN)
    #expect(Preprocessing(missing: [-999], replacement: 3, offset: 1).apply(to: -999) == 4)
    #expect(Preprocessing(replacement: 3).apply(to: .nan) == 3)
    #expect(Preprocessing().isIdentity && !Preprocessing(scale: 2).isIdentity)
  }

  @Test func preprocessingEntersTheModel() throws {
    let classifier = try XGBoostClassifier(path: ModelFixtures.path("binary.json"))
    var columns = try columns()
    // Stored as MeV with −999 for missing; the model was trained on GeV and NaN.
    columns[0] = .float64(columns[0].doubles.map { $0 * 1000 })
    columns[3] = .float64(columns[3].doubles.map { $0.isNaN ? -999 : $0 })
    let features = [
      ModelFeature("pt", preprocessing: Preprocessing(scale: 0.001)), ModelFeature("eta"),
      ModelFeature("mass"),
      ModelFeature("btag", preprocessing: Preprocessing(missing: [-999])),
    ]
    let scores = try Model(classifier, features: features).scores(of: columns, rows: 100)
    #expect(try ModelFixtures.largestDifference(scores, classifier.scores(of: ModelFixtures.rows())) <= 1e-6)
  }

  @Test func impossiblePreprocessingIsNamed() throws {
    let classifier = ColumnClassifier(column: "score")
    func sentence(_ steps: Preprocessing) -> String {
      ModelFixtures.sentence {
        _ = try Model(classifier, features: [ModelFeature("score", preprocessing: steps)])
      }
    }
    #expect(sentence(Preprocessing(low: 2, high: 1)).contains("'score': clips from 2.0 to 1.0"))
    #expect(sentence(Preprocessing(scale: 0)).contains("scale is 0"))
    #expect(sentence(Preprocessing(offset: .nan)).contains("offset is nan; it must be finite"))
  }

  @Test func storedScoresAreScores() throws {
    let model = try Model(ColumnClassifier(column: "score"))
    #expect(model.columns == ["score"])
    #expect(try model.scores(of: [.float64([0.25, 0.5])], rows: 2) == [0.25, 0.5])
    #expect(
      ModelFixtures.sentence { _ = try model.scores(of: [.float32([0.25, .nan])], rows: 2, firstRow: 40) }
        == "model 'score' gives row 41 the score NaN, but a score must be a finite number; "
        + "check how missing values enter the model")
  }

  @Test func choicesAreNumbersOrNamesInConfigurations() throws {
    let choices = [OutputSelection.Class.number(2), .name("signal")]
    let text = String(decoding: try JSONEncoder().encode(choices), as: UTF8.self)
    #expect(text == #"[2,"signal"]"#)
    #expect(try JSONDecoder().decode([OutputSelection.Class].self, from: Data(text.utf8)) == choices)
  }
}
