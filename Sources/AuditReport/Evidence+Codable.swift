// Written out by hand: the synthesised form of an enum with a payload is not a format to promise to users.
extension Evidence: Codable {
  private enum Key: String, CodingKey { case kind }
  /// What a document may hold; what a later version adds is left out when it is read.
  enum Kind: String, Codable, CaseIterable { case histogram, curve, table, heatMap, bars, multiples }

  /// Reads it as ``encode(to:)`` wrote it.
  public init(from decoder: any Decoder) throws {
    let kind = try decoder.container(keyedBy: Key.self).decode(Kind.self, forKey: .kind)
    switch kind {
    case .histogram: self = .histogram(try HistogramPair(from: decoder))
    case .curve: self = .curve(try Curve(from: decoder))
    case .table: self = .table(try Table(from: decoder))
    case .heatMap: self = .heatMap(try HeatMap(from: decoder))
    case .bars: self = .bars(try Bars(from: decoder))
    case .multiples: self = .multiples(try Multiples(from: decoder))
    }
  }

  /// Writes it in the form that the result document promises.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .histogram(let payload):
      try container.encode(Kind.histogram, forKey: .kind)
      try payload.encode(to: encoder)
    case .curve(let payload):
      try container.encode(Kind.curve, forKey: .kind)
      try payload.encode(to: encoder)
    case .table(let payload):
      try container.encode(Kind.table, forKey: .kind)
      try payload.encode(to: encoder)
    case .heatMap(let payload):
      try container.encode(Kind.heatMap, forKey: .kind)
      try payload.encode(to: encoder)
    case .bars(let payload):
      try container.encode(Kind.bars, forKey: .kind)
      try payload.encode(to: encoder)
    case .multiples(let payload):
      try container.encode(Kind.multiples, forKey: .kind)
      try payload.encode(to: encoder)
    }
  }
}

extension Table.Cell: Codable {
  /// Reads it as ``encode(to:)`` wrote it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .empty
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  /// Writes it in the form that the result document promises.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let number): try container.encode(number)
    case .empty: try container.encodeNil()
    }
  }
}
