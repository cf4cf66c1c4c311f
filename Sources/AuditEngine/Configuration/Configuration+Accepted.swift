import AuditReport
import Yams

extension Configuration.Accepted: ConfigurationSection {
  static var blank: Self { Self(finding: "", reason: "", until: .distant) }
  static var noun: String? { "an accepted finding" }
  static var fields: [ConfigurationField<Configuration.Accepted>] {
    [
      ConfigurationField(
        "finding", \.finding, "Id of a finding as the report gives it, or a pattern with * and ?",
        example: "shift/ks/mass", isRequired: true),
      ConfigurationField(
        "reason", \.reason, "Why it is accepted, for the reader of the report",
        example: "\"known energy scale, corrected in version 3\"", isRequired: true),
      ConfigurationField(
        "until", \.until, "The last day on which it is accepted; after it the finding counts again",
        example: "2027-03-31", isRequired: true),
    ]
  }
}

extension CalendarDay: ConfigurationValue {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue {
    ["type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"]
  }
  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> CalendarDay? {
    guard case .scalar(let scalar) = node, scalar.string.utf8.count == 10,
      let day = CalendarDay(scalar.string)
    else {
      reader.expected("a day such as 2027-03-31", at: node)
      return nil
    }
    return day
  }
  var json: JSONValue { .string(description) }
}
