import AuditAnalysis
import AuditHDF5
import AuditReport
import AuditSamples
import Foundation

/// The toy training set of Fixtures/training_set: with planted flaws, or its clean twin.
public struct TrainingFixture {
  /// What was put in, from Fixtures/truth.json.
  public struct Flaws: Decodable, Sendable {
    /// Column that tells the classes apart.
    public var leakingColumn: String
    /// Column that is copied, and its affine copy.
    public var copiedColumn, affineCopy: String
    /// `affineCopy` = slope · `copiedColumn` + offset.
    public var affineSlope, affineOffset: Double
    /// Events of training that are in test too, and those that are in training twice with different labels.
    public var duplicates, conflicts: Int
    /// Column that is rounded in one class.
    public var roundedColumn: String
    /// Column that the weights are proportional to.
    public var weightingColumn: String
    /// Corner of phase space that training lacks.
    public var missingCorner: String
  }

  private struct Truth: Decodable {
    struct TrainingSet: Decodable {
      var flaws: Flaws
    }
    var trainingSet: TrainingSet
  }

  /// The training, validation and test splits with their weights.
  public let run: AnalyzerRun
  /// The samples with what a user would declare of them.
  public let context: AuditContext

  /// Opens the files. Errors: files that cannot be read.
  public init(isFlawed: Bool) throws {
    let folder = Self.fixtures.appending(path: "training_set").appending(path: isFlawed ? "flawed" : "clean")
    let roles: [SampleRole] = [.training, .validation, .test]
    run = AnalyzerRun(
      try roles.map { role in
        let source = try HDF5Source(paths: [folder.appending(path: "\(role.rawValue).h5").path])
        let process = try AnalyzerRun.Process(role.rawValue, source, weightColumn: "weight")
        return AnalyzerRun.Table(role.rawValue, role, processes: [process])
      }, batchRows: 3000)
    let declared = ["event", "run", "is_signal", "run_period", "process", "weight"]
    let features = (run.samples.first?.processes.first?.columns ?? []).filter { !declared.contains($0.name) }
    var context = AuditContext(
      samples: run.samples, features: features.map { FeatureDescription(name: $0.name, unit: $0.unit) },
      categories: ["run_period", "process"])
    context.label = "is_signal"
    context.eventKey = ["run", "event"]
    context.nuisance = ["run", "n_vertices"]
    context.spectators = ["eta", "n_vertices"]
    context.expectedMix = ["is_signal": ["0": 0.6, "1": 0.4]]
    self.context = context
  }

  /// What was put into the flawed set.
  public static func flaws() throws -> Flaws {
    let data = try Data(contentsOf: fixtures.appending(path: "truth.json"))
    return try JSONDecoder().decode(Truth.self, from: data).trainingSet.flaws
  }

  private static var fixtures: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures")
  }
}
