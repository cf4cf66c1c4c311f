import AuditSamples

/// What a column is to a classifier: decides whether it may separate the classes.
enum ColumnRole: String, Sendable, Codable {
  /// An input with a physical meaning: it should separate.
  case feature
  /// Declared by the user as nothing to learn from.
  case nuisance
  /// An input whose name says that it is no physics: run, event number, time, weight, truth.
  case suspect
  /// The event weight.
  case weight
  /// Place in the file.
  case rowNumber
  /// A category column: process, generator, run period.
  case category
  /// Any other column: not audited as an input.
  case bystander

  /// In tables.
  var word: String { self == .rowNumber ? "row number" : rawValue }

  /// Metric under which the separation of such a column is judged.
  var metric: String {
    switch self {
    case .feature: "separation"
    case .nuisance, .suspect: "shortcut"
    case .weight: "weight-separation"
    case .rowNumber: "row-order"
    case .category: "category-separation"
    case .bystander: "unused-separation"
    }
  }

  /// Role of a column of the samples.
  init(of column: String, in context: AuditContext) {
    if context.nuisance.contains(column) {
      self = .nuisance
    } else if context.features.contains(where: { $0.name == column }) {
      self = Self.hint(column) == nil ? .feature : .suspect
    } else if context.categories.contains(column) {
      self = .category
    } else {
      self = .bystander
    }
  }

  /// What the name of a column says that it is, when that is nothing a classifier should learn from.
  ///
  /// Only whole names and words that hardly name a physical quantity count: `run`, `eventNumber`, `timestamp`,
  /// `mcWeight`, `pt_truth`; but neither `cluster_time`, `lep_id` nor `event_shape`.
  static func hint(_ name: String) -> String? {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    let words = Self.words(last)
    let joined = words.joined()
    let subjects = ["run", "event", "evt", "lumi", "lumiblock", "ls", "entry", "row", "file"]
    let endings = ["", "id", "number", "num", "nr", "no", "index", "block"]
    if subjects.contains(where: { subject in endings.contains { joined == subject + $0 } }) {
      return "an identifier"
    }
    let clocks = ["timestamp", "unixtime", "utc", "mjd", "eventtime", "date", "time", "gpstime"]
    if clocks.contains(joined) || words.contains("timestamp") { return "a time" }
    if joined == "w" || words.contains(where: { ["weight", "weights", "wgt", "xsec"].contains($0) }) {
      return "a weight"
    }
    if words.contains(where: { ["mc", "truth", "true", "gen", "mctype", "corsika"].contains($0) }) {
      return "generator truth"
    }
    return nil
  }

  /// Lower-case words of a name in snake case or camel case.
  private static func words(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for character in name {
      if !character.isLetter && !character.isNumber {
        if !word.isEmpty { words.append(word) }
        word = ""
        wasLower = false
        continue
      }
      if character.isUppercase && wasLower {
        words.append(word)
        word = ""
      }
      word += character.lowercased()
      wasLower = character.isLowercase || character.isNumber
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}
