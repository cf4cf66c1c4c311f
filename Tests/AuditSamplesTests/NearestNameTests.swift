import AuditSamples
import Testing

@Suite struct NearestNameTests {
  let columns = ["pt", "eta", "phi", "jet_pt", "jet_eta", "m_jj", "weight", "event", "run", "E"]

  @Test(arguments: [
    ("pr", ["pt"]), ("etaa", ["eta"]), ("wieght", ["weight"]), ("JET_PT", ["jet_pt", "jet_eta", "pt"]),
    ("jet_ta", ["jet_eta"]), ("evnet", ["event"]),
  ])
  func findsWhatWasMeant(_ wrong: String, _ expected: [String]) {
    #expect(nearestNames(to: wrong, among: columns).starts(with: expected))
  }

  @Test func caseAloneIsTheNearest() {
    #expect(nearestNames(to: "PT", among: ["ptx", "xpt", "pt"]).first == "pt")
  }

  @Test func namesThatShareAWordFollow() {
    #expect(
      nearestNames(to: "pt", among: ["jet_pt", "muon_pt", "eta", "pt2"]) == ["pt2", "jet_pt", "muon_pt"])
  }

  @Test func nothingIsNearWhenNothingIs() {
    #expect(nearestNames(to: "luminosity", among: columns).isEmpty)
    #expect(nearestNames(to: "", among: columns).isEmpty)
    #expect(nearestNames(to: "x", among: ["y"]).isEmpty)
    #expect(nearestNames(to: "pt", among: []).isEmpty)
  }

  @Test func limitIsRespected() {
    #expect(nearestNames(to: "x1", among: (0..<50).map { "x\($0)" }, limit: 2).count == 2)
    #expect(nearestNames(to: "x1", among: ["x1"], limit: 0).isEmpty)
  }

  @Test func hostileNamesCostNothing() {
    let long = String(repeating: "a", count: 10_000)
    #expect(nearestNames(to: long + "b", among: [long + "b"]) == [long + "b"])
  }

  @Test func suggestionsReadAsClauses() {
    #expect(suggestion(for: "etaa", among: columns) == "; did you mean 'eta'?")
    #expect(suggestion(for: "p", among: ["pt", "px", "py"]) == "; did you mean 'pt', 'px' or 'py'?")
    #expect(suggestion(for: "colour", among: ["pt", "eta"]) == "; there are 'pt', 'eta'")
    #expect(suggestion(for: "colour", among: ["pt"]) == "; there is 'pt'")
    #expect(suggestion(for: "colour", among: []) == "")
  }
}
