import AuditSamples
import Testing

@testable import AuditHDF5

/// Every layout of Fixtures/layouts gives the values that were written.
@Suite struct LayoutTests {
  @Test func theExpectationsAreThere() {
    #expect(FileExpectation.fixtures.count > 25)
    #expect(FileExpectation.shared.count > 15)
  }

  @Test(arguments: FileExpectation.fixtures.keys.sorted())
  func valuesAreThoseWritten(_ file: String) throws {
    let expected = try #require(FileExpectation.fixtures[file])
    let source = try HDF5Source(paths: [Place.layout(file)], table: expected.table)
    if let rows = expected.rows { #expect(source.rowCount == rows) }
    for (name, column) in expected.columns {
      let values = try source.read([name], rows: 0..<source.rowCount)
      #expect(values.count == 1)
      let problems = values.flatMap { column.problems($0) }
      #expect(problems.isEmpty, "\(file): \(name): \(problems.joined(separator: "; "))")
    }
  }

  @Test(arguments: FileExpectation.fixtures.keys.sorted())
  func cuttingIntoBlocksChangesNothing(_ file: String) throws {
    let expected = try #require(FileExpectation.fixtures[file])
    let source = try HDF5Source(paths: [Place.layout(file)], table: expected.table)
    let names = expected.columns.keys.sorted()
    let whole = try source.read(names, rows: 0..<source.rowCount)
    #expect(whole.count == names.count)
    for step in [7, 64] {
      var pieces: [[Values]] = []
      for start in stride(from: 0, to: source.rowCount, by: step) {
        pieces.append(try source.read(names, rows: start..<min(start + step, source.rowCount)))
      }
      guard !pieces.isEmpty else { continue }
      for column in names.indices {
        let joined = Values.joined(pieces.map { $0[column] })
        #expect(same(joined, whole[column]), "\(file): \(names[column])")
      }
    }
  }

  // Equal, with NaN equal to itself.
  private func same(_ first: Values, _ second: Values) -> Bool {
    if case .category(let codes, let levels) = first, case .category(let others, let names) = second {
      return codes.map { $0 < 0 ? "" : levels[Int($0)] } == others.map { $0 < 0 ? "" : names[Int($0)] }
    }
    return zip(first.doubles, second.doubles).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
      && first.count == second.count
  }
}
