/// NumPy's `.npy` format, version 1.0, as a stream: what commands are fed with and answer in.
///
/// Source: numpy.lib.format, "Format Version 1.0".
enum NumpyArray {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Rows as a little-endian float32 array of shape (rows, width), in C order.
  static func encoded(_ rows: InputRows) -> [UInt8] {
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows.count), \(rows.width)), }"
    // Magic, version and length are ten bytes; data begin at a multiple of 64.
    let unpadded = 10 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    var bytes = magic + [1, 0, UInt8(header.utf8.count & 0xFF), UInt8(header.utf8.count >> 8)]
    bytes += Array(header.utf8)
    bytes.reserveCapacity(bytes.count + 4 * rows.values.count)
    rows.values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// What the first bytes of an answer are.
  enum Decoded: Equatable {
    /// More bytes are needed.
    case incomplete
    /// Numbers, one after the other, and how many bytes they took.
    case scores([Float], bytes: Int)
    /// No array of scores.
    case wrong(String)
  }

  /// Reads one array of float32 or float64 from the front of the bytes.
  static func decode(_ bytes: [UInt8]) -> Decoded {
    let shared = min(bytes.count, magic.count)
    guard Array(bytes[..<shared]) == Array(magic[..<shared]) else {
      let text = String(decoding: bytes.prefix(60).prefix { $0 != 0x0A }, as: UTF8.self)
      return .wrong(
        "wrote '\(text)' to its standard output, where only arrays in .npy format belong; "
          + "print to the standard error instead")
    }
    guard bytes.count >= 12 else { return .incomplete }
    let isLong = bytes[6] >= 2
    let length =
      isLong
      ? Int(bytes[8]) | Int(bytes[9]) << 8 | Int(bytes[10]) << 16 | Int(bytes[11]) << 24
      : Int(bytes[8]) | Int(bytes[9]) << 8
    let start = (isLong ? 12 : 10) + length
    guard length < 65_536 else { return .wrong("wrote an array whose header has \(length) bytes") }
    guard bytes.count >= start else { return .incomplete }
    let header = String(decoding: bytes[(isLong ? 12 : 10)..<start], as: UTF8.self)
    let size: Int
    if header.contains("'<f4'") {
      size = 4
    } else if header.contains("'<f8'") {
      size = 8
    } else {
      return .wrong("wrote an array that is neither little-endian float32 nor float64: \(header.prefix(80))")
    }
    guard let shape = shape(in: header) else {
      return .wrong("wrote an array without a shape: \(header.prefix(80))")
    }
    let (count, overflow) = shape.reduce((1, false)) { product, length in
      let (value, isOver) = product.0.multipliedReportingOverflow(by: length)
      return (value, product.1 || isOver)
    }
    // One score a row: (rows,) or (rows, 1).
    guard !overflow, shape.count == 1 || shape.count == 2 && shape[1] == 1, count <= 1 << 32 else {
      return .wrong(
        "wrote an array of shape (\(shape.map(String.init).joined(separator: ", "))); "
          + "it must have one score for each row")
    }
    guard bytes.count >= start + count * size else { return .incomplete }
    let scores = bytes.withUnsafeBytes { raw in
      (0..<count).map { index in
        size == 4
          ? raw.loadUnaligned(fromByteOffset: start + 4 * index, as: Float.self)
          : Float(raw.loadUnaligned(fromByteOffset: start + 8 * index, as: Double.self))
      }
    }
    return .scores(scores, bytes: start + count * size)
  }

  private static func shape(in header: String) -> [Int]? {
    guard let key = header.range(ofText: "'shape':"), let open = header[key...].firstIndex(of: "("),
      let close = header[open...].firstIndex(of: ")")
    else { return nil }
    let parts = header[header.index(after: open)..<close].split(separator: ",").map {
      $0.filter { $0 != " " }
    }
    let lengths = parts.filter { !$0.isEmpty }.compactMap { Int($0) }
    return lengths.count == parts.filter { !$0.isEmpty }.count && lengths.allSatisfy { $0 >= 0 }
      ? lengths : nil
  }
}

extension String {
  /// Where a text begins; nil when it is not there.
  fileprivate func range(ofText text: String) -> String.Index? {
    indices.first { self[$0...].hasPrefix(text) }
  }
}
