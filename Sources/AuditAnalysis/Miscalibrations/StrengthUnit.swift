/// What the number of a strength is counted in.
public enum StrengthUnit: Sendable, Equatable {
  /// In nothing: a share or a relative change, as ``StrengthScale/meaning`` says.
  case none
  /// The feature's spread: half the width of its central 68.3 %.
  case spreads
  /// The feature's own unit.
  case own
  /// Another one, e.g. `radii`.
  case named(String)
}

extension DistanceUnit {
  /// The unit of strengths that are distances.
  var ofStrength: StrengthUnit { self == .spread ? .spreads : .own }
}

extension InjectionPlan {
  /// The unit of a strength; nil where the meaning says all. Features of different units have none in common.
  func unit(in context: AuditContext) -> String? {
    switch injection.miscalibration.strengthUnit {
    case .none: return nil
    case .spreads: return "spreads"
    case .named(let unit): return unit
    case .own:
      let columns = context.samples.flatMap(\.processes).flatMap(\.columns)
      let units = Set(
        injection.miscalibration.features.map { name in
          context.features.first { $0.name == name }?.unit ?? columns.first { $0.name == name }?.unit
        })
      return units.count == 1 ? units.first ?? nil : nil
    }
  }
}

extension RobustnessAnalyzer.InjectionResponses {
  /// What a strength means, with its unit: "distance by which the values are moved, in GeV".
  var meaning: String {
    if let unit { return plan.scale.meaning + (unit.hasPrefix("per ") ? ", \(unit)" : ", in \(unit)") }
    // The features' own units are unknown or not the same.
    let isOwn = plan.injection.miscalibration.strengthUnit == .own
    return plan.scale.meaning + (isOwn ? ", in the unit of the feature" : "")
  }

  /// The strength as the label of an axis.
  var axis: String { "strength" + (unit.map { " [\($0)]" } ?? "") }
}
