// SPDX-License-Identifier: MIT
//
// Payloads as they come: the streaming decoder beside a state machine by hand, and beside readers that put payloads
// together first. Names: stream/DELIVERY/PAYLOAD/READER.
#include "framing.hpp"

#include <cleave/frame_decoder.hpp>

#include <memory>
#include <string>

namespace cleave::bench {
namespace {

class streaming_reader {
  public:
    template <class OnPayload>
    bool feed(bytes_view in, OnPayload& to) {
        for (;;) {
            const frame_step step = decoder_.decode(in);
            if (step.st != status::ok) return !is_error(step.st);
            in = in.subspan(step.consumed);
            if (step.event == frame_event::data) to.sum += std::to_integer<std::uint64_t>(step.data[0]);
            if (step.event == frame_event::end) ++to.frames;
        }
    }

  private:
    frame_decoder<layout> decoder_;
};

/// The state machine that one writes by hand for pieces.
class hand_machine {
  public:
    template <class OnPayload>
    bool feed(bytes_view in, OnPayload& to) {
        while (!in.empty()) {
            if (have_ < 4) {
                length_ |= std::to_integer<std::uint32_t>(in[0]) << (8 * have_++);
                in = in.subspan(1);
                if (have_ < 4) continue;
                if (length_ > static_cast<std::uint32_t>(max_payload)) return false;
                remaining_ = length_;
            } else {
                const std::size_t some = std::min<std::size_t>(remaining_, in.size());
                to.sum += std::to_integer<std::uint64_t>(in[0]);
                remaining_ -= static_cast<std::uint32_t>(some);
                in = in.subspan(some);
            }
            if (remaining_ == 0) {
                ++to.frames;
                have_ = 0;
                length_ = 0;
            }
        }
        return true;
    }

  private:
    std::uint32_t length_ = 0;
    std::uint32_t remaining_ = 0;
    unsigned have_ = 0;
};

template <class Reader>
void add(const std::string& name, std::shared_ptr<const stream> in) {
    benchmark::RegisterBenchmark(name.c_str(), [in](benchmark::State& state) { run_reader<Reader>(state, *in); });
}

const bool registered = [] {
    for (const auto& [name, delivery] :
         {std::pair{"bytes_1", 1}, std::pair{"segments_1460", 1460}, std::pair{"reads_64K", 64 << 10}})
        for (const std::size_t payload : {8, 64, 4096, 65536}) {
            const auto in =
                std::make_shared<const stream>(sizes{payload}, delivery == 1 ? warm_bytes : cold_bytes, delivery);
            const std::string full = std::string("stream/") + name + "/" + std::to_string(payload) + "/";
            add<hand_machine>(full + "hand_machine", in);
            add<streaming_reader>(full + "cleave", in);
            add<hand_reader>(full + "hand_reassembling", in);
            add<append_buffer>(full + "append_buffer", in);
#ifdef CLEAVE_BENCH_BEAST
            add<beast_reader>(full + "beast", in);
#endif
        }
    return true;
}();

} // namespace
} // namespace cleave::bench
