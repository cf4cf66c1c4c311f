/// Files of other frameworks that are given for a model: what they are and what to do, from their first bytes.
enum ForeignModel {
  /// What the file is, as a clause after its name, and the remedy; nil for what may be a model that is read.
  static func recognised(_ bytes: [UInt8]) -> (what: String, remedy: String)? {
    for (start, what, remedy) in signatures where bytes.starts(with: start) { return (what, remedy) }
    let start = bytes.prefix(searched)
    func has(_ text: String) -> Bool { start.contains(text) }
    switch bytes.first {
    case 0x80: return pickle(start)
    case 0x78 where bytes.count > 1 && [0x01, 0x5E, 0x9C, 0xDA].contains(bytes[1]):
      return ("is compressed with zlib, as joblib compresses pickles of Python objects", toONNX)
    case UInt8(ascii: "P") where bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]): return archive(bytes)
    case UInt8(ascii: "["):
      return has("\"nodeid\"")
        ? ("is a dump of XGBoost's trees (dump_model), which lacks base score and objective", saveModel)
        : ("is a JSON list, not a model", known)
    case UInt8(ascii: "{"):
      if has("\"tree_info\"") && has("\"num_tree_per_iteration\"") {
        return ("is a dump of a LightGBM model", lightGBM)
      }
      if has("\"oblivious_trees\"") || has("\"features_info\"") { return ("is a CatBoost model", catBoost) }
      if has("\"class_name\"") { return ("is the architecture of a Keras model, without its weights", keras) }
      if has("\"layers\"") && has("\"inputs\"") { return ("is an lwtnn network", toONNX) }
      return nil
    default: break
    }
    if bytes.dropFirst(4).starts(with: Array("TFL3".utf8)) {
      return ("is a TensorFlow Lite model", "convert it to ONNX (python -m tf2onnx.convert --tflite)")
    }
    if bytes.count > 9, bytes[8] == UInt8(ascii: "{"), bytes[4..<8].allSatisfy({ $0 == 0 }) {
      return ("holds weights without a network (safetensors)", torch)
    }
    return nil
  }

  /// How a file of no kind that is known is called.
  static func unknown(_ bytes: [UInt8]) -> (what: String, remedy: String) {
    let isText = bytes.prefix(searched).allSatisfy { $0 >= 0x20 && $0 != 0x7F || [9, 10, 13].contains($0) }
    guard isText else { return ("is of no kind that is known", known) }
    let line = String(decoding: bytes.prefix { $0 != 10 && $0 != 13 }.prefix(60), as: UTF8.self)
    return ("is text of no kind that is known and begins with '\(line)'", known)
  }

  private static let searched = 1 << 16
  private static let known =
    "give XGBoost's save_model('model.json') or an ONNX file, or score with a program (--command)"
  private static let saveModel = "save it with the booster's save_model('model.json')"
  private static let toONNX = "convert it to ONNX, or score with a program (--command)"
  private static let sklearn = "convert it with skl2onnx.to_onnx, or score with a program (--command)"
  private static let lightGBM =
    "convert it with onnxmltools.convert_lightgbm, or score with a program (--command)"
  private static let catBoost = "save it with save_model('model.onnx', format='onnx')"
  private static let keras = "convert it to ONNX with tf2onnx, or score with a program (--command)"
  private static let torch = "export the network with torch.onnx.export, or score with a program (--command)"

  private static let signatures: [([UInt8], what: String, remedy: String)] = [
    ([0x89] + Array("HDF\r\n".utf8), "is an HDF5 file, as Keras saves networks", keras),
    (Array("tree\nversion=".utf8), "is a LightGBM model", lightGBM),
    (Array("tree\r\nversion=".utf8), "is a LightGBM model", lightGBM),
    (
      Array("booster[".utf8),
      "is a dump of XGBoost's trees (dump_model), which lacks base score and objective",
      saveModel
    ),
    (
      Array("CONFIG-offset:".utf8), "is the memory of an XGBoost booster, which depends on its version",
      saveModel
    ),
    (Array("CBM1".utf8), "is a CatBoost model", catBoost),
    (Array("<?xml".utf8), "is an XML file, as TMVA and PMML write models", toONNX),
    (Array("<MethodSetup".utf8), "is a TMVA model", toONNX),
    (Array("root".utf8), "is a ROOT file", toONNX),
    (
      [0x93] + Array("NUMPY".utf8), "is a NumPy array",
      "give stored scores as a column of the sample (--score)"
    ),
    (Array("RDX".utf8), "is an R object", toONNX),
    ([0x1F, 0x8B], "is compressed with gzip", "unpack it first; a pickle of joblib: convert it to ONNX"),
    (
      Array("BZh".utf8), "is compressed with bzip2", "unpack it first; a pickle of joblib: convert it to ONNX"
    ),
    (
      [0xFD] + Array("7zXZ".utf8), "is compressed with xz",
      "unpack it first; a pickle of joblib: convert it to ONNX"
    ),
    ([0x28, 0xB5, 0x2F, 0xFD], "is compressed with zstd", "unpack it first"),
    ([0x7F] + Array("ELF".utf8), "is a program or library", "run it as a program (--command)"),
    (Array("#!".utf8), "is a script", "run it as a program (--command)"),
  ]

  /// A pickle says which classes its objects have.
  private static func pickle(_ start: ArraySlice<UInt8>) -> (what: String, remedy: String) {
    let libraries = [
      ("xgboost", "XGBoost", saveModel), ("lightgbm", "LightGBM", lightGBM),
      ("catboost", "CatBoost", catBoost),
      ("torch", "PyTorch", torch), ("keras", "Keras", keras), ("sklearn", "scikit-learn", sklearn),
    ]
    for (module, library, remedy) in libraries where start.contains(module) {
      return ("is a pickle of Python objects of \(library), which is never run here", remedy)
    }
    return ("is a pickle of Python objects, which is never run here", toONNX)
  }

  /// The names of its members tell what an archive is.
  private static func archive(_ bytes: [UInt8]) -> (what: String, remedy: String) {
    // Names stand before each member and again at the end of the file.
    let names = [bytes.prefix(searched), bytes.suffix(searched)]
    func has(_ text: String) -> Bool { names.contains { $0.contains(text) } }
    if has("constants.pkl") { return ("is a TorchScript archive", torch) }
    if has("data.pkl") { return ("is a PyTorch archive", torch) }
    if has("model.weights.h5") { return ("is a Keras archive", keras) }
    if has("schema.json") { return ("is a skops archive of scikit-learn", sklearn) }
    if has(".npy") {
      return ("is an archive of NumPy arrays", "give stored scores as a column of the sample (--score)")
    }
    return ("is a zip archive", known)
  }
}

extension Collection<UInt8> {
  /// True when the bytes of a text stand somewhere in it. O(count × length).
  fileprivate func contains(_ text: String) -> Bool {
    withContiguousStorageIfAvailable { bytes in
      let wanted = Array(text.utf8)
      guard let first = wanted.first, bytes.count >= wanted.count else { return false }
      return (0...bytes.count - wanted.count).contains { place in
        bytes[place] == first && bytes[place..<place + wanted.count].elementsEqual(wanted)
      }
    } ?? false
  }
}
