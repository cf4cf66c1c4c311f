import CXGBoost

/// Turns a return code of the library into an error with its message.
private func check(_ code: Int32, _ step: String) throws {
  guard code == 0 else {
    throw ModelError.library(step: step, message: String(cString: XGBGetLastError()))
  }
}

/// Some rows of some columns in the library's own format.
///
/// Trainings only read it once it has been put into bins, so that threads may share it from then on.
final class FoldMatrix: @unchecked Sendable {
  fileprivate let handle: DMatrixHandle?
  let rows: Int

  /// Copies the rows; NaN is missing. Errors: the library's.
  init(_ columns: [[Float]], rows: [Int]) throws {
    self.rows = rows.count
    let width = columns.count
    var values = [Float](repeating: 0, count: rows.count * width)
    for (column, source) in columns.enumerated() {
      for (place, row) in rows.enumerated() { values[place * width + column] = source[row] }
    }
    var created: DMatrixHandle?
    try values.withUnsafeBufferPointer { buffer in
      let address = UInt(bitPattern: buffer.baseAddress)
      let array =
        #"{"data":[\#(address),true],"shape":[\#(rows.count),\#(width)],"typestr":"<f4","version":3}"#
      try check(
        XGDMatrixCreateFromDense(array, #"{"missing":NaN,"nthread":1}"#, &created), "taking in the rows")
    }
    handle = created
  }

  deinit { XGDMatrixFree(handle) }

  /// Sets labels or weights, one per row.
  func set(_ field: String, _ values: [Float]) throws {
    try check(XGDMatrixSetFloatInfo(handle, field, values, bst_ulong(values.count)), "setting the \(field)")
  }
}

/// A model in training.
final class Booster {
  private let handle: BoosterHandle?

  /// An empty model. Errors: the library's.
  init(on matrix: FoldMatrix, settings: [(String, String)]) throws {
    var created: BoosterHandle?
    var matrices: [DMatrixHandle?] = [matrix.handle]
    try check(XGBoosterCreate(&matrices, 1, &created), "making a model")
    handle = created
    for (name, value) in settings { try check(XGBoosterSetParam(created, name, value), "setting \(name)") }
  }

  deinit { XGBoosterFree(handle) }

  /// Adds a tree.
  func update(_ round: Int, _ matrix: FoldMatrix) throws {
    try check(XGBoosterUpdateOneIter(handle, Int32(round), matrix.handle), "training")
  }

  /// Adds a tree for the given derivatives of a loss.
  func boost(_ matrix: FoldMatrix, _ gradients: Gradients) throws {
    var (first, second) = (gradients.first, gradients.second)
    try check(
      XGBoosterBoostOneIter(handle, matrix.handle, &first, &second, bst_ulong(first.count)), "training")
  }

  /// The model in the library's JSON format.
  func document() throws -> [UInt8] {
    var length: bst_ulong = 0
    var bytes: UnsafePointer<CChar>?
    try check(
      XGBoosterSaveModelToBuffer(handle, #"{"format":"json"}"#, &length, &bytes), "saving the trees")
    return UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : Int(length)).map {
      UInt8(bitPattern: $0)
    }
  }

  /// Margin (log odds) of each row.
  func margins(of matrix: FoldMatrix) throws -> [Float] {
    var shape: UnsafePointer<bst_ulong>?
    var dimension: bst_ulong = 0
    var result: UnsafePointer<Float>?
    let config = #"{"type":1,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false}"#
    try check(
      XGBoosterPredictFromDMatrix(handle, matrix.handle, config, &shape, &dimension, &result), "scoring")
    // The buffer belongs to the model and is overwritten by its next call.
    return Array(UnsafeBufferPointer(start: result, count: result == nil ? 0 : matrix.rows))
  }
}
