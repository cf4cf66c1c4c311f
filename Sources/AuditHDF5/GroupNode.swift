import CHDF5

/// A group with what is in it, in the order of the file.
struct GroupNode: Sendable {
  /// Path without leading slash; empty for the root.
  var path: String
  var datasets: [DatasetInfo] = []
  var groups: [GroupNode] = []
  var setAside: [SetAside] = []
  /// Texts of the attributes that say what kind of table this is.
  var attributes: [String: [String]] = [:]

  /// Reads the tree of a file; call inside `Library.locked`.
  init(_ file: OpenFile) throws {
    var seen: Set<UInt64> = []
    try self.init(file, path: "", depth: 0, &seen)
  }

  private init(_ file: OpenFile, path: String, depth: Int, _ seen: inout Set<UInt64>) throws {
    self.path = path
    let shown = path.isEmpty ? "/" : path
    FileInUse.change(to: file.path, shown)
    let group = try Identifier(H5Oopen(file.identifier, "/" + path, file.linkAccess), file.path, shown)
    for name in Self.described {
      if let texts = Attribute.strings(group.raw, name) { attributes[name] = texts }
    }
    for link in try Self.links(group.raw, file.path, shown) {
      let child = path.isEmpty ? link : path + "/" + link
      try add(child, link, in: group.raw, file, depth, &seen)
    }
  }

  private static let described = [
    "pandas_type", "columns", "column_names", "feature_names", "names", "axis0_variety", "CLASS",
  ]

  private mutating func add(
    _ child: String, _ link: String, in group: hid_t, _ file: OpenFile, _ depth: Int,
    _ seen: inout Set<UInt64>
  ) throws {
    FileInUse.change(to: file.path, child)
    var linkInfo = H5L_info_t()
    try Library.check(H5Lget_info(group, link, &linkInfo, hid_t(H5P_DEFAULT)), file.path, child)
    if linkInfo.type == H5L_TYPE_EXTERNAL {
      var characters = [CChar](repeating: 0, count: Int(min(linkInfo.u.val_size, 8192)) + 1)
      var target: UnsafePointer<CChar>?
      var flags: UInt32 = 0
      H5Lget_val(group, link, &characters, characters.count - 1, hid_t(H5P_DEFAULT))
      let name = characters.withUnsafeBufferPointer { buffer -> String in
        H5Lunpack_elink_val(buffer.baseAddress, buffer.count - 1, &flags, &target, nil)
        return target.map { String(cString: $0) } ?? "?"
      }
      if name.contains("/") {
        setAside.append(
          SetAside(
            name: child, reason: "lies in another folder, '\(name)'",
            error: .external(path: file.path, object: child, target: name)))
        return
      }
    }
    let object = Identifier(H5Oopen(group, link, file.linkAccess))
    guard object.raw >= 0 else {
      let error = Library.error(file.path, child)
      // A link to nothing is somebody's leftover; an object that cannot be opened is damage.
      guard linkInfo.type != H5L_TYPE_HARD else { throw error }
      setAside.append(SetAside(name: child, reason: "is a link to something that is not there", error: error))
      return
    }
    switch H5Iget_type(object.raw) {
    case H5I_GROUP:
      guard depth < 16, !link.hasPrefix("_i_"), !link.hasPrefix("__") else { return }
      var info = H5O_info_t()
      try Library.check(H5Oget_info1(object.raw, &info), file.path, child)
      // Links may go in circles.
      guard seen.insert(UInt64(info.addr) ^ UInt64(info.fileno) << 48).inserted else { return }
      groups.append(try GroupNode(file, path: child, depth: depth + 1, &seen))
    case H5I_DATASET:
      let info = try DatasetInfo(object.raw, child, file)
      if info.isStoredElsewhere, let problem = ElsewhereStored(file: file, name: child).problem(object.raw) {
        setAside.append(problem)
      } else {
        datasets.append(info)
      }
    default: break
    }
  }

  private static func links(_ group: hid_t, _ path: String, _ name: String) throws -> [String] {
    final class Names { var all: [String] = [] }
    let names = Names()
    let properties = Identifier(H5Gget_create_plist(group))
    var order: UInt32 = 0
    H5Pget_link_creation_order(properties.raw, &order)
    let isOrdered = order & UInt32(H5P_CRT_ORDER_INDEXED) != 0
    let status = H5Literate(
      group, isOrdered ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME, H5_ITER_INC, nil,
      { _, name, _, context in
        guard let name, let context else { return 0 }
        Unmanaged<Names>.fromOpaque(context).takeUnretainedValue().all.append(String(cString: name))
        return 0
      }, Unmanaged.passUnretained(names).toOpaque())
    try Library.check(status, path, name)
    return names.all
  }
}
