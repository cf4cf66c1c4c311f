import Synchronization

/// A program of the user's that gives scores: any framework.
///
/// It is started once, with the first block. For each block it gets one array on its standard input, in NumPy's
/// `.npy` format: float32, shape (rows, inputs). It answers with one `.npy` array of float32 or float64, shape (rows,)
/// or (rows, 1), on its standard output, and flushes. It ends when its input does. What it prints goes to standard error,
/// whose end is shown when something fails. `SIMAUDIT_FEATURES` in its environment has the columns' names, one a line.
///
/// ```python
/// import sys
/// from types import SimpleNamespace as Stream
/// from numpy.lib import format as npy
/// source = Stream(read=sys.stdin.buffer.read)  # NumPy seeks in files, and these are pipes
/// answer = Stream(write=sys.stdout.buffer.write)
/// while sys.stdin.buffer.peek(1):
///     rows = npy.read_array(source)
///     npy.write_array(answer, model(rows).astype("float32")); sys.stdout.buffer.flush()
/// ```
///
/// With a ``BatchFileWriter`` each block is a file of its own instead, and the program gets its path as one line on its
/// standard input; it answers in the same way, and the file is gone afterwards.
///
/// ```python
/// import sys, h5py, numpy
/// for line in sys.stdin:
///     with h5py.File(line.rstrip("\\n")) as file:
///         scores = model(file["rows"][:])  # names: file["rows"].attrs["columns"]
///     numpy.lib.format.write_array(answer, scores.astype("float32")); sys.stdout.buffer.flush()
/// ```
///
/// Blocks are sent one after the other, whichever thread asks.
public final class CommandClassifier: Classifier {
  /// The command as one would type it, at most its first line.
  public let name: String
  /// One tensor of all features, named as given.
  public let inputs: [ModelInput]
  private let command: [String]
  private let features: [String]
  private let timeLimit: Double
  private let files: (any BatchFileWriter)?
  private let program = Mutex<Program>(Program())

  /// The program while it runs. Only ever touched inside the lock.
  private struct Program: ~Copyable {
    var child: ChildProgram?
    var failure: ModelError?
  }

  /// A command (program and arguments), the columns that it gets, and the seconds that a block may take at most.
  ///
  /// The first block includes the program's start. Errors: no program named; a time limit that is not positive.
  /// `files`: writes blocks to files; nil: blocks go through the standard input.
  public init(
    _ command: [String], features: [String], timeLimit: Double = 60, files: (any BatchFileWriter)? = nil
  ) throws {
    self.files = files
    // Scripts given as an argument are long: errors are one sentence in one line.
    let line = command.joined(separator: " ").prefix { $0 != "\n" }
    name = line.count > 100 ? line.prefix(100) + " …" : String(line)
    guard let first = command.first, !first.isEmpty else {
      throw ModelError.commandNotStarted(command: name, reason: "no program is named")
    }
    guard timeLimit > 0 else {
      throw ModelError.commandNotStarted(command: name, reason: "its time limit is \(timeLimit) s")
    }
    self.command = command
    self.features = features
    self.timeLimit = timeLimit
    inputs = [ModelInput(shape: [features.count], features: features)]
  }

  /// What the program answers. Once it has failed, it is not started again: the same sentence is thrown.
  public func scores(of rows: InputRows) throws -> [Float] {
    try checkWidth(rows)
    guard rows.count > 0 else { return [] }
    return try program.withLock { program in
      if let failure = program.failure { throw failure }
      do {
        return try exchange(rows, &program)
      } catch let error as ModelError {
        program.failure = error
        program.child = nil
        throw error
      }
    }
  }

  private func exchange(_ rows: InputRows, _ program: inout Program) throws -> [Float] {
    if program.child == nil {
      do {
        program.child = try ChildProgram(
          command, variables: ["SIMAUDIT_FEATURES=" + features.joined(separator: "\n")])
      } catch {
        throw ModelError.commandNotStarted(command: name, reason: error.reason)
      }
    }
    guard let child = program.child else { return [] }
    let batch = try files.map { try BatchFile(rows, features: features, by: $0, for: name) }
    let bytes = batch.map { Array(($0.path + "\n").utf8) } ?? NumpyArray.encoded(rows)
    let answer = child.exchange(bytes, seconds: timeLimit)
    batch?.remove()
    let told = child.standardError
    switch answer {
    case .scores(let scores):
      guard scores.count == rows.count else {
        throw ModelError.commandAnswer(
          command: name,
          reason: "gave \(scores.count) scores for \(rows.count) rows; it must give one for each row",
          standardError: told)
      }
      if let row = scores.firstIndex(where: { !$0.isFinite }) {
        throw ModelError.commandAnswer(
          command: name,
          reason: "gave row \(row) of a block of \(rows.count) the score \(ModelError.text(scores[row])); "
            + "a score must be a finite number", standardError: told)
      }
      return scores
    case .timedOut:
      throw ModelError.commandTimedOut(
        command: name, seconds: timeLimit, rows: rows.count, standardError: told)
    case .ended(let how):
      throw ModelError.commandEnded(command: name, how: how, rows: rows.count, standardError: told)
    case .wrong(let reason):
      throw ModelError.commandAnswer(command: name, reason: reason, standardError: told)
    }
  }
}
