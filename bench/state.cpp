// SPDX-License-Identifier: MIT
//
// What a reader holds when its connection is idle: prints `READER PAYLOAD BYTES` lines, the object and its memory
// behind a stream of such frames in 1460-byte segments. `released`: a frame_buffer between two frames, over storage
// that the connection has given back.
#include "readers.hpp"

#include <cstdio>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace {
std::size_t held = 0;
}

// Out of line: g++ takes the pair for mismatched where it sees into both.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
    void* const at = std::malloc(bytes);
    if (at == nullptr) std::abort();
    held += malloc_usable_size(at);
    return at;
}
[[gnu::noinline]] void operator delete(void* at) noexcept {
    if (at != nullptr) held -= malloc_usable_size(at);
    std::free(at);
}
[[gnu::noinline]] void operator delete(void* at, std::size_t) noexcept { operator delete(at); }

namespace cleave::bench {
namespace {

template <class Reader>
void show(const char* name, const stream& in, std::size_t payload) {
    const std::size_t before = held;
    Reader reader;
    consumer<touched> to;
    for (const bytes_view segment : in.deliveries())
        if (!reader.feed(segment, to)) std::abort();
    if (to.frames != in.frames()) std::abort();
    std::printf("%s %zu %zu\n", name, payload, sizeof reader + held - before);
}

/// Storage while a frame is in progress, and none between two.
class releasing_reader {
  public:
    template <class OnPayload>
    bool feed(bytes_view in, OnPayload& to) {
        if (!storage_) {
            storage_ = std::make_unique_for_overwrite<std::byte[]>(storage_bytes);
            frames_ = frame_buffer<protocol>(frames_, std::span(storage_.get(), storage_bytes));
        }
        frames_.feed(in);
        while (frame f = frames_.next()) to(f.payload());
        if (is_error(frames_.st())) return false;
        if (frames_.unread().empty()) {
            frames_ = frame_buffer<protocol>(frames_, header_);
            storage_.reset();
        }
        return true;
    }

  private:
    std::unique_ptr<std::byte[]> storage_;
    std::array<std::byte, 4> header_{};
    frame_buffer<protocol> frames_{header_};
};

} // namespace
} // namespace cleave::bench

int main() {
    using namespace cleave::bench;
    for (const std::size_t payload : {std::size_t{64}, std::size_t{65536}}) {
        const stream in({payload}, warm_bytes, 1460);
        show<streaming_reader>("streaming", in, payload);
        show<releasing_reader>("released", in, payload);
        show<append_buffer>("append_buffer", in, payload);
#ifdef CLEAVE_BENCH_BEAST
        show<beast_reader>("beast", in, payload);
#endif
    }
}
