// What Swift cannot import from hdf5.h: macros that expand to casts or to library globals.
#include <hdf5.h>

#define H5X_HID(name, macro) static inline hid_t name(void) { return macro; }
H5X_HID(h5x_native_float, H5T_NATIVE_FLOAT)
H5X_HID(h5x_native_double, H5T_NATIVE_DOUBLE)
H5X_HID(h5x_native_int64, H5T_NATIVE_INT64)
H5X_HID(h5x_native_uint64, H5T_NATIVE_UINT64)
H5X_HID(h5x_c_s1, H5T_C_S1)
H5X_HID(h5x_dataset_access, H5P_DATASET_ACCESS)
H5X_HID(h5x_link_access, H5P_LINK_ACCESS)
H5X_HID(h5x_file_access, H5P_FILE_ACCESS)
H5X_HID(h5x_dataset_creation, H5P_DATASET_CREATE)
H5X_HID(h5x_link_create, H5P_LINK_CREATE)
#undef H5X_HID

static inline unsigned h5x_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned h5x_read_write(void) { return H5F_ACC_RDWR; }
static inline unsigned h5x_truncate(void) { return H5F_ACC_TRUNC; }
// A function: a constant of value (size_t)-1 does not import.
static inline size_t h5x_variable_size(void) { return H5T_VARIABLE; }
static inline haddr_t h5x_undefined_address(void) { return HADDR_UNDEF; }
static inline int h5x_is_pipeline_error(hid_t major) { return major == H5E_PLINE; }
