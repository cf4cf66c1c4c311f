extension Scoring {
  /// Writes the influence ψ of each of the events `rows` on a metric; on ln R for the rejection.
  ///
  /// A ratio of weighted sums m = Σwx/Σw has ψ = w(x − m)/Σw. AUC: x is the placement value. Rejection: the threshold
  /// follows the positives, ψ(ln R) = (d ln ε_b/dε_s) w(x − ε_s)/Σ₊w for positives and −w(x − ε_b)/(ε_b Σ₋w) for
  /// negatives. Only for metrics that have a value. O(rows).
  func writeInfluences(_ metric: ResponseMetric, of rows: Range<Int>, to output: UnsafeMutablePointer<Double>)
  {
    switch metric {
    case .auc:
      let values = ranks.placements
      values.withUnsafeBufferPointer { values in
        write(rows, output, means: (area, area)) { values[$0] }
      }
    case .efficiency, .backgroundEfficiency:
      let threshold = frame.threshold
      let ofPositives = metric == .efficiency
      scores.withUnsafeBufferPointer { scores in
        write(
          rows, output, means: (efficiency, backgroundEfficiency),
          factors: ofPositives ? (1, 0) : (0, 1)
        ) { scores[$0] >= threshold ? 1 : 0 }
      }
    case .rejection:
      guard let working else { return }
      let (score, fraction) = (working.point.score, working.point.fraction)
      scores.withUnsafeBufferPointer { scores in
        write(
          rows, output, means: (working.point.signal, working.point.background),
          factors: (working.slope, -1 / working.point.background)
        ) { scores[$0] > score ? 1 : scores[$0] == score ? fraction : 0 }
      }
    case .logLoss: writeLosses(rows, output)
    case .brier: writeSquares(rows, output)
    case .calibrationError: writeResiduals(rows, output)
    case .scoreKS, .flips: break
    }
  }

  private var area: Double { ranks.area }

  /// ψ = factor · w (x − mean)/Σw with mean, factor and sum of the class: (positives, negatives).
  @inline(__always)
  private func write(
    _ rows: Range<Int>, _ output: UnsafeMutablePointer<Double>, means: (Double, Double),
    factors: (Double, Double) = (1, 1), _ value: (Int) -> Double
  ) {
    // Differences times 0 or 1 instead of a choice: classes alternate at random, and a wrong guess costs ten events.
    let shareN = factors.1 / negatives.first
    let shareStep = factors.0 / positives.first - shareN
    let (meanN, meanStep) = (means.1, means.0 - means.1)
    classes.withUnsafeBufferPointer { classes in
      weights.withUnsafeBufferPointer { weights in
        for index in rows {
          let isPositive = Double(classes[index])
          let centred = value(index) - (meanN + isPositive * meanStep)
          output[index &- rows.lowerBound] = weights[index] * centred * (shareN + isPositive * shareStep)
        }
      }
    }
  }

  private func writeLosses(_ rows: Range<Int>, _ output: UnsafeMutablePointer<Double>) {
    guard let losses else { return }
    let (mean, share) = (losses.logLoss, 1 / total)
    losses.logLosses.withUnsafeBufferPointer { values in
      weights.withUnsafeBufferPointer { weights in
        for index in rows {
          output[index &- rows.lowerBound] = weights[index] * (values[index] - mean) * share
        }
      }
    }
  }

  private func writeSquares(_ rows: Range<Int>, _ output: UnsafeMutablePointer<Double>) {
    guard let losses else { return }
    let (mean, share) = (losses.brier, 1 / total)
    scores.withUnsafeBufferPointer { scores in
      classes.withUnsafeBufferPointer { classes in
        weights.withUnsafeBufferPointer { weights in
          for index in rows {
            let residual = Double(scores[index]) - Double(classes[index])
            output[index &- rows.lowerBound] = weights[index] * (residual * residual - mean) * share
          }
        }
      }
    }
  }

  private func writeResiduals(_ rows: Range<Int>, _ output: UnsafeMutablePointer<Double>) {
    guard let bins = losses?.bins else { return }
    let share = 1 / total
    let signs = bins.slopes
    let mean = zip(signs, bins.residuals).reduce(0) { $0 + $1.0 * $1.1 }
    scores.withUnsafeBufferPointer { scores in
      classes.withUnsafeBufferPointer { classes in
        weights.withUnsafeBufferPointer { weights in
          bins.bins.withUnsafeBufferPointer { bins in
            signs.withUnsafeBufferPointer { signs in
              for index in rows {
                let residual = Double(scores[index]) - Double(classes[index])
                let signed = signs[Int(bins[index])] * residual
                output[index &- rows.lowerBound] = weights[index] * (signed - mean) * share
              }
            }
          }
        }
      }
    }
  }

  /// Square of the influence that an unseen event would have: what the interval of a change carries in addition.
  ///
  /// A selection gains and loses half an event of typical weight u = Σw²/Σw (Agresti and Min, Biometrics 61 (2005)
  /// 515), the AUC half a pair.
  func guardSquare(_ metric: ResponseMetric) -> Double {
    let ofPositive = 1 / positives.effectiveCount
    let ofNegative = 1 / negatives.effectiveCount
    switch metric {
    case .auc: return ofPositive * ofNegative * ofPositive * ofNegative
    case .efficiency: return ofPositive * ofPositive
    case .backgroundEfficiency: return ofNegative * ofNegative
    case .rejection:
      guard let working else { return 0 }
      let (p, n) = (ofPositive * working.slope, ofNegative / working.point.background)
      return p * p + n * n
    default: return 0
    }
  }
}
