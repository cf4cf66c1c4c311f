import Glibc

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
  /// Cells before `first[e]` lie below edge e altogether, cells from `first[e] + size[e]` on above it.
  private var first: [Int] = []
  private var size: [Int] = []
  /// Parts of the cells between, edge by edge.
  private var parts: [Double] = []
  private let cells: Int

  /// The kernel of ascending `edges`, which may begin with −∞ and end with +∞. O(edges × cells under the smearing).
  init(
    _ calibration: Calibration, lower: [Double], upper: [Double], edges: [Double], isRelative: Bool
  ) {
    cells = lower.count
    let width = abs(calibration.variance).squareRoot()
    fill(calibration, width: width, lower: lower, upper: upper, edges: edges, isRelative: isRelative)
    guard calibration.variance < 0 else { return }
    var plain = self
    plain.fill(calibration, width: 0, lower: lower, upper: upper, edges: edges, isRelative: isRelative)
    reflect(around: plain)
  }

  private mutating func fill(
    _ calibration: Calibration, width: Double, lower: [Double], upper: [Double], edges: [Double],
    isRelative: Bool
  ) {
    first.removeAll(keepingCapacity: true)
    size.removeAll(keepingCapacity: true)
    parts.removeAll(keepingCapacity: true)
    let (factor, offset) = (1 + calibration.scale, calibration.offset)
    let count = lower.count
    var start = 0
    lower.withUnsafeBufferPointer { lower in
      upper.withUnsafeBufferPointer { upper in
        SmoothStep.shared.withNodes { step in
          for edge in edges {
            if edge == -.infinity || edge == .infinity {
              first.append(edge < 0 ? 0 : count)
              size.append(0)
              continue
            }
            // Edges ascend, so that cells which one leaves below it stay there.
            while start < count {
              let b = upper[start] * factor + offset
              let centre = 0.5 * (b + lower[start] * factor + offset)
              let sigma = width * (isRelative ? abs(centre) : 1)
              if b + 6 * sigma > edge { break }
              start += 1
            }
            first.append(start)
            var cell = start
            while cell < count {
              let a = lower[cell] * factor + offset
              let b = upper[cell] * factor + offset
              let sigma = width * (isRelative ? abs(0.5 * (a + b)) : 1)
              if a - 6 * sigma >= edge { break }
              parts.append(step.content(below: edge, a: a, b: b, sigma: sigma))
              cell += 1
            }
            size.append(cell - start)
          }
        }
      }
    }
  }

  /// 2·K₀ − K.
  private mutating func reflect(around plain: CalibrationKernel) {
    let smeared = self
    parts.removeAll(keepingCapacity: true)
    var (own, other) = (0, 0)
    for edge in 0..<smeared.first.count {
      let start = min(smeared.first[edge], plain.first[edge])
      let end = max(smeared.first[edge] + smeared.size[edge], plain.first[edge] + plain.size[edge])
      for cell in start..<end {
        let a = plain.value(edge, cell, at: other)
        parts.append(2 * a - smeared.value(edge, cell, at: own))
      }
      first[edge] = start
      size[edge] = end - start
      own += smeared.size[edge]
      other += plain.size[edge]
    }
  }

  private func value(_ edge: Int, _ cell: Int, at place: Int) -> Double {
    let offset = cell - first[edge]
    return offset < 0 ? 1 : offset < size[edge] ? parts[place + offset] : 0
  }

  /// Contents below each edge.
  func cumulative(_ contents: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: first.count)
    parts.withUnsafeBufferPointer { parts in
      contents.withUnsafeBufferPointer { contents in
        var sum = 0.0
        var counted = 0
        var place = 0
        for edge in 0..<first.count {
          let start = first[edge]
          while counted < start {
            sum += contents[counted]
            counted += 1
          }
          var total = sum
          for offset in 0..<size[edge] { total += parts[place + offset] * contents[start + offset] }
          place += size[edge]
          result[edge] = total
        }
      }
    }
    return result
  }

  /// Contents between neighbouring edges.
  func bins(_ contents: [Double]) -> [Double] {
    let below = cumulative(contents)
    var result = [Double](repeating: 0, count: below.count - 1)
    for bin in 0..<result.count { result[bin] = below[bin + 1] - below[bin] }
    return result
  }

  /// Σ_b g_b · (part of the cell in bin b) for each cell: the transpose of ``bins(_:)``.
  func transposed(_ g: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: cells)
    // Cells below an edge get its coefficient; sums of those are taken from behind.
    var steps = [Double](repeating: 0, count: cells + 1)
    var place = 0
    for edge in 0..<first.count {
      let coefficient = (edge > 0 ? g[edge - 1] : 0) - (edge < g.count ? g[edge] : 0)
      steps[first[edge]] += coefficient
      for offset in 0..<size[edge] { result[first[edge] + offset] += coefficient * parts[place + offset] }
      place += size[edge]
    }
    var sum = 0.0
    for cell in stride(from: cells, through: 1, by: -1) {
      sum += steps[cell]
      result[cell - 1] += sum
    }
    return result
  }
}

/// The integral of the normal distribution function, A(z) = zΦ(z) + φ(z): a uniform cell smeared by a Gaussian has the
/// content σ/(b − a) · [A((t − a)/σ) − A((t − b)/σ)] below t.
///
/// Tabulated with spacing 1/64 and expanded to second order: errors below 2·10⁻⁸.
private struct SmoothStep: Sendable {
  private static let spacing = 1.0 / 64
  private static let reach = 6.0
  /// A, Φ, φ and z at the nodes.
  private let nodes: [SIMD4<Double>]

  static let shared = SmoothStep()

  private init() {
    let count = Int(2 * Self.reach / Self.spacing) + 1
    nodes = (0..<count).map { index in
      let z = Double(index) * Self.spacing - Self.reach
      let density = exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
      let below = StandardNormal.cumulative(z)
      return SIMD4(z * below + density, below, density, z)
    }
  }

  func withNodes(_ body: (Table) -> Void) {
    nodes.withUnsafeBufferPointer { body(Table(nodes: $0)) }
  }

  /// The table by its memory: looked up a million times a fit.
  struct Table {
    let nodes: UnsafeBufferPointer<SIMD4<Double>>

    /// A(z). O(1).
    @inline(__always)
    private func integral(_ z: Double) -> Double {
      if !(z < 6) { return z }
      if z <= -6 { return 0 }
      let node = nodes[Int((z + 6) * 64 + 0.5)]
      let step = z - node[3]
      return node[0] + step * (node[1] + 0.5 * step * node[2])
    }

    /// Φ(z). O(1).
    @inline(__always)
    private func below(_ z: Double) -> Double {
      if !(z < 6) { return 1 }
      if z <= -6 { return 0 }
      let node = nodes[Int((z + 6) * 64 + 0.5)]
      let step = z - node[3]
      return node[1] + step * node[2] * (1 - 0.5 * step * node[3])
    }

    /// Part of a uniform cell [a, b], smeared by σ, that lies below t.
    @inline(__always)
    func content(below t: Double, a: Double, b: Double, sigma: Double) -> Double {
      let width = b - a
      if sigma <= 1e-4 * width { return t <= a ? 0 : t >= b ? 1 : (t - a) / width }
      if width < 0.02 * sigma { return below((t - 0.5 * (a + b)) / sigma) }
      return sigma / width * (integral((t - a) / sigma) - integral((t - b) / sigma))
    }
  }
}
