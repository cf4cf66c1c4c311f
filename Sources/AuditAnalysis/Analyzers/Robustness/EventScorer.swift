import AuditSamples

/// A classifier with its columns: what an analyzer may ask of a model library without knowing it.
public protocol EventScorer: Sendable {
  /// Name in the report.
  var name: String { get }
  /// Columns that enter it.
  var columns: [String] { get }
  /// Score from which on an event is taken for positive; nil: by a signal efficiency.
  var threshold: Double? { get }
  /// A sentence on how it was scored that the user should know, after the scoring; nil: nothing to say.
  var remark: String? { get }
  /// A clause for the report on what of the model scores, e.g. the first rounds of boosting; nil: nothing to say.
  var note: String? { get }

  /// The score of each row; `values` are those of ``columns``, in that order.
  ///
  /// `firstRow` is added to row numbers in errors. Errors: one sentence of the model.
  func scores(of values: [Values], rows: Int, firstRow: Int) throws -> [Float]

  /// The score of each row for each variation: new values of some columns by name, the others as in `values`.
  ///
  /// `result[variation][row]`; columns that do not enter are ignored. `nominal`: the scores of `values` as this model has
  /// given them; nil when they are not known. Models that know what a column reaches are much
  /// faster so than by scoring each variation whole. Errors: one sentence of the model.
  func scores(
    of values: [Values], variedBy variations: [[String: Values]], nominal: ArraySlice<Float>?, rows: Int,
    firstRow: Int
  ) throws -> [[Float]]
}

extension EventScorer {
  /// Nothing to say.
  public var remark: String? { nil }
  /// Nothing to say.
  public var note: String? { nil }
}
