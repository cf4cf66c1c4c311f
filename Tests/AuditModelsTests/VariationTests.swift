import AuditSamples
import Testing

@testable import AuditModels

/// Scores of variations are those of scoring the changed rows: for trees bit for bit.
@Suite struct VariationTests {
  static let models = [
    "binary.json", "unnamed.json", "lossguide.json", "regression.json", "poisson.json", "ranking.json",
    "dart.json", "forest.json", "categorical.json", "multiclass.json",
  ]

  private func open(_ file: String, margin: Bool = false) throws -> XGBoostClassifier {
    let isMulticlass = file.hasPrefix("multiclass")
    return try XGBoostClassifier(
      path: ModelFixtures.path(file),
      output: OutputSelection(class: isMulticlass ? .number(2) : nil, margin: margin))
  }

  /// Three hundred rows: thresholds of the trees and their neighbours, values between them, missing ones, infinities.
  private func rows(for model: XGBoostClassifier) throws -> InputRows {
    let given = try ModelFixtures.rows()
    var thresholds = [[Float]](repeating: [], count: 4)
    for node in model.forest.ensemble.nodes where node.step == 1 && !node.isCategorical {
      thresholds[Int(node.feature)] += [node.threshold, node.threshold.nextUp, node.threshold.nextDown]
    }
    var values = given.values
    for row in 0..<200 {
      for input in 0..<4 {
        let own = thresholds[input]
        switch (row * 7 + input * 3) % 11 {
        case 0: values.append(.nan)
        case 1: values.append(row % 2 == 0 ? .infinity : -.infinity)
        case 2: values.append(row % 2 == 0 ? 0 : -0.0)
        case 3...6 where !own.isEmpty: values.append(own[(row * 31 + input) % own.count])
        default: values.append(given.values[(row * 13 + input) % given.values.count])
        }
      }
    }
    return InputRows(width: 4, values: values)
  }

  private func column(_ rows: InputRows, _ column: Int, _ change: (Int, Float) -> Float) -> [Float] {
    (0..<rows.count).map { change($0, rows.values[$0 * rows.width + column]) }
  }

  private func variations(of rows: InputRows) -> [InputVariation] {
    var result: [InputVariation] = []
    for input in 0..<4 {
      for factor: Float in [1, 0.9, 1.001, -2] {
        result.append(InputVariation(columns: [input], values: [column(rows, input) { $1 * factor }]))
      }
      result.append(InputVariation(columns: [input], values: [column(rows, input) { _, _ in .nan }]))
      result.append(
        InputVariation(
          columns: [input], values: [column(rows, input) { $1.isNaN ? 1 : $0 % 3 == 0 ? 2 : $1 }]))
    }
    for inputs in [[0, 1], [3, 1], [0, 1, 2, 3], []] {
      result.append(
        InputVariation(
          columns: inputs, values: inputs.map { input in column(rows, input) { $1 * 1.1 + 0.01 } }))
    }
    return result
  }

  @Test(arguments: models, [false, true]) func treesGiveTheBitsOfFullScoring(_ file: String, _ margin: Bool)
    throws
  {
    let model = try open(file, margin: margin)
    let rows = try rows(for: model)
    let nominal = try model.scored(rows)
    #expect(nominal.scores.map(\.bitPattern) == (try model.scores(of: rows)).map(\.bitPattern))
    let variations = variations(of: rows)
    var moved = 0
    for (variation, found) in zip(variations, try model.scores(of: variations, from: nominal)) {
      var changed = rows
      changed.write(variation)
      let expected = try model.scores(of: changed)
      #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "\(variation.columns)")
      moved += zip(found, nominal.scores).count { $0 != $1 }
      #expect(try model.scores(of: [variation], from: nominal) == [found])
    }
    #expect(moved > 500)
  }

  /// The oracle: one row and one tree after the other in float32, trees last to first.
  @Test(arguments: models) func marginsAreThoseOfAPlainWalk(_ file: String) throws {
    let model = try open(file, margin: true)
    let rows = try rows(for: model)
    let forest = model.forest
    let group = forest.base.count - 1
    let margins = rows.values.withUnsafeBufferPointer { values in
      (0..<rows.count).map { row in
        var sum = 0.0
        for tree in forest.ensemble.trees.reversed() where tree.group == group {
          guard let first = values.baseAddress else { continue }
          let leaf = forest.ensemble.leaf(of: first + 4 * row, in: tree)
          sum += forest.sum.rounded(Double(forest.ensemble.values[leaf]))
        }
        return Float(sum + forest.base[group])
      }
    }
    #expect(try model.scores(of: rows).map(\.bitPattern) == margins.map(\.bitPattern))
    #expect(forest.ranked.others.isEmpty == (file != "categorical.json"))
  }

  @Test func exactSumsDoNotDependOnTheOrder() {
    for scale in [1e-30, 1e-3, 1, 1e20] {
      let sum = ExactSum(bound: 3000 * scale)
      var state: UInt64 = 7
      let numbers = (0..<3000).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return sum.rounded(scale * (2 * Double(state >> 11) * 0x1p-53 - 1))
      }
      let forward = numbers.reduce(0, +)
      #expect(numbers.reversed().reduce(0, +) == forward)
      #expect(numbers.sorted().reduce(0, +) == forward)
      #expect(numbers.prefix(1000).reduce(forward) { $0 - $1 } == numbers.dropFirst(1000).reduce(0, +))
      #expect(abs(sum.rounded(scale / 3) - scale / 3) <= 3000 * scale * 1e-15)
    }
    #expect(ExactSum(bound: .infinity).quantum == nil && ExactSum(bound: 0).rounded(0) == 0)
  }

  @Test(arguments: ["dense", "two_inputs", "fixed_batch", "trees_plain"])
  func networksKeepUnchangedRowsAndScoreTheOthers(_ name: String) throws {
    let networks: ModelFixtures.Networks = try ModelFixtures.load("onnx.json")
    let output = OutputSelection(class: name == "trees_plain" ? .number(1) : nil)
    let model = try OnnxClassifier(path: ModelFixtures.path("\(name).onnx"), output: output)
    let rows = InputRows(width: 4, values: networks.rows)
    let nominal = try model.scored(rows)
    let variations = [
      InputVariation(columns: [1], values: [column(rows, 1) { $0 % 5 == 0 ? $1 + 1 : $1 }]),
      InputVariation(
        columns: [0, 2],
        values: [column(rows, 0) { $1 * 1.5 }, column(rows, 2) { $0 % 2 == 0 ? $1 - 1 : $1 }]),
      InputVariation(columns: [3], values: [column(rows, 3) { $1 }]),
    ]
    let all = try model.scores(of: variations, from: nominal)
    for (variation, found) in zip(variations, all) {
      var changed = rows
      changed.write(variation)
      #expect(try ModelFixtures.largestDifference(found, model.scores(of: changed)) <= 1e-6)
    }
    for row in 0..<rows.count where row % 5 != 0 { #expect(all[0][row] == nominal.scores[row]) }
    #expect(all[0] != nominal.scores && all[1] != nominal.scores && all[2] == nominal.scores)
  }

  @Test func wrongVariationsAreNamed() throws {
    let model = try open("binary.json")
    let nominal = try model.scored(ModelFixtures.rows())
    func sentence(_ columns: [Int], _ values: [[Float]]) -> String {
      ModelFixtures.sentence {
        _ = try model.scores(of: [InputVariation(columns: columns, values: values)], from: nominal)
      }
    }
    #expect(sentence([4], [[]]).contains("has 4 inputs, so input number 4 cannot change"))
    #expect(sentence([1], [[1, 2]]).contains("the changed 'input 1' has 2 values for 100 rows"))
    #expect(sentence([1], []).contains("the changed 'input 1' has 0 values for 100 rows"))
  }
}
