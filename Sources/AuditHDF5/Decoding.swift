import AuditSamples

/// What the file says that its stored numbers mean: packing, units of time, and which of them are missing.
///
/// Sources: CF conventions 1.11, sections 2.5.1 (missing data), 4.4 (time) and 8.1 (packed data); NumPy's datetime64.
struct Decoding: Sendable, Equatable {
  /// A flag of each row, true where the row has no value.
  struct Mask: Sendable, Equatable {
    var dataset: String
    var field: Field
  }

  /// Stored values that mean "missing".
  var missing: [Double] = []
  /// What values can be; others are missing.
  var valid = -Double.infinity...Double.infinity
  /// True where `valid` is about unpacked values.
  var isValidUnpacked = false
  /// value = stored · factor + offset
  var factor = 1.0
  var offset = 0.0
  /// Values by stored code.
  var levels: [Double]?
  var time: TimeUnit?
  var mask: Mask?

  /// True when numbers become other numbers, not only missing.
  var changesNumbers: Bool { isPacked || time != nil || levels != nil }
  var isPacked: Bool { factor != 1 || offset != 0 }

  /// Values of other numbers are float64; numbers of which only some are missing stay in their precision, but for
  /// 64 bit integers, which cannot be missing.
  func storage(_ stored: Storage) -> Storage {
    switch stored {
    case .category: .category
    case .float32: changesNumbers ? .float64 : .float32
    case .float64, .int64, .uint64: .float64
    }
  }

  /// The value that a stored number means; NaN where it is missing.
  func value(_ stored: Double) -> Double {
    guard missing.isEmpty || !missing.contains(stored), isValidUnpacked || valid.contains(stored) else {
      return .nan
    }
    if let levels {
      return Int(exactly: stored).flatMap { levels.indices.contains($0) ? levels[$0] : nil } ?? .nan
    }
    let value = stored * factor + offset
    if isValidUnpacked, !valid.contains(value) { return .nan }
    return time?.seconds(value) ?? value
  }

  /// The values that stored ones mean; `isMasked` for each row, empty without a mask. O(values).
  func apply(to stored: Values, isMasked: [Bool]) -> Values {
    func masked(_ values: [Double]) -> [Double] {
      isMasked.isEmpty ? values : zip(values, isMasked).map { $1 ? .nan : $0 }
    }
    switch stored {
    case .category(let codes, let levels):
      guard !isMasked.isEmpty else { return stored }
      return .category(codes: zip(codes, isMasked).map { $1 ? -1 : $0 }, levels: levels)
    case .tensor(let values, let shape):
      return .tensor(values.map { Float(value(Double($0))) }, shape: shape)
    case .float32(let values) where !changesNumbers:
      return .float32(masked(values.map { value(Double($0)) }).map { Float($0) })
    case .int64(let ticks):
      // Exact: an instant is the same number in every unit.
      guard let time, !isPacked else { fallthrough }
      return .float64(masked(ticks.map { missing.contains(Double($0)) ? .nan : time.seconds($0) }))
    case .float32, .float64, .uint64: return .float64(masked(stored.doubles.map(value)))
    }
  }
}
