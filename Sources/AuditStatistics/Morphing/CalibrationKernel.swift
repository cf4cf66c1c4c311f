/// What can be wrong with the calibration of a feature: the parameters that are fitted.
public enum CalibrationKind: String, Sendable, CaseIterable, Codable {
  /// x′ = (1 + s)·x.
  case scale
  /// x′ = x + o, in the unit of the feature.
  case offset
  /// x′ = x + σ(x)·g with g standard normal; σ = s·|x| (relative) or s in the unit of the feature.
  case smear
}

/// A calibration: x′ = (1 + scale)·x + offset, smeared with the signed square `variance` of the width.
///
/// A negative variance says that data are narrower than simulation. Smearing cannot be undone; to first order the
/// distribution function is F − (F smeared by |variance| − F), which continues the fit smoothly beyond 0, so that
/// intervals cover at 0 too.
struct Calibration: Sendable, Equatable {
  var scale = 0.0
  var offset = 0.0
  var variance = 0.0

  subscript(kind: CalibrationKind) -> Double {
    get {
      switch kind {
      case .scale: scale
      case .offset: offset
      case .smear: variance
      }
    }
    set {
      switch kind {
      case .scale: scale = newValue
      case .offset: offset = newValue
      case .smear: variance = newValue
      }
    }
  }
}

/// How the contents of cells are spread over bins by a calibration: K(t, c) is the part of cell c that lies below t.
struct CalibrationKernel {
  /// Cells before `first` lie below the edge altogether, cells from `first + parts.count` on above it.
  private struct Edge {
    var first: Int
    var parts: [Double]
  }
  private var edges: [Edge]
  private let cells: Int

  /// The kernel of ascending `edges`, which may begin with −∞ and end with +∞. O(edges × cells under the smearing).
  init(
    _ calibration: Calibration, lower: [Double], upper: [Double], edges positions: [Double], isRelative: Bool
  ) {
    cells = lower.count
    let width = abs(calibration.variance).squareRoot()
    edges = Self.edges(
      calibration, width: width, lower: lower, upper: upper, edges: positions, isRelative: isRelative)
    guard calibration.variance < 0 else { return }
    let plain = Self.edges(
      calibration, width: 0, lower: lower, upper: upper, edges: positions, isRelative: isRelative)
    for index in edges.indices { edges[index] = Self.reflected(edges[index], around: plain[index]) }
  }

  private static func edges(
    _ calibration: Calibration, width: Double, lower: [Double], upper: [Double], edges: [Double],
    isRelative: Bool
  ) -> [Edge] {
    let factor = 1 + calibration.scale
    let step = SmoothStep.shared
    var first = 0
    return edges.map { edge in
      guard edge > -.infinity else { return Edge(first: 0, parts: []) }
      guard edge < .infinity else { return Edge(first: lower.count, parts: []) }
      func moved(_ x: Double) -> Double { x * factor + calibration.offset }
      func sigma(_ a: Double, _ b: Double) -> Double { width * (isRelative ? abs(0.5 * (a + b)) : 1) }
      // Edges ascend, so that cells which one leaves below it stay there.
      while first < lower.count {
        let (a, b) = (moved(lower[first]), moved(upper[first]))
        if b + 6 * sigma(a, b) > edge { break }
        first += 1
      }
      var parts: [Double] = []
      var cell = first
      while cell < lower.count {
        let (a, b) = (moved(lower[cell]), moved(upper[cell]))
        let sigma = sigma(a, b)
        if a - 6 * sigma >= edge { break }
        parts.append(step.content(below: edge, a: a, b: b, sigma: sigma))
        cell += 1
      }
      return Edge(first: first, parts: parts)
    }
  }

  /// 2·K₀ − K.
  private static func reflected(_ smeared: Edge, around plain: Edge) -> Edge {
    let first = min(smeared.first, plain.first)
    let end = max(smeared.first + smeared.parts.count, plain.first + plain.parts.count)
    func value(_ edge: Edge, _ cell: Int) -> Double {
      cell < edge.first ? 1 : cell < edge.first + edge.parts.count ? edge.parts[cell - edge.first] : 0
    }
    return Edge(first: first, parts: (first..<end).map { 2 * value(plain, $0) - value(smeared, $0) })
  }

  /// Contents below each edge.
  func cumulative(_ contents: [Double]) -> [Double] {
    var sum = 0.0
    var counted = 0
    return edges.map { edge in
      while counted < edge.first {
        sum += contents[counted]
        counted += 1
      }
      var total = sum
      for (place, part) in edge.parts.enumerated() { total += part * contents[edge.first + place] }
      return total
    }
  }

  /// Contents between neighbouring edges.
  func bins(_ contents: [Double]) -> [Double] {
    let below = cumulative(contents)
    return (1..<below.count).map { below[$0] - below[$0 - 1] }
  }

  /// Σ_b g_b · (part of the cell in bin b) for each cell: the transpose of ``bins(_:)``.
  func transposed(_ g: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: cells)
    // Cells below an edge get its coefficient; sums of those are taken from behind.
    var steps = [Double](repeating: 0, count: cells + 1)
    for (index, edge) in edges.enumerated() {
      let coefficient = (index > 0 ? g[index - 1] : 0) - (index < g.count ? g[index] : 0)
      steps[edge.first] += coefficient
      for (place, part) in edge.parts.enumerated() { result[edge.first + place] += coefficient * part }
    }
    var sum = 0.0
    for cell in stride(from: cells, through: 1, by: -1) {
      sum += steps[cell]
      result[cell - 1] += sum
    }
    return result
  }
}
