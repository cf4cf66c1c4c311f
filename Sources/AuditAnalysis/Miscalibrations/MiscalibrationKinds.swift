/// The kinds of miscalibrations that there are; a new one is a file and a line here.
public enum MiscalibrationKinds {
  /// All kinds, in the order of `simaudit list`.
  public static let all: [any Miscalibration.Type] = [
    Scale.self, Offset.self, Smear.self, NonLinearity.self, Saturation.self, Quantisation.self,
    DeadChannel.self, Noise.self, Outliers.self, EfficiencyLoss.self, SpectrumChange.self, ProcessMix.self,
    Rotation.self, EtaShift.self, Swap.self, Unavailable.self, WeightVariation.self,
  ]
}
