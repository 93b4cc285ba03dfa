// One training step of several small fully connected networks at once: forward, loss, backward and the optimizer's step of each, in one
// call and without autograd. Part of torch_shim.cpp.
#pragma once

namespace {
enum SlotOptimizer : int32_t { SlotAdam, SlotAdamW, SlotSgd, SlotNesterov };

struct MlpSlot {  // mirrors Torch/MlpSlot.cs
  int64_t layers, step;                // step: of the optimizer, the first is 1
  Impl* const* params;                 // weight (out, in) and bias (out) of each layer
  Impl *const *first, *const *second;  // the optimizer's memory of each parameter, or null
  Impl* const* masks;                  // dropout of each layer but the last; null: none
  Impl *input, *target;                // (rows, ...) float32, (rows) int64
  double* norms;                       // of each parameter's gradient; null: not wanted
  double rate, beta1, beta2, eps, decay;
  int32_t optimizer, gelu;
  double loss;  // answered: the mean, and how many rows were right. With a loss that is no finite number the weights stay.
  int64_t correct;
};

struct SlotLayer {
  int64_t in, out;
  float *weight, *bias, *pre, *act;
  at::Tensor d;  // (rows, out), dL/dpre
};

const float* checked_floats(Impl* t) {
  auto all = tensor(t);
  TORCH_CHECK(all.is_contiguous() && all.scalar_type() == at::kFloat && all.device().is_cpu(), "a slot needs contiguous float32 values on the CPU");
  return all.data_ptr<float>();
}

void slot_update(const MlpSlot& s, int64_t k, float* p, const float* g, int64_t n) {
  if (s.norms) {
    double squares = 0;
    for (int64_t i = 0; i < n; i++) squares += static_cast<double>(g[i]) * g[i];
    s.norms[k] = std::sqrt(squares);
  }
  if (s.optimizer == SlotAdam || s.optimizer == SlotAdamW) {
    bool decoupled = s.optimizer == SlotAdamW;
    float size = s.rate / (1.0 - std::pow(s.beta1, s.step)), root_inverse = 1.0 / std::sqrt(1.0 - std::pow(s.beta2, s.step));
    adam_range(p, g, floats(s.first[k]), floats(s.second[k]), n, s.beta1, s.beta2, size, root_inverse, s.eps, decoupled ? 0.0 : s.decay, decoupled ? 1.0 - s.rate * s.decay : 1.0);
  } else if (s.first == nullptr) {
    sgd_plain_range(p, g, n, s.rate, s.decay);
  } else {
    sgd_range(p, g, floats(s.first[k]), n, s.rate, s.beta1, s.decay, s.optimizer == SlotNesterov, s.step == 1);
  }
}

// Answers dL/dlogits, by libtorch's own operators, whose bits a network that trains alone gets.
at::Tensor slot_loss(MlpSlot& s, const at::Tensor& logits) {
  auto target = tensor(s.target);
  auto logs = at::_log_softmax(logits, 1, false);
  auto [loss, weight] = at::nll_loss_forward(logs, target, {}, at::Reduction::Mean, -100);
  s.loss = loss.item().toDouble();
  auto p = logits.data_ptr<float>();
  auto wanted = target.data_ptr<int64_t>();
  s.correct = 0;
  for (int64_t r = 0, classes = logits.size(1); r < logits.size(0); r++, p += classes) s.correct += std::max_element(p, p + classes) - p == wanted[r];
  if (!std::isfinite(s.loss)) return {};
  auto dlogs = at::nll_loss_backward(at::ones({}, logits.options()), logs, target, {}, at::Reduction::Mean, -100, weight);
  return at::_log_softmax_backward_data(dlogs, logs, 1, at::kFloat);
}

void slot_step(MlpSlot& s) {
  at::AutoDispatchBelowADInplaceOrView guard;
  auto input = tensor(s.input);
  auto x = checked_floats(s.input);
  int64_t rows = input.size(0), last = s.layers - 1;
  std::vector<SlotLayer> layers(s.layers);
  std::vector<at::Tensor> kept;  // owners of pre and act
  const float* from = x;
  for (int64_t l = 0; l <= last; l++) {
    auto& layer = layers[l];
    auto weight = tensor(s.params[2 * l]);
    layer.in = weight.size(1);
    layer.out = weight.size(0);
    layer.weight = const_cast<float*>(checked_floats(s.params[2 * l]));
    layer.bias = const_cast<float*>(checked_floats(s.params[2 * l + 1]));
    TORCH_CHECK(layer.in == (l > 0 ? layers[l - 1].out : input.numel() / rows), "layer ", l, " takes ", layer.in, " values, its input has others");
    kept.push_back(at::empty({rows, layer.out}, input.options()));
    layer.pre = layer.act = kept.back().data_ptr<float>();
    gemm<float>(false, true, rows, layer.out, layer.in, 1, from, layer.in, layer.weight, layer.in, 0, layer.pre, layer.out);
    if (l == last) {
      add_bias(layer.pre, layer.bias, layer.pre, layer.out, rows, layer.out);
      break;
    }
    if (s.gelu) {
      kept.push_back(at::empty({rows, layer.out}, input.options()));
      layer.act = kept.back().data_ptr<float>();
    }
    activate(s.gelu != 0, layer.pre, layer.bias, layer.act, rows, layer.out);
    if (s.masks) masked(layer.act, checked_floats(s.masks[l]), layer.act, rows * layer.out);
    from = layer.act;
  }
  layers[last].d = slot_loss(s, kept.back());
  if (!layers[last].d.defined()) return;
  for (int64_t l = last; l >= 0; l--) {
    auto& layer = layers[l];
    auto d = layer.d.data_ptr<float>();
    auto dweight = at::empty({layer.out, layer.in}, input.options()), dbias = layer.d.sum(0);
    gemm<float>(true, false, layer.out, layer.in, rows, 1, d, layer.out, l > 0 ? layers[l - 1].act : x, layer.in, 0, dweight.data_ptr<float>(), layer.in);
    if (l > 0) {
      auto& below = layers[l - 1];
      below.d = at::empty({rows, layer.in}, input.options());
      auto db = below.d.data_ptr<float>();
      std::vector<float> unused(layer.in);
      gemm<float>(false, false, rows, layer.in, layer.out, 1, d, layer.out, layer.weight, layer.in, 0, db, layer.in);
      if (s.masks) masked(db, checked_floats(s.masks[l - 1]), db, rows * layer.in);
      activate_back(s.gelu != 0, s.gelu ? below.pre : below.act, db, unused.data(), rows, layer.in);
    }
    slot_update(s, 2 * l, layer.weight, dweight.data_ptr<float>(), layer.out * layer.in);
    slot_update(s, 2 * l + 1, layer.bias, dbias.data_ptr<float>(), layer.out);
  }
}
}  // namespace

/// One step of each slot. A slot is computed by one thread, its products too, so that its bits do not depend on how many others there are.
SHIM int shim_mlp_step(MlpSlot* slots, int n) {
  return guarded(-1, [&] {
    int threads = at::get_num_threads();
    bool alone = n == 1 && threads > 1;
    if (alone) at::set_num_threads(1);
    try {
      at::parallel_for(0, n, 1, [&](int64_t from, int64_t to) { for (int64_t k = from; k < to; k++) slot_step(slots[k]); });
    } catch (...) {
      if (alone) at::set_num_threads(threads);
      throw;
    }
    if (alone) at::set_num_threads(threads);
    return 0;
  });
}
