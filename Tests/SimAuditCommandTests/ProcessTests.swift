import Foundation
import Testing

/// How runs end: programs of `--command` and what these start are gone afterwards, whatever ended the run.
@Suite struct ProcessTests {
  /// A sample, and a program that starts another one in a session of its own; both have the marker in their command line.
  private static func prepare(_ program: Program, serving: String) throws -> String {
    let marker = "marker-\(UUID().uuidString)"
    let problem = try program.python(
      """
      import h5py, numpy as np
      with h5py.File("a.h5", "w") as file:
          file["a"], file["y"] = np.random.default_rng(1).normal(size=200), np.arange(200) % 2
      """)
    #expect(problem.isEmpty, "\(problem)")
    try program.write(
      """
      import array, os, struct, subprocess, sys, time
      subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", sys.argv[1]], start_new_session=sys.argv[2] == "new")
      source, answer = sys.stdin.buffer, sys.stdout.buffer
      while True:
          head = source.read(10)
          if not head: break
          header = source.read(struct.unpack("<H", head[8:])[0]).decode()
          n, width = eval(header)["shape"]
          values = array.array("f", source.read(4 * n * width))
          \(serving)
          header = ("{'descr': '<f4', 'fortran_order': False, 'shape': (%d,), }" % n).ljust(117) + "\\n"
          answer.write(b"\\x93NUMPY\\x01\\x00" + struct.pack("<H", len(header)) + header.encode() + values.tobytes())
          answer.flush()
      """, to: "serve.py")
    return marker
  }

  private static func arguments(_ marker: String, session: String) -> String {
    "robustness --sample a.h5 --label y --inputs a -m scale:a=0.02 --quiet --command "
      + "'\(Program.python) serve.py \(marker) \(session)'"
  }

  /// Command lines with the marker among all processes.
  private static func left(_ marker: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { name -> String? in
      guard Int(name) != nil, let data = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
        return nil
      }
      let line = String(decoding: data, as: UTF8.self)
      return line.contains(marker) ? line : nil
    }
  }

  @Test(arguments: ["INT", "TERM", "HUP"], ["same", "new"])
  func aRunThatIsEndedLeavesNoProcess(_ signal: String, _ session: String) throws {
    let program = try Program()
    let marker = try Self.prepare(program, serving: "open('began', 'w').close(); time.sleep(600)")
    let run = try program.script(
      """
      simaudit \(Self.arguments(marker, session: session)) & run=$!
      while [ ! -e began ]; do sleep 0.05; done
      kill -\(signal) $run
      wait $run; echo "status $?"
      """)
    #expect(run.output.contains("status 130"), "\(run.output)\(run.errors)")
    #expect(run.errors.contains("interrupted; an earlier report is untouched"))
    #expect(Self.left(marker).isEmpty)
  }

  @Test(arguments: ["same", "new"]) func aRunThatEndsLeavesNoProcess(_ session: String) throws {
    let program = try Program()
    let marker = try Self.prepare(program, serving: "pass")
    let run = try program.script("simaudit \(Self.arguments(marker, session: session))")
    #expect(run.status == 0 || run.status == 1, "\(run.errors)")
    #expect(Self.left(marker).isEmpty)
  }

  /// What it started holds the pipe open: that it is over is seen all the same.
  @Test func aProgramThatDiesIsNotWaitedFor() throws {
    let program = try Program()
    let marker = try Self.prepare(
      program, serving: "sys.stderr.write('no licence'); sys.stderr.flush(); os._exit(7)")
    let run = try program.script("simaudit \(Self.arguments(marker, session: "same"))")
    #expect(
      run.status == 2 && run.errors.contains("ended with status 7 before it had given scores"),
      "\(run.errors)")
    #expect(run.errors.contains("no licence"))
    #expect(Self.left(marker).isEmpty)
  }

  /// A crash outside of libhdf5 blames no file.
  @Test(arguments: ["ILL", "SEGV", "ABRT"]) func aFaultOfOurOwnIsCalledSo(_ signal: String) throws {
    let program = try Program()
    let marker = try Self.prepare(program, serving: "open('began', 'w').close(); time.sleep(600)")
    let run = try program.script(
      """
      simaudit \(Self.arguments(marker, session: "same")) & run=$!
      while [ ! -e began ]; do sleep 0.05; done
      kill -\(signal) $(cat /proc/$run/task/*/children | cut -d' ' -f1)
      wait $run; echo "status $?"
      """)
    #expect(run.output.contains("status 2"), "\(run.output)\(run.errors)")
    #expect(run.errors.contains("this is a fault of simaudit, not of your files"), "\(run.errors)")
    #expect(!run.errors.contains("a.h5") && !run.errors.contains("damaged"))
    #expect(Self.left(marker).isEmpty)
  }
}
