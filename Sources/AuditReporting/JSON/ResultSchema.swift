/// The JSON Schema (draft 2020-12) of the result document, as `simaudit schema result` prints it.
///
/// The document is `Schemas/result.schema.json`; it is compiled into the binary, so that a binary that was moved
/// still has it.
public enum ResultSchema {
  /// The schema as JSON.
  public static var text: String {
    String(decoding: PackageResources.result_schema_json, as: UTF8.self)
  }
}
