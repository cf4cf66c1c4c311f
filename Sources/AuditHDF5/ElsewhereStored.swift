import CHDF5
import Glibc

/// Checks that values which lie in other files are there: libhdf5 gives fill values or zeros for what it does not
/// find, without a word. Call inside `Library.locked`.
struct ElsewhereStored {
  let file: OpenFile
  /// Path of the dataset inside the file.
  let name: String

  /// Why the dataset cannot be read; nil when all its values are there.
  func problem(_ dataset: hid_t, depth: Int = 0) -> SetAside? {
    let properties = Identifier(H5Dget_create_plist(dataset))
    for source in external(properties.raw) + virtual(properties.raw) {
      if source.file.contains("/") {
        return SetAside(
          name: name, reason: "is stored in another folder, '\(source.file)'",
          error: .external(path: file.path, object: name, target: source.file))
      }
      guard let problem = missing(source, dataset, depth) else { continue }
      return SetAside(
        name: name, reason: "is stored in '\(source.file)', which \(problem)",
        error: .sourceMissing(path: file.path, object: name, source: source.file, problem: problem))
    }
    return nil
  }

  /// Values of a virtual dataset that no source is named for; 0 for others.
  static func unmapped(_ dataset: hid_t) -> Int {
    let properties = Identifier(H5Dget_create_plist(dataset))
    guard H5Pget_layout(properties.raw) == H5D_VIRTUAL else { return 0 }
    var count = 0
    H5Pget_virtual_count(properties.raw, &count)
    let space = Identifier(H5Dget_space(dataset))
    var unmapped = H5Sget_simple_extent_npoints(space.raw)
    for index in 0..<count {
      let part = Identifier(H5Pget_virtual_vspace(properties.raw, index))
      let points = H5Sget_select_npoints(part.raw)
      // Negative or immense: as many as there will be.
      guard points >= 0, points < 1 << 60 else { return 0 }
      unmapped -= points
    }
    return max(0, Int(unmapped))
  }

  private struct Source {
    var file: String
    /// Bytes that must be there; for raw storage.
    var bytes: Int?
    /// Place in the source, and the last of its values that are needed, in every dimension; for virtual datasets.
    var dataset = ""
    var ends: [hsize_t] = []
    /// Number of values that are needed where all of the source are.
    var values: hssize_t?
  }

  private func external(_ properties: hid_t) -> [Source] {
    (0..<UInt32(max(0, H5Pget_external_count(properties)))).map { index in
      var characters = [CChar](repeating: 0, count: 1024)
      var offset: off_t = 0
      var size: hsize_t = 0
      H5Pget_external(properties, index, characters.count - 1, &characters, &offset, &size)
      return Source(file: text(characters), bytes: Int(offset) + (Int(exactly: size) ?? 0))
    }
  }

  private func virtual(_ properties: hid_t) -> [Source] {
    guard H5Pget_layout(properties) == H5D_VIRTUAL else { return [] }
    var count = 0
    H5Pget_virtual_count(properties, &count)
    return (0..<count).map { index in
      func name(_ read: (hid_t, Int, UnsafeMutablePointer<CChar>?, Int) -> Int) -> String {
        var characters = [CChar](repeating: 0, count: max(0, read(properties, index, nil, 0)) + 1)
        _ = read(properties, index, &characters, characters.count)
        return text(characters)
      }
      var source = Source(file: name(H5Pget_virtual_filename), dataset: name(H5Pget_virtual_dsetname))
      let space = Identifier(H5Pget_virtual_srcspace(properties, index))
      if H5Sget_select_type(space.raw) == H5S_SEL_ALL {
        let part = Identifier(H5Pget_virtual_vspace(properties, index))
        source.values = H5Sget_select_npoints(part.raw)
      }
      let rank = max(0, H5Sget_simple_extent_ndims(space.raw))
      var (starts, ends) = (
        [hsize_t](repeating: 0, count: Int(rank)), [hsize_t](repeating: 0, count: Int(rank))
      )
      if rank > 0, H5Sget_select_bounds(space.raw, &starts, &ends) >= 0 { source.ends = ends }
      return source
    }
  }

  private func missing(_ source: Source, _ dataset: hid_t, _ depth: Int) -> String? {
    if let bytes = source.bytes {
      var status = stat()
      guard stat(beside(source.file), &status) == 0 else { return "is not beside the file" }
      return Int(status.st_size) < bytes ? "ends after \(status.st_size) of \(bytes) bytes" : nil
    }
    // A pattern of names: as many rows as there are files.
    guard !source.file.contains("%"), !source.dataset.contains("%"), depth < 8 else { return nil }
    let isHere = source.file == "."
    guard isHere || access(beside(source.file), R_OK) == 0 else { return "is not beside the file" }
    let other = isHere ? file.identifier : H5Fopen(beside(source.file), h5x_read_only(), hid_t(H5P_DEFAULT))
    defer { if !isHere, other >= 0 { H5Fclose(other) } }
    let found = Identifier(other < 0 ? -1 : H5Dopen2(other, source.dataset, hid_t(H5P_DEFAULT)))
    guard found.raw >= 0 else {
      _ = Library.takeErrorStack()
      return other < 0 ? "is not a readable HDF5 file" : "has no dataset '\(source.dataset)'"
    }
    let space = Identifier(H5Dget_space(found.raw))
    var extent = [hsize_t](repeating: 0, count: Int(max(0, H5Sget_simple_extent_ndims(space.raw))))
    if !extent.isEmpty { H5Sget_simple_extent_dims(space.raw, &extent, nil) }
    let isShort = source.values.map { $0 > H5Sget_simple_extent_npoints(space.raw) } ?? false
    if isShort || (extent.count == source.ends.count && zip(extent, source.ends).contains { $0 <= $1 }) {
      return "has fewer values than it should in '\(source.dataset)'"
    }
    return problem(found.raw, depth: depth + 1).map { $0.reason }
  }

  private func beside(_ source: String) -> String {
    let folder = file.path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return folder.isEmpty ? source : folder.joined(separator: "/") + "/" + source
  }
}
