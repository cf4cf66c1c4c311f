import COnnxRuntime

/// A loaded ONNX model.
///
/// Unchecked: nothing changes after init, and `Run` on one session is documented as safe from several threads. One
/// thread inside the library: its own spin, and blocks of rows run side by side anyway.
final class OnnxSession: @unchecked Sendable {
  let runtime: OnnxRuntime
  let name: String
  let inputs: [OnnxPort]
  let outputs: [OnnxPort]
  private let session: OpaquePointer

  /// Loads a model; `isWhole`: its graph can be read here. Errors: the library's own words.
  init(path: String, isWhole: Bool, runtime: OnnxRuntime) throws {
    self.runtime = runtime
    name = path
    let api = runtime.api
    var options: OpaquePointer?
    try runtime.check(ort_create_options(api, &options), path, "loading")
    defer { ort_release_options(api, options) }
    try runtime.check(ort_set_one_thread(api, options), path, "loading")
    var session: OpaquePointer?
    let status = ort_create_session(api, runtime.environment, path, options, &session)
    if let status {
      defer { ort_release_status(api, status) }
      let told = String(cString: ort_message(api, status)).split(separator: "\n").first.map(String.init) ?? ""
      guard isWhole else { throw ModelError.damaged(path: path, format: "ONNX", reason: told) }
      throw ModelError.unsupported(
        path: path, what: "is an ONNX file that ONNX Runtime does not load (\(told))",
        remedy: "install a newer onnxruntime, or export it for an earlier opset")
    }
    guard let session else {
      throw ModelError.damaged(path: path, format: "ONNX", reason: "ONNX Runtime made no session of it")
    }
    self.session = session
    do {
      inputs = try Self.ports(session, isOutput: false, runtime, path)
      outputs = try Self.ports(session, isOutput: true, runtime, path)
    } catch {
      ort_release_session(api, session)
      throw error
    }
  }

  deinit { ort_release_session(runtime.api, session) }

  private static func ports(_ session: OpaquePointer, isOutput: Bool, _ runtime: OnnxRuntime, _ path: String)
    throws -> [OnnxPort]
  {
    let api = runtime.api
    let side: Int32 = isOutput ? 1 : 0
    var count = 0
    try runtime.check(ort_count(api, session, side, &count), path, "counting inputs")
    return try (0..<count).map { index in
      var name = [CChar](repeating: 0, count: 1024)
      try runtime.check(ort_name(api, session, side, index, &name, name.count), path, "naming inputs")
      var type: OpaquePointer?
      try runtime.check(ort_type(api, session, side, index, &type), path, "reading types")
      defer { ort_release_type(api, type) }
      var kind: Int32 = 0
      try runtime.check(ort_kind(api, type, &kind), path, "reading types")
      return OnnxPort(
        name: String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self),
        kind: kind == 1 ? try tensor(type, runtime, path) : kind == 2 ? .sequence : .other)
    }
  }

  private static func tensor(_ type: OpaquePointer?, _ runtime: OnnxRuntime, _ path: String) throws
    -> OnnxPort.Kind
  {
    let api = runtime.api
    var shape: OpaquePointer?
    try runtime.check(ort_tensor_shape(api, type, &shape), path, "reading shapes")
    var element: Int32 = 0
    var rank = 0
    try runtime.check(ort_element(api, shape, &element), path, "reading shapes")
    try runtime.check(ort_rank(api, shape, &rank), path, "reading shapes")
    var lengths = [Int64](repeating: 0, count: rank)
    try runtime.check(ort_dimensions(api, shape, &lengths, rank), path, "reading shapes")
    return .tensor(
      OnnxPort.Element(rawValue: element), code: element, shape: lengths.map { $0 > 0 ? Int($0) : nil })
  }

  /// Runs the model on tensors whose memory stays valid meanwhile, and hands its values over.
  func run<Result>(
    _ tensors: [(data: UnsafeMutableRawBufferPointer, shape: [Int64], element: OnnxPort.Element)],
    outputs wanted: [String], _ use: ([OpaquePointer]) throws -> Result
  ) throws -> Result {
    let api = runtime.api
    var values: [OpaquePointer?] = []
    defer { for value in values { ort_release_value(api, value) } }
    for tensor in tensors {
      var value: OpaquePointer?
      try runtime.check(
        ort_create_tensor(
          api, runtime.memory, tensor.data.baseAddress, tensor.data.count, tensor.shape, tensor.shape.count,
          tensor.element.rawValue, &value), name, "taking in the rows")
      values.append(value)
    }
    var results = [OpaquePointer?](repeating: nil, count: wanted.count)
    defer { for result in results { ort_release_value(api, result) } }
    try withCStrings(inputs.map(\.name)) { inputNames in
      try withCStrings(wanted) { outputNames in
        try runtime.check(
          ort_run(
            api, session, inputNames, values, values.count, outputNames, wanted.count, &results), name,
          "scoring")
      }
    }
    return try use(results.compactMap { $0 })
  }

  /// The float32 numbers of a tensor value. Errors: another kind of numbers.
  func floats(_ value: OpaquePointer) throws -> [Float] {
    let (element, count) = try content(value)
    var data: UnsafeMutableRawPointer?
    try runtime.check(ort_data(runtime.api, value, &data), name, "reading scores")
    guard let data else { return [] }
    func numbers<Number>(_: Number.Type, _ convert: (Number) -> Float) -> [Float] {
      UnsafeBufferPointer(start: data.assumingMemoryBound(to: Number.self), count: count).map(convert)
    }
    switch OnnxPort.Element(rawValue: element) {
    case .float32?:
      return Array(UnsafeBufferPointer(start: data.assumingMemoryBound(to: Float.self), count: count))
    case .float64?: return numbers(Double.self) { Float($0) }
    case .float16?: return numbers(Float16.self) { Float($0) }
    case .int64?: return numbers(Int64.self) { Float($0) }
    case .int32?: return numbers(Int32.self) { Float($0) }
    default: throw ModelError.runtime(model: name, step: "reading scores", message: "they are not numbers")
    }
  }

  /// The keys of a map as text: class numbers or class names.
  func keys(_ value: OpaquePointer) throws -> [String] {
    let (element, count) = try content(value)
    guard OnnxPort.Element(rawValue: element) == .text else {
      return try floats(value).map { Int(exactly: $0).map(String.init) ?? "\($0)" }
    }
    var size = 0
    try runtime.check(ort_string_bytes(runtime.api, value, &size), name, "reading class names")
    var bytes = [CChar](repeating: 0, count: max(1, size))
    var offsets = [Int](repeating: 0, count: count)
    try runtime.check(
      ort_strings(runtime.api, value, &bytes, size, &offsets, count), name, "reading class names")
    return offsets.indices.map { index in
      let end = index + 1 < count ? offsets[index + 1] : size
      return String(decoding: bytes[offsets[index]..<end].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  /// Calls `use` with keys and values of each map of a sequence.
  func maps(of sequence: OpaquePointer, _ use: (_ keys: [String], _ values: [Float]) throws -> Void) throws {
    let api = runtime.api
    var count = 0
    try runtime.check(ort_member_count(api, sequence, &count), name, "reading the rows' maps")
    for row in 0..<count {
      var map: OpaquePointer?
      try runtime.check(ort_member(api, sequence, Int32(row), &map), name, "reading a row's map")
      defer { ort_release_value(api, map) }
      var keyTensor: OpaquePointer?
      try runtime.check(ort_member(api, map, 0, &keyTensor), name, "reading a map's classes")
      defer { ort_release_value(api, keyTensor) }
      var valueTensor: OpaquePointer?
      try runtime.check(ort_member(api, map, 1, &valueTensor), name, "reading a map's probabilities")
      defer { ort_release_value(api, valueTensor) }
      guard let keyTensor, let valueTensor else { continue }
      try use(keys(keyTensor), floats(valueTensor))
    }
  }

  private func content(_ value: OpaquePointer) throws -> (element: Int32, count: Int) {
    var shape: OpaquePointer?
    try runtime.check(ort_value_shape(runtime.api, value, &shape), name, "reading scores")
    defer { ort_release_shape(runtime.api, shape) }
    var element: Int32 = 0
    var count = 0
    try runtime.check(ort_element(runtime.api, shape, &element), name, "reading scores")
    try runtime.check(ort_element_count(runtime.api, shape, &count), name, "reading scores")
    return (element, count)
  }

  /// The texts as C strings that live while `body` runs.
  private func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafePointer<CChar>?]) throws -> Result
  ) rethrows -> Result {
    let bytes = texts.map { $0.utf8CString }
    func next(_ index: Int, _ pointers: [UnsafePointer<CChar>?]) throws -> Result {
      guard index < bytes.count else { return try body(pointers) }
      return try bytes[index].withUnsafeBufferPointer { try next(index + 1, pointers + [$0.baseAddress]) }
    }
    return try next(0, [])
  }
}
