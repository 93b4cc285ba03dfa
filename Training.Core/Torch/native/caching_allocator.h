#pragma once
#include <ATen/ATen.h>

#include <sys/mman.h>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {
// Tensor memory, kept by the thread that frees it. A training step asks for the same sizes again and again: taking them back costs
// nanoseconds, where the C library gives large blocks back to the kernel and pays a fault for every fresh page (measured: a fifth of
// a CNN's time). Blocks of 2 MiB and more ask for huge pages.
class CachingAllocator final : public c10::Allocator {
 public:
  // Both forms, because c10 dropped the const in 2.x; copy_data is new there.
  c10::DataPtr allocate(size_t bytes) const { return make(bytes); }
  c10::DataPtr allocate(size_t bytes) { return make(bytes); }
  c10::DeleterFnPtr raw_deleter() const { return &release; }
  void copy_data(void* to, const void* from, size_t count) const { std::memcpy(to, from, count); }

 private:
  static constexpr size_t kHeader = 64, kHuge = 2 << 20, kLimit = size_t{1} << 30;  // alignment; huge page; bytes that a thread keeps
  static constexpr int kClasses = 4 * 48;

  struct Cache {
    std::vector<void*> blocks[kClasses];
    size_t bytes = 0;
    bool* gone;
    explicit Cache(bool* gone) : gone(gone) {}
    ~Cache() {
      *gone = true;  // tensors may still be freed by this thread while it ends
      for (auto& list : blocks) for (void* block : list) std::free(block);
    }
  };

  static Cache* cache() {
    static thread_local bool gone = false;
    static thread_local Cache mine(&gone);
    return gone ? nullptr : &mine;
  }

  // Four classes for each power of two, so at most a quarter is wasted.
  static int class_of(size_t bytes) {
    if (bytes <= 64) return 0;
    int top = 63 - __builtin_clzll(bytes - 1);
    return 4 * (top - 6) + static_cast<int>((bytes - 1) >> (top - 2) & 3) + 1;
  }
  static size_t size_of(int size_class) {
    if (size_class == 0) return 64;
    int top = (size_class - 1) / 4 + 6;
    return (static_cast<size_t>(4 + (size_class - 1) % 4 + 1)) << (top - 2);
  }

  static c10::DataPtr make(size_t bytes) {
    if (bytes == 0) return {nullptr, nullptr, &release, c10::Device(c10::DeviceType::CPU)};
    int size_class = class_of(bytes);
    TORCH_CHECK(size_class < kClasses, "cannot allocate ", bytes, " bytes");
    auto mine = cache();
    char* block;
    if (mine != nullptr && !mine->blocks[size_class].empty()) {
      block = static_cast<char*>(mine->blocks[size_class].back());
      mine->blocks[size_class].pop_back();
      mine->bytes -= size_of(size_class);
    } else {
      size_t total = size_of(size_class) + kHeader;
      size_t alignment = total >= kHuge ? kHuge : 64;
      block = static_cast<char*>(std::aligned_alloc(alignment, (total + alignment - 1) / alignment * alignment));
      TORCH_CHECK(block != nullptr, "out of memory: cannot allocate ", bytes, " bytes");
      if (alignment == kHuge) madvise(block, total, MADV_HUGEPAGE);
      *reinterpret_cast<int*>(block) = size_class;
    }
    char* data = block + kHeader;
    return {data, data, &release, c10::Device(c10::DeviceType::CPU)};
  }

  static void release(void* data) {
    if (data == nullptr) return;
    char* block = static_cast<char*>(data) - kHeader;
    int size_class = *reinterpret_cast<int*>(block);
    auto mine = cache();
    if (mine == nullptr || mine->bytes + size_of(size_class) > kLimit) { std::free(block); return; }
    mine->blocks[size_class].push_back(block);
    mine->bytes += size_of(size_class);
  }
};
}  // namespace
