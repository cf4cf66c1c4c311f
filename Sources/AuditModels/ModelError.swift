import AuditSamples

/// Why a model could not be trained, opened or applied.
public enum ModelError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The library refused; its own words.
  case library(step: String, message: String)
  /// Arrays of different lengths or no rows.
  case shape(expected: Int, found: Int, what: String)
  /// A weight that cannot be trained with.
  case weight(row: Int, value: Float)
  /// The file cannot be opened.
  case unreadable(path: String, reason: String)
  /// The file is not what its first bytes promise.
  case damaged(path: String, format: String, reason: String)
  /// A model of a kind that is not evaluated.
  case unsupported(path: String, what: String, remedy: String)
  /// Rows with another number of inputs than the model has.
  case inputCount(model: String, expected: Int, found: Int, names: [String])
  /// An input that the model does not have.
  case noSuchInput(model: String, input: String, names: [String])
  /// An input of the model that nothing is given for.
  case inputMissing(model: String, input: String, given: [String])
  /// One input given twice.
  case inputTwice(model: String, input: String)
  /// The model does not say what its inputs are called, and neither did the user.
  case namesUnknown(model: String, expected: Int?)
  /// A column that holds no numbers.
  case notNumeric(model: String, column: String)
  /// A category that the model's training did not have.
  case noSuchCategory(model: String, column: String, category: String, names: [String])
  /// Codes for an input whose categories the model knows by name.
  case categoriesByName(model: String, column: String, names: [String])
  /// Changed values of a column that has another number of rows.
  case valueCount(model: String, column: String, expected: Int, found: Int)
  /// A number that the type of an input does not hold.
  case notHeld(model: String, input: String, type: String, number: Int, value: Float)
  /// An input that a variation changes and the model does not have.
  case noSuchPlace(model: String, place: Int, inputs: Int)
  /// Preprocessing that cannot be done.
  case preprocessing(column: String, reason: String)
  /// An output, or a class, that cannot be selected.
  ///
  /// `setting`: what the user chooses with.
  case output(model: String, reason: String, setting: String = "class", choices: [String])
  /// A score that is no number.
  case notFinite(model: String, row: Int, value: Float)
  /// Another number of scores than rows.
  case scoreCount(model: String, expected: Int, found: Int)
  /// ONNX Runtime is not there.
  case runtimeAbsent(tried: [String], reason: String)
  /// ONNX Runtime refused; its own words.
  case runtime(model: String, step: String, message: String)
  /// The program could not be started.
  case commandNotStarted(command: String, reason: String)
  /// The program did not answer in time.
  case commandTimedOut(command: String, seconds: Double, rows: Int, standardError: String)
  /// The program ended before it had answered.
  case commandEnded(command: String, how: String, rows: Int, standardError: String)
  /// The program wrote something else than an array of scores.
  case commandAnswer(command: String, reason: String, standardError: String)

  /// The sentence.
  public var description: String {
    switch self {
    case .library(let step, let message):
      "boosted trees: \(step) failed: \(message); report this with the input"
    case .shape(let expected, let found, let what):
      "boosted trees: \(found) rows of \(what) where \(expected) were expected"
    case .weight(let row, let value):
      "boosted trees: the training weight of row \(row) is \(Self.text(value)), but it must be finite and not negative"
    case .unreadable(let path, let reason):
      "model '\(path)' cannot be read: \(reason); check the path"
    case .damaged(let path, let format, let reason):
      "model '\(path)' is not a whole \(format) file: \(reason); save the model again"
    case .unsupported(let path, let what, let remedy): "model '\(path)' \(what); \(remedy)"
    case .inputCount(let model, let expected, let found, let names):
      "model '\(model)' has \(expected) inputs\(Self.listed(names)), but \(found) were given; "
        + "list the features in the order of training"
    case .noSuchInput(let model, let input, let names):
      "model '\(model)' has no input '\(input)'\(suggestion(for: input, among: names))"
    case .inputMissing(let model, let input, let given):
      "model '\(model)' needs the input '\(input)', which is not among the features given"
        + suggestion(for: input, among: given)
    case .inputTwice(let model, let input):
      "model '\(model)': the input '\(input)' is given twice; leave one out"
    case .namesUnknown(let model, let expected):
      "model '\(model)' does not name its \(expected.map { "\($0) " } ?? "")inputs; "
        + "list the features in the order of training"
    case .notNumeric(let model, let column):
      "model '\(model)': column '\(column)' holds texts, but an input needs numbers; give a numeric column"
    case .noSuchCategory(let model, let column, let category, let names):
      "model '\(model)' was not trained with the category '\(category)' of column '\(column)'; leave such rows out with a "
        + "selection\(suggestion(for: category, among: names))"
    case .categoriesByName(let model, let column, let names):
      "model '\(model)' knows the categories of '\(column)' by name (\(Self.quoted(names))), but the column holds numbers, "
        + "whose order may be another; give a column of names"
    case .valueCount(let model, let column, let expected, let found):
      "model '\(model)': the changed '\(column)' has \(found) values for \(expected) rows; give one for each row"
    case .notHeld(let model, let input, let type, let number, let value):
      "model '\(model)' takes in '\(input)' as \(type), which does not hold the value \(Self.text(value)) of its column \(number) "
        + "(from 0; whole numbers up to 16777216 are exact); give columns of such numbers, or export it with float32 inputs"
    case .noSuchPlace(let model, let place, let inputs):
      "model '\(model)' has \(inputs) inputs, so input number \(place) cannot change; they are counted from 0"
    case .preprocessing(let column, let reason): "preprocessing of '\(column)': \(reason)"
    case .output(let model, let reason, let setting, let choices):
      "model '\(model)' \(reason)\(choices.isEmpty ? "" : "; set its '\(setting)' to one of \(Self.quoted(choices))")"
    case .notFinite(let model, let row, let value):
      "model '\(model)' gives row \(row) the score \(Self.text(value)), but a score must be a finite number; "
        + "check how missing values enter the model"
    case .scoreCount(let model, let expected, let found):
      "model '\(model)' gave \(found) scores for \(expected) rows; it must give one for each row"
    case .runtimeAbsent(let tried, let reason):
      "ONNX models need ONNX Runtime's library, which was not found (looked for \(Self.quoted(tried))"
        + "\(reason.isEmpty ? "" : "; \(reason)")); get it with 'pip install onnxruntime' and name its file "
        + "onnxruntime/capi/libonnxruntime.so.* in SIMAUDIT_ONNXRUNTIME"
    case .runtime(let model, let step, let message):
      "model '\(model)': \(step) failed in ONNX Runtime: \(message)"
    case .commandNotStarted(let command, let reason):
      "command '\(command)' could not be started: \(reason); check its path and permissions"
    case .commandTimedOut(let command, let seconds, let rows, let text):
      "command '\(command)' gave no scores for \(rows) rows within \(seconds) s and was ended; "
        + "raise its time limit or check that it flushes its output\(Self.told(text))"
    case .commandEnded(let command, let how, let rows, let text):
      "command '\(command)' \(how) before it had given scores for \(rows) rows\(Self.told(text))"
    case .commandAnswer(let command, let reason, let text): "command '\(command)' \(reason)\(Self.told(text))"
    }
  }

  /// Without the bits that Swift shows of a NaN.
  static func text(_ value: Float) -> String { value.isNaN ? "NaN" : "\(value)" }
  private static func quoted(_ names: [String]) -> String {
    names.prefix(12).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 12 ? ", …" : "")
  }
  private static func listed(_ names: [String]) -> String { names.isEmpty ? "" : " (\(quoted(names)))" }
  private static func told(_ text: String) -> String {
    text.isEmpty ? "; it wrote nothing to its standard error" : "; its standard error ends with: \(text)"
  }
}
