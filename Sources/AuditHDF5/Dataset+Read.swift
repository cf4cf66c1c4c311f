import CHDF5
import Glibc

extension Dataset {
  /// Takes the rows of one block for one of the fields; `row` counts from the start of the request.
  typealias Sink = (_ field: Int, _ block: RowBlock, _ row: Int) throws -> Void

  /// Hands the bytes of `rows` to `sink`, in order of rows, in blocks that stay in cache.
  ///
  /// All fields of a row are handed over from the same block: a row-wise dataset is read once for all columns.
  func read(_ fields: [Field], rows: Range<Int>, cache: ChunkCache, sink: Sink) throws {
    guard !rows.isEmpty else { return }
    switch access {
    case .contiguous(let offset): try readContiguous(fields, rows, offset, sink)
    case .chunks(let fill): try readChunks(fields, rows, fill, cache, sink)
    case .library: try readByLibrary(fields, rows, sink)
    }
  }

  /// Reads rows straight into memory if the bytes of the file are those of the memory; false if they are not.
  func readDirectly(rows: Range<Int>, into output: UnsafeMutableRawBufferPointer) throws -> Bool {
    guard case .contiguous(let offset) = access else { return false }
    try fill(output, from: offset + rows.lowerBound * info.rowBytes)
    return true
  }

  private func fill(_ output: UnsafeMutableRawBufferPointer, from offset: Int) throws {
    var done = 0
    while done < output.count {
      let got = pread(
        file.descriptor, output.baseAddress.map { $0 + done }, output.count - done, off_t(offset + done))
      if got < 0, errno == EINTR { continue }
      guard got > 0 else {
        if got == 0 { throw HDF5Error.truncated(path: file.path) }
        throw HDF5Error.unreadable(
          path: file.path, object: info.name, detail: String(cString: strerror(errno)))
      }
      done += got
    }
  }

  private func readContiguous(_ fields: [Field], _ rows: Range<Int>, _ offset: Int, _ sink: Sink) throws {
    let rowBytes = max(1, info.rowBytes)
    let blockRows = min(rows.count, max(1, (256 << 10) / rowBytes))
    let scratch = Bytes(blockRows * rowBytes)
    guard let base = scratch.buffer.baseAddress else { return }
    var row = rows.lowerBound
    while row < rows.upperBound {
      let count = min(blockRows, rows.upperBound - row)
      let part = UnsafeMutableRawBufferPointer(rebasing: scratch.buffer[..<(count * rowBytes)])
      try fill(part, from: offset + row * rowBytes)
      let block = RowBlock(base: UnsafeRawPointer(base), stride: rowBytes, rows: count)
      for index in fields.indices { try sink(index, block, row - rows.lowerBound) }
      row += count
    }
  }

  private func readByLibrary(_ fields: [Field], _ rows: Range<Int>, _ sink: Sink) throws {
    let rowBytes = max(1, info.rowBytes)
    // Blocks end where chunks end: a chunk is decoded once even where it does not fit the library's cache.
    let step = max(1, info.chunk?.first ?? 1)
    let wanted = max(1, (1 << 20) / rowBytes)
    let blockRows = step >= wanted ? step : wanted / step * step
    let scratch = Bytes(min(blockRows, rows.count) * rowBytes)
    guard let base = scratch.buffer.baseAddress else { return }
    var row = rows.lowerBound
    while row < rows.upperBound {
      let end = min(rows.upperBound, (row / blockRows + 1) * blockRows)
      try Library.locked(file.path, info.name) {
        let type = try Identifier(H5Dget_type(identifier), file.path, info.name)
        try readSelection(row..<end, memoryType: type.raw, into: base)
      }
      let block = RowBlock(base: UnsafeRawPointer(base), stride: rowBytes, rows: end - row)
      for index in fields.indices { try sink(index, block, row - rows.lowerBound) }
      row = end
    }
  }

  /// One `H5Dread` of whole rows; call inside `Library.locked`.
  func readSelection(_ rows: Range<Int>, memoryType: hid_t, into output: UnsafeMutableRawPointer) throws {
    let path = file.path
    FileInUse.decodes(max(rows.count * info.rowBytes, (info.chunk ?? []).reduce(info.elementSize, *)))
    let space = try Identifier(H5Dget_space(identifier), path, info.name)
    var start = info.dimensions.map { _ in hsize_t(0) }
    var count = info.dimensions.map { hsize_t($0) }
    var status: herr_t
    if start.isEmpty {
      status = H5Dread(identifier, memoryType, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), output)
    } else {
      start[0] = hsize_t(rows.lowerBound)
      count[0] = hsize_t(rows.count)
      try Library.check(
        H5Sselect_hyperslab(space.raw, H5S_SELECT_SET, start, nil, count, nil), path, info.name)
      let memory = try Identifier(H5Screate_simple(Int32(count.count), count, nil), path, info.name)
      status = H5Dread(identifier, memoryType, memory.raw, space.raw, hid_t(H5P_DEFAULT), output)
    }
    guard status < 0 else { return }
    let error = Library.error(path, info.name)
    // Only now: a filter that was left out when every chunk was written is not needed.
    try requireFilters()
    if case .unreadable(_, _, let detail) = error, !info.filters.isEmpty {
      let step = max(1, info.chunk?.first ?? 1)
      throw HDF5Error.corruptedChunk(
        path: path, column: info.name, firstRow: rows.lowerBound / step * step, detail: detail)
    }
    throw error
  }
}
