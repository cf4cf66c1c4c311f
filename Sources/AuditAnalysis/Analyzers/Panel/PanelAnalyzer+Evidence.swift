import AuditReport
import AuditStatistics

extension PanelAnalyzer {
  /// Heat maps and pairs for correlations, a histogram for the worst direction.
  func evidence(_ view: PanelView, _ findings: PanelFindings, _ subject: Subject) -> [Evidence] {
    switch view {
    case .pearson: evidence(findings.moments?.pearson, "Correlation", findings.rows.names)
    case .spearman: evidence(findings.moments?.spearman, "Rank correlation", findings.rows.names)
    case .direction: histogram(findings, subject).map { [$0] } ?? []
    default: []
    }
  }

  /// Most features of a heat map: more are not readable.
  private static let mostShown = 20

  private func evidence(
    _ found: CorrelationDifference?, _ title: String, _ names: [String]
  ) -> [Evidence] {
    guard let found else { return [] }
    var largest = [Double](repeating: 0, count: names.count)
    for pair in found.pairs {
      largest[pair.first] = max(largest[pair.first], abs(pair.significance))
      largest[pair.second] = max(largest[pair.second], abs(pair.significance))
    }
    let shown = names.indices.sorted { (largest[$0], $1) > (largest[$1], $0) }.prefix(Self.mostShown).sorted()
    let part =
      shown.count < names.count
      ? " Shown are the \(shown.count) of \(names.count) features whose correlations change most significantly."
      : ""
    func map(
      _ title: String, diagonal: Double?, _ caption: String, errors: Bool = false,
      _ value: (CorrelationDifference.Pair) -> Double
    ) -> Evidence {
      var values = shown.map { row in shown.map { $0 == row ? diagonal : nil } }
      var widths: [[Double?]] = shown.map { _ in shown.map { _ in nil } }
      for pair in found.pairs {
        guard let row = shown.firstIndex(of: pair.second), let column = shown.firstIndex(of: pair.first)
        else {
          continue
        }
        values[row][column] = value(pair)
        values[column][row] = value(pair)
        widths[row][column] = pair.error
        widths[column][row] = pair.error
      }
      let labels = shown.map { names[$0] }
      return .heatMap(
        HeatMap(
          title: title, rowLabels: labels, columnLabels: labels, values: values, errors: errors ? widths : [],
          caption: caption + part))
    }
    return [
      map(
        "\(title): data − simulation", diagonal: nil,
        "Look for rows that stand out: a feature whose relation to all others is modelled differently.",
        errors: true
      ) { $0.difference },
      map("\(title) in simulation", diagonal: 1, Self.partCaption) { $0.simulation },
      map("\(title) in data", diagonal: 1, Self.partCaption) { $0.data },
      .table(pairs(found, title, names)),
    ]
  }

  private static let partCaption =
    "Weighted. Look for pairs that are related in one of the two samples and not in the other."

  /// The pairs whose correlation changes most significantly.
  private func pairs(_ found: CorrelationDifference, _ title: String, _ names: [String]) -> Table {
    let ranked = found.pairs.enumerated()
      .sorted { (abs($0.element.significance), $1.offset) > (abs($1.element.significance), $0.offset) }
      .map(\.element).prefix(10)
    let seen = found.pairs.count { abs($0.significance) > found.margin }
    return Table(
      title: "Pairs that change most",
      columns: ["first", "second", "simulation", "data", "data − simulation", "low", "high"],
      rows: ranked.map { pair in
        [
          .text(names[pair.first]), .text(names[pair.second]), PanelSummary.number(pair.simulation),
          PanelSummary.number(pair.data),
          PanelSummary.number(pair.difference),
          PanelSummary.number(pair.difference - found.margin * pair.error),
          PanelSummary.number(pair.difference + found.margin * pair.error),
        ]
      },
      caption:
        "Intervals hold for all \(found.pairs.count) pairs at once; \(seen) of them exclude 0.")
  }

  private func histogram(_ findings: PanelFindings, _ subject: Subject) -> Evidence? {
    guard let direction = findings.direction else { return nil }
    let (simulation, data) = (direction.simulation, direction.data)
    var feature = FeatureDescription(name: "worst direction")
    feature.title = PanelWords.direction(direction, findings.rows.names)
    let comparison = ShiftComparison(
      simulation: subject.simulation ?? "simulation", data: subject.data ?? "data")
    return ShiftAnalyzer().histogram(
      of: FeaturePair(
        feature: feature, comparison: comparison, simulation: simulation, processes: [simulation],
        processNames: [comparison.simulation], data: data, scale: data.sumOfWeights / simulation.sumOfWeights)
    )
  }
}
