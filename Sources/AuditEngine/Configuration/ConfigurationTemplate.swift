import AuditReport
import AuditSamples

extension Configuration {
  /// The commented configuration that `simaudit init` writes for some samples; it loads without a mistake.
  ///
  /// Every setting stands in it with its sentence; those that the samples do not decide show an example behind a `#`.
  public static func template(
    for sketches: [SampleSketch], models: [Model] = [], preset: Preset? = nil,
    _ vocabulary: ConfigurationVocabulary
  ) -> String {
    var configuration = Configuration(for: sketches)
    configuration.models = models
    configuration.preset = preset
    var lines = [
      "# Written by 'simaudit init'; run it with 'simaudit audit'.",
      "# Every setting stands here with its meaning; a '#' before a setting marks an example that is not in force.",
    ]
    for field in fields {
      lines += ["", "# \(field.summary)."] + notes(on: field.name, sketches, vocabulary).map { "# \($0)" }
      if let members = field.members?(configuration), !members.isEmpty {
        lines.append("\(field.name):")
        let width = members.map { YAMLText.flow(.string($0.name)).count }.max() ?? 0
        for (name, value) in members {
          let key = YAMLText.flow(.string(name)) + ":"
          let padding = String(repeating: " ", count: Swift.max(0, Swift.min(width, 24) + 2 - key.count))
          let text = value == .object([:]) ? "" : padding + YAMLText.flow(value)
          let note = note(on: name, of: field.name, sketches).map { "  # \(YAMLText.comment($0))" } ?? ""
          lines.append("  \(key)\(text)\(note)")
        }
      } else if field.name == analysesName, !vocabulary.analyses.isEmpty {
        lines +=
          ["\(field.name):"]
          + vocabulary.analyses.flatMap {
            Self.lines(for: $0, sketches, preset, hasModels: !models.isEmpty)
          }
      } else if field.json(configuration) != field.json(blank) {
        lines.append("\(field.name): \(YAMLText.flow(field.brief(configuration)))")
      } else {
        lines.append("# \(field.name): \(field.example)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(
    for kind: AnalysisKind, _ sketches: [SampleSketch], _ preset: Preset?, hasModels: Bool
  ) -> [String] {
    let name = YAMLText.flow(.string(kind.kind))
    let roles = sketches.map(\.role)
    // Samples that answer nothing are for the question that most people have.
    let isAnswered =
      (kind.question.isAskedByDefault || preset == .review)
      && kind.question.isAnswered(by: roles, hasModels: hasModels) && (hasModels || !kind.needsModels)
      || kind.question == .shift && !roles.contains(.training)
    guard isAnswered, preset?.question == nil || preset?.question == kind.question else {
      return ["  # \(name):  # \(YAMLText.comment(kind.summary))"]
    }
    var lines = ["  \(name):  # \(YAMLText.comment(kind.summary))"]
    for setting in kind.settings {
      let value = kind.defaults[setting.name].map { " " + YAMLText.flow($0) } ?? ""
      lines.append("    # \(setting.name):\(value)  # \(YAMLText.comment(setting.summary))")
    }
    return lines
  }

  /// What else the file should say of a setting.
  private static func notes(
    on field: String, _ sketches: [SampleSketch], _ vocabulary: ConfigurationVocabulary
  ) -> [String] {
    switch field {
    case "features":
      let arrays = sketches.flatMap(\.columns).filter { $0.use == .array }
      return arrays.enumerated().filter { place, column in
        arrays.firstIndex { $0.name == column.name } == place
      }
      .map { YAMLText.comment("Not among them: \($0.element.name) \($0.element.kind)") }
    case "limits":
      let judged = LimitsTable(metrics: vocabulary.metrics).rows.filter {
        $0.error != "–" || $0.warning != "–"
      }
      return judged.map { row in
        let parts = [("error", row.error), ("warning", row.warning)].filter { $0.1 != "–" }
        // Several analyzers may measure the same.
        let isFirst = judged.first { $0.metric == row.metric } == row
        return "  \(row.metric)\(isFirst ? "" : " (\(row.analyzer))"): "
          + parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
      }
    case "label":
      let others = sketches.flatMap(\.columns).filter { $0.use == .label }.map(\.name)
      return Set(others).count < 2
        ? []
        : [
          "Columns that look like one: "
            + YAMLText.comment(Array(Set(others)).sorted().joined(separator: ", "))
        ]
    default: return []
    }
  }

  private static func note(on name: String, of field: String, _ sketches: [SampleSketch]) -> String? {
    switch field {
    case "samples":
      return sketches.first { $0.name == name }.map { sketch in
        "\(sketch.rows) rows, \(sketch.columns.count) column\(sketch.columns.count == 1 ? "" : "s")"
      }
    case "features":
      let owners = sketches.filter { sketch in sketch.columns.contains { $0.name == name } }
      let kind = owners.first?.columns.first { $0.name == name }?.kind
      guard let kind, owners.count < sketches.count else { return kind }
      return kind + ", only in " + owners.map(\.name).joined(separator: ", ")
    default: return nil
    }
  }

  private static let analysesName = "analyses"
}

/// Values as YAML on one line.
enum YAMLText {
  /// A value in flow style; reading it gives the value.
  static func flow(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let value): LimitRule.text(value)
    case .string(let text): isPlain(text) ? text : quoted(text)
    case .array(let values): "[" + values.map(flow).joined(separator: ", ") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map { "\(flow(.string($0.key))): \(flow($0.value))" }
        .joined(separator: ", ") + "}"
    }
  }

  /// A text that cannot end the comment that it stands in.
  static func comment(_ text: String) -> String {
    String(
      text.map {
        $0.isNewline || $0.unicodeScalars.contains { $0.properties.generalCategory == .control } ? " " : $0
      })
  }

  private static let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first.properties.isAlphabetic || first == "_", first.isASCII
    else { return false }
    return !words.contains(text.lowercased())
      && text.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII
          && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            || "_./-".unicodeScalars.contains(scalar))
      }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        // What YAML does not allow in a text, or what would turn the line around in an editor.
        let isPrintable =
          switch scalar.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
          default: true
          }
        if isPrintable {
          result.unicodeScalars.append(scalar)
        } else {
          let hexadecimal = String(scalar.value, radix: 16)
          result += "\\U" + String(repeating: "0", count: 8 - hexadecimal.count) + hexadecimal
        }
      }
    }
    return result + "\""
  }
}
