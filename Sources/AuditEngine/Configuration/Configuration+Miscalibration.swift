import AuditReport
import AuditSamples
import Yams

extension Configuration {
  /// A miscalibration to inject: its kind with its settings, and how strong it is made.
  public struct Miscalibration: Sendable, Equatable {
    /// Name in the report.
    public var name: String
    /// Kind, e.g. `scale`.
    public var kind: String
    /// Settings of the kind, defaults filled in; features by name or pattern.
    public var settings: JSONValue
    /// Strengths to try; empty: those of the kind.
    public var strengths: [Double]
    /// The size that is expected and judged; nil: the kind's.
    public var size: Double?
    /// Events that it hits; nil: all.
    public var select: String?
    /// True: each feature by itself; false: all of them together.
    public var each: Bool
    /// True, with `each`: instead of the feature all other inputs of the models.
    public var others: Bool

    /// A miscalibration with encoded settings.
    public init(
      name: String, kind: String, settings: JSONValue, strengths: [Double] = [], size: Double? = nil,
      select: String? = nil, each: Bool = false, others: Bool = false
    ) {
      self.name = name
      self.kind = kind
      self.settings = settings
      self.strengths = strengths
      self.size = size
      self.select = select
      self.each = each
      self.others = others
    }
  }
}

/// What every miscalibration has beside the settings of its kind.
private struct MiscalibrationPlan: ConfigurationSection {
  var kind: String?
  var strengths: [Double] = []
  var size: Double?
  var select: String?
  var each = false
  var others = false

  static var blank: Self { Self() }
  static var fields: [ConfigurationField<MiscalibrationPlan>] {
    [
      ConfigurationField(
        "kind", \.kind, "Kind as 'simaudit list' names it; left out: the name", example: "scale",
        .oneOf { $0.miscalibrations.map(\.kind) }),
      ConfigurationField(
        "strengths", \.strengths, "Strengths to try; left out: those of the kind",
        example: "[-0.02, -0.01, 0.01, 0.02]"),
      ConfigurationField(
        "size", \.size, "Size that you expect, which is judged; left out: the kind's", example: "0.01",
        .positive),
      ConfigurationField(
        "select", \.select, "Events that it hits; left out: all", example: "abs(eta) > 1.5", .expression),
      ConfigurationField(
        "each", \.each, "True: each feature by itself; false: all of them together", example: "true"),
      ConfigurationField(
        "others", \.others, "True, with each: instead of the feature all other inputs of the models",
        example: "true"),
    ]
  }
}

extension Configuration.Miscalibration: NamedConfigurationValue {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue {
    var properties = MiscalibrationPlan.schema(vocabulary)["properties"]?.members ?? [:]
    for kind in vocabulary.miscalibrations {
      for setting in kind.settings where properties[setting.name] == nil {
        properties[setting.name] = .object(
          setting.schema.members.merging(["description": .string(setting.summary + ".")]) { own, _ in own })
      }
    }
    return ["type": "object", "properties": .object(properties), "additionalProperties": false]
  }

  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    read(named: reader.setting, node, &reader)
  }

  static func read(named name: String, _ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    guard case .mapping(let mapping) = node else {
      reader.expected("settings ('kind', 'features', 'strengths', 'size' …)", at: node)
      return nil
    }
    // The settings of the kind stand beside those that every miscalibration has.
    let shared = MiscalibrationPlan.fields.map(\.name)
    let entries = reader.entries(mapping)
    func part(_ isShared: Bool) -> Node {
      let own = entries.filter { shared.contains($0.name) == isShared }.map { ($0.key, $0.value) }
      return .mapping(Node.Mapping(own, .implicit, .any, mapping.mark))
    }
    guard let plan = MiscalibrationPlan.read(part(true), &reader) else { return nil }
    let known = reader.vocabulary.miscalibrations
    guard let kind = known.first(where: { $0.kind == plan.kind ?? name }) else {
      if plan.kind == nil, !reader.hasProblem(below: ["kind"]) {
        let names = known.map(\.kind)
        reader.problem(
          "miscalibration '\(name)' needs a 'kind'\(suggestion(for: name, among: names))", at: node)
      }
      return nil
    }
    guard let settings = kind.read(part(false), &reader) else { return nil }
    return Self(
      name: name, kind: kind.kind, settings: settings, strengths: plan.strengths, size: plan.size,
      select: plan.select, each: plan.each, others: plan.others)
  }

  var json: JSONValue {
    var members = settings.members
    members["kind"] = .string(kind)
    members["strengths"] = strengths.isEmpty ? nil : strengths.json
    members["size"] = size?.json
    members["select"] = select?.json
    members["each"] = each ? true : nil
    members["others"] = others ? true : nil
    return .object(members)
  }
}

extension Configuration {
  /// What is injected where nothing is named: each input of the models shifted, smeared, removed, and used on its own.
  public static var defaultMiscalibrations: [Miscalibration] {
    [("offset", "offset"), ("smear", "smear"), ("unavailable", "unavailable"), ("alone", "unavailable")]
      .compactMap { name, kind in
        guard var settings = MiscalibrationRegistry[kind]?.kind.defaults.members else { return nil }
        settings["features"] = ["*"]
        if kind == "smear" { settings["by"] = "spread" }
        // Removals are judged whole; nothing between is needed.
        return Miscalibration(
          name: name, kind: kind, settings: .object(settings), strengths: kind == "unavailable" ? [1] : [],
          each: true, others: name == "alone")
      }
  }
}
