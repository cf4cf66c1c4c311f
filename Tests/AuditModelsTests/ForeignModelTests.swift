import AuditModels
import Foundation
import Testing

/// Files that people pass as a model by mistake: one sentence that says what the file is and what to do.
@Suite struct ForeignModelTests {
  static let files: [(content: [UInt8], ending: String, what: String, remedy: String)] = [
    (text("tree\nversion=v4\nnum_class=1\n"), ".txt", "is a LightGBM model", "onnxmltools.convert_lightgbm"),
    (
      text("{\"name\":\"tree\",\"num_tree_per_iteration\":1,\"tree_info\":[]}"), ".json", "a LightGBM model",
      "onnx"
    ),
    (
      text("booster[0]:\n0:[a<0.1] yes=1,no=2\n"), ".txt", "is a dump of XGBoost's trees",
      "save_model('model.json')"
    ),
    (
      text("[\n  { \"nodeid\": 0, \"depth\": 0 }]"), ".json", "is a dump of XGBoost's trees",
      "save_model('model.json')"
    ),
    (text("CONFIG-offset:1234"), ".bin", "is the memory of an XGBoost booster", "save_model('model.json')"),
    (
      [0x80, 5] + text("\u{8C}\u{0F}xgboost.sklearn"), ".pkl", "Python objects of XGBoost",
      "save_model('model.json')"
    ),
    (
      [0x80, 4] + text("\u{8C}sklearn.ensemble"), ".joblib", "Python objects of scikit-learn",
      "skl2onnx.to_onnx"
    ),
    ([0x80, 2] + text("ctorch._utils\n"), ".pt", "Python objects of PyTorch", "torch.onnx.export"),
    (
      [0x80, 4] + text("\u{8C}mine"), ".pkl", "is a pickle of Python objects, which is never run",
      "convert it to ONNX"
    ),
    ([0x78, 0x9C, 1, 2, 3], ".joblib", "as joblib compresses pickles", "convert it to ONNX"),
    ([0x50, 0x4B, 3, 4] + text("archive/data.pkl"), ".pt", "is a PyTorch archive", "torch.onnx.export"),
    ([0x50, 0x4B, 3, 4] + text("model.weights.h5"), ".keras", "is a Keras archive", "tf2onnx"),
    ([0x50, 0x4B, 3, 4] + text("a.npy"), ".npz", "is an archive of NumPy arrays", "--score"),
    ([0x89] + text("HDF\r\n\u{1A}\n"), ".h5", "is an HDF5 file, as Keras saves networks", "tf2onnx"),
    (text("CBM1xxxx"), ".cbm", "is a CatBoost model", "save_model('model.onnx', format='onnx')"),
    (text("{\"features_info\":{},\"oblivious_trees\":[]}"), ".json", "is a CatBoost model", "format='onnx'"),
    (
      text("{\"class_name\":\"Sequential\",\"config\":{}}"), ".json", "is the architecture of a Keras model",
      "tf2onnx"
    ),
    (
      text("<?xml version=\"1.0\"?><MethodSetup Method=\"BDT\">"), ".xml", "as TMVA and PMML write models",
      "--command"
    ),
    (text("root\0\0"), ".root", "is a ROOT file", "--command"),
    ([0x1F, 0x8B, 8], ".json.gz", "is compressed with gzip", "unpack it first"),
    (text("\u{1C}\0\0\0TFL3"), ".tflite", "is a TensorFlow Lite model", "--tflite"),
    (text("#!/usr/bin/env python\n"), ".py", "is a script", "--command"),
    (text("pt,eta\n1,2\n"), ".csv", "is text of no kind that is known and begins with 'pt,eta'", "--command"),
    ([0, 1, 2, 3], ".bin", "is of no kind that is known", "--command"),
    (
      [0, 0, 0, 0x3F] + Array(repeating: 0xFF, count: 200), ".bin", "is of no kind that is known", "--command"
    ),
    (
      text("{\"learner\":{}, \"x\""), ".json", "is not a whole XGBoost file: it ends too early",
      "save the model again"
    ),
  ]

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test(arguments: files.indices) func itIsSaidWhatTheFileIs(_ number: Int) throws {
    let file = Self.files[number]
    // Whatever the file is called.
    for ending in [file.ending, ".onnx", ""] where ending != ".onnx" || file.what.hasPrefix("is a") {
      let sentence = try ModelFixtures.withFile(file.content, ending: ending) { path in
        ModelFixtures.sentence { _ = try ModelFile.open(path) }
      }
      #expect(sentence.hasPrefix("model '/") && sentence.contains(file.what), "\(sentence)")
      #expect(sentence.contains(file.remedy), "\(sentence)")
      for word in ["bad_alloc", "basic_string", ".cc:", "Check failed", "\n"] {
        #expect(!sentence.contains(word))
      }
    }
  }

  @Test func foldersAreNamed() {
    let sentence = ModelFixtures.sentence { _ = try ModelFile.open("/tmp") }
    #expect(sentence.hasPrefix("model '/tmp' is a folder, as TensorFlow saves networks; name a file"))
  }

  /// What is read is not taken for something else, whatever it is called.
  @Test(arguments: ["binary.json", "binary.ubj", "binary_old.bin", "dense.onnx"])
  func modelsAreKnownWithoutTheirEnding(_ name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: ModelFixtures.path(name))))
    let rows = InputRows(width: 4, values: [1, 2, 3, 4])
    let expected = try ModelFile.open(ModelFixtures.path(name)).scores(of: rows)
    let scores = try ModelFixtures.withFile(bytes, ending: "") { try ModelFile.open($0).scores(of: rows) }
    #expect(scores == expected)
  }
}
