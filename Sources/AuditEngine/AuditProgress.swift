import Synchronization

/// How far an audit is; called from worker threads.
public struct AuditProgress: Sendable, Equatable {
  /// What is being done, e.g. `shift`.
  public var stage: String
  /// Number of the analysis, from 1.
  public var analysis: Int
  /// Number of analyses.
  public var analyses: Int
  /// Parts of the current step that are finished: columns that are read, or trainings and other pieces of work that take
  /// about the same time.
  public var done: Int
  /// Parts of the current step, as far as they are known.
  public var total: Int
  /// Seconds since the step began.
  public var seconds: Double

  /// Seconds that the step will still take if its parts take as long as they did; nil where nothing tells. Later steps are not
  /// known yet.
  public var secondsLeft: Double? {
    done > 0 && done < total ? seconds / Double(done) * Double(total - done) : nil
  }
}

/// Counts the work of an audit as it becomes known, on whatever thread it is done.
///
/// An analysis first reads its columns and then concludes, which may be one computation or many pieces: they are a step of
/// their own, because they take another time each.
final class ProgressMeter: Sendable {
  fileprivate struct State {
    var progress: AuditProgress
    var began: ContinuousClock.Instant
  }
  private let state: Mutex<State>
  private let show: @Sendable (AuditProgress) -> Void

  /// A meter of so many analyses.
  init(analyses: Int, show: @escaping @Sendable (AuditProgress) -> Void) {
    self.show = show
    state = Mutex(
      State(
        progress: AuditProgress(
          stage: "", analysis: 0, analyses: analyses, done: 0, total: 0, seconds: 0), began: .now))
  }

  /// The next analysis begins.
  func begin(_ stage: String) {
    state.withLock { state in
      state.progress.stage = stage
      state.progress.analysis += 1
      state.progress.done = 0
      state.progress.total = 0
    }
  }

  /// So many parts are to be done: a new step, or more of one that is under way.
  func add(_ parts: Int) {
    show(
      state.withLock { state in
        if state.progress.done >= state.progress.total {
          (state.progress.done, state.progress.total) = (0, 0)
          state.began = .now
        }
        state.progress.total += parts
        return state.now
      })
  }

  /// So many of them are done.
  func finish(_ parts: Int) {
    show(
      state.withLock { state in
        state.progress.done += parts
        return state.now
      })
  }
}

extension ProgressMeter.State {
  fileprivate var now: AuditProgress {
    var progress = progress
    progress.seconds = (ContinuousClock.now - began) / .seconds(1)
    return progress
  }
}
