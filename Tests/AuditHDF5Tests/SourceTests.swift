import AuditSamples
import Foundation
import Testing

@testable import AuditHDF5

/// Several files, attributes, layout, threads.
@Suite struct SourceTests {
  @Test func aPatternIsReadSortedAndEachFileOnce() throws {
    let source = try HDF5Source(paths: [Place.layout("part_*.h5"), Place.layout("part_01.h5")])
    #expect(source.files.map { $0.split(separator: "/").last } == ["part_01.h5", "part_02.h5", "part_10.h5"])
    #expect(source.rowCount == 41 + 42 + 50)
    let values = try source.read(["x", "y", "kind"], rows: 39..<85)
    let x = values[0].doubles
    #expect(x.count == 46)
    #expect(x[0] == 1039 && x[1] == 1040 && x[2] == 2000 && x[44] == 10000 && x[45] == 10001)
    // float64 in the second file: all of them are given as float64.
    guard case .float64(let y) = values[1] else { throw TestFailure("y is \(values[1])") }
    #expect(y[0] == 40 && y[2] == 2)
    guard case .category(let codes, let levels) = values[2] else { throw TestFailure("kind is no text") }
    #expect(levels[Int(codes[0])] == "kind0" && levels[Int(codes[3])] == "kind2")
  }

  @Test func filesOneByOneGiveTheSame() throws {
    let whole = try HDF5Source(paths: [Place.layout("part_*.h5")])
    let all = try whole.read(["x"], rows: 0..<whole.rowCount)[0].doubles
    var single: [Double] = []
    for name in ["part_01.h5", "part_02.h5", "part_10.h5"] {
      let source = try HDF5Source(paths: [Place.layout(name)])
      single += try source.read(["x"], rows: 0..<source.rowCount)[0].doubles
    }
    #expect(all == single)
  }

  @Test func attributesDescribeColumns() throws {
    let source = try HDF5Source(paths: [Place.layout("columns.h5")])
    let energy = try source.column("f8")
    #expect(energy.unit == "GeV" && energy.missing == [-999] && energy.meaning == "energy")
    #expect(energy.role == "feature")
    #expect(try source.column("f4").unit == "mm")
    #expect(try source.column("i4").missing == [-1, -2])
  }

  @Test func kindsAreThoseOfTheFile() throws {
    let source = try HDF5Source(paths: [Place.layout("columns.h5")])
    #expect(try source.column("f2_big").kind == .float(bits: 16))
    #expect(try source.column("u8").kind == .integer(bits: 64, signed: false))
    #expect(try source.column("flag").kind == .boolean)
    #expect(try source.column("era").kind == .enumeration(names: ["A", "B", "D"]))
    #expect(try source.column("generator").kind == .text)
  }

  @Test func reductionsHaveTheirOwnDescription() throws {
    let source = try HDF5Source(paths: [Place.layout("jagged_vlen.h5")])
    #expect(try source.column("jet_pt").isJagged)
    let maximum = try source.column("max(jet_pt)")
    #expect(!maximum.isJagged && maximum.isNumeric && maximum.name == "max(jet_pt)")
    #expect(try source.column("count(jet_pt)").isInteger)
  }

  @Test func layoutTellsHowReadingIsCheapest() throws {
    let compound = try HDF5Source(paths: [Place.layout("compound_gzip.h5")])
    #expect(compound.layout == SampleLayout(isRowWise: true, chunkRows: 33))
    let columns = try HDF5Source(paths: [Place.layout("large_beside_small.h5")])
    #expect(columns.layout == SampleLayout(isRowWise: false, chunkRows: nil))
    #expect(compound.storage.first?.filters == ["shuffle", "gzip"])
  }

  @Test func readersOnSeveralThreadsGetTheSame() async throws {
    let names = ["f4", "f8", "jets/pt", "process", "generator", "i8"]
    let source = try HDF5Source(paths: [Place.layout("columns.h5")])
    let expected = try source.read(names, rows: 0..<200).map(Self.text)
    let results = try await withThrowingTaskGroup(of: [String].self) { group in
      for task in 0..<8 {
        group.addTask {
          var last: [String] = []
          for _ in 0..<20 {
            let part = try source.read(names, rows: task * 10..<200 - task)
            guard part.first?.count == 200 - 11 * task else { throw TestFailure("rows are missing") }
            last = try source.read(names, rows: 0..<200).map(Self.text)
          }
          return last
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.count == 8 && results.allSatisfy { $0 == expected })
  }

  @Test func theFileInUseIsAnnounced() throws {
    let note = FileManager.default.temporaryDirectory.appending(path: "simaudit-\(UUID().uuidString)")
    let descriptor = open(note.path, O_RDWR | O_CREAT, 0o600)
    defer {
      try? FileManager.default.removeItem(at: note)
      FileInUse.announce(to: -1)
      close(descriptor)
    }
    FileInUse.announce(to: descriptor)
    let path = Place.layout("columns.h5")
    // Other tests read at the same time: the record is that of any of them, but always whole.
    for _ in 0..<50 {
      _ = try HDF5Source(paths: [path]).read(["f4"], rows: 0..<10)
      var record = [UInt8](repeating: 1, count: FileInUse.recordSize)
      #expect(pread(descriptor, &record, record.count, 0) == FileInUse.recordSize)
      let used = try #require(FileInUse.parse(record))
      // Files that other tests damaged may be gone since.
      #expect(FileManager.default.fileExists(atPath: used.path) || used.path.contains("/simaudit-"))
    }
    #expect(FileInUse.parse([UInt8]("a.h5\nevents/x".utf8) + [0, 0])?.object == "events/x")
    #expect(FileInUse.parse([0, 0]) == nil)
  }

  private static func text(_ values: Values) -> String {
    if case .category(let codes, let levels) = values { return "\(codes.map { levels[Int($0)] })" }
    return "\(values)"
  }
}

struct TestFailure: Error {
  var text: String
  init(_ text: String) { self.text = text }
}
