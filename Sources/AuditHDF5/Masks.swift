import AuditSamples

extension Table {
  /// Applies flags of missing rows that lie beside their column: `pt.mask` (astropy), or `mask` beside `data` or
  /// `values` in a group of its own (vaex, AnnData). They are no columns of their own then.
  ///
  /// Flags that are only called so, as `pt_mask`, stay columns: nobody knows whether true means missing or present.
  mutating func applyMasks(in path: String) {
    let places = Dictionary(columns.indices.map { (columns[$0].info.name, $0) }) { first, _ in first }
    var applied: Set<String> = []
    for flag in columns where flag.isFlag {
      let name = flag.info.name
      if let target = Self.masked(by: name).lazy.compactMap({ places[$0] }).first {
        guard columns[target].info.shape.isEmpty, !columns[target].info.isJagged,
          case .field(let field, _) = flag.access
        else {
          columns[target].info.notApplied.append("its mask '\(name)'")
          continue
        }
        columns[target].mask(by: Decoding.Mask(dataset: flag.dataset, field: field), name)
        applied.insert(name)
        let what = "the mask of '\(columns[target].info.name)', whose rows it makes missing"
        setAside.append(
          SetAside(
            name: name, reason: "is \(what)", error: .unsupported(path: path, column: name, what: what)))
      } else if let target = Self.perhapsMasked(by: name).lazy.compactMap({ places[$0] }).first {
        columns[target].info.notApplied.append("the flag '\(name)' beside it")
      }
    }
    columns.removeAll { applied.contains($0.info.name) }
  }

  private static func masked(by name: String) -> [String] {
    if name.hasSuffix(".mask") { return [String(name.dropLast(5))] }
    guard name == "mask" || name.hasSuffix("/mask") else { return [] }
    return ["data", "values"].map { name.dropLast(4) + $0 }
  }

  private static func perhapsMasked(by name: String) -> [String] {
    let lower = name.lowercased()
    return ["_mask", "_masked", "_missing", "_isnull", "_isna", "_valid", "_isvalid"]
      .filter { lower.hasSuffix($0) }.map { String(name.dropLast($0.count)) }
  }
}

extension Column {
  fileprivate var isFlag: Bool {
    guard info.shape.isEmpty, case .field(let field, _) = access, case .element(let element) = field.content
    else { return false }
    return element.meaning == .boolean || (element.isInteger && element.number.size == 1)
  }

  fileprivate mutating func mask(by mask: Decoding.Mask, _ name: String) {
    let is64Bit = storage == .int64 || storage == .uint64
    var decoding = decoding ?? Decoding()
    decoding.mask = mask
    self.decoding = decoding
    if is64Bit { info.kind = .float(bits: 64) }
    info.reading = (info.reading ?? "stored") + ", missing where '\(name)' is true"
  }
}
