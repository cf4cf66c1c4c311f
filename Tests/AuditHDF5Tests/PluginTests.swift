import AuditSamples
import CHDF5
import Foundation
import Testing

@testable import AuditHDF5

/// Filters that no Debian package brings, through PyPI's hdf5plugin, as the sentence about a missing filter advises.
@Suite struct PluginTests {
  /// Folder of the plug-ins; nil where the Python of `Scripts/setup` has no hdf5plugin.
  static let folder: String? = {
    let process = Foundation.Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let python = ProcessInfo.processInfo.environment["SIMAUDIT_PYTHON"] ?? "python3"
    process.arguments = [python, "-c", "import hdf5plugin; print(hdf5plugin.PLUGIN_PATH)"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let path = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return process.terminationStatus == 0 && !path.isEmpty ? path : nil
  }()

  @Test(
    .enabled(if: folder != nil, "the Python in SIMAUDIT_PYTHON has no hdf5plugin: run Scripts/setup"),
    arguments: ["zstd", "blosc2", "bitshuffle"])
  func valuesAreThoseOfTheColumnWithoutFilter(_ filter: String) throws {
    let folder = try #require(Self.folder)
    let added = Library.locked("") { H5PLappend(folder) }
    #expect(added >= 0)
    let plain = try HDF5Source(paths: [Place.layout("filters.h5")])
    let compressed = try HDF5Source(paths: [Place.layout("filter_\(filter).h5")])
    // Blocks that end inside chunks.
    for rows in [0..<1000, 250..<651, 999..<1000] {
      guard case .float32(let expected)? = try plain.read(["none"], rows: rows).first,
        case .float32(let found)? = try compressed.read(["x"], rows: rows).first
      else {
        Issue.record("\(filter): not float32")
        return
      }
      #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    }
  }
}
