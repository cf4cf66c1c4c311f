import AuditStatistics
import Glibc

/// The density ratio data/simulation of events, estimated by boosted trees that never saw the event they speak of.
///
/// r(x) = p_data(x) / p_simulation(x): multiplied with it, simulated weights have the distribution of data, as far as trees
/// of this size can see and the samples can tell. Trees are cross-fitted: the ratio of an event comes from those trained on the
/// other folds; their margins are calibrated (``LogisticCalibration``), cut off at `largest`, and scaled to
/// Σwr = Σw over simulation. The error of the estimate itself is not part of any later interval: look at the closure first.
/// Source: Cranmer, Pavez and Louppe, arXiv:1506.02169, section 2; cross-fitting: Chernozhukov et al., Econometrics Journal 21
/// (2018) C1.
public struct DensityRatio: Sendable {
  /// r of each simulated event, in the order given.
  public let simulation: [Double]
  /// r of each recorded event, in the order given.
  public let data: [Double]
  /// Out-of-fold AUC of the trees.
  public let area: FoldedArea
  /// How margins became log ratios.
  public let calibration: LogisticCalibration
  /// Part of Σ|w| of simulation whose ratio was cut off.
  public let cutOff: Double
  /// Largest ratio.
  public let largest: Double

  private let trees: [any TreeModel]
  private let scale: Double

  /// Rows of a sample: one array per feature, the same features in the same order in both samples.
  public struct Rows: Sendable {
    /// columns[feature][row]; NaN where missing, nothing infinite.
    public var columns: [[Float]]
    /// Weight of each row, of any sign; nil: 1 each.
    public var weights: [Double]?

    /// Rows with weights.
    public init(columns: [[Float]], weights: [Double]? = nil) {
      self.columns = columns
      self.weights = weights
    }

    /// Number of rows.
    public var count: Int { columns.first?.count ?? 0 }
  }

  /// Trains on all rows but those of a fold, for each fold, and gives every event its ratio.
  ///
  /// - Parameters:
  ///   - folds: 2 to 255; the folds of the events follow from `seed` and the order of the rows.
  ///   - size: How much the trees can learn.
  ///   - largest: Ratios above are cut off there.
  ///   - pieces: The context's, so that folds are trained side by side.
  ///
  /// nil where a sample has fewer than ten rows a fold or no positive sum of weights. Errors: those of the trainer.
  /// O(folds · rows · features · rounds · depth).
  public init?(
    simulation: Rows, data: Rows, trainer: any TreeTrainer, folds: Int = 5, size: TreeSize = TreeSize(),
    largest: Double = 20, seed: UInt64, pieces: IndependentPieces = .oneByOne
  ) throws {
    let hasWeights = simulation.weights != nil || data.weights != nil
    let isData =
      Array(repeating: false, count: simulation.count) + Array(repeating: true, count: data.count)
    let weights: [Double]? =
      hasWeights
      ? (simulation.weights ?? Array(repeating: 1, count: simulation.count))
        + (data.weights ?? Array(repeating: 1, count: data.count)) : nil
    guard min(simulation.count, data.count) >= 10 * folds,
      simulation.weights?.reduce(0, +) ?? 1 > 0, data.weights?.reduce(0, +) ?? 1 > 0
    else { return nil }
    let table = try trainer.table(columns: zip(simulation.columns, data.columns).map { $0 + $1 })
    let fit = try CrossFit(
      table, isData: isData,
      weights: weights?.map { Float($0) } ?? Array(repeating: 1, count: isData.count),
      folds: CrossFit.folds(rows: isData.count, count: folds, seed: seed), foldCount: folds, size: size,
      keepsTrees: true, pieces: pieces)
    self.init(fit, isData: isData, weights: weights, largest: largest)
  }

  /// The ratios of trees that are there already; nil where a class has no positive sum of weights.
  init?(_ fit: CrossFit, isData: [Bool], weights: [Double]?, largest: Double) {
    guard let area = fit.area(classes: isData.map { $0 ? 1 : 0 }, weights: weights),
      let calibration = LogisticCalibration(margins: fit.margins, isPositive: isData, weights: weights)
    else { return nil }
    self.area = area
    self.calibration = calibration
    self.largest = largest
    trees = fit.trees
    let raw = fit.margins.map { min(largest, exp(calibration.logRatio($0))) }
    var (sum, weighted, size, cut) = (0.0, 0.0, 0.0, 0.0)
    for row in isData.indices where !isData[row] {
      let weight = weights?[row] ?? 1
      sum += weight
      weighted += weight * raw[row]
      size += abs(weight)
      if raw[row] >= largest { cut += abs(weight) }
    }
    guard sum > 0, weighted > 0 else { return nil }
    scale = sum / weighted
    cutOff = cut / size
    let count = isData.count { !$0 }
    self.simulation = raw[..<count].map { $0 * sum / weighted }
    self.data = raw[count...].map { $0 * sum / weighted }
  }

  /// r of rows that were not trained on, each by the trees of one fold. `columns` as in training.
  ///
  /// Which fold, a hash of the row's values says. The mean over all folds would be calmer than the margins that the
  /// calibration is for, and the ratios too close to 1. Errors: those of the trees. O(rows · trees · depth).
  public func ratios(columns: [[Float]]) throws -> [Double] {
    let count = columns.first?.count ?? 0
    var result = [Double](repeating: 1, count: count)
    guard !trees.isEmpty else { return result }
    var hashes = [UInt64](repeating: 0, count: count)
    for column in columns {
      for row in 0..<count { hashes[row] = RowHash.mix(hashes[row] ^ UInt64(column[row].bitPattern)) }
    }
    for (number, model) in trees.enumerated() {
      let rows = (0..<count).filter { hashes[$0] % UInt64(trees.count) == UInt64(number) }
      guard !rows.isEmpty else { continue }
      let margins = try model.margins(columns: columns.map { column in rows.map { column[$0] } })
      for (row, margin) in zip(rows, margins) {
        result[row] = scale * min(largest, exp(calibration.logRatio(margin)))
      }
    }
    return result
  }
}
