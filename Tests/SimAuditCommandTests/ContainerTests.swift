import AuditHDF5
import AuditReport
import Foundation
import Testing

/// One truth, many containers: what an audit says of a table does not depend on how the table is stored.
@Suite struct ContainerTests {
  /// Files that pandas and PyTables wrote; the others are written when the test runs.
  private static let committed = [
    "pandas_table", "pandas_table_ms", "pandas_columns", "pandas_fixed", "pandas_levels", "pytables",
  ]
  private static let features: Set = ["pt", "n", "e", "taken", "pt_a", "e_b", "group/data"]

  @Test("the numbers of shift are the same for every container of the data")
  func numbersDoNotDependOnTheContainer() throws {
    let program = try Program()
    let script = Program.fixture("containers/containers.py")
    let made = try program.script("\"\(Program.python)\" '\(script)' .")
    try #require(made.status == 0, "\(made.errors)")
    let files = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
      .filter { $0.hasSuffix(".h5") && $0 != "simulation.h5" }.sorted()
    let all =
      files.map { program.folder.appending(path: $0).path }
      + Self.committed.map { Program.fixture("containers/\($0).h5") }
    #expect(all.count > 30)
    let whole = try numbers(of: program.folder.appending(path: "columns.h5").path, program)
    let missing = try numbers(of: program.folder.appending(path: "missing.h5").path, program)
    #expect(whole.count > 60 && missing.count > 25)
    for file in all {
      let name = file.split(separator: "/").last ?? ""
      let expected = name.hasPrefix("missing") ? missing : whole
      let found = try numbers(of: file, program)
      #expect(!found.isEmpty, "\(name)")
      for (id, number) in found { #expect(number == expected[id], "\(name): \(id)") }
    }
  }

  /// The estimates of `shift` between simulation.h5 and a file, by finding, for the columns that the file has.
  private func numbers(of file: String, _ program: Program) throws -> [String: Estimate] {
    let names = try HDF5Source(paths: [file]).columns.map(\.name)
    let features = names.filter(Self.features.contains)
    let run = try program.run(
      ["shift", "--simulation", "simulation.h5", "--data", file, "-o", "out", "--quiet"]
        + (features.isEmpty ? [] : ["--features"] + features)
        + (names.contains("flav") ? ["--categories", "flav"] : []))
    #expect(run.status != 2, "\(file): \(run.errors)")
    let report = try JSONDecoder().decode(
      Report.self, from: Data(contentsOf: program.folder.appending(path: "out/shift.json")))
    // A q-value depends on how many columns there are.
    return report.findings.reduce(into: [:]) { result, finding in
      guard var estimate = finding.estimate else { return }
      (estimate.qValue, estimate.unit) = (nil, nil)
      result[finding.id] = estimate
    }
  }
}
