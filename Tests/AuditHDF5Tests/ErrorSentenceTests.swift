import AuditSamples
import Foundation
import Testing

@testable import AuditHDF5

/// Every kind of bad input ends in one sentence that names file, finding and remedy.
@Suite struct ErrorSentenceTests {
  private func sentence(_ paths: [String], table: String? = nil, read columns: [String] = []) -> String {
    do {
      let source = try HDF5Source(paths: paths, table: table)
      _ = try source.read(columns, rows: 0..<source.rowCount)
      return "no error"
    } catch let error as HDF5Error {
      return error.description
    } catch {
      return "another error: \(error)"
    }
  }

  private func sentence(_ layout: String, table: String? = nil, read columns: [String] = []) -> String {
    sentence([Place.layout(layout)], table: table, read: columns)
      .replacingOccurrences(of: Place.layouts.path + "/", with: "")
  }

  /// Runs `body` with a file of these bytes, changed from a fixture.
  private func damaged(
    _ layout: String, _ change: (inout Data) -> Void, _ body: (String) throws -> Void
  ) throws {
    var data = try Data(contentsOf: Place.layouts.appending(path: layout))
    change(&data)
    let file = FileManager.default.temporaryDirectory.appending(path: "simaudit-\(UUID().uuidString).h5")
    try data.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try body(file.path)
  }

  @Test func noSuchFile() {
    #expect(sentence("nothing.h5") == "nothing.h5: there is no such file; check the path.")
  }

  @Test func noFileMatches() {
    #expect(
      sentence("nothing*.h5")
        == "No file matches 'nothing*.h5'; check the pattern and the folder it is relative to.")
  }

  @Test func notHDF5() {
    #expect(
      sentence("make_layouts.py")
        == "make_layouts.py: is not an HDF5 file; expected a file written by h5py, pandas, PyTables or another HDF5 writer."
    )
  }

  @Test func aFolder() {
    #expect(
      sentence([Place.layouts.path]).hasSuffix(
        ": cannot be opened for reading (it is a directory); check its permissions."))
  }

  @Test(.enabled(if: getuid() != 0, "the administrator may read everything")) func noPermission() throws {
    try damaged("columns.h5", { _ in }) { path in
      chmod(path, 0)
      #expect(
        sentence([path])
          == "\(path): cannot be opened for reading (permission denied); check its permissions.")
    }
  }

  @Test func truncated() throws {
    try damaged("columns.h5", { $0.removeLast(2000) }) { path in
      #expect(
        sentence([path])
          == "\(path): is truncated, the file ends before the end it declares; copy or write it again.")
    }
  }

  @Test func corruptedChunk() throws {
    let whole = try HDF5Source(paths: [Place.layout("compound_gzip.h5")], table: "jets")
    let first = try whole.read(["pt"], rows: 0..<33)
    #expect(first.first?.count == 33)
    // The first gzip stream of a chunk, recognised by its header.
    try damaged(
      "compound_gzip.h5",
      { data in
        guard let start = data.range(of: Data([0x78, 0x5e])) else { return }
        for place in 40..<60 { data[start.lowerBound + place] ^= 0x5a }
      }
    ) { path in
      let text = sentence([path], table: "jets", read: ["pt"])
      #expect(
        text
          == "\(path): column 'jets' has a corrupted chunk that starts at row 0 (its gzip data is damaged); copy or write the file again."
      )
    }
  }

  @Test func checksumThatDoesNotFit() throws {
    try damaged(
      "filters.h5",
      { data in
        // Plain float32 values of the dataset that has only a checksum: found by its own bytes.
        guard let source = try? HDF5Source(paths: [Place.layout("filters.h5")]),
          case .float32(let values)? = try? source.read(["fletcher"], rows: 0..<300).first
        else { return }
        let bytes = values.withUnsafeBytes { Data($0) }
        var start = data.startIndex
        while let found = data.range(of: bytes, in: start..<data.endIndex) {
          data[found.lowerBound + 5] ^= 0xff
          start = found.upperBound
        }
      }
    ) { path in
      let text = sentence([path], table: "events", read: ["fletcher"])
      #expect(text.contains("'events/fletcher' has a corrupted chunk that starts at row 0"))
      #expect(text.contains("its checksum does not fit its content"))
    }
  }

  @Test func layoutOfANewerLibrary() {
    // Written by HDF5 2.0; an HDF5 library that knows the layout reads it.
    let text = sentence("layout_v5.h5", read: ["x"])
    #expect(
      text
        == "layout_v5.h5: 'events/x' is written in a storage layout that this HDF5 library cannot read; rewrite the file with libver='v114' or older (h5py.File(..., libver='v114'))."
        || text == "no error")
  }

  @Test(arguments: ["zstd", "blosc2", "bitshuffle"]) func missingFilter(_ name: String) {
    let text = sentence("filter_\(name).h5", read: ["x"])
    let expected =
      "filter_\(name).h5: column 'events/x' is compressed with \(name), for which HDF5 finds no plug-in; install it (pip install hdf5plugin) and set HDF5_PLUGIN_PATH=$(python3 -c 'import hdf5plugin; print(hdf5plugin.PLUGIN_PATH)')."
    #expect(text == expected || text == "no error")
  }

  @Test func noSuchColumn() {
    #expect(
      sentence("columns.h5", read: ["jet/pt"])
        == "columns.h5: table 'events' has no column 'jet/pt'; did you mean 'jets/pt'?")
    #expect(
      sentence("columns.h5", read: ["qqqqqqqqqqqqqqqqqqq"])
        == "columns.h5: table 'events' has no column 'qqqqqqqqqqqqqqqqqqq'; 'simaudit inspect' lists them.")
  }

  /// Reading a compound member that does not exist succeeds in the library and leaves the buffer as it was.
  @Test func noSuchMember() {
    let text = sentence("compound.h5", table: "jets", read: ["ptt"])
    #expect(text.hasPrefix("compound.h5: table 'jets' has no column 'ptt'; did you mean 'pt'"))
  }

  @Test func noSuchTable() {
    #expect(
      sentence("two_tables.h5", table: "validation")
        == "two_tables.h5: has no table 'validation'; it has 'test' and 'train'.")
  }

  @Test func severalTables() {
    #expect(
      sentence("two_tables.h5")
        == "two_tables.h5: has several tables, 'test' and 'train'; choose one with --table (table: in a configuration)."
    )
  }

  @Test func noTable() {
    #expect(
      sentence("no_table.h5")
        == "no_table.h5: has no table, expected datasets with one row per event; 'answer' is a single value.")
  }

  @Test func differentLengths() {
    #expect(
      sentence("lengths.h5")
        == "lengths.h5: columns of table 'events' have different lengths, 'eta' has 99 rows and 'phi' 100; choose those of one length with --table (table: in a configuration), 'events:100' or 'events:99', or write one value per row for each."
    )
  }

  @Test func bystandersAreNoColumns() throws {
    let source = try HDF5Source(paths: [Place.layout("bystanders.h5")])
    #expect(source.columns.map(\.name).sorted() == ["eta", "pt"])
    #expect(Set(source.setAside.map(\.name)) == ["bin_edges", "labels"])
    #expect(
      sentence("bystanders.h5", read: ["bin_edges"]).contains("'bin_edges' has 11 rows and 'eta' 1000"))
  }

  @Test func noRows() throws {
    let source = try HDF5Source(paths: [Place.layout("empty.h5")])
    #expect(source.rowCount == 0)
    #expect(throws: HDF5Error.noRows(path: Place.layout("empty.h5"), table: "events")) {
      try source.requireRows()
    }
    #expect(
      "\(HDF5Error.noRows(path: "a.h5", table: "events"))"
        == "a.h5: table 'events' has no rows; a sample needs at least one event.")
  }

  @Test(arguments: [
    ("bitfield", "a bitfield"), ("opaque", "opaque bytes"), ("reference", "a reference to another object"),
    ("time", "of HDF5's time type"),
  ])
  func unsupportedType(_ column: String, _ what: String) {
    #expect(
      sentence("odd_types.h5", table: "events", read: [column])
        == "odd_types.h5: column '\(column)' is \(what), expected numbers, booleans, enumerations or text; leave it out or convert it."
    )
  }

  @Test func listWithoutReduction() {
    #expect(
      sentence("jagged_vlen.h5", read: ["jet_pt"])
        == "jagged_vlen.h5: column 'jet_pt' has a variable number of values per row; name a reduction, e.g. 'count(jet_pt)', 'max(jet_pt)' or 'jet_pt[0]'."
    )
  }

  @Test func reductionOfANumber() {
    #expect(
      sentence("jagged_vlen.h5", read: ["max(met)"])
        == "jagged_vlen.h5: 'max' cannot be applied to column 'met': it has one value per row.")
    #expect(
      sentence("compound.h5", table: "jets", read: ["cov[3]"])
        == "compound.h5: '[3]' cannot be applied to column 'cov': its shape is 3, the last element is cov[2]."
    )
  }

  /// The library converts such integers without a word.
  @Test func integersThatAreTooLarge() throws {
    let source = try HDF5Source(paths: [Place.layout("integers.h5")])
    #expect(try source.read(["too_large"], rows: 0..<3) == [.uint64([1, 1 << 63, 7])])
    #expect(sentence("integers.h5", read: ["tensor"]).contains("has the value 16777217 in row 1, too large"))
  }

  @Test func filesThatDisagree() {
    let text = sentence([Place.layout("part_01.h5"), Place.layout("other_part.h5")])
    #expect(text.contains("other_part.h5: column 'y' is missing, but in "))
    #expect(text.hasSuffix("part_01.h5 it is there; files of one sample need the same columns."))
    let type = sentence([Place.layout("part_01.h5"), Place.layout("other_type.h5")])
    #expect(type.contains("other_type.h5: column 'x' is text, but in ") && type.contains(" it is float32;"))
  }

  @Test(arguments: [("far", "../elsewhere.h5"), ("raw_far", "/nowhere/links_raw.bin")])
  func linkOutOfTheFolder(_ column: String, _ target: String) {
    #expect(
      sentence("links.h5", read: [column])
        == "links.h5: 'events/\(column)' lies in another file, '\(target)'; only files in the same folder, named without a path, are followed."
    )
  }

  @Test func linkToNothing() throws {
    let source = try HDF5Source(paths: [Place.layout("columns.h5")])
    #expect(source.setAside.map(\.name) == ["events/nowhere"])
    #expect(sentence("columns.h5", read: ["nowhere"]).contains("'events/nowhere' cannot be read"))
  }

  @Test func pickledObjects() {
    let error = HDF5Error.unsupported(
      path: "a.h5", column: "name", what: "a pickled Python object (pandas' fixed format)")
    #expect("\(error)".hasPrefix("a.h5: column 'name' is a pickled Python object"))
  }

  @Test func implausibleSize() {
    let error = HDF5Error.implausibleSize(path: "a.h5", object: "x", rows: 1 << 60, fileBytes: 2048)
    #expect(
      "\(error)"
        == "a.h5: 'x' declares 1152921504606846976 rows, far more than a file of 2048 bytes can hold; the file is damaged, write it again."
    )
  }
}
