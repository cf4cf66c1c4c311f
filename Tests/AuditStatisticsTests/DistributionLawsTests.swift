import Testing

@testable import AuditStatistics

/// Laws: cutting changes nothing, zero weights change nothing, order of rows changes nothing but `order`.
@Suite struct DistributionLawsTests {
  @Test(arguments: Sample.Weights.allCases, [false, true])
  func cuttingChangesNothing(_ weights: Sample.Weights, isTied: Bool) {
    let sample = Sample.normal(4000, weights, seed: 21, isTied: isTied)
    let whole = sample.distribution()
    for cuts in [[0, 4000], [0, 1, 2, 4000], [0, 1000, 1000, 2024, 3999, 4000]] {
      var builder = DistributionBuilder()
      var merged = DistributionBuilder().finish()
      for (start, end) in zip(cuts, cuts.dropFirst()) {
        sample[start..<end].append(to: &builder)
        merged.merge(sample[start..<end].distribution())
      }
      #expect(builder.finish() == whole)
      #expect(merged == whole)
    }
  }

  /// Chunks that need different storage are merged in the widest.
  @Test func mixedStorageMerges() {
    let parts = [
      Sample(values: [3, 1], weights: nil), Sample(values: [2, 5], weights: [2, -1]),
      Sample(values: [0.1, 4], weights: [0.3, 1]), Sample(values: [9], weights: nil),
    ]
    var builder = DistributionBuilder()
    var merged = DistributionBuilder().finish()
    for part in parts {
      part.append(to: &builder)
      merged.merge(part.distribution())
    }
    let whole = builder.finish()
    #expect(merged == whole)
    #expect(whole.points.asWide.values == [0.1, 1, 2, 3, 4, 5, 9])
    #expect(whole.points.asWide.weights == [0.3, 1, 2, 1, 1, -1, 1])
    #expect(whole.negativeRows == 1)
  }

  @Test func missingValuesInChunks() {
    let values = (0..<5000).map { (row: Int) -> Float in
      if row % 7 == 0 { return .nan }
      return row % 11 == 0 ? -999 : Float(row % 100)
    }
    var whole = DistributionBuilder(missing: [-999])
    whole.append(values, weights: nil)
    var cut = DistributionBuilder(missing: [-999])
    for start in stride(from: 0, to: 5000, by: 37) {
      cut.append(Array(values[start..<min(5000, start + 37)]), weights: nil)
    }
    #expect(cut.finish() == whole.finish())
  }

  @Test(arguments: Sample.Weights.allCases)
  func zeroWeightsChangeNothing(_ weights: Sample.Weights) {
    let sample = Sample.normal(1000, weights, seed: 31)
    var builder = DistributionBuilder()
    for index in 0..<1000 {
      sample[index..<(index + 1)].append(to: &builder)
      builder.append([Float(index) * 1000], weights: [0])
      builder.append([Float.nan], weights: [0])
    }
    var result = builder.finish()
    #expect(result.zeroWeightRows == 2000)
    result.zeroWeightRows = 0
    #expect(result == sample.distribution())
  }

  @Test func precisionOfTheColumnChangesNothing() {
    let sample = Sample.normal(3000, .logNormal, seed: 41)
    var single = DistributionBuilder()
    single.append(sample.values.map(Float.init), weights: sample.weights?.map(Float.init))
    var mixed = DistributionBuilder()
    mixed.append(sample.values.map(Float.init), weights: sample.weights ?? [])
    var double = DistributionBuilder()
    double.append(sample.values, weights: sample.weights?.map(Float.init))
    let reference = sample.distribution()
    #expect(single.finish() == reference)
    #expect(mixed.finish() == reference)
    #expect(double.finish() == reference)
  }

  @Test func scratchMemoryChangesNothing() {
    let scratch = SortScratch()
    for (seed, count) in [(1, 5000), (2, 100), (3, 20000), (4, 7)] {
      for weights in [Sample.Weights.unit, .negative] {
        let sample = Sample.normal(count, weights, seed: UInt64(seed))
        var builder = DistributionBuilder(
          expectedRows: count, isWeighted: weights != .unit, scratch: scratch)
        sample.append(to: &builder)
        let result = builder.finish(using: scratch)
        #expect(result == sample.distribution())
        scratch.reclaim(result)
      }
    }
  }

  /// Clustered double values make the upper halves of most keys equal.
  @Test func doublesCloseTogetherAreSorted() {
    let random = CounterRandom(seed: 6, stream: 0)
    let values = (0..<UInt64(3000)).map { 1.6e9 + (random.uniform($0) * 1000).rounded() * 1e-6 }
    let result = Sample(values: values, weights: nil).distribution()
    #expect(result.points.asWide.values == values.sorted())
  }

  @Test(arguments: Sample.Weights.allCases)
  func beyondCapacityTheErrorIsBounded(_ weights: Sample.Weights) {
    let sample = Sample.normal(20_000, weights, seed: 51)
    let exact = sample.distribution()
    let merged = sample.distribution(capacity: 1000)
    var chunks = DistributionBuilder(capacity: 1000).finish()
    for start in stride(from: 0, to: 20_000, by: 700) {
      chunks.merge(sample[start..<min(20_000, start + 700)].distribution(capacity: 1000))
    }
    for approximate in [merged, chunks] {
      #expect(approximate.points.count <= 1000)
      #expect(approximate.rows == exact.rows)
      #expect(isClose(approximate.sumOfWeights, exact.sumOfWeights))
      #expect(isClose(approximate.sumOfSquaredWeights, exact.sumOfSquaredWeights))
      #expect(approximate.minimum == exact.minimum && approximate.maximum == exact.maximum)
      let bound = approximate.cumulativeErrorBound
      #expect(bound > 0 && bound < 0.3)
      for x in stride(from: -3.5, through: 3.5, by: 0.05) {
        guard let a = approximate.cumulative(atOrBelow: x), let e = exact.cumulative(atOrBelow: x) else {
          Issue.record("no cumulative sum")
          continue
        }
        #expect(abs(a - e) <= bound + 1e-12)
      }
    }
    #expect(exact.cumulativeErrorBound == 0)
  }

  /// Few different values never lose anything, however many rows.
  @Test func tiesAreMergedExactly() {
    let sample = Sample.normal(20_000, .negative, seed: 61, isTied: true)
    let merged = sample.distribution(capacity: 1000)
    #expect(merged.largestMergedMass == 0)
    #expect(merged.cumulative(atOrBelow: 1.5) == sample.distribution().cumulative(atOrBelow: 1.5))
  }
}
