import AuditModels
import Foundation
import Testing

/// Programs in Python, with its standard library alone but for one test.
@Suite struct CommandClassifierTests {
  static let python = ProcessInfo.processInfo.environment["SIMAUDIT_PYTHON"] ?? "python3"

  /// Reads blocks and answers what `answer` makes of `rows` (a list of tuples); `start` runs first.
  private func command(_ answer: String, start: String = "pass", timeLimit: Double = 20) throws
    -> CommandClassifier
  {
    let script = """
      import array, os, struct, sys, time
      stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
      def send(scores, form="f"):
          header = "{'descr': '<%s', 'fortran_order': False, 'shape': (%d,), }" % ({"f": "f4", "d": "f8"}[form], len(scores))
          header = header.ljust(117) + "\\n"
          stdout.write(b"\\x93NUMPY\\x01\\x00" + struct.pack("<H", len(header)) + header.encode() + array.array(form, scores).tobytes())
          stdout.flush()
      \(start)
      blocks = 0
      while True:
          head = stdin.read(10)
          if not head: break
          header = stdin.read(struct.unpack("<H", head[8:])[0]).decode()
          n, width = eval(header)["shape"]
          values = array.array("f", stdin.read(4 * n * width))
          rows = [tuple(values[i * width:(i + 1) * width]) for i in range(n)]
          blocks += 1
          \(answer)
      """
    return try CommandClassifier([Self.python, "-c", script], features: ["a", "b"], timeLimit: timeLimit)
  }

  private let rows = InputRows(width: 2, values: [1, 2, 3, 4, 5, 6])

  private func sentence(_ classifier: CommandClassifier) -> String {
    // The command's text has the place of Python in it.
    let text = ModelFixtures.sentence { _ = try classifier.scores(of: rows) }
    return text.replacingOccurrences(of: classifier.name, with: "PROGRAM")
  }

  @Test func itIsStartedOnceAndAnswersBlockAfterBlock() throws {
    let sums = try command("send([a + 10 * b + 1000 * blocks for a, b in rows])")
    #expect(try sums.scores(of: rows) == [1021, 1043, 1065])
    #expect(try sums.scores(of: rows) == [2021, 2043, 2065])
    #expect(try sums.scores(of: InputRows(width: 2, values: [])) == [])
    #expect(try sums.scores(of: InputRows(width: 2, values: [7, 0])) == [3007])
  }

  @Test func blocksLargerThanAPipeGoThrough() throws {
    // The program answers in float64; standard error is filled beyond what a pipe holds meanwhile.
    let sums = try command(
      "sys.stderr.write('x' * 200000 + chr(10)); sys.stderr.flush(); send([a for a, b in rows], 'd')")
    let many = InputRows(width: 2, values: (0..<200_000).map { Float($0) })
    #expect(try sums.scores(of: many) == (0..<100_000).map { Float(2 * $0) })
  }

  @Test func namesOfTheFeaturesAreInTheEnvironment() throws {
    let lengths = try command(
      "send([len(names)] * n)", start: "names = os.environ['SIMAUDIT_FEATURES'].split()")
    #expect(try lengths.scores(of: rows) == [2, 2, 2])
  }

  @Test func theDocumentedProgramWorks() throws {
    let script = """
      import sys
      from types import SimpleNamespace as Stream
      from numpy.lib import format as npy
      model = lambda rows: rows[:, 0] - rows[:, 1]
      source = Stream(read=sys.stdin.buffer.read)
      answer = Stream(write=sys.stdout.buffer.write)
      while sys.stdin.buffer.peek(1):
          rows = npy.read_array(source)
          npy.write_array(answer, model(rows).astype("float32")); sys.stdout.buffer.flush()
      """
    let model = try CommandClassifier([Self.python, "-c", script], features: ["a", "b"])
    #expect(try model.scores(of: rows) == [-1, -1, -1])
    #expect(try model.scores(of: rows) == [-1, -1, -1])
  }

  @Test func severalThreadsMayAsk() async throws {
    let model = try command("send([a for a, b in rows])")
    let all = try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          let block = InputRows(width: 2, values: Array(repeating: Float(task), count: 2000))
          return try model.scores(of: block) == Array(repeating: Float(task), count: 1000)
        }
      }
      return try await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    #expect(all == Array(repeating: true, count: 8))
  }

  @Test func hangingIsEnded() throws {
    let text = sentence(
      try command("print('thinking', file=sys.stderr, flush=True); time.sleep(60)", timeLimit: 1.5))
    #expect(
      text
        == "command 'PROGRAM' gave no scores for 3 rows within 1.5 s and was ended; raise its time limit or check "
        + "that it flushes its output; its standard error ends with: thinking")
  }

  @Test func crashesShowStandardError() throws {
    let raised = sentence(try command("raise ValueError('no such layer')"))
    #expect(raised.hasPrefix("command 'PROGRAM' ended with status 1 before it had given scores for 3 rows"))
    #expect(raised.hasSuffix("ValueError: no such layer"))
    let killed = sentence(try command("os.abort()"))
    #expect(killed.contains("was ended by signal 6 (Aborted)"), "\(killed)")
    let quiet = sentence(try command("sys.exit(3)"))
    #expect(
      quiet.contains("ended with status 3") && quiet.hasSuffix("it wrote nothing to its standard error"))
    // Ends before it has read anything: writing to it must not end this process.
    let early = try command("pass", start: "sys.exit(4)")
    let large = InputRows(width: 2, values: Array(repeating: 0, count: 1_000_000))
    #expect(ModelFixtures.sentence { _ = try early.scores(of: large) }.contains("ended with status 4"))
  }

  @Test func wrongAnswersAreNamed() throws {
    #expect(
      sentence(try command("send([1.0])")).contains(
        "gave 1 scores for 3 rows; it must give one for each row"))
    #expect(
      sentence(try command("send([0.5, float('nan'), 0.5])")).contains(
        "gave row 1 of a block of 3 the score NaN; a score must be a finite number"))
    #expect(
      sentence(try command("stdout.write(b'Loading weights\\n'); stdout.flush(); send([1, 2, 3])")).contains(
        "wrote 'Loading weights' to its standard output, where only arrays in .npy format belong"))
  }

  @Test func afterAFailureTheSameSentenceFollows() throws {
    let classifier = try command("sys.exit(3)")
    #expect(sentence(classifier) == sentence(classifier))
    #expect(sentence(classifier).contains("ended with status 3"))
  }

  @Test func programsThatAreNotThereAreNamed() throws {
    let absent = try CommandClassifier(["./no-such-program", "--x"], features: ["a", "b"])
    #expect(
      ModelFixtures.sentence { _ = try absent.scores(of: rows) }
        == "command './no-such-program --x' could not be started: no such file or directory; "
        + "check its path and permissions")
    #expect(
      ModelFixtures.sentence { _ = try CommandClassifier([], features: []) }.contains("no program is named"))
    #expect(
      ModelFixtures.sentence { _ = try CommandClassifier(["x"], features: [], timeLimit: 0) }.contains(
        "its time limit is 0.0 s"))
    #expect(
      ModelFixtures.sentence { _ = try absent.scores(of: InputRows(width: 1, values: [1])) }.contains(
        "has 2 inputs ('a', 'b'), but 1 were given"))
  }
}
