import CHDF5

/// A dataset, as far as it can be described without reading its values.
struct DatasetInfo: Sendable, Equatable {
  /// Path inside the file, without the leading slash.
  var name: String
  /// Rows first; empty for a scalar.
  var dimensions: [Int]
  var type: FileType
  /// Bytes of one element.
  var elementSize: Int
  /// Dimensions of a chunk; nil when it is not chunked.
  var chunk: [Int]?
  var filters: [Filter] = []
  /// True for a dataspace without any extent (h5py.Empty).
  var isNull = false
  /// True for values in other files: raw ones, or those that a virtual dataset is made of.
  var isStoredElsewhere = false
  /// What the file says of it and reading does not follow, as in ``ColumnInfo/notApplied``.
  var notApplied: [String] = []

  var rows: Int { dimensions.first ?? 0 }
  /// Elements of one row.
  var elementsPerRow: Int { dimensions.dropFirst().reduce(1, *) }
  /// Bytes of one row.
  var rowBytes: Int { elementSize * elementsPerRow }
}

/// An open dataset.
final class Dataset: @unchecked Sendable {
  /// Where the bytes are and who decodes them.
  enum Access {
    /// Read at a known place of the file, outside the library's lock.
    case contiguous(offset: Int)
    /// Whole chunks, decoded outside the lock.
    case chunks(fill: [UInt8])
    /// By the library.
    case library
  }

  unowned let file: OpenFile  // which owns this dataset
  let info: DatasetInfo
  let identifier: hid_t
  let access: Access
  /// Differs for every dataset ever opened: a key for caches.
  let serial: Int

  // Only touched inside `Library.locked`.
  private nonisolated(unsafe) static var opened = 0

  /// Opens the dataset; call inside `Library.locked`.
  init(_ file: OpenFile, _ name: String) throws {
    self.file = file
    Self.opened += 1
    serial = Self.opened
    let identifier = try Library.check(H5Dopen2(file.identifier, name, file.datasetAccess), file.path, name)
    do {
      let info = try DatasetInfo(identifier, name, file)
      // A dataset is opened twice when its chunks need a larger cache: its size is known only now.
      let bytes = (info.chunk ?? []).reduce(info.elementSize, *)
      if bytes > 2 << 20, bytes < 1 << 30 {
        H5Dclose(identifier)
        let access = Identifier(H5Pcopy(file.datasetAccess))
        H5Pset_chunk_cache(access.raw, 12421, 2 * bytes, 1)
        self.identifier = try Library.check(H5Dopen2(file.identifier, name, access.raw), file.path, name)
      } else {
        self.identifier = identifier
      }
      self.info = info
      self.access = Self.access(self.identifier, info, file)
    } catch {
      H5Dclose(identifier)
      throw error
    }
  }

  deinit { Library.locked("") { _ = H5Dclose(identifier) } }

  /// Throws when a filter of the dataset is not there; call inside `Library.locked`.
  func requireFilters() throws {
    for filter in info.filters where !filter.isDecodedHere && H5Zfilter_avail(filter.identifier) <= 0 {
      _ = Library.takeErrorStack()
      throw HDF5Error.missingFilter(
        path: file.path, column: info.name, filter: filter.name, remedy: filter.remedy)
    }
  }

  private static func access(_ identifier: hid_t, _ info: DatasetInfo, _ file: OpenFile) -> Access {
    guard info.type.isPlain, !info.isNull, info.rows > 0 else { return .library }
    guard let chunk = info.chunk else {
      let offset = H5Dget_offset(identifier)
      guard !info.isStoredElsewhere, offset != h5x_undefined_address(), file.owns(identifier),
        let start = Int(exactly: offset), start <= file.size,
        info.rows <= (file.size - start) / max(1, info.rowBytes)
      else { return .library }
      return .contiguous(offset: start)
    }
    let properties = Identifier(H5Dget_create_plist(identifier))
    var options: UInt32 = 0
    H5Pget_chunk_opts(properties.raw, &options)
    let isWholeRows = Array(chunk.dropFirst()) == Array(info.dimensions.dropFirst())
    guard options == 0, isWholeRows || info.dimensions.count == 2, info.filters.allSatisfy(\.isDecodedHere),
      chunk.reduce(info.elementSize, *) < 1 << 30
    else { return .library }
    var fill = [UInt8](repeating: 0, count: info.elementSize)
    let type = Identifier(H5Dget_type(identifier))
    var status = H5D_FILL_VALUE_UNDEFINED
    H5Pfill_value_defined(properties.raw, &status)
    if status == H5D_FILL_VALUE_USER_DEFINED { H5Pget_fill_value(properties.raw, type.raw, &fill) }
    return .chunks(fill: fill)
  }
}

extension DatasetInfo {
  /// Describes an open dataset; call inside `Library.locked`.
  init(_ identifier: hid_t, _ name: String, _ file: OpenFile) throws {
    let path = file.path
    let space = try Identifier(H5Dget_space(identifier), path, name)
    let type = try Identifier(H5Dget_type(identifier), path, name)
    let properties = try Identifier(H5Dget_create_plist(identifier), path, name)
    let rank = try Library.check(H5Sget_simple_extent_ndims(space.raw), path, name)
    var extent = [hsize_t](repeating: 0, count: Int(rank))
    if rank > 0 { try Library.check(H5Sget_simple_extent_dims(space.raw, &extent, nil), path, name) }
    let elementSize = H5Tget_size(type.raw)
    let pyTablesClass = H5Aexists(identifier, "CLASS") > 0 && H5Aexists(identifier, "VERSION") > 0
    self.init(
      name: name, dimensions: [], type: FileType(type.raw, isPyTables: pyTablesClass),
      elementSize: elementSize)
    isNull = H5Sget_simple_extent_type(space.raw) == H5S_NULL
    try read(layout: properties.raw, rank, path)
    try setDimensions(extent, file)
    let unmapped = ElsewhereStored.unmapped(identifier)
    if unmapped > 0 {
      notApplied.append("a source of \(unmapped) of its values, which are fill values")
    }
  }

  private mutating func read(layout properties: hid_t, _ rank: Int32, _ path: String) throws {
    if H5Pget_layout(properties) == H5D_CHUNKED, rank > 0 {
      var dimensions = [hsize_t](repeating: 0, count: Int(rank))
      try Library.check(H5Pget_chunk(properties, rank, &dimensions), path, name)
      guard dimensions.allSatisfy({ $0 > 0 && $0 < 1 << 32 }) else {
        throw HDF5Error.unreadable(path: path, object: name, detail: "its chunks have no size")
      }
      chunk = dimensions.map { Int($0) }
    }
    for index in 0..<max(0, H5Pget_nfilters(properties)) {
      var flags: UInt32 = 0
      var count = 32
      var values = [UInt32](repeating: 0, count: 32)
      var characters = [CChar](repeating: 0, count: 128)
      var configuration: UInt32 = 0
      let filter = try Library.check(
        H5Pget_filter2(
          properties, UInt32(index), &flags, &count, &values, characters.count - 1, &characters,
          &configuration),
        path, name)
      filters.append(
        Filter(
          identifier: filter, nameInFile: text(characters), values: Array(values.prefix(count))))
    }
    isStoredElsewhere = H5Pget_external_count(properties) > 0 || H5Pget_layout(properties) == H5D_VIRTUAL
  }

  // A damaged dataspace may declare any number of rows: nothing may be allocated or looped over before a check.
  private mutating func setDimensions(_ extent: [hsize_t], _ file: OpenFile) throws {
    var bytes = max(1, elementSize)
    var isPlausible = true
    for dimension in extent {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: max(1, Int(clamping: dimension)))
      isPlausible = isPlausible && !overflow
      bytes = overflow ? Int.max : product
    }
    // gzip shrinks at most 1032 times; fill values that were never written may take more, up to a gigabyte.
    if !isPlausible || (bytes > 1 << 30 && bytes / 2000 > file.size && !isStoredElsewhere) {
      throw HDF5Error.implausibleSize(
        path: file.path, object: name, rows: Int(clamping: extent.first ?? 0), fileBytes: file.size)
    }
    dimensions = isNull ? [0] : extent.map { Int($0) }
  }
}

/// The text of a NUL-terminated buffer.
func text(_ characters: [CChar]) -> String {
  String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
