import Glibc

@testable import AuditStatistics

/// All views of one distortion of the two-dimensional Gaussian, over many toys.
struct PanelToys: Sendable, CustomStringConvertible {
  static let views = ["max KS", "correlation", "rank", "energy", "MMD", "sliced W", "worst", "Fréchet"]

  var distortion: MultivariateToy
  var weights: ToyWeights
  var rows: Int
  /// False: only means, covariances and ranks.
  var isWhole = true

  var description: String { "\(distortion.rawValue), \(weights.rawValue), \(rows)" }

  /// Coverage of the true distance, and p-values; a truth without closed form is NaN (see ``hasTruth(_:)``).
  func run(toys: Int, seed: UInt64) -> [String: Coverage] {
    var result: [String: Coverage] = [:]
    for toy in 0..<UInt64(toys) {
      let multipliers = Multipliers(resamples: 199, seed: seed + toy)
      guard let (simulation, data) = distortion.tables(weights, rows, rows, toy: seed + toy) else { continue }
      func add(_ view: String, _ estimate: IntervalEstimate?, _ truth: Double) {
        result[view, default: Coverage()].add(estimate, truth: truth)
      }
      let moments = MomentComparison(simulation: simulation, data: data, multipliers)
      add("correlation", moments.pearson?.largest, distortion.correlation)
      add("rank", moments.spearman?.largest, rankTruth)
      add("Fréchet", moments.frechet, distortion.frechet)
      guard isWhole else { continue }
      let slices = SlicedDistances(
        simulation: simulation, data: data, directions: 32, exactRows: 0, seed: seed + toy, multipliers)
      add("energy", slices?.energy, distortion == .none ? 0 : .nan)
      add("sliced W", slices?.wasserstein, slicedTruth)
      add("max KS", slices?.marginal, marginalTruth)
      let discrepancy = MeanDiscrepancy(
        simulation: simulation, data: data, exactRows: 0, frequencies: 128, seed: seed + toy, multipliers)
      add("MMD", discrepancy.distance, discrepancyTruth(width: discrepancy.kernelWidth))
      let plan = ResamplingPlan(resamples: 199, seed: seed + toy)
      let direction = WorstDirection(
        simulation: simulation, data: data, directions: 16, seed: seed + toy, plan: plan)
      add("worst", direction?.wasserstein, distortion == .none ? 0 : .nan)
    }
    return result
  }

  /// ρ_S = 6/π asin(r/2) of Gaussians.
  private var rankTruth: Double {
    switch distortion {
    case .mixture: .nan
    case .uncorrelated: 6 / Double.pi * asin(0.125)
    default: 0
    }
  }

  /// Mean over directions of a shift s: 2s/π; of a change of the width by a factor f:
  /// |f − 1| √(2/π) times the mean width.
  private var slicedTruth: Double {
    switch distortion {
    case .none: return 0
    case .shifted, .shiftedLittle: return 2 / Double.pi * (distortion == .shifted ? 1 : 0.1)
    case .wide, .narrow:
      let factor = (distortion == .wide ? 10.0 : 0.1).squareRoot()
      let steps = 2000
      let width = (0..<steps).reduce(0.0) { sum, step in
        sum + (1 + 0.25 * sin(2 * Double.pi * Double(step) / Double(steps))).squareRoot() / Double(steps)
      }
      return abs(factor - 1) * (2 / Double.pi).squareRoot() * width
    case .mixture, .uncorrelated: return .nan
    }
  }

  private var marginalTruth: Double {
    switch distortion {
    case .none, .uncorrelated: 0
    case .shiftedLittle: erf(0.05 / 2.0.squareRoot())
    case .shifted: erf(0.5 / 2.0.squareRoot())
    case .mixture, .wide, .narrow: .nan
    }
  }

  /// E k = Π (1 + v/h²)^−½ exp(−…) with v the variances of the difference of two events along the axes of the ellipse.
  private func discrepancyTruth(width: Double) -> Double {
    guard distortion != .mixture else { return .nan }
    let square = width * width
    let first = [1.25, 0.75]
    let factor = distortion == .wide ? 10 : distortion == .narrow ? 0.1 : 1.0
    let second = distortion == .uncorrelated ? [1.0, 1] : first.map { factor * $0 }
    let shift = distortion == .shifted ? 1 : distortion == .shiftedLittle ? 0.1 : 0.0
    func mean(_ a: [Double], _ b: [Double], _ shift: Double) -> Double {
      zip(a, b).reduce(1) { product, pair in
        let variance = pair.0 + pair.1
        return product / (1 + variance / square).squareRoot() * exp(-shift * shift / 4 / (variance + square))
      }
    }
    return max(0, mean(first, first, 0) + mean(second, second, 0) - 2 * mean(first, second, shift))
      .squareRoot()
  }
}
