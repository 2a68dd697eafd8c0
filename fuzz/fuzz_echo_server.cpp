// Invariant: the echo server answers a stream in upper case, in any delivery, to those who prove to know the token.
// SPDX-License-Identifier: MIT
// links: cleave_posix
// wraps: recv send sendmsg sendfile epoll_ctl epoll_wait shutdown setsockopt pipe2 write getrandom
// dictionary: echo_server.dict
// longest input: 400
//
// echo_session over bytes instead of a socket, and with it what all sessions have in common: the gatekeeper, the queue
// of what is not sent yet. The random bits of the challenge are zeros, so that an input can hold the right answer. (Of
// the plain dialect only the refusal of the gate differs: it has no words for it.)
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/reference_messages.hpp"
#include "fuzz/reference_replies.hpp"
#include "fuzz/socketless.hpp"
#include "reference-impls/echo/echo_services.hpp"

#include <sys/random.h>

extern "C" ssize_t __wrap_getrandom(void* into, size_t size, unsigned) {
    std::memset(into, 0, size);
    return static_cast<ssize_t>(size);
}

namespace cleave::fuzz {
namespace {

constexpr std::string_view token = "open sesame";
constexpr std::size_t max_proof_bytes = 256, challenge_bytes = 4 + 31 + 64;

struct server_setup {
    bool is_extended, has_token;

    static server_setup of(fuzz_input& input) {
        const std::uint8_t flags = input.last();
        return {(flags & 1) != 0, (flags & 2) != 0};
    }
};

std::string in_upper_case(std::string_view text) {
    std::string upper(text);
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return upper;
}

// What is due at the gate, taken off both ends. Returns whether it opens. A reset takes back what was not yet sent.
bool pass_gate(const server_setup& setup, std::string_view& stream, std::string_view& output) {
    posix::hex_digits made;
    expect(posix::make_nonce(posix::address().to_string(), made).ok(), "there are random bits");
    const std::string nonce(made.data(), made.size());
    const message_verdict said = reference_messages({body_rule::none, max_proof_bytes, 0}).verdict(stream);
    if (socketless::the().was_reset()) {
        expect(!setup.is_extended || (said.messages.empty() && said.st == status::need_input), "a refusal is said");
        expect(output.size() <= challenge_bytes, "nothing is said behind the challenge");
        output = {};
        return false;
    }
    const field_texts challenge{{header_field::status, "auth"}, {header_field::nonce, nonce}};
    expect(take_message(output).fields == challenge, "first comes the challenge");
    if (said.messages.empty()) {
        expect_refusal(output, status::unsupported);
        return false;
    }
    const field_texts& fields = said.messages[0].fields;
    const auto proof = posix::proof_of(token, nonce);
    const bool is_right = fields.contains(header_field::cmd) && fields.at(header_field::cmd) == "auth" &&
                          fields.contains(header_field::proof) &&
                          fields.at(header_field::proof) == std::string_view(proof.data(), proof.size());
    if (!is_right) {
        expect_refusal(output, status::not_authorized);
        return false;
    }
    const field_texts accepted{{header_field::status, "ok"}};
    expect(take_message(output).fields == accepted, "who knows the token is let in");
    stream.remove_prefix(4 + said.messages[0].header.size());
    return true;
}

std::string run_server(const server_setup& setup, std::span<const std::byte> stream, const delivery_plan& plan,
                       std::size_t most_sent) {
    const posix::session_rules rules{
        .is_extended = setup.is_extended, .idle_timeout = std::chrono::hours(1), .output_bytes = echo::room_bytes};
    posix::server_options options;
    if (setup.has_token) options.token = token;
    return serve(stream, plan, most_sent, options, posix::connections_of<echo::echo_session>(rules));
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const delivery_plan plan(input);
    const std::size_t most_sent = input.last();
    const server_setup setup = server_setup::of(input);
    const std::string sent = run_server(setup, input.stream(), plan, most_sent);
    std::string_view stream = input.text();
    std::string_view output = sent;
    const bool is_let_in = !setup.has_token || pass_gate(setup, stream, output);
    expect(output == (is_let_in ? in_upper_case(stream) : ""), "the stream is answered, and nothing else");
    expect(!is_let_in || !socketless::the().was_reset(), "nobody is reset who was let in");
    return 0;
}
