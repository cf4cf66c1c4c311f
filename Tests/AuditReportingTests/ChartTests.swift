import AuditReport
import Testing

@testable import AuditReporting

@Suite struct ChartTests {
  @Test func scalesMapTheirEnds() {
    let linear = Scale(from: -1, to: 3, start: 100, end: 0)
    #expect(linear(-1) == 100)
    #expect(linear(1) == 50)
    #expect(linear(7) == 0)
    let logarithmic = Scale(.logarithmic, from: 0.1, to: 1000, start: 0, end: 400)
    #expect(abs(logarithmic(1) - 100) < 1e-9)
    #expect(logarithmic(0) == 0)
    let empty = Scale(from: 5, to: 5, start: 0, end: 10)
    #expect(empty(5) == 5)
  }

  private func labels(_ low: Double, _ high: Double, _ kind: Scale.Kind = .linear, about: Int = 5) -> [String]
  {
    Ticks(Scale(kind, from: low, to: high, start: 0, end: 400), about: about).major.map(\.label)
  }

  @Test func ticksAreRoundNumbers() {
    #expect(labels(0, 1) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels(-3, 3) == ["−3", "−2", "−1", "0", "1", "2", "3"])
    #expect(labels(0.9, 1.1) == ["0.90", "0.95", "1.00", "1.05", "1.10"])
    #expect(labels(20, 520, about: 6) == ["100", "200", "300", "400", "500"])
    #expect(labels(0.1, 1000, .logarithmic) == ["10⁻¹", "1", "10", "10²", "10³"])
    #expect(labels(20, 60, .logarithmic) == ["20", "50"])
  }

  @Test func largeAndSmallNumbersShareAFactor() {
    let ticks = Ticks(Scale(from: 1.2e9, to: 1.8e9, start: 0, end: 400), about: 4)
    #expect(ticks.factor == "\u{202F}×\u{202F}10⁹")
    #expect(ticks.major.map(\.label) == ["1.2", "1.4", "1.6", "1.8"])
    #expect(
      Ticks(Scale(from: -3e-5, to: 3e-5, start: 0, end: 400), about: 4).factor == "\u{202F}×\u{202F}10⁻⁵")
  }

  @Test(arguments: [(-1e308, 1e308), (1e-300, 2e-300), (1e15, 1e15 + 1), (0, 1e-300)])
  func extremeAxesHaveNoEndlessTicks(low: Double, high: Double) {
    #expect(Ticks(Scale(from: low, to: high, start: 0, end: 400), about: 5).major.count < 12)
  }

  @Test func integersHaveWholeTicks() {
    let ticks = Ticks(Scale(from: -0.5, to: 3.5, start: 0, end: 400), about: 12, wholeNumbers: true)
    #expect(ticks.major.map(\.label) == ["0", "1", "2", "3"])
    #expect(ticks.minor.isEmpty)
  }

  @Test(
    "labels of a vertical axis leave room for its title, which stands at its left",
    arguments: [
      (-0.0102, 0.0008), (0, 25_000), (-3, 3), (0.98, 1.02),
    ])
  func titlesOfAVerticalAxisStandFree(low: Double, high: Double) throws {
    let point = { (x: Double, y: Double) in Curve.Point(x: x, y: y, low: y, high: y) }
    let curve = Curve(
      title: "t", xLabel: "x", yLabel: "change of the area under the curve",
      series: [Curve.Series(name: "s", points: [point(0, low), point(1, high)])], caption: "c")
    let text = CurvePlot(curve).svg.text
    let labels = try #require(text.firstMatch(of: /<g class="ty">(.*?)<\/g>/)).1
    var count = 0
    for match in labels.matches(of: /<text x="([0-9.]+)" y="[0-9.]+">([^<]+)</) {
      // Digits of the widest usual font, in letters of a narrow page; the title reaches to 15.
      let width = match.2.reduce(0) { $0 + ($1 == "." ? 4.3 : $1 == "−" ? 11.2 : 8.6) }
      #expect(try #require(Double(match.1)) - width >= 15, "\(match.2)")
      count += 1
    }
    #expect(count >= 2)
  }

  @Test func numbersOfAColumnAreWrittenAlike() {
    func texts(_ numbers: Double...) -> [String] {
      let format = ColumnFormat(numbers)
      return numbers.map { format.text($0) }
    }
    #expect(texts(0.64751, 0.6459, 0.61797) == ["0.6475", "0.6459", "0.6180"])
    #expect(texts(0.0092389, 0.12074, 0) == ["0.0092", "0.1207", "0"])
    #expect(texts(182.69, -1.5) == ["182.7", "−1.5"])
    #expect(texts(0.25, 0.5) == ["0.25", "0.50"], "no zeros that all of them end with")
    #expect(texts(19_846, -3) == ["19846", "−3"], "whole numbers are looked up")
    #expect(
      texts(0.5, 1.33e-38) == ["0.5", "1.33\u{202F}×\u{202F}10⁻³⁸"], "what spans too much goes by itself")
  }

  @Test func crowdedAxesOfRankingsCanLeaveOutEveryOtherLabel() {
    let bars = Bars(
      title: "t", label: "l",
      items: (1...4).map { Bars.Item(name: "a\($0)", value: Double($0), low: Double($0), high: Double($0)) },
      caption: "c")
    let text = RankedBars(bars).markup.text
    let marks = text.matches(of: /<span( class="x")? style="left/).map { $0.1 != nil }
    #expect(marks.count > 2 && marks == marks.indices.map { $0 % 2 == 1 })
    #expect(text.contains(">3.000\n") || !text.contains("<small>"), "what has no interval shows none")
  }

  @Test func labelsOfAHorizontalAxisDoNotTouch() {
    let scale = Scale(from: 0, to: 40_000, start: 0, end: 120)
    let ticks = Ticks(horizontal: scale, about: 6).major
    #expect(ticks.count >= 2)
    for (a, b) in zip(ticks, ticks.dropFirst()) {
      #expect(scale(b.value) - scale(a.value) > Double(b.label.count) * 7)
    }
  }

  @Test func stepsSkipEqualBins() {
    var path = PathData()
    path.steps([5, 5, 2.25], edges: [0, 1, 2, 3.04])
    #expect(String(decoding: path.bytes, as: UTF8.self) == "M0 5H2V2.3H3")
  }

  @Test func positionsAreTenths() {
    var bytes: [UInt8] = []
    for value in [0.04, -0.05, 12.34, -7.96, .nan, 1e300] {
      PathData.append(value, to: &bytes)
      bytes.append(UInt8(ascii: " "))
    }
    #expect(String(decoding: bytes, as: UTF8.self) == "0 -0.1 12.3 -8 0 99999 ")
  }

  @Test func contentsBeyondThreeDecadesAreLogarithmic() {
    #expect(ContentRange(Gallery.histogram).kind == .linear)
    let range = ContentRange(Gallery.logarithmic)
    #expect(range.kind == .logarithmic)
    #expect(range.hiddenBins == 1)
    #expect(range.low > 0)
  }

  @Test func negativeContentsExtendTheAxis() {
    var pair = Gallery.histogram
    pair.simulation.values[5] = -3
    let range = ContentRange(pair)
    #expect(range.low < -3)
    #expect(range.base == 0)
  }

  @Test func ratiosHaveTheErrorOfDataAndTheBandOfSimulation() throws {
    let bins = Ratios(Gallery.histogram).bins
    #expect(bins[0].ratio == 1.1)
    #expect(abs(bins[0].error - 11.0.squareRoot() / 10) < 1e-15)
    #expect(bins[0].band == 0.2)
    #expect(bins[5].ratio == nil, "no data, no point")
    #expect(Ratios(Gallery.logarithmic).bins[3].band == nil, "no ratio to a negative simulation")
  }

  @Test func theStackEndsInTheWholeSimulation() {
    let layers = Stack(Gallery.histogram).layers
    #expect(layers.map(\.name) == ["signal", "background"])
    #expect(layers[0].tops == Gallery.histogram.simulation.values)
    #expect(layers[1].tops == Gallery.histogram.processes[0].values)
  }
}
