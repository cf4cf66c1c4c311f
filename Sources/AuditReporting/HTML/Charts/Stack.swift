import AuditReport

/// Cumulative contents of the processes of a simulation, the whole first: the order in which areas are painted.
struct Stack: Sendable {
  struct Layer: Sendable {
    /// Style class of the area: `s` for a simulation without processes, `p0` … `p9` for processes.
    var style: String
    var name: String
    /// Contents of this process and of all below it.
    var tops: [Double]
  }

  /// The topmost layer first.
  let layers: [Layer]

  init(_ pair: HistogramPair) {
    guard !pair.processes.isEmpty else {
      layers = [Layer(style: "s", name: pair.simulation.name, tops: pair.simulation.values)]
      return
    }
    var sum = [Double](repeating: 0, count: pair.binCount)
    var layers: [Layer] = []
    for (index, process) in pair.processes.enumerated() {
      for bin in sum.indices { sum[bin] += process.values[bin] }
      layers.append(Layer(style: "p\(index % 10)", name: process.name, tops: sum))
    }
    self.layers = layers.reversed()
  }
}

extension HistogramPair {
  /// What is drawn how, for the reader of the plot.
  var key: Markup {
    var markup: Markup = "<ul class=\"key\"><li><i class=\"kd\"></i>\(name: data.name)"
    for layer in Stack(self).layers {
      markup += "<li><i class=\"kf \(label: layer.style)\"></i>\(name: layer.name)"
    }
    guard !PairWords(self).isOfShares else { return markup + "<li><i class=\"kb\"></i>stat. error</ul>" }
    let scale = normalisation == .data ? "simulation is scaled to data" : "simulation as weighted"
    return markup + "<li><i class=\"kb\"></i>stat. error of sim.<li>\(scale)</ul>"
  }
}
