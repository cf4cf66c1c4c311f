import ArgumentParser
import AuditAnalysis
import AuditEngine
import AuditReport
import AuditSamples

/// `KIND[:COLUMN,…][;SETTING=VALUE…]`
struct ExpectationArgument {
  let entry: Configuration.Expectation

  /// Errors: an unknown kind or setting, a value of another type, columns where there are none.
  init(_ text: String) throws {
    let form = "expected KIND[:COLUMN,…][;SETTING=VALUE…], e.g. 'invariance:eta;under=reflection'"
    let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    let head = parts[0].split(separator: ":", maxSplits: 1).map(String.init)
    guard let name = head.first else { throw ValidationError("--expectation \(text): no kind; \(form)") }
    guard let kind = ExpectationRegistry[name] else {
      let known = ExpectationRegistry.entries.map(\.kind.kind)
      throw ValidationError(
        "--expectation \(text): there is no kind '\(name)'\(suggestion(for: name, among: known))")
    }
    var settings: [String: JSONValue] = [:]
    if case .object(let defaults) = kind.kind.defaults { settings = defaults }
    if head.count > 1 {
      let columns = head[1].names.map(JSONValue.string)
      guard let setting = kind.columnSettings.first, let first = columns.first else {
        throw ValidationError("--expectation \(text): '\(name)' takes no columns; \(form)")
      }
      if case .array? = settings[setting] {
        settings[setting] = .array(columns)
      } else if columns.count == 1 {
        settings[setting] = first
      } else {
        throw ValidationError("--expectation \(text): '\(name)' takes one column; \(form)")
      }
    }
    for part in parts.dropFirst() {
      guard let equals = part.firstIndex(of: "=") else {
        throw ValidationError("--expectation \(text): '\(part)' has no value; \(form)")
      }
      let (key, value) = (String(part[..<equals]), String(part[part.index(after: equals)...]))
      guard let known = settings[key] else {
        let names = kind.kind.settings.map(\.name)
        throw ValidationError(
          "--expectation \(text): '\(name)' has no setting '\(key)'\(suggestion(for: key, among: names))")
      }
      settings[key] = try Self.value(value, like: known, in: text)
    }
    do {
      try kind.make(.object(settings)).check()
    } catch let error as ExpectationError {
      throw ValidationError("--expectation \(text): \(error)")
    } catch {
      throw ValidationError("--expectation \(text): a setting has a value that it cannot have; \(form)")
    }
    entry = Configuration.Expectation(name: text, kind: name, settings: .object(settings))
  }

  /// A value of the type of the default.
  private static func value(_ word: String, like known: JSONValue, in text: String) throws -> JSONValue {
    switch known {
    case .number:
      guard let number = Double(word), number.isFinite else {
        throw ValidationError("--expectation \(text): '\(word)' is not a number")
      }
      return .number(number)
    case .bool: return .bool(word == "true")
    case .array: return .array(word.names.map(JSONValue.string))
    default: return .string(word)
    }
  }
}
