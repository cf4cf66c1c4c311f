/// How events are decided at the frozen threshold before and after, and what else of them has changed.
struct Decisions {
  /// Events with a weight whose score or weight changed.
  private(set) var changed = 0
  /// True when a score changed.
  private(set) var isMoved = false
  /// True when a weight changed.
  private(set) var isReweighted = false
  /// Nominal weights, by class · 4 + selected before · 2 + selected after.
  private var cells = [PowerSums](repeating: PowerSums(), count: 8)

  /// Compares two scorings of the same events. O(n).
  init(_ nominal: Scoring, _ distorted: Scoring) {
    let threshold = nominal.frame.threshold
    var (moved, reweighted, changed) = (0, 0, 0)
    cells.withUnsafeMutableBufferPointer { cells in
      nominal.classes.withUnsafeBufferPointer { classes in
        nominal.scores.withUnsafeBufferPointer { scores0 in
          distorted.scores.withUnsafeBufferPointer { scores1 in
            nominal.weights.withUnsafeBufferPointer { weights0 in
              distorted.weights.withUnsafeBufferPointer { weights1 in
                for index in 0..<scores0.count {
                  let (before, after) = (scores0[index], scores1[index])
                  let (weight, other) = (weights0[index], weights1[index])
                  let isOther = before != after ? abs(weight) + abs(other) > 0 : weight != other
                  changed &+= isOther ? 1 : 0
                  moved &+= before != after ? 1 : 0
                  reweighted &+= weight != other ? 1 : 0
                  // A place instead of a choice: what is selected alternates at random.
                  let sides = (before >= threshold ? 2 : 0) &+ (after >= threshold ? 1 : 0)
                  cells[Int(classes[index]) &* 4 &+ sides].add(weight)
                }
              }
            }
          }
        }
      }
    }
    self.changed = changed
    isMoved = moved > 0
    isReweighted = reweighted > 0
  }

  /// Fraction whose decision changes; nil where weights do not sum to a positive number.
  func flips(of nominal: Scoring) -> SelectionEfficiency? {
    var flipped = PowerSums()
    for cell in [1, 2, 5, 6] { flipped.add(cells[cell]) }
    var rest = nominal.positives
    rest.add(nominal.negatives)
    rest.first -= flipped.first
    rest.second = max(0, rest.second - flipped.second)
    rest.fourth = max(0, rest.fourth - flipped.fourth)
    return SelectionEfficiency(passing: flipped, failing: rest)
  }

  /// True for the efficiencies at the frozen threshold.
  func tells(_ metric: ResponseMetric) -> Bool { metric == .efficiency || metric == .backgroundEfficiency }

  /// Sums over the influences w(d − ε)/Σw on such an efficiency, as long as no weight has changed.
  func influences(_ metric: ResponseMetric, nominal: Scoring, distorted: Scoring) -> MetricInfluences {
    let isSignal = metric == .efficiency
    let first = isSignal ? 4 : 0
    let before = isSignal ? nominal.efficiency : nominal.backgroundEfficiency
    let after = isSignal ? distorted.efficiency : distorted.backgroundEfficiency
    let share = 1 / (isSignal ? nominal.positives.first : nominal.negatives.first)
    var block = MetricInfluences(metric)
    for cell in 0..<4 {
      let (old, new) = (Double(cell >> 1) - before, Double(cell & 1) - after)
      block.after.add(cells[first + cell], slope: new * share)
      block.change.add(cells[first + cell], slope: (new - old) * share)
    }
    return block
  }
}
