import Foundation
import Testing

@testable import AuditModels

/// Needs ONNX Runtime's library, which Scripts/setup installs: without it these tests fail with the sentence that
/// users get.
@Suite struct OnnxClassifierTests {
  private func networks() throws -> ModelFixtures.Networks { try ModelFixtures.load("onnx.json") }

  private func rows() throws -> InputRows { InputRows(width: 4, values: try networks().rows) }

  private func open(_ name: String, _ output: OutputSelection = OutputSelection()) throws -> OnnxClassifier {
    try OnnxClassifier(path: ModelFixtures.path("\(name).onnx"), output: output)
  }

  @Test(arguments: ["dense", "two_inputs", "fixed_batch", "image"])
  func oneScoreARowEqualsPythons(_ name: String) throws {
    let expected = try #require(try networks().scores[name])
    #expect(try ModelFixtures.largestDifference(open(name).scores(of: rows()), expected) <= 1e-6)
  }

  @Test(arguments: ["trees_zipmap", "trees_plain"], 0..<3)
  func everyClassEqualsPythons(_ name: String, _ number: Int) throws {
    let all = try #require(try networks().scores[name])
    let rows = try rows()
    let expected = (0..<rows.count).map { all[3 * $0 + number] }
    let model = try open(name, OutputSelection(class: .number(number)))
    #expect(try ModelFixtures.largestDifference(model.scores(of: rows), expected) <= 1e-6)
  }

  @Test func classesMayHaveNames() throws {
    let expected = try #require(try networks().scores["trees_texts"])
    let model = try open("trees_texts", OutputSelection(class: .name("signal")))
    #expect(try ModelFixtures.largestDifference(model.scores(of: rows()), expected) <= 1e-6)
    let wrong = try open("trees_texts", OutputSelection(class: .name("sgnal")))
    let sentence = ModelFixtures.sentence { _ = try wrong.scores(of: rows()) }
    #expect(sentence.contains("has no class 'sgnal'; set its 'class' to one of 'qcd', 'signal', 'top'"))
  }

  @Test func severalClassesNeedAChoice() throws {
    for name in ["trees_zipmap", "trees_plain"] {
      let model = try open(name)
      let sentence = ModelFixtures.sentence { _ = try model.scores(of: rows()) }
      #expect(sentence.contains("has 3 classes, and none is chosen; set its 'class' to one of '0', '1', '2'"))
    }
    let sentence = ModelFixtures.sentence { _ = try open("dense", OutputSelection(output: "probs")) }
    #expect(
      sentence.contains("has no output 'probs' with scores; set its 'output' to one of 'probabilities'"))
    #expect(
      ModelFixtures.sentence { _ = try open("dense", OutputSelection(margin: true)) }.contains("margins"))
  }

  @Test(arguments: ["dense", "fixed_batch", "two_inputs"])
  func scoresDoNotDependOnTheBlocks(_ name: String) throws {
    let model = try open(name)
    let rows = try rows()
    let whole = try model.scores(of: rows)
    for size in [1, 7, 16, 50] {
      var parts: [Float] = []
      for start in stride(from: 0, to: rows.count, by: size) {
        let end = min(rows.count, start + size)
        parts += try model.scores(of: InputRows(width: 4, values: Array(rows.values[4 * start..<4 * end])))
      }
      #expect(try ModelFixtures.largestDifference(parts, whole) <= 1e-6)
    }
  }

  @Test func severalThreadsMayCall() async throws {
    let model = try open("dense")
    let rows = try rows()
    let whole = try model.scores(of: rows)
    let all = try await withThrowingTaskGroup(of: [Float].self) { group in
      for _ in 0..<8 { group.addTask { try model.scores(of: rows) } }
      return try await group.reduce(into: [[Float]]()) { $0.append($1) }
    }
    #expect(all.count == 8 && all.allSatisfy { $0 == whole })
  }

  @Test func inputsAreDescribed() throws {
    #expect(
      try open("two_inputs").inputs == [
        ModelInput(name: "jets", shape: [3]), ModelInput(name: "event", shape: [1]),
      ])
    #expect(try open("image").inputs == [ModelInput(name: "pixels", shape: [1, 2, 2])])
    let features = [
      ModelFeature("btag", input: "event"), ModelFeature("pt", input: "jets"),
      ModelFeature("eta", input: "jets"),
      ModelFeature("mass", input: "jets"),
    ]
    #expect(try Model(open("two_inputs"), features: features).columns == ["pt", "eta", "mass", "btag"])
    func sentence(_ features: [ModelFeature]) -> String {
      ModelFixtures.sentence { _ = try Model(open("two_inputs"), features: features) }
    }
    var wrong = features
    wrong[0].input = "jets"
    #expect(sentence(wrong).contains("onnx:jets' has 3 inputs, but 4 were given"))
    wrong[0].input = "evnt"
    #expect(sentence(wrong).contains("has no input 'evnt'; did you mean 'event'?"))
    #expect(ModelFixtures.sentence { _ = try Model(open("dense")) }.contains("does not name its 4 inputs"))
    #expect(
      ModelFixtures.sentence {
        _ = try open("dense").scores(of: InputRows(width: 5, values: [1, 2, 3, 4, 5]))
      }
      .contains("has 4 inputs"))
  }

  @Test func damagedFilesGetASentence() throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: ModelFixtures.path("dense.onnx"))))
    for content in [Array(bytes[..<(bytes.count / 2)]), Array("no model".utf8)] {
      let sentence = try ModelFixtures.withFile(content, ending: ".onnx") { path in
        ModelFixtures.sentence { _ = try ModelFile.open(path) }
      }
      #expect(sentence.contains("is not a whole ONNX file"), "\(sentence)")
    }
    #expect(
      ModelFixtures.sentence { _ = try ModelFile.open("nowhere.onnx") }.contains("no such file or directory"))
  }

  @Test func anAbsentRuntimeSaysHowToGetIt() throws {
    let sentence = ModelFixtures.sentence { _ = try OnnxRuntime.open(["nowhere/libonnxruntime.so"]) }
    #expect(sentence.contains("was not found (looked for 'nowhere/libonnxruntime.so')"))
    #expect(sentence.contains("pip install onnxruntime"))
    #expect(sentence.contains("SIMAUDIT_ONNXRUNTIME"))
    // Something that is there but is no library says why.
    let other = ModelFixtures.sentence { _ = try OnnxRuntime.open([ModelFixtures.path("rows.json")]) }
    #expect(other.contains("rows.json'; ") && other.contains("SIMAUDIT_ONNXRUNTIME"))
  }

  @Test func theVariableNamesAFileOrAFolder() {
    let folder = ModelFixtures.root.appending(path: ".build/venv/lib").path
    #expect(OnnxRuntime.candidates { $0 == "SIMAUDIT_ONNXRUNTIME" ? "/x/lib.so" : nil } == ["/x/lib.so"])
    #expect(OnnxRuntime.candidates { $0 == "SIMAUDIT_ONNXRUNTIME" ? folder : nil } == [folder])
    #expect(OnnxRuntime.candidates { _ in nil }.prefix(2) == ["libonnxruntime.so.1", "libonnxruntime.so"])
  }
}
