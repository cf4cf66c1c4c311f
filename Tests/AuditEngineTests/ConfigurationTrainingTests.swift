import AuditEngine
import AuditSamples
import Testing

/// What a composition audit needs of its samples, checked before a row is read: one test a sentence.
@Suite struct ConfigurationTrainingTests {
  private func sentences(
    _ change: (inout Configuration) -> Void, test: [String] = ["pt", "eta", "y", "run", "event"]
  ) -> [String] {
    let training = Configuration.Sample(name: "training", role: .training, files: ["T.h5"])
    let split = Configuration.Sample(name: "test", role: .test, files: ["E.h5"])
    let data = Configuration.Sample(name: "data", role: .data, files: ["B.h5"])
    var configuration = Configuration(samples: [training, split, data])
    change(&configuration)
    func columns(_ names: [String]) -> [ColumnInfo] {
      names.map { ColumnInfo(name: $0, kind: .float(bits: 32)) }
    }
    let parts = zip(
      configuration.samples,
      [columns(["pt", "eta", "y", "run", "event"]), columns(test), columns(["pt", "eta"])]
    ).map { sample, columns in
      (
        part: SamplePart(sample: sample, part: sample.parts[0], files: sample.parts[0].files),
        columns: columns
      )
    }
    return ConfigurationFile(configuration).problems(with: parts).map(\.sentence)
  }

  @Test func dataNeedNeitherLabelNorKey() {
    #expect(
      sentences {
        $0.label = "y > 1"
        $0.eventKey = ["run", "event"]
      }.isEmpty)
  }

  @Test func labelMissingInOneFile() {
    let found = sentences({ $0.label = "y" }, test: ["pt", "eta"])
    #expect(
      found == [
        "label: sample 'test' (E.h5): column 1: there is no column 'y'; there are 'pt', 'eta'; every sample but "
          + "data needs the label"
      ])
    #expect(sentences({ $0.label = "yy" }).first?.contains("sample 'training' (T.h5)") == true)
  }

  @Test func keyColumnsAbsent() {
    let found = sentences({ $0.eventKey = ["run", "event"] }, test: ["pt", "eta", "run", "evnt"])
    #expect(
      found == [
        "eventKey: sample 'test' (E.h5) has no column 'event', but events can only be identified by columns that "
          + "every split has; did you mean 'evnt'?"
      ])
  }

  @Test func splitsWithDifferentColumns() {
    let found = sentences({ $0.features = [Configuration.Feature(name: "pt")] }, test: ["eta", "phi"])
    #expect(
      found == [
        "features: sample 'test' (E.h5) has no column 'pt', but a classifier needs its features in every split; "
          + "there are 'eta', 'phi'"
      ])
  }

  @Test func splitsWithoutACommonColumn() {
    let found = sentences({ _ in }, test: ["x", "phi"])
    #expect(
      found == [
        "sample 'test' (E.h5) has none of the 3 feature columns of sample 'training' (T.h5), such as 'pt', but has "
          + "'x'; splits need the same columns: check --table and the files"
      ])
  }

  @Test func nuisancesThatAreNotThere() {
    let found = sentences { $0.nuisance = ["tme", "r*"] }
    #expect(
      found == [
        "nuisance: sample 'training' (T.h5) has no column 'tme'; there are 'pt', 'eta', 'y', 'run', 'event'"
      ])
    #expect(sentences { $0.spectators = ["m"] }.first?.hasPrefix("spectators: ") == true)
  }

  @Test func processesAreALabelOnlyWhereTheyHaveNames() {
    #expect(
      sentences { $0.label = "process" }.first?
        .hasSuffix("to tell classes by file, name them: --training NAME=FILE for each") == true)
  }

  @Test func theLabelAndWhatItIsMadeOfAreNoFeatures() {
    var configuration = Configuration(
      samples: [Configuration.Sample(name: "training", role: .training, files: ["T.h5"])], label: "y + z > 1")
    configuration.nuisance = ["ru*"]
    configuration.eventKey = ["event"]
    let columns = ["pt", "y", "z", "run", "event", "y + z > 1"].map {
      ColumnInfo(name: $0, kind: .float(bits: 32))
    }
    #expect(configuration.features(among: columns).map(\.name) == ["pt"])
    #expect(configuration.inputsOfLabel == ["y", "z"])
    #expect(configuration.labelColumn(among: columns) == "y + z > 1")
  }
}
