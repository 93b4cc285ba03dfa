// Batch normalisation while training on the CPU, forward and backward.
#pragma once
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels.h"
#include "transformer_rows.h"

namespace {
// Of one plane; from plane to plane sums run in double.
template <class T> ALWAYS T total_all(const T* x, int64_t n) { return sum_of<T>(n, [&](int64_t k) { return x[k]; }); }
template <class T> ALWAYS T scatter_all(const T* x, T mean, int64_t n) { return sum_of<T>(n, [&](int64_t k) { return (x[k] - mean) * (x[k] - mean); }); }
template <class T> ALWAYS T common_all(const T* x, T mean, const T* dy, int64_t n) { return sum_of<T>(n, [&](int64_t k) { return (x[k] - mean) * dy[k]; }); }
template <class T> ALWAYS void standardise_all(const T* __restrict x, T mean, T scale, T shift, T* __restrict y, int64_t n) { for (int64_t k = 0; k < n; k++) y[k] = (x[k] - mean) * scale + shift; }
template <class T> ALWAYS void standardise_back_all(const T* __restrict dy, const T* __restrict x, T mean, T first, T second, T scale, T* __restrict dx, int64_t n) {
  for (int64_t k = 0; k < n; k++) dx[k] = scale * (dy[k] - first - (x[k] - mean) * second);
}
WIDE float total(const float* x, int64_t n) { return total_all(x, n); }
double total(const double* x, int64_t n) { return total_all(x, n); }
WIDE float scatter(const float* x, float mean, int64_t n) { return scatter_all(x, mean, n); }
double scatter(const double* x, double mean, int64_t n) { return scatter_all(x, mean, n); }
WIDE float common(const float* x, float mean, const float* dy, int64_t n) { return common_all(x, mean, dy, n); }
double common(const double* x, double mean, const double* dy, int64_t n) { return common_all(x, mean, dy, n); }
WIDE void standardise(const float* x, float mean, float scale, float shift, float* y, int64_t n) { standardise_all(x, mean, scale, shift, y, n); }
void standardise(const double* x, double mean, double scale, double shift, double* y, int64_t n) { standardise_all(x, mean, scale, shift, y, n); }
WIDE void standardise_back(const float* dy, const float* x, float mean, float first, float second, float scale, float* dx, int64_t n) { standardise_back_all(dy, x, mean, first, second, scale, dx, n); }
void standardise_back(const double* dy, const double* x, double mean, double first, double second, double scale, double* dx, int64_t n) { standardise_back_all(dy, x, mean, first, second, scale, dx, n); }

// Ioffe and Szegedy, Batch Normalization (2015), algorithm 1 and the gradients of section 3. x (N, C, ...), weight, bias and running statistics (C); float32 or float64.
// libtorch 1.13 adds up its statistics number by number: they took a fifth of a residual network's time. A channel belongs to one thread, so threads change no bit.
struct BatchNormalisation : torch::autograd::Function<BatchNormalisation> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias, const at::Tensor& running_mean, const at::Tensor& running_var, double momentum, double epsilon) {
    bool wants_input = input.requires_grad();
    at::AutoDispatchBelowADInplaceOrView guard;
    auto x = input.contiguous(), w = weight.contiguous(), b = bias.contiguous(), y = at::empty(x.sizes(), x.options());
    int64_t samples = x.size(0), channels = x.size(1), plane = x.numel() / (samples * channels), count = samples * plane;
    auto stats = at::empty({2, channels}, x.options());  // means, and 1 / sqrt(variance + epsilon)
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "batch_norm", [&] {
      using T = scalar_t;
      const T *from = x.data_ptr<T>(), *scale = w.data_ptr<T>(), *shift = b.data_ptr<T>();
      T *to = y.data_ptr<T>(), *means = stats.data_ptr<T>(), *mean_kept = running_mean.data_ptr<T>(), *var_kept = running_var.data_ptr<T>();
      at::parallel_for(0, channels, 1, [&](int64_t begin, int64_t end) {
        for (int64_t c = begin; c < end; c++) {
          double sum = 0, squares = 0;
          for (int64_t n = 0; n < samples; n++) sum += total(from + (n * channels + c) * plane, plane);
          T mean = static_cast<T>(sum / count);
          for (int64_t n = 0; n < samples; n++) squares += scatter(from + (n * channels + c) * plane, mean, plane);
          means[c] = mean;
          means[channels + c] = static_cast<T>(1 / std::sqrt(squares / count + epsilon));
          mean_kept[c] = static_cast<T>((1 - momentum) * mean_kept[c] + momentum * mean);
          var_kept[c] = static_cast<T>((1 - momentum) * var_kept[c] + momentum * squares / (count - 1));
          for (int64_t n = 0; n < samples; n++) standardise(from + (n * channels + c) * plane, mean, means[channels + c] * scale[c], shift[c], to + (n * channels + c) * plane, plane);
        }
      });
    });
    context->save_for_backward({x, w, stats});
    context->saved_data["wants_input"] = wants_input;
    return y;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list gradients) {
    auto kept = context->get_saved_variables();
    auto &x = kept[0], &w = kept[1], &stats = kept[2];
    at::AutoDispatchBelowADInplaceOrView guard;
    auto dy = gradients[0].contiguous(), dw = at::empty(w.sizes(), w.options()), db = at::empty(w.sizes(), w.options());
    auto dx = context->saved_data["wants_input"].toBool() ? at::empty(x.sizes(), x.options()) : at::Tensor();
    int64_t samples = x.size(0), channels = x.size(1), plane = x.numel() / (samples * channels), count = samples * plane;
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "batch_norm_backward", [&] {
      using T = scalar_t;
      const T *from = x.data_ptr<T>(), *gradient = dy.data_ptr<T>(), *scale = w.data_ptr<T>(), *means = stats.data_ptr<T>();
      T *to = dx.defined() ? dx.data_ptr<T>() : nullptr, *weights = dw.data_ptr<T>(), *biases = db.data_ptr<T>();
      at::parallel_for(0, channels, 1, [&](int64_t begin, int64_t end) {
        for (int64_t c = begin; c < end; c++) {
          T mean = means[c], inverse = means[channels + c];
          double first = 0, second = 0;
          for (int64_t n = 0; n < samples; n++) {
            int64_t at = (n * channels + c) * plane;
            first += total(gradient + at, plane);
            second += common(from + at, mean, gradient + at, plane);
          }
          biases[c] = static_cast<T>(first);
          weights[c] = static_cast<T>(second * inverse);
          if (!to) continue;
          T each = static_cast<T>(first / count), slope = static_cast<T>(second * inverse * inverse / count);
          for (int64_t n = 0; n < samples; n++) {
            int64_t at = (n * channels + c) * plane;
            standardise_back(gradient + at, from + at, mean, each, slope, inverse * scale[c], to + at, plane);
          }
        }
      });
    });
    return {dx, dw, db, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

// Planes too small for vectors, other types and devices, and what is wrong are libtorch's own, errors included.
inline bool normalises(const at::Tensor& x, const at::Tensor& w, const at::Tensor& b, const at::Tensor& mean, const at::Tensor& var) {
  if (!x.device().is_cpu() || (x.scalar_type() != at::kFloat && x.scalar_type() != at::kDouble) || x.dim() < 3 || x.numel() == 0 || x.numel() / (x.size(0) * x.size(1)) < 16) return false;
  for (auto t : {&w, &b, &mean, &var}) if (!t->device().is_cpu() || t->scalar_type() != x.scalar_type() || t->dim() != 1 || t->size(0) != x.size(1) || !t->is_contiguous()) return false;
  return true;
}
}  // namespace
