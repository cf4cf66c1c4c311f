import AuditReport

/// What the samples were: rows, sums of weights, effective rows, files.
struct SamplesSection {
  let samples: [SampleSummary]

  var markup: Markup {
    var markup: Markup = "<section id=\"samples\">\n<h2>Samples</h2>\n<table class=\"flow samples\">\n"
    markup += "<thead><tr><th scope=\"col\">sample<th scope=\"col\">role<th scope=\"col\" class=\"r\">rows"
    markup += "<th scope=\"col\" class=\"r\">Σ<i>w</i><th scope=\"col\" class=\"r\"><i>n</i><sub>eff</sub>"
    markup +=
      "<th scope=\"col\" class=\"r\"><i>w</i> &lt; 0<th scope=\"col\">weight and selection</thead>\n<tbody>\n"
    for sample in samples { markup += row(sample) }
    markup += "</tbody></table>\n"
    markup +=
      "<p class=\"rule\"><i>n</i><sub>eff</sub> = (Σ<i>w</i>)² / Σ<i>w</i>² is the number of unweighted rows with the same statistical power.</p>\n"
    return markup + files + "</section>\n"
  }

  private func row(_ sample: SampleSummary) -> Markup {
    let style = NumberStyle.typeset
    var markup: Markup = sample.partOf == nil ? "<tr>" : "<tr class=\"part\">"
    markup += "<th scope=\"row\">\(name: sample.name)<td data-l=\"role\">"
    markup += sample.partOf == nil ? "\(name: sample.role)" : "process"
    markup += "<td class=\"r\" data-l=\"rows\">\(style.count(sample.rows))"
    if sample.rowsRead != sample.rows { markup += " <small>of \(style.count(sample.rowsRead))</small>" }
    if let count = sample.unlabelledRows {
      markup += "<br><small>\(style.count(count)) without a label</small>"
    }
    markup += "<td class=\"r\" data-l=\"Σw\">\(style.quantity(sample.sumOfWeights))"
    markup += "<td class=\"r\" data-l=\"n eff\">\(style.quantity(sample.effectiveRows))"
    if sample.rows > 0, sample.effectiveRows < 0.9995 * Double(sample.rows) {
      markup += " <small>\(style.percent(sample.effectiveRows / Double(sample.rows)))</small>"
    }
    markup += "<td class=\"r\" data-l=\"w &lt; 0\">\(style.percent(sample.negativeWeightFraction))"
    markup += "<td data-l=\"\">"
    if let weight = sample.weight {
      markup += "<code>\(label: weight, limit: 200)</code>"
    } else if sample.partOf == nil {
      let isWeighted = samples.contains { $0.partOf == sample.name && $0.weight != nil }
      markup += isWeighted ? "by process" : "unweighted"
    }
    if let selection = sample.selection { markup += ", where <code>\(label: selection, limit: 400)</code>" }
    return markup + "\n"
  }

  private var files: Markup {
    var markup: Markup = "<details><summary>Files</summary><ul class=\"files\">\n"
    for sample in samples where sample.partOf == nil || !sample.files.isEmpty {
      for file in sample.files {
        markup += "<li>\(name: sample.name): <code>\(label: file.path, limit: 400)</code>"
        if let table = sample.table { markup += ", table <code>\(label: table, limit: 200)</code>" }
        markup +=
          ", \(NumberStyle.typeset.count(file.bytes)) bytes, SHA-256 <code title=\"\(label: file.sha256)\">\(label: String(file.sha256.prefix(12)))…</code>\n"
      }
    }
    return markup + "</ul></details>\n"
  }
}
