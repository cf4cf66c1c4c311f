import CHDF5
import Glibc

/// Builds the memory type for one member of nested compounds; call inside `Library.locked`.
///
/// Reading a member that does not exist succeeds without touching the buffer: so it is looked up first.
func memoryType(of dataset: Dataset, members: [String], leaf: hid_t) throws -> hid_t {
  let path = dataset.file.path
  let name = dataset.info.name
  var current = try Library.check(H5Dget_type(dataset.identifier), path, name)
  for member in members {
    let index = H5Tget_class(current) == H5T_COMPOUND ? H5Tget_member_index(current, member) : -1
    let next = index >= 0 ? H5Tget_member_type(current, UInt32(index)) : -1
    H5Tclose(current)
    guard next >= 0 else {
      _ = Library.takeErrorStack()
      throw HDF5Error.noSuchColumn(
        path: path, table: name, column: members.joined(separator: "/"), nearest: [])
    }
    current = next
  }
  H5Tclose(current)
  var type = try Library.check(H5Tcopy(leaf), path, name)
  for member in members.reversed() {
    let outer = H5Tcreate(H5T_COMPOUND, H5Tget_size(type))
    let status = outer < 0 ? -1 : H5Tinsert(outer, member, 0, type)
    H5Tclose(type)
    try Library.check(status, path, name)
    type = outer
  }
  return type
}

extension Dataset {
  /// Blocks of rows that keep what libhdf5 allocates for them small.
  private func blocks(_ rows: Range<Int>) -> [Range<Int>] {
    stride(from: rows.lowerBound, to: rows.upperBound, by: 16384).map {
      $0..<min($0 + 16384, rows.upperBound)
    }
  }

  /// Numbers of an unusual type, converted by the library.
  func convertedNumbers(_ members: [String], rows: Range<Int>) throws -> [Double] {
    guard !rows.isEmpty else { return [] }
    return try [Double](unsafeUninitializedCapacity: rows.count) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      try Library.locked(file.path, info.name) {
        let type = Identifier(try memoryType(of: self, members: members, leaf: h5x_native_double()))
        try readSelection(rows, memoryType: type.raw, into: start)
      }
      count = rows.count
    }
  }

  /// Texts of variable length; nil where there is none.
  func texts(_ members: [String], rows: Range<Int>, take: (String?) throws -> Void) throws {
    for block in blocks(rows) {
      var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: block.count)
      try Library.locked(file.path, info.name) {
        let leaf = Identifier(H5Tcopy(h5x_c_s1()))
        H5Tset_size(leaf.raw, h5x_variable_size())
        try setCharacterSet(leaf.raw, members)
        let type = Identifier(try memoryType(of: self, members: members, leaf: leaf.raw))
        try pointers.withUnsafeMutableBytes { bytes in
          guard let start = bytes.baseAddress else { return }
          try readSelection(block, memoryType: type.raw, into: start)
        }
        defer { for pointer in pointers { free(pointer) } }
        for pointer in pointers { try take(pointer.map { String(cString: $0) }) }
      }
    }
  }

  // ASCII and UTF-8 texts are not converted into each other by the library.
  private func setCharacterSet(_ leaf: hid_t, _ members: [String]) throws {
    var current = try Library.check(H5Dget_type(identifier), file.path, info.name)
    for member in members {
      let index = H5Tget_member_index(current, member)
      let next = index >= 0 ? H5Tget_member_type(current, UInt32(index)) : -1
      H5Tclose(current)
      current = try Library.check(next, file.path, info.name)
    }
    H5Tset_cset(leaf, H5Tget_cset(current))
    H5Tclose(current)
  }

  /// Lists of variable length as float64, one call of `take` per row.
  ///
  /// 64 bit integers are read as such first: the library's own conversion rounds without a word.
  func lists(
    _ members: [String], _ element: ElementType, name: String, rows: Range<Int>,
    take: (UnsafeBufferPointer<Double>) throws -> Void
  ) throws {
    let is64Bit = element.isInteger && element.number.size == 8
    let native =
      !is64Bit ? h5x_native_double : element.number == .uint64 ? h5x_native_uint64 : h5x_native_int64
    for block in blocks(rows) {
      var lists = [hvl_t](repeating: hvl_t(len: 0, p: nil), count: block.count)
      try Library.locked(file.path, info.name) {
        let leaf = Identifier(H5Tvlen_create(native()))
        let type = Identifier(try memoryType(of: self, members: members, leaf: leaf.raw))
        try lists.withUnsafeMutableBytes { bytes in
          guard let start = bytes.baseAddress else { return }
          try readSelection(block, memoryType: type.raw, into: start)
        }
        defer { for list in lists { free(list.p) } }
        for (index, list) in lists.enumerated() {
          guard let start = list.p, list.len > 0 else {
            try take(UnsafeBufferPointer(start: nil, count: 0))
            continue
          }
          let values = start.assumingMemoryBound(to: Double.self)
          if is64Bit {
            let integers = start.assumingMemoryBound(to: Int64.self)
            for place in 0..<list.len {
              try element.convert(
                integers + place, 1, to: values + place, file.path, name, firstRow: block.lowerBound + index)
            }
          }
          try take(UnsafeBufferPointer(start: values, count: list.len))
        }
      }
    }
  }
}

/// All texts of a small dataset, such as a list of column names.
struct TextList {
  let dataset: Dataset
  init(_ dataset: Dataset) { self.dataset = dataset }

  func texts() throws -> [String?] {
    var all: [String?] = []
    let rows = 0..<dataset.info.rows
    if case .fixedText(let size, _) = dataset.info.type {
      let field = Field(offset: 0, content: .fixedText(size: size, isSpacePadded: false))
      try dataset.read([field], rows: rows, cache: ChunkCache()) { _, block, _ in
        for row in 0..<block.rows {
          all.append(fixedText(UnsafeRawBufferPointer(start: block.base + row * block.stride, count: size)))
        }
      }
    } else {
      try dataset.texts([], rows: rows) { all.append($0) }
    }
    return all
  }
}
