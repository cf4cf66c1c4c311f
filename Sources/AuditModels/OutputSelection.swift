/// Which of a model's numbers is the score, and how many rounds of boosting make it.
public struct OutputSelection: Sendable, Equatable, Codable {
  /// A class by its number or by its name.
  public enum Class: Sendable, Equatable, Codable {
    /// The place among the outputs, from 0; where the model has keys of its own (ZipMap), the key.
    case number(Int)
    /// A name, where the model's classes have names.
    case name(String)

    /// A number or a text.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        self = .number(number)
      } else {
        self = .name(try container.decode(String.self))
      }
    }

    /// A number or a text.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .number(let number): try container.encode(number)
      case .name(let name): try container.encode(name)
      }
    }

    /// The number or the name as text.
    var text: String {
      switch self {
      case .number(let number): "\(number)"
      case .name(let name): name
      }
    }
  }

  /// Name of the model's output; nil: its only one, or the one that holds probabilities.
  public var output: String?
  /// The class whose number is the score; nil: the last of at most two. Must be given for more than two.
  public var `class`: Class?
  /// The number before the link function (log odds for a binary model) instead of the probability; trees only.
  public var margin: Bool
  /// Rounds of boosting that score; XGBoost only.
  public var iterations: Iterations

  /// A choice; nothing given is right for a model of two classes.
  public init(
    output: String? = nil, class: Class? = nil, margin: Bool = false, iterations: Iterations = .usual
  ) {
    self.output = output
    self.class = `class`
    self.margin = margin
    self.iterations = iterations
  }

  /// The place of the chosen class among `count` numbers. Errors: no such class, none chosen among several.
  func place(among count: Int, model: String) throws -> Int {
    let choices = (0..<count).map(String.init)
    switch `class` {
    case nil:
      guard count <= 2 else {
        throw ModelError.output(
          model: model, reason: "has \(count) classes, and none is chosen", choices: choices)
      }
      return count - 1
    case .number(let number)?:
      // A model with one output gives the probability of class 1.
      if count == 1, number == 1 { return 0 }
      guard count > 1 ? choices.indices.contains(number) : false else {
        throw ModelError.output(
          model: model, reason: "has no class \(number)", choices: count == 1 ? ["1"] : choices)
      }
      return number
    case .name(let name)?:
      throw ModelError.output(
        model: model, reason: "does not name its classes, so there is no '\(name)'", choices: choices)
    }
  }
}
