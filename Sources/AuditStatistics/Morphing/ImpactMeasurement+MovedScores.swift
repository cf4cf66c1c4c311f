extension ImpactMeasurement {
  /// Scores of simulation moved in some features, and with each of these a step below and above.
  public struct MovedScores: Sendable {
    /// Features that are moved.
    public var features: [Int]
    /// Scores with all of them moved.
    public var scores: [Float]
    /// Scores with one of them a step below.
    public var below: [[Float]]
    /// Scores with one of them a step above.
    public var above: [[Float]]
    /// Scores with all of them moved by maps of one half of the samples, and of the other; or none.
    public var halves: [[Float]]
    /// Scores with all of them moved by the maps of other mixes; or none.
    public var mixVariations: [MixVariation.Scores]
    /// What maps of single features do not do.
    public var additions: [MapAddition]
    var spans: [[Float]]
    /// Cells of data that rows of simulation are moved to.
    var targets: [[UInt16]]

    /// Scores; one array of each kind for each feature.
    public init(
      features: [Int], maps: [MappedFeature], scores: [Float], below: [[Float]], above: [[Float]],
      halves: [[Float]] = [], mixVariations: [MixVariation.Scores] = [], additions: [MapAddition] = [],
      in comparison: SampleComparison
    ) {
      self.features = features
      self.halves = halves
      self.mixVariations = mixVariations
      self.additions = additions
      self.scores = scores
      self.below = below
      self.above = above
      spans = maps.map(\.span)
      targets = zip(features, maps).map { feature, map in
        comparison.grids[feature]?.cells(of: map.values) ?? []
      }
    }
  }
}
