/// The width of the narrowest structure of a distribution, told from bins of equal content.
///
/// The width of the narrowest bin times the number of bins: √(2π)σ for a Gaussian, the mean for an exponential function. A peak
/// that is a part s of a distribution would look 1/s times as wide; so at most three times the bins count whose density is
/// above half of the largest, and at least six, because structure within a bin is not seen. With few events a bin
/// can be half as wide as its neighbours by chance, and would be taken for a peak: widths are means of three bins then.
struct NarrowestPeak {
  private(set) var width = Double.infinity

  /// Effective events of a bin whose width alone counts: its error is 7 %.
  private static let enoughEvents = 200.0

  /// `typical`: a typical value where widths are relative to the value.
  init(_ edges: [Double], eventsPerBin: Double, inUnitsOf typical: Double? = nil) {
    let beside = eventsPerBin < Self.enoughEvents ? 1 : 0
    // The outermost bins may be open.
    let widths = (1 + beside..<edges.count - 2 - beside).map { bin -> Double in
      let (low, high) = (edges[bin - beside], edges[bin + 1 + beside])
      let bins = Double(1 + 2 * beside)
      return (high - low) / (bins * (typical.map { max(0.5 * abs(low + high), 1e-3 * $0) } ?? 1))
    }
    guard let top = widths.indices.filter({ widths[$0] > 0 }).min(by: { widths[$0] < widths[$1] }) else {
      return
    }
    var (first, last) = (top, top)
    while first > 0, widths[first - 1] <= 2 * widths[top] { first -= 1 }
    while last + 1 < widths.count, widths[last + 1] <= 2 * widths[top] { last += 1 }
    let bins = min(Double(edges.count - 1), max(6, 3 * Double(last - first + 1)))
    width = widths[top] * bins
  }
}
