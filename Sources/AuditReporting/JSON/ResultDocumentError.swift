import AuditReport

/// Why a result document cannot be read, in one sentence; the caller adds the name of the file.
public enum ResultDocumentError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The bytes are not JSON.
  case notJSON(String)
  /// There is no `schemaVersion`.
  case noVersion
  /// The version is not of the form `major.minor`.
  case malformedVersion(String)
  /// The document was written by a later simaudit whose documents this one does not understand.
  case tooNew(String)
  /// A key that must be there is not.
  case missing(path: String)
  /// A value is of another type.
  case wrongType(path: String, expected: String)
  /// A value is of the right type but makes no sense.
  case fault(path: String, String)

  /// One sentence for people.
  public var description: String {
    switch self {
    case .notJSON(let detail): "this is not JSON: \(detail)"
    case .noVersion: "there is no 'schemaVersion': this is not a result document of simaudit"
    case .malformedVersion(let version):
      "schemaVersion is '\(version)', expected a version such as '\(Report.currentSchemaVersion)'"
    case .tooNew(let version):
      "the document has schema version \(version), and this simaudit reads versions up to "
        + "\(Report.newestMajorVersion).x: render it with a newer simaudit"
    case .missing(let path): "'\(path)' is missing"
    case .wrongType(let path, let expected): "'\(path)' is not \(expected)"
    case .fault(let path, let fault): "'\(path)' makes no sense: \(fault)"
    }
  }

  init(_ error: DecodingError) {
    switch error {
    case .keyNotFound(let key, let context):
      let path = DocumentPath("", context.codingPath + [key]).text
      self = path == "schemaVersion" ? .noVersion : .missing(path: path)
    case .valueNotFound(let type, let context), .typeMismatch(let type, let context):
      let path = DocumentPath("", context.codingPath).text
      self =
        path.isEmpty
        ? .notJSON("the document is not an object") : .wrongType(path: path, expected: Self.name(of: type))
    case .dataCorrupted(let context):
      let path = DocumentPath("", context.codingPath).text
      let detail = context.underlyingError.map { "\($0)" } ?? context.debugDescription
      self =
        path.isEmpty
        ? .notJSON(VisibleText.sentence(detail))
        : .fault(path: path, VisibleText.sentence(context.debugDescription))
    @unknown default: self = .notJSON("it cannot be decoded")
    }
  }

  private static func name(of type: Any.Type) -> String {
    switch type {
    case is String.Type: "text"
    case is Double.Type: "a number"
    case is Int.Type: "a whole number"
    case is any Collection.Type where !(type is any ExpressibleByDictionaryLiteral.Type): "a list"
    default: "an object"
    }
  }
}
