import AuditReport

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What is needed to repeat the run: versions, seed, configuration, digests of the files.
struct ProvenanceSection {
  let report: Report

  var markup: Markup {
    let style = NumberStyle.typeset
    var markup: Markup = "<section id=\"provenance\">\n<h2>Provenance</h2>\n<dl class=\"facts\">\n"
    markup +=
      "<dt>tool<dd>\(name: report.tool.name) \(name: report.tool.version), result document \(name: report.schemaVersion)\n"
    if let seed { markup += "<dt>seed<dd>\(seed)\n" }
    let run = report.run
    markup +=
      "<dt>run<dd id=\"run\">started \(name: run.started), \(style.rounded(run.seconds)) s on \(run.jobs) \(label: run.jobs == 1 ? "thread" : "threads"), at most \(style.count(run.peakMemoryBytes / 1_000_000)) MB of memory\n"
    markup += "</dl>\n"
    markup +=
      "<p>To repeat the run: put the configuration below into a file, have the files with these digests at their paths, and run <code>simaudit audit</code> of this version on it. All numbers but those of the run itself will be the same, on any number of threads.</p>\n"
    if report.samples.contains(where: { !$0.files.isEmpty }) { markup += digests }
    markup +=
      "<details class=\"open-in-print\"><summary>Configuration as run, defaults filled in</summary><pre>\(preformatted: configuration)</pre></details>\n"
    return markup + "</section>\n"
  }

  private var digests: Markup {
    var markup: Markup =
      "<details class=\"open-in-print\"><summary>Digests of the files</summary><div class=\"scroll\" tabindex=\"0\"><table class=\"num\"><thead><tr><th>file<th>SHA-256</thead><tbody>\n"
    for file in report.samples.flatMap(\.files) {
      markup += "<tr><th><code>\(label: file.path, limit: 400)</code><td><code>\(label: file.sha256)</code>\n"
    }
    return markup + "</tbody></table></div></details>\n"
  }

  private var seed: String? {
    guard case .object(let settings) = report.configuration, case .number(let seed)? = settings["seed"] else {
      return nil
    }
    return NumberStyle.code.exact(seed)
  }

  private var configuration: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(report.configuration) else {
      return "(holds a number that is not finite)"
    }
    return JSONLayout.indented([UInt8](data))
  }
}
