/// A value of a JSON or UBJSON document, as far as models need it.
enum ModelNode: Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([ModelNode])
  /// A typed array of UBJSON, or a JSON array of numbers only.
  case numbers([Double])
  case object([String: ModelNode])

  /// The member of that name; null when there is none.
  subscript(_ key: String) -> ModelNode {
    guard case .object(let members) = self else { return .null }
    return members[key] ?? .null
  }

  var isNull: Bool { if case .null = self { true } else { false } }

  var text: String? { if case .text(let text) = self { text } else { nil } }

  /// An integer, written as a number or, as XGBoost does for parameters, as a text.
  var integer: Int? {
    switch self {
    case .number(let number): Int(exactly: number)
    case .text(let text): Int(text)
    case .bool(let bool): bool ? 1 : 0
    default: nil
    }
  }

  var numbers: [Double]? {
    switch self {
    case .numbers(let numbers): return numbers
    case .list(let items):
      var result: [Double] = []
      result.reserveCapacity(items.count)
      for item in items {
        switch item {
        case .number(let number): result.append(number)
        case .bool(let bool): result.append(bool ? 1 : 0)
        default: return nil
        }
      }
      return result
    default: return nil
    }
  }

  var integers: [Int]? {
    guard let numbers else { return nil }
    var result: [Int] = []
    result.reserveCapacity(numbers.count)
    for number in numbers {
      guard let integer = Int(exactly: number) else { return nil }
      result.append(integer)
    }
    return result
  }

  var texts: [String]? {
    switch self {
    case .list(let items):
      let texts = items.compactMap(\.text)
      return texts.count == items.count ? texts : nil
    case .numbers(let numbers): return numbers.isEmpty ? [] : nil
    default: return nil
    }
  }

  var items: [ModelNode]? {
    switch self {
    case .list(let items): items
    case .numbers(let numbers): numbers.map { .number($0) }
    default: nil
    }
  }
}

/// Where and why a document ends being one.
struct DocumentError: Error, Equatable {
  var offset: Int
  var problem: String
  var description: String { "\(problem) at byte \(offset)" }
}
