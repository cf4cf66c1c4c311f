import AuditReport

/// Data over simulation in each bin, with the error of data alone: that of simulation is the band around 1.
struct Ratios: Sendable {
  struct Bin: Sendable {
    /// Data over simulation; nil where simulation is not positive or data are empty.
    var ratio: Double?
    /// Error of data over simulation.
    var error: Double
    /// Relative error of simulation; nil where simulation is not positive.
    var band: Double?
  }

  let bins: [Bin]
  /// Half-width of the ratio axis around 1.
  let halfWidth: Double

  init(_ pair: HistogramPair) {
    let (simulation, data) = (pair.simulation, pair.data)
    bins = simulation.values.indices.map { index in
      let expected = simulation.values[index]
      guard expected > 0 else { return Bin(ratio: nil, error: 0, band: nil) }
      let isEmpty = data.values[index] == 0 && data.variances[index] == 0
      return Bin(
        ratio: isEmpty ? nil : data.values[index] / expected,
        error: data.variances[index].squareRoot() / expected,
        band: simulation.variances[index].squareRoot() / expected)
    }
    // Nine of ten points shall lie inside; the others are drawn as arrows at the edge.
    let reach = bins.compactMap { bin in bin.ratio.map { abs($0 - 1) + bin.error / 2 } }.sorted()
    let needed = reach.isEmpty ? 0.1 : reach[min(reach.count - 1, reach.count * 9 / 10)]
    halfWidth = [0.02, 0.05, 0.1, 0.2, 0.5].first { needed <= $0 } ?? 1
  }

  /// Range of the axis: a little more than the outermost tick, and never below 0.
  var low: Double { max(0, 1 - 1.2 * halfWidth) }
  /// Upper end of the axis.
  var high: Double { 1 + 1.2 * halfWidth }
}
