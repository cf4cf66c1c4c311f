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
  public init?(_ fit: LocationFit) {
    guard let parameter = fit.smear, let influences = parameter.influences else { return nil }
    let width = parameter.estimate.value
    variance = width < 0 ? -width * width : width * width
    self.influences = influences
    applied = max(abs(variance), influences.sums.second.squareRoot())
    guard applied > 0, applied.isFinite else { return nil }
  }
}

extension SampleComparison {
  /// Numbers by which each event is smeared: one from each half of the absolute values, with both signs.
  private static let draws = 4
  /// Absolute values of the normal distribution in the middle of equal parts, ascending, with mean square 1.
  private static let normals: [Double] = {
    let parts = 128
    let middles = (0..<parts).map {
      StandardNormal.quantile(0.5 + 0.5 * (Double($0) + 0.5) / Double(parts))
    }
    let square = middles.reduce(0) { $0 + $1 * $1 } / Double(parts)
    return middles.map { $0 / square.squareRoot() }
  }()

  /// A feature of simulation smeared and then moved to data, several times; nil where one of them has no values.
  /// `[draw][row]`. O(draws · rows · log cells).
  ///
  /// Nothing is random: each event is smeared by a number from each half of the absolute values of the normal distribution,
  /// with both signs, and events of a component and cell share the numbers evenly, by multiples of the golden ratio (H. Niederreiter,
  /// Random Number Generation and Quasi-Monte Carlo Methods, SIAM 1992, chapter 3): the mean hardly depends on which event has which.
  /// Rows of a single value that many share are not smeared: it is no measurement.
  public func mapped(_ feature: Int, after smearing: SharedSmearing) -> [[Float]]? {
    guard let grid = grids[feature], let masses = masses[feature] else { return nil }
    let width = smearing.applied.squareRoot()
    let isRelative = isRelative(feature)
    let (found, given) = (simulationCells[feature], simulation.columns[feature])
    var smeared = [[Float]](repeating: given, count: Self.draws)
    var cells = [[UInt16]](repeating: found, count: Self.draws)
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: grid.count), count: simulation.componentCount)
    var places = sums
    for row in given.indices where found[row] != FeatureGrid.none {
      let (cell, component) = (Int(found[row]), Int(simulation.components[row]))
      if !grid.isSingleValue(cell) {
        let value = Double(given[row])
        let sigma = isRelative ? width * abs(value) : width
        places[component][cell] += 1
        // Cells begin at places of their own.
        let place = 0.618_033_988_749_894_9 * places[component][cell] + 0.414_213_562_373_095_1 * Double(cell)
        let strata = Self.normals.count / (Self.draws / 2)
        let stratum = Int((place - place.rounded(.down)) * Double(strata))
        for pair in 0..<Self.draws / 2 {
          let normal = Self.normals[pair * strata + min(stratum, strata - 1)]
          for (draw, sign) in [(2 * pair, 1.0), (2 * pair + 1, -1.0)] {
            smeared[draw][row] = Float(value + sign * sigma * normal)
            cells[draw][row] = grid.cell(of: smeared[draw][row])
          }
        }
      }
      for draw in 0..<Self.draws { sums[component][Int(cells[draw][row])] += simulation.weights[row] }
    }
    guard let map = QuantileMap(grid: grid, simulation: sums, data: masses.data, shares: mix.fitted) else {
      return nil
    }
    for draw in 0..<Self.draws {
      for row in given.indices where found[row] != FeatureGrid.none {
        let rank = map.rank(
          of: smeared[draw][row], cell: Int(cells[draw][row]),
          uniform: simulation.uniform(row, feature: feature))
        smeared[draw][row] = Float(map.value(at: rank))
      }
    }
    return smeared
  }
}
