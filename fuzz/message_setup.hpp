// SPDX-License-Identifier: MIT
//
// message_setup: what a reader of header messages is made with, in the last byte of an input; file_setup: the same of a
// receiver of files, in the last three.
#pragma once

#include "delivery_plan.hpp"

#include <cleave/file_receiver.hpp>
#include <cleave/message_decoder.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cleave::fuzz {

struct message_setup {
    static constexpr std::size_t input_bytes = 1;
    static constexpr std::uint64_t small_size = 100;
    static constexpr std::size_t small_header = 50, large_header = 4096;

    body_rule bodies = body_rule::sized;
    bool has_small_size = false;   // max_size
    bool has_small_header = false; // max_header
    bool has_scratch = true;       // enough for every header; else 20 bytes, which are too few for some
    bool bypass = false;           // some bytes of bodies do not come through the decoder

    static message_setup of(fuzz_input& input) noexcept {
        const std::uint8_t flags = input.last();
        return {static_cast<body_rule>(flags & 3), (flags & 4) != 0, (flags & 8) != 0, (flags & 16) == 0,
                (flags & 32) != 0};
    }
    void append_to(std::vector<std::byte>& input) const {
        input.push_back(static_cast<std::byte>(static_cast<unsigned>(bodies) | (has_small_size ? 4U : 0U) |
                                               (has_small_header ? 8U : 0U) | (has_scratch ? 0U : 16U) |
                                               (bypass ? 32U : 0U)));
    }

    std::uint64_t max_size() const noexcept { return has_small_size ? small_size : INT64_MAX; }
    std::size_t max_header() const noexcept { return has_small_header ? small_header : large_header; }
    std::size_t scratch() const noexcept { return has_scratch ? 9 * max_header() : 20; }
};

struct file_setup {
    static constexpr std::size_t input_bytes = message_setup::input_bytes + 2;

    message_setup messages{.bodies = body_rule::request};
    digest_rule digests = digest_rule::verify;
    bool always_sha256 = false;
    bool allow_subtrees = false;
    std::uint8_t fault = 0; // which call of the store fails, counted from 1; 0: none

    static file_setup of(fuzz_input& input) noexcept {
        file_setup setup;
        setup.fault = input.last();
        const std::uint8_t flags = input.last();
        setup.digests = static_cast<digest_rule>(flags % 3);
        setup.always_sha256 = (flags & 64) != 0;
        setup.allow_subtrees = (flags & 128) != 0;
        setup.messages = message_setup::of(input);
        return setup;
    }
    void append_to(std::vector<std::byte>& input) const {
        messages.append_to(input);
        // The rule counts modulo 3, and so do the flags: 64 is 1, 128 is 2.
        const unsigned flags = (always_sha256 ? 64U : 0U) | (allow_subtrees ? 128U : 0U);
        const unsigned rest = (3 + static_cast<unsigned>(digests) - flags % 3) % 3;
        input.push_back(static_cast<std::byte>(flags | rest));
        input.push_back(static_cast<std::byte>(fault));
    }

    file_options rules() const noexcept {
        file_options made{.max_size = messages.max_size(), .digests = digests, .always_sha256 = always_sha256};
        made.names.allow_subtrees = allow_subtrees;
        return made;
    }
};

} // namespace cleave::fuzz
