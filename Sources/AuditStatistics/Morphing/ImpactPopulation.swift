/// The events whose mean a metric is: normalised weights as simulated, and with the mix of data.
struct ImpactPopulation {
  /// Normalised weights as simulated; 0 for events that do not count.
  let nominal: [Double]
  /// Normalised weights with the mix of data.
  let moved: [Double]
  /// Weights with the mix of data, each class normalised.
  let classShares: [Double]
  /// True where components are normalised one by one, so that their shares are estimates of their own.
  let hasOwnMeans: Bool
  private let isOfBothClasses: Bool
  private let isPositive: [Bool]
  private let mix: [Double]

  /// nil for a component that is not there. `mix`: share of each component in its class; nil: as simulated.
  init?(_ metric: ImpactMetric, _ measurement: ImpactMeasurement, mix: [Double]?) {
    let events = measurement.comparison.simulation
    let components = events.components
    let ofComponent = measurement.componentShares
    let classes = measurement.isPositive
    let shares =
      mix.map { mix in components.indices.map { ofComponent[$0] * mix[Int(components[$0])] } }
      ?? measurement.shares
    classShares = shares
    var isPositive = [Bool](repeating: false, count: events.componentCount)
    for row in components.indices { isPositive[Int(components[row])] = classes[row] }
    self.isPositive = isPositive
    let all = measurement.comparison.mix
    self.mix = all.shares
    isOfBothClasses = metric == .selected
    switch metric {
    case .efficiency, .backgroundEfficiency:
      let wanted = metric == .efficiency
      nominal = shares.indices.map { classes[$0] == wanted ? measurement.shares[$0] : 0 }
      moved = shares.indices.map { classes[$0] == wanted ? shares[$0] : 0 }
      hasOwnMeans = mix != nil
    case .auc, .rejection:
      nominal = measurement.shares
      moved = shares
      hasOwnMeans = mix != nil
    case .selected:
      nominal = components.indices.map { ofComponent[$0] * all.nominal[Int(components[$0])] }
      moved =
        mix == nil ? nominal : components.indices.map { ofComponent[$0] * all.shares[Int(components[$0])] }
      hasOwnMeans = mix != nil
    case .component(let component):
      guard component < events.componentCount else { return nil }
      nominal = components.indices.map { Int(components[$0]) == component ? ofComponent[$0] : 0 }
      moved = nominal
      hasOwnMeans = false
    }
  }

  /// ∂M/∂f_c with the means of V over each component: (V̄_c − V̄)/F, F the share of the class.
  func slope(of component: Int, _ means: [Double]) -> Double {
    if isOfBothClasses { return means[component] }
    var (sum, total) = (0.0, 0.0)
    for place in means.indices where isPositive[place] == isPositive[component] {
      sum += mix[place] * means[place]
      total += mix[place]
    }
    return total > 0 ? (means[component] - sum / total) / total : 0
  }
}
