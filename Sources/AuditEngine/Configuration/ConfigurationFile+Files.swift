import AuditReport
import AuditSamples
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A table to read: a sample, or a process of one, with the files that its patterns stand for.
public struct SamplePart: Sendable, Equatable {
  /// The sample.
  public var sample: Configuration.Sample
  /// The process, with what it takes over from the sample; for a sample without processes itself.
  public var part: Configuration.Process
  /// Existing files in the order read: as listed, those of a glob sorted.
  public var files: [String]

  /// A table to read.
  public init(sample: Configuration.Sample, part: Configuration.Process, files: [String]) {
    self.sample = sample
    self.part = part
    self.files = files
  }

  /// True for one of several parts of a sample.
  public var isProcess: Bool { !sample.processes.isEmpty }
  /// Where the part stands in the configuration.
  var path: [String] { ["samples", sample.name] + (isProcess ? ["processes", part.name] : []) }
  /// The part in sentences, with its file.
  var place: String {
    guard let first = files.first else { return words }
    return "\(words) (\(first)\(files.count > 1 ? " and \(files.count - 1) more" : ""))"
  }
  /// The part in sentences.
  var words: String {
    isProcess ? "process '\(part.name)' of sample '\(sample.name)'" : "sample '\(sample.name)'"
  }
}

extension ConfigurationFile {
  /// Folder that relative paths start from: the configuration's own, or the current one ("").
  public var folder: String {
    guard let path, let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[...slash])
  }

  /// All tables to read, globs expanded; throws every file that is not there at once.
  public func parts() throws -> [SamplePart] {
    var problems: [ConfigurationProblem] = []
    var result: [SamplePart] = []
    for sample in configuration.samples {
      for part in sample.parts {
        var found = SamplePart(sample: sample, part: part, files: [])
        var known: Set<String> = []
        for (index, pattern) in part.files.enumerated() {
          let files = Self.expand(pattern, in: folder)
          let place = found.path + ["files", "\(index)"]
          if files.isEmpty { problems.append(problem(at: place, notFound(pattern, for: found.words))) }
          // Each costs looks at the disk, and a hundred say enough.
          if problems.count >= Self.mostMissing { throw ConfigurationError(problems) }
          for file in files {
            if !known.insert(file).inserted {
              problems.append(
                problem(at: place, "\(found.words) would read '\(file)' twice: its events would count twice"))
            } else {
              found.files.append(file)
            }
          }
        }
        result.append(found)
      }
    }
    guard problems.isEmpty else { throw ConfigurationError(problems) }
    return result
  }

  private static let mostMissing = 100

  private static func located(_ pattern: String, in folder: String) -> String {
    if pattern.hasPrefix("/") { return pattern }
    if pattern == "~" || pattern.hasPrefix("~/"), let home = ProcessInfo.processInfo.environment["HOME"] {
      return home + pattern.dropFirst()
    }
    return folder + pattern
  }

  /// The files that a path or glob stands for, sorted; a file whose name looks like a glob is itself.
  static func expand(_ pattern: String, in folder: String) -> [String] {
    let path = located(pattern, in: folder)
    if FileManager.default.fileExists(atPath: path) { return [path] }
    // The folder of the configuration is no pattern, whatever characters it has.
    let prefix = path.hasSuffix(pattern) ? String(path.dropLast(pattern.count)) : ""
    let escaped = prefix.reduce(into: "") { $0 += "*?[]\\".contains($1) ? "\\\($1)" : String($1) }
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(escaped + (prefix.isEmpty ? path : pattern), 0, nil, &result) == 0 else { return [] }
    return (0..<Int(result.gl_pathc)).compactMap { result.gl_pathv[$0].map { String(cString: $0) } }
  }

  private func notFound(_ pattern: String, for whom: String) -> String {
    let path = Self.located(pattern, in: folder)
    let isGlob = pattern.contains { "*?[".contains($0) }
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { String(path[...$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let what = isGlob ? "no file fits '\(path)'" : "there is no file '\(path)'"
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      return isGlob ? "\(whom): \(what)" : "\(whom): \(what), nor the folder '\(directory)'"
    }
    let near = isGlob ? [] : nearestNames(to: name, among: names.sorted())
    return "\(whom): \(what)" + (near.isEmpty ? "" : suggestion(for: name, among: names.sorted()))
  }
}
