/// One class is displaced so that each feature of the mixture agrees with data; the others stay as simulated.
///
/// At the declared mix data hold G = Σ_others + f_k F_k∘T⁻¹; T is fitted as a ``ClassDisplacement`` and moves the events of the class, whose
/// dependence stays. Where no such T describes data the mixture does not agree, which closure sees.
public struct ClassAlone: Sendable {
  private let isMember: [Bool]
  private let features: [Int]
  private let comparison: SampleComparison
  /// Fitted to all rows; fits of other samples start from them, so that all end in the same hollow.
  private var whole: [ClassDisplacement] = []

  /// Fits whole samples; `isMember`: rows of simulation that are of the class. nil where a feature has no map.
  /// O(features · (rows + knots · steps)).
  public init?(_ isMember: [Bool], features: [Int], in comparison: SampleComparison) {
    (self.isMember, self.features, self.comparison) = (isMember, features, comparison)
    let sample = GroupJackknife(comparison).sample(0)
    for feature in features {
      guard let fit = fit(feature, sample, from: nil) else { return nil }
      whole.append(fit.displacement)
    }
  }

  /// The events of a sample with its own fit; nil where a feature has no map. O(features · rows · log cells).
  public func moved(in sample: GroupJackknife.Sample) -> MovedSample? {
    var columns: [Int: [Float]] = [:]
    for (feature, start) in zip(features, whole) {
      guard let (ranks, displacement) = fit(feature, sample, from: start) else { return nil }
      let found = comparison.simulationCells[feature]
      var values = comparison.simulation.columns[feature]
      for row in values.indices where isMember[row] && found[row] != FeatureGrid.none {
        let rank = ranks.rank(
          of: values[row], cell: Int(found[row]),
          uniform: comparison.simulation.uniform(row, feature: feature))
        values[row] = Float(ranks.value(at: displacement(rank)))
      }
      columns[feature] = values
    }
    let sum = sample.simulation.reduce(0, +)
    guard sum > 0 else { return nil }
    return MovedSample(columns: columns, weights: sample.simulation.map { $0 / sum })
  }

  /// Ranks among simulation and data together, and the displacement of the class in them.
  private func fit(_ feature: Int, _ sample: GroupJackknife.Sample, from start: ClassDisplacement?) -> (
    ranks: QuantileMap, displacement: ClassDisplacement
  )? {
    guard let grid = comparison.grids[feature] else { return nil }
    let found = comparison.simulationCells[feature]
    let empty = [Double](repeating: 0, count: grid.count)
    var (own, others, squares) = (empty, empty, empty)
    for row in found.indices where found[row] != FeatureGrid.none {
      let (cell, weight) = (Int(found[row]), sample.simulation[row])
      if isMember[row] { own[cell] += weight } else { others[cell] += weight }
      squares[cell] += weight * weight
    }
    let recorded = comparison.contents(of: feature, sample.data)
    let recordedSquares = comparison.contents(of: feature, sample.data.map { $0 * $0 })
    let (total, dataTotal) = (own.reduce(0, +) + others.reduce(0, +), recorded.reduce(0, +))
    guard total > 0, dataTotal > 0 else { return nil }
    let pooled = own.indices.map { (own[$0] + others[$0]) / total + recorded[$0] / dataTotal }
    guard let ranks = QuantileMap(grid: grid, simulation: [pooled], data: pooled, shares: nil) else {
      return nil
    }
    let displacement = ClassDisplacement(
      ranks: ranks.data, own: own.map { $0 / total },
      wanted: zip(recorded, others).map { $0 / dataTotal - $1 / total },
      variances: zip(squares, recordedSquares).map {
        $0 / (total * total) + $1 / (dataTotal * dataTotal)
      }, from: start)
    return (ranks, displacement)
  }
}

extension SampleComparison {
  /// Σw of data in the cells of a feature.
  func contents(of feature: Int, _ weights: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: grids[feature]?.count ?? 0)
    let found = dataCells[feature]
    for row in found.indices where found[row] != FeatureGrid.none { sums[Int(found[row])] += weights[row] }
    return sums
  }
}

/// The smooth displacement of one class that makes a mixture agree with data in one feature.
///
/// In normal scores y of the pooled ranks, y′ = y + δ(y) with δ linear between six knots. What is needed of the class is the difference of two
/// samples, noise where the others prevail, so that δ is fitted to blocks of equal content by least squares with the penalty
/// Σ(δ_{i−1} − 2δ_i + δ_{i+1})²/τ² (C. H. Reinsch, Numer. Math. 10 (1967) 177): offsets and scales are free, bends cost. Levenberg's
/// steps. O(cells · knots · steps).
struct ClassDisplacement {
  private static let knots = [-2.0, -1.2, -0.4, 0.4, 1.2, 2.0]
  private static let bend = 0.1
  /// Where data say nothing δ stays of the order of a standard deviation.
  private static let reach = 2.0
  private static let blocks = 24
  private static let pieceScores = (0...160).map { 0.05 * Double($0) - 4 }
  private static let pieceRanks = [0] + pieceScores[1..<160].map(StandardNormal.cumulative) + [1]
  private static let steps = 15
  private static let difference = 0.15

  private(set) var sizes = [Double](repeating: 0, count: knots.count)

  /// `ranks`: pooled ranks at the edges of the cells; contents of the cells: the class's own, what it should have, and the variance of
  /// the latter. Steps begin at `start`, without one at the best offset.
  init(
    ranks: [Double], own: [Double], wanted: [Double], variances: [Double],
    from start: ClassDisplacement? = nil
  ) {
    func blocks(_ contents: [Double], _ edges: [Double]) -> [Double] {
      var blocks = [Double](repeating: 0, count: Self.blocks)
      for cell in contents.indices {
        Self.spread(contents[cell], edges[cell], max(edges[cell], edges[cell + 1]), over: &blocks)
      }
      return blocks
    }
    let (target, variance) = (blocks(wanted, ranks), blocks(variances, ranks))
    let floor = 1e-3 * variance.reduce(0, +) / Double(Self.blocks) + 1e-300
    let errors = variance.map { max($0, floor).squareRoot() }
    let pieces = Self.pieces(own, ranks)
    func residuals(_ sizes: [Double]) -> [Double] {
      let edges = Self.pieceScores.map { StandardNormal.cumulative($0 + Self.displacement($0, sizes)) }
      let contents = blocks(pieces, edges)
      let bends = (1..<sizes.count - 1).map {
        (sizes[$0 - 1] - 2 * sizes[$0] + sizes[$0 + 1]) / Self.bend
      }
      return contents.indices.map { (contents[$0] - target[$0]) / errors[$0] } + bends
        + sizes.map { $0 / Self.reach }
    }
    func square(_ numbers: [Double]) -> Double { numbers.reduce(0) { $0 + $1 * $1 } }
    // From the best offset: steps from none end in one of the hollows that single cells make.
    let offsets = (-10...10).map { [Double](repeating: 0.1 * Double($0), count: sizes.count) }
    let starts = (start.map { [$0.sizes] } ?? offsets).map { (sizes: $0, residuals: residuals($0)) }
    guard let best = starts.min(by: { square($0.residuals) < square($1.residuals) }) else { return }
    var now = best.residuals
    sizes = best.sizes
    var damping = 1e-2
    for _ in 0..<Self.steps {
      // Wide differences: what lies at the edge of a block is the noise of single cells.
      let slopes = sizes.indices.map { knot -> [Double] in
        let ends = [Self.difference, -Self.difference].map { step in
          var shifted = sizes
          shifted[knot] += step
          return residuals(shifted)
        }
        return zip(ends[0], ends[1]).map { ($0 - $1) / (2 * Self.difference) }
      }
      let gradient = slopes.map { zip($0, now).reduce(0) { $0 + $1.0 * $1.1 } }
      var normal = slopes.map { a in slopes.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
      for knot in sizes.indices { normal[knot][knot] *= 1 + damping }
      guard let inverse = LinearSystem.inverse(normal) else { return }
      let tried = sizes.indices.map { knot in
        sizes[knot] - zip(inverse[knot], gradient).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let found = residuals(tried)
      let gain = square(now) - square(found)
      if gain > 0 {
        (sizes, now) = (tried, found)
        damping = max(1e-6, 0.1 * damping)
        if gain < 1e-3 { return }
      } else {
        damping *= 10
        if damping > 1e6 { return }
      }
    }
  }

  /// The class in pieces of equal width in y, because every trial moves all of them; a cell is spread evenly over its ranks, as wide as those of
  /// equal values may be.
  private static func pieces(_ contents: [Double], _ ranks: [Double]) -> [Double] {
    var (cell, below) = (0, 0.0)
    let sums = pieceRanks.map { edge -> Double in
      while cell < contents.count, ranks[cell + 1] <= edge {
        below += contents[cell]
        cell += 1
      }
      guard cell < contents.count, edge > ranks[cell] else { return below }
      return below + contents[cell] * (edge - ranks[cell]) / (ranks[cell + 1] - ranks[cell])
    }
    return zip(sums.dropFirst(), sums).map { $0 - $1 }
  }

  /// Pooled rank that an event of the class goes to. O(knots).
  func callAsFunction(_ rank: Double) -> Double {
    guard rank > 0, rank < 1 else { return rank <= 0 ? 0 : 1 }
    let score = StandardNormal.quantile(rank)
    return StandardNormal.cumulative(score + Self.displacement(score, sizes))
  }

  /// δ; beyond the outer knots the line goes on.
  private static func displacement(_ score: Double, _ sizes: [Double]) -> Double {
    var place = 0
    while place < knots.count - 2, score > knots[place + 1] { place += 1 }
    let part = (score - knots[place]) / (knots[place + 1] - knots[place])
    return sizes[place] + part * (sizes[place + 1] - sizes[place])
  }

  /// A content spread evenly over ranks.
  private static func spread(_ content: Double, _ low: Double, _ high: Double, over blocks: inout [Double]) {
    let count = Double(blocks.count)
    let first = min(blocks.count - 1, max(0, Int(low * count)))
    let last = min(blocks.count - 1, max(first, Int(high * count)))
    guard last > first, high > low else {
      blocks[first] += content
      return
    }
    for block in first...last {
      let part = min(high, Double(block + 1) / count) - max(low, Double(block) / count)
      blocks[block] += content * max(0, part) / (high - low)
    }
  }
}
