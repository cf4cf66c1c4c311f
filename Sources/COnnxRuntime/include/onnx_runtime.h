// The part of ONNX Runtime's C interface that SimAudit calls, without the vendor's header.
//
// The library is a table of functions. Its first 102 entries are frozen ("Size of version 1 API cannot change", a
// static assertion upstream), so they are called here by their place in that table. Every function that returns a
// status returns NULL for success; statuses are released by the caller.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct ort_status ort_status;
typedef struct ort_env ort_env;
typedef struct ort_session ort_session;
typedef struct ort_options ort_options;
typedef struct ort_memory ort_memory;
typedef struct ort_value ort_value;
typedef struct ort_type_info ort_type_info;
typedef struct ort_shape_info ort_shape_info;
typedef struct ort_allocator ort_allocator;
typedef struct ort_api ort_api;

// Opens the library at `path` (a path, or a name that the dynamic linker finds). NULL and a text in `reason`
// (at most `size` bytes) when that fails or the library is something else.
const ort_api *ort_open(const char *path, char *reason, size_t size);
// Version of the library that was opened from `path`, e.g. "1.32.0"; NULL when there is none.
const char *ort_version(const char *path);

const char *ort_message(const ort_api *api, const ort_status *status);
ort_status *ort_create_env(const ort_api *api, const char *name, ort_env **out);
ort_status *ort_create_options(const ort_api *api, ort_options **out);
ort_status *ort_set_one_thread(const ort_api *api, ort_options *options);
ort_status *ort_create_session(const ort_api *api, ort_env *env, const char *path, ort_options *options, ort_session **out);
ort_status *ort_count(const ort_api *api, ort_session *session, int is_output, size_t *out);
ort_status *ort_type(const ort_api *api, ort_session *session, int is_output, size_t index, ort_type_info **out);
// Copies the name into `name` (at most `size` bytes with its zero).
ort_status *ort_name(const ort_api *api, ort_session *session, int is_output, size_t index, char *name, size_t size);
// 1 tensor, 2 sequence, 3 map.
ort_status *ort_kind(const ort_api *api, const ort_type_info *info, int *out);
// Borrowed from `info`.
ort_status *ort_tensor_shape(const ort_api *api, const ort_type_info *info, const ort_shape_info **out);
// 1 float, 6 int32, 7 int64, 8 string, 11 double.
ort_status *ort_element(const ort_api *api, const ort_shape_info *shape, int *out);
ort_status *ort_rank(const ort_api *api, const ort_shape_info *shape, size_t *out);
ort_status *ort_dimensions(const ort_api *api, const ort_shape_info *shape, int64_t *out, size_t rank);
ort_status *ort_create_memory(const ort_api *api, ort_memory **out);
ort_status *ort_create_tensor(const ort_api *api, const ort_memory *memory, void *data, size_t bytes,
  const int64_t *shape, size_t rank, int element, ort_value **out);
ort_status *ort_run(const ort_api *api, ort_session *session, const char *const *input_names,
  const ort_value *const *inputs, size_t input_count, const char *const *output_names, size_t output_count,
  ort_value **outputs);
ort_status *ort_value_kind(const ort_api *api, const ort_value *value, int *out);
ort_status *ort_value_shape(const ort_api *api, const ort_value *value, ort_shape_info **out);
ort_status *ort_element_count(const ort_api *api, const ort_shape_info *shape, size_t *out);
ort_status *ort_data(const ort_api *api, ort_value *value, void **out);
ort_status *ort_string_bytes(const ort_api *api, const ort_value *value, size_t *out);
ort_status *ort_strings(const ort_api *api, const ort_value *value, char *bytes, size_t size, size_t *offsets, size_t count);
ort_status *ort_member_count(const ort_api *api, const ort_value *value, size_t *out);
ort_status *ort_member(const ort_api *api, const ort_value *value, int index, ort_value **out);

void ort_release_env(const ort_api *api, ort_env *env);
void ort_release_status(const ort_api *api, ort_status *status);
void ort_release_memory(const ort_api *api, ort_memory *memory);
void ort_release_session(const ort_api *api, ort_session *session);
void ort_release_value(const ort_api *api, ort_value *value);
void ort_release_type(const ort_api *api, ort_type_info *info);
void ort_release_shape(const ort_api *api, ort_shape_info *shape);
void ort_release_options(const ort_api *api, ort_options *options);
