import AuditSamples
import CHDF5
import Foundation
import Synchronization
import Testing

@testable import AuditHDF5

/// The library forgets a decoded chunk that is larger than its cache, 1 MiB by default, and decodes it again for every
/// read of a part: 35 times slower, and silent. Counted with a filter that changes nothing.
@Suite struct ChunkCacheTests {
  private static let decoded = Atomic<Int>(0)
  // From 256 to 511: free for tests.
  private static let filter: H5Z_filter_t = 300
  private static let name: StaticString = "counting"

  /// 40000 rows of 28 float32 in chunks of 16384 rows: 1.8 MB each.
  private func write(_ path: String) throws {
    try Library.locked(path) {
      Self.name.withUTF8Buffer { bytes in
        bytes.withMemoryRebound(to: CChar.self) { characters in
          var filterClass = H5Z_class2_t(
            version: H5Z_CLASS_T_VERS, id: Self.filter, encoder_present: 1, decoder_present: 1,
            name: characters.baseAddress, can_apply: nil, set_local: nil,
            filter: { flags, _, _, bytes, _, _ in
              if flags & UInt32(H5Z_FLAG_REVERSE) != 0 {
                ChunkCacheTests.decoded.add(1, ordering: .relaxed)
              }
              return bytes
            })
          _ = H5Zregister(&filterClass)
        }
      }
      let file = try Library.check(
        H5Fcreate(path, h5x_truncate(), hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT)), path, "/")
      defer { H5Fclose(file) }
      let (rows, chunk): ([hsize_t], [hsize_t]) = ([40_000, 28], [16_384, 28])
      let space = try Identifier(H5Screate_simple(2, rows, nil), path, "features")
      let creation = try Identifier(H5Pcreate(h5x_dataset_creation()), path, "features")
      H5Pset_chunk(creation.raw, 2, chunk)
      H5Pset_filter(creation.raw, Self.filter, UInt32(H5Z_FLAG_MANDATORY), 0, nil)
      let dataset = try Library.check(
        H5Dcreate2(
          file, "features", h5x_native_float(), space.raw, hid_t(H5P_DEFAULT), creation.raw,
          hid_t(H5P_DEFAULT)
        ), path, "features")
      defer { H5Dclose(dataset) }
      let values = (0..<40_000 * 28).map { Float($0) }
      try Library.check(
        H5Dwrite(
          dataset, h5x_native_float(), hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), values), path,
        "features")
    }
  }

  @Test func chunksLargerThanTheDefaultCacheAreDecodedOnce() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "chunks-\(UUID().uuidString).h5").path
    try write(path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let source = try HDF5Source(paths: [path])
    let names = (0..<28).map { "x\($0)" }
    func read(_ names: [String]) throws -> Int {
      let before = Self.decoded.load(ordering: .relaxed)
      // Blocks that end inside chunks.
      for row in stride(from: 0, to: 40_000, by: 5000) {
        for (column, values) in try source.read(names, rows: row..<row + 5000).enumerated() {
          let first = try #require(names.indices.contains(column) ? Int(names[column].dropFirst()) : nil)
          #expect(values.doubles[1] == Double(28 * (row + 1) + first))
        }
      }
      return Self.decoded.load(ordering: .relaxed) - before
    }
    #expect(try read(names) == 3)
    // Column by column, each of the three chunks is decoded at most once a column.
    var single = 0
    for name in names.prefix(4) { single += try read([name]) }
    #expect(single > 0 && single <= 12, "\(single)")
  }
}
