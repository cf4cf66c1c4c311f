import Glibc

extension QuantileBins {
  /// Quantile bins whose edges are round numbers, so that a cut can be said in words and mean exactly that. O(n).
  ///
  /// Each edge moves by less than half of the power of ten below its distance to the next edges.
  public init(roundly values: [Float], maximum: Int) {
    let exact = QuantileBins(values, maximum: maximum).edges
    var edges: [Float] = []
    for (index, edge) in exact.enumerated() {
      let below = index > 0 ? edge - exact[index - 1] : .infinity
      let above = index + 1 < exact.count ? exact[index + 1] - edge : .infinity
      let gap = min(below, above)
      let width = gap.isFinite && gap > 0 ? Double(gap) : max(abs(Double(edge)) / 10, 1e-30)
      let step = pow(10, Glibc.floor(log10(width)))
      let rounded = Float((Double(edge) / step).rounded() * step)
      let candidate = rounded.isFinite ? rounded : edge
      if candidate > edges.last ?? -.infinity { edges.append(candidate) }
    }
    self.init(edges: edges)
  }
}
