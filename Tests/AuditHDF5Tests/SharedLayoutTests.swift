import AuditSamples
import Testing

@testable import AuditHDF5

/// Files found in the wild give the values that h5py gives; skipped where ../shared/data is absent.
@Suite(.enabled(if: Place.hasShared, "../shared/data is absent"))
struct SharedLayoutTests {
  @Test(arguments: FileExpectation.shared.keys.sorted())
  func valuesAreThoseOfH5py(_ file: String) throws {
    for (table, columns) in try #require(FileExpectation.shared[file]) {
      let source = try HDF5Source(paths: [Place.shared.path + "/layouts/" + file], table: table)
      for (name, column) in columns {
        let values = try source.read([name], rows: 0..<source.rowCount)
        let problems = values.flatMap { column.problems($0) }
        #expect(problems.isEmpty, "\(file): \(table): \(name): \(problems.joined(separator: "; "))")
      }
    }
  }
}
