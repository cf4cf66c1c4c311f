import AuditModels
import Foundation
import Testing

/// Models made by others, where they are at hand; the scores are Python's (Fixtures/models/train_models.py --shared).
@Suite(
  .enabled(
    if: FileManager.default.fileExists(atPath: ModelFixtures.shared.path), "there is no ../shared/data"))
struct SharedModelTests {
  /// The rows of the script.
  private func rows(_ scales: [Double], hasHoles: Bool) -> InputRows {
    var values: [Float] = []
    for row in 0..<64 {
      for (column, scale) in scales.enumerated() {
        let value = Double((row * 7919 + column * 104_729) % 1009) / 1009 * scale
        values.append(hasHoles && (row * 31 + column * 17) % 23 == 0 ? .nan : Float(value))
      }
    }
    return InputRows(width: scales.count, values: values)
  }

  @Test(arguments: ["model_even", "model_odd"]) func xgboostModelsScoreAsInPython(_ name: String) throws {
    let references: [String: [Float]] = try ModelFixtures.load("shared.json")
    let model = try ModelFile.open(
      ModelFixtures.shared.appending(path: "agc_ttbar_xgboost/\(name).json").path)
    let scales =
      [Double](repeating: 5, count: 4) + Array(repeating: 300, count: 8) + Array(repeating: 1, count: 8)
    let scores = try model.scores(of: rows(scales, hasHoles: true))
    #expect(try ModelFixtures.largestDifference(scores, #require(references[name])) <= 1e-6)
  }

  @Test func aBoostedTreeInONNXScoresAsInPython() throws {
    let references: [String: [Float]] = try ModelFixtures.load("shared.json")
    let model = try ModelFile.open(
      ModelFixtures.shared.appending(path: "ldmx_ecal_bdt_onnx/segmip.onnx").path)
    #expect(model.inputs == [ModelInput(name: "input", shape: [47])])
    let scores = try model.scores(of: rows(Array(repeating: 500, count: 47), hasHoles: false))
    #expect(try ModelFixtures.largestDifference(scores, #require(references["segmip"])) <= 1e-6)
  }
}
