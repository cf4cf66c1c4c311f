/// The efficiency in data of a class that alone moves: ε = (Σ − f′ ε′)/f, of the selected fraction Σ of data, the fractions f and f′ of both
/// classes, and the efficiency ε′ of the other one in simulation.
///
/// Nothing has to be known of how the class moves. A fit of the move follows data only as far as they ask for it, and with few events its
/// efficiency stays between that of simulation and that of data.
struct LoneEfficiency: Sendable {
  /// Simulated rows of the class.
  let isMember: [Bool]
  /// Scores of simulation and of data.
  let scores: [Float]
  let dataScores: [Float]
  let threshold: Float

  /// ε, for weights of data and of simulation whose classes have the fractions f and f′; nil where nothing is in them. O(rows).
  func value(_ data: [Double], _ simulation: [Double]) -> Double? {
    var (selected, all, own, other, total) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (score, weight) in zip(dataScores, data) {
      all += weight
      if score >= threshold { selected += weight }
    }
    for (row, weight) in simulation.enumerated() {
      total += weight
      if isMember[row] {
        own += weight
      } else if scores[row] >= threshold {
        other += weight
      }
    }
    guard all > 0, own > 0 else { return nil }
    return (selected / all * total - other) / own
  }
}
