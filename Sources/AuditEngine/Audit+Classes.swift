import AuditAnalysis
import AuditSamples

extension Audit {
  /// More levels than this are no category.
  private static let mostLevels = 1000

  /// Refuses a label without two classes of positive weight, and a category of too many levels, before anything is
  /// measured.
  ///
  /// Errors: ``EngineError/unusable(files:reason:)``, one sentence with the files of the sample. O(rows) for the label and
  /// each category.
  func checkClasses(rows: [[SampleRows]], on queue: WorkQueue) throws {
    var checks: [(sample: Int, column: String, isLabel: Bool)] = []
    for (index, sample) in samples.enumerated() {
      if let label, sample.role != .data, sample.has(label) { checks.append((index, label, true)) }
      checks += declaredCategories.filter { $0 != label && sample.has($0) }.map { (index, $0, false) }
    }
    _ = try queue.map(checks) { check in
      let sample = samples[check.sample]
      do {
        let levels = try levels(of: check.column, in: sample, rows: rows[check.sample])
        if check.isLabel {
          try Self.checkLabel(check.column, levels, sample: sample.name)
        } else if levels.count > Self.mostLevels {
          throw CategoryError.tooManyLevels(
            category: check.column, sample: sample.name, limit: Self.mostLevels)
        }
      } catch let error as LabelError {
        throw EngineError.unusable(files: sample.files, reason: error.description)
      } catch let error as CategoryError {
        throw EngineError.unusable(files: sample.files, reason: error.description)
      }
    }
  }

  private static func checkLabel(_ label: String, _ levels: [String: Double], sample: String) throws {
    let mostClasses = 100
    let names = levels.keys.sorted()
    guard names.count <= mostClasses else {
      throw LabelError.tooManyClasses(label: label, limit: mostClasses)
    }
    guard names.count > 1 else { throw LabelError.oneClass(label: label, sample: sample, value: names.first) }
    for name in names {
      guard let sum = levels[name], !(sum > 0) else { continue }
      throw LabelError.sumNotPositive(label: label, sample: sample, value: name, sum: sum)
    }
  }

  /// Σw of each level, of no more levels than are needed to know that there are too many.
  private func levels(of column: String, in sample: Sample, rows: [SampleRows]) throws -> [String: Double] {
    var sums: [String: Double] = [:]
    for (process, rows) in zip(sample.processes, rows) {
      for block in rows.blocks where block.count > 0 && sums.count <= Self.mostLevels {
        let batch = try process.batch(of: [column], in: block)
        guard let values = batch.columns.first else { continue }
        sums.merge(Self.sums(of: values, weights: batch.weights)) { $0 + $1 }
      }
    }
    return sums
  }

  private static func sums(of values: Values, weights: Batch.Weights?) -> [String: Double] {
    let weights = weights?.doubles
    func weight(_ row: Int) -> Double { weights?[row] ?? 1 }
    if case .category(let codes, let levels) = values {
      var sums = [Double?](repeating: nil, count: levels.count)
      for (row, code) in codes.enumerated() where code >= 0 {
        sums[Int(code), default: 0] += weight(row)
      }
      return Dictionary(
        uniqueKeysWithValues: zip(levels, sums).compactMap { level, sum in sum.map { (level, $0) } })
    }
    var sums: [Double: Double] = [:]
    var last = Double.nan
    var running = 0.0
    for (row, value) in values.doubles.enumerated() where !value.isNaN {
      if value != last {
        if !last.isNaN { sums[last, default: 0] += running }
        last = value
        running = 0
        if sums.count > mostLevels { break }
      }
      running += weight(row)
    }
    if !last.isNaN { sums[last, default: 0] += running }
    return Dictionary(uniqueKeysWithValues: sums.map { (Values.levelName(of: $0), $1) })
  }
}

/// A category that is none.
private enum CategoryError: Error, CustomStringConvertible {
  case tooManyLevels(category: String, sample: String, limit: Int)

  var description: String {
    switch self {
    case .tooManyLevels(let category, let sample, let limit):
      "sample '\(sample)': category '\(category)' has more than \(limit) distinct values, but a category has few; "
        + "leave it out of 'categories', and name it under 'eventKey' if it identifies events"
    }
  }
}

extension Sample {
  /// True when every process has the column.
  fileprivate func has(_ column: String) -> Bool {
    processes.allSatisfy { $0.columns.contains { $0.name == column } }
  }

  /// Files of all processes.
  var files: [String] { processes.files }
}

extension [Process] {
  /// Files of all of them, each once.
  var files: [String] {
    flatMap(\.source.files).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

extension [Double?] {
  fileprivate subscript(index: Int, default value: Double) -> Double {
    get { self[index] ?? value }
    set { self[index] = newValue }
  }
}
