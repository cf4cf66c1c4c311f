import AuditHDF5
import AuditReport
import AuditSamples
import Foundation
import Testing

/// What a file says of its own columns is applied, or said not to be; what is not there is not read as zeros.
@Suite struct StoredMeaningTests {
  private let program: Program

  init() throws { program = try Program() }

  /// Writes files with h5py: `f` is `a.h5`, open for writing.
  private func write(_ script: String) throws {
    let problems = try program.python(
      """
      import h5py, numpy as np
      f = h5py.File('a.h5', 'w')
      \(script)
      f.close()
      """)
    try #require(problems.isEmpty, "\(problems)")
  }

  private func source(_ table: String? = nil) throws -> HDF5Source {
    try HDF5Source(paths: [program.folder.appending(path: "a.h5").path], table: table)
  }

  private func values(_ name: String) throws -> [Double] {
    let source = try source()
    return try source.read([name], rows: 0..<source.rowCount)[0].doubles
  }

  @Test("packing, fill values and valid ranges are those of netCDF")
  func packing() throws {
    try write(
      """
      d = f.create_dataset('x', data=np.array([0, 100, -32768, 7, 5000], 'i2'))
      d.attrs.update(scale_factor=0.5, add_offset=10.0, _FillValue=np.int16(-32768), valid_max=np.int16(4000))
      d = f.create_dataset('y', data=np.array([1, 2, 3, 40, -1], 'f4'))
      d.attrs['valid_range'] = np.array([0, 10], 'f4')
      d = f.create_dataset('z', data=np.array([0, 100, -56, -1, 2], 'i1'))
      d.attrs.update(_Unsigned='true', _FillValue=np.int8(-1))
      d = f.create_dataset('gain', data=np.arange(5.0))
      d.attrs['gain'] = 0.25
      """)
    #expect(try values("x").map { $0.isNaN ? -1 : $0 } == [10, 60, -1, 13.5, -1])
    #expect(try values("y").map { $0.isNaN ? -1 : $0 } == [1, 2, 3, -1, -1])
    #expect(try values("z") == [0, 100, 200, 255, 2])
    #expect(try source().column("z").missing == [255])
    #expect(try source().column("x").reading == "stored × 0.5 + 10.0, missing outside of its valid range")
    #expect(try source().column("gain").notApplied == ["its attribute 'gain' (0.25)"])
    let inspection = try program.run("inspect", "a.h5")
    #expect(inspection.output.contains("x is read as stored × 0.5 + 10.0"), "\(inspection.output)")
    #expect(inspection.output.contains("gain: not applied: its attribute 'gain' (0.25)"))
    let shift = try program.run("shift", "--simulation", "a.h5", "--data", "a.h5", "-o", "out")
    #expect(shift.errors.contains("gain: not applied: its attribute 'gain' (0.25)"), "\(shift.errors)")
  }

  @Test("times are seconds since 1970, whatever their unit; NaT is missing")
  func times() throws {
    try write(
      """
      d = f.create_dataset('ns', data=np.array([1704067200_250000000, -(2**63), -1_500000000, 0]))
      d.attrs['dtype'] = 'datetime64[ns]'
      d = f.create_dataset('ms', data=np.array([1704067200_250, -(2**63), -1_500, 0]))
      d.attrs['dtype'] = 'datetime64[ms]'
      d = f.create_dataset('days', data=np.array([19723.0, np.nan, 0.5, -0.25]))
      d.attrs['units'] = 'days since 1970-01-01T00:00:00Z'
      d = f.create_dataset('leap', data=np.array([0, 1, 2, 3], 'i4'))
      d.attrs['units'] = 'hours since 2024-2-29 12:30'
      d = f.create_dataset('model', data=np.array([0, 1, 2, 3], 'i4'))
      d.attrs.update(units='days since 2000-01-01', calendar='360_day')
      """)
    let ns = try values("ns")
    #expect(ns[0] == 1_704_067_200.25 && ns[1].isNaN && ns[2] == -1.5 && ns[3] == 0)
    #expect(try values("ms").map(\.bitPattern) == ns.map(\.bitPattern))
    let days = try values("days")
    #expect(days[0] == 1_704_067_200 && days[1].isNaN && days[2] == 43200 && days[3] == -21600)
    #expect(try values("leap") == [0, 1, 2, 3].map { 1_709_209_800 + 3600 * $0 })
    #expect(try source().column("ns").unit == "s")
    #expect(try values("model") == [0, 1, 2, 3])
    #expect(
      try source().column("model").notApplied == ["its unit of time, 'days since 2000-01-01 (360_day)'"])
  }

  @Test("masks beside their column make rows missing; what is only called so is said")
  func masks() throws {
    try write(
      """
      a = np.zeros(4, [('pt', 'f4'), ('pt.mask', '?'), ('n', 'i8'), ('n.mask', '?'), ('n_mask', '?')])
      a['pt'], a['n'] = [1, 2, 3, 4], [5, 6, 7, 8]
      a['pt.mask'], a['n.mask'] = [0, 1, 0, 0], [0, 0, 0, 1]
      f['t'] = a
      """)
    #expect(try values("pt").map { $0.isNaN ? -1 : $0 } == [1, -1, 3, 4])
    #expect(try values("n").map { $0.isNaN ? -1 : $0 } == [5, 6, 7, -1])
    #expect(try source().columns.map(\.name) == ["pt", "n", "n_mask"])
    #expect(try source().setAside.map(\.name) == ["pt.mask", "n.mask"])
    #expect {
      _ = try values("pt.mask")
    } throws: { "\($0)".contains("column 'pt.mask' is the mask of 'pt', whose rows it makes missing") }
    #expect(try source().column("n").notApplied == ["the flag 'n_mask' beside it"])
  }

  @Test(
    "values that lie elsewhere and are not there are refused",
    arguments: [
      ("part.h5", "x", "import os; os.remove('part.h5')", "'part.h5', which is not beside the file"),
      ("part.h5", "y", "", "'part.h5', which has no dataset 'y'"),
      ("part.h5", "short", "", "'part.h5', which has fewer values than it should in 'short'"),
      ("../part.h5", "x", "", "'v' lies in another file, '../part.h5'"),
    ])
  func virtualSources(_ file: String, _ dataset: String, _ change: String, _ words: String) throws {
    try write(
      """
      with h5py.File('part.h5', 'w') as p:
          p['x'], p['short'] = np.arange(5.0), np.arange(4.0)
      layout = h5py.VirtualLayout((5,), 'f8')
      layout[:] = h5py.VirtualSource('\(file)', '\(dataset)', (5,))
      f.create_virtual_dataset('v', layout)
      f['w'] = np.arange(5.0)
      \(change)
      """)
    #expect(try source().columns.map(\.name) == ["w"])
    #expect {
      _ = try values("v")
    } throws: { "\($0)".contains(words) }
    let inspection = try program.run("inspect", "a.h5")
    #expect(inspection.status == 0 && inspection.output.contains("not a column: v is stored in"))
  }

  @Test(
    "virtual datasets of files beside are read, and gaps are said; raw storage that is too short is refused")
  func storedBeside() throws {
    try write(
      """
      with h5py.File('part.h5', 'w') as p: p['x'] = np.arange(5.0)
      layout = h5py.VirtualLayout((6,), 'f8')
      layout[:5] = h5py.VirtualSource('part.h5', 'x', (5,))
      f.create_virtual_dataset('v', layout, fillvalue=-1)
      np.arange(6.0).tofile('whole.bin'); np.arange(5.0).tofile('short.bin')
      for name in ('whole', 'short'):
          f.create_dataset(name, (6,), 'f8', external=[(name + '.bin', 0, 48)])
      """)
    #expect(try values("v") == [0, 1, 2, 3, 4, -1])
    #expect(try source().column("v").notApplied == ["a source of 1 of its values, which are fill values"])
    #expect(try values("whole") == [0, 1, 2, 3, 4, 5])
    #expect(try source().setAside.map(\.name) == ["short"])
  }

  @Test("tables of different lengths are listed and can be chosen; errors say how")
  func lengths() throws {
    try write(
      """
      f['x_train'], f['y_train'] = np.ones((80, 3)), np.arange(80)
      f['x_test'], f['y_test'] = np.ones((20, 3)), np.arange(20)
      """)
    let inspection = try program.run("inspect", "a.h5")
    #expect(inspection.status == 0 && inspection.errors.isEmpty)
    #expect(
      inspection.output.contains("table /:80  80 rows") && inspection.output.contains("table /:20  20 rows"))
    #expect(try source("/:20").columns.map(\.name) == ["x0", "x1", "x2", "y_test"])
    #expect(try source("/:80").rowCount == 80)
    #expect {
      _ = try source()
    } throws: {
      "\($0)".contains("choose those of one length with --table (table: in a configuration), '/:80'")
    }
    let shift = try program.run(
      "shift", "--simulation", "a.h5", "--data", "a.h5", "--table", "/:20", "-o", "out")
    #expect(shift.status == 0, "\(shift.errors)")
  }

  @Test("64 bit integers: exact order, counts, keys and comparisons, or one sentence")
  func wideIntegers() throws {
    try write(
      """
      f['t'] = np.int64(2**60) + np.arange(3000) % 100
      f['key'] = np.uint64(2**63) + np.arange(3000, dtype='u8')
      f['hash'] = np.arange(3000, dtype='u8') * np.uint64(6148914691236517)
      f['x'] = np.arange(3000.0)
      """)
    let inspection = try program.run("inspect", "a.h5", "--format", "json")
    let files = try JSONSerialization.jsonObject(with: Data(inspection.output.utf8)) as? [[String: Any]]
    let tables = try #require(files?.first?["tables"] as? [[String: Any]])
    let columns = try #require(tables.first?["columns"] as? [[String: Any]])
    let t = try #require(columns.first { $0["name"] as? String == "t" })
    #expect(t["distinct"] as? Int == 100 && t["exactMax"] as? String == "\((1 << 60) + 99)")
    let key = try #require(columns.first { $0["name"] as? String == "key" })
    #expect(key["distinct"] as? Int == 3000 && key["exactMin"] as? String == "9223372036854775808")

    let shift = try program.run(
      "shift", "--simulation", "a.h5", "--data", "a.h5", "--features", "t", "hash", "x", "-o", "out")
    #expect(shift.status == 0, "\(shift.errors)")
    #expect(
      shift.errors.contains("not looked at: 't'\n") && shift.output.contains("t - 1152921504606846976"),
      "\(shift.errors) \(shift.output)")

    // Neighbouring keys are the same in float64: 1000 of the 3000 are really there twice.
    try #require(
      try program.python(
        """
        import h5py, numpy as np
        for name, first in (('train.h5', 0), ('test.h5', 2000)):
            with h5py.File(name, 'w') as f:
                f['key'] = np.uint64(2**63) + np.arange(first, first + 3000, dtype='u8')
                f['x'], f['y'] = np.random.default_rng(first).normal(size=3000), np.arange(3000, dtype='i1') % 2
        """
      ).isEmpty)
    let composition = try program.run(
      "composition", "--training", "train.h5", "--test", "test.h5", "--label", "y", "--event-key", "key",
      "--no-models", "-o", "out")
    #expect(composition.status == 1, "\(composition.errors)")
    let report = try JSONDecoder().decode(
      Report.self, from: Data(contentsOf: program.folder.appending(path: "out/composition.json")))
    func value(_ id: String) -> Double? { report.findings.first { $0.id == id }?.estimate?.value }
    #expect(value("overlap/key-duplicates/test") == 0)
    #expect(value("overlap/key-overlap/test:training") == 1000.0 / 3000)

    let info = try source().columns
    func count(_ text: String) throws -> Double {
      let expression = try ColumnExpression(text, columns: info)
      let rows = 0..<3000
      let read = try source().read(expression.columns, rows: rows)
      return try expression.evaluate(read, rows: 3000).reduce(0, +)
    }
    #expect(try count("t - 1152921504606846976 == 7") == 30)
    #expect(try count("t == 1152921504606846976") == 30)
    #expect(try count("1152921504606846976 < t") == 2970)
    #expect(try count("0 < t <= 1152921504606846976") == 30)
    #expect(try count("t in [1152921504606846976, 5]") == 30)
    #expect(try count("key > 9223372036854775808") == 2999)
    #expect {
      _ = try count("t == 1152921504606846977")
    } throws: { "\($0)".contains("is 1152921504606846976 in float64") }
  }

  @Test("a filter that was left out for every chunk is not needed")
  func skippedFilter() throws {
    try write(
      """
      p = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
      p.set_chunk((5,))
      p.set_filter(32000 - 1, h5py.h5z.FLAG_OPTIONAL, (0,))
      d = h5py.h5d.create(f.id, b'x', h5py.h5t.IEEE_F64LE, h5py.h5s.create_simple((5,)), p)
      d.write_direct_chunk((0,), np.arange(5.0).tobytes(), 1)
      """)
    #expect(try values("x") == [0, 1, 2, 3, 4])
  }

  @Test("pandas' own word decides between a frame and a series in one place")
  func leftOver() throws {
    try write(
      """
      g = f.create_group('s')
      g.attrs['pandas_type'] = np.bytes_(b'series')
      g['values'], g['index'] = np.arange(4.0), np.arange(4)
      g['axis0'], g['axis1'] = np.array([b'old']), np.arange(3)
      g['block0_items'], g['block0_values'] = np.array([b'old']), np.full((3, 1), 9.0)
      """)
    #expect(try values("values") == [0, 1, 2, 3])
    #expect(
      try source().setAside.map(\.name) == ["s/axis0", "s/axis1", "s/block0_items", "s/block0_values"])
  }

  @Test("a pickle of 50 000 tuples in each other is no list of names")
  func deepPickle() throws {
    try write(
      """
      t = np.zeros(3, [('index', 'i8'), ('values_block_0', 'f8', (2,))])
      g = f.create_group('df')
      g.attrs['pandas_type'] = np.bytes_(b'frame_table')
      d = g.create_dataset('table', data=t)
      d.attrs['values_block_0_kind'] = np.void(b')' + b'\\x85' * 50000 + b'.')
      """)
    let run = try program.run("inspect", "a.h5")
    #expect(run.status == 0 && run.output.contains("values_block_0"), "\(run.errors)")
  }

  @Test("an endless loop inside the library is told from a file system that does not answer")
  func endlessLoop() throws {
    try write(
      """
      p = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
      p.set_chunk((5,))
      p.set_filter(31999, h5py.h5z.FLAG_OPTIONAL, (0,))
      d = h5py.h5d.create(f.id, b'x', h5py.h5t.IEEE_F64LE, h5py.h5s.create_simple((5,)), p)
      d.write_direct_chunk((0,), np.arange(5.0).tobytes(), 0)
      """)
    // A filter that never ends, as damaged metadata can make the library do.
    try program.write(
      """
      #include <stddef.h>
      static size_t loop(void) { for (volatile unsigned n = 0;; n++) {} }
      static struct { int version, id; unsigned encoder, decoder; const char *name; void *apply, *local, *filter; }
        filter = {1, 31999, 1, 1, "loop", 0, 0, (void *)loop};
      int H5PLget_plugin_type(void) { return 0; }
      const void *H5PLget_plugin_info(void) { return &filter; }
      """, to: "loop.c")
    let built = try program.script(
      "(cc -shared -fPIC -o libloop.so loop.c || clang -shared -fPIC -o libloop.so loop.c) 2>/dev/null")
    guard built.status == 0 else { return }  // no compiler of C here
    let run = try program.shell(
      "export SIMAUDIT_HDF5_TIME_LIMIT=2 HDF5_PLUGIN_PATH=$PWD", "inspect", "a.h5")
    #expect(run.status == 2)
    #expect(
      run.errors.contains("a.h5: the HDF5 library keeps computing and reads nothing"), "\(run.errors)"
    )
  }

  @Test("the child ends with its parent, even when that is killed")
  func parentKilled() throws {
    try write("f['x'] = np.arange(5.0)")
    try #require(mkfifo(program.folder.appending(path: "other.h5").path, 0o600) == 0)
    let made = try program.python(
      "import h5py\nh5py.File('a.h5', 'r+')['y'] = h5py.ExternalLink('other.h5', 'y')")
    try #require(made.isEmpty, "\(made)")
    // The child waits inside the library for the pipe; its parent is killed, and nothing of both may be left.
    let run = try program.script(
      """
      simaudit inspect a.h5 & parent=$!
      for i in $(seq 100); do child=$(pgrep -P $parent) && break; sleep 0.1; done
      [ -n "$child" ] || exit 3
      kill -KILL $parent
      for i in $(seq 100); do kill -0 $child 2>/dev/null || exit 0; sleep 0.1; done
      kill -KILL $child; exit 4
      """)
    #expect(run.status == 0, "\(run.errors)")
  }
}
