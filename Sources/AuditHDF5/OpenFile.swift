import CHDF5
import Glibc

/// An open file with the datasets that were opened in it.
final class OpenFile: @unchecked Sendable {
  let path: String
  let identifier: hid_t
  /// For reading bytes at known places without the library.
  let descriptor: Int32
  let size: Int
  /// Access properties: chunk cache, and links and storage in other files only beside this one.
  let datasetAccess: hid_t
  let linkAccess: hid_t
  private let device: (dev_t, ino_t)
  private var datasets: [String: Dataset] = [:]

  /// Opens for reading; call inside `Library.locked`.
  init(_ path: String) throws {
    self.path = path
    // Without O_NONBLOCK, a pipe into which nobody writes would never open.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    var status = stat()
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR { throw HDF5Error.notFound(path: path, isPattern: false) }
      throw HDF5Error.notReadable(path: path, reason: String(cString: strerror(code)).lowercased())
    }
    fstat(descriptor, &status)
    size = Int(status.st_size)
    device = (status.st_dev, status.st_ino)
    do {
      guard status.st_mode & S_IFMT != S_IFDIR else {
        throw HDF5Error.notReadable(path: path, reason: "it is a directory")
      }
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw HDF5Error.notReadable(path: path, reason: "it is not a regular file")
      }
      guard H5Fis_hdf5(path) > 0 else {
        _ = Library.takeErrorStack()
        throw HDF5Error.notHDF5(path: path)
      }
      let fileAccess = Identifier(H5Pcreate(h5x_file_access()))
      H5Pset_fclose_degree(fileAccess.raw, H5F_CLOSE_STRONG)
      identifier = try Library.check(H5Fopen(path, h5x_read_only(), fileAccess.raw), path, "/")
    } catch {
      close(descriptor)
      throw error
    }
    datasetAccess = H5Pcreate(h5x_dataset_access())
    linkAccess = H5Pcreate(h5x_link_access())
    H5Pset_chunk_cache(datasetAccess, 12421, 4 << 20, 1)
    for list in [datasetAccess, linkAccess] {
      // A link may name any file of the machine: only neighbours are followed, also by links in linked files.
      H5Pset_elink_cb(
        list,
        { _, _, file, _, _, _, _ in
          guard let file, strchr(file, Int32(UInt8(ascii: "/"))) == nil else { return -1 }
          return 0
        }, nil)
    }
  }

  deinit {
    Library.locked("") {
      datasets = [:]
      H5Pclose(datasetAccess)
      H5Pclose(linkAccess)
      H5Fclose(identifier)
    }
    close(descriptor)
  }

  /// The dataset at `name`, opened once; call inside `Library.locked`.
  func dataset(_ name: String) throws -> Dataset {
    if let dataset = datasets[name] { return dataset }
    let dataset = try Dataset(self, name)
    datasets[name] = dataset
    return dataset
  }

  /// True when the object lies in this file and not behind an external link; call inside `Library.locked`.
  func owns(_ object: hid_t) -> Bool {
    let length = H5Fget_name(object, nil, 0)
    guard length > 0 else { return false }
    var characters = [CChar](repeating: 0, count: length + 1)
    guard H5Fget_name(object, &characters, characters.count) == length else { return false }
    var status = stat()
    return stat(characters, &status) == 0 && status.st_dev == device.0 && status.st_ino == device.1
  }
}
