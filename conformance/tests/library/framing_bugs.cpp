// SPDX-License-Identifier: MIT
//
// Bugs that length-prefix codecs of the field have had, or have. Each test is named after what must hold instead, and
// bears the bug's number. Where nothing else is said it runs every reader, in every way that bytes can reach it.
//
// These cannot exist here, and why:
//   F04  a cached length against a length parser of the user's: there is no such hook; the layout is data.
//   F10, F11  room reserved on a peer's word: nothing is allocated at all (still counted below).
//   F12  a skip and an adjustment that contradict each other: a layout has neither (asserted below).
//   F20  an unsupported width that passes the constructor: it does not compile (asserted below, and by compile_fail).
//   F24  a callback that re-enters the decoder: it calls nothing; the one readers call nothing (below).
//   F43  its second half, an inner length beyond the outer one, is a matter of header messages.
#include "conformance/tests/library/framing_proof.hpp"

#include <array>
#include <cstdlib>
#include <new>
#include <sys/mman.h>

// Counts what is allocated in this program. Not inlined: g++ would take the pair for a mismatch.
namespace {
std::size_t allocations = 0;
}
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
    std::abort();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace cleave {
namespace {

constexpr auto little = std::endian::little;
constexpr auto pass_over = on_excess::pass_over;
constexpr std::uint64_t most = (std::uint64_t{1} << 63) - 1;
constexpr std::size_t storage_size = 300;

using strict_varint = fixed_layout<prefix_layout{.form = length_form::varint}>;

// What the decoder says, in the form of the readers that give whole payloads.
template <prefix P>
std::string frames_of(const P& p, std::span<const std::byte> in, on_excess excess = on_excess::fail) {
    event_log log;
    std::vector<std::byte> payload;
    proved_decoder<P> engine(p);
    engine.decoder.feed(in);
    do {
        while (const frame_part part = engine.decoder.next()) {
            if (part.is_first()) payload.clear();
            append(payload, part.data());
            if (part.is_last()) log.event("frame", payload);
        }
    } while (engine.ended(log, excess));
    return log.text();
}

// The frames of a stream, on which all readers must agree, for every delivery.
template <prefix P>
std::string read_by_all(const P& p, std::span<const std::byte> bytes, on_excess excess = on_excess::fail) {
    const std::string frames = frames_of(p, bytes, excess);
    const bool is_short = bytes.size() <= 60;
    if (is_short) {
        EXPECT_TRUE(prove_every_delivery(bytes, proved_decoder<P>(p), feed_decoder{excess}));
    }
    for (const way w : {way::fed, way::through_storage, way::mixed}) {
        const proved_buffer<P> buffer(storage_size, p);
        EXPECT_EQ(events_of(bytes, buffer, feed_buffer{w, excess}), frames);
        if (is_short) {
            EXPECT_TRUE(prove_every_delivery(bytes, buffer, feed_buffer{w, excess}));
        }
    }
    if (excess == on_excess::fail) {
        EXPECT_EQ(events_of(bytes, gathered_frames<P>{p}, feed_gathered{}), frames);
    }
    return frames;
}

template <prefix P>
std::string read_by_all(std::string_view hex, on_excess excess = on_excess::fail) {
    const auto bytes = from_hex(hex);
    const std::string frames = read_by_all(P{}, bytes, excess);
    EXPECT_EQ(frames_of(checked(P::layout()), bytes, excess), frames) << "the layout at run time";
    return frames;
}

// The header of a frame with any number in its length field, legal or not.
std::vector<std::byte> header_with(const prefix_layout& layout, std::uint64_t number) {
    std::vector<std::byte> bytes(layout.offset + std::size_t{layout.width} + layout.gap);
    for (unsigned i = 0; i < layout.width; ++i)
        bytes[layout.offset + (layout.order == little ? i : layout.width - 1U - i)] =
            static_cast<std::byte>(number >> (8 * i));
    return bytes;
}

status first_status(const prefix_layout& layout, std::uint64_t number) {
    const auto header = header_with(layout, number);
    return frame_reader(header, checked(layout)).st();
}

// ---- excess --------------------------------------------------------------------------------------------------------

TEST(FramingBugs, OversizedFrameThatIsBufferedWholeIsPassedOver) { // F01
    using P = erlang_packet<2>::with_max_payload<3>;
    EXPECT_EQ(read_by_all<P>("00 05 61 61 61 61 61 00 02 68 69", pass_over), "excess, frame 2 68 69");
}

TEST(FramingBugs, OversizedFrameThatComesInManyReadsIsPassedOver) { // F02
    using P = erlang_packet<2>::with_max_payload<3>;
    for (const std::size_t step : {1u, 2u, 3u, 7u, 4096u}) {
        std::vector<std::byte> bytes = from_hex("ff ff");
        bytes.resize(2 + 0xffff, std::byte{0x01});
        append(bytes, from_hex("00 02 68 69"));
        proved_decoder<P> decoder;
        proved_buffer<P> buffer(8), fed(8);
        event_log decoded, buffered, in_place;
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            const auto piece = std::span(bytes).subspan(at, std::min(step, bytes.size() - at));
            feed_decoder{pass_over}(decoder, piece, decoded);
            feed_buffer{way::through_storage, pass_over}(buffer, piece, buffered);
            feed_buffer{way::fed, pass_over}(fed, piece, in_place);
        }
        EXPECT_EQ(decoded.text(), "excess, begin 2, data 68 69, end") << step;
        EXPECT_EQ(buffered.text(), "excess, frame 2 68 69") << step;
        EXPECT_EQ(in_place.text(), "excess, frame 2 68 69") << step;
    }
}

TEST(FramingBugs, FramesBehindARefusedOneHaveTheirOwnLength) { // F03
    using P = fixed_layout<prefix_layout{.width = 2, .counts = length_counts::whole_frame, .max_payload = 3}>;
    EXPECT_EQ(read_by_all<P>("00 06 61 61 61 61 00 04 68 69 00 03 6a 00 02", pass_over),
              "excess, frame 2 68 69, frame 1 6a, frame 0");
}

TEST(FramingBugs, ExcessSplitAtAnyByteIsNeverReadAsHeaders) { // F19
    // What is skipped is made of good frames: none of them may show.
    using P = erlang_packet<1>::with_max_payload<7>;
    EXPECT_EQ(read_by_all<P>("08 01 61 01 61 01 61 01 61 02 68 69", pass_over), "excess, frame 2 68 69");
    using wide = fixed_layout<prefix_layout{.width = 4, .order = little, .offset = 1, .gap = 2, .max_payload = 3}>;
    EXPECT_EQ(read_by_all<wide>("aa 04 00 00 00 bb cc 00 00 00 00 aa 01 00 00 00 bb cc 7a", pass_over),
              "excess, frame 1 7a");
}

TEST(FramingBugs, FramesInFrontOfARefusedOneAreDeliveredOnce) { // F23
    using P = erlang_packet<1>::with_max_payload<2>;
    EXPECT_EQ(read_by_all<P>("01 61 02 62 63 03 64 64 64 01 65"), "frame 1 61, frame 2 62 63, error frame_too_large");
    EXPECT_EQ(read_by_all<P>("01 61 02 62 63 03 64 64 64 01 65", pass_over),
              "frame 1 61, frame 2 62 63, excess, frame 1 65");
}

// ---- after an error ------------------------------------------------------------------------------------------------

TEST(FramingBugs, NothingIsDeliveredBehindANegativeLength) { // F05
    using P = fixed_layout<prefix_layout{.width = 8, .is_signed = true}>;
    EXPECT_EQ(read_by_all<P>("ff ff ff ff ff ff ff ff 00 00 00 00 00 00 00 01 61"), "error negative_length");
    EXPECT_EQ(read_by_all<P>("80 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 61", pass_over), "error negative_length");
}

TEST(FramingBugs, ErrorEndsTheStreamWhateverComes) { // F14
    EXPECT_EQ(read_by_all<strict_varint>("01 61 80 00 01 62 01 63"), "frame 1 61, error varint_not_canonical");
    EXPECT_EQ(read_by_all<postgresql>("51 00 00 00 01 51 00 00 00 04"), "error length_below_header");
}

TEST(FramingBugs, CallingAgainAfterAnErrorGivesTheErrorAndNoBytes) { // F31, F21
    using P = erlang_packet<1>::with_max_payload<2>;
    const auto good = from_hex("02 61 62"), bad = from_hex("ff 63 64 65");
    std::array<std::byte, 8> storage{};
    frame_buffer<P> committed(storage);
    std::array<std::byte, 8> other_storage{};
    frame_buffer<P> fed(other_storage);
    frame_decoder<P> decoder;
    fed.feed(good);
    decoder.feed(good);
    EXPECT_TRUE(fed.next());
    EXPECT_TRUE(decoder.next());
    EXPECT_FALSE(fed.next());
    EXPECT_FALSE(decoder.next());
    {
        const exact_block block(bad);
        fed.feed(block.bytes());
        decoder.feed(block.bytes());
        EXPECT_FALSE(fed.next());
        EXPECT_FALSE(decoder.next());
    } // the input is overwritten and freed
    committed.writable()[0] = std::byte{0xff};
    committed.commit(1);
    for (int again = 0; again < 20; ++again) {
        EXPECT_FALSE(fed.next());
        EXPECT_FALSE(decoder.next());
        EXPECT_FALSE(committed.next());
        for (const status st : {fed.st(), decoder.st(), committed.st()}) EXPECT_EQ(st, status::frame_too_large);
        for (const std::uint64_t offset : {fed.offset(), decoder.offset()}) EXPECT_EQ(offset, 3u);
        EXPECT_EQ(fed.error(), decoder.error());
        EXPECT_EQ(fed.needed(), bytes_needed{});
        const auto room = committed.writable();
        if (room.empty()) continue;
        room[0] = std::byte{0};
        committed.commit(1);
        EXPECT_EQ(committed.offset(), 0u);
    }
}

TEST(FramingBugs, EmptyFramesComeToAnEnd) { // F31
    const std::vector<std::byte> zeros(200);
    std::size_t count = 0;
    frame_reader<erlang_packet<4>> frames(zeros);
    for (; const frame f = frames.next(); ++count) EXPECT_TRUE(f.payload().empty());
    EXPECT_EQ(frames.offset(), 200u);
    EXPECT_EQ(count, 50u);
    EXPECT_EQ(read_by_all(erlang_packet<4>{}, std::span(zeros).first(18)), "frame 0, frame 0, frame 0, frame 0");
}

// ---- limits --------------------------------------------------------------------------------------------------------

TEST(FramingBugs, LimitIsOnThePayloadWhateverTheLengthCounts) { // F06, F07
    for (const auto counts : {length_counts::payload, length_counts::from_field, length_counts::whole_frame})
        for (const std::uint8_t width : std::initializer_list<std::uint8_t>{1, 2, 3, 4, 5, 6, 7, 8}) {
            const prefix_layout layout{.width = width, .counts = counts, .offset = 2, .gap = 1, .max_payload = 8};
            const runtime_layout prefix = checked(layout);
            const std::uint64_t counted = counts == length_counts::payload      ? 0
                                          : counts == length_counts::from_field ? width + 1U
                                                                                : width + 3U;
            for (const std::uint64_t payload : {7u, 8u, 9u}) {
                std::vector<std::byte> bytes = header_with(layout, payload + counted);
                bytes.resize(bytes.size() + static_cast<std::size_t>(payload), std::byte{0x61});
                const std::string frames = read_by_all(prefix, bytes);
                if (payload <= 8) {
                    EXPECT_EQ(frames.substr(0, 8), "frame " + std::to_string(payload) + ' ');
                } else {
                    EXPECT_EQ(frames, "error frame_too_large");
                }
                EXPECT_EQ(encode_header(payload, prefix).st, payload <= 8 ? status::ok : status::frame_too_large)
                    << "the encoder has the same limit";
            }
        }
}

TEST(FramingBugs, EncoderNeverCutsALengthToItsField) { // F08, F40
    for (const bool is_signed : {false, true})
        for (const std::uint8_t width : std::initializer_list<std::uint8_t>{1, 2, 3, 4, 5, 6, 7}) {
            const prefix_layout layout{.width = width, .is_signed = is_signed};
            const std::uint64_t capacity = (std::uint64_t{1} << (8 * width - (is_signed ? 1 : 0))) - 1;
            prefix_layout widest = layout;
            widest.max_payload = capacity;
            EXPECT_EQ(encode_header(capacity, checked(widest)).st, status::ok);
            EXPECT_EQ(encode_header(capacity + 1, checked(widest)).st, status::frame_too_large);
            EXPECT_EQ(encode_header(capacity + 1, checked(layout)).st, status::frame_too_large);
            // Nor can a limit be set that the field cannot hold.
            prefix_layout beyond = layout;
            beyond.max_payload = capacity + 1;
            runtime_layout prefix = checked(layout);
            EXPECT_EQ(runtime_layout::from(beyond, prefix), layout_error::max_payload_exceeds_the_length_field);
            EXPECT_EQ(prefix, checked(layout));
        }
}

TEST(FramingBugs, LimitOfTheTypesMaximumRefusesNoLegalFrame) { // F28
    EXPECT_EQ((read_by_all<kafka::with_max_payload<0x7fffffff>>("00 00 00 02 68 69")), "frame 2 68 69");
    using P = fixed_layout<prefix_layout{.width = 8, .max_payload = most}>;
    EXPECT_EQ(read_by_all<P>("00 00 00 00 00 00 00 01 7a"), "frame 1 7a");
    EXPECT_EQ(P::read(header_with(P::layout(), most)).st, status::ok);
    EXPECT_EQ(P::read(header_with(P::layout(), most + 1)).st, status::frame_too_large);
    EXPECT_EQ(first_status({.width = 4, .is_signed = true, .max_payload = 0x7fffffff}, 0x7fffffff), status::need_input);
}

TEST(FramingBugs, StorageOfExactlyTheFrameAndLimitOfExactlyThePayloadSuffice) { // F32
    for (const way w : {way::fed, way::through_storage, way::mixed}) {
        const proved_buffer<erlang_packet<2>::with_max_payload<4>> buffer(6);
        const auto bytes = from_hex("00 04 61 62 63 64 00 04 65 66 67 68");
        EXPECT_EQ(events_of(bytes, buffer, feed_buffer{w}), "frame 4 61 62 63 64, frame 4 65 66 67 68");
        EXPECT_TRUE(prove_every_delivery(bytes, buffer, feed_buffer{w}));
    }
    std::vector<std::byte> largest = from_hex("ff ff");
    largest.resize(2 + 0xffff);
    EXPECT_EQ(frame_reader<erlang_packet<2>>(largest).next().payload().size(), 65535u);
}

TEST(FramingBugs, LimitHoldsOnTheHeaderByteThatDecides) { // F42, F10
    using P = fixed_layout<prefix_layout{.width = 4, .offset = 1, .gap = 3, .max_payload = 100}>;
    const auto bytes = from_hex("aa 7f ff ff ff");
    frame_decoder<P> decoder;
    std::array<std::byte, 12> storage{};
    frame_buffer<P> buffer(storage);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const status expected = i + 1 == bytes.size() ? status::frame_too_large : status::need_input;
        const std::span<const std::byte> in = std::span(bytes).subspan(i, 1);
        decoder.feed(in);
        buffer.feed(in);
        EXPECT_FALSE(decoder.next());
        EXPECT_FALSE(buffer.next());
        EXPECT_EQ(decoder.st(), expected) << i;
        EXPECT_EQ(buffer.st(), expected) << i;
        EXPECT_EQ(frame_reader<P>(std::span(bytes).first(i + 1)).st(), expected) << i;
    }
}

TEST(FramingBugs, LimitSurvivesResetCopyAndExcess) { // F44
    using P = erlang_packet<1>::with_max_payload<3>;
    EXPECT_EQ(read_by_all<P>("04 61 61 61 61 03 62 62 62 04 63 63 63 63", pass_over),
              "excess, frame 3 62 62 62, excess");
    frame_decoder<P> decoder;
    const auto front = from_hex("02 61");
    decoder.feed(front);
    EXPECT_EQ(spaced_hex(decoder.next().data()), "61");
    EXPECT_FALSE(decoder.next());
    frame_decoder<P> copy = decoder;
    const auto rest = from_hex("62 04");
    copy.feed(rest);
    EXPECT_TRUE(copy.next().is_last());
    EXPECT_FALSE(copy.next());
    EXPECT_EQ(copy.st(), status::frame_too_large);
    copy.reset();
    const auto again = from_hex("04");
    copy.feed(again);
    EXPECT_FALSE(copy.next());
    EXPECT_EQ(copy.st(), status::frame_too_large);
}

TEST(FramingBugs, BytesThatCameEarlierDoNotCountAgain) { // F44, F43
    using P = erlang_packet<2>::with_max_payload<60>;
    proved_decoder<P> decoder;
    proved_buffer<P> buffer(62);
    event_log decoded, buffered, expected;
    std::uint64_t total = 0;
    for (std::size_t n = 0; n < 1000; ++n) {
        const std::vector<std::byte> payload(n * 37 % 61, std::byte{0x61});
        const auto bytes = frame_of(P{}, payload);
        expected.event("frame", payload);
        total += bytes.size();
        for (std::size_t at = 0; at < bytes.size(); at += 1 + n % 5) {
            const auto piece = std::span(bytes).subspan(at, std::min(1 + n % 5, bytes.size() - at));
            feed_decoder{}(decoder, piece, decoded);
            feed_buffer{way::mixed}(buffer, piece, buffered);
        }
    }
    EXPECT_EQ(buffered.text(), expected.text());
    EXPECT_FALSE(decoded.failed());
    EXPECT_EQ(buffer.frames.offset(), total);
    EXPECT_EQ(decoder.decoder.offset(), total);
}

// ---- arithmetic ----------------------------------------------------------------------------------------------------

TEST(FramingBugs, LengthThatDoesNotCoverItsOwnHeaderIsRefused) { // F15, F16
    using P = fixed_layout<prefix_layout{.width = 2, .counts = length_counts::whole_frame, .offset = 5, .gap = 3}>;
    for (std::uint64_t number = 0; number < 10; ++number)
        EXPECT_EQ(first_status(P::layout(), number), status::length_below_header) << number;
    EXPECT_EQ(first_status(P::layout(), 10), status::ok);
    EXPECT_EQ(first_status(P::layout(), 20), status::need_input);
    const auto twenty = header_with(P::layout(), 20);
    EXPECT_EQ(frame_reader<P>(twenty).needed(), (bytes_needed{10, true})) << "20 less 10, not 2^32 - 10 more";
    EXPECT_EQ(read_by_all<P>("a0 a1 a2 a3 a4 00 09 b0 b1 b2"), "error length_below_header");
    EXPECT_EQ(read_by_all<P>("a0 a1 a2 a3 a4 00 0b b0 b1 b2 7a"), "frame 1 7a");
}

TEST(FramingBugs, LengthsNearTheEndOfTheFieldDoNotWrap) { // F17, F36
    for (const prefix_layout& layout : every_layout()) {
        if (layout.form != length_form::binary || layout.length_bits != 0 || layout.magic.size != 0) continue;
        const std::uint64_t ones = layout.width == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * layout.width)) - 1;
        prefix_layout limited = layout;
        limited.max_payload = 64;
        for (std::uint64_t back = 0; back <= 40; ++back) {
            const status st = first_status(limited, ones - back);
            EXPECT_EQ(st, layout.is_signed ? status::negative_length : status::frame_too_large)
                << name_of(limited) << ": all ones less " << back;
        }
    }
}

TEST(FramingBugs, SizesOfTwoAndFourGibibytesStayWhatTheyAre) { // F18
    using P = fixed_layout<prefix_layout{.width = 8, .max_payload = 1ULL << 40}>;
    for (const std::uint64_t size :
         {(1ULL << 31) - 1, 1ULL << 31, (1ULL << 31) + 1, (1ULL << 32) - 1, 1ULL << 32, (1ULL << 32) + 1}) {
        const auto header = encode_header<P>(size);
        frame_decoder<P> decoder;
        decoder.feed(header);
        EXPECT_TRUE(decoder.next().is_first());
        EXPECT_EQ(decoder.length(), size);
        EXPECT_EQ(decoder.needed(), (bytes_needed{size, true}));
        proved_buffer<P> buffer(64);
        event_log log;
        feed_buffer{}(buffer, header, log);
        const bool is_whole = size <= detail::max_whole_payload;
        EXPECT_EQ(buffer.error().st, is_whole ? status::frame_exceeds_buffer : status::length_not_addressable);
        EXPECT_EQ(buffer.error().declared, size);
    }
}

TEST(FramingBugs, NegativeLengthsAreErrorsAndZeroIsAFrame) { // F25, F27, F29
    EXPECT_EQ(read_by_all<kafka>("ff ff ff ff"), "error negative_length");
    EXPECT_EQ(read_by_all<kafka>("ff ff ff fc"), "error negative_length");
    EXPECT_EQ(read_by_all<kafka>("80 00 00 00"), "error negative_length");
    EXPECT_EQ(read_by_all<python_int>("ff ff ff ff"), "error negative_length");
    EXPECT_EQ(read_by_all<python_int>("fc ff ff ff"), "error negative_length");
    EXPECT_EQ(read_by_all<python_int>("00 00 00 80"), "error negative_length");
    EXPECT_EQ(read_by_all<python_int>("00 00 00 00 01 00 00 00 61"), "frame 0, frame 1 61");
    EXPECT_EQ((read_by_all<fixed_layout<prefix_layout{.width = 1, .is_signed = true}>>("00 80")),
              "frame 0, error negative_length");
    EXPECT_EQ((read_by_all<fixed_layout<prefix_layout{.width = 3, .is_signed = true}>>("ff ff fc")),
              "error negative_length");
}

TEST(FramingBugs, DefaultLimitRefusesWhatNobodyAskedFor) { // F27
    EXPECT_EQ(python_int::max_payload(), 16u << 20);
    EXPECT_EQ(read_by_all<python_int>("01 00 00 01"), "error frame_too_large");
}

TEST(FramingBugs, OnlyTheLengthFieldHasASign) { // F26
    using behind_sync_word = fixed_layout<prefix_layout{.width = 2, .is_signed = true, .offset = 2, .gap = 1}>;
    EXPECT_EQ(read_by_all<behind_sync_word>("ff ff 00 01 ff 7a"), "frame 1 7a");
    using P = fixed_layout<prefix_layout{.width = 1}>;
    EXPECT_EQ(read_by_all<P>("80"), "") << "an unsigned 128 is not negative";
    EXPECT_EQ(frame_reader<P>(from_hex("80")).needed().at_least, 128u);
}

TEST(FramingBugs, EndsOfEachWidthAreReadAsWritten) { // F40
    for (const std::uint8_t width : std::initializer_list<std::uint8_t>{1, 2, 3, 4, 5, 6, 7, 8})
        for (const std::endian order : {little, std::endian::big})
            for (unsigned byte = 0; byte < width; ++byte)
                for (const std::uint64_t digit : {0x7fu, 0x80u, 0xffu}) {
                    const std::uint64_t number = digit << (8 * byte);
                    prefix_layout layout{.width = width, .order = order};
                    layout.max_payload = width == 8 ? most : (std::uint64_t{1} << (8 * width)) - 1;
                    const auto reading = checked(layout).read(header_with(layout, number));
                    EXPECT_EQ(reading.st, number > most ? status::frame_too_large : status::ok);
                    EXPECT_EQ(reading.size, number) << name_of(layout);
                    layout.is_signed = true;
                    layout.max_payload = 0;
                    const bool negative = byte == width - 1U && digit >= 0x80;
                    EXPECT_EQ(first_status(layout, number),
                              negative ? status::negative_length : status::frame_too_large)
                        << name_of(layout) << ' ' << number;
                }
}

TEST(FramingBugs, ChecksDoNotWrapWhereHeaderAndLengthExceedSizeT) { // F37, F39
    using P = fixed_layout<prefix_layout{.width = 8, .gap = 8, .max_payload = most}>;
    for (const std::uint64_t number :
         std::initializer_list<std::uint64_t>{0xffffffff, 0xfffffff0, 0xffffffe0, 0x100000000, most - 15, most}) {
        const auto header = header_with(P::layout(), number);
        const bool is_whole = number <= detail::max_whole_payload;
        const frame_reader<P> frames(header);
        EXPECT_EQ(frames.st(), is_whole ? status::need_input : status::length_not_addressable);
        EXPECT_EQ(frames.needed().at_least, is_whole ? number : 0);
        const std::string error = is_whole ? "error frame_exceeds_buffer" : "error length_not_addressable";
        for (const way w : {way::fed, way::through_storage, way::mixed}) {
            EXPECT_EQ(events_of(header, proved_buffer<P>(64), feed_buffer{w}), error);
            EXPECT_TRUE(prove_every_delivery(header, proved_buffer<P>(64), feed_buffer{w}));
        }
        EXPECT_EQ(events_of(header, proved_decoder<P>{}, feed_decoder{}), "begin " + std::to_string(number));
    }
    using wide = fixed_layout<prefix_layout{.width = 8, .max_payload = most}>;
    EXPECT_EQ(read_by_all<wide>("80 00 00 00 00 00 00 07"), "error frame_too_large");
}

TEST(FramingBugs, WholeFramesAreBelow4GiBExactlyAndLongerOnesArePassedOver) {
    if constexpr (sizeof(std::size_t) > 4) {
        using P = fixed_layout<prefix_layout{.width = 8, .max_payload = most}>;
        constexpr auto size = static_cast<std::size_t>((std::uint64_t{1} << 32) + 8);
        void* const zeros = mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        ASSERT_NE(zeros, MAP_FAILED);
        ASSERT_EQ(mprotect(zeros, 8, PROT_READ | PROT_WRITE), 0); // its page
        const std::span bytes(static_cast<std::byte*>(zeros), size);
        P::write(detail::max_whole_payload, bytes.data());
        EXPECT_EQ(frame_reader<P>(bytes).next().payload().size(), detail::max_whole_payload);
        P::write(detail::max_whole_payload + 1, bytes.data());
        frame_reader<P> frames(bytes);
        EXPECT_FALSE(frames.next());
        EXPECT_EQ(frames.st(), status::length_not_addressable);
        EXPECT_TRUE(frames.skip());
        EXPECT_EQ(frames.offset(), size);
        EXPECT_EQ(munmap(zeros, size), 0);
    } else {
        GTEST_SKIP() << "no frame is that long here";
    }
}

// ---- the end of the stream, and cuts
// ---------------------------------------------------------------------------------

TEST(FramingBugs, EndOfTheStreamIsCleanBetweenFramesOnly) { // F13, F33
    const auto check = []<prefix P>(const P& p, std::size_t header, std::size_t payload) {
        const auto bytes = frame_of(p, std::vector<std::byte>(payload, std::byte{0x61}));
        ASSERT_EQ(bytes.size(), header + payload);
        for (std::size_t size = 0; size <= bytes.size(); ++size) {
            proved_decoder<P> decoder(p);
            proved_buffer<P> buffer(bytes.size() + 255, p);
            event_log log;
            feed_decoder{}(decoder, std::span(bytes).first(size), log);
            feed_buffer{}(buffer, std::span(bytes).first(size), log);
            const bool whole = size == 0 || size == bytes.size();
            const status expected = whole           ? status::ok
                                    : size < header ? status::truncated_prefix
                                                    : status::truncated_payload;
            EXPECT_EQ(decoder.finish().st, expected) << size;
            EXPECT_EQ(decoder.finish(), buffer.finish());
            if (expected == status::truncated_payload) {
                EXPECT_EQ(decoder.finish(), (stream_end{expected, size - header, payload}));
            }
            if (expected == status::truncated_prefix) {
                EXPECT_EQ(decoder.finish().have, size);
                EXPECT_LE(decoder.finish().need, header);
            }
            const std::span<const std::byte> front(bytes.data(), size);
            frame_reader<P> frames(front, p);
            EXPECT_EQ(static_cast<bool>(frames.next()), size == bytes.size());
            EXPECT_EQ(frames.finish(), decoder.finish());
        }
    };
    check(python_int{}, 4, 3);
    check(grpc_message{}, 5, 1);
    check(http2{}, 9, 2);
    check(varint_delimited{}, 2, 200);
    check(checked({.form = length_form::varint, .offset = 2, .gap = 1}), 5, 200);
}

TEST(FramingBugs, HeaderCutAnywhereLosesNoByte) { // F38
    EXPECT_EQ(read_by_all<python_int>("03 00 00 00 61 62 63 01 00 00 00 64"), "frame 3 61 62 63, frame 1 64");
    proved_buffer<python_int> buffer(16);
    event_log log;
    feed_buffer{}(buffer, from_hex("03 00 00"), log);
    feed_buffer{}(buffer, from_hex("00 61 62 63 01 00 00 00 64"), log);
    EXPECT_EQ(log.text(), "frame 3 61 62 63, frame 1 64");
}

TEST(FramingBugs, ShortReadCountsForWhatItBroughtOnly) { // F30
    std::array<std::byte, 16> storage;
    storage.fill(std::byte{0x01}); // stale bytes that look like frames
    frame_buffer<erlang_packet<1>> frames(storage);
    const auto bytes = from_hex("03 61 62 63");
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto room = frames.writable();
        EXPECT_GT(room.size(), 1u);
        room[0] = bytes[i];
        frames.commit(1);
        frames.commit(0);
        EXPECT_EQ(static_cast<bool>(frames.next()), i == 3) << i;
        if (i < 3) {
            EXPECT_EQ(frames.needed().at_least, 3 - i);
        }
    }
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(frames.st(), status::need_input);
}

TEST(FramingBugs, VarintIsTakenWithTheBytesItHasOrNotAtAll) { // F34
    EXPECT_EQ(read_by_all<strict_varint>("81 00 09"), "error varint_not_canonical");
    EXPECT_EQ(read_by_all<strict_varint>("80 00 01 61"), "error varint_not_canonical");
    EXPECT_EQ(read_by_all<strict_varint>("ff ff ff ff ff ff ff ff ff 7f"), "error varint_too_long");
    EXPECT_EQ(read_by_all<varint_delimited>("81 00 09"), "frame 1 09") << "protobuf's readers take padding";
}

TEST(FramingBugs, EmptyFramesAreDeliveredAndManyFramesInOnePieceAreNoExcess) { // F35
    EXPECT_EQ(read_by_all<varint_delimited>("00 00 01 61 00"), "frame 0, frame 0, frame 1 61, frame 0");
    using P = erlang_packet<1>::with_max_payload<4>;
    std::vector<std::byte> bytes;
    for (int i = 0; i < 500; ++i) append(bytes, from_hex("04 61 62 63 64"));
    std::size_t count = 0;
    frame_reader<P> frames(bytes);
    while (frames.next()) ++count;
    EXPECT_EQ(frames.st(), status::need_input);
    EXPECT_EQ(count, 500u);
    EXPECT_EQ(read_by_all(P{}, bytes).find("error"), std::string::npos);
}

// ---- memory --------------------------------------------------------------------------------------------------------

TEST(FramingBugs, NothingIsAllocatedWhateverIsDeclared) { // F10, F11
    std::array<std::byte, 256> storage;
    const auto large = header_with(kafka::layout(), 16 << 20);
    const auto good = from_hex("00 00 00 02 68 69");
    const std::size_t before = allocations;
    frame_decoder<kafka> decoder;
    frame_buffer<kafka> buffer(storage);
    std::size_t seen = 0;
    for (int n = 0; n < 64; ++n) {
        decoder.feed(good);
        while (decoder.next()) ++seen;
        buffer.feed(good);
        while (buffer.next()) ++seen;
    }
    decoder.feed(large);
    while (decoder.next()) ++seen;
    buffer.feed(large);
    if (!buffer.next()) ++seen;
    std::array<std::byte, 8> into;
    std::span<std::byte> out(into);
    if (encode_frame<kafka>({}, out) == status::ok) ++seen;
    std::array<char, 272> room;
    if (!describe(buffer.error(), room).empty()) ++seen;
    EXPECT_EQ(allocations, before);
    EXPECT_EQ(seen, 64u * 2 + 4);
    ::operator delete(::operator new(1));
    EXPECT_EQ(allocations, before + 1) << "the counter counts";
}

TEST(FramingBugs, EncoderWithNoRoomForTheHeaderSaysSo) { // F09
    const auto payload = to_bytes("hi");
    EXPECT_EQ(frame_size<erlang_packet<4>>(payload.size()), 6u);
    for (std::size_t size = 0; size < 6; ++size) {
        const exact_block into{std::vector<std::byte>(size)};
        std::span<std::byte> out = into.bytes();
        EXPECT_EQ(encode_frame<erlang_packet<4>>(payload, out), status::need_output) << size;
        EXPECT_EQ(out.size(), size);
        if (size < 4) {
            EXPECT_EQ(encode_in_place<erlang_packet<4>>(out, size), status::need_output);
            EXPECT_EQ(out.size(), size);
        }
    }
}

TEST(FramingBugs, LengthFieldAtAnOddAddressIsRead) { // F21
    using wide = fixed_layout<prefix_layout{.width = 8}>;
    for (std::size_t start = 0; start < 8; ++start) {
        std::vector<std::byte> bytes(start);
        append(bytes, header_with({.width = 8}, 1));
        bytes.push_back(std::byte{0x7a});
        const exact_block block(bytes);
        EXPECT_EQ(spaced_hex(frame_reader<wide>(block.bytes().subspan(start)).next().payload()), "7a");
        EXPECT_EQ(spaced_hex(frame_reader<erlang_packet<4>>(block.bytes().subspan(start + 4)).next().payload()), "7a");
    }
}

TEST(FramingBugs, LargeFrameInSingleBytesIsCopiedOnceAndNeverMoved) { // F22
    constexpr std::size_t size = std::size_t{1} << 21;
    using P = erlang_packet<4>::with_max_payload<size>;
    std::vector<std::byte> storage(size + 4);
    frame_buffer<P> frames{std::span<std::byte>(storage)};
    const auto header = encode_header<P>(size);
    frame_decoder<P> decoder;
    std::size_t decoded = 0;
    for (std::size_t i = 0; i < size + 4; ++i) {
        const std::byte byte = i < 4 ? header.bytes[i] : static_cast<std::byte>(i * 5);
        decoder.feed({&byte, 1});
        while (const frame_part part = decoder.next()) decoded += part.data().size();
        frames.feed({&byte, 1});
        const frame f = frames.next();
        ASSERT_EQ(static_cast<bool>(f), i + 1 == size + 4);
        if (f) {
            ASSERT_EQ(f.payload().data(), storage.data() + 4);
            ASSERT_EQ(f.payload().size(), size);
        } else {
            ASSERT_EQ(frames.needed().at_least, i < 3 ? 3 - i : size + 3 - i) << "nothing is read again";
            ASSERT_EQ(frames.unread().data(), storage.data());
        }
    }
    EXPECT_EQ(decoded, size);
    EXPECT_EQ(decoder.finish().st, status::ok);
}

TEST(FramingBugs, CallerMayFreeMoveAndResetBetweenFrames) { // F41
    const auto first = from_hex("02 61 62 03 63"), second = from_hex("64 65 01 66");
    auto block = std::make_unique<exact_block>(first);
    std::vector<std::byte> storage(8);
    frame_buffer<erlang_packet<1>> frames{std::span<std::byte>(storage)};
    frames.feed(block->bytes());
    EXPECT_EQ(spaced_hex(frames.next().payload()), "61 62");
    EXPECT_FALSE(frames.next());
    block = std::make_unique<exact_block>(second); // the first is overwritten and freed
    std::vector<std::byte> grown(100);
    frame_buffer<erlang_packet<1>> larger(frames, std::span<std::byte>(grown)); // in the middle of a frame
    storage.assign(8, std::byte{0});
    larger.feed(block->bytes());
    EXPECT_EQ(spaced_hex(larger.next().payload()), "63 64 65");
    EXPECT_EQ(spaced_hex(larger.unread()), "01 66");
    const std::span<const std::byte> rest = larger.unread();
    larger.reset();
    EXPECT_EQ(larger.offset(), 0u);
    larger.feed(rest);
    EXPECT_EQ(spaced_hex(larger.next().payload()), "66");
}

TEST(FramingBugs, ReadersOfTheSameBytesDoNotDisturbEachOther) { // F24
    const auto bytes = from_hex("01 61 01 62 01 63");
    std::size_t outer = 0, inner = 0;
    frame_reader<erlang_packet<1>> frames(bytes);
    for (; frames.next(); ++outer) {
        frame_reader<erlang_packet<1>> again(bytes);
        while (again.next()) ++inner;
    }
    EXPECT_EQ(outer, 3u);
    EXPECT_EQ(inner, 9u);
}

// ---- encoder and reader --------------------------------------------------------------------------------------------

TEST(FramingBugs, FullestFrameNeedsNoEmptyOneBehindIt) { // F45
    using P = fixed_layout<prefix_layout{.width = 3, .order = little}>;
    std::vector<std::byte> bytes = from_hex("ff ff ff");
    bytes.resize(3 + 0xffffff);
    append(bytes, from_hex("01 00 00 7a"));
    std::vector<std::size_t> sizes;
    frame_reader<P> frames(bytes);
    while (const frame f = frames.next()) sizes.push_back(f.payload().size());
    EXPECT_EQ(frames.offset(), bytes.size());
    EXPECT_EQ(sizes, (std::vector<std::size_t>{0xffffff, 1}));
}

TEST(FramingBugs, WhatTheEncoderMakesItsReaderTakes) { // F46
    for (const prefix_layout& layout : every_layout()) {
        const runtime_layout prefix = checked(layout);
        const std::uint64_t limit = prefix.max_payload();
        for (std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, limit}) {
            while (prefix.check_payload(size) != status::ok) size == limit ? --size : ++size;
            const auto header = encode_header(size, prefix);
            ASSERT_EQ(header.st, status::ok) << name_of(layout);
            const prefix_reading reading = prefix.read(header);
            ASSERT_EQ(reading.st, status::ok) << name_of(layout) << ' ' << size;
            ASSERT_EQ(reading.size, size) << name_of(layout);
        }
        ASSERT_EQ(encode_header(limit + 1, prefix).st, status::frame_too_large);
    }
}

// ---- what does not compile
// -------------------------------------------------------------------------------------------

template <class Layout>
constexpr bool has_knobs_that_interact = requires(Layout layout) {
    layout.adjustment;
}
|| requires(Layout layout) { layout.skip; }
|| requires(Layout layout) { layout.strip; };
static_assert(!has_knobs_that_interact<prefix_layout>); // F12

static_assert([] { // F20: 1 to 8, and no other width
    unsigned accepted = 0;
    for (unsigned width = 0; width < 256; ++width)
        if (check_layout({.width = static_cast<std::uint8_t>(width)}) == layout_error::none) accepted += width;
    return accepted == 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8;
}());

TEST(FramingBugs, DefaultLayoutReadsFrameAfterFrame) { // F12
    EXPECT_EQ((read_by_all<fixed_layout<prefix_layout{}>>("00 00 00 01 61 00 00 00 02 62 63 00 00 00 00")),
              "frame 1 61, frame 2 62 63, frame 0");
}

} // namespace
} // namespace cleave
