import AuditReport
import AuditStatistics

extension IntegrityAnalyzer {
  /// Features that another one determines by a straight line.
  func copies(
    of columns: [(name: String, scan: ColumnSummary)], sample: Int, in context: AuditContext
  ) -> [Reading] {
    guard columns.count > 1 else { return [] }
    let name = context.samples[sample].name
    let lines = columns.map { StandardisedColumn($0.scan.sampled) }
    var pairs: [(feature: String, other: String, isExact: Bool, slope: Double, offset: Double)] = []
    for second in columns.indices {
      guard let line = lines[second] else { continue }
      // The first one that determines it is enough: copies of copies need not be listed twice.
      for first in 0..<second {
        guard let origin = lines[first], let fit = line.fit(on: origin) else { continue }
        let isExact = columns[first].scan.fingerprints == columns[second].scan.fingerprints
        pairs.append((columns[second].name, columns[first].name, isExact, fit.slope, fit.offset))
        break
      }
    }
    let rows = pairs.map { pair -> [Table.Cell] in
      [
        .text(pair.feature), .text(pair.other), .text(pair.isExact ? "equal in every row" : "straight line"),
        .finite(pair.isExact ? 1 : pair.slope), .finite(pair.isExact ? 0 : pair.offset),
      ]
    }
    let listed = pairs.prefix(3).map { pair in
      pair.isExact
        ? "'\(pair.feature)' equals '\(pair.other)'"
        : "'\(pair.feature)' is \(Wording.number(pair.slope, digits: 4))·'\(pair.other)' "
          + "\(pair.offset < 0 ? "−" : "+") \(Wording.number(abs(pair.offset), digits: 4))"
    }
    let more = pairs.count > 3 ? " and \(pairs.count - 3) more" : ""
    return [
      .measured(
        by: Self.kind, "copies", of: Subject(sample: name), IntervalEstimate(exactly: Double(pairs.count)),
        confidence: context.confidence,
        message: pairs.isEmpty
          ? "no feature of '\(name)' is an exact or straight-line copy of another; nothing to do"
          : "\(listed.joined(separator: ", "))\(more) in '\(name)': a copy adds nothing but splits importances; "
            + "keep one of each",
        evidence: pairs.isEmpty
          ? []
          : [
            .table(
              Table(
                title: "Copies in '\(name)'", columns: ["feature", "of", "how", "slope", "offset"],
                rows: rows,
                caption:
                  "feature = slope · other + offset, on rows chosen at random; exact copies agree in every "
                  + "row."))
          ])
    ]
  }
}

/// Values of rows with mean and spread; nil when there is no spread.
private struct StandardisedColumn {
  let values: [Double]
  let mean: Double
  let spread: Double

  init?(_ values: [Double]) {
    let known = values.filter { !$0.isNaN }
    guard known.count >= 10 else { return nil }
    let count = Double(known.count)
    let mean = known.reduce(0, +) / count
    let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    guard variance > 0, variance.isFinite else { return nil }
    // Two values lie on a line with any two others: no evidence for a copy.
    guard Set(known).count > 2 else { return nil }
    self.values = values
    self.mean = mean
    spread = variance.squareRoot()
  }

  /// Slope and offset of self = slope · other + offset when this holds in every row to the precision of float32.
  func fit(on other: StandardisedColumn) -> (slope: Double, offset: Double)? {
    guard values.count == other.values.count else { return nil }
    // A few rows settle almost every pair.
    var sign = 0.0
    for row in values.indices.prefix(64) where abs(other.values[row] - other.mean) > other.spread / 2 {
      sign = (values[row] - mean) * (other.values[row] - other.mean) < 0 ? -1 : 1
      break
    }
    guard sign != 0 else { return nil }
    let slope = sign * spread / other.spread
    let offset = mean - slope * other.mean
    // Rounding of both to float32, and of the moments.
    let rounding = 4e-7
    for row in values.indices {
      let a = values[row]
      let b = other.values[row]
      if a.isNaN || b.isNaN {
        guard a.isNaN && b.isNaN else { return nil }
        continue
      }
      let tolerance = rounding * (abs(a) + abs(slope * b) + abs(offset)) + 1e-6 * spread
      guard abs(a - slope * b - offset) <= tolerance else { return nil }
    }
    return (slope, offset)
  }
}
