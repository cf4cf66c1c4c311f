import COnnxRuntime
import Glibc
import Synchronization

/// ONNX Runtime's C library, opened at run time: all else works without it.
///
/// Unchecked: the table of functions and the environment never change once made, and the library allows calls from any
/// thread.
final class OnnxRuntime: @unchecked Sendable {
  let api: OpaquePointer
  let environment: OpaquePointer
  let memory: OpaquePointer
  /// Where it was found.
  let path: String

  private static let opened = Mutex<[String: OnnxRuntime]>([:])

  /// The first library among the candidates that opens; each is opened once and stays.
  ///
  /// Errors: ``ModelError/runtimeAbsent(tried:reason:)``, which says how to get it.
  static func open(_ candidates: [String] = candidates()) throws -> OnnxRuntime {
    try opened.withLock { opened in
      var reasons: [String] = []
      for path in candidates {
        if let runtime = opened[path] { return runtime }
        var reason = [CChar](repeating: 0, count: 400)
        guard let api = ort_open(path, &reason, reason.count) else {
          let text = String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
          // That nothing is there is no news; that something is there which does not open is.
          if access(path, F_OK) == 0 { reasons.append(text) }
          continue
        }
        let runtime = try OnnxRuntime(api, path: path)
        opened[path] = runtime
        return runtime
      }
      throw ModelError.runtimeAbsent(tried: candidates, reason: reasons.joined(separator: "; "))
    }
  }

  /// Where the library may be, first choice first.
  ///
  /// `SIMAUDIT_ONNXRUNTIME` (a file or a folder) alone where it is set; else what the dynamic linker finds, then the
  /// Python environments of the shell, of this folder (`.build/venv`, `.venv`) and of the user.
  static func candidates(_ environment: (String) -> String? = { getenv($0).map { String(cString: $0) } })
    -> [String]
  {
    if let set = environment("SIMAUDIT_ONNXRUNTIME"), !set.isEmpty {
      let inside = matches(of: set + "/libonnxruntime.so*") + matches(of: set + "/libonnxruntime*.dylib")
      return inside.isEmpty ? [set] : inside
    }
    let roots = [
      environment("VIRTUAL_ENV"), environment("CONDA_PREFIX"), ".build/venv", ".venv",
      environment("HOME").map { $0 + "/.local" }, "/usr/local",
    ]
    let wheels = roots.compactMap { $0 }.flatMap { root in
      matches(of: root + "/lib/python3*/*-packages/onnxruntime/capi/libonnxruntime.so.*")
    }
    return ["libonnxruntime.so.1", "libonnxruntime.so"] + wheels
  }

  private static func matches(of pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { index in
      found.gl_pathv[index].map { String(cString: $0) }
    }
  }

  private init(_ api: OpaquePointer, path: String) throws {
    self.api = api
    self.path = path
    var environment: OpaquePointer?
    var memory: OpaquePointer?
    func check(_ status: OpaquePointer?) throws {
      guard let status else { return }
      defer { ort_release_status(api, status) }
      throw ModelError.runtimeAbsent(tried: [path], reason: String(cString: ort_message(api, status)))
    }
    try check(ort_create_env(api, "simaudit", &environment))
    try check(ort_create_memory(api, &memory))
    guard let environment, let memory else {
      throw ModelError.runtimeAbsent(tried: [path], reason: "it made no environment")
    }
    self.environment = environment
    self.memory = memory
  }

  /// Turns a status into an error with the library's words.
  func check(_ status: OpaquePointer?, _ model: String, _ step: String) throws {
    guard let status else { return }
    defer { ort_release_status(api, status) }
    throw ModelError.runtime(model: model, step: step, message: String(cString: ort_message(api, status)))
  }
}
