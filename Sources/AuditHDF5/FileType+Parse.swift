import CHDF5

extension FileType {
  /// Parses a datatype of the library. `isPyTables`: PyTables writes booleans as 8 bit bitfields.
  init(_ type: hid_t, isPyTables: Bool, depth: Int = 0) {
    let size = H5Tget_size(type)
    guard depth < 8, size > 0 else {
      self = .unsupported("a type that cannot be understood")
      return
    }
    switch H5Tget_class(type) {
    case H5T_FLOAT: self = Self.float(type, size)
    case H5T_INTEGER: self = Self.integer(type, size)
    case H5T_ENUM: self = Self.enumeration(type)
    case H5T_BITFIELD:
      self =
        isPyTables && size == 1
        ? .element(ElementType(number: .uint8, isBigEndian: false, meaning: .boolean))
        : .unsupported("a bitfield")
    case H5T_STRING:
      self =
        H5Tis_variable_str(type) > 0
        ? .variableText : .fixedText(size: size, isSpacePadded: H5Tget_strpad(type) == H5T_STR_SPACEPAD)
    case H5T_VLEN:
      let base = Identifier(H5Tget_super(type))
      self = .list(FileType(base.raw, isPyTables: isPyTables, depth: depth + 1))
    case H5T_ARRAY: self = Self.array(type, isPyTables, depth)
    case H5T_COMPOUND: self = Self.compound(type, isPyTables, depth)
    case H5T_OPAQUE: self = .unsupported("opaque bytes")
    case H5T_REFERENCE: self = .unsupported("a reference to another object")
    case H5T_TIME: self = .unsupported("of HDF5's time type")
    default: self = .unsupported("of a type unknown to this HDF5 library")
    }
  }

  private static func float(_ type: hid_t, _ size: Int) -> FileType {
    var sign = 0
    var exponent = 0
    var exponentBits = 0
    var mantissa = 0
    var mantissaBits = 0
    let order = H5Tget_order(type)
    guard H5Tget_fields(type, &sign, &exponent, &exponentBits, &mantissa, &mantissaBits) >= 0 else {
      return .unsupported("a floating point type that cannot be understood")
    }
    let isIEEE =
      H5Tget_precision(type) == size * 8 && H5Tget_offset(type) == 0 && mantissa == 0
      && exponent == mantissaBits && sign == size * 8 - 1 && H5Tget_norm(type) == H5T_NORM_IMPLIED
      && H5Tget_ebias(type) == (1 << (exponentBits - 1)) - 1
      && (order == H5T_ORDER_LE || order == H5T_ORDER_BE)
    let number: ElementType.Number? =
      switch (size, exponentBits, mantissaBits) {
      case (2, 5, 10): .float16
      case (4, 8, 23): .float32
      case (8, 11, 52): .float64
      default: nil
      }
    guard isIEEE, let number else { return .converted(bits: size * 8, isFloat: true) }
    return .element(ElementType(number: number, isBigEndian: order == H5T_ORDER_BE))
  }

  private static func integer(_ type: hid_t, _ size: Int) -> FileType {
    let order = H5Tget_order(type)
    let isSigned = H5Tget_sign(type) == H5T_SGN_2
    let precision = H5Tget_precision(type)
    guard precision == size * 8, H5Tget_offset(type) == 0, order == H5T_ORDER_LE || order == H5T_ORDER_BE
    else {
      return precision <= 52
        ? .converted(bits: precision, isFloat: false) : .unsupported("an integer of \(precision) bits")
    }
    let number: ElementType.Number? =
      switch (size, isSigned) {
      case (1, true): .int8
      case (1, false): .uint8
      case (2, true): .int16
      case (2, false): .uint16
      case (4, true): .int32
      case (4, false): .uint32
      case (8, true): .int64
      case (8, false): .uint64
      default: nil
      }
    guard let number else { return .unsupported("an integer of \(precision) bits") }
    return .element(ElementType(number: number, isBigEndian: order == H5T_ORDER_BE))
  }

  private static func enumeration(_ type: hid_t) -> FileType {
    let base = Identifier(H5Tget_super(type))
    guard case .element(var element) = FileType(base.raw, isPyTables: false, depth: 1) else {
      return .unsupported("an enumeration of an unusual integer type")
    }
    let count = H5Tget_nmembers(type)
    guard (0...65536).contains(count) else { return .unsupported("an enumeration without names") }
    var names: [String] = []
    var values: [Int64] = []
    for index in 0..<UInt32(count) {
      guard let pointer = H5Tget_member_name(type, index) else {
        return .unsupported("an enumeration without names")
      }
      names.append(String(cString: pointer))
      H5free_memory(pointer)
      // The value comes in the file's base type; 8 bytes hold every one.
      let value = withUnsafeTemporaryAllocation(byteCount: 8, alignment: 8) { bytes -> Int64? in
        guard let start = bytes.baseAddress, H5Tget_member_value(type, index, start) >= 0 else { return nil }
        return element.integer(at: start)
      }
      guard let value else { return .unsupported("an enumeration without values") }
      values.append(value)
    }
    let isBoolean =
      names.count == 2 && Set(names.map { $0.lowercased() }) == ["false", "true"] && Set(values) == [0, 1]
      && names[values[0] == 1 ? 0 : 1].lowercased() == "true" && element.number.size == 1
    element.meaning = isBoolean ? .boolean : .enumeration(names: names, values: values)
    return .element(element)
  }

  private static func array(_ type: hid_t, _ isPyTables: Bool, _ depth: Int) -> FileType {
    let base = Identifier(H5Tget_super(type))
    let rank = H5Tget_array_ndims(type)
    guard rank > 0, rank <= Int32(H5S_MAX_RANK) else { return .unsupported("an array without dimensions") }
    var dimensions = [hsize_t](repeating: 0, count: Int(rank))
    guard H5Tget_array_dims2(type, &dimensions) >= 0, dimensions.reduce(1.0, { $0 * Double($1) }) < 1e9 else {
      return .unsupported("an array without dimensions")
    }
    return .array(
      FileType(base.raw, isPyTables: isPyTables, depth: depth + 1), shape: dimensions.map { Int($0) },
      elementSize: H5Tget_size(base.raw))
  }

  private static func compound(_ type: hid_t, _ isPyTables: Bool, _ depth: Int) -> FileType {
    let count = H5Tget_nmembers(type)
    guard count > 0 else { return .unsupported("a compound without members") }
    var members: [Member] = []
    for index in 0..<UInt32(count) {
      let member = Identifier(H5Tget_member_type(type, index))
      guard member.raw >= 0, let pointer = H5Tget_member_name(type, index) else {
        return .unsupported("a compound that cannot be understood")
      }
      let name = String(cString: pointer)
      H5free_memory(pointer)
      members.append(
        Member(
          name: name, offset: H5Tget_member_offset(type, index), size: H5Tget_size(member.raw),
          type: FileType(member.raw, isPyTables: isPyTables, depth: depth + 1)))
    }
    return .compound(members)
  }
}
