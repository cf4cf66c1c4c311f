import Glibc

/// Model files on disk.
public enum ModelFile {
  /// Opens a model by what the file is: XGBoost (JSON, UBJSON, old binary) or ONNX.
  ///
  /// Errors: ``ModelError``; a file of another framework is named with what to do about it.
  public static func open(_ path: String, output: OutputSelection = OutputSelection()) throws
    -> any Classifier
  {
    let bytes = try bytes(of: path)
    if let (what, remedy) = ForeignModel.recognised(bytes) {
      throw ModelError.unsupported(path: path, what: what, remedy: remedy)
    }
    let isONNX = path.lowercased().hasSuffix(".onnx") || OnnxGraph(bytes).map { !$0.nodes.isEmpty } ?? false
    if isONNX { return try OnnxClassifier(path: path, bytes: bytes, output: output, runtime: .open()) }
    return try XGBoostClassifier(path: path, bytes: bytes, output: output)
  }

  /// All bytes of a file. Errors: the operating system's reason; an empty file.
  static func bytes(of path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else {
      throw ModelError.unreadable(path: path, reason: String(cString: strerror(errno)).lowercased())
    }
    defer { fclose(file) }
    var status = stat()
    if fstat(fileno(file), &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw ModelError.unsupported(
        path: path, what: "is a folder, as TensorFlow saves networks",
        remedy: "name a file of XGBoost or ONNX (tf2onnx converts a SavedModel)")
    }
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
