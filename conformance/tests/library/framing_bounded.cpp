// SPDX-License-Identifier: MIT
//
// All of a small world: every length of a field of one or two bytes in every layout, and every stream of three bytes.
// What is expected is worked out from the numbers, without any part of the library.
#include "conformance/tests/library/framing_proof.hpp"

#include <array>
#include <cstdint>

namespace cleave {

namespace {

/// What a stream amounts to.
struct outcome {
    unsigned frames = 0;
    std::uint64_t payload_bytes = 0; // of those
    status st = status::need_input;  // or the error
    stream_end end{};                // where the stream ends here

    friend bool operator==(const outcome&, const outcome&) = default;
};

void PrintTo(const outcome& o, std::ostream* out) {
    *out << o.frames << " frames of " << o.payload_bytes << " bytes, " << to_string(o.st) << ", end "
         << to_string(o.end.st) << ' ' << o.end.have << '/' << o.end.need;
}

template <prefix P>
outcome of_decoder(const P& p, std::span<const std::byte> stream, std::size_t piece) {
    frame_decoder<P> decoder(p);
    outcome all;
    for (std::size_t at = 0; at < stream.size() && !is_error(decoder.st()); at += piece) {
        decoder.feed(stream.subspan(at, std::min(piece, stream.size() - at)));
        while (const frame_part part = decoder.next()) {
            all.payload_bytes += part.data().size();
            if (part.is_last()) ++all.frames;
        }
    }
    all.st = decoder.st();
    all.end = decoder.finish();
    if (all.end.st == status::truncated_payload) all.payload_bytes -= all.end.have; // of no whole frame
    return all;
}

template <class Reader>
outcome of_frames(Reader& frames) {
    outcome all;
    while (const frame f = frames.next()) {
        ++all.frames;
        all.payload_bytes += f.payload().size();
    }
    all.st = frames.st();
    all.end = frames.finish();
    return all;
}

template <prefix P>
outcome of_buffer(const P& p, std::span<const std::byte> stream, std::span<std::byte> storage) {
    frame_buffer<P> frames(storage, p);
    frames.feed(stream);
    return of_frames(frames);
}

template <prefix P>
outcome of_reader(const P& p, std::span<const std::byte> stream) {
    frame_reader<P> frames(stream, p);
    return of_frames(frames);
}

// Whether the layout asks no further question than width, order, sign, count and place.
bool is_plain(const prefix_layout& layout) {
    return layout == prefix_layout{.width = layout.width,
                                   .order = layout.order,
                                   .is_signed = layout.is_signed,
                                   .counts = layout.counts,
                                   .offset = layout.offset,
                                   .gap = layout.gap} &&
           layout.counts != counts_from_byte(2) && layout.offset != 126;
}

TEST(FramingBounded, EveryLengthOfWidthsOneAndTwoInEveryLayoutIsJudgedAlikeByEveryReader) {
    std::vector<std::byte> storage(1 << 17);
    std::uint64_t judged = 0;
    for (const prefix_layout& one : every_layout()) {
        if (one.form != length_form::binary || one.width > 2 || !is_plain(one)) continue;
        const runtime_layout prefix = checked(one);
        const std::size_t header = std::size_t{one.offset} + one.width + one.gap;
        const std::size_t counted = one.counts == length_counts::payload      ? 0U
                                    : one.counts == length_counts::from_field ? header - one.offset
                                                                              : header;
        std::array<std::byte, 255> bytes{};
        for (std::uint32_t value = 0; value < 1U << (8 * one.width); ++value) {
            for (unsigned i = 0; i < one.width; ++i) {
                const unsigned place = one.order == std::endian::little ? i : one.width - 1U - i;
                bytes[one.offset + place] = static_cast<std::byte>(value >> (8 * i));
            }
            outcome expected;
            if (one.is_signed && value >> (8 * one.width - 1) != 0)
                expected.st = status::negative_length;
            else if (value < counted)
                expected.st = status::length_below_header;
            else if (value == counted)
                expected.frames = 1;
            else
                expected.end = {status::truncated_payload, 0, value - counted};
            if (is_error(expected.st)) expected.end = {expected.st, 0, 0};
            const auto stream = std::span(bytes).first(header);
            const outcome decoded = of_decoder(prefix, stream, header);
            if (decoded != expected) FAIL() << name_of(one) << ": " << value << testing::PrintToString(decoded);
            const outcome in_pieces = of_decoder(prefix, stream, 1);
            if (in_pieces != expected) FAIL() << name_of(one) << ": " << value << testing::PrintToString(in_pieces);
            const outcome buffered = of_buffer(prefix, stream, storage);
            if (buffered != expected) FAIL() << name_of(one) << ": " << value << testing::PrintToString(buffered);
            const outcome in_place = of_reader(prefix, stream);
            if (in_place != expected) FAIL() << name_of(one) << ": " << value << testing::PrintToString(in_place);
            ++judged;
        }
    }
    // 2 orders, 2 signs, 3 things to count, 3 places
    EXPECT_EQ(judged, 2U * 2U * 3U * 3U * (256U + 65536U));
}

/// The plainest reader of a stream of three bytes. Layout: its header is at most three bytes long.
template <class Prefix>
outcome plainly(const std::array<unsigned, 3>& bytes) {
    constexpr prefix_layout layout = Prefix::layout();
    constexpr bool is_varint = layout.form == length_form::varint;
    outcome all;
    for (std::size_t at = 0; at < 3;) {
        const std::size_t here = 3 - at;
        std::size_t field = is_varint ? 0 : layout.width;
        unsigned value = 0;
        if (is_varint) {
            field = 1;
            while (field < here && bytes[at + field - 1] >= 128) ++field;
            if (bytes[at + field - 1] >= 128) {
                all.end = {status::truncated_prefix, here, here + 1};
                return all;
            }
            for (std::size_t i = field; i-- != 0;) value = value * 128 + bytes[at + i] % 128;
        }
        if (here < layout.offset + field) {
            all.end = {status::truncated_prefix, here, layout.offset + std::size_t{layout.width} + layout.gap};
            return all;
        }
        for (std::size_t i = 0; !is_varint && i < layout.width; ++i) {
            const std::size_t place = layout.order == std::endian::big ? i : layout.width - 1U - i;
            value = value * 256 + bytes[at + layout.offset + place];
        }
        const std::size_t header = layout.offset + field + layout.gap;
        const unsigned counted = layout.counts == length_counts::whole_frame ? static_cast<unsigned>(header) : 0;
        if (is_varint && field > 1 && bytes[at + field - 1] == 0)
            all.st = status::varint_not_canonical;
        else if (layout.is_signed && value >= (1ULL << (8 * layout.width)) >> 1)
            all.st = status::negative_length;
        else if (value < counted)
            all.st = status::length_below_header;
        else if (value - counted > layout.max_payload)
            all.st = status::frame_too_large;
        if (is_error(all.st)) {
            all.end = {all.st, 0, 0};
            return all;
        }
        if (here < header || here - header < value - counted) {
            all.end = here < header ? stream_end{status::truncated_prefix, here, header}
                                    : stream_end{status::truncated_payload, here - header, value - counted};
            return all;
        }
        ++all.frames;
        all.payload_bytes += value - counted;
        at += header + value - counted;
    }
    return all;
}

template <prefix P>
void every_stream_of_three_bytes() {
    const P prefix;
    std::array<std::byte, 1 << 12> storage;
    for (unsigned stream = 0; stream < 1U << 24; ++stream) {
        const std::array<unsigned, 3> values{stream & 255, stream >> 8 & 255, stream >> 16};
        const std::array<std::byte, 3> bytes{std::byte(values[0]), std::byte(values[1]), std::byte(values[2])};
        const outcome expected = plainly<P>(values);
        for (const std::size_t piece : {std::size_t{3}, std::size_t{2}, std::size_t{1}}) {
            const outcome decoded = of_decoder(prefix, bytes, piece);
            if (decoded != expected)
                FAIL() << spaced_hex(bytes) << ": " << testing::PrintToString(decoded) << ", expected "
                       << testing::PrintToString(expected);
        }
        const outcome buffered = of_buffer(prefix, bytes, storage);
        if (buffered != expected)
            FAIL() << spaced_hex(bytes) << ": " << testing::PrintToString(buffered) << ", expected "
                   << testing::PrintToString(expected);
    }
}

TEST(FramingBounded, EveryStreamOfThreeBytesOfVarints) {
    every_stream_of_three_bytes<fixed_layout<prefix_layout{.form = length_form::varint, .max_payload = 4000}>>();
}

TEST(FramingBounded, EveryStreamOfThreeBytesOfSignedLengthsOfTwoBytesBehindOne) {
    every_stream_of_three_bytes<fixed_layout<prefix_layout{
        .width = 2, .order = std::endian::little, .is_signed = true, .offset = 1, .max_payload = 4000}>>();
}

TEST(FramingBounded, EveryStreamOfThreeBytesOfLengthsOfOneByteThatCountAll) {
    every_stream_of_three_bytes<
        fixed_layout<prefix_layout{.width = 1, .counts = length_counts::whole_frame, .gap = 1, .max_payload = 200}>>();
}

} // namespace

} // namespace cleave
