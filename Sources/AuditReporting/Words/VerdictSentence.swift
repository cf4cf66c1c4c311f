import AuditReport

extension Report {
  /// The verdict in one sentence: what a reader takes away who reads nothing else.
  var verdictSentence: String {
    let count = overlooked.count
    return count == 0
      ? sentenceOfFindings
      : "\(sentenceOfFindings) \(count == 1 ? "One column was" : "\(count) columns were") not looked at."
  }

  /// The sentence on the findings.
  private var sentenceOfFindings: String {
    guard counts.accepted > 0 else { return sentenceOfOthers }
    let who =
      counts.accepted == 1
      ? "One finding that did not pass is" : "\(counts.accepted) findings that did not pass are"
    return "\(sentenceOfOthers) \(who) accepted."
  }

  /// The sentence on what nobody accepted.
  private var sentenceOfOthers: String {
    let judged = counts.pass + counts.fail + counts.warning + counts.inconclusive
    let findings = judged == 1 ? "the one judged finding" : "\(judged) judged findings"
    switch verdict {
    case .fail:
      let who = counts.fail == 1 ? "lies" : "lie"
      return judged == 1
        ? "Failed: the one judged finding lies outside a limit that must hold."
        : "Failed: \(counts.fail) of \(findings) \(who) outside a limit that must hold."
    case .inconclusive:
      return
        "Undecided: no limit that must hold is certainly exceeded, but the samples are too small to decide "
        + (counts.inconclusive == 1 ? "one finding." : "\(counts.inconclusive) findings.")
    case .pass:
      if judged == 0 { return "Passed: nothing is judged but what was accepted." }
      if counts.warning > 0 {
        let warnings = counts.warning == 1 ? "one warning" : "\(counts.warning) warnings"
        return "Passed with \(warnings): none of \(findings) lies outside a limit that must hold."
      }
      if counts.inconclusive > 0 {
        return
          "Passed: none of \(findings) lies outside its limit; \(counts.inconclusive) could not be decided."
      }
      return judged == 1
        ? "Passed: the one judged finding lies within its limit."
        : "Passed: all \(judged) judged findings lie within their limits."
    case .info:
      return findings.isEmpty || counts.info == 0
        ? "Nothing was measured." : "Nothing was judged: no limit applies to what was measured."
    }
  }

  /// How many findings have which mark, worst first; marks without findings are left out.
  var marks: [(mark: Mark, count: Int)] {
    let all: [(mark: Mark, count: Int)] = [
      (.fail, counts.fail), (.warning, counts.warning), (.inconclusive, counts.inconclusive),
      (.accepted, counts.accepted), (.pass, counts.pass), (.info, counts.info),
    ]
    return all.filter { $0.count > 0 }
  }
}
