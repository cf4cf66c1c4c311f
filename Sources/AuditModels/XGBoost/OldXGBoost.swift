import CXGBoost

/// Models in the binary format of XGBoost before 2.1, turned into JSON by libxgboost.
enum OldXGBoost {
  /// The model as JSON. Errors: ``ModelError/damaged(path:format:reason:)`` with the library's own words.
  static func json(path: String, bytes: [UInt8]) throws -> [UInt8] {
    var booster: BoosterHandle?
    defer { if booster != nil { XGBoosterFree(booster) } }
    func check(_ code: Int32) throws {
      guard code == 0 else {
        let told = String(cString: XGBGetLastError())
        let line = told.split(separator: "\n").first.map(String.init) ?? "no reason given"
        // "[01:02:03] /file:line: message": the message is what tells.
        let message = line.components(after: ": ")
        throw ModelError.damaged(
          path: path, format: "XGBoost (JSON, UBJSON or old binary)", reason: message)
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
}

extension String {
  /// What follows the last `separator` among the first three parts; the text itself without one.
  fileprivate func components(after separator: String) -> String {
    var rest = Substring(self)
    for _ in 0..<2 {
      guard let first = rest.firstIndex(of: ":"), rest[first...].hasPrefix(separator) else { break }
      rest = rest[rest.index(first, offsetBy: separator.count)...]
    }
    return String(rest)
  }
}
