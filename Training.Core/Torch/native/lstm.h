// One direction of one LSTM layer over a whole sequence, forward and backward.
#pragma once
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <cstdint>

#include "kernels.h"

namespace {
#define ALWAYS inline __attribute__((always_inline))

// exp by 2^n times a polynomial (Cephes' coefficients), error below 2e-7 of the value: the library's own is not vectorised.
ALWAYS float exponential(float x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  float n = (x * 1.44269504f + 12582912.0f) - 12582912.0f;  // to the nearest whole number
  float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  int32_t bits = (static_cast<int32_t>(n) + 127) << 23;
  return p * __builtin_bit_cast(float, bits);
}
ALWAYS double exponential(double x) { return std::exp(x); }
template <class T> ALWAYS T logistic(T x) { return T(1) / (T(1) + exponential(-x)); }
template <class T> ALWAYS T hyperbolic(T x) { return T(2) * logistic(T(2) * x) - T(1); }

// gates (4H): i, f, g, o before their functions and after them; c, h (H). No branch in
// these loops: with one for the first step, whose state before is zeros, the compiler leaves them scalar, twenty times slower.
template <class T> ALWAYS void cell_row(T* __restrict gates, const T* __restrict before, T* __restrict c, T* __restrict h, int64_t n) {
  for (int64_t k = 0; k < n; k++) {
    T i = logistic(gates[k]), f = logistic(gates[n + k]), g = hyperbolic(gates[2 * n + k]), o = logistic(gates[3 * n + k]);
    T state = i * g + f * before[k];
    gates[k] = i;
    gates[n + k] = f;
    gates[2 * n + k] = g;
    gates[3 * n + k] = o;
    c[k] = state;
    h[k] = o * hyperbolic(state);
  }
}

// From dL/dh and dL/dc of this step: dL/d(gates before their functions), and dL/dc of the step before in dc.
template <class T> ALWAYS void cell_row_back(const T* __restrict gates, const T* __restrict before, const T* __restrict c, const T* __restrict dh,
                                             T* __restrict dc, T* __restrict dgates, int64_t n) {
  for (int64_t k = 0; k < n; k++) {
    T i = gates[k], f = gates[n + k], g = gates[2 * n + k], o = gates[3 * n + k], squashed = hyperbolic(c[k]);
    T d = dc[k] + dh[k] * o * (T(1) - squashed * squashed);
    dgates[k] = d * g * i * (T(1) - i);
    dgates[n + k] = d * before[k] * f * (T(1) - f);
    dgates[2 * n + k] = d * i * (T(1) - g * g);
    dgates[3 * n + k] = dh[k] * squashed * o * (T(1) - o);
    dc[k] = d * f;
  }
}

WIDE void cell_rows(float* gates, const float* before, float* c, float* h, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++) cell_row(gates + 4 * n * r, before + n * r, c + n * r, h + n * r, n);
}
WIDE void cell_rows_back(const float* gates, const float* before, const float* c, const float* dh, float* dc, float* dgates, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++) cell_row_back(gates + 4 * n * r, before + n * r, c + n * r, dh + n * r, dc + n * r, dgates + 4 * n * r, n);
}
void cell_rows(double* gates, const double* before, double* c, double* h, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++) cell_row(gates + 4 * n * r, before + n * r, c + n * r, h + n * r, n);
}
void cell_rows_back(const double* gates, const double* before, const double* c, const double* dh, double* dc, double* dgates, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; r++) cell_row_back(gates + 4 * n * r, before + n * r, c + n * r, dh + n * r, dc + n * r, dgates + 4 * n * r, n);
}

// x (T, N, in) to h (T, N, H) from a zero state; PyTorch's weights: w_ih (4H, in), w_hh (4H, H), biases (4H), gates in the order i, f, g, o.
// The input's share of all gates is one matrix product, so are the weights' gradients; a step is one product and one pass over its gates.
struct LstmLayer : torch::autograd::Function<LstmLayer> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& w_ih, const at::Tensor& w_hh,
                            const at::Tensor& b_ih, const at::Tensor& b_hh, bool reverse) {
    bool wants_input = x.requires_grad();
    at::AutoDispatchBelowADInplaceOrView guard;
    auto input = x.contiguous();
    int64_t steps = input.size(0), rows = input.size(1), n = w_hh.size(1);
    auto gates = at::addmm(b_ih + b_hh, input.view({steps * rows, input.size(2)}), w_ih.t()).view({steps, rows, 4 * n});
    auto c = at::empty({steps, rows, n}, input.options());
    auto h = at::empty({steps, rows, n}, input.options());
    auto recurrent = w_hh.t(), start = at::zeros({rows, n}, input.options());
    AT_DISPATCH_FLOATING_TYPES(input.scalar_type(), "lstm", [&] {
      for (int64_t k = 0; k < steps; k++) {
        int64_t at = reverse ? steps - 1 - k : k, before = reverse ? at + 1 : at - 1;
        auto now = gates.select(0, at);
        if (k > 0) at::addmm_out(now, now, h.select(0, before), recurrent);
        auto pg = now.data_ptr<scalar_t>(), pc = c.data_ptr<scalar_t>() + at * rows * n, ph = h.data_ptr<scalar_t>() + at * rows * n;
        const scalar_t* pb = k > 0 ? c.data_ptr<scalar_t>() + before * rows * n : start.data_ptr<scalar_t>();
        at::parallel_for(0, rows, 1 + 16384 / n, [&](int64_t from, int64_t to) {
          cell_rows(pg + from * 4 * n, pb + from * n, pc + from * n, ph + from * n, to - from, n);
        });
      }
    });
    context->save_for_backward({input, w_ih, w_hh, gates, c, h});
    context->saved_data["reverse"] = reverse;
    context->saved_data["wants_input"] = wants_input;
    return h;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto &input = saved[0], &w_ih = saved[1], &w_hh = saved[2], &gates = saved[3], &c = saved[4], &h = saved[5];
    bool reverse = context->saved_data["reverse"].toBool();
    at::AutoDispatchBelowADInplaceOrView guard;
    int64_t steps = h.size(0), rows = h.size(1), n = h.size(2);
    auto outer = gradients[0].contiguous();
    auto dgates = at::empty_like(gates);
    auto dh = at::empty({rows, n}, h.options()), dc = at::zeros({rows, n}, h.options()), start = at::zeros({rows, n}, h.options());
    AT_DISPATCH_FLOATING_TYPES(h.scalar_type(), "lstm_backward", [&] {
      for (int64_t k = steps - 1; k >= 0; k--) {
        int64_t at = reverse ? steps - 1 - k : k, before = reverse ? at + 1 : at - 1, after = reverse ? at - 1 : at + 1;
        bool last = k == steps - 1;
        if (!last) at::addmm_out(dh, outer.select(0, at), dgates.select(0, after), w_hh);
        int64_t place = at * rows * n;
        auto pdh = last ? outer.data_ptr<scalar_t>() + place : dh.data_ptr<scalar_t>();
        auto pg = gates.data_ptr<scalar_t>() + 4 * place, pdg = dgates.data_ptr<scalar_t>() + 4 * place;
        auto pc = c.data_ptr<scalar_t>() + place, pdc = dc.data_ptr<scalar_t>();
        const scalar_t* pb = k > 0 ? c.data_ptr<scalar_t>() + before * rows * n : start.data_ptr<scalar_t>();
        at::parallel_for(0, rows, 1 + 16384 / n, [&](int64_t from, int64_t to) {
          cell_rows_back(pg + from * 4 * n, pb + from * n, pc + from * n, pdh + from * n, pdc + from * n, pdg + from * 4 * n, to - from, n);
        });
      }
    });
    auto all = dgates.view({steps * rows, 4 * n});
    auto later = reverse ? dgates.narrow(0, 0, steps - 1) : dgates.narrow(0, 1, steps - 1);
    auto earlier = reverse ? h.narrow(0, 1, steps - 1) : h.narrow(0, 0, steps - 1);
    auto dw_ih = at::mm(all.t(), input.view({steps * rows, input.size(2)}));
    auto dw_hh = at::mm(later.reshape({-1, 4 * n}).t(), earlier.reshape({-1, n}));
    auto db = all.sum(0);
    auto dx = context->saved_data["wants_input"].toBool() ? at::mm(all, w_ih).view(input.sizes()) : at::Tensor();
    return {dx, dw_ih, dw_hh, db, db.clone(), at::Tensor()};
  }
};
}  // namespace
