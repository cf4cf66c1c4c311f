/// Where the pooled rank of two samples passes given targets, on a fine grid of ranks.
///
/// Each sample counts one half however many rows it has. The rank of a value is that of the last step of the grid at or
/// below it in each sample.
struct RankCrossings {
  /// Ranks that are to be passed, increasing: the multiples of 1/cells and, in the tails, 1/(2ᵏ cells).
  let targets: [Double]
  private let simulation: Steps
  private let data: Steps

  /// What a rank may be wrong by.
  static let rounding = 1e-12

  /// The points of one sample at the ranks of the grid.
  private struct Steps {
    let sample: WeightedDistribution
    /// How many points are at or below each step, increasing.
    let counts: [Int]

    init(_ sample: WeightedDistribution, grid: [Double]) {
      self.sample = sample
      let count = sample.support.count
      counts =
        count == 0 ? [] : grid.map { min(count, max(1, Int(($0 * Double(count)).rounded(.up)))) }
    }

    /// The rank after the first steps.
    func rank(after steps: Int) -> Double {
      steps == 0 ? 0 : Double(counts[steps - 1]) / Double(sample.support.count)
    }

    /// How many steps have at most so many points.
    func steps(_ start: Int, upTo points: Int) -> Int {
      var end = start
      while end < counts.count && counts[end] <= points { end += 1 }
      return end
    }
  }

  init(simulation: WeightedDistribution, data: WeightedDistribution, cells: Int) {
    var targets = (1..<max(2, cells)).map { Double($0) / Double(cells) }
    let fewest = Double(max(16, max(simulation.support.count, data.support.count)))
    var rank = 1 / Double(cells)
    for _ in 1...6 {
      rank /= 2
      // A cell of fewer than eight or so rows says nothing.
      guard rank * fewest >= 8 else { break }
      targets.append(rank)
      targets.append(1 - rank)
    }
    targets.sort()
    self.targets = targets
    let steps = 8 * cells
    let grid = ((1...steps).map { Double($0) / Double(steps) } + targets).sorted()
    self.simulation = Steps(simulation, grid: grid)
    self.data = Steps(data, grid: grid)
  }

  /// Consecutive steps of both samples.
  private struct Span {
    var cell: Int
    var simulation: Range<Int>
    var data: Range<Int>
  }

  /// Steps among which targets are passed: those inside some of the common cells, or all.
  private var spans: [Span] {
    guard let first = simulation.sample.cells, let second = data.sample.cells, first.grid === second.grid
    else { return [Span(cell: 0, simulation: 0..<simulation.counts.count, data: 0..<data.counts.count)] }
    var spans: [Span] = []
    var (i, j, next) = (0, 0, 0)
    for cell in 0..<first.grid.count {
      let (k, l) = (
        simulation.steps(i, upTo: first.starts[cell + 1]), data.steps(j, upTo: second.starts[cell + 1])
      )
      let rank = self.rank(k, l)
      if next < targets.count, rank >= targets[next] - Self.rounding {
        spans.append(Span(cell: cell, simulation: i..<k, data: j..<l))
        while next < targets.count && targets[next] - Self.rounding <= rank { next += 1 }
      }
      (i, j) = (k, l)
    }
    return spans
  }

  /// The common cells in which targets are passed; none when the samples are sorted.
  var crossedCells: [Int] { simulation.sample.cells == nil ? [] : spans.map(\.cell) }

  /// A sample without rows leaves all to the other.
  private func rank(_ i: Int, _ j: Int) -> Double {
    let (a, b) = (simulation.rank(after: i), data.rank(after: j))
    return simulation.counts.isEmpty ? b : data.counts.isEmpty ? a : (a + b) / 2
  }

  /// Values of both samples at the steps around the targets, increasing, each with its pooled rank.
  var candidates: [(value: Double, rank: Double)] {
    var result: [(value: Double, rank: Double)] = []
    for span in spans {
      let a = span.simulation.map { simulation.sample.value(at: simulation.counts[$0] - 1) }
      let b = span.data.map { data.sample.value(at: data.counts[$0] - 1) }
      var (i, j) = (0, 0)
      while i < a.count || j < b.count {
        let value = min(i < a.count ? a[i] : .infinity, j < b.count ? b[j] : .infinity)
        while i < a.count && a[i] == value { i += 1 }
        while j < b.count && b[j] == value { j += 1 }
        result.append((value, rank(span.simulation.lowerBound + i, span.data.lowerBound + j)))
      }
    }
    return result
  }
}
