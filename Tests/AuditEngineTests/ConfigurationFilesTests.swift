import AuditEngine
import Foundation
import Testing

@Suite struct ConfigurationFilesTests {
  /// A folder whose name looks like a pattern, with empty files and a configuration.
  private func inFolder(_ files: [String], _ text: String, _ body: (ConfigurationFile, String) throws -> Void)
    throws
  {
    let folder = FileManager.default.temporaryDirectory.path + "/audit [\(UUID().uuidString)]*"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for file in files { try Data().write(to: URL(fileURLWithPath: folder + "/" + file)) }
    let path = folder + "/simaudit.yaml"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    try body(try ConfigurationFile(path: path, toyVocabulary), folder + "/")
  }

  @Test func pathsAreRelativeToTheConfiguration() throws {
    let text =
      "samples: {data: {files: [b.h5, a_*.h5]}, mc: {role: simulation, processes: {s: {files: \"x[1].h5\"}}}}"
    try inFolder(["a_2.h5", "a_1.h5", "b.h5", "c.h5", "x[1].h5"], text) { file, folder in
      let parts = try file.parts()
      #expect(
        parts.map(\.files) == [["b.h5", "a_1.h5", "a_2.h5"].map { folder + $0 }, [folder + "x[1].h5"]])
      #expect(parts.map(\.part.name) == ["data", "s"] && parts.map(\.isProcess) == [false, true])
    }
  }

  @Test func withoutAConfigurationPathsAreAsGiven() throws {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).h5"
    try Data().write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let sample = Configuration.Sample(name: "data", role: .data, files: [path])
    #expect(try ConfigurationFile(Configuration(samples: [sample])).parts().map(\.files) == [[path]])
  }

  @Test func everyMissingFileIsNamedAtOnce() throws {
    let text = """
      samples:
        data: {files: [dat.h5, "run_*.h5"]}
        simulation:
          processes:
            signal: {files: [sig.h5, "s*.h5"]}
            other: {files: nowhere/x.h5}
      """
    try inFolder(["data.h5", "sig.h5"], text) { file, folder in
      let error = #expect(throws: ConfigurationError.self) { try file.parts() }
      let name = file.path ?? ""
      #expect(
        error?.problems.map(\.description) == [
          "\(name):2:18: sample 'data': there is no file '\(folder)dat.h5'; did you mean 'data.h5'?",
          "\(name):2:26: sample 'data': no file fits '\(folder)run_*.h5'",
          "\(name):5:32: process 'signal' of sample 'simulation' would read '\(folder)sig.h5' twice: its events would count twice",
          "\(name):6:22: process 'other' of sample 'simulation': there is no file '\(folder)nowhere/x.h5', nor the folder '\(folder)nowhere/'",
        ])
    }
  }
}
