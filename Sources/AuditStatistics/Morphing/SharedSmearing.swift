import Glibc

/// A smearing that all classes have in common, beside the monotone map: what a map of the mixture gets wrong.
///
/// A worse resolution broadens a narrow class and leaves a wide one nearly as it is; one monotone map for all classes
/// spreads the broadening over them. So events are smeared with the width that data prefer, the smeared mixture is
/// mapped to data, and the metric changes by (v/u)·(M[smeared by u, mapped] − M[mapped]) with the fitted square v of the
/// width and u = max(|v|, σ_v). Linear in v, because data can be narrower than simulation, which no smearing imitates;
/// a scale or an offset beside it changes nothing, because the map takes back whatever moves all events of a value alike.
public struct SharedSmearing: Sendable {
  /// Fitted square of the width, below 0 where data are narrower.
  let variance: Double
  /// Square of the width that is applied.
  let applied: Double
  let influences: RowInfluences

  /// The part of what `applied` does that counts.
  var part: Double { variance / applied }

  /// From a fit; nil where it kept no influences or does not tell the smearing.
  public init?(_ fit: CalibrationFit) {
    guard let parameter = fit[.smear], let influences = parameter.influences else { return nil }
    let width = parameter.estimate.value
    variance = width < 0 ? -width * width : width * width
    self.influences = influences
    applied = max(abs(variance), influences.sums.second.squareRoot())
    guard applied > 0, applied.isFinite else { return nil }
  }
}

extension SampleComparison {
  /// A feature of simulation smeared and then moved to data; nil where one of them has no values. O(rows · log cells).
  ///
  /// Rows of a single value that many share are not smeared: it is no measurement.
  public func mapped(_ feature: Int, after smearing: SharedSmearing) -> [Float]? {
    guard let grid = grids[feature], let masses = masses[feature] else { return nil }
    let width = smearing.applied.squareRoot()
    let isRelative = isRelative(feature)
    let (found, given) = (simulationCells[feature], simulation.columns[feature])
    let random = CounterRandom(seed: seed, stream: "smeared \(feature)")
    var smeared = given
    var cells = found
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: grid.count), count: simulation.componentCount)
    for row in given.indices where found[row] != FeatureGrid.none {
      if !grid.isSingleValue(Int(found[row])) {
        let value = Double(given[row])
        let sigma = isRelative ? width * abs(value) : width
        smeared[row] = Float(value + sigma * random.normal(simulation.keys[row]))
        cells[row] = grid.cell(of: smeared[row])
      }
      sums[Int(simulation.components[row])][Int(cells[row])] += simulation.weights[row]
    }
    guard let map = QuantileMap(grid: grid, simulation: sums, data: masses.data, mix: mix) else { return nil }
    for row in given.indices where found[row] != FeatureGrid.none {
      let rank = map.rank(
        of: smeared[row], cell: Int(cells[row]), uniform: simulation.uniform(row, feature: feature))
      smeared[row] = Float(map.value(at: rank))
    }
    return smeared
  }
}
