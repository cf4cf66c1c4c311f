/// Where in a document something stands, as people write it: `findings[3].estimate.value`.
struct DocumentPath: Sendable {
  let text: String

  init(_ root: String = "", _ keys: [any CodingKey]) {
    var text = root
    for key in keys {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        let name = VisibleText.name(key.stringValue)
        text += text.isEmpty ? name : "." + name
      }
    }
    self.text = text
  }
}
