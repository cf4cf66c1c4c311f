import AuditEngine
import AuditSamples

/// Which files are simulation, data, or splits of a labelled sample: by their names, and by columns that only simulation has.
enum SampleRoles {
  /// What speaks for a role.
  enum Evidence { case data, simulation }

  private static let dataWords: Set<String> = [
    "data", "real", "recorded", "observed", "measured", "collisions", "detector",
  ]
  private static let simulationWords: Set<String> = [
    "simulation", "simulated", "sim", "simu", "mc", "montecarlo", "gen", "generated", "fastsim", "fullsim",
    "geant",
  ]

  private static let splitWords: [(role: String, words: Set<String>)] = [
    ("training", ["train", "training"]), ("validation", ["valid", "validation", "val"]),
    ("test", ["test", "testing"]),
  ]

  /// The role of a file of a labelled sample that its name says, as `train.h5` does; nil for none, several, or one of the other roles
  /// besides.
  static func split(ofName path: String) -> String? {
    let words = words(ofName: path)
    guard words.isDisjoint(with: dataWords), words.isDisjoint(with: simulationWords) else { return nil }
    let found = splitWords.filter { !words.isDisjoint(with: $0.words) }
    return found.count == 1 ? found[0].role : nil
  }

  /// The names of two samples without names, in the order of the files.
  ///
  /// Errors: names and columns that say nothing, or that contradict each other.
  static func names(of files: [(path: String, columns: [ColumnInfo])]) throws -> [String] {
    let byName = files.map { evidence(ofName: $0.path) }
    let byColumns = evidence(ofColumns: files.map(\.columns))
    let verdicts = [pair(byName[0], byName[1]), pair(byColumns[0], byColumns[1])].compactMap(\.self)
    guard let first = verdicts.first, verdicts.allSatisfy({ $0 == first }) else {
      let paths = files.map(\.path)
      let why =
        verdicts.isEmpty
        ? "neither their names nor columns that only simulation has (truth, weights, labels) say it"
        : "their names say one thing and columns that only simulation has (truth, weights, labels) another"
      throw ValidationProblem(
        "cannot say which of '\(paths[0])' and '\(paths[1])' is data: \(why); name them, as in "
          + "simaudit init simulation=\(paths[0]) data=\(paths[1])")
    }
    return first.map { $0 == .data ? "data" : "simulation" }
  }

  /// What the name of a file says; nil for nothing or both.
  static func evidence(ofName path: String) -> Evidence? {
    let words = words(ofName: path)
    switch (words.isDisjoint(with: dataWords), words.isDisjoint(with: simulationWords)) {
    case (false, true): return .data
    case (true, false): return .simulation
    default: return nil
    }
  }

  private static func words(ofName path: String) -> Set<String> {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return Set(ColumnGuess.words(of: file.split(separator: ".").first.map(String.init) ?? file))
  }

  /// A file that has columns of simulation, where the other has none, is the simulation.
  private static func evidence(ofColumns columns: [[ColumnInfo]]) -> [Evidence?] {
    let truths = columns.map { columns in
      columns.contains { [.truth, .weight, .label].contains(ColumnGuess(nameOf: $0).kind) }
    }
    return truths[0] == truths[1] ? [nil, nil] : truths.map { $0 ? .simulation : .data }
  }

  /// Both roles, where at least one is known and they differ.
  private static func pair(_ first: Evidence?, _ second: Evidence?) -> [Evidence]? {
    switch (first, second) {
    case (.data?, .simulation?), (.data?, nil), (nil, .simulation?): [.data, .simulation]
    case (.simulation?, .data?), (.simulation?, nil), (nil, .data?): [.simulation, .data]
    default: nil
    }
  }
}

/// What is to be said otherwise on the command line.
struct ValidationProblem: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
