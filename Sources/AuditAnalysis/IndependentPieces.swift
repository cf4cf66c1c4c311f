/// Runs pieces of an analysis that do not depend on each other, on the engine's threads.
///
/// An analyzer says what is independent; threads stay the engine's business. Results come back in the order of the pieces,
/// so that nothing depends on their number.
public struct IndependentPieces: Sendable {
  private let run: @Sendable (Int, @escaping @Sendable (Int) throws -> any Sendable) throws -> [any Sendable]

  /// Pieces run by `run`: it calls its second argument once with each number below the first, on any thread, and gives
  /// back what came out in order, or the first error.
  public init(
    _ run:
      @escaping @Sendable (Int, @escaping @Sendable (Int) throws -> any Sendable) throws -> [any Sendable]
  ) {
    self.run = run
  }

  /// One after the other.
  public static let oneByOne = IndependentPieces { count, piece in try (0..<count).map(piece) }

  /// What the pieces give, in their order. Errors: the first one of a piece.
  public func map<Output: Sendable>(
    _ count: Int, _ piece: @escaping @Sendable (Int) throws -> Output
  ) throws -> [Output] {
    try run(count) { try piece($0) }.compactMap { $0 as? Output }
  }
}
