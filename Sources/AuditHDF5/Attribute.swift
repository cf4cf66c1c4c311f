import CHDF5

/// Attributes of an open object; call inside `Library.locked`. What cannot be read is absent.
enum Attribute {
  /// Text or texts, also numbers as text.
  static func strings(_ object: hid_t, _ name: String) -> [String]? {
    guard let (attribute, type, count) = open(object, name) else { return nil }
    defer { close(attribute, type) }
    let size = H5Tget_size(type)
    switch H5Tget_class(type) {
    case H5T_STRING where H5Tis_variable_str(type) > 0:
      var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
      guard H5Aread(attribute, type, &pointers) >= 0 else { return nil }
      let space = Identifier(H5Aget_space(attribute))
      defer { H5Dvlen_reclaim(type, space.raw, hid_t(H5P_DEFAULT), &pointers) }
      return pointers.map { $0.map { String(cString: $0) } ?? "" }
    case H5T_STRING:
      guard let bytes = raw(attribute, type, count * size) else { return nil }
      return (0..<count).map { fixedText(bytes[($0 * size)..<(($0 + 1) * size)]) }
    case H5T_INTEGER, H5T_FLOAT:
      return numbers(object, name)?.map { $0 == $0.rounded() && abs($0) < 1e15 ? "\(Int($0))" : "\($0)" }
    default: return nil
    }
  }

  /// One text; several are joined.
  static func string(_ object: hid_t, _ names: [String]) -> String? {
    for name in names {
      if let texts = strings(object, name) {
        let text = texts.filter { !$0.isEmpty }.joined(separator: ", ")
        if !text.isEmpty { return text }
      }
    }
    return nil
  }

  /// Number or numbers, also from text such as `-999`.
  static func numbers(_ object: hid_t, _ name: String) -> [Double]? {
    guard let (attribute, type, count) = open(object, name) else { return nil }
    defer { close(attribute, type) }
    switch H5Tget_class(type) {
    case H5T_INTEGER, H5T_FLOAT, H5T_ENUM:
      var values = [Double](repeating: 0, count: count)
      return H5Aread(attribute, h5x_native_double(), &values) >= 0 ? values : nil
    case H5T_STRING:
      let parts = strings(object, name)?.flatMap { $0.split { ",; []".contains($0) } }
      return parts.map { $0.compactMap { Double($0) } }
    default: return nil
    }
  }

  /// Names of all attributes.
  static func names(_ object: hid_t) -> [String] {
    final class Names { var all: [String] = [] }
    let names = Names()
    H5Aiterate2(
      object, H5_INDEX_NAME, H5_ITER_INC, nil,
      { _, name, _, context in
        guard let name, let context else { return 0 }
        Unmanaged<Names>.fromOpaque(context).takeUnretainedValue().all.append(String(cString: name))
        return 0
      }, Unmanaged.passUnretained(names).toOpaque())
    return names.all
  }

  /// True for numbers with a fraction.
  static func isFloat(_ object: hid_t, _ name: String) -> Bool {
    guard let (attribute, type, _) = open(object, name) else { return false }
    defer { close(attribute, type) }
    return H5Tget_class(type) == H5T_FLOAT
  }

  /// The bytes of a text as they are, NULs included: PyTables keeps pickles so.
  static func bytes(_ object: hid_t, _ name: String) -> [UInt8]? {
    guard let (attribute, type, count) = open(object, name) else { return nil }
    defer { close(attribute, type) }
    guard H5Tis_variable_str(type) <= 0 else { return strings(object, name)?.first.map { Array($0.utf8) } }
    let size = H5Tget_size(type) * count
    return size <= 1 << 24 ? raw(attribute, type, size) : nil
  }

  private static func open(_ object: hid_t, _ name: String) -> (hid_t, hid_t, Int)? {
    guard H5Aexists(object, name) > 0 else { return nil }
    let attribute = H5Aopen(object, name, hid_t(H5P_DEFAULT))
    guard attribute >= 0 else { return nil }
    let type = H5Aget_type(attribute)
    let space = Identifier(H5Aget_space(attribute))
    let count = H5Sget_simple_extent_npoints(space.raw)
    guard type >= 0, (1...1 << 20).contains(count), H5Tget_size(type) <= 1 << 24 else {
      close(attribute, type)
      return nil
    }
    return (attribute, type, Int(count))
  }

  private static func close(_ attribute: hid_t, _ type: hid_t) {
    if type >= 0 { H5Tclose(type) }
    H5Aclose(attribute)
  }

  private static func raw(_ attribute: hid_t, _ type: hid_t, _ size: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: size)
    return H5Aread(attribute, type, &bytes) >= 0 ? bytes : nil
  }
}

/// Text of a fixed size, without the padding at its end.
func fixedText(_ bytes: some Collection<UInt8>) -> String {
  String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self).trimmingTrailingSpaces()
}

extension String {
  func trimmingTrailingSpaces() -> String {
    var end = endIndex
    while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
    return String(self[..<end])
  }
}
