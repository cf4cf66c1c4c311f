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
    handle = try Self.withArray(columns, rows) { array in
      var created: DMatrixHandle?
      try check(
        XGDMatrixCreateFromDense(array, #"{"missing":NaN,"nthread":1}"#, &created), "taking in the rows")
      return created
    }
  }

  /// Puts some rows into the bins that `whole` already has; their margins are those that training leaves behind. Errors: the
  /// library's.
  init(_ columns: [[Float]], rows: [Int], binnedLike whole: FoldMatrix, bins: Int) throws {
    self.rows = rows.count
    handle = try Self.withArray(columns, rows) { array in
      let batch = try SingleBatch(array)
      var created: DMatrixHandle?
      try withExtendedLifetime(batch) {
        try check(
          XGQuantileDMatrixCreateFromCallback(
            Unmanaged.passUnretained(batch).toOpaque(), batch.proxy, whole.handle, SingleBatch.reset,
            SingleBatch.next, #"{"missing":NaN,"nthread":1,"max_bin":\#(bins)}"#, &created),
          "putting the rows into bins")
      }
      return created
    }
  }

  /// Lends `use` a description of the chosen rows, one after the other in memory.
  private static func withArray<Result>(
    _ columns: [[Float]], _ rows: [Int], _ use: (String) throws -> Result
  ) rethrows -> Result {
    let width = columns.count
    var values = [Float](repeating: 0, count: rows.count * width)
    // A block of rows at a time stays in the cache.
    for start in stride(from: 0, to: rows.count, by: 256) {
      let block = start..<min(start + 256, rows.count)
      for (column, source) in columns.enumerated() {
        for place in block { values[place * width + column] = source[rows[place]] }
      }
    }
    return try values.withUnsafeBufferPointer { buffer in
      let address = UInt(bitPattern: buffer.baseAddress)
      return try use(
        #"{"data":[\#(address),true],"shape":[\#(rows.count),\#(width)],"typestr":"<f4","version":3}"#)
    }
  }

  deinit { XGDMatrixFree(handle) }

  /// Sets labels or weights, one per row.
  func set(_ field: String, _ values: [Float]) throws {
    try check(XGDMatrixSetFloatInfo(handle, field, values, bst_ulong(values.count)), "setting the \(field)")
  }
}

/// Rows that the library fetches with calls of its own, all in one.
private final class SingleBatch {
  let proxy: DMatrixHandle?
  private let array: String
  private var isTaken = false

  init(_ array: String) throws {
    self.array = array
    var created: DMatrixHandle?
    try check(XGProxyDMatrixCreate(&created), "taking in the rows")
    proxy = created
  }

  deinit { XGDMatrixFree(proxy) }

  private static func of(_ handle: DataIterHandle?) -> SingleBatch? {
    handle.map { Unmanaged<SingleBatch>.fromOpaque($0).takeUnretainedValue() }
  }
  static let reset: @convention(c) (DataIterHandle?) -> Void = { of($0)?.isTaken = false }
  /// 1 while there is something, 0 at the end.
  static let next: @convention(c) (DataIterHandle?) -> Int32 = { handle in
    guard let batch = of(handle), !batch.isTaken else { return 0 }
    batch.isTaken = true
    return XGProxyDMatrixSetDataDense(batch.proxy, batch.array) == 0 ? 1 : 0
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

  /// Adds a tree for the given derivatives of a loss, which the library only reads.
  func boost(_ matrix: FoldMatrix, _ gradients: inout Gradients) throws {
    let rows = bst_ulong(gradients.first.count)
    try check(
      XGBoosterBoostOneIter(handle, matrix.handle, &gradients.first, &gradients.second, rows), "training")
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
  func margins(of matrix: FoldMatrix) throws -> [Float] { try withMargins(of: matrix) { Array($0) } }

  /// What `use` makes of the margins of all rows; their buffer belongs to the model and is overwritten by its next call.
  func withMargins<Result>(of matrix: FoldMatrix, _ use: (UnsafeBufferPointer<Float>) -> Result) throws
    -> Result
  {
    var shape: UnsafePointer<bst_ulong>?
    var dimension: bst_ulong = 0
    var result: UnsafePointer<Float>?
    let config = #"{"type":1,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false}"#
    try check(
      XGBoosterPredictFromDMatrix(handle, matrix.handle, config, &shape, &dimension, &result), "scoring")
    return use(UnsafeBufferPointer(start: result, count: result == nil ? 0 : matrix.rows))
  }
}
