/// The kinds of physics expectations that there are; a new one is a file and a line here.
public enum ExpectationKinds {
  /// All kinds, in the order of `simaudit list`.
  public static let all: [any PhysicsExpectation.Type] = [
    Invariance.self, Monotonicity.self, Independence.self, Agreement.self, SliceCalibration.self,
    Overtraining.self,
  ]
}
