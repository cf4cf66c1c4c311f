import Glibc

/// Turns the margins of a classifier into log density ratios: ln(p(data)/p(simulation)) ≈ a + b · margin.
///
/// Fitted to out-of-fold margins by the logistic loss with signed weights, both classes counting the same, b ≥ 0. Margins of
/// trees that learned noise do not tell the classes apart on other events, so that b goes to 0 and every ratio to 1.
/// Source: Platt, "Probabilistic outputs for support vector machines" (1999), with weights. For negative weights the curvature of
/// the loss is replaced by that of |w|, which keeps every step downhill; steps that do not go down are halved.
public struct LogisticCalibration: Sendable, Equatable {
  /// a.
  public let offset: Double
  /// b: 1 when the margins are log ratios already, below 1 when they exaggerate.
  public let slope: Double
  /// Error of b.
  public let slopeError: Double

  /// The fit; nil where a class has no positive sum of weights.
  ///
  /// One margin, class and weight for each event. O(events · steps), some twenty steps.
  public init?(margins: [Float], isPositive: [Bool], weights: [Double]?) {
    var sums = (positive: 0.0, negative: 0.0)
    for (row, isPositive) in isPositive.enumerated() {
      if isPositive { sums.positive += weights?[row] ?? 1 } else { sums.negative += weights?[row] ?? 1 }
    }
    guard sums.positive > 0, sums.negative > 0 else { return nil }
    let scales = (0.5 / sums.positive, 0.5 / sums.negative)
    func weight(_ row: Int) -> Double { (weights?[row] ?? 1) * (isPositive[row] ? scales.0 : scales.1) }

    func loss(_ a: Double, _ b: Double) -> Double {
      var sum = 0.0
      for row in isPositive.indices {
        let m = a + b * Double(margins[row])
        // ln(1 + exp(∓m)) without overflow.
        let signed = isPositive[row] ? -m : m
        sum += weight(row) * (max(signed, 0) + log1p(exp(-abs(signed))))
      }
      return sum
    }
    var (a, b) = (0.0, 0.0)
    var value = loss(a, b)
    for _ in 0..<100 {
      var gradient = (0.0, 0.0)
      var curvature = Symmetric()
      for row in isPositive.indices {
        let x = Double(margins[row])
        let p = 1 / (1 + exp(-a - b * x))
        let w = weight(row)
        let slope = w * (p - (isPositive[row] ? 1 : 0))
        gradient.0 += slope
        gradient.1 += slope * x
        curvature.add(abs(w) * p * (1 - p), x)
      }
      guard let full = curvature.solve(gradient) else { break }
      var step = full
      var next = loss(a - step.0, b - step.1)
      var halvings = 0
      while !(next < value), halvings < 30 {
        step = (step.0 / 2, step.1 / 2)
        next = loss(a - step.0, b - step.1)
        halvings += 1
      }
      guard next < value else { break }
      a -= step.0
      b -= step.1
      value = next
      if abs(step.0) + abs(step.1) < 1e-10 * (1 + abs(a) + abs(b)) { break }
    }
    guard a.isFinite, b.isFinite else { return nil }

    // The error of the fit as it is, also where b is set to 0 afterwards.
    var curvature = Symmetric()
    var spread = Symmetric()
    for row in isPositive.indices {
      let x = Double(margins[row])
      let p = 1 / (1 + exp(-a - b * x))
      let w = weight(row)
      let residual = w * (p - (isPositive[row] ? 1 : 0))
      curvature.add(w * p * (1 - p), x)
      spread.add(residual * residual, x)
    }
    slopeError = curvature.sandwich(spread)
    slope = max(0, b)
    offset = b > 0 ? a : 0
  }

  /// b ± z standard errors.
  public func slopeInterval(confidence: Double) -> IntervalEstimate {
    let half = -StandardNormal.quantile((1 - confidence) / 2) * slopeError
    return IntervalEstimate(
      value: slope, low: slope - half, high: slope + half, confidence: confidence)
  }

  /// a + b · margin.
  public func logRatio(_ margin: Float) -> Double { offset + slope * Double(margin) }
}

/// A symmetric 2 × 2 matrix Σ c (1, x)(1, x)ᵀ.
private struct Symmetric {
  var xx = 0.0
  var x = 0.0
  var one = 0.0

  mutating func add(_ c: Double, _ value: Double) {
    one += c
    x += c * value
    xx += c * value * value
  }

  private var determinant: Double { one * xx - x * x }

  /// M⁻¹ v; only the first component moves where the values do not vary.
  func solve(_ v: (Double, Double)) -> (Double, Double)? {
    guard one > 0 else { return nil }
    guard determinant > 1e-12 * one * xx else { return (v.0 / one, 0) }
    return ((xx * v.0 - x * v.1) / determinant, (one * v.1 - x * v.0) / determinant)
  }

  /// √ of the second diagonal element of M⁻¹ S M⁻¹.
  func sandwich(_ s: Symmetric) -> Double {
    guard determinant != 0 else { return 0 }
    let (u, v) = (-x / determinant, one / determinant)
    return max(0, u * u * s.one + 2 * u * v * s.x + v * v * s.xx).squareRoot()
  }
}
