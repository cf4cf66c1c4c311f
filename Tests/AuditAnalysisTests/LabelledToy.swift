import AuditSamples
import AuditStatistics
import AuditTestSupport

/// A training sample with known flaws, or its clean twin.
struct LabelledToy {
  var rows = 3000
  var seed: UInt64 = 1
  /// Flaws are planted.
  var isFlawed = true
  /// Rows in blocks of one class.
  var isSorted = false
  var classCount = 2
  var hasWeights = true

  var table: AnalyzerRun.Table {
    let random = CounterRandom(seed: seed, stream: "labelled-toy")
    var label: [Float] = []
    var energy: [Float] = []
    var run: [Double] = []
    var pileup: [Float] = []
    var clock: [Int64] = []
    var mass: [Float] = []
    var period: [Int32] = []
    var weights: [Double] = []
    for row in 0..<UInt64(rows) {
      let code =
        isSorted
        ? Int(row) * classCount / rows : min(classCount - 1, Int(random.uniform(row) * Double(classCount)))
      let isSignal = code == classCount - 1
      label.append(Float(code))
      energy.append(Float(random.normal(row) + (isSignal ? 1 : 0)))
      let isShifted = isFlawed && isSignal
      // Not monotone: the signal was made in the middle of the run range.
      let place = random.uniform(row, part: 1)
      run.append((isShifted ? 250 + 500 * place : 1000 * place).rounded())
      pileup.append(Float(random.normal(row, part: 2)))
      let nanoseconds = Int64(1e6 * random.uniform(row, part: 3)) + (isShifted ? 600_000 : 0)
      clock.append(1_600_000_000_000_000_000 + nanoseconds)
      mass.append(Float(random.normal(row, part: 4) + (isShifted ? 0.7 : 0)))
      period.append(random.uniform(row, part: 5) < (isShifted ? 0.8 : 0.5) ? 0 : 1)
      let sign: Double = random.uniform(row, part: 6) < 0.15 ? -1 : 1
      weights.append(sign * (0.5 + random.uniform(row, part: 7)))
    }
    return AnalyzerRun.Table(
      "training", .training,
      TableSource([
        "y": .float32(label), "energy": .float32(energy), "run": .float64(run), "pileup": .float32(pileup),
        "timestamp": .int64(clock), "mass": .float32(mass),
        "period": .category(codes: period, levels: ["A", "B"]),
        "process": .category(codes: label.map { Int32($0) }, levels: (0..<classCount).map { "p\($0)" }),
      ]), weights: hasWeights ? weights : nil)
  }
}
