import CHDF5
import Glibc

/// A column to be written: one number for every row of a table.
public struct NewColumn: Sendable {
  /// Name of the dataset.
  public var name: String
  /// The numbers, in row order.
  public var values: [Double]
  /// What it is, as text attributes of the dataset.
  public var attributes: [(name: String, text: String)]

  /// A column with its attributes.
  public init(_ name: String, _ values: [Double], attributes: [(name: String, text: String)] = []) {
    self.name = name
    self.values = values
    self.attributes = attributes
  }
}

/// Writes columns into HDF5 files, whole or not at all: a copy is written beside the place and renamed.
public enum ColumnWriter {
  /// Attribute that marks a column as written here, so that it may be written again.
  static let mark = "written_by"

  /// Writes a new file with the columns in a group that is called as the table; an old file there is replaced at the end.
  ///
  /// Errors: ``HDF5Error/notWritable(path:reason:)``; the old file is untouched. O(rows).
  public static func write(_ columns: [NewColumn], table: String, to path: String) throws {
    try replacing(path) { temporary in
      let file = try Identifier(H5Fcreate(temporary, h5x_truncate(), 0, 0), path, "/")
      guard table != "/", !table.isEmpty else { return try put(columns, into: file.raw, path, "/") }
      let links = try Identifier(H5Pcreate(h5x_link_create()), path, table)
      H5Pset_create_intermediate_group(links.raw, 1)
      let group = try Identifier(H5Gcreate2(file.raw, table, links.raw, 0, 0), path, table)
      try put(columns, into: group.raw, path, table)
    }
  }

  /// Adds columns to a table of a file that is a group of columns; columns that were added here before are replaced.
  ///
  /// Errors: ``HDF5Error``: a table of another layout, a column of that name that others wrote, no permission, no room. The file is
  /// as it was then. O(file).
  public static func add(_ columns: [NewColumn], table: String, to path: String) throws {
    let place = realpath(path, nil).map { resolved -> String in
      defer { free(resolved) }
      return String(cString: resolved)
    }
    try replacing(place ?? path) { temporary in
      try copy(place ?? path, to: temporary)
      let file = try Identifier(H5Fopen(temporary, h5x_read_write(), 0), path, "/")
      let raw = table.isEmpty || table == "/" ? H5Gopen2(file.raw, "/", 0) : H5Gopen2(file.raw, table, 0)
      guard raw >= 0 else {
        _ = Library.takeErrorStack()
        throw HDF5Error.notAGroup(path: path, table: table)
      }
      let group = Identifier(raw)
      for column in columns where H5Lexists(group.raw, column.name, 0) > 0 {
        guard isMarked(group.raw, column.name) else {
          throw HDF5Error.columnExists(path: path, table: table, column: column.name)
        }
        try Library.check(H5Ldelete(group.raw, column.name, 0), path, column.name)
      }
      try put(columns, into: group.raw, path, table)
    }
  }

  private static func isMarked(_ group: hid_t, _ name: String) -> Bool {
    H5Aexists_by_name(group, name, mark, 0) > 0
  }

  private static func put(_ columns: [NewColumn], into group: hid_t, _ path: String, _ table: String) throws {
    for column in columns {
      var extent = [hsize_t(column.values.count)]
      let space = try Identifier(H5Screate_simple(1, &extent, nil), path, column.name)
      let dataset = try Identifier(
        H5Dcreate2(group, column.name, h5x_native_double(), space.raw, 0, 0, 0), path, column.name)
      try Library.check(
        H5Dwrite(dataset.raw, h5x_native_double(), 0, 0, 0, column.values), path, column.name)
      for attribute in column.attributes + [(mark, "simaudit")] {
        try note(attribute.text, as: attribute.name, on: dataset.raw, path, column.name)
      }
    }
  }

  private static func note(
    _ text: String, as name: String, on object: hid_t, _ path: String, _ column: String
  ) throws {
    let bytes = Array(text.utf8)
    let type = try Identifier(H5Tcopy(h5x_c_s1()), path, column)
    try Library.check(H5Tset_size(type.raw, max(1, bytes.count)), path, column)
    H5Tset_cset(type.raw, H5T_CSET_UTF8)
    let space = try Identifier(H5Screate(H5S_SCALAR), path, column)
    let attribute = try Identifier(H5Acreate2(object, name, type.raw, space.raw, 0, 0), path, column)
    try Library.check(H5Awrite(attribute.raw, type.raw, bytes.isEmpty ? [0] : bytes), path, column)
  }

  /// Makes a file beside the place, lets `body` fill it, and renames it when that went well.
  private static func replacing(_ path: String, _ body: (_ temporary: String) throws -> Void) throws {
    let temporary = "\(path).\(getpid()).part"
    do {
      // The library says little of a folder that is not there or may not be written: ask the system first.
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw HDF5Error.notWritable(path: path, reason: reason()) }
      close(descriptor)
      try Library.locked(temporary) { try body(temporary) }
      let written = open(temporary, O_RDONLY | O_CLOEXEC)
      let isSafe = written >= 0 && fsync(written) == 0
      let failure = reason()
      close(written)
      guard isSafe else { throw HDF5Error.notWritable(path: path, reason: failure) }
      guard rename(temporary, path) == 0 else { throw HDF5Error.notWritable(path: path, reason: reason()) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  private static func copy(_ path: String, to copy: String) throws {
    let input = open(path, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw HDF5Error.notReadable(path: path, reason: reason()) }
    defer { close(input) }
    var status = stat()
    fstat(input, &status)
    let output = open(copy, O_WRONLY | O_TRUNC | O_CLOEXEC)
    guard output >= 0 else { throw HDF5Error.notWritable(path: path, reason: reason()) }
    defer { close(output) }
    fchmod(output, status.st_mode & 0o777)
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(input, &buffer, buffer.count)
      if count == 0 { return }
      guard count > 0 else { throw HDF5Error.notReadable(path: path, reason: reason()) }
      var offset = 0
      while offset < count {
        let written = buffer.withUnsafeBytes {
          Glibc.write(output, $0.baseAddress?.advanced(by: offset), count - offset)
        }
        guard written > 0 else { throw HDF5Error.notWritable(path: path, reason: reason()) }
        offset += written
      }
    }
  }

  private static func reason() -> String { String(cString: strerror(errno)).lowercased() }
}
