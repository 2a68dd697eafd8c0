// SPDX-License-Identifier: MIT
//
// prefix: the type by which readers and encoders know a length prefix. It has a pure function `read`.
//
//     struct netstring_like {                                     // "5:hello"
//         static constexpr std::size_t header_capacity = 9;       // bytes of the longest header
//         static constexpr std::uint64_t max_payload() noexcept { return 1 << 20; }
//         static constexpr prefix_reading read(std::span<const std::byte> in) noexcept;
//     };
//     static_assert(broken_law(netstring_like{}, sample) == prefix_law::none);
//     frame_buffer<netstring_like> frames(storage);
//
// The layouts of layout.hpp and the protocols of protocols/ are prefixes; a prefix of your own works wherever they do.
#pragma once

#include "detail/platform.hpp"
#include "status.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cleave {

/// Describes what a prefix found at the front of its input. Make one with need(), frame(), refused() or too_large().
struct [[nodiscard]] prefix_reading {
    std::uint64_t size = 0;    // ok, frame_too_large: bytes of the payload. need_input: bytes missing at least
    std::uint32_t header = 0;  // ok, frame_too_large: bytes of the header
    std::uint32_t trailer = 0; // ok, frame_too_large: bytes after the payload that belong to the frame
    std::uint8_t shown = 0;    // error: bytes at the front that show it
    status st = status::ok;    // ok, need_input, or the error

    /// Reports an incomplete header that fewer than `more` further bytes do not complete. more: 1 or more.
    static constexpr prefix_reading need(std::uint64_t more) noexcept { return {more, 0, 0, 0, status::need_input}; }
    /// Reports the parts of a frame, in bytes. The header lies within the input; at least one part is not empty.
    static constexpr prefix_reading frame(std::size_t header, std::uint64_t payload, std::size_t trailer = 0) noexcept {
        return {payload, static_cast<std::uint32_t>(header), static_cast<std::uint32_t>(trailer), 0, status::ok};
    }
    /// Reports a sender's mistake. shown: the bytes at the input's front that show it, at most header_capacity.
    static constexpr prefix_reading refused(status error, std::size_t shown) noexcept {
        return {0, 0, 0, static_cast<std::uint8_t>(shown), error};
    }
    /// Reports a payload above max_payload before the header is complete. Optional: the library compares, too.
    static constexpr prefix_reading too_large(std::size_t shown, std::size_t header, std::uint64_t payload,
                                              std::size_t trailer = 0) noexcept {
        return {payload, static_cast<std::uint32_t>(header), static_cast<std::uint32_t>(trailer),
                static_cast<std::uint8_t>(shown), status::frame_too_large};
    }

    friend constexpr bool operator==(const prefix_reading&, const prefix_reading&) = default;
};

/// Describes the content of a length field, for the message of an error.
struct declared_length {
    std::uint64_t value = 0;  // as the field has it
    bool is_negative = false; // read value as a std::int64_t
    bool is_swapped = false;  // in the opposite byte order the length would be legal
};

// Version 14 breaks compound requirements apart.
// clang-format off

/// A prefix that readers accept. `read` looks at the front of its input and keeps the laws of prefix_law; it is
/// noexcept, keeps no state and no reference. header_capacity: bytes of the longest header, 1 to 255.
template <class P>
concept prefix = std::copyable<P> && requires(const P& p, std::span<const std::byte> in) {
    requires P::header_capacity >= 1 && P::header_capacity <= 255;
    { p.max_payload() } noexcept -> std::same_as<std::uint64_t>;
    { p.read(in) } noexcept -> std::same_as<prefix_reading>;
};

/// A prefix that encoders accept, too. For payloads of at most max_payload bytes, `size(n)` is the header's size in
/// bytes, and `write(n, out)` writes just those bytes.
template <class P>
concept writable_prefix = prefix<P> && requires(const P& p, std::uint64_t payload_bytes, std::byte* out) {
    { p.size(payload_bytes) } noexcept -> std::same_as<std::size_t>;
    { p.write(payload_bytes, out) } noexcept;
};

// Optional members of a prefix; readers and encoders use those that exist.
//
//     static constexpr std::size_t trailer_capacity             // bytes of the longest trailer
//     std::size_t trailer_size(std::uint64_t n)                 // bytes to send after a payload of n bytes
//     void write_trailer(std::uint64_t n, std::byte* out)       // writes them
//     status check_payload(std::uint64_t n)                     // ok, or why no frame has a payload of n bytes
//     bool trailer_holds(std::span<const std::byte> trailer)    // whether a whole trailer is as it must be
//     bool frame_holds(std::span<const std::byte> frame)        // whether a whole frame is, such as its checksum
//     declared_length declared(std::span<const std::byte> in)   // what the length field of `in` says, for an error

// clang-format on

/// Names the laws that `read` keeps. Because of them frames depend on the bytes and not on their delivery.
enum class prefix_law : std::uint8_t {
    none,                // keeps all of them
    need_asks_for_bytes, // need(n): n is 1 or more
    need_ends,           // with header_capacity bytes the answer is never need
    need_is_exact,       // with fewer than the bytes asked for the answer is need again
    header_lies_within,  // the header, and the bytes that show an error, lie within the input
    answer_is_prompt,    // the first front with an answer ends with the header, or with the bytes that show an error
    frame_has_bytes,     // a frame has at least one byte
    answer_stays,        // an answer other than need is the same for every longer input
};

/// Finds the first law that a prefix breaks on the fronts of `sample`, the empty one included.
/// sample: the bytes of a frame, good or bad. returns: none if all laws hold for them.
/// cost: one read for each front. constexpr: a static_assert can check a prefix.
template <prefix P>
constexpr prefix_law broken_law(const P& p, std::span<const std::byte> sample) noexcept {
    prefix_reading before = prefix_reading::need(1);
    std::size_t asked_end = 0; // the front that the last need asked for
    for (std::size_t size = 0; size <= sample.size(); ++size) {
        const prefix_reading now = p.read(sample.first(size));
        if (before.st != status::need_input) {
            if (now != before) return prefix_law::answer_stays;
            continue;
        }
        if (now.st == status::need_input) {
            if (now.size == 0) return prefix_law::need_asks_for_bytes;
            // No front is longer here: of header_capacity bytes, every need is too much.
            if (now.size > P::header_capacity - size) return prefix_law::need_ends;
            const std::size_t end = size + static_cast<std::size_t>(now.size);
            if (end > asked_end) asked_end = end;
        } else {
            if (size < asked_end) return prefix_law::need_is_exact;
            const std::size_t seen = now.st == status::ok ? now.header : now.shown;
            if (seen > size) return prefix_law::header_lies_within;
            if (seen < size) return prefix_law::answer_is_prompt;
            const bool has_bytes = now.header != 0 || now.trailer != 0 || now.size != 0;
            if (now.st == status::ok && !has_bytes) return prefix_law::frame_has_bytes;
        }
        before = now;
    }
    return prefix_law::none;
}

namespace detail {

// clang-format off

/// A prefix that checks its trailer: readers call `trailer_holds` when the whole trailer has arrived.
template <class P>
concept trailer_checking_prefix = prefix<P> && requires(const P& p, std::span<const std::byte> trailer) {
    { p.trailer_holds(trailer) } noexcept -> std::same_as<bool>;
};

/// A prefix that reports the content of its length field. in: the bytes that show an error.
template <class P>
concept declaring_prefix = prefix<P> && requires(const P& p, std::span<const std::byte> in) {
    { p.declared(in) } noexcept -> std::same_as<declared_length>;
};

// clang-format on

/// Bytes of the longest trailer: `P::trailer_capacity`, or 0 for a prefix that names none.
template <prefix P>
inline constexpr std::size_t trailer_capacity = [] {
    if constexpr (requires { P::trailer_capacity; }) {
        return std::size_t{P::trailer_capacity};
    } else {
        return std::size_t{0};
    }
}();

/// Returns whether the trailer satisfies the prefix.
template <prefix P>
constexpr bool trailer_holds([[maybe_unused]] const P& p,
                             [[maybe_unused]] std::span<const std::byte> trailer) noexcept {
    if constexpr (trailer_checking_prefix<P>) {
        return p.trailer_holds(trailer);
    } else {
        return true;
    }
}

/// A prefix that checks frames as a whole, which only readers of whole frames can.
template <class P>
concept frame_checking_prefix = requires(const P& p, std::span<const std::byte> frame) {
    p.frame_holds(frame);
};

/// Returns whether the whole frame satisfies the prefix. trailer: bytes at its end.
template <prefix P>
constexpr bool frame_holds(const P& p, std::span<const std::byte> frame, std::size_t trailer) noexcept {
    if constexpr (frame_checking_prefix<P>) {
        static_assert(noexcept(p.frame_holds(frame)), "frame_holds must be noexcept");
        return p.frame_holds(frame);
    } else {
        return detail::trailer_holds(p, frame.last(trailer));
    }
}

/// Reads a prefix as all readers do: compares with the one limit, and turns what breaks a law into an error, so that
/// no prefix can make a reader look outside its input or wait forever.
template <prefix P>
CLEAVE_DETAIL_INLINE constexpr prefix_reading read_checked(const P& p, std::span<const std::byte> in) noexcept {
    prefix_reading found = p.read(in);
    const bool is_all = in.size() >= P::header_capacity; // of the longest header
    if (found.st == status::ok) [[likely]] {
        if (found.size > p.max_payload()) {
            found.st = status::frame_too_large;
            found.shown = static_cast<std::uint8_t>(found.header);
        }
        const bool has_bytes = found.header != 0 || found.trailer != 0 || found.size != 0;
        if (found.header <= in.size() && found.header <= P::header_capacity && found.trailer <= trailer_capacity<P> &&
            has_bytes) [[likely]]
            return found;
    } else if (found.st == status::need_input ? found.size != 0 && !is_all
                                              : found.shown <= in.size() && found.shown <= P::header_capacity) {
        return found;
    }
    return prefix_reading::refused(status::prefix_broken, is_all ? P::header_capacity : in.size());
}

/// Returns the bytes after the header of a frame that is skipped. The sum with the header does not wrap.
constexpr std::uint64_t skipped_body(const prefix_reading& found) noexcept {
    const std::uint64_t most = UINT64_MAX - found.header - found.trailer;
    return (found.size < most ? found.size : most) + found.trailer;
}

} // namespace detail
} // namespace cleave
