/// Rounds of boosting that score.
public enum Iterations: Sendable, Equatable, Codable {
  /// Those that the library's usual call takes: up to the best where scikit-learn's wrapper saved the file, else all.
  case usual
  /// All.
  case all
  /// Up to the best one of a training that was stopped early.
  case best
  /// The first so many.
  case first(Int)

  /// `best`, `all` or a number from 1 on; nil for another text.
  public init?(_ text: String) {
    switch text {
    case "all": self = .all
    case "best": self = .best
    default:
      guard let count = Int(text), count > 0 else { return nil }
      self = .first(count)
    }
  }
}

/// The trees of a file that score, and what is to be said of them.
struct BoostingRounds {
  /// Numbers of the trees.
  let trees: Range<Int>
  /// Which rounds these are; nil: all of a model that was not stopped early.
  let note: String?

  /// The rounds of `learner`, whose trees are those of `model`.
  ///
  /// The wrapper `XGBClassifier` scores with the rounds up to `best_iteration` and leaves its mark among the attributes;
  /// `Booster.predict` takes all. Errors: rounds that are not there, or that the file does not tell apart.
  init(_ choice: Iterations, learner: ModelNode, model: ModelNode, groups: Int, path: String) throws {
    let count = model["trees"].items?.count ?? 0
    let attributes = learner["attributes"]
    let best = attributes["best_iteration"].integer.flatMap { $0 >= 0 && $0 < 1 << 40 ? $0 + 1 : nil }
    if best == nil, choice == .usual || choice == .all {
      (trees, note) = (0..<count, nil)
      return
    }
    let ends = try Self.ends(model, count: count, groups: groups, path: path)
    let stopped = best.map { min($0, ends.count) }
    let isWrapped = attributes["scikit_learn"].text != nil
    let used: Int
    switch choice {
    case .usual: used = isWrapped ? stopped ?? ends.count : ends.count
    case .all: used = ends.count
    case .best:
      guard let stopped else {
        throw ModelError.unsupported(
          path: path, what: "does not say which of its \(ends.count) rounds of boosting was the best",
          remedy: "give 'iterations' a number")
      }
      used = stopped
    case .first(let number):
      guard number <= ends.count else {
        throw ModelError.unsupported(
          path: path, what: "has \(ends.count) rounds of boosting, and \(number) are asked for",
          remedy: "give 'iterations' at most \(ends.count)")
      }
      used = number
    }
    trees = 0..<(used > 0 ? ends[used - 1] : 0)
    note =
      (used == ends.count ? "all" : "the first \(used) of") + " \(ends.count) rounds of boosting score"
      + (choice == .usual ? ", as in \(isWrapped ? "XGBClassifier.predict_proba" : "Booster.predict")" : "")
      + (best.map { "; early stopping found round \($0) to be the best" } ?? "")
      + "; 'iterations' chooses others"
  }

  /// The number of trees up to the end of each round.
  private static func ends(_ model: ModelNode, count: Int, groups: Int, path: String) throws -> [Int] {
    if let starts = model["iteration_indptr"].integers {
      guard starts.first == 0, starts.last == count, zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
      else {
        throw ModelError.damaged(
          path: path, format: "XGBoost", reason: "its 'iteration_indptr' does not count its \(count) trees")
      }
      return Array(starts.dropFirst())
    }
    let parallel = model["gbtree_model_param"]["num_parallel_tree"].integer ?? 1
    let (size, isTooLarge) = max(1, parallel).multipliedReportingOverflow(by: groups)
    guard !isTooLarge, count % size == 0 else {
      throw ModelError.damaged(
        path: path, format: "XGBoost", reason: "it has \(count) trees, but \(size) a round of boosting")
    }
    return Array(stride(from: size, through: count, by: size))
  }
}
