// Augmentation of images: colour, crop, mirror, rotation, cutout, in this order; one pass over the pixels each.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace {
struct AugmentPlan {  // mirrors Data/AugmentPlan.cs
  float brightness, contrast, saturation;  // factors; 1 changes nothing
  float cosine, sine;                      // of the angle; 1 and 0 turn nothing
  int32_t top, left;                       // of the crop, in pixels of the image; outside of it is the mean colour
  int32_t mirrored;
  int32_t cut_top, cut_left, cut_bottom, cut_right;  // of what is covered, the last two exclusive
};

struct ImageSize { int channels, height, width; int64_t plane() const { return static_cast<int64_t>(height) * width; } };

inline float grey_at(const float* image, int64_t plane, int channels, int64_t k) {
  return channels == 3 ? 0.299f * image[k] + 0.587f * image[plane + k] + 0.114f * image[2 * plane + k] : image[k];
}

inline float pixel(float v) { return v < 0.0f ? 0.0f : v > 255.0f ? 255.0f : v; }

// image holds pixels 0 to 255.
inline void jitter(float* image, const ImageSize& size, const AugmentPlan& plan) {
  int64_t plane = size.plane(), all = plane * size.channels;
  if (plan.brightness != 1.0f)
    for (int64_t k = 0; k < all; k++) image[k] = pixel(image[k] * plan.brightness);
  if (plan.contrast != 1.0f) {
    double sum = 0;
    for (int64_t k = 0; k < plane; k++) sum += grey_at(image, plane, size.channels, k);
    float mean = static_cast<float>(sum / plane);
    for (int64_t k = 0; k < all; k++) image[k] = pixel(mean + (image[k] - mean) * plan.contrast);
  }
  if (plan.saturation != 1.0f && size.channels == 3)
    for (int64_t k = 0; k < plane; k++) {
      float grey = grey_at(image, plane, 3, k);
      for (int c = 0; c < 3; c++) image[c * plane + k] = pixel(grey + (image[c * plane + k] - grey) * plan.saturation);
    }
}

// to[y, x] = from[y + top, x + left], then mirrored; 0 where there is nothing.
WIDE void crop(float* to, const float* from, int height, int width, int top, int left, bool mirrored) {
  for (int y = 0; y < height; y++, to += width) {
    if (y + top < 0 || y + top >= height) { std::fill(to, to + width, 0.0f); continue; }
    const float* row = from + static_cast<int64_t>(y + top) * width;
    int first = std::min(width, std::max(0, -left)), last = std::max(first, std::min(width, width - left));
    if (mirrored) {
      std::fill(to, to + (width - last), 0.0f);
      for (int x = first; x < last; x++) to[width - 1 - x] = row[x + left];
      std::fill(to + (width - first), to + width, 0.0f);
    } else {
      std::fill(to, to + first, 0.0f);
      for (int x = first; x < last; x++) to[x] = row[x + left];
      std::fill(to + last, to + width, 0.0f);
    }
  }
}

// Turns around the middle of the image, counter-clockwise as seen, with bilinear interpolation; 0 outside.
inline void rotate(float* to, const float* from, int height, int width, float cosine, float sine) {
  float cy = (height - 1) / 2.0f, cx = (width - 1) / 2.0f;
  auto at = [&](int y, int x) { return y < 0 || x < 0 || y >= height || x >= width ? 0.0f : from[static_cast<int64_t>(y) * width + x]; };
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      float sx = cosine * (x - cx) - sine * (y - cy) + cx, sy = sine * (x - cx) + cosine * (y - cy) + cy;
      float fx = std::floor(sx), fy = std::floor(sy), wx = sx - fx, wy = sy - fy;
      int ix = static_cast<int>(fx), iy = static_cast<int>(fy);
      to[static_cast<int64_t>(y) * width + x] =
          (at(iy, ix) * (1 - wx) + at(iy, ix + 1) * wx) * (1 - wy) + (at(iy + 1, ix) * (1 - wx) + at(iy + 1, ix + 1) * wx) * wy;
    }
}

inline void cover(float* image, int width, const AugmentPlan& plan) {
  for (int y = plan.cut_top; y < plan.cut_bottom; y++)
    std::fill(image + static_cast<int64_t>(y) * width + plan.cut_left, image + static_cast<int64_t>(y) * width + std::max(plan.cut_left, plan.cut_right), 0.0f);
}

// One image from bytes to normalised floats; room holds two images.
inline void augment(float* out, const uint8_t* from, const ImageSize& size, const AugmentPlan& plan, const float* scale, const float* shift, float* room) {
  int64_t plane = size.plane(), all = plane * size.channels;
  bool turned = plan.sine != 0.0f || plan.cosine != 1.0f;
  bool coloured = plan.brightness != 1.0f || plan.contrast != 1.0f || plan.saturation != 1.0f;
  if (coloured) {
    for (int64_t k = 0; k < all; k++) room[k] = from[k];
    jitter(room, size, plan);
  }
  for (int c = 0; c < size.channels; c++) {
    float* normal = room + c * plane;
    if (coloured)
      for (int64_t k = 0; k < plane; k++) normal[k] = normal[k] * scale[c] + shift[c];
    else
      gather_bytes(normal, from + c * plane, plane, scale[c], shift[c]);
    float* cropped = turned ? room + all : out + c * plane;
    crop(cropped, normal, size.height, size.width, plan.top, plan.left, plan.mirrored != 0);
    if (turned) rotate(out + c * plane, cropped, size.height, size.width, plan.cosine, plan.sine);
    cover(out + c * plane, size.width, plan);
  }
}
}  // namespace

/// out[r] = the sample rows[r] augmented as plans[r] says, times scale[c] plus shift[c]; uint8 samples of (channels, height, width).
SHIM int shim_augment(Impl* out, const uint8_t* samples, int64_t bytes, const int32_t* rows, const AugmentPlan* plans, int n, const float* scale, const float* shift,
                      int channels, int height, int width) {
  return guarded(-1, [&] {
    ImageSize size{channels, height, width};
    int64_t length = size.plane() * channels, available = bytes / length;
    TORCH_CHECK(bytes == available * length && out->numel() == n * length, bytes, " bytes do not hold whole samples of ", length, " values");
    for (int k = 0; k < n; k++) {
      const auto& p = plans[k];
      TORCH_CHECK(rows[k] >= 0 && rows[k] < available, "sample ", rows[k], " of ", available);
      TORCH_CHECK(p.cut_top >= 0 && p.cut_left >= 0 && p.cut_bottom <= height && p.cut_right <= width, "the covered square of sample ", k, " is outside of the image");
    }
    auto to = floats(out);
    // Each image by itself: which thread does it changes nothing.
    at::parallel_for(0, n, std::max<int64_t>(1, 32768 / length), [&](int64_t first, int64_t last) {
      std::vector<float> room(2 * length);
      for (int64_t k = first; k < last; k++) augment(to + k * length, samples + rows[k] * length, size, plans[k], scale, shift, room.data());
    });
    return 0;
  });
}
