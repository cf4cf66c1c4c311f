import Testing

@testable import AuditStatistics

@Suite struct MultipleTestingTests {
  /// scipy.stats.false_discovery_control.
  @Test func benjaminiHochbergAgreesWithReferences() throws {
    let reference = try ReferenceNumbers.load()
    let result = MultipleTesting.benjaminiHochberg(reference.pValues)
    for (a, b) in zip(result, reference.benjaminiHochberg) { #expect(isClose(a, b, 1e-12)) }
  }

  @Test func byHand() {
    #expect(
      MultipleTesting.holm([0.01, 0.04, 0.03]).elementsEqual([0.03, 0.06, 0.06], by: { isClose($0, $1) }))
    #expect(MultipleTesting.holm([0.9, 0.8]) == [1, 1])
    #expect(MultipleTesting.benjaminiHochberg([0.5]) == [0.5])
    #expect(MultipleTesting.benjaminiHochberg([]).isEmpty && MultipleTesting.holm([]).isEmpty)
  }

  @Test func adjustedValuesKeepTheOrder() {
    let random = CounterRandom(seed: 9, stream: 0)
    let p = (0..<UInt64(50)).map { random.uniform($0) }
    for adjusted in [MultipleTesting.benjaminiHochberg(p), MultipleTesting.holm(p)] {
      for i in p.indices {
        #expect(adjusted[i] >= p[i] && adjusted[i] <= 1)
        for j in p.indices where p[i] < p[j] { #expect(adjusted[i] <= adjusted[j]) }
      }
    }
  }
}
