// The one piece of C++ between C# and libtorch (one translation unit, its loops in headers). It reaches every ATen
// operator through c10's dispatcher, so no operator needs code of its own; what stands beside that is what has no operator
// (autograd, generators, threads, memory) and the few loops worth fusing: gather + normalise, masks,
// convolutions, batch normalisation, pooling, LSTM cells, transformer blocks, optimizer steps, whole steps of fully connected networks.
// The same source compiles against libtorch 1.13 and 2.x, for CPU and CUDA. No exception leaves an extern "C" function:
// it is kept as text for shim_error, and the function answers its failure value.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <ATen/core/stack.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/CPUAllocator.h>
#include <torch/version.h>

#include <malloc.h>
#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "batch_norm.h"
#include "caching_allocator.h"
#include "conv.h"
#include "kernels.h"
#include "lstm.h"
#include "max_pool.h"
#include "transformer.h"

#define SHIM extern "C" __attribute__((visibility("default")))

namespace {
using Impl = c10::TensorImpl;
using MaybeTensor = decltype(std::declval<c10::IValue>().toOptional<at::Tensor>());  // c10::optional, later std::optional
enum Tag : int32_t { None, TensorTag, Int, Double, Bool, IntList, DoubleList, TensorList, GeneratorTag, DeviceTag, String };

struct Value {  // mirrors Torch/Value.cs
  int32_t tag;
  int32_t count;  // of a list; of a device its index
  union { int64_t i; double d; const void* p; };
};

struct Op {
  c10::OperatorHandle handle;
  std::vector<c10::TypePtr> types;
  std::string name;
};

thread_local std::string last_error;
thread_local torch::jit::Stack stack;

at::Tensor tensor(const void* p) {
  if (p == nullptr) return {};
  return at::Tensor(c10::intrusive_ptr<Impl, c10::UndefinedTensorImpl>::reclaim_copy(static_cast<Impl*>(const_cast<void*>(p))));
}

Impl* handle(at::Tensor t) { return t.defined() ? t.unsafeReleaseTensorImpl() : nullptr; }

c10::TypePtr unwrapped(const c10::TypePtr& type) {
  auto optional = type->cast<c10::OptionalType>();
  return optional ? optional->getElementType() : type;
}

c10::IValue list_of_tensors(const Value& v, const c10::TypePtr& type) {
  auto items = static_cast<Impl* const*>(v.p);
  if (auto list = type->cast<c10::ListType>(); list && list->getElementType()->kind() == c10::TypeKind::OptionalType) {
    c10::List<MaybeTensor> out;
    for (int k = 0; k < v.count; k++) out.push_back(items[k] ? MaybeTensor(tensor(items[k])) : MaybeTensor());
    return out;
  }
  c10::List<at::Tensor> out;
  out.reserve(v.count);
  for (int k = 0; k < v.count; k++) out.push_back(tensor(items[k]));
  return out;
}

c10::IValue list_of_ints(const Value& v, const c10::TypePtr& type) {
  auto items = static_cast<const int64_t*>(v.p);
  auto list = type->cast<c10::ListType>();
  if (list && list->getElementType()->kind() == c10::TypeKind::BoolType) {
    c10::List<bool> out;
    for (int k = 0; k < v.count; k++) out.push_back(items[k] != 0);
    return out;
  }
  c10::List<int64_t> out;
  out.reserve(v.count);
  for (int k = 0; k < v.count; k++) out.push_back(items[k]);
  return out;
}

c10::IValue ivalue(const Value& v, const c10::TypePtr& type) {
  switch (v.tag) {
    case None: return {};
    case TensorTag: return tensor(v.p);
    case Int:
      if (type->kind() == c10::TypeKind::FloatType) return static_cast<double>(v.i);
      if (type->kind() == c10::TypeKind::BoolType) return v.i != 0;
      return v.i;
    case Double: return v.d;
    case Bool: return v.i != 0;
    case IntList: return list_of_ints(v, type);
    case DoubleList: {
      auto items = static_cast<const double*>(v.p);
      return c10::List<double>(at::ArrayRef<double>(items, v.count));
    }
    case TensorList: return list_of_tensors(v, type);
    case GeneratorTag: return *static_cast<const at::Generator*>(v.p);
    case DeviceTag: return c10::Device(static_cast<c10::DeviceType>(v.i), static_cast<c10::DeviceIndex>(v.count));
    case String: return std::string(static_cast<const char*>(v.p));
  }
  throw std::invalid_argument("unknown tag " + std::to_string(v.tag));
}

void answer(c10::IValue& from, Value& to) {
  to = Value{None, 0, {0}};
  if (from.isTensor()) { to.tag = TensorTag; to.p = handle(std::move(from).toTensor()); }
  else if (from.isInt()) { to.tag = Int; to.i = from.toInt(); }
  else if (from.isDouble()) { to.tag = Double; to.d = from.toDouble(); }
  else if (from.isBool()) { to.tag = Bool; to.i = from.toBool(); }
  else if (!from.isNone()) throw std::invalid_argument("cannot return a " + from.tagKind());
}

std::string what(const std::exception& e) {
  auto error = dynamic_cast<const c10::Error*>(&e);
  return error ? error->what_without_backtrace() : e.what();
}

std::string shapes(const Value* args, int n) {
  std::ostringstream out;
  for (int k = 0; k < n; k++) {
    if (k > 0) out << ", ";
    if (args[k].tag != TensorTag) { static const char* names[] = {"none", "", "int", "float", "bool", "int[]", "float[]", "Tensor[]", "Generator", "Device", "str"}; out << names[args[k].tag]; continue; }
    auto t = tensor(args[k].p);
    if (t.defined()) out << t.scalar_type() << t.sizes() << "@" << t.device(); else out << "undefined";
  }
  return out.str();
}

template <class T, class F> T guarded(T failure, F body) {
  try { return body(); }
  catch (const std::exception& e) { last_error = what(e); return failure; }
}

float* floats(Impl* t) { return static_cast<float*>(tensor(t).data_ptr()); }
}  // namespace

SHIM const char* shim_error() { return last_error.c_str(); }
SHIM const char* shim_version() { return TORCH_VERSION; }

/// Once, before the first tensor.
SHIM void shim_tune_memory() {
  static CachingAllocator allocator;
  c10::SetCPUAllocator(&allocator, 100);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // what oneDNN and BLAS allocate beside tensors
  mallopt(M_TRIM_THRESHOLD, 2147483647);
}

SHIM int shim_cuda_devices() {
  return guarded(0, [] { return at::globalContext().hasCUDA() ? static_cast<int>(at::detail::getCUDAHooks().getNumGPUs()) : 0; });
}

/// The first query makes libtorch apply its process-wide count to this thread; only then does a thread's own count stay.
SHIM void shim_set_threads(int n) { at::get_num_threads(); at::set_num_threads(n); }
SHIM int shim_get_threads() { return at::get_num_threads(); }
SHIM int shim_set_grad_mode(int enabled) { int before = at::GradMode::is_enabled(); at::GradMode::set_enabled(enabled != 0); return before; }

SHIM void* shim_op(const char* name, const char* overload) {
  return guarded<void*>(nullptr, [&]() -> void* {
    auto found = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(found.has_value(), "libtorch ", TORCH_VERSION, " has no operator ", name, ".", overload);
    auto op = std::make_unique<Op>(Op{*found, {}, std::string(name) + (*overload ? std::string(".") + overload : "")});
    for (auto& argument : found->schema().arguments()) op->types.push_back(unwrapped(argument.type()));
    return op.release();  // lives as long as the process: C# keeps it in a static field
  });
}

/// Returns the number of results, or -1.
SHIM int shim_call(const Op* op, const Value* args, int n, Value* results, int capacity) {
  try {
    auto& arguments = op->handle.schema().arguments();
    TORCH_CHECK(n <= static_cast<int>(arguments.size()), "takes ", arguments.size(), " arguments, got ", n);
    stack.clear();
    for (int k = 0; k < n; k++) stack.push_back(ivalue(args[k], op->types[k]));
    for (size_t k = n; k < arguments.size(); k++) {
      TORCH_CHECK(arguments[k].default_value().has_value(), "needs the argument ", arguments[k].name());
      stack.push_back(*arguments[k].default_value());
    }
    op->handle.callBoxed(&stack);
    if (stack.size() == 1 && stack[0].isTensorList()) {  // its tensors are the results
      auto list = stack[0].toTensorVector();
      stack.assign(list.begin(), list.end());
    }
    int count = static_cast<int>(stack.size());
    TORCH_CHECK(count <= capacity, "returned ", count, " values, expected at most ", capacity);
    for (int k = 0; k < count; k++) answer(stack[k], results[k]);
    stack.clear();
    return count;
  } catch (const std::exception& e) {
    stack.clear();
    last_error = op->name + "(" + shapes(args, n) + "): " + what(e);
    return -1;
  }
}

SHIM void shim_release(Impl* const* tensors, int n) {
  for (int k = 0; k < n; k++) c10::intrusive_ptr<Impl, c10::UndefinedTensorImpl>::reclaim(tensors[k]);
}

SHIM Impl* shim_from_memory(void* data, const int64_t* sizes, int dims, int dtype, int copy) {
  return guarded<Impl*>(nullptr, [&] {
    auto view = at::from_blob(data, at::IntArrayRef(sizes, dims), at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)));
    return handle(copy ? view.clone() : view);
  });
}

SHIM int shim_copy_out(Impl* t, void* to, int64_t bytes) {
  return guarded(-1, [&] {
    auto source = tensor(t).detach().to(at::kCPU).contiguous();
    TORCH_CHECK(static_cast<int64_t>(source.nbytes()) == bytes, "holds ", source.nbytes(), " bytes, expected ", bytes);
    std::memcpy(to, source.data_ptr(), bytes);
    return 0;
  });
}

SHIM int shim_dims(Impl* t) { return static_cast<int>(t->dim()); }
SHIM void shim_sizes(Impl* t, int64_t* sizes) { int k = 0; for (auto size : t->sizes()) sizes[k++] = size; }
SHIM int shim_dtype(Impl* t) { return static_cast<int>(c10::typeMetaToScalarType(t->dtype())); }
SHIM int shim_device(Impl* t) { return static_cast<int>(t->device().type()) << 8 | (t->device().index() & 0xFF); }
SHIM int shim_item(Impl* t, double* value) { return guarded(-1, [&] { *value = tensor(t).item().toDouble(); return 0; }); }

SHIM int shim_backward(Impl* t) { return guarded(-1, [&] { tensor(t).backward(); return 0; }); }
SHIM int shim_set_requires_grad(Impl* t, int required) { return guarded(-1, [&] { tensor(t).requires_grad_(required != 0); return 0; }); }
SHIM int shim_requires_grad(Impl* t) { return guarded(-1, [&] { return tensor(t).requires_grad() ? 1 : 0; }); }
SHIM Impl* shim_grad(Impl* t) { return guarded<Impl*>(nullptr, [&] { return handle(tensor(t).grad()); }); }
SHIM int shim_set_grad(Impl* t, Impl* grad) { return guarded(-1, [&] { tensor(t).mutable_grad() = tensor(grad); return 0; }); }

SHIM at::Generator* shim_generator(int device_type, int index, uint64_t seed) {
  return guarded<at::Generator*>(nullptr, [&] {
    auto type = static_cast<c10::DeviceType>(device_type);
    auto made = std::make_unique<at::Generator>(type == c10::DeviceType::CPU
      ? at::make_generator<at::CPUGeneratorImpl>(seed)
      : at::globalContext().defaultGenerator(c10::Device(type, static_cast<c10::DeviceIndex>(index))).clone());  // a copy: the process-wide one is never drawn from
    made->set_current_seed(seed);
    return made.release();
  });
}
SHIM void shim_generator_free(at::Generator* g) { delete g; }
SHIM void shim_generator_seed(at::Generator* g, uint64_t seed) { g->set_current_seed(seed); }
SHIM Impl* shim_generator_state(at::Generator* g) { return guarded<Impl*>(nullptr, [&] { return handle(g->get_state()); }); }
SHIM int shim_generator_restore(at::Generator* g, Impl* state) { return guarded(-1, [&] { g->set_state(tensor(state)); return 0; }); }

/// 2-D convolution; then nothing (0), max(x, 0) (1), or max(x, 0) and 2x2 maximum pooling (2). bias null: none.
SHIM Impl* shim_conv2d(Impl* input, Impl* weight, Impl* bias, int64_t padding, int64_t stride, int64_t then) {
  return guarded<Impl*>(nullptr, [&] {
    auto x = tensor(input), w = tensor(weight), b = tensor(bias);
    bool pool = then == ConvRectifyPool && x.scalar_type() != at::kFloat;  // the fused pooling is float32's
    at::Tensor out;
    if (convolves(x, w, b, padding, stride)) {
      out = Convolution::apply(x, w, b.defined() ? b : at::empty({0}, x.options()), padding, stride, pool ? ConvRectify : then);
    } else {
      out = at::conv2d(x, w, b, {stride, stride}, {padding, padding});
      if (then != ConvOnly) out = at::relu(out);
      pool = then == ConvRectifyPool;
    }
    return handle(pool ? at::max_pool2d(out, {2, 2}) : out);
  });
}

/// Batch normalisation by the batch's own statistics, which the running ones follow by `momentum`.
SHIM Impl* shim_batch_norm(Impl* input, Impl* weight, Impl* bias, Impl* running_mean, Impl* running_var, double momentum, double epsilon) {
  return guarded<Impl*>(nullptr, [&] {
    auto x = tensor(input), w = tensor(weight), b = tensor(bias), mean = tensor(running_mean), var = tensor(running_var);
    return handle(normalises(x, w, b, mean, var) ? BatchNormalisation::apply(x, w, b, mean, var, momentum, epsilon) : at::batch_norm(x, w, b, mean, var, true, momentum, epsilon, true));
  });
}

/// Maximum pooling of non-overlapping squares, of max(x, 0) when rectify.
SHIM Impl* shim_max_pool(Impl* t, int64_t kernel, int rectify) {
  return guarded<Impl*>(nullptr, [&] {
    auto x = tensor(t);
    bool fast = kernel == 2 && x.dim() >= 2 && x.device().is_cpu() && x.scalar_type() == at::kFloat;
    return handle(fast ? MaxPool2x2::apply(x, rectify != 0) : at::max_pool2d(rectify ? at::relu(x) : x, {kernel, kernel}));
  });
}

/// One direction of an LSTM layer on the CPU, (T, N, in) to (T, N, H), from a zero state.
SHIM Impl* shim_lstm(Impl* x, Impl* w_ih, Impl* w_hh, Impl* b_ih, Impl* b_hh, int reverse) {
  return guarded<Impl*>(nullptr, [&] { return handle(LstmLayer::apply(tensor(x), tensor(w_ih), tensor(w_hh), tensor(b_ih), tensor(b_hh), reverse != 0)); });
}

/// One pre-norm transformer block on the CPU, (N, T, width) to the same; see transformer.h for the twelve weights and four masks (null: no dropout).
SHIM Impl* shim_transformer_block(Impl* x, Impl* const* w, Impl* const* masks, int64_t heads, int gelu, int causal) {
  return guarded<Impl*>(nullptr, [&] {
    at::Tensor p[12];
    for (int k = 0; k < 12; k++) p[k] = tensor(w[k]);
    std::vector<at::Tensor> dropped;
    for (int k = 0; k < 4; k++) dropped.push_back(tensor(masks[k]));
    return handle(TransformerBlock::apply(tensor(x), p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9], p[10], p[11], dropped, heads, gelu != 0, causal != 0));
  });
}

/// out[k] = scale where a 32-bit draw >= threshold, else 0. Consumes (numel + 1) / 2 positions of the stream.
SHIM int shim_mask(Impl* out, uint64_t key, uint64_t position, uint32_t threshold, float scale) {
  return guarded(-1, [&] { mask_range(floats(out), out->numel(), key, position, threshold, scale); return 0; });
}

/// out[k] += std * N(0, 1) by Box and Muller's transform. Consumes (numel + 1) / 2 positions.
SHIM int shim_add_normal(Impl* out, uint64_t key, uint64_t position, float deviation) {
  return guarded(-1, [&] {
    auto to = floats(out);
    for (int64_t k = 0, n = out->numel(); k < n; k += 2) {
      uint64_t z = splitmix(key, position + k / 2);
      float radius = deviation * std::sqrt(-2.0f * std::log((static_cast<uint32_t>(z) + 0.5f) * 2.3283064e-10f));
      float angle = static_cast<uint32_t>(z >> 32) * 1.4629180e-9f;  // 2 pi / 2^32
      to[k] += radius * std::cos(angle);
      if (k + 1 < n) to[k + 1] += radius * std::sin(angle);
    }
    return 0;
  });
}

/// out[r, c, :] = samples[rows[r], c, :] * scale[c] + shift[c], from uint8 samples of (channels, plane) values.
SHIM int shim_gather(Impl* out, const uint8_t* samples, int64_t bytes, const int32_t* rows, int n, const float* scale, const float* shift, int channels) {
  return guarded(-1, [&] {
    int64_t length = out->numel() / n, plane = length / channels, available = bytes / length;
    TORCH_CHECK(bytes == available * length, bytes, " bytes do not hold whole samples of ", length, " values");
    auto to = floats(out);
    for (int k = 0; k < n; k++) {
      TORCH_CHECK(rows[k] >= 0 && rows[k] < available, "sample ", rows[k], " of ", available);
      for (int c = 0; c < channels; c++) gather_bytes(to + k * length + c * plane, samples + rows[k] * length + c * plane, plane, scale[c], shift[c]);
    }
    return 0;
  });
}

// Last: their functions stand on those above.
#include "augment.h"
#include "optimizer_steps.h"
#include "mlp_step.h"
