// SPDX-License-Identifier: MIT
//
// Whole payloads out of deliveries: 64 KiB reads, 1460-byte segments and single bytes, as spans and with the read's
// copy. Names: DELIVERY/PAYLOAD/READER.
#include "framing.hpp"

#include <cleave/frame_buffer.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

namespace cleave::bench {
namespace {

constexpr std::size_t storage_bytes = 128 << 10;

/// frame_buffer over the caller's spans: copies what straddles.
class spans_reader {
  public:
    template <class OnPayload>
    bool feed(bytes_view in, OnPayload& to) {
        for (;;) {
            const frame f = frames_.next(in);
            if (f.st != status::ok) return !is_error(f.st);
            to(f.payload);
        }
    }

  private:
    std::unique_ptr<std::byte[]> storage_ = std::make_unique_for_overwrite<std::byte[]>(storage_bytes);
    frame_buffer<layout> frames_{std::span(storage_.get(), storage_bytes)};
};

/// frame_buffer that is received into: the copy stands for read(2).
class received_reader {
  public:
    template <class OnPayload>
    bool feed(bytes_view in, OnPayload& to) {
        while (!in.empty()) {
            const auto room = frames_.writable();
            const std::size_t some = std::min(room.size(), in.size());
            std::memcpy(room.data(), in.data(), some);
            frames_.commit(some);
            in = in.subspan(some);
            for (;;) {
                const frame f = frames_.next();
                if (is_error(f.st)) return false;
                if (f.st != status::ok) break;
                to(f.payload);
            }
        }
        return true;
    }

  private:
    std::unique_ptr<std::byte[]> storage_ = std::make_unique_for_overwrite<std::byte[]>(storage_bytes);
    frame_buffer<layout> frames_{std::span(storage_.get(), storage_bytes)};
};

template <class Reader>
void add(const std::string& name, std::shared_ptr<const stream> in) {
    benchmark::RegisterBenchmark(name.c_str(), [in](benchmark::State& state) { run_reader<Reader>(state, *in); });
}

void add_all(const std::string& name, const std::shared_ptr<const stream>& in) {
    add<hand_reader>(name + "hand", in);
    add<spans_reader>(name + "cleave", in);
    add<received_reader>(name + "cleave_received", in);
    add<append_buffer>(name + "append_buffer", in);
#ifdef CLEAVE_BENCH_BEAST
    add<beast_reader>(name + "beast", in);
#endif
}

const bool registered = [] {
    for (const auto& [name, delivery] : {std::pair{"reads_64K", 64 << 10}, std::pair{"segments_1460", 1460}})
        for (const std::size_t payload : {8, 64, 512, 4096, 65536}) {
            const auto in = std::make_shared<const stream>(sizes{payload}, cold_bytes, delivery);
            const std::string full = std::string(name) + "/" + std::to_string(payload) + "/";
            add_all(full, in);
        }
    for (const std::size_t payload : {8, 64, 65536}) {
        const auto in = std::make_shared<const stream>(sizes{payload}, warm_bytes, 1);
        add_all("bytes_1/" + std::to_string(payload) + "/", in);
    }
    const auto small = std::make_shared<const stream>(sizes{64}, warm_bytes, 64 << 10);
    add<string_reader>("string/64/string_reader", small);
    add<spans_reader>("string/64/cleave", small);
    return true;
}();

} // namespace
} // namespace cleave::bench
