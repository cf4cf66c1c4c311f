import CXGBoost

/// Models in the binary format of XGBoost before 2.1, turned into JSON by libxgboost.
enum OldXGBoost {
  /// The model as JSON. Errors: ``ModelError/damaged(path:format:reason:)`` with the library's own words.
  static func json(path: String, bytes: [UInt8]) throws -> [UInt8] {
    guard isPossible(bytes) else {
      let (what, remedy) = ForeignModel.recognised(bytes) ?? ForeignModel.unknown(bytes)
      throw ModelError.unsupported(path: path, what: what, remedy: remedy)
    }
    var booster: BoosterHandle?
    defer { if booster != nil { XGBoosterFree(booster) } }
    func check(_ code: Int32) throws {
      // The library's own words ("std::bad_alloc", a line of its source) say nothing about the file.
      guard code == 0 else {
        throw ModelError.damaged(
          path: path, format: "XGBoost",
          reason: "libxgboost cannot read it as the binary format of versions before 2.1")
      }
    }
    try check(XGBoosterCreate(nil, 0, &booster))
    try bytes.withUnsafeBytes { buffer in
      try check(XGBoosterLoadModelFromBuffer(booster, buffer.baseAddress, bst_ulong(buffer.count)))
    }
    var length: bst_ulong = 0
    var text: UnsafePointer<CChar>?
    try check(XGBoosterSaveModelToBuffer(booster, #"{"format":"json"}"#, &length, &text))
    return text.map { start in
      // The buffer belongs to the model.
      UnsafeRawBufferPointer(start: start, count: Int(length)).map { $0 }
    } ?? []
  }

  /// True for bytes that begin as the format does: after an optional `binf` the base score, then 32-bit numbers: inputs,
  /// classes, and two flags.
  private static func isPossible(_ bytes: [UInt8]) -> Bool {
    let start = bytes.starts(with: Array("binf".utf8)) ? 4 : 0
    guard bytes.count >= start + 136 else { return false }
    let numbers = (0..<5).map { place in
      (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + 4 * place + $1]) << (8 * UInt32($1)) }
    }
    return Float(bitPattern: numbers[0]).isFinite && (1...1_000_000).contains(numbers[1])
      && numbers[2] <= 100_000 && numbers[3] <= 1 && numbers[4] <= 1
  }
}
