import CHDF5
import Glibc

/// Writes a matrix with named columns: what programs of other frameworks are handed.
public enum MatrixFile {
  /// Name of the dataset.
  public static let dataset = "rows"
  /// Name of the attribute with the names of the columns.
  public static let names = "columns"

  /// Writes `/rows`, float32 of shape (rows, columns), with the attribute `columns`, over whatever is at the path.
  ///
  /// `values`: row by row. Errors: ``HDF5Error`` when the library cannot write there. O(values).
  public static func write(_ values: [Float], columns: [String], to path: String) throws {
    let rows = columns.isEmpty ? 0 : values.count / columns.count
    try Library.locked(path) {
      let file = try Identifier(
        H5Fcreate(path, h5x_truncate(), hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT)), path, "/")
      var shape = [hsize_t(rows), hsize_t(columns.count)]
      let space = try Identifier(H5Screate_simple(2, &shape, nil), path, dataset)
      let matrix = try Identifier(
        H5Dcreate2(
          file.raw, dataset, h5x_native_float(), space.raw, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT),
          hid_t(H5P_DEFAULT)), path, dataset)
      try values.withUnsafeBytes { bytes in
        _ = try Library.check(
          H5Dwrite(
            matrix.raw, h5x_native_float(), hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT),
            bytes.baseAddress), path, dataset)
      }
      try writeNames(columns, of: matrix.raw, path)
    }
  }

  private static func writeNames(_ columns: [String], of matrix: hid_t, _ path: String) throws {
    let text = try Identifier(H5Tcopy(h5x_c_s1()), path, names)
    try Library.check(H5Tset_size(text.raw, h5x_variable_size()), path, names)
    try Library.check(H5Tset_cset(text.raw, H5T_CSET_UTF8), path, names)
    var count = [hsize_t(columns.count)]
    let space = try Identifier(H5Screate_simple(1, &count, nil), path, names)
    let attribute = try Identifier(
      H5Acreate2(matrix, names, text.raw, space.raw, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT)), path, names)
    let pointers = columns.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    _ = try pointers.withUnsafeBytes {
      try Library.check(H5Awrite(attribute.raw, text.raw, $0.baseAddress), path, names)
    }
  }
}
