import AuditReport
import AuditSamples
import AuditStatistics

// One category column: the readings of each simulation against the data.
extension ShiftAnalyzer {
  /// Most levels that are compared one by one.
  static let mostLevels = 200

  func measureCategory(
    _ name: String, partials: [[ColumnPartial]], plan: ResamplingPlan, in context: AuditContext
  ) -> ColumnShift {
    var shift = ColumnShift(name: name, readings: [], sketches: [:])
    func processes(of sample: Int) -> [CategoryTally] {
      partials[sample].compactMap { partial in
        guard case .category(let part) = partial.content else { return nil }
        return part.tally
      }
    }
    guard let dataIndex = context.dataIndices.first else { return shift }
    let data = processes(of: dataIndex).merged()
    for index in context.simulationIndices where !partials[index].isEmpty {
      let parts = processes(of: index)
      let comparison = ShiftComparison(
        simulation: context.samples[index].name, data: context.samples[dataIndex].name)
      let pair = CategoryPair(
        name: name, comparison: comparison, simulation: parts.merged(), processes: parts,
        processNames: context.samples[index].processes.map(\.name), data: data,
        scale: scale(of: context.samples[index], to: context.samples[dataIndex]))
      shift.readings += readings(of: pair, plan: plan)
    }
    return shift
  }

  private func readings(of pair: CategoryPair, plan: ResamplingPlan) -> [Reading] {
    guard let result = CategoryComparison(simulation: pair.simulation, data: pair.data) else {
      let reason = "the weights of one sample do not add up to more than 0"
      return [
        pair.comparison.reading(
          "tvd", category: pair.name, .inconclusive(reason: reason),
          "\(pair.name) could not be compared: \(reason).")
      ]
    }
    let known = result.levels.prefix(Self.mostLevels + 1)
    guard known.count <= Self.mostLevels else {
      let reason =
        "it has \(result.levels.count) levels, and at most \(Self.mostLevels) are compared one by one"
      return [
        pair.comparison.reading(
          "tvd", category: pair.name, .inconclusive(reason: reason),
          "\(pair.name) cannot be compared as a category: \(reason); declare it as a feature or ignore it.")
      ]
    }
    let effective = (pair.simulation.effectiveRows, pair.data.effectiveRows)
    return distances(of: pair, result, plan: plan).deciding(pair.comparison.parts(effective))
      + [oneSided(pair, result)]
  }

  private func distances(
    of pair: CategoryPair, _ result: CategoryComparison, plan: ResamplingPlan
  ) -> [Reading] {
    let style = NumberStyle.plain
    let contents = result.contents
    var variation = BinnedShifts(simulation: contents.simulation, data: contents.data, plan: plan)?
      .totalVariation
    if result.levels.count == 1 {
      // What was not seen may still be there.
      let all = (WeightedProportion(all: contents.simulation), WeightedProportion(all: contents.data))
      variation = ProportionDifference.infer(simulation: all.0, data: all.1, plan: plan)?.magnitude
    }
    let worst = result.levels.max {
      abs($0.dataShare - $0.simulationShare) < abs($1.dataShare - $1.simulationShare)
    }
    var message =
      "The shares of \(pair.name) differ by \(style.percentagePoints(result.totalVariation)) in total"
    if let worst {
      message +=
        "; most for \(worst.title): \(style.percent(worst.dataShare)) of data, "
        + "\(style.percent(worst.simulationShare)) of simulation"
    }
    var readings = [
      pair.comparison.reading(
        "tvd", category: pair.name, Reading.Outcome(variation), message + ".",
        evidence: [histogram(of: pair, levels: result.levels)])
    ]
    let bins = result.binsForChiSquare
    if let test = BinnedShifts(simulation: bins.simulation, data: bins.data, plan: plan)?.chiSquare {
      readings.append(
        pair.comparison.reading(
          "category-chi2", category: pair.name, Reading.Outcome(test.reduced), test.sentence(pair.name)))
    }
    return readings
  }

  /// Levels of one sample only: a count, known exactly of the samples at hand.
  private func oneSided(_ pair: CategoryPair, _ result: CategoryComparison) -> Reading {
    let count = Double(result.onlyInSimulation.count + result.onlyInData.count)
    func words(_ levels: [String], _ sample: String) -> String? {
      guard !levels.isEmpty else { return nil }
      let more = levels.count > 3 ? " and \(levels.count - 3) more" : ""
      return "\(levels.prefix(3).joined(separator: ", "))\(more) only in \(sample)"
    }
    let parts = [
      words(result.onlyInSimulation, pair.comparison.simulation),
      words(result.onlyInData, pair.comparison.data),
    ].compactMap { $0 }
    return pair.comparison.reading(
      "one-sided-levels", category: pair.name,
      Reading.Outcome(IntervalEstimate(exactly: count)),
      parts.isEmpty
        ? "Both samples have all levels of \(pair.name)."
        : "Levels of \(pair.name): \(parts.joined(separator: "; ")).")
  }

  private func histogram(of pair: CategoryPair, levels: [CategoryComparison.Level]) -> Evidence {
    func contents(_ tallies: [Tally], name: String, scale: Double) -> HistogramPair.Contents {
      HistogramPair.Contents(
        name: name, values: tallies.map { $0.weights * scale },
        variances: tallies.map { $0.squares * scale * scale })
    }
    let processes =
      pair.processes.count > 1
      ? zip(pair.processes, pair.processNames).map { tally, name in
        contents(levels.map { tally.tally(of: $0) }, name: name, scale: pair.scale)
      } : []
    return .histogram(
      HistogramPair(
        title: pair.name, axis: .category, labels: levels.map(\.title), normalisation: normalise,
        simulation: contents(levels.map(\.simulation), name: pair.comparison.simulation, scale: pair.scale),
        processes: processes, data: contents(levels.map(\.data), name: pair.comparison.data, scale: 1),
        caption: "Look in the ratio for levels whose share simulation has wrong."))
  }
}

/// One category of one simulation and of the data.
private struct CategoryPair {
  var name: String
  var comparison: ShiftComparison
  var simulation: CategoryTally
  var processes: [CategoryTally]
  var processNames: [String]
  var data: CategoryTally
  var scale: Double
}

extension CategoryComparison.Level {
  /// Name in figures and sentences.
  fileprivate var title: String { name.isEmpty ? "(none)" : name }
}

extension WeightedProportion {
  /// All of a sample.
  fileprivate init(all contents: CellPair.Contents) {
    let (sum, squares) = (contents.weights.reduce(0, +), contents.squares.reduce(0, +))
    self.init(weight: sum, square: squares, totalWeight: sum, totalSquare: squares)
  }
}

extension CategoryTally {
  /// (Σw)²/Σw² of all rows.
  fileprivate var effectiveRows: Double {
    let all = [total, missing].reduce(into: Tally()) { $0.merge($1) }
    return all.squares > 0 ? all.weights * all.weights / all.squares : 0
  }

  fileprivate func tally(of level: CategoryComparison.Level) -> Tally {
    level.name.isEmpty ? missing : levels[level.name] ?? Tally()
  }
}

extension [CategoryTally] {
  fileprivate func merged() -> CategoryTally {
    reduce(into: CategoryTally()) { $0.merge($1) }
  }
}
