import AuditSamples

/// A miscalibration at its place: with a name, the events that it hits, and the features that follow.
public struct Injection: Sendable {
  /// Name in reports.
  public var name: String
  /// The distortion.
  public var miscalibration: any Miscalibration
  /// Events that it hits; nil: all.
  public var selection: ColumnExpression?
  /// Features that follow from others.
  public let derived: [DerivedFeature]

  /// A miscalibration; `derived` features that do not follow from what it changes are ignored.
  ///
  /// Errors: settings that make no sense, derived features that need each other.
  public init(
    _ miscalibration: any Miscalibration, name: String? = nil, selection: ColumnExpression? = nil,
    derived: [DerivedFeature] = []
  ) throws {
    try miscalibration.check()
    self.name = name ?? type(of: miscalibration).kind
    self.miscalibration = miscalibration
    self.selection = selection
    self.derived = try DerivedFeature.affected(derived, by: miscalibration.features)
  }

  /// Columns whose values change, in order: a model that uses none of them needs no second look.
  public var changed: [String] { miscalibration.features + derived.map(\.name) }

  /// All columns that must be in the events.
  public var columns: [String] {
    var seen: Set<String> = []
    return
      (changed + miscalibration.reads + (selection?.columns ?? []) + derived.flatMap(\.expression.columns))
      .filter { seen.insert($0).inserted }
  }

  /// The events with the distortion and what follows from it; with strength 0 the events themselves, bit for bit.
  ///
  /// Errors: ``MiscalibrationError``. O(rows × changed columns).
  public func applied(to events: EventBlock, strength: Double, in context: MiscalibrationContext) throws
    -> EventBlock
  {
    guard strength != 0 else { return events }
    var distorted = events
    try miscalibration.inject(into: &distorted, strength: strength, in: context)
    if let selection { try restore(&distorted, from: events, outside: selection) }
    for feature in derived { try feature.recompute(in: &distorted, nominal: events) }
    return distorted
  }

  /// Puts back the rows that the selection leaves out.
  private func restore(
    _ distorted: inout EventBlock, from nominal: EventBlock, outside selection: ColumnExpression
  ) throws {
    let isHit: [Bool]
    do {
      let inputs = try selection.columns.map { try nominal.values($0) }
      isHit = try selection.mask(inputs, rows: nominal.batch.count)
    } catch let error as ExpressionError {
      throw MiscalibrationError.expression(name: name, problem: error.description)
    }
    for feature in miscalibration.features {
      let index = try distorted.index(of: feature)
      distorted.batch.columns[index] = distorted.batch.columns[index].taking(
        nominal.batch.columns[index], where: isHit)
    }
    guard distorted.batch.weights != nominal.batch.weights else { return }
    var before: [Double] = []
    var copy = nominal
    copy.changeWeights { weight, _ in
      before.append(weight)
      return weight
    }
    distorted.changeWeights { weight, row in isHit[row] ? weight : before[row] }
  }
}

extension Values {
  /// These rows where `isOwn`, else those of `other`, in the storage of these.
  fileprivate func taking(_ other: Values, where isOwn: [Bool]) -> Values {
    switch (self, other) {
    case (.float32(let own), .float32(let other)):
      return .float32(own.indices.map { isOwn[$0] ? own[$0] : other[$0] })
    case (.float64(let own), _):
      let other = other.doubles
      return .float64(own.indices.map { isOwn[$0] ? own[$0] : other[$0] })
    case (.tensor(let own, let shape), .tensor(let other, _)):
      let size = max(1, shape.reduce(1, *))
      return .tensor(own.indices.map { isOwn[$0 / size] ? own[$0] : other[$0] }, shape: shape)
    default: return self
    }
  }
}
