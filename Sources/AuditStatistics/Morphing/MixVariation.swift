/// One share of a fitted mix changed by its error, up and down; the first component takes up the difference.
///
/// Maps are made for the mix that data prefer, and what another mix does to a metric is bent where the share is hardly
/// known: a slope at the fitted share says too little. So the metric is measured at both ends.
public struct MixVariation: Sendable {
  let component: Int
  let step: Double
  /// Shares with the larger and with the smaller one.
  public let shares: (up: [Double], down: [Double])

  /// Scores of simulation moved by the maps of both mixes.
  public struct Scores: Sendable {
    let variation: MixVariation
    let up: [Float]
    let down: [Float]

    /// One score a row for each of the two.
    public init(_ variation: MixVariation, up: [Float], down: [Float]) {
      self.variation = variation
      self.up = up
      self.down = down
    }
  }

  init?(of component: Int, in mix: ComponentMix) {
    let error = mix.influences[component - 1].sums.second.squareRoot()
    // Shares stay above 0.
    let step = min(error, 0.98 * min(mix.shares[component], mix.shares[0]))
    guard step > 0 else { return nil }
    func changed(by amount: Double) -> [Double] {
      var shares = mix.shares
      shares[component] += amount
      shares[0] -= amount
      return shares
    }
    self.component = component
    self.step = step
    shares = (changed(by: step), changed(by: -step))
  }
}

extension SampleComparison {
  /// Each share but the first changed by its error; none where the mix is known.
  public var mixVariations: [MixVariation] {
    mix.isFitted ? (1..<mix.shares.count).compactMap { MixVariation(of: $0, in: mix) } : []
  }
}

extension ImpactMeasurement {
  /// What other mixes do to a metric by the maps, by differences instead of slopes.
  struct MixResponse {
    /// ∂M/∂f of each component where it was measured, nil elsewhere.
    var slopes: [Double?]
    /// Variance from the curvature: with M = a + bz + cz² and z standard normal, (cz²)² is 3c² in the mean.
    var curvature = 0.0
  }

  /// From the scores at both ends of each share's error; empty where there are none. O(components · rows).
  func mixResponse(_ metric: ImpactMetric, _ moved: MovedScores, _ population: ImpactPopulation)
    -> MixResponse
  {
    var response = MixResponse(
      slopes: Array(repeating: nil, count: comparison.simulation.componentCount))
    guard !moved.mixVariations.isEmpty, let now = value(metric, moved.scores, population) else {
      return response
    }
    for scores in moved.mixVariations {
      guard let up = value(metric, scores.up, population), let down = value(metric, scores.down, population)
      else { continue }
      response.slopes[scores.variation.component] = (up - down) / (2 * scores.variation.step)
      let bend = 0.5 * (up + down) - now
      response.curvature += 3 * bend * bend
    }
    return response
  }
}
