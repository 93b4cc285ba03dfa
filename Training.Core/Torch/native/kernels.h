// The few loops that are fused by hand.
#pragma once
#include <cmath>
#include <cstdint>

// One binary for every x86-64: the loader picks the widest version. -ffp-contract=off keeps their results equal.
#if defined(__x86_64__)
#define WIDE __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define WIDE
#endif

namespace {
// SplitMix64 (Steele, Lea, Flood 2014): number n of a stream from its key alone, equal to CounterRandom.Bits(n) in C#.
inline uint64_t splitmix(uint64_t key, uint64_t n) {
  uint64_t z = key + n * 0x9E3779B97F4A7C15ull;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

WIDE void mask_range(float* out, int64_t n, uint64_t key, uint64_t position, uint32_t threshold, float scale) {
  // One 64-bit output serves two elements, its low half the even one.
  int64_t pairs = n / 2;
  for (int64_t k = 0; k < pairs; k++) {
    uint64_t z = splitmix(key, position + k);
    out[2 * k] = static_cast<uint32_t>(z) >= threshold ? scale : 0.0f;
    out[2 * k + 1] = static_cast<uint32_t>(z >> 32) >= threshold ? scale : 0.0f;
  }
  if (n % 2) out[n - 1] = static_cast<uint32_t>(splitmix(key, position + pairs)) >= threshold ? scale : 0.0f;
}

WIDE void adam_range(float* p, const float* g, float* m, float* v, int64_t n,
                     float b1, float b2, float step, float root_bias2_inverse, float eps, float l2, float keep) {
  for (int64_t k = 0; k < n; k++) {
    float w = p[k] * keep;
    float gk = g[k] + l2 * w;
    float mk = b1 * m[k] + (1.0f - b1) * gk;
    float vk = b2 * v[k] + (1.0f - b2) * gk * gk;
    m[k] = mk;
    v[k] = vk;
    p[k] = w - step * mk / (std::sqrt(vk) * root_bias2_inverse + eps);
  }
}

WIDE void sgd_range(float* p, const float* g, float* b, int64_t n, float rate, float momentum, float l2, bool nesterov, bool first) {
  for (int64_t k = 0; k < n; k++) {
    float gk = g[k] + l2 * p[k];
    float bk = first ? gk : momentum * b[k] + gk;
    b[k] = bk;
    p[k] = p[k] - rate * (nesterov ? gk + momentum * bk : bk);
  }
}

WIDE void sgd_plain_range(float* p, const float* g, int64_t n, float rate, float l2) {
  for (int64_t k = 0; k < n; k++) p[k] = p[k] - rate * (g[k] + l2 * p[k]);
}

WIDE void rmsprop_range(float* p, const float* g, float* v, float* mean, float* buffer, int64_t n, float rate, float alpha, float eps, float momentum, float l2) {
  for (int64_t k = 0; k < n; k++) {
    float gk = g[k] + l2 * p[k];
    float vk = alpha * v[k] + (1.0f - alpha) * gk * gk;
    v[k] = vk;
    if (mean) {
      float mk = alpha * mean[k] + (1.0f - alpha) * gk;
      mean[k] = mk;
      vk = vk - mk * mk;
      vk = vk > 0.0f ? vk : 0.0f;  // a rounding below 0 would be no number
    }
    float step = gk / (std::sqrt(vk) + eps);
    if (buffer) {
      step = momentum * buffer[k] + step;
      buffer[k] = step;
    }
    p[k] = p[k] - rate * step;
  }
}

WIDE void adagrad_range(float* p, const float* g, float* sum, int64_t n, float rate, float eps, float l2) {
  for (int64_t k = 0; k < n; k++) {
    float gk = g[k] + l2 * p[k];
    float sk = sum[k] + gk * gk;
    sum[k] = sk;
    p[k] = p[k] - rate * gk / (std::sqrt(sk) + eps);
  }
}

WIDE void lion_range(float* p, const float* g, float* m, int64_t n, float rate, float b1, float b2, float keep) {
  for (int64_t k = 0; k < n; k++) {
    float ck = b1 * m[k] + (1.0f - b1) * g[k];
    float sign = ck > 0.0f ? 1.0f : ck < 0.0f ? -1.0f : 0.0f;
    p[k] = p[k] * keep - rate * sign;
    m[k] = b2 * m[k] + (1.0f - b2) * g[k];
  }
}

WIDE void gather_bytes(float* out, const uint8_t* from, int64_t n, float scale, float shift) {
  for (int64_t k = 0; k < n; k++) out[k] = from[k] * scale + shift;
}
}  // namespace
