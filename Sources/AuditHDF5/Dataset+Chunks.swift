import CHDF5

extension Dataset {
  /// Reads raw chunks under the lock and decodes them outside.
  func readChunks(
    _ fields: [Field], _ rows: Range<Int>, _ fill: [UInt8], _ cache: ChunkCache, _ sink: Sink
  ) throws {
    guard let chunk = info.chunk, let chunkRows = chunk.first else { return }
    let bandBytes = info.dimensions.count == 2 ? chunk[1] * info.elementSize : info.rowBytes
    // Which fields lie in which columns of chunks.
    var bands: [Int: [Int]] = [:]
    for (index, field) in fields.enumerated() {
      bands[field.bytes.lowerBound / bandBytes, default: []].append(index)
    }
    let reader = ChunkReader(self, fill: fill, rows: chunkRows, rowBytes: bandBytes)
    var row = rows.lowerBound
    while row < rows.upperBound {
      let first = row / chunkRows * chunkRows
      let end = min(first + chunkRows, rows.upperBound)
      for band in bands.keys.sorted() {
        let key = ChunkCache.Key(dataset: serial, row: first, column: band)
        let cached = cache.bytes(key)
        let bytes = try cached ?? reader.bytes(firstRow: first, band: band * (chunk.count > 1 ? chunk[1] : 0))
        guard let start = bytes.buffer.baseAddress else { continue }
        for index in bands[band] ?? [] {
          guard fields[index].bytes.upperBound <= (band + 1) * bandBytes else {
            try spread(index, fields[index], row..<end, rows.lowerBound, bandBytes, reader, cache, sink)
            continue
          }
          let base = UnsafeRawPointer(start) + (row - first) * bandBytes - band * bandBytes
          try sink(index, RowBlock(base: base, stride: bandBytes, rows: end - row), row - rows.lowerBound)
        }
        if end == min(first + chunkRows, info.rows) {
          if cached != nil, row > first { cache.remove(key) } else if cached == nil, row == first {
            reader.recycle(bytes)
          }
        }
        if end < min(first + chunkRows, info.rows), cached == nil { cache.insert(bytes, key) }
      }
      row = end
    }
  }

  // A tensor whose row is cut over several chunks: the rows are put together first.
  private func spread(
    _ index: Int, _ field: Field, _ rows: Range<Int>, _ firstRow: Int, _ bandBytes: Int, _ reader: ChunkReader,
    _ cache: ChunkCache, _ sink: Sink
  ) throws {
    guard let chunk = info.chunk, chunk.count > 1 else { return }
    let scratch = Bytes(rows.count * info.rowBytes)
    guard let target = scratch.buffer.baseAddress else { return }
    let chunkRow = rows.lowerBound / chunk[0] * chunk[0]
    for band in field.bytes.lowerBound / bandBytes...(field.bytes.upperBound - 1) / bandBytes {
      let key = ChunkCache.Key(dataset: serial, row: chunkRow, column: band)
      let bytes = try cache.bytes(key) ?? reader.bytes(firstRow: chunkRow, band: band * chunk[1])
      if rows.count < min(chunk[0], info.rows - chunkRow) { cache.insert(bytes, key) }
      guard let source = bytes.buffer.baseAddress else { continue }
      let width = min(bandBytes, info.rowBytes - band * bandBytes)
      for row in rows {
        (target + (row - rows.lowerBound) * info.rowBytes + band * bandBytes).copyMemory(
          from: source + (row - chunkRow) * bandBytes, byteCount: width)
      }
    }
    let block = RowBlock(base: UnsafeRawPointer(target), stride: info.rowBytes, rows: rows.count)
    try sink(index, block, rows.lowerBound - firstRow)
  }
}

/// Gets whole chunks of one dataset; one per read call.
private final class ChunkReader {
  private let dataset: Dataset
  private let fill: [UInt8]
  private let chunkBytes: Int
  private let decoder = ChunkDecoder()
  private var spare: Bytes?

  init(_ dataset: Dataset, fill: [UInt8], rows: Int, rowBytes: Int) {
    self.dataset = dataset
    self.fill = fill
    chunkBytes = rows * rowBytes
  }

  /// Gives back a buffer that nobody else holds.
  func recycle(_ bytes: Bytes) { spare = bytes }

  /// The decoded chunk at a row and, in two dimensions, a column.
  func bytes(firstRow: Int, band: Int) throws -> Bytes {
    let bytes = spare ?? Bytes(chunkBytes)
    spare = nil
    let info = dataset.info
    let path = dataset.file.path
    var offset = info.dimensions.map { _ in hsize_t(0) }
    offset[0] = hsize_t(firstRow)
    if offset.count == 2 { offset[1] = hsize_t(band) }
    var skipped: UInt32 = 0
    // Nil where the chunk was never written.
    let input = try Library.locked(path, info.name) { () -> UnsafeRawBufferPointer? in
      var stored: hsize_t = 0
      if H5Dget_chunk_storage_size(dataset.identifier, offset, &stored) < 0 {
        // Library versions differ: a chunk that was never written has size 0 or is an error of its own.
        let error = Library.error(path, info.name)
        guard case .unreadable(_, _, let detail) = error, detail.contains("not allocated") else { throw error }
        return nil
      }
      guard stored > 0 else { return nil }
      guard let size = Int(exactly: stored), size <= dataset.file.size else {
        throw HDF5Error.corruptedChunk(
          path: path, column: info.name, firstRow: firstRow, detail: "it is larger than the file")
      }
      let raw = info.filters.isEmpty && size == chunkBytes ? bytes.buffer : decoder.input(size)
      try Library.check(
        H5Dread_chunk(dataset.identifier, hid_t(H5P_DEFAULT), offset, &skipped, raw.baseAddress), path, info.name)
      return UnsafeRawBufferPointer(raw)
    }
    guard let input else {
      for position in stride(from: 0, to: chunkBytes, by: max(1, fill.count)) {
        for index in fill.indices { bytes.buffer[position + index] = fill[index] }
      }
      return bytes
    }
    if let damage = decoder.decode(input, filters: info.filters, skipped: skipped, into: bytes.buffer) {
      throw HDF5Error.corruptedChunk(path: path, column: info.name, firstRow: firstRow, detail: damage)
    }
    return bytes
  }
}
