import AuditReport
import AuditStatistics

/// One way in which the classes may have moved from simulation to data, and what it makes of a classifier.
///
/// A mixture without labels does not say how its classes move. Each assumption does, and is tested by what it predicts of the
/// mixture: its ``Closure``.
struct Assumption: Sendable {
  /// Which.
  enum Kind: String, Sendable, CaseIterable {
    case maps, dependence, signal, background, regions, missing, ratio

    /// What it takes for granted, as a clause.
    var clause: String {
      switch self {
      case .maps: "the classes share the map of each feature"
      case .dependence: "the classes share the maps and a change of dependence"
      case .signal: "the signal alone moves"
      case .background: "the background alone moves"
      case .regions: "each class changes alike in all control regions"
      case .missing: "the classes are as simulated, and data hold a process that simulation lacks"
      case .ratio: "the classes share the density ratio"
      }
    }
  }

  let kind: Kind
  /// Changes in the order of ``ClassifierMetrics/metrics``; nil where one is not defined.
  var changes: [ChangeEstimate?] = [nil, nil, nil, nil]
  /// nil for the density ratio and for a missing process, whose mixture agrees with data by construction.
  var closure: Closure?
  /// What control regions or the declared mix say against it, as a clause.
  var contradiction: String?
  /// What of it is left out or taken for granted, as a clause; nil where nothing is.
  var remark: String?
  /// Why it was not measured, as a clause; nil where it was.
  var obstacle: String?

  /// True where what it predicts of the mixture agrees with data.
  var closes: Bool { fault == nil }
  /// True where it could have failed, and did not: what agrees by construction cannot fail.
  var isConfirmed: Bool { closes && closure != nil }

  /// Why it is ruled out, as a clause; nil where it is not.
  var fault: String? { obstacle ?? contradiction ?? closure?.fault }
}

extension Assumption {
  /// Weights of the density ratio describe the mixture whatever the classes do; what they make of the fractions of the classes is their test.
  init(_ ratio: ImpactMeasurement.RatioImpact, mixUncertainty: Double) {
    self.init(kind: .ratio, changes: [ratio.efficiency, ratio.backgroundEfficiency, nil, nil])
    guard ratio.pValue(mixUncertainty: mixUncertainty) < Closure.level else { return }
    let error = mixUncertainty > 0 ? " ± \(Wording.percent(ratio.declaredError(mixUncertainty)))" : ""
    contradiction =
      "\(Wording.percent(ratio.declared + ratio.fraction.value)) of data would be signal, where "
      + "\(Wording.percent(ratio.declared))\(error) are declared"
  }
}

/// How well moved simulation agrees with data.
struct Closure: Sendable {
  /// Boosted trees on moved simulation against data, out of fold; nil without a trainer.
  var area: FoldedArea?
  /// KS distance of the classifier's scores; nil where data lack an input of it.
  var scoreDistance: IntervalEstimate?
  /// The features whose dependence differs most, with the difference of their correlation.
  var dependence: (first: String, second: String, difference: Double, pValue: Double)?
  /// Where most of what is left lies, as a selection; nil where nothing was found.
  var region: String?

  /// Probability with which each of three tests calls an agreement a difference: small, because an unchanged experiment that is
  /// audited again and again must not become inconclusive by chance.
  static let level = 0.001

  /// What it does not explain, as a clause; nil where it agrees.
  var fault: String? {
    let place = region.map { ", mostly where \($0)" } ?? ""
    if let dependence, dependence.pValue < Self.level {
      let (size, side) = (abs(dependence.difference), dependence.difference > 0 ? "higher" : "lower")
      return "the remaining difference is a dependence of '\(dependence.first)' and '\(dependence.second)' "
        + "(their correlation is \(Wording.short(size)) \(side) in data)"
    }
    if let area {
      let low = area.interval(confidence: 1 - 2 * Self.level).low
      if low > 0.5 {
        return "trees still separate moved simulation from data (AUC \(Wording.decimal(area.value)))\(place)"
      }
    }
    if let scoreDistance, let p = scoreDistance.pValue, p < Self.level {
      return
        "the scores of moved simulation and data still differ by \(Wording.short(scoreDistance.value))\(place)"
    }
    return nil
  }
}
