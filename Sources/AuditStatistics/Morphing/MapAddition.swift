/// A change of the metric beside that by the maps of single features: `part` of the difference between two scorings, with the
/// influences on what was applied.
public struct MapAddition: Sendable {
  /// Scores with the change; where several, their mean change counts. `[draw][row]`
  public var scores: [[Float]]
  /// Scores without it; nil: those with the maps alone.
  public var base: [Float]?
  var part: Double
  var applied: Double
  var influences: RowInfluences?

  /// Of a smearing that all classes have in common.
  public init(_ smearing: SharedSmearing, scores: [[Float]]) {
    self.scores = scores
    part = smearing.part
    applied = smearing.applied
    influences = smearing.influences
  }

  /// Of another dependence between features.
  public init(dependence scores: [Float]) {
    self.scores = [scores]
    (part, applied) = (1, 1)
  }

  /// Of the error of one correlation, which was changed by `step` from `base`.
  public init(_ map: DependenceMap, pair: Int, step: Double, scores: [Float], base: [Float]) {
    self.scores = [scores]
    self.base = base
    (part, applied) = (0, step)
    influences = map.influences[pair]
  }
}
