extension Evidence {
  /// Why the evidence cannot be drawn, as a clause ("simulation has 59 values for 60 bins"); nil when it can.
  ///
  /// Documents come from files that people edit: a reporter asks this before it draws.
  public var fault: String? {
    switch self {
    case .histogram(let pair): pair.fault
    case .curve(let curve): curve.fault
    case .table(let table): table.fault
    case .heatMap(let map): map.fault
    case .bars(let bars): bars.fault
    case .multiples(let multiples): multiples.fault
    }
  }
}

extension HistogramPair {
  /// Number of bins.
  public var binCount: Int { axis == .category ? labels.count : Swift.max(0, edges.count - 1) }

  fileprivate var fault: String? {
    if binCount == 0 { return "the histogram has no bins" }
    if axis != .category {
      if !edges.allSatisfy(\.isFinite) { return "a bin edge is not finite" }
      if !zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) { return "the bin edges do not rise" }
      if axis == .log, edges[0] <= 0 { return "a logarithmic axis starts at \(edges[0])" }
    }
    for contents in [simulation, data] + processes {
      if let fault = contents.fault(bins: binCount) { return fault }
    }
    return nil
  }
}

extension HistogramPair.Contents {
  fileprivate func fault(bins: Int) -> String? {
    if values.count != bins { return "'\(name)' has \(values.count) values for \(bins) bins" }
    if variances.count != bins { return "'\(name)' has \(variances.count) variances for \(bins) bins" }
    if !(values + [underflow, overflow, missing]).allSatisfy(\.isFinite) {
      return "'\(name)' has a content that is not finite"
    }
    return variances.allSatisfy { $0.isFinite && $0 >= 0 } ? nil : "'\(name)' has a variance below zero"
  }
}

extension Curve {
  fileprivate var fault: String? {
    let points = series.flatMap(\.points)
    if points.isEmpty { return "the curve has no points" }
    let finite = points.allSatisfy { $0.x.isFinite && $0.y.isFinite && $0.low.isFinite && $0.high.isFinite }
    let marked = (marks ?? []).allSatisfy { $0.x.isFinite && $0.low.isFinite && $0.high.isFinite }
    return finite && marked && tolerances.allSatisfy(\.isFinite) ? nil : "a point is not finite"
  }
}

extension Table {
  fileprivate var fault: String? {
    if let row = rows.firstIndex(where: { $0.count != columns.count }) {
      return "row \(row) has \(rows[row].count) cells for \(columns.count) columns"
    }
    return nil
  }
}

extension HeatMap {
  fileprivate var fault: String? {
    if rowLabels.isEmpty || columnLabels.isEmpty { return "the heat map has no cells" }
    for (name, matrix) in [("values", values), ("errors", errors)] where name == "values" || !matrix.isEmpty {
      if matrix.count != rowLabels.count {
        return "\(name) has \(matrix.count) rows for \(rowLabels.count) labels"
      }
      if let row = matrix.first(where: { $0.count != columnLabels.count }) {
        return "\(name) has \(row.count) columns for \(columnLabels.count) labels"
      }
      if !matrix.joined().allSatisfy({ $0?.isFinite ?? true }) {
        return "\(name) has a number that is not finite"
      }
    }
    return nil
  }
}

extension Bars {
  fileprivate var fault: String? {
    if items.isEmpty { return "there are no bars" }
    let numbers = items.flatMap { item in
      [item.value, item.low, item.high]
        + (item.opposite.map { [$0.value, $0.low, $0.high] } ?? [])
    }
    return numbers.allSatisfy(\.isFinite) ? nil : "a bar is not finite"
  }
}

extension Multiples {
  fileprivate var fault: String? {
    panels.isEmpty ? "there are no figures" : panels.lazy.compactMap(\.fault).first
  }
}
