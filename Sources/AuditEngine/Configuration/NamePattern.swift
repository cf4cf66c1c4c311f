/// A name with `*` for any characters and `?` for any one; brackets are part of names (`pt[0]`) and mean themselves.
public struct NamePattern: Sendable, Equatable {
  /// The pattern as written.
  public let text: String
  private let characters: [Character]

  /// A pattern.
  public init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  /// True when the text is a plain name.
  public var isName: Bool { !characters.contains { $0 == "*" || $0 == "?" } }

  /// How much of a name the pattern fixes: of two that match, the one that fixes more is meant.
  var fixedCharacters: Int { characters.count { $0 != "*" && $0 != "?" } }

  /// True when the whole name fits. O(name × pattern) at worst, no recursion.
  public func matches(_ name: String) -> Bool {
    let name = Array(name)
    var at = 0
    var inPattern = 0
    // After the last star: where the pattern goes on, and how much of the name the star has taken.
    var retry: (pattern: Int, name: Int)?
    while at < name.count {
      if inPattern < characters.count, characters[inPattern] == "*" {
        inPattern += 1
        retry = (inPattern, at)
      } else if inPattern < characters.count,
        characters[inPattern] == "?" || characters[inPattern] == name[at]
      {
        at += 1
        inPattern += 1
      } else if let star = retry {
        retry = (star.pattern, star.name + 1)
        (inPattern, at) = (star.pattern, star.name + 1)
      } else {
        return false
      }
    }
    return characters[inPattern...].allSatisfy { $0 == "*" }
  }
}
