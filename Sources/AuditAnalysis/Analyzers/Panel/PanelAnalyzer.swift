import AuditReport
import AuditSamples
import AuditStatistics

/// Looks at all features of simulation and data together in several ways, and says which of them sees a difference.
///
/// No single way sees everything: correlations are invisible feature by feature, equal moments to the Fréchet distance,
/// one direction of many to a mean over directions. Features are in units of the simulation's robust width, so that units do not
/// matter. All p-values come from one resampling in which weights ride along, negative ones included (``Multipliers``).
public struct PanelAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "panel"
  /// One sentence for `simaudit list`.
  public static let summary =
    "Correlations, energy distance, MMD, sliced Wasserstein and Fréchet distance, and which of them sees a difference"
  /// Metrics and notes that its readings can have.
  public static let metrics = ["panel", SharedRows.metric] + PanelView.allCases.map(\.rawValue)
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "rows", summary: "Largest number of rows of a sample that are used"),
    (name: "features", summary: "Most features compared together, the first ones in report order"),
    (name: "resamples", summary: "Resamples for p-values and intervals"),
    (name: "directions", summary: "Directions of the sliced distances"),
    (name: "frequencies", summary: "Frequencies of the random Fourier features of the MMD"),
    (name: "exactRows", summary: "Rows of a sample up to which all pairs are summed instead"),
    (name: "clip", summary: "Widths from the median beyond which a value is put there"),
    (name: "mostMissing", summary: "Share of missing values above which a feature is left out"),
  ]

  /// Largest number of rows of a sample that are used; more are thinned by a hash of the row number.
  public var rows = 100_000
  /// Most features compared together, the first ones in report order.
  public var features = 40
  /// Resamples for p-values and intervals.
  public var resamples = 499
  /// Directions of the sliced distances.
  public var directions = 64
  /// Frequencies of the random Fourier features of the MMD.
  public var frequencies = 256
  /// Rows of a sample up to which all pairs are summed instead.
  public var exactRows = 1000
  /// Widths from the median beyond which a value is put there, so that no single event decides.
  public var clip = 20.0
  /// Share of missing values above which a feature is left out.
  public var mostMissing = 0.2

  /// The analysis with its default settings.
  public init() {}

  /// Rows of one process.
  public typealias Partial = CollectedRows

  /// What one simulation and the data gave.
  public struct Measured: Sendable {
    var subject: Subject
    var shared: SharedRows
    var outcome: Result<PanelFindings, PanelRows.Fault>
  }

  /// Each simulation with the data: all features that both have.
  public func columnSets(in context: AuditContext) throws -> [ColumnSet] { context.comparedSets }

  /// No rows yet.
  public func partial(
    for set: ColumnSet, of process: ProcessDescription, in context: AuditContext
  ) -> CollectedRows {
    CollectedRows(for: set, of: process, limit: max(10, rows), in: context)
  }

  /// Takes in some rows. O(rows).
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout CollectedRows) throws {
    partial.append(batch)
  }

  /// Compares one simulation with the data.
  public func measure(
    _ set: ColumnSet, partials: [[CollectedRows]], in context: AuditContext
  ) throws -> Measured {
    let (simulation, data) = (set.samples[0], set.samples[1])
    let subject = Subject(simulation: context.samples[simulation].name, data: context.samples[data].name)
    let names = context.features(of: set)
    let shared = context.sharedRows(
      of: TwoSampleAnalyzer.Measured(
        simulation: simulation, data: data,
        rows: ComparedRows(names: names, simulation: partials[simulation], data: partials[data])))
    if let fault = shared.fault {
      return Measured(subject: subject, shared: shared, outcome: .failure(PanelRows.Fault(reason: fault)))
    }
    do {
      let rows = try PanelRows(
        names, simulation: partials[simulation], data: partials[data], settings: self,
        seed: context.seed)
      return Measured(
        subject: subject, shared: shared,
        outcome: .success(try PanelFindings(rows, settings: self, in: context)))
    } catch let fault as PanelRows.Fault {
      return Measured(subject: subject, shared: shared, outcome: .failure(fault))
    }
  }
}

/// All views of one pair of samples.
struct PanelFindings: Sendable {
  var rows: PanelRows
  var moments: MomentComparison?
  var slices: SlicedDistances?
  var discrepancy: MeanDiscrepancy?
  var direction: WorstDirection?

  private enum Piece: Sendable {
    case moments(MomentComparison)
    case slices(SlicedDistances?)
    case discrepancy(MeanDiscrepancy)
    case direction(WorstDirection?)
  }

  init(_ rows: PanelRows, settings: PanelAnalyzer, in context: AuditContext) throws {
    let multipliers = Multipliers(
      resamples: settings.resamples, confidence: context.confidence, seed: context.seed)
    let plan = context.plans.plan(resamples: 1000, confidence: context.confidence)
    let (simulation, data) = (rows.simulation.table, rows.data.table)
    let seed = context.seed
    let pieces = try context.pieces.map(4) { number -> Piece in
      switch number {
      case 0:
        .slices(
          SlicedDistances(
            simulation: simulation, data: data, directions: settings.directions,
            exactRows: settings.exactRows,
            seed: seed, multipliers))
      case 1: .moments(MomentComparison(simulation: simulation, data: data, multipliers))
      case 2:
        .discrepancy(
          MeanDiscrepancy(
            simulation: simulation, data: data, exactRows: settings.exactRows,
            frequencies: settings.frequencies, seed: seed, multipliers))
      default:
        .direction(
          WorstDirection(
            simulation: simulation, data: data, directions: settings.directions, seed: seed, plan: plan))
      }
    }
    self.rows = rows
    for piece in pieces {
      switch piece {
      case .moments(let found): moments = found
      case .slices(let found): slices = found
      case .discrepancy(let found): discrepancy = found
      case .direction(let found): direction = found
      }
    }
  }

  /// The number of a view; nil where it has none.
  func estimate(_ view: PanelView) -> IntervalEstimate? {
    switch view {
    case .marginal: slices?.marginal
    case .pearson: moments?.pearson?.largest
    case .spearman: moments?.spearman?.largest
    case .energy: slices?.energy
    case .discrepancy: discrepancy?.distance
    case .sliced: slices?.wasserstein
    case .direction: direction?.wasserstein
    case .frechet: moments?.frechet
    }
  }
}
