import AuditEngine
import Foundation
import Testing

/// One test for each sentence that a wrong configuration gets.
@Suite struct ConfigurationErrorTests {
  private func problems(in text: String) -> [String] {
    do {
      _ = try ConfigurationFile(text: text, path: "a.yaml", toyVocabulary)
      return []
    } catch let error as ConfigurationError {
      return error.problems.map(\.description)
    } catch { return ["\(error)"] }
  }

  /// Settings beside a sample that is right.
  private static let settings: [(String, String)] = [
    ("features: [pt]\nignore: [eta, pt]", "3:15: 'pt' is both a feature and ignored"),
    ("output: {<<: Reports}", "2:14: '<<' expects an anchor of settings to take over, found 'Reports'"),
    ("expected: {a: many}", "2:15: 'a' expects a share from 0 on, or shares by level, found 'many'"),
    ("expected: {a: {b: -1}}", "2:19: 'b' expects a share from 0 on, or shares by level, found '-1'"),
    ("expected: {a: {b: 0}}", "2:15: the expected mix of 'a' needs a share above 0"),
    ("expected: 0.6", "2:11: 'expected' expects names with their settings, found '0.6'"),
    ("eventKey: {run: }", "2:11: 'eventKey' expects a text, found a mapping"),
    ("titel: x", "2:1: the configuration has no setting 'titel'; did you mean 'title'?"),
    ("title: [a]", "2:8: 'title' expects a text, found a list"),
    ("title: \" \"", "2:8: 'title' is empty"),
    ("seed: -1", "2:7: 'seed' expects a whole number from 0 to 9007199254740991, found '-1'"),
    (
      "seed: 9007199254740992",
      "2:7: 'seed' expects a whole number from 0 to 9007199254740991, found '9007199254740992'"
    ),
    ("confidence: high", "2:13: 'confidence' expects a number, found 'high'"),
    ("confidence: 95", "2:13: 'confidence' expects a number between 0 and 1, found '95'"),
    ("jobs: 1.5", "2:7: 'jobs' expects a whole number, found '1.5'"),
    ("jobs: 0", "2:7: 'jobs' expects a number from 1 on, found '0'"),
    ("strict: perhaps", "2:9: 'strict' expects true or false, found 'perhaps'"),
    ("strict: [true]", "2:9: 'strict' expects true or false, found a list"),
    ("select: pt >> 20", "2:9: select: column 5: expected a number or a column name, found '>'"),
    ("label: y =", "2:8: label: column 3: expected an operator or the end, found '='; write '==' to compare"),
    ("slices: {high: pt > }", "2:16: high: column 5: expected a number or a column name, found the end"),
    ("slices: {high: {}}", "2:16: 'high' expects a text, found a mapping"),
    ("slices: [high]", "2:9: 'slices' expects names with their settings, found a list"),
    ("derived: {m: sqr(x)}", "2:14: m: column 1: there is no function 'sqr'; did you mean 'sqrt'?"),
    ("categories: {process: }", "2:13: 'categories' expects a text, found a mapping"),
    ("ignore: [run, [event]]", "2:15: 'ignore' expects a text, found a list"),
    (
      "features: {pt: {units: GeV}}",
      "2:17: 'pt' has no setting 'units'; it has 'unit', 'missing', 'range', 'log', 'title'"
    ),
    (
      "features: {pt: GeV}",
      "2:16: 'pt' expects settings ('unit', 'missing', 'range', 'log', 'title'), found 'GeV'"
    ),
    (
      "features: {pt: {range: [5, 1]}}",
      "2:24: 'range' expects [low, high] with low below high, found [5, 1]"
    ),
    ("features: {pt: {range: 5}}", "2:24: 'range' expects two numbers, [low, high], found '5'"),
    ("features: {pt: {range: [0, many]}}", "2:28: 'range' expects a number, found 'many'"),
    ("features: {pt: {missing: [-999, none]}}", "2:33: 'missing' expects a number, found 'none'"),
    ("features: {pt: {missing: .nan}}", "2:26: 'missing' expects a number, found '.nan'"),
    (
      "features: {pt: {log: true, range: [0, 1]}}",
      "2:16: a logarithmic axis of 'pt' needs a range above 0, found 0"
    ),
    ("features: {[a, b]: {}}", "2:12: 'features' needs names as keys, found a list"),
    ("analyses: {shfit: }", "2:19: 'analyses' has no analysis 'shfit'; it has 'shift'"),
    (
      "analyses: {shift: {resample: 3}}",
      "2:20: 'shift' has no setting 'resample'; it has 'resamples', 'normalise', 'features', 'cut'"
    ),
    ("analyses: {shift: {resamples: many}}", "2:31: 'resamples' expects a number, found 'many'"),
    (
      "analyses: {shift: {normalise: both}}",
      "2:31: 'normalise' expects one of 'data', 'weights', found 'both'"
    ),
    ("analyses: {shift: {features: {pt: 1}}}", "2:30: 'features' expects a list, found a mapping"),
    (
      "analyses: {shift: 3}",
      "2:19: 'shift' expects settings ('normalise', 'resamples', 'features', 'cut'), found '3'"
    ),
    ("analyses: [shift]", "2:11: 'analyses' expects names with their settings, found a list"),
    (
      "output: {formats: [json, pdf]}",
      "2:26: 'formats' does not know 'pdf'; there are 'json', 'html', 'text'"
    ),
    (
      "output: {format: json}",
      "2:10: 'output' has no setting 'format'; it has 'formats', 'directory', 'name'"
    ),
    ("output: Reports", "2:9: 'output' expects settings ('directory', 'formats', 'name'), found 'Reports'"),
    ("limits: {max: 3}", "2:9: a limit needs 'metric': Metric as 'simaudit limits' names it"),
    ("limits: [{metric: kss, max: 3}]", "2:19: 'metric' does not know 'kss'; did you mean 'ks'?"),
    ("limits: [{metric: ks}]", "2:10: limit on 'ks': a limit needs 'max' or 'min', or 'judge: false'"),
    (
      "limits: [{metric: ks, max: none}]",
      "2:10: limit on 'ks': a limit that is open on both sides judges nothing; write 'judge: false'"
    ),
    (
      "limits: [{metric: ks, max: 1, judge: false}]",
      "2:10: limit on 'ks': 'judge: false' and a limit exclude each other"
    ),
    (
      "limits: [{metric: ks, min: 2, max: 1}]",
      "2:10: limit on 'ks': the smallest tolerated value, 2, is above the largest, 1"
    ),
    ("limits: [{metric: ks, max: 5 %}]", "2:28: 'max' expects a number or 'none', found '5 %'"),
    (
      "limits: [{metric: ks, max: 1, severity: fatal}]",
      "2:41: 'severity' expects one of 'warning', 'error', found 'fatal'"
    ),
    (
      "limits: [{metric: ks, max: 1, analyzer: shfit}]",
      "2:41: 'analyzer' does not know 'shfit'; did you mean 'shift'?"
    ),
    (
      "limits: [ks]",
      "2:10: a limit expects settings ('metric', 'subject', 'analyzer', 'max', 'min', 'severity', 'judge', 'strict', 'reason'), found 'ks'"
    ),
  ]

  @Test(arguments: settings.indices)
  func saysWhereAndWhat(_ index: Int) {
    let (setting, sentence) = Self.settings[index]
    let found = problems(in: "samples: {data: {files: a.h5}}\n\(setting)\n")
    #expect(found == ["a.yaml:" + sentence])
  }

  private static let samples: [(String, String)] = [
    (
      "{mc: {files: a.h5}}",
      "1:15: sample 'mc' needs a 'role', one of 'simulation', 'data', 'training', 'validation', 'test'"
    ),
    (
      "{mc: {files: a.h5, role: simulaton}}",
      "1:35: 'role' expects one of 'simulation', 'data', 'training', 'validation', 'test', found 'simulaton'"
    ),
    ("{data: {role: data}}", "1:17: sample 'data' needs 'files' or 'processes'"),
    ("{data: }", "1:17: sample 'data' needs 'files' or 'processes'"),
    ("{data: {files: []}}", "1:17: sample 'data' needs 'files' or 'processes'"),
    (
      "{data: {files: a.h5, processes: {b: {files: c.h5}}}}",
      "1:17: sample 'data' has both 'files' and 'processes'; it can have one of them"
    ),
    ("{data: {files: a.h5, scale: 0}}", "1:38: 'scale' expects a number above 0, found '0'"),
    (
      "{data: {files: a.h5, weight: w *}}",
      "1:39: weight: column 4: expected a number or a column name, found the end"
    ),
    (
      "{data: {file: a.h5, files: b.h5}}",
      "1:18: 'data' has no setting 'file'; it has 'files', 'role', 'table', 'weight', 'scale', 'select', 'processes'"
    ),
    ("{data: {processes: {b: {scale: 2}}}}", "1:33: 'b' needs 'files': One or more files, globs allowed"),
    (
      "{data: {processes: {b: {files: c.h5, role: data}}}}",
      "1:47: 'b' has no setting 'role'; it has 'files', 'table', 'weight', 'scale', 'select'"
    ),
    (
      "{data: a.h5}",
      "1:17: 'data' expects settings ('role', 'files', 'table', 'weight', 'scale', 'select', 'processes'), found 'a.h5'"
    ),
    ("{}", "1:1: the configuration needs at least one sample"),
    ("a.h5", "1:10: 'samples' expects names with their settings, found 'a.h5'"),
  ]

  @Test(arguments: samples.indices)
  func samplesToo(_ index: Int) {
    let (samples, sentence) = Self.samples[index]
    #expect(problems(in: "samples: \(samples)\n") == ["a.yaml:" + sentence])
  }

  @Test func theWholeFile() {
    #expect(
      problems(in: "title: x") == [
        "a.yaml:1:1: the configuration needs 'samples': The samples under names of your choice"
      ])
    #expect(
      problems(in: "") == ["a.yaml: the configuration is empty; 'simaudit init' writes one for your samples"])
    #expect(problems(in: "# nothing\n") == problems(in: ""))
    let list = problems(in: "[a]")
    #expect(
      list.count == 1
        && list[0].hasPrefix("a.yaml:1:1: the configuration expects settings ('title', 'preset', 'samples'"))
    #expect(problems(in: "title: x\ntitle: y\n") == ["a.yaml:1:1: 'title' is set twice in the same section"])
    let broken = problems(in: "samples: {data: {files: a.h5}\ntitle: x\n")
    #expect(broken.count == 1 && broken[0].hasPrefix("a.yaml:2:"))
    #expect(broken.first?.contains("this is not valid YAML") == true && broken.first?.contains("\n") == false)
  }

  @Test func allMistakesAtOnce() {
    let text = """
      titel: x
      samples:
        data: {files: a.h5, scale: -1, colour: red}
        mc: {role: simulation}
      select: pt >
      features: {pt: {unit: [GeV], range: [1]}, eta: {lgo: true}}
      analyses: {shift: {resamples: many, normalise: both, bin: 3}, robustness: }
      limits: [{metric: ksx, max: 1}, {metric: ks, max: x}, {metric: ks}]
      seed: 1.5
      """
    let found = problems(in: text)
    #expect(
      found.map { $0.split(separator: ":")[1] } == [
        "1", "3", "3", "4", "5", "6", "6", "6", "7", "7", "7", "7", "8", "8", "8", "9",
      ])
  }

  @Test func hostileTextsStayOnOneShortLine() {
    let long = String(repeating: "x", count: 10_000)
    let found = problems(in: "samples: {data: {files: a.h5}}\n\"a\\nb\": 1\nseed: \(long)\n\"c\\x1b[31m\": 2")
    #expect(found.count == 3 && found.allSatisfy { $0.count < 300 })
    #expect(found.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 32 } })
  }

  @Test func filesThatAreNone() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let missing = folder + "/no-such-\(UUID().uuidString).yaml"
    #expect(
      throws: ConfigurationError([
        ConfigurationProblem(
          file: missing,
          sentence: "there is no such file; 'simaudit init' writes a configuration for your samples")
      ])
    ) { try ConfigurationFile(path: missing, toyVocabulary) }
    #expect(
      throws: ConfigurationError([
        ConfigurationProblem(file: folder, sentence: "this is a folder; the configuration is a YAML file")
      ])
    ) { try ConfigurationFile(path: folder, toyVocabulary) }
    let binary = folder + "/binary-\(UUID().uuidString).yaml"
    try Data([0x89, 0x48, 0x44, 0x46, 0xff, 0xfe]).write(to: URL(fileURLWithPath: binary))
    defer { try? FileManager.default.removeItem(atPath: binary) }
    #expect(
      throws: ConfigurationError([
        ConfigurationProblem(
          file: binary, sentence: "this is not a text file in UTF-8; the configuration is a YAML file")
      ])
    ) { try ConfigurationFile(path: binary, toyVocabulary) }
  }

  @Test func damagedTextsNeverCrash() {
    let whole = Array(fullText)
    for place in stride(from: 0, to: whole.count, by: 43) {
      for symbol in ["", "{", "]", ":", "\t", "\n", "&a", "*a", "\u{0}", "- "] {
        _ = problems(in: String(whole[..<place]) + symbol + String(whole[(place + 1)...]))
      }
    }
    #expect(problems(in: fullText).isEmpty)
  }
}
