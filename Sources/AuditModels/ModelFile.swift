import Glibc

/// Model files on disk.
public enum ModelFile {
  /// Opens a model by what the file is: XGBoost (JSON, UBJSON, old binary) or ONNX.
  ///
  /// ONNX by the ending `.onnx`, all others as XGBoost. Errors: ``ModelError``.
  public static func open(_ path: String, output: OutputSelection = OutputSelection()) throws
    -> any Classifier
  {
    if path.lowercased().hasSuffix(".onnx") { return try OnnxClassifier(path: path, output: output) }
    return try XGBoostClassifier(path: path, output: output)
  }

  /// All bytes of a file. Errors: the operating system's reason; an empty file.
  static func bytes(of path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else {
      throw ModelError.unreadable(path: path, reason: String(cString: strerror(errno)).lowercased())
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&block, 1, block.count, file)
      bytes += block[..<count]
      if count < block.count { break }
    }
    guard ferror(file) == 0 else {
      throw ModelError.unreadable(path: path, reason: String(cString: strerror(errno)).lowercased())
    }
    guard !bytes.isEmpty else { throw ModelError.unreadable(path: path, reason: "it is empty") }
    return bytes
  }
}
