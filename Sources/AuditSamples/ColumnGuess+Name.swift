extension ColumnGuess {
  /// A guess from the name; nil when it says nothing.
  static func name(_ column: ColumnInfo) -> ColumnGuess? {
    let words = Self.words(of: column.name)
    guard let first = words.first, let last = words.last else { return nil }
    let joined = words.joined()
    if words.contains(where: weightWords.contains) || joined.contains("scalefactor") || joined == "w" {
      return ColumnGuess(.weight, "is named like a weight")
    }
    if joined.hasPrefix("xsec") || joined.contains("crosssection") {
      return ColumnGuess(.weight, "is named like a cross-section, a factor of weights")
    }
    if isLabel(words, joined, column) { return ColumnGuess(.label, "is named like a label") }
    if words.contains(where: { $0.hasPrefix("truth") || $0.hasPrefix("trueflav") }) || first == "true"
      || first == "gen" || first == "corsika" || first == "mc"
      || (last == "mc" && words.count > 1)
    {
      return ColumnGuess(.truth, "is named like something that only simulation knows")
    }
    if isIdentifier(words, joined, column) { return ColumnGuess(.identifier, "is named like an identifier") }
    if times.contains(joined) { return ColumnGuess(.rowNumber, "is named like a time") }
    if column.isInteger, words.contains(where: categoryWords.contains), first != "n", first != "num" {
      return ColumnGuess(.category, "is named like a category")
    }
    return nil
  }

  private static let weightWords: Set<String> = ["weight", "weights", "wgt", "wt", "sumw", "sweight"]
  private static let labels: Set<String> = [
    "label", "labels", "target", "class", "classid", "classlabel", "signal", "issignal", "issig",
    "isbackground",
    "isbkg", "isgamma", "isproton", "ishadron", "isdata", "ismc", "y",
  ]
  private static let identifiers: Set<String> = [
    "event", "evt", "run", "lumi", "luminosityblock", "lumiblock", "lumisection", "ls", "index", "idx", "id",
    "entry", "row", "uid", "uuid", "night", "subrun", "spill", "bunch", "bcid", "eventreuse",
  ]
  private static let numbered: Set<String> = [
    "event", "evt", "run", "subrun", "lumi", "block", "entry", "row",
  ]
  private static let numberWords: Set<String> = ["number", "num", "nr", "no", "id", "index", "idx"]
  private static let times: Set<String> = [
    "time", "timestamp", "unixtime", "unixtimeutc", "eventtime", "mjd", "date", "datetime",
  ]
  private static let categoryWords: Set<String> = [
    "process", "procid", "channel", "dsid", "category", "generator", "period", "era", "year", "region",
    "type",
    "pdg", "pdgid", "block", "sample", "runtype", "kind",
  ]

  private static func isLabel(_ words: [String], _ joined: String, _ column: ColumnInfo) -> Bool {
    // `y` is also a rapidity, a coordinate, an inelasticity: of a float it says nothing.
    let isCode: Bool
    if case .float = column.kind { isCode = false } else { isCode = true }
    return isCode && (labels.contains(joined) || words.contains("label"))
  }

  private static func isIdentifier(_ words: [String], _ joined: String, _ column: ColumnInfo) -> Bool {
    if identifiers.contains(joined) { return true }
    guard let last = words.last, words.count >= 2, numberWords.contains(last) else { return false }
    return numbered.contains(words[words.count - 2])
  }

  /// Splits a name at underscores, slashes and changes of case: `mcEventNumber` → mc, event, number.
  public static func words(of name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var lastWasLower = false
    for character in name {
      if character.isLetter {
        if character.isUppercase, lastWasLower {
          words.append(word)
          word = ""
        }
        word += character.lowercased()
        lastWasLower = character.isLowercase
      } else if !word.isEmpty {
        words.append(word)
        word = ""
        lastWasLower = false
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}
