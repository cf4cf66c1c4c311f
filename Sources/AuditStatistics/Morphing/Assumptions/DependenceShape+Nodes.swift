extension DependenceShape {
  /// Rows between the nodes of a grid in the ranks of a set of features.
  struct Nodes {
    let count: Int
    private let corners: Int
    /// Nodes around each row, and the parts of the row that belong to them: `corners` of each row.
    private var places: [Int32] = []
    private var parts: [Float] = []

    init(_ set: [Int], _ ranks: [[Float]], _ rows: [Int]) {
      let size = sizes(set.count).nodes
      count = power(size, set.count)
      corners = 1 << set.count
      places.reserveCapacity(rows.count * corners)
      parts.reserveCapacity(rows.count * corners)
      for row in rows {
        var around: [(place: Int, part: Float)] = [(0, 1)]
        for feature in set {
          let position = place(ranks[feature][row]) * Float(size) - 0.5
          let lower = min(size - 2, max(0, Int(position)))
          let part = max(0, min(1, position - Float(lower)))
          let below = around.map { (place: $0.place * size + lower, part: $0.part * (1 - part)) }
          around = below + around.map { (place: $0.place * size + lower + 1, part: $0.part * part) }
        }
        for corner in around {
          places.append(Int32(corner.place))
          parts.append(corner.part)
        }
      }
    }

    /// Contents of the nodes: of each row by its parts.
    func sums(_ weight: (Int) -> Double) -> [Double] {
      var sums = [Double](repeating: 0, count: count)
      for row in 0..<places.count / corners {
        let weight = weight(row)
        for corner in row * corners..<(row + 1) * corners {
          sums[Int(places[corner])] += weight * Double(parts[corner])
        }
      }
      return sums
    }

    /// A function of the nodes at a row.
    func value(_ values: [Double], at row: Int) -> Double {
      (row * corners..<(row + 1) * corners).reduce(0) {
        $0 + Double(parts[$1]) * values[Int(places[$1])]
      }
    }
  }

  /// r of one set of features: where the rows are within their components and in the mixture, and what data have there.
  struct NodeDensity {
    private let own: Nodes
    private let pooled: Nodes
    private let recorded: [Double]
    /// Share of a typical recorded event.
    private let typical: Double

    init(
      _ set: [Int], _ rows: [Int], _ recordedRows: [Int], _ pooledRanks: [[Float]],
      _ moved: ComponentScores.Moved, _ scores: ComponentScores
    ) {
      own = Nodes(set, moved.ranks, rows)
      pooled = Nodes(set, pooledRanks, rows)
      let weights = recordedRows.map { scores.dataWeights[$0] }
      let total = weights.reduce(0, +)
      recorded = Nodes(set, scores.dataRanks, recordedRows).sums { weights[$0] / total }
      typical = Self.typical(weights, total)
    }

    private static func typical(_ weights: [Double], _ total: Double) -> Double {
      weights.reduce(0) { $0 + $1 * $1 } / (total * total)
    }

    /// One round: weights whose mixture is nearer to data.
    func improve(_ weights: inout [Double]) {
      let total = weights.reduce(0, +)
      guard total > 0 else { return }
      let shares = weights.map { $0 / total }
      let typical = typical + Self.typical(weights, total)
      // Negative weights can leave less than nothing.
      func ratio(_ wanted: Double, _ found: Double) -> Double {
        max(0.5 * typical, wanted + typical) / max(0.5 * typical, found + typical)
      }
      let pulls = zip(recorded, pooled.sums { shares[$0] }).map(ratio)
      let wanted = own.sums { shares[$0] * pooled.value(pulls, at: $0) }
      let factors = zip(wanted, own.sums { shares[$0] }).map(ratio)
      for row in weights.indices { weights[row] *= own.value(factors, at: row) }
    }
  }
}
