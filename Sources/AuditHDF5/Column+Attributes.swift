import AuditSamples
import CHDF5

extension Column {
  /// Takes over what the attributes of the column's dataset say of its values; call inside `Library.locked`.
  mutating func describe(by object: hid_t) {
    info.unit = Attribute.string(object, ["unit", "units"])
    info.meaning = Attribute.string(object, ["meaning", "description", "long_name", "derived", "note"])
    info.role = Attribute.string(object, ["role"])
    var decoding = Decoding(missing: Self.missing(object))
    guard info.kind != .text, info.kind != .boolean, storage != .category else {
      return info.missing = decoding.missing
    }
    readAsDeclaredSign(object, &decoding)
    takePacking(object, &decoding)
    takeTime(object, &decoding)
    takeValidRange(object, &decoding)
    noteOtherTransforms(object)
    if decoding.changesNumbers || decoding.valid != Decoding().valid {
      take(decoding)
    } else {
      info.missing = decoding.missing
    }
  }

  /// From now on reads values as `decoding` says.
  mutating func take(_ decoding: Decoding) {
    let is64Bit = storage == .int64 || storage == .uint64
    self.decoding = decoding
    info.missing = []
    if decoding.changesNumbers || is64Bit { info.kind = .float(bits: 64) }
  }

  private static func missing(_ object: hid_t) -> [Double] {
    var values: [Double] = []
    for name in ["missing", "missing_value", "missing_values", "sentinel", "_FillValue"] {
      for value in Attribute.numbers(object, name) ?? [] where !values.contains(value) && value.isFinite {
        values.append(value)
      }
    }
    return values
  }

  // netCDF's classic format has no unsigned integers: an attribute says that the signed ones are meant so.
  private mutating func readAsDeclaredSign(_ object: hid_t, _ decoding: inout Decoding) {
    guard let text = Attribute.string(object, ["_Unsigned"])?.lowercased(), text == "true" || text == "1",
      case .integer(let bits, signed: true) = info.kind
    else { return }
    guard case .field(var field, _) = access, case .element(var element) = field.content,
      let unsigned = element.number.unsigned
    else { return info.notApplied.append("its attribute '_Unsigned'") }
    element.number = unsigned
    field.content = .element(element)
    access = .field(field, Storage(element))
    info.kind = element.kind
    decoding.missing = decoding.missing.map {
      $0 < 0 ? $0 + Double(sign: .plus, exponent: bits, significand: 1) : $0
    }
  }

  private mutating func takePacking(_ object: hid_t, _ decoding: inout Decoding) {
    for (name, place) in [("scale_factor", \Decoding.factor), ("add_offset", \Decoding.offset)] {
      guard let values = Attribute.numbers(object, name) else { continue }
      guard values.count == 1, values[0].isFinite, name == "add_offset" || values[0] != 0 else {
        info.notApplied.append("its attribute '\(name)'")
        continue
      }
      decoding[keyPath: place] = values[0]
    }
    if decoding.isPacked {
      let offset = decoding.offset < 0 ? " − \(-decoding.offset)" : " + \(decoding.offset)"
      info.reading = "stored × \(decoding.factor)" + (decoding.offset == 0 ? "" : offset)
    }
  }

  private mutating func takeTime(_ object: hid_t, _ decoding: inout Decoding) {
    // pandas writes the type as `value_type` or `kind`, others as `dtype`.
    let type = ["value_type", "kind", "dtype"].lazy.compactMap { Attribute.string(object, [$0]) }
      .first { TimeUnit(type: $0) != nil }
    let unit = info.unit ?? ""
    if let type, case .integer = info.kind, !unit.lowercased().contains(" since ") {
      // A duration may be stored in another unit than the one that it had in memory.
      let stored = type.hasPrefix("timedelta64") ? TimeUnit(unit) : nil
      take(time: stored ?? TimeUnit(type: type), type, &decoding)
    } else if unit.lowercased().contains(" since ") {
      let calendar = Attribute.string(object, ["calendar"])?.lowercased() ?? "standard"
      let isKnown = ["standard", "gregorian", "proleptic_gregorian"].contains(calendar)
      take(time: isKnown ? TimeUnit(since: unit) : nil, isKnown ? unit : "\(unit) (\(calendar))", &decoding)
    }
  }

  /// Reads ticks as seconds; `type` is how the file calls them.
  mutating func take(time: TimeUnit?, _ type: String, _ decoding: inout Decoding) {
    guard let time, info.shape.isEmpty, !info.isJagged else {
      return info.notApplied.append("its unit of time, '\(type)'")
    }
    decoding.time = time
    info.unit = "s"
    let isDuration = type.hasPrefix("timedelta64")
    info.reading = (isDuration ? "seconds, stored as " : "seconds since 1970, stored as ") + type
    // Of today's dates float64 holds a quarter of a microsecond.
    if !isDuration, time.ticksPerSecond > 1_000_000 { info.reading? += ", exact to 0.3 µs" }
  }

  // netCDF: a range of the type of the packing factors is one of unpacked values, else one of stored ones.
  private mutating func takeValidRange(_ object: hid_t, _ decoding: inout Decoding) {
    let range = Attribute.numbers(object, "valid_range") ?? []
    let low = range.count == 2 ? range[0] : Attribute.numbers(object, "valid_min")?.first ?? -.infinity
    let high = range.count == 2 ? range[1] : Attribute.numbers(object, "valid_max")?.first ?? .infinity
    guard low <= high else { return info.notApplied.append("its valid range") }
    decoding.valid = low...high
    guard low > -.infinity || high < .infinity else { return }
    if case .integer = info.kind, decoding.isPacked {
      decoding.isValidUnpacked = ["valid_range", "valid_min", "valid_max"].contains {
        Attribute.isFloat(object, $0)
      }
    }
    info.reading = (info.reading ?? "stored") + ", missing outside of its valid range"
  }

  private static let otherTransforms: Set<String> = [
    "scale", "scaling", "scaling_factor", "scalefactor", "scale_offset", "slope", "intercept", "gain",
    "offset",
    "addoffset", "bscale", "bzero", "tscal", "tzero", "calibration", "multiplier", "fixed_point",
    "fractional_bits", "lsb", "quantum", "step", "flag_masks", "log_scale",
  ]

  private mutating func noteOtherTransforms(_ object: hid_t) {
    for name in Attribute.names(object) where Self.otherTransforms.contains(name.lowercased()) {
      guard let numbers = Attribute.numbers(object, name), !numbers.isEmpty else { continue }
      let value = numbers.count == 1 ? " (\(numbers[0]))" : ""
      info.notApplied.append("its attribute '\(name)'\(value)")
    }
  }
}

extension ElementType.Number {
  fileprivate var unsigned: ElementType.Number? {
    switch self {
    case .int8: .uint8
    case .int16: .uint16
    case .int32: .uint32
    case .int64: .uint64
    default: nil
    }
  }
}
