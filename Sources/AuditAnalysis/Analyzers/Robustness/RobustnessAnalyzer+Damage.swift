import AuditReport
import AuditStatistics

// Where the damage is, and in which direction.
extension RobustnessAnalyzer {
  /// Miscalibrations that small multiples are drawn of.
  private static let mostMultiples = 2

  /// What a model answers to each miscalibration; removals would drown everything else.
  private func answers(_ scans: [InjectionResponses], of model: String) -> [(
    scan: InjectionResponses, response: ModelResponse
  )] {
    scans.filter { !$0.plan.isRemoval }.compactMap { scan in
      scan.models.first { $0.model == model && $0.isReached }.map { (scan, $0) }
    }
  }

  /// Changes of the fraction above the threshold by process, category and bin: a map, and curves of the worst.
  func damage(_ scans: [InjectionResponses], of model: String) -> [Evidence] {
    let rows = answers(scans, of: model).compactMap {
      scan, response -> (scan: InjectionResponses, response: ModelResponse, worst: ModelResponse.Point)? in
      guard let strength = response.worst(scan.plan),
        let worst = response.points.first(where: { $0.strength == strength })
      else { return nil }
      return (scan, response, worst)
    }
    guard let groupings = rows.first?.response.nominal.groupings, !groupings.isEmpty else { return [] }
    let groups = groupings.enumerated().flatMap { place, grouping in
      grouping.groups.indices.filter { grouping.efficiencies.isDefined($0) }.map { (place, $0) }
    }
    let map = HeatMap(
      title: "Where '\(model)' is hurt", rowLabels: rows.map(\.scan.plan.name),
      columnLabels: groups.map { place, group in
        let (grouping, level) = (groupings[place], groupings[place].groups[group])
        let name = groupings.count > 1 ? "\(grouping.column) \(level.level)" : level.level
        return "\(name) (\(level.isPositive ? "sig" : "bkg"))"
      },
      values: rows.map { row in groups.map { row.worst.groups[$0.0][$0.1]?.value } },
      errors: rows.map { row in groups.map { row.worst.groups[$0.0][$0.1]?.standardError } },
      caption:
        "Change of the fraction above the threshold at the expected size, the sign that costs more AUC; errors are paired. "
        + "Look for parts that move more than the others."
    )
    func largest(_ point: ModelResponse.Point) -> Double {
      point.groups.joined().compactMap { $0.map { abs($0.value) } }.max() ?? 0
    }
    let worst = rows.enumerated().sorted { a, b in
      let (x, y) = (largest(a.element.worst), largest(b.element.worst))
      return x != y ? x > y : a.offset < b.offset
    }.prefix(Self.mostMultiples).map(\.element)
    return [.heatMap(map)]
      + worst.compactMap { row in
        let damages = row.worst.groups.map { $0.compactMap { $0.map { abs($0.value) } }.max() ?? 0 }
        let place = damages.indices.max { damages[$0] < damages[$1] }
        return place.flatMap { multiples(of: row.response, to: row.scan, grouping: $0) }
      }
  }

  /// A small figure for each level of a grouping.
  private func multiples(
    of response: ModelResponse, to scan: InjectionResponses, grouping place: Int
  ) -> Evidence? {
    let grouping = response.nominal.groupings[place]
    let levels = grouping.groups.filter(\.isPositive).map(\.level)
    let panels = levels.compactMap { level -> Curve? in
      let series = [(true, "signal"), (false, "background")].compactMap { side, words in
        grouping.groups.firstIndex { $0.level == level && $0.isPositive == side }.flatMap { group in
          Self.series(words, response.points) { $0.groups[place][group] }
        }
      }
      guard !series.isEmpty else { return nil }
      return Curve(
        title: level, xLabel: scan.axis, yLabel: "change", series: series,
        tolerances: [-efficiencyTolerance, efficiencyTolerance], caption: "")
    }
    guard panels.count > 1 else { return nil }
    return .multiples(
      Multiples(
        title: "'\(scan.plan.name)' on '\(response.model)' by \(grouping.column)", panels: panels,
        caption:
          "Change of the fraction above the nominal threshold, on common axes; dashed: the tolerance of the signal efficiency. "
          + "Look for parts that move more than the others."))
  }

  /// The change of the signal efficiency at the expected size, both signs; nil without any.
  func tornado(_ scans: [InjectionResponses], of model: String) -> Evidence? {
    let items = answers(scans, of: model).compactMap { scan, response -> Bars.Item? in
      func change(_ strength: Double) -> ChangeEstimate? {
        response.points.first { $0.strength == strength }?.efficiency
      }
      let (plus, minus) = (change(scan.plan.size), change(-scan.plan.size))
      guard let first = plus ?? minus else { return nil }
      let opposite = plus == nil ? nil : minus
      return Bars.Item(
        name: scan.plan.name, value: first.value, low: first.low, high: first.high,
        opposite: opposite.map { Bars.Opposite(value: $0.value, low: $0.low, high: $0.high) })
    }
    guard !items.isEmpty else { return nil }
    func size(_ item: Bars.Item) -> Double { max(abs(item.value), abs(item.opposite?.value ?? 0)) }
    return .bars(
      Bars(
        title: "Tornado of '\(model)'", label: "change of the signal efficiency",
        items: items.sorted { size($0) != size($1) ? size($0) > size($1) : $0.name < $1.name },
        caption:
          "Each miscalibration at its expected size (first number) and at its opposite (second, in the other colour), with "
          + "paired intervals: bars on one side only mean that either sign moves the efficiency the same way."
      ))
  }
}
