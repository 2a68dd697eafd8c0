// SPDX-License-Identifier: MIT
//
// mutator: changes of an input that know frames: lengths stay mostly true, cuts fall where it hurts, frames are
// repeated, grown, swapped and left out. Three lines turn it on, for libFuzzer and for plain_main.cpp:
//
//     extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned
//     seed) {
//         return cleave::fuzz::mutate<cleave::python_int>(data, size, most, seed);
//     }
#pragma once

#include "input.hpp"

#include <cleave/frame_encoder.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <span>
#include <vector>

// Of libFuzzer, where the program is linked with it.
extern "C" [[gnu::weak]] std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace cleave::fuzz {

/// Changes inputs of one framing.
template <prefix Prefix>
class mutator {
  public:
    mutator(const Prefix& p, unsigned seed) : prefix_(p), random_(seed) {}

    /// Makes one to four changes.
    void change(kit_input& input) {
        const std::vector<std::byte> before = input.stream;
        for (std::size_t changes = 1 + below(4); changes != 0; --changes) change_once(input);
        if (input.stream.size() > 4096) input.stream = before;
    }

  private:
    using places = expectation<Prefix>;
    using bytes = std::vector<std::byte>;

    std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }
    template <class T, std::size_t N>
    T one_of(const T (&from)[N]) {
        return from[below(N)];
    }

    void change_once(kit_input& input) {
        switch (below(12)) {
        case 0:
        case 1: return insert(input.stream, boundary(input.stream), good_frame());
        case 2: return insert(input.stream, boundary(input.stream), bad_frame());
        case 3: return repeat(input.stream);
        case 4: return leave_out(input.stream);
        case 5: return change_byte(input.stream);
        case 6: return change_header(input.stream);
        case 7: return cut_off(input.stream);
        case 8:
        case 9: return cut(input);
        case 10: return stretch(input);
        default: return change_bytes(input.stream);
        }
    }

    bytes good_frame() {
        if constexpr (writable_prefix<Prefix>) {
            constexpr std::size_t sizes[] = {0,  0,  1,  1,  2,  3,  4,   5,   7,   8,   15,
                                             16, 17, 31, 32, 63, 64, 127, 128, 129, 255, 256};
            std::uint64_t size = one_of(sizes);
            if (below(8) == 0) size = prefix_.max_payload() - std::min<std::uint64_t>(prefix_.max_payload(), below(3));
            if (size > std::min<std::uint64_t>(prefix_.max_payload(), 1024)) size = below(4);
            bytes made(static_cast<std::size_t>(frame_size(size, prefix_)));
            const bytes payload = random_bytes(static_cast<std::size_t>(size));
            std::span<std::byte> out = made;
            if (made.empty() || encode_frame(payload, out, prefix_) != status::ok) return {};
            return made;
        }
        return found_frame();
    }

    // Searched for with `read`, where there is no writer.
    bytes found_frame() {
        for (int tries = 0; tries < 64; ++tries) {
            bytes made = random_bytes(Prefix::header_capacity);
            for (std::byte& each : made) each &= std::byte{static_cast<std::uint8_t>(below(2) == 0 ? 3 : 127)};
            const prefix_reading found = prefix_.read(made);
            if (found.st != status::ok || found.size > 256) continue;
            made.resize(found.header);
            const bytes rest = random_bytes(static_cast<std::size_t>(found.size) + found.trailer);
            made.insert(made.end(), rest.begin(), rest.end());
            return made;
        }
        return {};
    }

    // A header whose length is at an edge of the field, or one beyond the limit.
    bytes bad_frame() {
        bytes made = random_bytes(1 + below(Prefix::header_capacity));
        constexpr std::uint8_t fills[] = {0, 0xff, 0x7f, 0x80, '9', 'f'};
        const std::byte fill{one_of(fills)};
        for (std::byte& each : made)
            if (below(4) != 0) each = fill;
        if constexpr (requires { prefix_.layout(); }) {
            if (below(2) != 0) return made;
            made.assign(Prefix::header_capacity, std::byte{0});
            runtime_layout beyond;
            prefix_layout layout = prefix_.layout();
            layout.max_payload = automatic_limit;
            if (runtime_layout::from(layout, beyond) != layout_error::none) return made;
            const auto header = encode_header(prefix_.max_payload() + 1 + below(3), beyond);
            const std::span<const std::byte> written = header;
            made.assign(written.begin(), written.end());
        }
        return made;
    }

    bytes random_bytes(std::size_t size) {
        bytes made(size);
        for (std::byte& each : made) each = static_cast<std::byte>(random_());
        return made;
    }

    // Where a frame begins, or the end of the whole ones.
    std::size_t boundary(const bytes& stream) {
        const places now(prefix_, stream);
        const std::size_t frame = below(now.frames().size() + 1);
        return frame < now.frames().size() ? now.frames()[frame].begin : now.open();
    }

    static void insert(bytes& stream, std::size_t at, const bytes& what) {
        stream.insert(stream.begin() + static_cast<std::ptrdiff_t>(at), what.begin(), what.end());
    }

    void repeat(bytes& stream) {
        const places now(prefix_, stream);
        if (now.frames().empty()) return insert(stream, now.open(), good_frame());
        const frame_place one = now.frames()[below(now.frames().size())];
        const auto begin = stream.begin();
        const bytes copy(begin + static_cast<std::ptrdiff_t>(one.begin), begin + static_cast<std::ptrdiff_t>(one.end));
        const std::size_t to = boundary(stream);
        for (int times = one_of({1, 1, 2, 3, 8}); times != 0; --times) insert(stream, to, copy);
    }
    int one_of(std::initializer_list<int> from) { return from.begin()[below(from.size())]; }

    void leave_out(bytes& stream) {
        const places now(prefix_, stream);
        if (now.frames().empty()) return stream.clear();
        const frame_place one = now.frames()[below(now.frames().size())];
        stream.erase(stream.begin() + static_cast<std::ptrdiff_t>(one.begin),
                     stream.begin() + static_cast<std::ptrdiff_t>(one.end));
    }

    void change_byte(bytes& stream) {
        if (stream.empty()) return;
        constexpr std::uint8_t values[] = {0, 1, 0x7f, 0x80, 0xff};
        stream[below(stream.size())] = below(2) == 0 ? std::byte{one_of(values)} : static_cast<std::byte>(random_());
    }

    void change_header(bytes& stream) {
        const places now(prefix_, stream);
        const std::size_t begin = boundary(stream);
        const std::size_t at = begin + below(std::min<std::size_t>(Prefix::header_capacity, 16));
        if (at < stream.size()) stream[at] ^= static_cast<std::byte>(1U << below(8));
    }

    void cut_off(bytes& stream) {
        if (!stream.empty()) stream.resize(stream.size() - 1 - below(std::min<std::size_t>(stream.size(), 8)));
    }

    // Pieces that end near the ends of headers and frames.
    void cut(kit_input& input) {
        const places now(prefix_, input.stream);
        std::size_t end = 0;
        for (std::uint8_t& size : input.sizes) {
            const std::size_t kind = below(8);
            std::size_t to = end + 1 + below(4);
            if (kind < 4 && !now.frames().empty()) {
                const frame_place one = now.frames()[below(now.frames().size())];
                to = (kind < 2 ? one.header_end : one.end) + below(3) - 1;
            }
            const std::size_t wanted = to > end ? to - end : 1;
            size = static_cast<std::uint8_t>(kind == 7 ? 255 : kind == 6 ? 0 : std::min<std::size_t>(wanted, 239));
            if (input.is_stretched && below(3) == 0) size = static_cast<std::uint8_t>(240 + below(14));
            end += size == 255 ? 0 : size;
        }
        if (below(4) == 0) input.sizes = {1, 1, 1, 1};
    }

    void stretch(kit_input& input) {
        if (places(prefix_, input.stream).frames().empty()) insert(input.stream, 0, good_frame());
        input.is_stretched = below(4) != 0;
        input.which = static_cast<std::uint8_t>(random_());
        input.amount = static_cast<std::uint8_t>(random_());
        cut(input);
    }

    // What the engine makes of bytes: it knows what was compared with what.
    void change_bytes(bytes& stream) {
        if (LLVMFuzzerMutate == nullptr) return change_byte(stream);
        std::vector<std::uint8_t> room(stream.size() + 64);
        if (!stream.empty()) std::memcpy(room.data(), stream.data(), stream.size());
        room.resize(LLVMFuzzerMutate(room.data(), stream.size(), room.size()));
        stream.resize(room.size());
        if (!room.empty()) std::memcpy(stream.data(), room.data(), room.size());
    }

    Prefix prefix_;
    std::mt19937 random_;
};

/// The body of LLVMFuzzerCustomMutator.
template <prefix Prefix>
std::size_t mutate(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed, const Prefix& p = Prefix{}) {
    kit_input input = kit_input::of(data, size);
    mutator<Prefix>(p, seed).change(input);
    const std::vector<std::byte> made = input.written();
    if (made.size() > most) return size;
    std::memcpy(data, made.data(), made.size());
    return made.size();
}

} // namespace cleave::fuzz
