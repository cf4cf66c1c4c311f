import ArgumentParser
import AuditEngine
import AuditSamples

/// `[NAME=]FILE[,FILE…]`
struct SampleArgument {
  var name: String
  var files: [String]

  /// Without a name: the default, or the first file's name without folder and ending.
  init(_ text: String, defaultName: String?, index: Int) {
    var paths = Substring(text)
    var given: String?
    if let equals = text.firstIndex(of: "="), !text[..<equals].contains("/") {
      given = String(text[..<equals])
      paths = text[text.index(after: equals)...]
    }
    files = paths.split(separator: ",").map(String.init)
    let file = files.first?.split(separator: "/").last.map(String.init) ?? "simulation\(index + 1)"
    let stem = file.firstIndex(of: ".").map { String(file[..<$0]) } ?? file
    name = given ?? defaultName ?? stem
  }
}

extension Configuration.Sample {
  /// Files of one sample, called by its role; those given as NAME=FILE are its processes.
  ///
  /// Errors: some files with a name and some without.
  init(_ role: SampleRole, _ texts: [String], table: String?, weight: String?, option: String? = nil) throws {
    let name = role.rawValue
    let parts = texts.enumerated().map { SampleArgument($1, defaultName: "", index: $0) }
    let named = parts.filter { !$0.name.isEmpty }
    guard !named.isEmpty else {
      self.init(name: name, role: role, files: parts.flatMap(\.files), table: table, weight: weight)
      return
    }
    if let unnamed = parts.first(where: \.name.isEmpty) {
      throw ValidationError(
        "--\(option ?? name): '\(unnamed.files.joined(separator: ","))' has no name but others have; "
          + "write NAME=FILE for every process, or no names at all")
    }
    // The same name again is more files of the process.
    var processes: [Configuration.Process] = []
    for part in named {
      if let index = processes.firstIndex(where: { $0.name == part.name }) {
        processes[index].files += part.files
      } else {
        processes.append(Configuration.Process(name: part.name, files: part.files))
      }
    }
    self.init(name: name, role: role, table: table, weight: weight, processes: processes)
  }
}

extension [String] {
  /// `a,b c` are three names.
  var separated: [String] { flatMap(\.names) }
}

extension StringProtocol {
  /// The names between commas; those inside brackets belong to a name: `x[0,1],pt` are two.
  var names: [String] {
    var names = [""]
    var depth = 0
    for character in self {
      if "[(".contains(character) { depth += 1 }
      if ")]".contains(character) { depth -= 1 }
      if character == ",", depth <= 0 { names.append("") } else { names[names.count - 1].append(character) }
    }
    return names.filter { !$0.isEmpty }
  }
}
