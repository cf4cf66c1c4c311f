// swift-tools-version: 6.1
import PackageDescription

// The reader alone: its modules are links to those of SimAudit, so that nothing else has to be built.
let package = Package(
  name: "reading",
  platforms: [.macOS(.v15)],
  targets: [
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    .target(name: "AuditSamples"),
    .target(name: "AuditHDF5", dependencies: ["AuditSamples", "CHDF5", "CDeflate"]),
    .executableTarget(name: "ReadColumns", dependencies: ["AuditHDF5", "AuditSamples"]),
  ])
