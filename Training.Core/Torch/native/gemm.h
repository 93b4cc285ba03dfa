// Matrix products on plain memory, by the BLAS that libtorch itself uses.
#pragma once
#include <ATen/ATen.h>

#include <cstdint>

// Weak: a libtorch that brings its BLAS without showing it leaves these null, and ATen's own product serves.
extern "C" {
void sgemm_(const char*, const char*, const int*, const int*, const int*, const float*, const float*, const int*, const float*, const int*, const float*, float*, const int*) __attribute__((weak));
void dgemm_(const char*, const char*, const int*, const int*, const int*, const double*, const double*, const int*, const double*, const int*, const double*, double*, const int*) __attribute__((weak));
}

namespace {
template <class T> at::Tensor matrix(const T* at, bool flipped, int64_t rows, int64_t columns, int64_t step) {
  auto options = at::TensorOptions().dtype(sizeof(T) == 4 ? at::kFloat : at::kDouble);
  auto view = at::from_blob(const_cast<T*>(at), {flipped ? columns : rows, flipped ? rows : columns}, {step, 1}, options);
  return flipped ? view.t() : view;
}

// c (m, n) = alpha a b + beta c, all row by row with rows a given step apart; a (m, k) and b (k, n) may be stored flipped. c is not read when beta is 0.
template <class T> void gemm(bool flip_a, bool flip_b, int64_t m, int64_t n, int64_t k, T alpha, const T* a, int64_t step_a, const T* b, int64_t step_b, T beta, T* c, int64_t step_c) {
  int rows = m, columns = n, inner = k, sa = step_a, sb = step_b, sc = step_c;
  const char *ta = flip_a ? "T" : "N", *tb = flip_b ? "T" : "N";
  // Column by column, as BLAS sees it, these are the flipped matrices: flipped c = flipped b times flipped a.
  if constexpr (sizeof(T) == 4) {
    if (sgemm_ != nullptr) return sgemm_(tb, ta, &columns, &rows, &inner, &alpha, b, &sb, a, &sa, &beta, c, &sc);
  } else {
    if (dgemm_ != nullptr) return dgemm_(tb, ta, &columns, &rows, &inner, &alpha, b, &sb, a, &sa, &beta, c, &sc);
  }
  auto out = matrix(c, false, m, n, step_c);
  at::addmm_out(out, out, matrix(a, flip_a, m, k, step_a), matrix(b, flip_b, k, n, step_b), beta, alpha);
}
}  // namespace
