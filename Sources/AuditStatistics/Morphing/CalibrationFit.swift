/// The calibration of some features that makes simulation agree best with data.
public struct CalibrationFit: Sendable {
  /// One parameter with its interval.
  public struct Parameter: Sendable {
    /// What it is.
    public let kind: CalibrationKind
    /// Relative change of the values, offset in the unit of the feature, or width of the smearing: negative where data are
    /// narrower than simulation.
    public let estimate: IntervalEstimate
    /// Influences of the rows on it, where kept: on the square of the width for smearing.
    let influences: RowInfluences?
  }

  /// In the order asked for.
  public let parameters: [Parameter]
  /// KS distance of each feature from data, nominal and with the calibration at the mix that data prefer.
  public let distances: [(before: Double, after: Double)]
  /// χ²/ndf of what is left, of all features.
  public let misfit: Double
  /// Correlation of the first two parameters; 0 where there is one.
  public let correlation: Double

  /// Fits of resampled cells behind an error.
  private static let replicas = 24

  /// The parameter of a kind.
  public subscript(kind: CalibrationKind) -> Parameter? { parameters.first { $0.kind == kind } }

  init(
    _ system: CalibrationSystem, kinds: [CalibrationKind], in comparison: SampleComparison,
    keepsInfluences: Bool
  ) {
    let chosen = system.features.map(\.feature)
    let mix = comparison.mix
    func place(_ kind: CalibrationKind) -> Int {
      (chosen.count == 1 ? system.place(of: kind, feature: 0) : system.place(ofCommon: kind)) ?? 0
    }
    let events = comparison.simulation.count + comparison.data.count
    var all: [RowInfluences] = []
    let replicas =
      keepsInfluences || chosen.count > 1 ? [] : system.replicas(Self.replicas, seed: comparison.seed)
    parameters = kinds.map { kind in
      var rows = RowInfluences(
        system.influences(on: place(kind)), features: chosen, simulation: comparison.simulation,
        data: comparison.data, cells: (comparison.simulationCells, comparison.dataCells))
      let own = rows.sums.second
      if mix.isFitted {
        for (component, change) in system.sensitivity(of: place(kind)).enumerated() {
          rows.add(change, mix.influences[component])
        }
      }
      all.append(rows)
      let value = system.calibrations[0][kind]
      // Where the fit is far from linear within its errors, influences say too little.
      let scatter = replicas.map { ($0[kind] - value) * ($0[kind] - value) }
      let excess = scatter.isEmpty ? 0 : max(0, scatter.reduce(0, +) / Double(scatter.count) - own)
      var sums = rows.sums
      sums.second += excess
      let half = sums.halfWidth(events: events, confidence: comparison.confidence)
      func shown(_ value: Double) -> Double {
        kind == .smear ? (value < 0 ? -1 : 1) * abs(value).squareRoot() : value
      }
      return Parameter(
        kind: kind,
        estimate: IntervalEstimate(
          value: shown(value), low: shown(value - half), high: shown(value + half),
          confidence: comparison.confidence), influences: keepsInfluences ? rows : nil)
    }
    distances = system.features.indices.map { index in
      let feature = system.features[index]
      return (
        feature.distance(Calibration(), shares: mix.nominal),
        feature.distance(system.calibrations[index], shares: mix.shares)
      )
    }
    let misfits = system.features.indices.map { system.misfit(of: $0) }
    misfit = misfits.reduce(0, +) / Double(max(1, misfits.count))
    correlation = all.count > 1 ? all[0].correlation(with: all[1]) : 0
  }
}
