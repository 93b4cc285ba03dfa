// One training step of small fully connected networks: forward, loss, backward and the optimizer's step of each, in one call and without
// autograd. Part of torch_shim.cpp.
#pragma once

namespace {
enum StepOptimizer : int32_t { StepAdam, StepAdamW, StepSgd, StepNesterov };

struct MlpStep {  // mirrors Torch/MlpStep.cs
  int64_t layers, step;                // step: of the optimizer, the first is 1
  Impl* const* params;                 // weight (out, in) and bias (out) of each layer
  Impl *const *first, *const *second;  // the optimizer's memory of each parameter, or null
  Impl* const* masks;                  // dropout of each layer but the last; null: none
  Impl *input, *target;                // (rows, ...) float32, (rows) int64
  double* norms;                       // of each parameter's gradient; null: not wanted
  double rate, beta1, beta2, eps, decay;
  int32_t optimizer, gelu;
  double loss;   // answered: the mean. With one that is no finite number the weights stay.
  Impl* logits;  // answered: (rows, classes), the caller's
};

// A product is cut into at most as many pieces as the trial has threads, also where one thread computes them all: a trial's bits
// depend on that number, but not on whether other trials share the call.
struct Cut {
  int threads;
  bool parallel;
};

// Multiplications and columns that make a piece worth a thread. The first is also what OpenBLAS computes by one thread, whatever its count is.
constexpr int64_t kPieceWork = 1 << 18, kPieceWidth = 32;

// body(piece, first, count) over 0..n, as tasks of the region that is open where the pieces are shared out.
template <class F> void in_pieces(const Cut& cut, int64_t n, int64_t work, F body) {
  int64_t pieces = std::max<int64_t>(1, std::min({static_cast<int64_t>(cut.threads), work / kPieceWork, n / kPieceWidth}));
  int64_t size = ((n + pieces - 1) / pieces + 15) / 16 * 16;
  pieces = (n + size - 1) / size;
#ifdef _OPENMP
  if (cut.parallel && pieces > 1) {
#pragma omp taskloop grainsize(1) default(shared)
    for (int64_t k = 0; k < pieces; k++) body(k, k * size, std::min(size, n - k * size));
    return;
  }
#endif
  for (int64_t k = 0; k < pieces; k++) body(k, k * size, std::min(size, n - k * size));
}

float* checked_floats(Impl* t) {
  auto all = tensor(t);
  TORCH_CHECK(all.is_contiguous() && all.scalar_type() == at::kFloat && all.device().is_cpu(), "a native step needs contiguous float32 values on the CPU");
  return all.data_ptr<float>();
}

struct MlpLayer {
  int64_t in, out;
  float *weight, *bias, *pre, *act, *d;  // pre, act, d: (rows, out); d is dL/dpre
  const float* mask;                     // or null
};

double sum_of_squares(const float* g, int64_t n) {
  double squares = 0;
  for (int64_t i = 0; i < n; i++) squares += static_cast<double>(g[i]) * g[i];
  return squares;
}

// The optimizer's step for elements first .. first + n of parameter k.
void follow(const MlpStep& s, int64_t k, int64_t first, float* p, const float* g, int64_t n) {
  if (s.optimizer == StepAdam || s.optimizer == StepAdamW) {
    bool decoupled = s.optimizer == StepAdamW;
    float size = s.rate / (1.0 - std::pow(s.beta1, s.step)), root_inverse = 1.0 / std::sqrt(1.0 - std::pow(s.beta2, s.step));
    adam_range(p, g, floats(s.first[k]) + first, floats(s.second[k]) + first, n, s.beta1, s.beta2, size, root_inverse, s.eps, decoupled ? 0.0 : s.decay, decoupled ? 1.0 - s.rate * s.decay : 1.0);
  } else if (s.first == nullptr) {
    sgd_plain_range(p, g, n, s.rate, s.decay);
  } else {
    sgd_range(p, g, floats(s.first[k]) + first, n, s.rate, s.beta1, s.decay, s.optimizer == StepNesterov, s.step == 1);
  }
}

// The mean cross entropy of softmax, and its gradient in d.
double cross_entropy(const float* logits, const int64_t* target, float* d, int64_t rows, int64_t classes) {
  double loss = 0;
  float share = 1.0f / rows;
  for (int64_t r = 0; r < rows; r++, logits += classes, d += classes) {
    TORCH_CHECK(target[r] >= 0 && target[r] < classes, "class ", target[r], " of ", classes);
    float most = *std::max_element(logits, logits + classes), sum = 0;
    for (int64_t k = 0; k < classes; k++) d[k] = exponential(logits[k] - most);
    for (int64_t k = 0; k < classes; k++) sum += d[k];
    loss += std::log(sum) - (logits[target[r]] - most);
    float scale = share / sum;
    for (int64_t k = 0; k < classes; k++) d[k] *= scale;
    d[target[r]] -= share;
  }
  return loss / rows;
}

// pre = x weight^T + bias, act = f(pre) * mask; of the last layer pre alone.
void mlp_forward(const Cut& cut, const MlpStep& s, const MlpLayer& layer, bool last, const float* x, int64_t rows) {
  in_pieces(cut, layer.out, rows * layer.in * layer.out, [&](int64_t, int64_t at, int64_t count) {
    gemm<float>(false, true, rows, count, layer.in, 1, x, layer.in, layer.weight + at * layer.in, layer.in, 0, layer.pre + at, layer.out);
    if (last) return add_bias(layer.pre + at, layer.bias + at, layer.pre + at, layer.out, rows, count);
    for (int64_t r = 0, k = at; r < rows; r++, k += layer.out) {
      activate(s.gelu != 0, layer.pre + k, layer.bias + at, layer.act + k, 1, count);
      if (layer.mask) masked(layer.act + k, layer.mask + k, layer.act + k, count);
    }
  });
}

// From layer.d: below.d, and its columns' sums in dbias (zeros before).
void mlp_back(const Cut& cut, const MlpStep& s, const MlpLayer& layer, const MlpLayer& below, float* dbias, int64_t rows) {
  in_pieces(cut, layer.in, rows * layer.in * layer.out, [&](int64_t, int64_t at, int64_t count) {
    gemm<float>(false, false, rows, count, layer.out, 1, layer.d, layer.out, layer.weight + at, layer.in, 0, below.d + at, layer.in);
    for (int64_t r = 0, k = at; r < rows; r++, k += layer.in) {
      if (below.mask) masked(below.d + k, below.mask + k, below.d + k, count);
      activate_back(s.gelu != 0, (s.gelu ? below.pre : below.act) + k, below.d + k, dbias + at, 1, count);
    }
  });
}

// The gradients of layer l's weight and bias, and their steps.
void mlp_update(const Cut& cut, const MlpStep& s, int64_t l, const MlpLayer& layer, const float* x, float* dweight, const float* dbias, int64_t rows) {
  std::vector<double> squares(cut.threads);
  in_pieces(cut, layer.out, rows * layer.in * layer.out, [&](int64_t piece, int64_t at, int64_t count) {
    auto g = dweight + at * layer.in;
    gemm<float>(true, false, count, layer.in, rows, 1, layer.d + at, layer.out, x, layer.in, 0, g, layer.in);
    if (s.norms) squares[piece] = sum_of_squares(g, count * layer.in);
    follow(s, 2 * l, at * layer.in, layer.weight + at * layer.in, g, count * layer.in);
  });
  if (s.norms) {
    s.norms[2 * l] = std::sqrt(std::accumulate(squares.begin(), squares.end(), 0.0));
    s.norms[2 * l + 1] = std::sqrt(sum_of_squares(dbias, layer.out));
  }
  follow(s, 2 * l + 1, 0, layer.bias, dbias, layer.out);
}

void mlp_step(const Cut& cut, MlpStep& s) {
  at::AutoDispatchBelowADInplaceOrView guard;
  auto input = tensor(s.input).contiguous(), target = tensor(s.target).contiguous();
  int64_t rows = input.size(0), last = s.layers - 1;
  TORCH_CHECK(input.scalar_type() == at::kFloat && target.scalar_type() == at::kLong && target.numel() == rows, "takes float32 rows and an int64 class for each");
  std::vector<MlpLayer> layers(s.layers);
  std::vector<at::Tensor> kept;  // owners of pre, act and d
  auto make = [&](int64_t m, int64_t n) { return kept.emplace_back(at::empty({m, n}, input.options())).data_ptr<float>(); };
  const float *x = input.data_ptr<float>(), *from = x;
  for (int64_t l = 0; l <= last; l++) {
    auto& layer = layers[l];
    auto weight = tensor(s.params[2 * l]);
    layer.in = weight.size(1);
    layer.out = weight.size(0);
    layer.weight = checked_floats(s.params[2 * l]);
    layer.bias = checked_floats(s.params[2 * l + 1]);
    TORCH_CHECK(layer.in == (l > 0 ? layers[l - 1].out : input.numel() / rows), "layer ", l, " takes ", layer.in, " values, its input has others");
    layer.mask = s.masks && l < last ? checked_floats(s.masks[l]) : nullptr;
    layer.pre = make(rows, layer.out);
    layer.act = s.gelu && l < last ? make(rows, layer.out) : layer.pre;
    mlp_forward(cut, s, layer, l == last, from, rows);
    from = layer.act;
  }
  auto logits = kept.back();
  for (auto& layer : layers) layer.d = make(rows, layer.out);
  auto& top = layers[last];
  s.loss = cross_entropy(top.pre, target.data_ptr<int64_t>(), top.d, rows, top.out);
  if (std::isfinite(s.loss)) {
    std::vector<float> dbias(top.out), below;
    add_columns(top.d, dbias.data(), rows, top.out);
    for (int64_t l = last; l >= 0; l--) {
      auto& layer = layers[l];
      below.assign(layer.in, 0);
      if (l > 0) mlp_back(cut, s, layer, layers[l - 1], below.data(), rows);
      mlp_update(cut, s, l, layer, l > 0 ? layers[l - 1].act : x, make(layer.out, layer.in), dbias.data(), rows);
      kept.pop_back();
      dbias.swap(below);
    }
  }
  s.logits = handle(std::move(logits));
}

// One network on all threads: this thread walks through the step, the others take pieces. The whole step is one parallel region, in which
// the BLAS uses one thread a call without touching the figure that it keeps for the process (other trials' products depend on that).
// A step of small products only needs none.
void mlp_step_alone(int threads, MlpStep& s) {
  int64_t largest = 0;
  for (int64_t l = 0; l < s.layers; l++) largest = std::max(largest, s.params[2 * l]->numel() * s.input->sizes()[0]);
  if (threads == 1 || largest <= kPieceWork) return mlp_step({threads, false}, s);
  std::exception_ptr failure;  // none may leave the region
#ifdef _OPENMP
#pragma omp parallel num_threads(threads)
#pragma omp master
#endif
  try {
    mlp_step({threads, true}, s);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) std::rethrow_exception(failure);
}
}  // namespace

/// One step of each network. Several share the threads, each computed by one of them; a single one has its pieces computed by all.
SHIM int shim_mlp_step(MlpStep* steps, int n) {
  return guarded(-1, [&] {
    int threads = at::get_num_threads();
    if (n == 1) mlp_step_alone(threads, steps[0]);
    else at::parallel_for(0, n, 1, [&](int64_t from, int64_t to) { for (int64_t k = from; k < to; k++) mlp_step({threads, false}, steps[k]); });
    return 0;
  });
}

/// How many rows of the logits (rows, classes) are largest at the target's class.
SHIM int64_t shim_count_hits(Impl* logits, Impl* target) {
  return guarded<int64_t>(-1, [&] {
    auto all = tensor(logits).contiguous(), wanted = tensor(target).contiguous();
    int64_t rows = all.size(0), classes = all.size(1), hits = 0;
    auto p = all.data_ptr<float>();
    auto y = wanted.data_ptr<int64_t>();
    for (int64_t r = 0; r < rows; r++, p += classes) hits += std::max_element(p, p + classes) - p == y[r];
    return hits;
  });
}
