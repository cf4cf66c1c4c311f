/// Memory that one worker reuses from feature to feature, so that fresh pages are not faulted in each time.
///
/// Not thread-safe: one instance for each worker.
public final class SortScratch {
  /// Second buffers of the radix sort.
  var keys: [UInt32] = []
  var words: [UInt64] = []
  /// Buffers of distributions that are no longer needed.
  private var spareKeys: [[UInt32]] = []
  private var spareWords: [[UInt64]] = []

  /// Empty scratch memory, which grows with use.
  public init() {}

  /// Takes back the memory of a distribution that is no longer needed.
  public func reclaim(_ distribution: consuming WeightedDistribution) {
    switch distribution.points {
    case .unit(let keys) where spareKeys.count < 2: spareKeys.append(keys)
    case .packed(let words) where spareWords.count < 2: spareWords.append(words)
    default: break
    }
  }

  /// An empty array with room for `count` keys if one was given back.
  func takeKeys(_ count: Int) -> [UInt32] {
    var buffer = spareKeys.popLast() ?? []
    buffer.removeAll(keepingCapacity: true)
    buffer.reserveCapacity(count)
    return buffer
  }

  /// An empty array with room for `count` words if one was given back.
  func takeWords(_ count: Int) -> [UInt64] {
    var buffer = spareWords.popLast() ?? []
    buffer.removeAll(keepingCapacity: true)
    buffer.reserveCapacity(count)
    return buffer
  }

  func sort(_ array: inout [UInt32]) {
    let count = array.count
    if keys.count < count || keys.count > 2 * count + 4096 { keys = [UInt32](repeating: 0, count: count) }
    RadixSort.sort(&array, count: count, spare: &keys)
    if array.count > count { array.removeLast(array.count - count) }
  }

  func sort(_ array: inout [UInt64]) {
    let count = array.count
    if words.count < count || words.count > 2 * count + 4096 { words = [UInt64](repeating: 0, count: count) }
    RadixSort.sort(&array, count: count, spare: &words)
    if array.count > count { array.removeLast(array.count - count) }
  }
}
