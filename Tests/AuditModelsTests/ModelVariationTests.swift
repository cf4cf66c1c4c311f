import AuditModels
import AuditSamples
import Testing

/// Variations of a sample's columns, through preprocessing, tensors and blocks.
@Suite struct ModelVariationTests {
  /// More rows than a block, every column another type.
  private static let rows = Model.blockRows + 333

  private func columns() throws -> [Values] {
    let given = try ModelFixtures.rows()
    let numbers = (0..<4).map { input in
      (0..<Self.rows).map { Double(given.values[4 * ($0 * 37 % 100) + input]) + 0.01 * Double($0 % 91) }
    }
    return [
      .float64(numbers[0].map { 1000 * $0 }), .float32(numbers[1].map { Float($0) }),
      .float32(numbers[2].map { Float($0) }), .float64(numbers[3]),
    ]
  }

  private func scaled(_ values: Values, by factor: Double) -> Values {
    .float64(values.doubles.map { $0 * factor })
  }

  @Test func scoresAreThoseOfTheChangedSample() throws {
    let features = [
      ModelFeature("pt", preprocessing: Preprocessing(scale: 0.001)), ModelFeature("eta"),
      ModelFeature("mass"), ModelFeature("btag", preprocessing: Preprocessing(missing: [-999])),
    ]
    let model = try Model(XGBoostClassifier(path: ModelFixtures.path("binary.json")), features: features)
    let columns = try columns()
    let nominal = try model.scored(columns, rows: Self.rows)
    #expect(nominal.scores == (try model.scores(of: columns, rows: Self.rows)))
    let names = model.columns
    let variations: [[String: Values]] = [
      ["pt": scaled(columns[0], by: 1.05)], ["pt": scaled(columns[0], by: 0.9)],
      ["eta": scaled(columns[1], by: -1), "btag": .float64(Array(repeating: -999, count: Self.rows))],
      ["weight": columns[1]], [:],
    ]
    let all = try model.scores(of: variations, from: nominal)
    for (variation, found) in zip(variations, all) {
      let changed = zip(names, columns).map { variation[$0] ?? $1 }
      #expect(found == (try model.scores(of: changed, rows: Self.rows)))
    }
    #expect(all[0] != nominal.scores && all[2] != nominal.scores)
    #expect(all[3] == nominal.scores && all[4] == nominal.scores)
  }

  @Test func tensorsAndColumnsThatEnterTwiceChange() throws {
    let rows = try ModelFixtures.rows()
    let classifier = try XGBoostClassifier(path: ModelFixtures.path("unnamed.json"))
    let image = try Model(classifier, features: [ModelFeature("image")], shapes: ["image": [2, 2]])
    let nominal = try image.scored([.tensor(rows.values, shape: [2, 2])], rows: 100)
    let other = Values.tensor(rows.values.map { $0 * 1.1 }, shape: [2, 2])
    let found = try image.scores(of: [["image": other]], from: nominal)
    #expect(found == [try image.scores(of: [other], rows: 100)] && found != [nominal.scores])

    let twice = try Model(classifier, features: ["a", "b", "a", "c"].map { ModelFeature($0) })
    let columns = (0..<4).map { input in
      Values.float32((0..<100).map { rows.values[4 * $0 + (input == 2 ? 0 : input)] })
    }
    let shifted = Values.float32((0..<100).map { rows.values[4 * $0] + 0.2 })
    let scores = try twice.scores(of: [["a": shifted]], from: twice.scored(columns, rows: 100))
    #expect(scores == [try twice.scores(of: [shifted, columns[1], shifted, columns[3]], rows: 100)])
  }

  @Test func wrongLengthsAreNamed() throws {
    let model = try Model(XGBoostClassifier(path: ModelFixtures.path("binary.json")))
    let nominal = try model.scored(columns(), rows: Self.rows)
    let sentence = ModelFixtures.sentence {
      _ = try model.scores(of: [["pt": .float32([1, 2])]], from: nominal)
    }
    #expect(sentence.contains("the changed 'pt' has 2 values for \(Self.rows) rows; give one for each row"))
  }
}
