import AuditReport
import AuditSamples
import AuditStatistics

extension BalanceAnalyzer {
  /// The mix of the other samples against the reference, and of all against the stated mix. Errors: ``ExpectedMixError``.
  func comparisons(of table: ColumnMix, in context: AuditContext) throws(ExpectedMixError) -> [Reading] {
    var readings: [Reading] = []
    if let reference = context.referenceIndex, let first = table.mixes[reference], !first.isOverfull {
      for sample in table.samples where sample != reference {
        guard let second = table.mixes[sample], !second.isOverfull else { continue }
        // A sample of one process, or data without classes, has nothing to compare.
        if table.name == nil, first.levels.count < 2 || second.levels.count < 2 { continue }
        if table.isLabel, context.samples[sample].role == .data { continue }
        readings += compare(table, reference, first, sample, second, in: context)
      }
    }
    if let target = context.expectedMix[table.key] {
      let known = table.mixes.values.reduce(into: Set<String>()) { $0.formUnion($1.levels) }
      let unknown = target.filter { $0.value > 0 && !known.contains($0.key) }.keys.sorted()
      guard unknown.isEmpty || table.mixes.values.contains(where: \.isOverfull) else {
        throw ExpectedMixError(column: table.key, unknown: unknown, known: known.sorted())
      }
      for sample in table.samples where context.samples[sample].role != .data {
        guard let mix = table.mixes[sample], !mix.isOverfull else { continue }
        readings += compare(table, sample, mix, target: target, in: context)
      }
    }
    return readings
  }

  private func compare(
    _ table: ColumnMix, _ reference: Int, _ first: LevelMix, _ sample: Int, _ second: LevelMix,
    in context: AuditContext
  ) -> [Reading] {
    let names = (context.samples[reference].name, context.samples[sample].name)
    let levels = first.levels + second.levels.filter { !first.levels.contains($0) }
    let a = first.tallies(by: levels)
    let b = second.tallies(by: levels)
    let isData = context.samples[sample].role == .data
    let confidence = isData ? context.confidence : context.confidenceOfSplits
    let subject =
      isData
      ? Subject(category: table.key, simulation: names.0, data: names.1)
      : Subject(category: table.key, sample: names.1, other: names.0)
    guard let distance = TotalVariation.distance(a, b, confidence: confidence) else {
      return [
        .unmeasured(
          by: Self.kind, "mix-tvd", of: subject, because: "the sum of weights of a sample is not positive",
          message: "the mix of \(table.title) cannot be compared between '\(names.0)' and '\(names.1)': "
            + "a sum of weights is not positive; check the weights")
      ]
    }
    let shares = (a.shares, b.shares)
    return [
      .measured(
        by: Self.kind, "mix-tvd", of: subject, distance, confidence: confidence,
        message: "the mix of \(table.title) differs between '\(names.0)' and '\(names.1)' by "
          + "\(Wording.percent(distance.value)) of the events\(widest(levels, shares.0, shares.1)); "
          + "draw both from the same mix, or reweight one to the other",
        evidence: [
          comparison(table, levels, shares.0, shares.1, first: names.0, second: names.1)
        ])
    ].deciding([("'\(names.0)'", first.whole.effectiveRows), ("'\(names.1)'", second.whole.effectiveRows)])
  }

  private func compare(
    _ table: ColumnMix, _ sample: Int, _ mix: LevelMix, target: [String: Double], in context: AuditContext
  ) -> [Reading] {
    let name = context.samples[sample].name
    let subject = Subject(category: table.key, sample: name)
    let levels = mix.levels + target.keys.sorted().filter { !mix.levels.contains($0) }
    let wanted = levels.map { target[$0] ?? 0 }
    let tallies = mix.tallies(by: levels)
    guard wanted.allSatisfy({ $0 >= 0 }),
      let distance = TotalVariation.distance(tallies, target: wanted, confidence: context.confidence)
    else {
      return [
        .unmeasured(
          by: Self.kind, "target-tvd", of: subject,
          because: "a sum of weights or the stated mix is not positive",
          message:
            "the mix of \(table.title) in '\(name)' cannot be compared with the stated one: give shares "
            + "that are positive and a sample whose weights have a positive sum")
      ]
    }
    let sum = wanted.reduce(0, +)
    let stated = wanted.map { $0 / sum }
    return [
      .measured(
        by: Self.kind, "target-tvd", of: subject, distance, confidence: context.confidence,
        message: "the mix of \(table.title) in '\(name)' differs from the stated one by "
          + "\(Wording.percent(distance.value)) of the events\(widest(levels, stated, tallies.shares)); scale the "
          + "weights of each level by stated/found",
        evidence: [
          comparison(table, levels, stated, tallies.shares, first: "stated", second: name)
        ])
    ].deciding([("'\(name)'", mix.whole.effectiveRows)])
  }

  private func widest(_ levels: [String], _ first: [Double], _ second: [Double]) -> String {
    let index = levels.indices.max { abs(first[$0] - second[$0]) < abs(first[$1] - second[$1]) }
    guard let index, first[index] != second[index] else { return "" }
    return ", most in '\(levels[index])' (\(Wording.percent(first[index])) against "
      + "\(Wording.percent(second[index])))"
  }

  private func comparison(
    _ table: ColumnMix, _ levels: [String], _ first: [Double], _ second: [Double], first a: String,
    second b: String
  ) -> Evidence {
    let order = levels.indices.sorted { abs(first[$0] - second[$0]) > abs(first[$1] - second[$1]) }.prefix(40)
    return .table(
      Table(
        title: "\(table.title): '\(a)' and '\(b)'", columns: [table.key, a, b, "difference"],
        rows: order.map {
          [.text(levels[$0]), .finite(first[$0]), .finite(second[$0]), .finite(second[$0] - first[$0])]
        }, caption: "Shares of the weight, largest difference first."))
  }
}

extension [WeightTally] {
  /// Share of Σw of each; zero when Σw is not positive.
  var shares: [Double] {
    let sum = reduce(0) { $0 + $1.sum }
    return map { sum > 0 ? $0.sum / sum : 0 }
  }
}

/// An expected mix names levels that no row has.
struct ExpectedMixError: Error, CustomStringConvertible {
  var column: String
  var unknown: [String]
  var known: [String]

  var description: String {
    "the expected mix of '\(column)' names \(Wording.names(unknown)), which no row has; give the shares of the levels that exist "
      + "(--expected or 'expected'): \(Wording.names(known))"
  }
}
