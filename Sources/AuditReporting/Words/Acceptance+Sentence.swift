import AuditReport

extension Acceptance {
  /// "accepted until 2027-03-31: reason"; "accepted until 2026-03-31, which is over: reason".
  var clause: String { "accepted until \(until)\(expired ? ", which is over" : ""): \(reason)" }
}
