import Synchronization
import Testing

@testable import AuditEngine

@Suite struct ProgressTests {
  private final class Shown: Sendable {
    let all = Mutex<[AuditProgress]>([])
    var meter: ProgressMeter {
      ProgressMeter(analyses: 2) { progress in self.all.withLock { $0.append(progress) } }
    }
  }

  /// Columns that are read say nothing of the trainings that follow: these are counted by themselves.
  @Test func trainingsAreAStepOfTheirOwn() throws {
    let shown = Shown()
    let meter = shown.meter
    meter.begin("two-sample")
    meter.add(3)
    for _ in 0..<3 { meter.finish(1) }
    let queue = WorkQueue(jobs: 2)
    let squares = try queue.pieces(countedBy: meter).map(40) { $0 * $0 }
    #expect(squares == (0..<40).map { $0 * $0 })
    let all = shown.all.withLock { $0 }
    #expect(all.map(\.total) == [3, 3, 3, 3] + Array(repeating: 40, count: 41))
    #expect(
      all.prefix(4).map(\.done) == [0, 1, 2, 3] && all.dropFirst(4).map(\.done).sorted() == Array(0...40))
    #expect(all.allSatisfy { $0.stage == "two-sample" && $0.analysis == 1 && $0.analyses == 2 })
    // Nothing is promised before a part is done, nor when all that is known is done.
    #expect(all.allSatisfy { ($0.secondsLeft == nil) == ($0.done == 0 || $0.done == $0.total) })
  }

  @Test func theRestIsWhatTheSameStepTook() {
    var progress = AuditProgress(stage: "panel", analysis: 1, analyses: 1, done: 5, total: 20, seconds: 10)
    #expect(progress.secondsLeft == 30)
    progress.done = 20
    #expect(progress.secondsLeft == nil)
  }

  /// Pieces of pieces are more of the step that is under way.
  @Test func nestedPiecesAddToTheStep() throws {
    let shown = Shown()
    let pieces = WorkQueue(jobs: 1).pieces(countedBy: shown.meter)
    _ = try pieces.map(2) { _ in try pieces.map(3) { $0 } }
    #expect(shown.all.withLock { $0.last?.total } == 8)
  }
}
