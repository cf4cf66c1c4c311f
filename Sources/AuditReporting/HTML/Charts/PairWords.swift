import AuditReport

/// What the two sides of a histogram pair are called on axes and in notes.
///
/// Usually data and simulation. A pair whose contents sum to 1 on both sides compares shares of any two things (two
/// classes, rows and weights, two splits), which go by their own names.
struct PairWords {
  let isOfShares: Bool
  /// In sentences and table heads.
  let data: String
  let simulation: String
  /// On the axis of the ratio.
  let ratio: String

  init(_ pair: HistogramPair) {
    func sum(_ contents: HistogramPair.Contents) -> Double {
      contents.values.reduce(contents.underflow + contents.overflow, +)
    }
    isOfShares = abs(sum(pair.data) - 1) < 1e-6 && abs(sum(pair.simulation) - 1) < 1e-6
    guard isOfShares else {
      (data, simulation, ratio) = ("data", "simulation", "data / sim.")
      return
    }
    data = VisibleText.name(pair.data.name)
    simulation = VisibleText.name(pair.simulation.name)
    let isShort = data.count + simulation.count <= 13
    ratio = isShort ? "\(data) / \(simulation)" : "ratio"
  }
}
