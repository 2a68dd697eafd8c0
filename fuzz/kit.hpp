// SPDX-License-Identifier: MIT
//
// kit: fuzzes your own reader or writer against a reference, in any framing and under any delivery. All of a fuzzer:
//
//     #include "fuzz/kit.hpp"
//     #include "my_decoder.hpp"
//     extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
//         auto feed = [](auto& my, auto piece, auto& got) { my.feed(piece, [&](auto bytes) { got.frame(bytes); }); };
//         return cleave::fuzz::differential<cleave::python_int, my_decoder>(data, size, feed);
//     }
//
// and clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -I cleave -I cleave/include fuzzer.cpp builds it.
//
// Each input is a stream and a way to cut it. A new decoder is given the pieces one by one. After each it must have
// told the frames that are whole by then and no others, and it must refuse a bad length once its header is in. Where it
// differs, the delivery is made as small as it will go and printed, with what was due and what came; then the program
// aborts, so that the engine keeps the input. What decoders may do otherwise is in kit/fairness.hpp.
//
// One function for each style, and an example of each in examples/:
//
//     differential   readers that are given pieces: whole frames, parts, C callbacks, with or without an end
//     blocking       readers that call read(2) or recv(2), over a fake socket; asynchronous ones, over a fake executor
//     writing        writers into a buffer, or of parts for a gathered write
//     round_trip     a writer and a reader against each other, in a framing that only they know
//     check_prefix   a prefix of your own, for the laws that the readers of cleave rely on
#pragma once

#include "kit/check_prefix.hpp"
#include "kit/comparison.hpp"
#include "kit/fake_socket.hpp"
#include "kit/input.hpp"
#include "kit/mutator.hpp"
#include "kit/report.hpp"
#include "kit/shrink.hpp"
#include "kit/writing.hpp"

#include <cleave/protocols/databases.hpp>
#include <cleave/protocols/generic.hpp>
#include <cleave/protocols/messaging.hpp>
#include <cleave/protocols/rpc.hpp>
#include <cleave/protocols/web.hpp>

namespace cleave::fuzz {

namespace inner {

template <class Comparison>
std::string smallest_report(const Comparison& differs, delivery from) {
    const auto play = [&](const delivery& one) { return differs.play(one); };
    from = shrinking(differs.framing(), differs.may(), play).smallest(std::move(from));
    const auto found = differs.play(from);
    if (!found) return "what the decoder does is not the same each time\n";
    words::write_trace(words::as_trace(from, expectation(differs.framing(), from.stream, differs.may())));
    return words::as_diff(from, *found);
}

template <class Comparison>
int compare(const Comparison& differs, const std::uint8_t* data, std::size_t size) {
    delivery from = delivery_of(differs.framing(), kit_input::of(data, size), differs.may());
    if (!differs.play(from)) return 0;
    std::fputs("the decoder differs from the reference; making the delivery smaller\n", stderr);
    std::fputs(smallest_report(differs, std::move(from)).c_str(), stderr);
    std::abort();
}

} // namespace inner

/// The body of LLVMFuzzerTestOneInput. Prefix: of the frames, with the limit that the decoder has; Decoder: yours,
/// default-constructible; feed: gives it a piece, and tells the verdict what comes of it. A feed with a member
/// `finish(decoder, verdict)` has it called at the end of the stream: see with_end.
/// returns: 0; does not return where the decoder differs from the reference.
template <prefix Prefix, class Decoder, class Feed>
int differential(const std::uint8_t* data, std::size_t size, const Feed& feed, const fairness& may = {},
                 const Prefix& p = Prefix{}) {
    return inner::compare(comparison<Prefix, Decoder, Feed>(p, feed, may), data, size);
}

/// A feed, and what tells the decoder that the stream ended: finish(decoder, verdict) calls verdict.ended(is_clean).
template <class Feed, class Finish>
struct with_end {
    Feed feed;
    Finish finish;
    template <class Decoder>
    void operator()(Decoder& decoder, piece from, verdict& got) const {
        feed(decoder, from, got);
    }
};
template <class Feed, class Finish>
with_end(Feed, Finish) -> with_end<Feed, Finish>;

/// How the fake socket answers where nothing is there.
enum class waiting : std::uint8_t {
    blocks,      // read() waits; now and then it fails with EINTR
    would_block, // read() fails with EAGAIN
};

/// The body of LLVMFuzzerTestOneInput for a reader that fetches its bytes. read: called as read(socket, verdict), once
/// a stream; see kit/fake_socket.hpp.
template <prefix Prefix, class Read>
int blocking(const std::uint8_t* data, std::size_t size, const Read& read, waiting how = waiting::blocks,
             const fairness& may = {}, const Prefix& p = Prefix{}) {
    return inner::compare(socket_comparison<Prefix, Read>(p, read, may, how == waiting::blocks), data, size);
}

/// The body of LLVMFuzzerTestOneInput for a writer: std::size_t write(payload, room), 0 where it cannot; or
/// bool write(payload, sent), which calls sent.add(part) for each part.
template <prefix Prefix, class Write>
int writing(const std::uint8_t* data, std::size_t size, const Write& write, const fairness& may = {},
            const Prefix& p = Prefix{}) {
    const std::uint64_t limit = may.limit.value_or(p.max_payload());
    const kit_input input = kit_input::of(data, size);
    std::vector<std::byte> payload = input.stream;
    // Sizes at the edges, which no input of that size is needed for.
    const std::uint64_t beyond = limit < inner::longest_stream ? limit + 1 - input.which % 3U : 0;
    if (input.is_stretched)
        payload.resize(input.amount % 2 == 0 ? inner::stretched_size(input.amount) : static_cast<std::size_t>(beyond));
    auto wrong = find_wrong_frame(p, write, payload, limit);
    if (!wrong) return 0;
    for (std::size_t size_now = 0; size_now < payload.size(); ++size_now) {
        const std::vector<std::byte> less(size_now);
        if (const auto found = find_wrong_frame(p, write, less, limit)) {
            wrong = found;
            break;
        }
    }
    std::fprintf(stderr, "the writer differs from the reference\n- %s\n+ %s\n", wrong->due.c_str(),
                 wrong->came.c_str());
    std::abort();
}

/// The body of LLVMFuzzerTestOneInput for a pair: what `write` writes (see writing) Decoder reads, in every cut.
template <class Decoder, class Write, class Feed>
int round_trip(const std::uint8_t* data, std::size_t size, const Write& write, const Feed& feed) {
    // Each payload is a byte of its size and its bytes.
    using sized = fixed_layout<prefix_layout{.width = 1}>;
    const kit_input input = kit_input::of(data, size);
    const expectation due(sized{}, input.stream);
    std::vector<std::vector<std::byte>> payloads;
    for (const frame_place& one : due.frames()) {
        const auto bytes = due.payload(one);
        payloads.emplace_back(bytes.begin(), bytes.end());
    }
    const pair_comparison<Write, Decoder, Feed> pair(write, feed);
    const auto play = [&](const auto& some) {
        return pair.play(some, [&](std::size_t bytes) {
            kit_input whole = input;
            whole.is_stretched = false;
            whole.stream.assign(bytes, std::byte{0});
            return delivery_of(sized{}, whole, {}).ends;
        });
    };
    if (!play(payloads)) return 0;
    for (std::size_t i = 0; i < payloads.size();) {
        auto less = payloads;
        less.erase(less.begin() + static_cast<std::ptrdiff_t>(i));
        if (play(less)) {
            payloads = std::move(less);
        } else {
            ++i;
        }
    }
    for (std::size_t i = 0; i < payloads.size(); ++i)
        for (std::size_t many = payloads[i].size(); many != 0; many /= 2)
            for (std::size_t at = 0; at + many <= payloads[i].size();) {
                auto less = payloads;
                const auto first = less[i].begin() + static_cast<std::ptrdiff_t>(at);
                less[i].erase(first, first + static_cast<std::ptrdiff_t>(many));
                if (play(less)) {
                    payloads = std::move(less);
                } else {
                    at += many;
                }
            }
    const auto wrong = play(payloads);
    std::fprintf(stderr, "the reader does not read what the writer writes; after piece %zu of\n%s- %s\n+ %s\n",
                 wrong->pieces, pair.pieces().c_str(), wrong->due.c_str(), wrong->came.c_str());
    std::abort();
}

} // namespace cleave::fuzz
