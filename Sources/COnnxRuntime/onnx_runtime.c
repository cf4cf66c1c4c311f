#include "onnx_runtime.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

typedef struct {
  const ort_api *(*get_api)(uint32_t version);
  const char *(*version)(void);
} ort_base;

// The version of the interface that is asked for; every library since 1.16 has it.
enum { interface_version = 16 };

static const ort_base *base(const char *path, char *reason, size_t size) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *why = dlerror();
    snprintf(reason, size, "%s", why ? why : "no reason given");
    return NULL;
  }
  const ort_base *(*entry)(void) = (const ort_base *(*)(void))dlsym(library, "OrtGetApiBase");
  const ort_base *result = entry ? entry() : NULL;
  if (!result) {
    snprintf(reason, size, "it is a library, but not ONNX Runtime");
    dlclose(library);
  }
  return result;
}

const ort_api *ort_open(const char *path, char *reason, size_t size) {
  const ort_base *found = base(path, reason, size);
  if (!found) return NULL;
  const ort_api *api = found->get_api(interface_version);
  if (!api) snprintf(reason, size, "ONNX Runtime %s is older than 1.16", found->version());
  return api;
}

const char *ort_version(const char *path) {
  char reason[1];
  const ort_base *found = base(path, reason, sizeof reason);
  return found ? found->version() : NULL;
}

// The function at a place of the table, with its result and its arguments' types.
#define CALL(slot, result, ...) ((result(*)(__VA_ARGS__))((const void *const *)api)[slot])
#define TRY(expression)                \
  do {                                 \
    ort_status *failed = (expression); \
    if (failed) return failed;         \
  } while (0)

const char *ort_message(const ort_api *api, const ort_status *status) {
  return CALL(2, const char *, const ort_status *)(status);
}

ort_status *ort_create_env(const ort_api *api, const char *name, ort_env **out) {
  enum { only_fatal = 4 };
  return CALL(3, ort_status *, int, const char *, ort_env **)(only_fatal, name, out);
}

ort_status *ort_create_options(const ort_api *api, ort_options **out) {
  return CALL(10, ort_status *, ort_options **)(out);
}

ort_status *ort_set_one_thread(const ort_api *api, ort_options *options) {
  enum { all_optimisations = 99, only_fatal = 4 };
  TRY(CALL(22, ort_status *, ort_options *, int)(options, only_fatal));
  TRY(CALL(23, ort_status *, ort_options *, int)(options, all_optimisations));
  TRY(CALL(24, ort_status *, ort_options *, int)(options, 1));
  return CALL(25, ort_status *, ort_options *, int)(options, 1);
}

ort_status *ort_create_session(const ort_api *api, ort_env *env, const char *path, ort_options *options, ort_session **out) {
  return CALL(7, ort_status *, ort_env *, const char *, ort_options *, ort_session **)(env, path, options, out);
}

ort_status *ort_count(const ort_api *api, ort_session *session, int is_output, size_t *out) {
  return CALL(is_output ? 31 : 30, ort_status *, ort_session *, size_t *)(session, out);
}

ort_status *ort_type(const ort_api *api, ort_session *session, int is_output, size_t index, ort_type_info **out) {
  return CALL(is_output ? 34 : 33, ort_status *, ort_session *, size_t, ort_type_info **)(session, index, out);
}

ort_status *ort_name(const ort_api *api, ort_session *session, int is_output, size_t index, char *name, size_t size) {
  ort_allocator *allocator = NULL;
  TRY(CALL(78, ort_status *, ort_allocator **)(&allocator));
  char *owned = NULL;
  TRY(CALL(is_output ? 37 : 36, ort_status *, ort_session *, size_t, ort_allocator *, char **)(
      session, index, allocator, &owned));
  snprintf(name, size, "%s", owned);
  return CALL(76, ort_status *, ort_allocator *, void *)(allocator, owned);
}

ort_status *ort_kind(const ort_api *api, const ort_type_info *info, int *out) {
  return CALL(56, ort_status *, const ort_type_info *, int *)(info, out);
}

ort_status *ort_tensor_shape(const ort_api *api, const ort_type_info *info, const ort_shape_info **out) {
  return CALL(55, ort_status *, const ort_type_info *, const ort_shape_info **)(info, out);
}

ort_status *ort_element(const ort_api *api, const ort_shape_info *shape, int *out) {
  return CALL(60, ort_status *, const ort_shape_info *, int *)(shape, out);
}

ort_status *ort_rank(const ort_api *api, const ort_shape_info *shape, size_t *out) {
  return CALL(61, ort_status *, const ort_shape_info *, size_t *)(shape, out);
}

ort_status *ort_dimensions(const ort_api *api, const ort_shape_info *shape, int64_t *out, size_t rank) {
  return CALL(62, ort_status *, const ort_shape_info *, int64_t *, size_t)(shape, out, rank);
}

ort_status *ort_create_memory(const ort_api *api, ort_memory **out) {
  enum { arena_allocator = 1, default_memory = 0 };
  return CALL(69, ort_status *, int, int, ort_memory **)(arena_allocator, default_memory, out);
}

ort_status *ort_create_tensor(const ort_api *api, const ort_memory *memory, void *data, size_t bytes,
  const int64_t *shape, size_t rank, int element, ort_value **out) {
  return CALL(49, ort_status *, const ort_memory *, void *, size_t, const int64_t *, size_t, int, ort_value **)(
      memory, data, bytes, shape, rank, element, out);
}

ort_status *ort_run(const ort_api *api, ort_session *session, const char *const *input_names,
  const ort_value *const *inputs, size_t input_count, const char *const *output_names, size_t output_count,
  ort_value **outputs) {
  return CALL(9, ort_status *, ort_session *, const void *, const char *const *, const ort_value *const *, size_t,
      const char *const *, size_t, ort_value **)(
      session, NULL, input_names, inputs, input_count, output_names, output_count, outputs);
}

ort_status *ort_value_kind(const ort_api *api, const ort_value *value, int *out) {
  return CALL(67, ort_status *, const ort_value *, int *)(value, out);
}

ort_status *ort_value_shape(const ort_api *api, const ort_value *value, ort_shape_info **out) {
  return CALL(65, ort_status *, const ort_value *, ort_shape_info **)(value, out);
}

ort_status *ort_element_count(const ort_api *api, const ort_shape_info *shape, size_t *out) {
  return CALL(64, ort_status *, const ort_shape_info *, size_t *)(shape, out);
}

ort_status *ort_data(const ort_api *api, ort_value *value, void **out) {
  return CALL(51, ort_status *, ort_value *, void **)(value, out);
}

ort_status *ort_string_bytes(const ort_api *api, const ort_value *value, size_t *out) {
  return CALL(53, ort_status *, const ort_value *, size_t *)(value, out);
}

ort_status *ort_strings(const ort_api *api, const ort_value *value, char *bytes, size_t size, size_t *offsets, size_t count) {
  return CALL(54, ort_status *, const ort_value *, void *, size_t, size_t *, size_t)(value, bytes, size, offsets, count);
}

ort_status *ort_member_count(const ort_api *api, const ort_value *value, size_t *out) {
  return CALL(81, ort_status *, const ort_value *, size_t *)(value, out);
}

ort_status *ort_member(const ort_api *api, const ort_value *value, int index, ort_value **out) {
  ort_allocator *allocator = NULL;
  TRY(CALL(78, ort_status *, ort_allocator **)(&allocator));
  return CALL(80, ort_status *, const ort_value *, int, ort_allocator *, ort_value **)(value, index, allocator, out);
}

void ort_release_env(const ort_api *api, ort_env *env) { CALL(92, void, ort_env *)(env); }
void ort_release_status(const ort_api *api, ort_status *status) { CALL(93, void, ort_status *)(status); }
void ort_release_memory(const ort_api *api, ort_memory *memory) { CALL(94, void, ort_memory *)(memory); }
void ort_release_session(const ort_api *api, ort_session *session) { CALL(95, void, ort_session *)(session); }
void ort_release_value(const ort_api *api, ort_value *value) { CALL(96, void, ort_value *)(value); }
void ort_release_type(const ort_api *api, ort_type_info *info) { CALL(98, void, ort_type_info *)(info); }
void ort_release_shape(const ort_api *api, ort_shape_info *shape) { CALL(99, void, ort_shape_info *)(shape); }
void ort_release_options(const ort_api *api, ort_options *options) { CALL(100, void, ort_options *)(options); }
