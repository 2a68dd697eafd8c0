// SPDX-License-Identifier: MIT
//
// framing_setup: a layout and what belongs to it, in the last bytes of an input.
//
//     ..                                                   | width | flags | offset | gap | limit: 2 | storage |
//     .. | form | bits | counts | trailer | least | magic | width | ...      where the top bit of `width` is set
//
// Seven forms are those of a layout known at run time; the eighth is a type, which `bits` chooses.
#pragma once

#include "delivery_plan.hpp"

#include <cleave/layout.hpp>
#include <cleave/protocols/databases.hpp>
#include <cleave/protocols/messaging.hpp>
#include <cleave/protocols/rpc.hpp>
#include <cleave/protocols/web.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

namespace cleave::fuzz {

/// The types, one of each kind that the headers treat in a way of its own.
using typed_layouts =
    std::tuple<python_int, kafka, erlang_packet<1>, erlang_packet<2>, http2, postgresql, grpc_message, memcached_binary,
               varint_delimited, fixed_layout<prefix_layout{.width = 8, .trailer = 3}>,
               fixed_layout<prefix_layout{.width = 6, .order = std::endian::little, .gap = 1}>,
               fixed_layout<prefix_layout{.width = 7, .length_bits = 12, .unit = 4, .offset = 2, .min_payload = 3}>,
               fixed_layout<prefix_layout{.width = 2, .counts = counts_from_byte(1), .offset = 3, .magic = {0, "XY"}}>,
               fixed_layout<prefix_layout{.form = length_form::be7, .max_payload = 300}>,
               fixed_layout<prefix_layout{.form = length_form::ber, .offset = 1, .magic = {0, "0"}}>,
               fixed_layout<prefix_layout{.form = length_form::quic, .gap = 2}>,
               fixed_layout<prefix_layout{.form = length_form::decimal, .gap = 1, .magic = {4, ":"}}>,
               fixed_layout<prefix_layout{.form = length_form::hexadecimal, .counts = length_counts::whole_frame}>>;

struct framing_setup {
    prefix_layout layout;       // resolved if it is one; see is_layout()
    bool passes_over = false;   // frames that are refused for their size
    std::uint8_t storage = 255; // of a frame_buffer, in pieces of 8 bytes
    std::size_t type = 0;       // of typed_layouts, from 1 on; 0: known at run time

    /// Takes it from the end of `input`.
    static framing_setup of(fuzz_input& input) noexcept {
        framing_setup setup;
        prefix_layout& layout = setup.layout;
        setup.storage = input.last();
        const std::uint16_t limit = input.last_two();
        layout.gap = input.last();
        layout.offset = input.last();
        const std::uint8_t flags = input.last();
        layout.order = (flags & 1) != 0 ? std::endian::big : std::endian::little;
        layout.is_signed = (flags & 2) != 0;
        constexpr length_counts counts[] = {length_counts::payload, length_counts::from_field,
                                            length_counts::whole_frame};
        layout.counts = counts[(flags >> 2) % 3];
        setup.passes_over = (flags & 128) != 0;
        const std::uint8_t width = input.last();
        if (width >= extended) {
            layout.width = width & 31;
            setup.take_more(input);
        } else {
            layout.width = width % 9;
            if (layout.width == 0) layout.form = length_form::varint;
        }
        if (setup.type != 0) setup.with_prefix([&](const auto& prefix) { layout = prefix.layout(); });
        if (setup.type != 0 || !setup.is_layout()) return setup;
        // The limits at both ends of the field are the interesting ones: 0 and its neighbours are either.
        const std::uint64_t most = greatest_payload(layout);
        if (limit != 0)
            layout.max_payload = limit < 0xFF00 ? limit - 1U : most - std::min<std::uint64_t>(most, 0xFFFF - limit);
        if (setup.is_layout()) layout = detail::resolved(layout);
        return setup;
    }

    /// Appends the bytes that of() reads as these. A limit that they cannot say becomes the layout's own.
    void append_to(std::vector<std::byte>& input) const {
        const auto add = [&](unsigned value) { input.push_back(static_cast<std::byte>(value)); };
        const std::uint64_t below = greatest_payload(layout) - layout.max_payload;
        const std::uint64_t limit = layout.max_payload < 0xFEFF ? layout.max_payload + 1
                                    : below < 256               ? 0xFFFF - below
                                                                : 0;
        add(static_cast<unsigned>(layout.form) | (layout.padded_varints ? 8U : 0U));
        add(layout.form == length_form::binary ? layout.length_bits : layout.max_varint_bytes);
        add(static_cast<unsigned>(layout.counts));
        add(layout.trailer);
        add(static_cast<unsigned>(std::min<std::uint64_t>(layout.min_payload, 63)) |
            static_cast<unsigned>(std::countr_zero(layout.unit)) << 6);
        add(layout.magic.at | static_cast<unsigned>(std::min<std::uint8_t>(layout.magic.size, 7)) << 5);
        add(layout.width | extended);
        add((layout.order == std::endian::big ? 1U : 0U) | (layout.is_signed ? 2U : 0U) | (passes_over ? 128U : 0U));
        add(layout.offset);
        add(layout.gap);
        add(limit & 255);
        add(static_cast<unsigned>(limit >> 8));
        add(storage);
    }

    bool is_layout() const noexcept { return check_layout(layout) == layout_error::none; }

    /// Of a frame_buffer: at least a header, and 2 KiB more at most.
    template <class Prefix>
    std::size_t storage_bytes() const noexcept {
        return Prefix::header_capacity + std::size_t{storage} * 8;
    }

    /// Calls `use(prefix)` with the layout as a type, where it is one, or as a value.
    template <class Use>
    void with_prefix(const Use& use) const {
        if (type == 0) {
            runtime_layout made;
            (void)runtime_layout::from(layout, made);
            return use(made);
        }
        with_type(use, std::make_index_sequence<std::tuple_size_v<typed_layouts>>());
    }

  private:
    static constexpr std::uint8_t extended = 128;

    void take_more(fuzz_input& input) noexcept {
        const std::uint8_t magic = input.last();
        layout.magic.at = magic & 31;
        layout.magic.size = magic >> 5;
        for (std::size_t i = 0; i < layout.magic.size; ++i)
            layout.magic.bytes[i] = static_cast<std::byte>("Cleave!"[i]);
        const std::uint8_t least = input.last();
        layout.min_payload = least & 63;
        layout.unit = static_cast<std::uint8_t>(1U << (least >> 6));
        layout.trailer = input.last();
        layout.counts = static_cast<length_counts>(input.last());
        const std::uint8_t bits = input.last();
        const std::uint8_t form = input.last();
        if ((form & 7) == 7) type = 1 + bits % std::tuple_size_v<typed_layouts>;
        layout.form = static_cast<length_form>((form & 7) % 7);
        layout.padded_varints = (form & 8) != 0;
        if (layout.form == length_form::binary) {
            layout.length_bits = bits;
        } else {
            layout.max_varint_bytes = bits;
        }
    }

    template <class Use, std::size_t... Index>
    void with_type(const Use& use, std::index_sequence<Index...>) const {
        ((type == Index + 1 ? use(std::tuple_element_t<Index, typed_layouts>{}) : void()), ...);
    }

    // What a frame can have at most, whatever the limit is.
    static std::uint64_t greatest_payload(const prefix_layout& layout) noexcept {
        return detail::countable_bytes(layout) - detail::counted_header_bytes(layout);
    }
};

} // namespace cleave::fuzz
