import AuditSamples

/// A feature that follows from others, e.g. an invariant mass: recomputed when they are distorted.
public struct DerivedFeature: Sendable, Equatable {
  /// The column.
  public var name: String
  /// How it follows from other columns.
  public var expression: ColumnExpression

  /// A feature and its expression.
  public init(name: String, expression: ColumnExpression) {
    self.name = name
    self.expression = expression
  }

  /// Those among `features` that change when `changed` do, each after the ones that it needs.
  ///
  /// A derived feature that is distorted itself is not recomputed. Errors: features that need each other.
  static func affected(_ features: [DerivedFeature], by changed: [String]) throws -> [DerivedFeature] {
    var result: [DerivedFeature] = []
    var known = Set(changed)
    var open = features.filter { feature in !changed.contains(feature.name) }
    // What cannot change is left out first; then a feature is ready when it needs nothing that is still open.
    var reach = known
    var isGrowing = true
    while isGrowing {
      let next = open.filter {
        !reach.contains($0.name) && $0.expression.columns.contains(where: reach.contains)
      }
      next.forEach { reach.insert($0.name) }
      isGrowing = !next.isEmpty
    }
    open.removeAll { !reach.contains($0.name) }
    while !open.isEmpty {
      let names = Set(open.map(\.name))
      let ready = open.filter { feature in !feature.expression.columns.contains(where: names.contains) }
      guard !ready.isEmpty else { throw MiscalibrationError.circular(names: names.sorted()) }
      result += ready
      ready.forEach { known.insert($0.name) }
      open.removeAll { known.contains($0.name) }
    }
    return result
  }

  /// Writes the consequence of a distortion into the events.
  ///
  /// The column moves by f(distorted) − f(nominal), where f is the expression: a column of the file that was computed
  /// in other precision moves continuously, and a row whose inputs are untouched keeps its bits. Where the difference
  /// is not finite the row gets f(distorted). Missing values stay. O(rows × operations).
  func recompute(in events: inout EventBlock, nominal: EventBlock) throws {
    let old = try evaluate(nominal)
    let new = try evaluate(events)
    guard try events.size(of: name) == 1 else { throw MiscalibrationError.notScalar(name: name) }
    try events.change(name) { value, row in
      if old[row] == new[row] || old[row].isNaN && new[row].isNaN { return value }
      let moved = value + (new[row] - old[row])
      return moved.isFinite ? moved : new[row]
    }
  }

  private func evaluate(_ events: EventBlock) throws -> [Double] {
    let inputs = try expression.columns.map { try events.values($0) }
    do {
      return try expression.evaluate(inputs, rows: events.batch.count)
    } catch {
      throw MiscalibrationError.expression(name: name, problem: error.description)
    }
  }
}
