import AuditReport
import AuditStatistics

// Notes about columns that are probably not what they seem. Never judged.
extension ShiftAnalyzer {
  /// Columns that repeat another column, exactly or up to scale and offset, in every sample that has both.
  func copies(among columns: [ColumnShift], in context: AuditContext) -> [Reading] {
    var readings: [Reading] = []
    for (index, column) in columns.enumerated() {
      for other in columns[..<index] {
        guard let relation = relation(of: column, to: other) else { continue }
        let metric: String
        let message: String
        switch relation {
        case .copy:
          metric = "copy"
          message = "\(column.name) is an exact copy of \(other.name): leave one of them out."
        case .affine(let slope, let offset):
          metric = "affine-copy"
          let style = NumberStyle.plain
          let sign = offset < 0 ? "−" : "+"
          message =
            "\(column.name) = \(style.rounded(slope, digits: 6)) · \(other.name) \(sign) "
            + "\(style.rounded(abs(offset), digits: 6)): it carries nothing new; leave one of them out."
        }
        readings.append(
          Reading(
            id: "\(ShiftAnalyzer.kind)/\(metric)/\(column.name)/\(other.name)", analyzer: ShiftAnalyzer.kind,
            metric: metric, subject: Subject(feature: column.name, other: other.name), outcome: .noted,
            message: message))
        break
      }
    }
    return readings
  }

  private func relation(of column: ColumnShift, to other: ColumnShift) -> ColumnSketch.Relation? {
    let shared = column.sketches.keys.filter { other.sketches[$0] != nil }.sorted()
    var found: ColumnSketch.Relation?
    for sample in shared {
      guard let a = column.sketches[sample], let b = other.sketches[sample],
        let relation = a.relation(to: b)
      else { return nil }
      // The same kind of relation everywhere; its constants may differ by rounding.
      if case .copy? = found, relation != .copy { return nil }
      if case .affine? = found, relation == .copy { return nil }
      found = found ?? relation
    }
    return found
  }

  /// Columns that one side has and the other has not.
  func columnsOfOneSampleOnly(in context: AuditContext) -> [Reading] {
    guard let data = context.dataIndices.first else { return [] }
    return context.simulationIndices.compactMap { simulation in
      let comparison = ShiftComparison(
        simulation: context.samples[simulation].name, data: context.samples[data].name)
      let simulated = context.samples[simulation].columnNames
      let recorded = context.samples[data].columnNames
      let rows =
        simulated.filter { !recorded.contains($0) }.map {
          [Table.Cell.text($0), .text(comparison.simulation)]
        }
        + recorded.filter { !simulated.contains($0) }.map { [Table.Cell.text($0), .text(comparison.data)] }
      guard !rows.isEmpty else { return nil }
      let named = rows.prefix(5).compactMap { row in
        if case .text(let name) = row[0] { name } else { nil }
      }
      let more = rows.count > named.count ? " and \(rows.count - named.count) more" : ""
      let caption = "Columns that only one of the two samples has; they cannot be compared."
      return Reading(
        id: comparison.id("one-sample-only", "columns"), analyzer: ShiftAnalyzer.kind,
        metric: "one-sample-only",
        subject: Subject(simulation: comparison.simulation, data: comparison.data), outcome: .noted,
        message: "Only one of \(comparison.simulation) and \(comparison.data) has "
          + "\(named.joined(separator: ", "))\(more); not compared.",
        evidence: [
          .table(
            Table(
              title: "Columns of one sample only", columns: ["column", "only in"], rows: rows,
              caption: caption))
        ])
    }
  }

  /// Constant in one sample but not in the other, monotone in row number, suspected sentinel values.
  func notes(
    on feature: FeatureDescription, _ comparison: ShiftComparison, simulation: WeightedDistribution,
    data: WeightedDistribution
  ) -> [Reading] {
    var readings: [Reading] = []
    let sides = [
      (comparison.simulation, simulation, comparison.data, data),
      (comparison.data, data, comparison.simulation, simulation),
    ]
    let style = NumberStyle.plain
    for (name, here, otherName, there) in sides {
      if here.isConstant, !there.isConstant, here.rows > 1, let value = here.minimum {
        readings.append(
          comparison.note(
            "constant", feature: feature.name, sample: name,
            "\(feature.name) is constant (\(style.exact(value))) in \(name) but not in \(otherName): "
              + "it was probably not filled there."))
      }
      if here.rows >= 20, !here.isConstant, here.hasMoreValues(than: 10),
        here.order.isNonDecreasing || here.order.isNonIncreasing
      {
        let direction = here.order.isNonDecreasing ? "never decreases" : "never increases"
        readings.append(
          comparison.note(
            "monotone", feature: feature.name, sample: name,
            "\(feature.name) \(direction) from row to row in \(name): it looks like an identifier or a time, "
              + "or the file is sorted by it."))
      }
      for suspect in here.suspectedSentinels where !feature.missing.contains(suspect.value) {
        // As it is written in a configuration, and in the id.
        let value = Wording.declared(suspect.value)
        readings.append(
          comparison.note(
            "sentinel", feature: feature.name, sample: name, value: value,
            "\(feature.name) is \(value.replacing("-", with: "−")) in \(style.percent(suspect.fraction)) of \(name), "
              + "far from all other values: if it means missing, declare missing: [\(value)]."
          ))
      }
    }
    return readings
  }
}

extension SampleDescription {
  /// Columns that every process has, in the order of the first.
  var columnNames: [String] {
    (processes.first?.columns ?? []).map(\.name).filter { has($0) }
  }
}
