// Invariant: the message server shows each frame that the reference reads as one line, and refuses what it refuses.
// SPDX-License-Identifier: MIT
// links: cleave_posix
// wraps: recv send sendmsg sendfile epoll_ctl epoll_wait shutdown setsockopt pipe2 write
// longest input: 600
//
// message_session over bytes instead of a socket, against reference_framer.hpp. What it shows goes to the standard
// output, which is memory meanwhile.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/reference_framer.hpp"
#include "fuzz/reference_replies.hpp"
#include "fuzz/socketless.hpp"
#include "fuzz/standard_output.hpp"
#include "reference-impls/message/message_session.hpp"

#include <cleave/protocols/generic.hpp>

namespace cleave::fuzz {
namespace {

constexpr std::size_t max_payload = 100;

std::string line_of(const seen_frame& frame) {
    const std::string text(as_text(frame.payload));
    return posix::log_text(posix::address(), " ", text.size(), " bytes: ", text) + "\n";
}

void check_refusal(bool is_extended, const framing_verdict& frames, std::string_view output) {
    if (is_extended && frames.end != status::ok) expect_refusal(output, frames.end);
    expect(output.empty(), "frames are not answered");
    expect(socketless::the().was_reset() == (!is_extended && frames.end != status::ok), "whoever is refused sees it");
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave;
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const delivery_plan plan(input);
    const std::size_t most_sent = input.last();
    const bool is_extended = (input.last() & 1) == 0;

    const runtime_layout prefix(python_int::with_max_payload<max_payload>{});
    const message::message_rules rules{
        .session = {.is_extended = is_extended, .idle_timeout = std::chrono::hours(1), .output_bytes = 2048},
        .prefix = prefix};
    std::string shown;
    std::string output;
    {
        const standard_output memory(shown);
        output = serve(input.stream(), plan, most_sent, {}, posix::connections_of<message::message_session>(rules));
    }
    reference_framer reference(prefix.layout());
    reference.take(input.stream());
    const framing_verdict frames = reference.verdict();
    std::string expected;
    for (const seen_frame& frame : frames.frames)
        if (frame.is_complete) expected += line_of(frame);
    expect(shown == expected, "each whole frame is shown once, in order");
    check_refusal(is_extended, frames, output);
    return 0;
}
