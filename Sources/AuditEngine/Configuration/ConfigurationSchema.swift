import AuditReport

extension Configuration {
  /// JSON Schema (draft 2020-12) of a configuration file, for editors: `simaudit schema configuration`.
  ///
  /// It knows types, names and ranges; that expressions parse and that settings fit together only the checker knows.
  public static func jsonSchema(_ vocabulary: ConfigurationVocabulary) -> JSONValue {
    guard case .object(var members) = schema(vocabulary) else { return [:] }
    members["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    members["title"] = "SimAudit configuration"
    members["description"] = "What 'simaudit audit' is asked to do; JSON is YAML."
    return .object(members)
  }
}
