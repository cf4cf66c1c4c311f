import Foundation

/// Runs the built `simaudit` in a folder of its own.
struct Program {
  /// What a run left behind.
  struct Run {
    var status: Int32
    var output: String
    var errors: String
  }

  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "simaudit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// The repository.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A file of `Fixtures/`.
  static func fixture(_ name: String) -> String { root.appending(path: "Fixtures/\(name)").path }

  /// Python with NumPy and h5py, of Scripts/setup.
  static var python: String {
    ProcessInfo.processInfo.environment["SIMAUDIT_PYTHON"]
      ?? root.appending(path: ".build/venv/bin/python").path
  }

  /// Runs a Python script in the folder; what it says on standard error, empty when all is well.
  func python(_ script: String) throws -> String {
    let run = try launch(URL(filePath: Self.python), ["-c", script])
    return run.status == 0 ? "" : run.errors
  }

  /// The program beside the test bundle.
  static var executable: URL {
    let bundle = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }
    let folder = (bundle ?? URL(filePath: CommandLine.arguments[0])).deletingLastPathComponent()
    return folder.appending(path: "simaudit")
  }

  @discardableResult func run(_ arguments: String...) throws -> Run { try run(arguments) }

  @discardableResult func run(_ arguments: [String]) throws -> Run { try launch(Self.executable, arguments) }

  /// Runs the program in a shell that did something before.
  func shell(_ preparation: String, _ arguments: String...) throws -> Run {
    try shell(preparation, arguments)
  }

  func shell(_ preparation: String, _ arguments: [String]) throws -> Run {
    try launch(
      URL(filePath: "/bin/sh"),
      ["-c", preparation + "\nexec \"$0\" \"$@\"", Self.executable.path] + arguments)
  }

  /// Runs a script in which `simaudit` is the program.
  func script(_ text: String) throws -> Run {
    let path = Self.executable.deletingLastPathComponent().path
    return try launch(URL(filePath: "/bin/bash"), ["-c", "PATH=\"\(path):$PATH\"\n" + text])
  }

  private func launch(_ executable: URL, _ arguments: [String]) throws -> Run {
    let process = Foundation.Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // ONNX Runtime of Scripts/setup: the program looks for it in the folder that it runs in.
    var environment = ProcessInfo.processInfo.environment
    environment["VIRTUAL_ENV"] = Self.root.appending(path: ".build/venv").path
    process.environment = environment
    let output = folder.appending(path: "stdout.txt")
    let errors = folder.appending(path: "stderr.txt")
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  func write(_ text: String, to name: String) throws {
    try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
  }
}
