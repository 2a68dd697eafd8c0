// SPDX-License-Identifier: MIT
//
// framing_setup: a layout and what belongs to it, in the last bytes of an input.
//
//     .. | width | flags | offset | gap | limit: 2 | storage |
#pragma once

#include "delivery_plan.hpp"

#include <cleave/frame_decoder.hpp>
#include <cleave/length_prefix.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cleave::fuzz {

struct framing_setup {
    prefix_layout layout;               // resolved if it is one; see is_layout()
    on_excess excess = on_excess::fail; //
    std::uint8_t storage = 255;         // of a frame_buffer, in pieces of 8 bytes
    static constexpr std::size_t input_bytes = 7;

    /// Takes it from the end of `input`.
    static framing_setup of(fuzz_input& input) noexcept {
        framing_setup setup;
        setup.storage = input.last();
        const std::uint16_t limit = input.last_two();
        setup.layout.gap = input.last();
        setup.layout.offset = input.last();
        const std::uint8_t flags = input.last();
        setup.layout.width = input.last() % 9;
        setup.layout.order = (flags & 1) != 0 ? std::endian::big : std::endian::little;
        setup.layout.is_signed = (flags & 2) != 0;
        setup.layout.counts = static_cast<length_counts>((flags >> 2) % 3);
        if ((flags & 128) != 0) setup.excess = on_excess::discard;
        if (check_layout(setup.layout) != layout_error::none) return setup;
        // The limits at both ends of the field are the interesting ones: 0 and its neighbours are either.
        const std::uint64_t most = setup.layout.field_capacity();
        if (limit != 0) setup.layout.max_payload = limit < 0xFF00 ? limit - 1U : most - (0xFFFF - limit);
        if (setup.is_layout()) setup.layout = length_prefix::resolved(setup.layout);
        return setup;
    }

    /// The bytes that of() reads as these. A limit that they can not say becomes the layout's own.
    void append_to(std::vector<std::byte>& input) const {
        const auto add = [&](unsigned value) { input.push_back(static_cast<std::byte>(value)); };
        const std::uint64_t below = layout.field_capacity() - std::min(layout.max_payload, layout.field_capacity());
        const std::uint64_t limit = layout.max_payload < 0xFEFF ? layout.max_payload + 1
                                    : below < 256               ? 0xFFFF - below
                                                                : 0;
        add(layout.width);
        add((layout.order == std::endian::big ? 1U : 0U) | (layout.is_signed ? 2U : 0U) |
            static_cast<unsigned>(layout.counts) << 2 | (excess == on_excess::discard ? 128U : 0U));
        add(layout.offset);
        add(layout.gap);
        add(limit & 255);
        add(static_cast<unsigned>(limit >> 8));
        add(storage);
    }

    bool is_layout() const noexcept { return check_layout(layout) == layout_error::none; }

    /// Of a frame_buffer: at least a header, and at most 2 KiB.
    std::size_t storage_bytes() const noexcept { return layout.max_header_bytes() + std::size_t{storage} * 8; }

    runtime_prefix prefix() const noexcept {
        runtime_prefix made(python_int);
        (void)runtime_prefix::from(layout, made);
        return made;
    }
};

} // namespace cleave::fuzz
