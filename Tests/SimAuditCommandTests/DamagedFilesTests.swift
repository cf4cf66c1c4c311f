import AuditTestSupport
import Foundation
import Testing

/// Damaged files end in values or in a sentence, never in a crash without one: libhdf5 is not ours, so the command
/// itself is run, with its supervisor.
@Suite struct DamagedFilesTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The command that was built with these tests lies beside them.
  private static let command = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "simaudit")

  /// Fixtures, and real files of ../shared/data where it is there.
  private static func originals() throws -> [URL] {
    let shared = root.deletingLastPathComponent().appending(path: "shared/data/layouts")
    let folders = [root.appending(path: "Fixtures/layouts")] + ((try? contents(shared)) ?? [])
    return try folders.flatMap(contents).filter { url in
      let size = (try? url.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
      return ["h5", "hdf", "hdf5"].contains(url.pathExtension) && size < 1_000_000
    }
  }

  private static func contents(_ folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.fileSizeKey])
      .sorted { $0.path < $1.path }
  }

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: command.path), "simaudit is not built"),
    arguments: 0..<20)
  func twentyFiveDamagedCopiesOfFiles(_ seed: Int) throws {
    var random = SplitMix(state: UInt64(seed) &+ 20_261_123)
    let originals = try Self.originals()
    #expect(originals.count > 30)
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "simaudit-damaged-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var copies: [String] = []
    for number in 0..<25 {
      let original = originals[Int(random.next() % UInt64(originals.count))]
      let copy = folder.appending(path: "\(number)-\(original.lastPathComponent)")
      try random.damage(Data(contentsOf: original)).write(to: copy)
      copies.append(copy.path)
    }
    let all = try run(copies)
    #expect(all.status == 0 || all.status == 2)
    guard all.standardError.contains("crashed") else { return }
    // The library crashed on one of them: each alone must still end in one sentence.
    for copy in copies {
      let one = try run([copy])
      #expect(one.status == 0 || (one.status == 2 && one.standardError.contains(copy)), "\(copy)")
    }
  }

  private func run(_ files: [String]) throws -> (status: Int32, standardError: String) {
    let process = Process()
    let errors = Pipe()
    process.executableURL = Self.command
    process.arguments = ["inspect"] + files
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit, "\(files) ended by a signal: \(text)")
    #expect(!text.contains("Fatal error") && !text.contains("HDF5-DIAG"), "\(text)")
    return (process.terminationStatus, text)
  }
}

extension SplitMix {
  /// A quarter is truncated, the rest has 1 to 50 changed bytes, half of them where the metadata is.
  fileprivate mutating func damage(_ data: Data) -> Data {
    var bytes = [UInt8](data)
    if next() % 4 == 0 { return Data(bytes.prefix(Int(next() % UInt64(bytes.count)))) }
    for _ in 0..<[1, 3, 10, 50][Int(next() % 4)] {
      let end = next() % 2 == 0 ? min(bytes.count, 4096) : bytes.count
      let place = Int(next() % UInt64(end))
      switch next() % 4 {
      case 0: bytes[place] = 0
      case 1: bytes[place] = 255
      case 2: bytes[place] ^= 1 << UInt8(next() % 8)
      default: bytes[place] = UInt8(next() % 256)
      }
    }
    return Data(bytes)
  }
}
