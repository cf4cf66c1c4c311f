/// What the codes of an input stand for: code k is the k-th name. From XGBoost 3.1 on models keep them.
public struct CategoryNames: Sendable, Equatable {
  /// The names, in the order of the codes.
  public let names: [String]
  /// True for categories that were whole numbers in training: a numeric column is matched by value.
  public let areNumbers: Bool
  private let codes: [String: Int]

  /// Names in the order of the codes.
  public init(_ names: [String], areNumbers: Bool = false) {
    self.names = names
    self.areNumbers = areNumbers
    codes = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  /// The code of a name; nil for a name that training did not have.
  func code(of name: String) -> Float? { codes[name].map { Float($0) } }

  /// The same names in the same order.
  public static func == (a: Self, b: Self) -> Bool { a.names == b.names && a.areNumbers == b.areNumbers }
}

extension CategoryNames {
  /// Those of each input of the `model` member of an XGBoost document; nil where an input has none.
  ///
  /// Errors: names that do not fit the number of inputs or their own lengths.
  static func all(_ model: ModelNode, inputs: Int) throws(DocumentError) -> [CategoryNames?] {
    let encodings = model["cats"]["enc"].items ?? []
    guard !encodings.isEmpty else { return [] }
    guard encodings.count == inputs else {
      throw DocumentError(
        offset: 0, problem: "it has categories of \(encodings.count) inputs, but \(inputs) inputs")
    }
    var all: [CategoryNames?] = []
    for encoding in encodings {
      guard let values = encoding["values"].integers else {
        throw DocumentError(offset: 0, problem: "categories of an input are missing")
      }
      if encoding["offsets"].isNull {
        all.append(values.isEmpty ? nil : CategoryNames(values.map(String.init), areNumbers: true))
        continue
      }
      let offsets = encoding["offsets"].integers ?? []
      guard offsets.allSatisfy({ (0...values.count).contains($0) }),
        zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 })
      else { throw DocumentError(offset: 0, problem: "names of categories are not where they should be") }
      let names = zip(offsets, offsets.dropFirst()).map { start, end in
        String(decoding: values[start..<end].map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
      }
      all.append(names.isEmpty ? nil : CategoryNames(names))
    }
    return all
  }
}
