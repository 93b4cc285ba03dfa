// What optimizers do to parameters and gradients in one pass: steps, penalties, norms, scaling, averages. Part of torch_shim.cpp.
#pragma once

namespace {
// Calls body(p, g, index, begin, count) for every parameter that has a gradient, in parallel where it pays.
template <class F> void each_parameter(Impl* const* params, int n, F body) {
  for (int k = 0; k < n; k++) {
    auto p = tensor(params[k]);
    auto& grad = p.grad();
    if (!grad.defined()) continue;
    TORCH_CHECK(p.is_contiguous() && p.scalar_type() == at::kFloat && p.device().is_cpu(), "a fused step needs contiguous float32 parameters on the CPU");
    auto g = grad.contiguous();
    at::parallel_for(0, p.numel(), 65536, [&](int64_t begin, int64_t end) {
      body(p.data_ptr<float>() + begin, g.data_ptr<float>() + begin, k, begin, end - begin);
    });
  }
}
}  // namespace

/// Forgets the gradients, so that the next backward pass takes over its own buffers instead of adding to zeros.
SHIM int shim_zero_grad(Impl* const* params, int n) {
  return guarded(-1, [&] { for (int k = 0; k < n; k++) tensor(params[k]).mutable_grad().reset(); return 0; });
}

/// One pass of Adam (Kingma and Ba 2015, algorithm 1) or AdamW (Loshchilov and Hutter 2019) over all parameters.
SHIM int shim_adam(Impl* const* params, Impl* const* m, Impl* const* v, int n, int64_t t,
                   double rate, double b1, double b2, double eps, double decay, int decoupled) {
  return guarded(-1, [&] {
    float step = rate / (1.0 - std::pow(b1, t)), root_inverse = 1.0 / std::sqrt(1.0 - std::pow(b2, t));
    float l2 = decoupled ? 0.0 : decay, keep = decoupled ? 1.0 - rate * decay : 1.0;
    each_parameter(params, n, [&](float* p, const float* g, int k, int64_t at, int64_t count) {
      adam_range(p, g, floats(m[k]) + at, floats(v[k]) + at, count, b1, b2, step, root_inverse, eps, l2, keep);
    });
    return 0;
  });
}

/// One pass of SGD with momentum as PyTorch defines it (buffer = gradient at the first step); momentum null means none.
SHIM int shim_sgd(Impl* const* params, Impl* const* momenta, int n, int first, double rate, double momentum, double decay, int nesterov) {
  return guarded(-1, [&] {
    each_parameter(params, n, [&](float* p, const float* g, int k, int64_t at, int64_t count) {
      if (momenta == nullptr) sgd_plain_range(p, g, count, rate, decay);
      else sgd_range(p, g, floats(momenta[k]) + at, count, rate, momentum, decay, nesterov != 0, first != 0);
    });
    return 0;
  });
}

/// One pass of RMSprop as PyTorch defines it; means null without centring, momenta null without momentum.
SHIM int shim_rmsprop(Impl* const* params, Impl* const* squares, Impl* const* means, Impl* const* momenta, int n, double rate, double alpha, double eps, double momentum, double decay) {
  return guarded(-1, [&] {
    each_parameter(params, n, [&](float* p, const float* g, int k, int64_t at, int64_t count) {
      rmsprop_range(p, g, floats(squares[k]) + at, means ? floats(means[k]) + at : nullptr, momenta ? floats(momenta[k]) + at : nullptr, count, rate, alpha, eps, momentum, decay);
    });
    return 0;
  });
}

/// One pass of Adagrad (Duchi, Hazan, Singer 2011) at a rate that has been decayed already.
SHIM int shim_adagrad(Impl* const* params, Impl* const* sums, int n, double rate, double eps, double decay) {
  return guarded(-1, [&] {
    each_parameter(params, n, [&](float* p, const float* g, int k, int64_t at, int64_t count) { adagrad_range(p, g, floats(sums[k]) + at, count, rate, eps, decay); });
    return 0;
  });
}

/// One pass of Lion (Chen et al. 2023, algorithm 2).
SHIM int shim_lion(Impl* const* params, Impl* const* means, int n, double rate, double b1, double b2, double decay) {
  return guarded(-1, [&] {
    float keep = 1.0 - rate * decay;
    each_parameter(params, n, [&](float* p, const float* g, int k, int64_t at, int64_t count) { lion_range(p, g, floats(means[k]) + at, count, rate, b1, b2, keep); });
    return 0;
  });
}

/// Adds the gradients of l1 * sum |p| and l2 / 2 * sum p^2. On any device.
SHIM int shim_penalize(Impl* const* params, int n, double l1, double l2) {
  return guarded(-1, [&] {
    at::NoGradGuard guard;
    for (int k = 0; k < n; k++) {
      auto p = tensor(params[k]);
      if (!p.grad().defined()) continue;
      if (l2 != 0) p.mutable_grad().add_(p, l2);
      if (l1 != 0) p.mutable_grad().add_(p.sign(), l1);
    }
    return 0;
  });
}

/// norms[k] = Euclidean norm of parameter k's gradient, 0 without one. On any device.
SHIM int shim_grad_norms(Impl* const* params, int n, double* norms) {
  return guarded(-1, [&] {
    at::NoGradGuard guard;
    for (int k = 0; k < n; k++) {
      auto p = tensor(params[k]);
      norms[k] = p.grad().defined() ? p.grad().norm().item().toDouble() : 0.0;
    }
    return 0;
  });
}

/// Multiplies every gradient. On any device.
SHIM int shim_scale_grads(Impl* const* params, int n, double factor) {
  return guarded(-1, [&] {
    at::NoGradGuard guard;
    for (int k = 0; k < n; k++) {
      auto p = tensor(params[k]);
      if (p.grad().defined()) p.mutable_grad().mul_(factor);
    }
    return 0;
  });
}

/// averages[k] += share * (params[k] - averages[k]). On any device.
SHIM int shim_average(Impl* const* params, Impl* const* averages, int n, double share) {
  return guarded(-1, [&] {
    at::NoGradGuard guard;
    for (int k = 0; k < n; k++) tensor(averages[k]).lerp_(tensor(params[k]), share);
    return 0;
  });
}
