import AuditReport

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Report {
  /// The newest major version of the result document that can be read; older ones are read for ever.
  static let newestMajorVersion = 1

  private struct Header: Decodable { let schemaVersion: String }

  /// Reads a result document.
  ///
  /// The version is looked at first. Keys and kinds of evidence that a later minor version added are left out.
  /// - Throws: ``ResultDocumentError``, one sentence that names the offending key.
  public init(jsonData: Data) throws(ResultDocumentError) {
    let decoder = JSONDecoder()
    let header = try Self.decode(Header.self, from: jsonData, by: decoder)
    let parts = header.schemaVersion.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let major = Int(parts[0]), Int(parts[1]) != nil, major > 0 else {
      throw .malformedVersion(VisibleText.name(header.schemaVersion))
    }
    guard major <= Self.newestMajorVersion else { throw .tooNew(VisibleText.name(header.schemaVersion)) }
    self = try Self.decode(Report.self, from: jsonData, by: decoder)
    for (findingIndex, finding) in findings.enumerated() {
      for (index, evidence) in finding.evidence.enumerated() {
        if let fault = evidence.fault {
          throw .fault(path: "findings[\(findingIndex)].evidence[\(index)]", VisibleText.sentence(fault))
        }
      }
    }
  }

  private static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data, by decoder: JSONDecoder
  ) throws(ResultDocumentError) -> Value {
    do {
      return try decoder.decode(type, from: data)
    } catch let error as DecodingError {
      throw ResultDocumentError(error)
    } catch {
      throw .notJSON(VisibleText.sentence("\(error)"))
    }
  }
}
