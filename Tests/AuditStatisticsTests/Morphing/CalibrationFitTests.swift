import Glibc
import Testing

@testable import AuditStatistics

/// Calibrations that data prefer: closed forms of the kernel, coverage with negative weights, what cannot be fitted.
@Suite struct CalibrationFitTests {
  private let lower = (0..<40).map { Double($0) * 0.5 - 6 }
  private var upper: [Double] { lower.map { $0 + 0.5 } }
  private let edges = [-Double.infinity, -2, 0.3, 1.7, 5, .infinity]

  private func kernel(_ calibration: Calibration) -> CalibrationKernel {
    CalibrationKernel(calibration, lower: lower, upper: upper, edges: edges, isRelative: false)
  }

  @Test func aKernelMovesAndSmearsUniformCells() {
    // One cell [1, 1.5] moved to [1.4, 1.95]: t = 1.7 lies at 6/11 of it.
    var contents = [Double](repeating: 0, count: lower.count)
    contents[14] = 1
    let moved = kernel(Calibration(scale: 0.1, offset: 0.3)).bins(contents)
    #expect(abs(moved[2] - 0.3 / 0.55) < 1e-12 && abs(moved[3] - 0.25 / 0.55) < 1e-12)
    // Smeared: the convolution of a uniform and a Gaussian distribution, by Simpson's rule.
    let sigma = 0.8
    let smeared = kernel(Calibration(variance: sigma * sigma)).cumulative(contents)
    for (place, edge) in edges.enumerated() where edge.isFinite {
      let steps = 200
      var sum = 0.0
      for step in 0...steps {
        let x = 1 + 0.5 * Double(step) / Double(steps)
        let factor = step == 0 || step == steps ? 1.0 : step % 2 == 1 ? 4 : 2
        sum += factor * StandardNormal.cumulative((edge - x) / sigma)
      }
      #expect(abs(smeared[place] - sum / Double(3 * steps)) < 1e-6)
    }
    #expect(abs(kernel(Calibration(variance: 0.3)).bins(contents).reduce(0, +) - 1) < 1e-9)
  }

  @Test func aNegativeVarianceMirrors() {
    let random = CounterRandom(seed: 3, stream: "cells")
    let contents = lower.indices.map { random.uniform(UInt64($0)) }
    let plain = kernel(Calibration()).cumulative(contents)
    let wider = kernel(Calibration(variance: 0.4)).cumulative(contents)
    let narrower = kernel(Calibration(variance: -0.4)).cumulative(contents)
    for place in plain.indices { #expect(abs(narrower[place] - (2 * plain[place] - wider[place])) < 1e-9) }
  }

  @Test func theTransposedKernelIsTheAdjoint() {
    let random = CounterRandom(seed: 4, stream: "cells")
    for calibration in [
      Calibration(), Calibration(scale: 0.1, offset: -0.4, variance: 0.2), Calibration(variance: -0.2),
    ] {
      let kernel = kernel(calibration)
      let contents = lower.indices.map { random.uniform(UInt64($0)) }
      let g = (0..<edges.count - 1).map { random.uniform(UInt64($0), part: 1) }
      let left = zip(g, kernel.bins(contents)).reduce(0) { $0 + $1.0 * $1.1 }
      let right = zip(kernel.transposed(g), contents).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(left - right) < 1e-9)
    }
  }

  @Test func whatWasPutInIsFoundWithIntervalsThatCover() throws {
    var truth = CalibrationToy.Truth()
    truth.firstShare = 0.27
    truth.scale = 0.985
    truth.resolution = 1.3
    truth.offset = 0.4
    var counts: [String: CoverageCount] = [:]
    for toy in 0..<UInt64(60) {
      let comparison = SampleComparison(
        simulation: CalibrationToy(.init(), rows: 6000, stream: 2 * toy, negative: 0.15).events,
        data: CalibrationToy(truth, rows: 6000, stream: 2 * toy + 1).events)
      if comparison.mix.isFitted {
        counts["mix", default: .init()].add(comparison.mix.intervals[0], truth: truth.firstShare)
      }
      for feature in [CalibrationToy.peak, CalibrationToy.ratio] {
        guard let fit = try? comparison.fit([.scale, .smear], to: [feature]) else { continue }
        counts["scale \(feature)", default: .init()].add(fit.parameters[0].estimate, truth: truth.scale - 1)
        counts["smear \(feature)", default: .init()].add(fit.parameters[1].estimate, truth: truth.smear)
      }
      if let fit = try? comparison.fit([.offset, .smear], to: [CalibrationToy.isolation]) {
        counts["offset", default: .init()].add(fit.parameters[0].estimate, truth: truth.offset)
      }
      if let fit = try? comparison.fit([.scale], to: [CalibrationToy.peak, CalibrationToy.spectrum]) {
        counts["group", default: .init()].add(fit.parameters[0].estimate, truth: truth.scale - 1)
      }
    }
    #expect(counts.count == 7)
    for (name, count) in counts {
      // 95 %: fewer than 51 of 60 has a probability of 0.001.
      #expect(count.toys >= 58 && count.rate > 0.84, "\(name): \(count.covered) of \(count.toys)")
    }
    let scale = try #require(counts["scale \(CalibrationToy.peak)"])
    #expect(abs(scale.mean) < 0.0006)
    #expect(
      counts.values.reduce(0) { $0 + $1.covered } >= counts.values.reduce(0) { $0 + $1.toys } * 92 / 100)
  }

  @Test func aSampleAgainstItselfPrefersNothing() throws {
    let events = CalibrationToy(.init(), rows: 5000, stream: 9).events
    let comparison = SampleComparison(simulation: events, data: events.pooled)
    let fit = try comparison.fit([.scale], to: [CalibrationToy.peak])
    #expect(abs(fit.parameters[0].estimate.value) < 2e-4)
    #expect(fit.distances[0].before < 1e-12)
  }

  @Test func scalingWeightsChangesNothing() throws {
    func estimates(_ factor: Double) throws -> [Double] {
      let comparison = SampleComparison(
        simulation: CalibrationToy(.init(), rows: 4000, stream: 1, negative: 0.1, weight: factor).events,
        data: CalibrationToy(.init(scale: 0.98), rows: 4000, stream: 2, weight: factor * 3).events)
      let fit = try comparison.fit([.scale, .smear], to: [CalibrationToy.peak])
      return fit.parameters.flatMap { [$0.estimate.value, $0.estimate.low, $0.estimate.high] }
        + comparison.mix.shares
    }
    for (a, b) in zip(try estimates(1), try estimates(0.037)) { #expect(abs(a - b) < 1e-7 * (1 + abs(a))) }
  }

  @Test func whatCannotBeCalibratedSaysWhy() {
    let comparison = SampleComparison(
      simulation: CalibrationToy(.init(), rows: 4000, stream: 1).events,
      data: CalibrationToy(.init(), rows: 4000, stream: 2).events)
    #expect(comparison.obstacle(of: CalibrationToy.count) == .wholeNumbers)
    #expect(comparison.obstacle(of: CalibrationToy.angle) == .bounded)
    #expect(comparison.obstacle(of: CalibrationToy.peak) == nil)
    #expect(throws: CalibrationObstacle.bounded) { try comparison.fit([.scale], to: [CalibrationToy.angle]) }
    let few = SampleComparison(
      simulation: CalibrationToy(.init(), rows: 120, stream: 1).events,
      data: CalibrationToy(.init(), rows: 120, stream: 2).events)
    #expect(few.obstacle(of: CalibrationToy.peak) != nil)
  }

  @Test func aSmearingThatDataDoNotTellIsLeftOutForAReason() throws {
    // A smeared exponential function is nearly a wider one; a peak tells its width.
    func events(_ scale: Double, stream: UInt64) -> MorphingEvents {
      let r = CounterRandom(seed: 3, stream: stream)
      let rows = 0..<UInt64(6000)
      return MorphingEvents(
        columns: [
          rows.map { Float(-scale * log(r.uniform($0))) },
          rows.map { Float(scale * (10 + r.normal($0, part: 1))) },
        ], weights: rows.map { r.uniform($0, part: 2) < 0.1 ? -1 : 1 }, keys: Array(rows))
    }
    var reasons: [LocationFit.UntoldSmearing] = []
    for stream in 0..<UInt64(12) {
      let comparison = SampleComparison(
        simulation: events(1, stream: 2 * stream), data: events(0.97, stream: 2 * stream + 1).pooled)
      let exponential = try #require(LocationFit(.scale, of: [0], in: comparison))
      #expect((exponential.smear == nil) == (exponential.untold != nil))
      if let untold = exponential.untold { reasons.append(untold) }
      let peak = try #require(LocationFit(.scale, of: [1], in: comparison))
      #expect(peak.smear != nil && peak.untold == nil)
    }
    #expect(!reasons.isEmpty)
  }

  @Test func aNarrowBinByChanceIsNoPeak() throws {
    // Steps of derivatives follow the narrowest structure: σ of a normal distribution, whatever a draw of it looks like.
    let steps = try (0..<UInt64(60)).map { toy in
      let comparison = SampleComparison(
        simulation: ImpactToy(rows: 3000, stream: 2 * toy, isData: false, negative: 0.1).events,
        data: ImpactToy(rows: 3000, stream: 2 * toy + 1, isData: false).events.pooled)
      return try comparison.features[2].get().steps.offset
    }
    let middle = steps.sorted()[30]
    #expect(steps.allSatisfy { $0 > 0.5 * middle && $0 < 2 * middle }, "\(steps.sorted())")
  }

  @Test func aPeakOfAFewPercentSetsTheSteps() throws {
    // As wide as one or two bins, far from the rest: with many events it is no chance.
    func events(stream: UInt64) -> MorphingEvents {
      let r = CounterRandom(seed: 17, stream: stream)
      let rows = 0..<UInt64(30_000)
      return MorphingEvents(
        columns: [
          rows.map {
            Float(r.uniform($0) < 0.03 ? 510 + r.normal($0, part: 1) : 300 + 80 * r.normal($0, part: 2))
          }
        ], weights: rows.map { r.uniform($0, part: 3) < 0.05 ? -1 : 1 }, keys: Array(rows))
    }
    let comparison = SampleComparison(
      simulation: events(stream: 1), data: events(stream: 2).pooled, mixUncertainty: 0)
    let steps = try comparison.features[0].get().steps
    #expect(steps.offset > 0.3 && steps.offset < 2, "\(steps)")
  }
}
