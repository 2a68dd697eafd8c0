// SPDX-License-Identifier: MIT
//
// Bugs that length-prefix codecs of the field have had, or have. Each test is named after what must hold instead, and
// bears the bug's number. Where nothing else is said it runs every reader, in every way that bytes can reach it.
//
// These can not exist here, and why:
//   F04  a cached length against a length parser of the user's: there is no such hook; the layout is data.
//   F10, F11  room reserved on a peer's word: nothing is allocated at all (still counted below).
//   F12  a skip and an adjustment that contradict each other: a layout has neither (asserted below).
//   F20  an unsupported width that passes the constructor: it does not compile (asserted below, and by compile_fail).
//   F24  a callback that re-enters the decoder: it calls nobody; the one visitor there is holds no decoder (below).
//   F43  its second half, an inner length beyond the outer one, is a matter of header messages.
#include "conformance/tests/library/framing_proof.hpp"

#include <array>
#include <cstdlib>
#include <new>

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
constexpr auto discard = on_excess::discard;
constexpr std::uint64_t most = (std::uint64_t{1} << 63) - 1;
constexpr std::size_t storage_size = 300;

// What the decoder says, in the form of the readers that give whole payloads.
template <class Prefix>
std::string frames_of(basic_frame_decoder<Prefix> decoder, std::span<const std::byte> in) {
    event_log log;
    std::vector<std::byte> payload;
    for (;;) {
        const frame_step step = decoder.decode(in);
        in = in.subspan(step.consumed);
        append(payload, step.data);
        if (step.event == frame_event::excess) log.event("excess");
        if (step.event == frame_event::begin) payload.clear();
        if (step.event == frame_event::end) log.event("frame", payload);
        if (step.st == status::ok) continue;
        if (is_error(step.st)) log.error(step.st);
        return log.text();
    }
}

// The frames of a stream, on which all readers must agree, for every delivery.
template <class Prefix>
std::string read_by_all(const Prefix& prefix, std::span<const std::byte> bytes, on_excess excess = on_excess::fail) {
    const basic_frame_decoder<Prefix> decoder(prefix, excess);
    const std::string frames = frames_of(decoder, bytes);
    const bool is_short = bytes.size() <= 60;
    if (is_short) {
        EXPECT_TRUE(prove_every_delivery(bytes, decoder, feed_decoder{}));
    }
    for (const way w : {way::in_place, way::through_storage, way::mixed}) {
        const owning_frame_buffer<Prefix> buffer(storage_size, prefix, excess);
        EXPECT_EQ(events_of(bytes, buffer, feed_buffer{w}), frames);
        if (is_short) {
            EXPECT_TRUE(prove_every_delivery(bytes, buffer, feed_buffer{w}));
        }
    }
    if (excess == on_excess::fail) {
        EXPECT_EQ(events_of(bytes, gathered_frames<Prefix>{prefix, {}}, feed_gathered{}), frames);
    }
    return frames;
}

template <length_prefix Prefix>
std::string read_by_all(std::span<const std::byte> bytes, on_excess excess = on_excess::fail) {
    const std::string frames = read_by_all(fixed_prefix<Prefix>{}, bytes, excess);
    EXPECT_EQ(frames_of(runtime_frame_decoder(Prefix, excess), bytes), frames) << "the run-time twin";
    return frames;
}

template <length_prefix Prefix>
std::string read_by_all(std::string_view hex, on_excess excess = on_excess::fail) {
    return read_by_all<Prefix>(from_hex(hex), excess);
}

// The header of a frame with any number in its length field, legal or not.
std::vector<std::byte> header_with(const prefix_layout& layout, std::uint64_t number) {
    std::vector<std::byte> bytes(layout.min_header_bytes());
    for (unsigned i = 0; i < layout.width; ++i)
        bytes[layout.offset + (layout.order == little ? i : layout.width - 1U - i)] =
            static_cast<std::byte>(number >> (8 * i));
    return bytes;
}

status first_status(const prefix_layout& layout, std::uint64_t number) {
    return next_frame(checked(layout), header_with(layout, number)).st;
}

// ---- excess --------------------------------------------------------------------------------------------------------

TEST(FramingBugs, OversizedFrameThatIsBufferedWholeIsPassedOver) { // F01
    constexpr length_prefix prefix = erlang_packet<2>.with_max_payload(3);
    EXPECT_EQ(read_by_all<prefix>("00 05 61 61 61 61 61 00 02 68 69", discard), "excess, frame 2 68 69");
}

TEST(FramingBugs, OversizedFrameThatComesInManyReadsIsPassedOver) { // F02
    constexpr length_prefix prefix = erlang_packet<2>.with_max_payload(3);
    for (const std::size_t step : {1u, 2u, 3u, 7u, 4096u}) {
        std::vector<std::byte> bytes = from_hex("ff ff");
        bytes.resize(2 + 0xffff, std::byte{0x01});
        append(bytes, from_hex("00 02 68 69"));
        frame_decoder<prefix> decoder(discard);
        owning_frame_buffer<fixed_prefix<prefix>> buffer(8, {}, discard);
        event_log decoded, buffered;
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            const auto piece = std::span(bytes).subspan(at, std::min(step, bytes.size() - at));
            feed_decoder{}(decoder, piece, decoded);
            feed_buffer{way::through_storage}(buffer, piece, buffered);
        }
        EXPECT_EQ(decoded.text(), "excess 65535, begin 2, data 68 69, end") << step;
        EXPECT_EQ(buffered.text(), "excess, frame 2 68 69") << step;
    }
}

TEST(FramingBugs, FramesBehindARefusedOneHaveTheirOwnLength) { // F03
    constexpr length_prefix prefix{{.width = 2, .counts = length_counts::whole_frame, .max_payload = 3}};
    EXPECT_EQ(read_by_all<prefix>("00 06 61 61 61 61 00 04 68 69 00 03 6a 00 02", discard),
              "excess, frame 2 68 69, frame 1 6a, frame 0");
}

TEST(FramingBugs, ExcessSplitAtAnyByteIsNeverReadAsHeaders) { // F19
    // What is passed over is made of good frames: none of them may show.
    constexpr length_prefix prefix = erlang_packet<1>.with_max_payload(7);
    EXPECT_EQ(read_by_all<prefix>("08 01 61 01 61 01 61 01 61 02 68 69", discard), "excess, frame 2 68 69");
    constexpr length_prefix wide{{.width = 4, .order = little, .offset = 1, .gap = 2, .max_payload = 3}};
    EXPECT_EQ(read_by_all<wide>("aa 04 00 00 00 bb cc 00 00 00 00 aa 01 00 00 00 bb cc 7a", discard),
              "excess, frame 1 7a");
}

TEST(FramingBugs, FramesInFrontOfARefusedOneAreDeliveredOnce) { // F23
    constexpr length_prefix prefix = erlang_packet<1>.with_max_payload(2);
    EXPECT_EQ(read_by_all<prefix>("01 61 02 62 63 03 64 64 64 01 65"),
              "frame 1 61, frame 2 62 63, error frame_too_large");
    EXPECT_EQ(read_by_all<prefix>("01 61 02 62 63 03 64 64 64 01 65", discard),
              "frame 1 61, frame 2 62 63, excess, frame 1 65");
}

// ---- after an error ------------------------------------------------------------------------------------------------

TEST(FramingBugs, NothingIsDeliveredBehindANegativeLength) { // F05
    constexpr length_prefix prefix{{.width = 8, .is_signed = true}};
    EXPECT_EQ(read_by_all<prefix>("ff ff ff ff ff ff ff ff 00 00 00 00 00 00 00 01 61"), "error negative_length");
    EXPECT_EQ(read_by_all<prefix>("80 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 61", discard),
              "error negative_length");
}

TEST(FramingBugs, ErrorEndsTheStreamWhateverComes) { // F14
    EXPECT_EQ(read_by_all<varint_delimited>("01 61 80 00 01 62 01 63"), "frame 1 61, error varint_not_canonical");
    EXPECT_EQ(read_by_all<postgresql>("51 00 00 00 01 51 00 00 00 04"), "error length_below_header");
}

TEST(FramingBugs, CallingAgainAfterAnErrorGivesTheErrorAndNoBytes) { // F31, F21
    const auto bytes = from_hex("02 61 62 ff 63 64 65");
    constexpr length_prefix prefix = erlang_packet<1>.with_max_payload(2);
    frame_decoder<prefix> decoder;
    event_log log;
    feed_decoder{}(decoder, bytes, log);
    std::array<std::byte, 8> storage{};
    frame_buffer<prefix> buffer(storage);
    std::span<const std::byte> in(bytes);
    EXPECT_EQ(buffer.next(in).st, status::ok);
    for (int again = 0; again < 20; ++again) {
        const frame_step step = decoder.decode(bytes);
        EXPECT_EQ(step.st, status::frame_too_large);
        EXPECT_EQ(step.consumed + step.data.size(), 0u);
        const frame f = buffer.next(in);
        EXPECT_EQ(f.st, status::frame_too_large);
        EXPECT_EQ(f.size() + f.more_bytes, 0u);
        EXPECT_FALSE(buffer.writable().empty()) << "the bytes behind an error do not fill the storage";
        buffer.writable()[0] = std::byte{0};
        buffer.commit(1);
    }
    EXPECT_EQ(log.text(), "begin 2, data 61 62, end, error frame_too_large");
}

TEST(FramingBugs, EmptyFramesComeToAnEnd) { // F31
    std::size_t frames = 0;
    const std::vector<std::byte> zeros(200);
    const auto visited = visit_frames<erlang_packet<4>>(zeros, [&](std::span<const std::byte> payload) {
        EXPECT_TRUE(payload.empty());
        ++frames;
    });
    EXPECT_EQ(visited.consumed, 200u);
    EXPECT_EQ(frames, 50u);
    EXPECT_EQ(read_by_all<erlang_packet<4>>(std::span(zeros).first(18)), "frame 0, frame 0, frame 0, frame 0");
}

// ---- limits --------------------------------------------------------------------------------------------------------

TEST(FramingBugs, LimitIsOnThePayloadWhateverTheLengthCounts) { // F06, F07
    for (const auto counts : {length_counts::payload, length_counts::from_field, length_counts::whole_frame})
        for (const std::uint8_t width : std::initializer_list<std::uint8_t>{1, 2, 3, 4, 8}) {
            const runtime_prefix prefix =
                checked({.width = width, .counts = counts, .offset = 2, .gap = 1, .max_payload = 8});
            const std::uint64_t counted = prefix.layout().counted_header_bytes();
            for (const std::uint64_t payload : {7u, 8u, 9u}) {
                std::vector<std::byte> bytes = header_with(prefix.layout(), payload + counted);
                bytes.resize(bytes.size() + static_cast<std::size_t>(payload), std::byte{0x61});
                const std::string frames = frames_of(runtime_frame_decoder(prefix), bytes);
                if (payload <= 8) {
                    EXPECT_EQ(frames.substr(0, 8), "frame " + std::to_string(payload) + ' ');
                } else {
                    EXPECT_EQ(frames, "error frame_too_large");
                }
                EXPECT_EQ(events_of(bytes, owning_frame_buffer(storage_size, prefix), feed_buffer{}), frames);
                EXPECT_EQ(next_frame(prefix, bytes).st, payload <= 8 ? status::ok : status::frame_too_large);
                EXPECT_EQ(encode_header(prefix, payload).st, payload <= 8 ? status::ok : status::frame_too_large)
                    << "the encoder has the same limit";
            }
        }
}

TEST(FramingBugs, EncoderNeverCutsALengthToItsField) { // F08, F40
    for (const bool is_signed : {false, true})
        for (const std::uint8_t width : std::initializer_list<std::uint8_t>{1, 2, 3, 4}) {
            const prefix_layout layout{.width = width, .is_signed = is_signed};
            const std::uint64_t capacity = (std::uint64_t{1} << (8 * width - (is_signed ? 1 : 0))) - 1;
            EXPECT_EQ(layout.field_capacity(), capacity);
            prefix_layout widest = layout;
            widest.max_payload = capacity;
            EXPECT_EQ(encode_header(checked(widest), capacity).st, status::ok);
            EXPECT_EQ(encode_header(checked(widest), capacity + 1).st, status::frame_too_large);
            EXPECT_EQ(encode_header(checked(layout), capacity + 1).st, status::frame_too_large);
            // Nor can a limit be set that the field can not hold, by any way to set one.
            prefix_layout beyond = layout;
            beyond.max_payload = capacity + 1;
            runtime_prefix prefix = checked(layout);
            EXPECT_EQ(runtime_prefix::from(beyond, prefix), layout_error::max_payload_exceeds_the_length_field);
            EXPECT_EQ(prefix, checked(layout));
        }
}

TEST(FramingBugs, LimitOfTheTypesMaximumRefusesNoLegalFrame) { // F28
    EXPECT_EQ((read_by_all<kafka.with_max_payload(0x7fffffff)>("00 00 00 02 68 69")), "frame 2 68 69");
    EXPECT_EQ((read_by_all<length_prefix{{.width = 8, .max_payload = most}}>("00 00 00 00 00 00 00 01 7a")),
              "frame 1 7a");
    constexpr prefix_layout widest{.width = 8, .max_payload = most};
    EXPECT_EQ(read_prefix(widest, header_with(widest, most)).st, status::ok);
    EXPECT_EQ(read_prefix(widest, header_with(widest, most + 1)).st, status::frame_too_large);
    EXPECT_EQ(first_status({.width = 4, .is_signed = true, .max_payload = 0x7fffffff}, 0x7fffffff), status::need_input);
}

TEST(FramingBugs, StorageOfExactlyTheFrameAndLimitOfExactlyThePayloadSuffice) { // F32
    for (const way w : {way::in_place, way::through_storage, way::mixed}) {
        constexpr length_prefix prefix = erlang_packet<2>.with_max_payload(4);
        const owning_frame_buffer<fixed_prefix<prefix>> buffer(6, {});
        const auto bytes = from_hex("00 04 61 62 63 64 00 04 65 66 67 68");
        EXPECT_EQ(events_of(bytes, buffer, feed_buffer{w}), "frame 4 61 62 63 64, frame 4 65 66 67 68");
        EXPECT_TRUE(prove_every_delivery(bytes, buffer, feed_buffer{w}));
    }
    std::vector<std::byte> largest = from_hex("ff ff");
    largest.resize(2 + 0xffff);
    EXPECT_EQ(next_frame<erlang_packet<2>>(largest).payload.size(), 65535u);
}

TEST(FramingBugs, LimitHoldsOnTheHeaderByteThatDecides) { // F42, F10
    constexpr length_prefix prefix{{.width = 4, .offset = 1, .gap = 3, .max_payload = 100}};
    const auto bytes = from_hex("aa 7f ff ff ff");
    frame_decoder<prefix> decoder;
    std::array<std::byte, 12> storage{};
    frame_buffer<prefix> buffer(storage);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const bool decides = i + 1 == bytes.size();
        std::span<const std::byte> in = std::span(bytes).subspan(i, 1);
        EXPECT_EQ(decoder.decode(in).st, decides ? status::frame_too_large : status::need_input) << i;
        EXPECT_EQ(buffer.next(in).st, decides ? status::frame_too_large : status::need_input) << i;
        EXPECT_EQ(next_frame<prefix>(std::span(bytes).first(i + 1)).st,
                  decides ? status::frame_too_large : status::need_input)
            << i;
    }
}

TEST(FramingBugs, LimitSurvivesResetCopyAndExcess) { // F44
    constexpr length_prefix prefix = erlang_packet<1>.with_max_payload(3);
    EXPECT_EQ(read_by_all<prefix>("04 61 61 61 61 03 62 62 62 04 63 63 63 63", discard),
              "excess, frame 3 62 62 62, excess");
    frame_decoder<prefix> decoder;
    event_log log;
    feed_decoder{}(decoder, from_hex("02 61"), log);
    auto moved = std::move(decoder);
    feed_decoder{}(moved, from_hex("62 04"), log);
    EXPECT_EQ(log.text(), "begin 2, data 61 62, end, error frame_too_large");
    moved.reset();
    EXPECT_EQ(moved.decode(from_hex("04")).st, status::frame_too_large);
}

TEST(FramingBugs, BytesThatCameEarlierDoNotCountAgain) { // F44, F43
    constexpr length_prefix prefix = erlang_packet<2>.with_max_payload(60);
    frame_decoder<prefix> decoder;
    owning_frame_buffer<fixed_prefix<prefix>> buffer(62, {});
    event_log decoded, buffered, expected;
    std::uint64_t total = 0;
    for (std::size_t n = 0; n < 1000; ++n) {
        const std::vector<std::byte> payload(n * 37 % 61, std::byte{0x61});
        const auto bytes = frame_of(fixed_prefix<prefix>{}, payload);
        expected.event("frame", payload);
        total += payload.size();
        for (std::size_t at = 0; at < bytes.size(); at += 1 + n % 5) {
            const auto piece = std::span(bytes).subspan(at, std::min(1 + n % 5, bytes.size() - at));
            feed_decoder{}(decoder, piece, decoded);
            feed_buffer{way::mixed}(buffer, piece, buffered);
        }
    }
    EXPECT_EQ(buffered.text(), expected.text());
    EXPECT_EQ(decoder.frames(), 1000u);
    EXPECT_FALSE(decoded.failed());
    EXPECT_EQ(buffer.counters(), (frame_counters{1000, total, 0, 60}));
}

// ---- arithmetic ----------------------------------------------------------------------------------------------------

TEST(FramingBugs, LengthThatDoesNotCoverItsOwnHeaderIsRefused) { // F15, F16
    constexpr length_prefix prefix{{.width = 2, .counts = length_counts::whole_frame, .offset = 5, .gap = 3}};
    for (std::uint64_t number = 0; number < 10; ++number)
        EXPECT_EQ(first_status(prefix.layout, number), status::length_below_header) << number;
    EXPECT_EQ(first_status(prefix.layout, 10), status::ok);
    EXPECT_EQ(first_status(prefix.layout, 20), status::need_input);
    EXPECT_EQ(next_frame<prefix>(header_with(prefix.layout, 20)).more_bytes, 10u) << "20 less 10, not 2^32 - 10 more";
    EXPECT_EQ(read_by_all<prefix>("a0 a1 a2 a3 a4 00 09 b0 b1 b2"), "error length_below_header");
    EXPECT_EQ(read_by_all<prefix>("a0 a1 a2 a3 a4 00 0b b0 b1 b2 7a"), "frame 1 7a");
}

TEST(FramingBugs, LengthsNearTheEndOfTheFieldDoNotWrap) { // F17, F36
    for (const prefix_layout& layout : every_layout()) {
        if (layout.is_varint()) continue;
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
    constexpr length_prefix prefix{{.width = 8, .max_payload = 1ULL << 40}};
    for (const std::uint64_t size :
         {(1ULL << 31) - 1, 1ULL << 31, (1ULL << 31) + 1, (1ULL << 32) - 1, 1ULL << 32, (1ULL << 32) + 1}) {
        const auto header = encode_header<prefix>(size);
        frame_decoder<prefix> decoder;
        EXPECT_EQ(decoder.decode(header).length, size);
        EXPECT_EQ(decoder.needed(), (bytes_needed{size, true}));
        owning_frame_buffer<fixed_prefix<prefix>> buffer(64, {});
        event_log log;
        feed_buffer{}(buffer, header, log);
        EXPECT_EQ(buffer.error().st, status::frame_exceeds_buffer);
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
    EXPECT_EQ((read_by_all<length_prefix{{.width = 1, .is_signed = true}}>("00 80")), "frame 0, error negative_length");
    EXPECT_EQ((read_by_all<length_prefix{{.width = 3, .is_signed = true}}>("ff ff fc")), "error negative_length");
}

TEST(FramingBugs, DefaultLimitRefusesWhatNobodyAskedFor) { // F27
    EXPECT_EQ(python_int.layout.max_payload, 16u << 20);
    EXPECT_EQ(read_by_all<python_int>("01 00 00 01"), "error frame_too_large");
}

TEST(FramingBugs, OnlyTheLengthFieldHasASign) { // F26
    constexpr length_prefix behind_sync_word{{.width = 2, .is_signed = true, .offset = 2, .gap = 1}};
    EXPECT_EQ(read_by_all<behind_sync_word>("ff ff 00 01 ff 7a"), "frame 1 7a");
    EXPECT_EQ((read_by_all<length_prefix{{.width = 1}}>("80")), "") << "an unsigned 128 is not negative";
    EXPECT_EQ((next_frame<length_prefix{{.width = 1}}>(from_hex("80")).more_bytes), 128u);
}

TEST(FramingBugs, EndsOfEachWidthAreReadAsWritten) { // F40
    for (const std::uint8_t width : std::initializer_list<std::uint8_t>{1, 2, 3, 4, 8})
        for (const std::endian order : {little, std::endian::big})
            for (unsigned byte = 0; byte < width; ++byte)
                for (const std::uint64_t digit : {0x7fu, 0x80u, 0xffu}) {
                    const std::uint64_t number = digit << (8 * byte);
                    prefix_layout layout{.width = width, .order = order};
                    layout.max_payload = layout.field_capacity();
                    const auto reading = read_prefix(layout, header_with(layout, number));
                    EXPECT_EQ(reading.st, number > most ? status::frame_too_large : status::ok);
                    EXPECT_EQ(reading.payload_bytes, number) << name_of(layout);
                    layout.is_signed = true;
                    layout.max_payload = 0;
                    const bool negative = byte == width - 1U && digit >= 0x80;
                    EXPECT_EQ(read_prefix(layout, header_with(layout, number)).st,
                              negative ? status::negative_length : status::frame_too_large)
                        << name_of(layout) << ' ' << number;
                }
}

TEST(FramingBugs, ChecksDoNotWrapWhereHeaderAndLengthExceedSizeT) { // F37, F39
    constexpr length_prefix prefix{{.width = 8, .gap = 8, .max_payload = most}};
    for (const std::uint64_t number :
         std::initializer_list<std::uint64_t>{0xffffffff, 0xfffffff0, 0xffffffe0, 0x100000000, most - 15, most}) {
        const auto header = header_with(prefix.layout, number);
        const frame f = next_frame<prefix>(header);
        if (sizeof(std::size_t) == 8) {
            EXPECT_EQ(f.more_bytes, number);
        } else {
            EXPECT_TRUE(f.st == status::length_not_addressable || f.more_bytes == number);
        }
        for (const way w : {way::in_place, way::through_storage, way::mixed}) {
            const owning_frame_buffer<fixed_prefix<prefix>> buffer(64, {});
            EXPECT_EQ(events_of(header, buffer, feed_buffer{w}), "error frame_exceeds_buffer");
            EXPECT_TRUE(prove_every_delivery(header, buffer, feed_buffer{w}));
        }
        EXPECT_EQ(events_of(header, frame_decoder<prefix>{}, feed_decoder{}), "begin " + std::to_string(number));
    }
    constexpr length_prefix wide{{.width = 8, .max_payload = most}};
    EXPECT_EQ(read_by_all<wide>("80 00 00 00 00 00 00 07"), "error frame_too_large");
}

// ---- the end of the stream, and cuts
// ---------------------------------------------------------------------------------

TEST(FramingBugs, EndOfTheStreamIsCleanBetweenFramesOnly) { // F13, F33
    const auto check = []<class Prefix>(const Prefix& prefix, std::size_t header, std::size_t payload) {
        const auto bytes = frame_of(prefix, std::vector<std::byte>(payload, std::byte{0x61}));
        ASSERT_EQ(bytes.size(), header + payload);
        for (std::size_t size = 0; size <= bytes.size(); ++size) {
            basic_frame_decoder<Prefix> decoder(prefix);
            owning_frame_buffer<Prefix> buffer(bytes.size() + 32, prefix);
            event_log log;
            feed_decoder{}(decoder, std::span(bytes).first(size), log);
            feed_buffer{}(buffer, std::span(bytes).first(size), log);
            const bool whole = size == 0 || size == bytes.size();
            const status expected = whole           ? status::ok
                                    : size < header ? status::truncated_prefix
                                                    : status::truncated_payload;
            EXPECT_EQ(decoder.finish().st, expected) << name_of(prefix.layout()) << " at " << size;
            EXPECT_EQ(decoder.finish(), buffer.finish());
            if (expected == status::truncated_payload) {
                EXPECT_EQ(decoder.finish(), (stream_end{expected, size - header, payload}));
            }
            if (expected == status::truncated_prefix) {
                EXPECT_EQ(decoder.finish().have, size);
                EXPECT_LE(decoder.finish().need, header);
            }
            const auto visited = visit_frames(prefix, std::span(bytes).first(size), [](auto) {});
            EXPECT_EQ(visited.consumed, size == bytes.size() ? size : 0u);
        }
    };
    check(fixed_prefix<python_int>{}, 4, 3);
    check(fixed_prefix<grpc_message>{}, 5, 1);
    check(fixed_prefix<http2>{}, 9, 2);
    check(fixed_prefix<varint_delimited>{}, 2, 200);
    check(checked({.width = varint_width, .offset = 2, .gap = 1}), 5, 200);
}

TEST(FramingBugs, HeaderCutAnywhereLosesNoByte) { // F38
    EXPECT_EQ(read_by_all<python_int>("03 00 00 00 61 62 63 01 00 00 00 64"), "frame 3 61 62 63, frame 1 64");
    owning_frame_buffer<fixed_prefix<python_int>> buffer(16, {});
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
        const frame f = frames.next();
        EXPECT_EQ(f.st, i == 3 ? status::ok : status::need_input) << i;
        if (i < 3) {
            EXPECT_EQ(f.more_bytes, 3 - i);
        }
    }
    EXPECT_EQ(frames.next().st, status::need_input);
}

TEST(FramingBugs, VarintIsTakenWithTheBytesItHasOrNotAtAll) { // F34
    EXPECT_EQ(read_by_all<varint_delimited>("81 00 09"), "error varint_not_canonical");
    EXPECT_EQ(read_by_all<varint_delimited>("80 00 01 61"), "error varint_not_canonical");
    EXPECT_EQ(read_by_all<varint_delimited>("ff ff ff ff ff ff ff ff ff 7f"), "error varint_too_long");
}

TEST(FramingBugs, EmptyFramesAreDeliveredAndManyFramesInOnePieceAreNoExcess) { // F35
    EXPECT_EQ(read_by_all<varint_delimited>("00 00 01 61 00"), "frame 0, frame 0, frame 1 61, frame 0");
    constexpr length_prefix prefix = erlang_packet<1>.with_max_payload(4);
    std::vector<std::byte> bytes;
    for (int i = 0; i < 500; ++i) append(bytes, from_hex("04 61 62 63 64"));
    std::size_t frames = 0;
    EXPECT_EQ(visit_frames<prefix>(bytes, [&](auto) { ++frames; }).st, status::need_input);
    EXPECT_EQ(frames, 500u);
    EXPECT_EQ(read_by_all<prefix>(bytes).find("error"), std::string::npos);
}

// ---- memory --------------------------------------------------------------------------------------------------------

TEST(FramingBugs, NothingIsAllocatedWhateverIsDeclared) { // F10, F11
    std::array<std::byte, 256> storage;
    const auto large = header_with(kafka.layout, 16 << 20);
    const auto good = from_hex("00 00 00 02 68 69");
    const std::size_t before = allocations;
    frame_decoder<kafka> decoder;
    frame_buffer<kafka> buffer(storage, discard);
    std::size_t steps = 0;
    for (int n = 0; n < 64; ++n) {
        std::span<const std::byte> in(good);
        for (frame_step step = decoder.decode(in); step.st == status::ok; step = decoder.decode(in)) {
            in = in.subspan(step.consumed);
            ++steps;
        }
        in = good;
        if (buffer.next(in).st == status::ok) ++steps;
    }
    if (decoder.decode(large).event == frame_event::begin) ++steps;
    std::span<const std::byte> in(large);
    if (buffer.next(in).st == status::need_input) ++steps;
    std::array<std::byte, 8> into;
    if (encode_frame<kafka>({}, into).st == status::ok) ++steps;
    std::array<char, 256> room;
    if (!describe(buffer.error(), room).empty()) ++steps;
    EXPECT_EQ(allocations, before);
    EXPECT_EQ(steps, 64u * 4 + 4);
    ::operator delete(::operator new(1));
    EXPECT_EQ(allocations, before + 1) << "the counter counts";
}

TEST(FramingBugs, EncoderWithNoRoomForTheHeaderSaysSo) { // F09
    const auto payload = to_bytes("hi");
    for (std::size_t size = 0; size < 6; ++size) {
        const exact_block into{std::vector<std::byte>(size)};
        EXPECT_EQ(encode_frame<erlang_packet<4>>(payload, into.bytes()).st, status::need_output) << size;
        EXPECT_EQ(encode_frame<erlang_packet<4>>(payload, into.bytes()).needed_bytes, 6u) << size;
        if (size < 4) {
            EXPECT_EQ(encode_in_place<erlang_packet<4>>(into.bytes(), size).st, status::need_output);
        }
    }
}

TEST(FramingBugs, LengthFieldAtAnOddAddressIsRead) { // F21
    for (std::size_t start = 0; start < 8; ++start) {
        std::vector<std::byte> bytes(start);
        append(bytes, header_with({.width = 8}, 1));
        bytes.push_back(std::byte{0x7a});
        const exact_block block(bytes);
        EXPECT_EQ(spaced_hex(next_frame<length_prefix{{.width = 8}}>(block.bytes().subspan(start)).payload), "7a");
        EXPECT_EQ(spaced_hex(next_frame<erlang_packet<4>>(block.bytes().subspan(start + 4)).payload), "7a");
    }
}

TEST(FramingBugs, LargeFrameInSingleBytesIsCopiedOnceAndNeverMoved) { // F22
    constexpr std::size_t size = std::size_t{1} << 21;
    constexpr length_prefix prefix = erlang_packet<4>.with_max_payload(size);
    std::vector<std::byte> storage(size + 4);
    frame_buffer<prefix> frames(storage);
    const auto header = encode_header<prefix>(size);
    frame_decoder<prefix> decoder;
    for (std::size_t i = 0; i < size + 4; ++i) {
        const std::byte byte = i < 4 ? header.bytes[i] : static_cast<std::byte>(i * 5);
        std::span<const std::byte> in(&byte, 1);
        const frame_step step = decoder.decode(in);
        const frame f = frames.next(in);
        if (i + 1 < size + 4) {
            ASSERT_EQ(f.st, status::need_input);
            ASSERT_EQ(f.more_bytes, i < 3 ? 3 - i : size + 3 - i) << "the work done is told: nothing is read again";
            ASSERT_EQ(frames.buffered().data(), storage.data());
        } else {
            ASSERT_EQ(f.payload.data(), storage.data() + 4);
            ASSERT_EQ(f.payload.size(), size);
        }
        ASSERT_EQ(step.consumed, 1u);
    }
    EXPECT_EQ(decoder.decode({}).event, frame_event::end);
}

TEST(FramingBugs, CallerMayFreeMoveAndResetBetweenFrames) { // F41
    const auto first = from_hex("02 61 62 03 63"), second = from_hex("64 65 01 66");
    auto block = std::make_unique<exact_block>(first);
    std::vector<std::byte> storage(8);
    frame_buffer<erlang_packet<1>> frames(storage);
    std::span<const std::byte> in = block->bytes();
    EXPECT_EQ(spaced_hex(frames.next(in).payload), "61 62");
    EXPECT_EQ(frames.next(in).st, status::need_input);
    block = std::make_unique<exact_block>(second); // the first is overwritten and freed
    std::vector<std::byte> grown(100);
    frame_buffer<erlang_packet<1>> larger(frames, grown); // to larger storage, in the middle of a frame
    storage.assign(8, std::byte{0});
    in = block->bytes();
    EXPECT_EQ(spaced_hex(larger.next(in).payload), "63 64 65");
    larger.reset();
    EXPECT_EQ(spaced_hex(larger.next(in).payload), "66") << "a reset touches no input";
    EXPECT_EQ(larger.counters().frames, 1u);
}

TEST(FramingBugs, VisitorMayWalkTheSameBytesAgain) { // F24
    const auto bytes = from_hex("01 61 01 62 01 63");
    std::size_t outer = 0, inner = 0;
    const auto visited = visit_frames<erlang_packet<1>>(bytes, [&](auto) {
        ++outer;
        EXPECT_EQ(visit_frames<erlang_packet<1>>(bytes, [&](auto) { ++inner; }).frames, 3u);
    });
    EXPECT_EQ(visited.frames, 3u);
    EXPECT_EQ(outer, 3u);
    EXPECT_EQ(inner, 9u);
}

// ---- encoder and reader --------------------------------------------------------------------------------------------

TEST(FramingBugs, FullestFrameNeedsNoEmptyOneBehindIt) { // F45
    constexpr length_prefix prefix{{.width = 3, .order = little}};
    std::vector<std::byte> bytes = from_hex("ff ff ff");
    bytes.resize(3 + 0xffffff);
    append(bytes, from_hex("01 00 00 7a"));
    std::vector<std::size_t> sizes;
    const auto visited = visit_frames<prefix>(bytes, [&](std::span<const std::byte> p) { sizes.push_back(p.size()); });
    EXPECT_EQ(visited.consumed, bytes.size());
    EXPECT_EQ(sizes, (std::vector<std::size_t>{0xffffff, 1}));
}

TEST(FramingBugs, WhatTheEncoderMakesItsReaderTakes) { // F46
    for (const prefix_layout& layout : every_layout()) {
        const runtime_prefix prefix = checked(layout);
        for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, prefix.layout().max_payload}) {
            const auto header = encode_header(prefix, size);
            ASSERT_EQ(header.st, status::ok) << name_of(layout);
            const prefix_reading reading = read_prefix(prefix.layout(), header);
            ASSERT_EQ(reading.st, status::ok) << name_of(layout) << ' ' << size;
            ASSERT_EQ(reading.payload_bytes, size) << name_of(layout);
        }
        ASSERT_EQ(encode_header(prefix, prefix.layout().max_payload + 1).st, status::frame_too_large);
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

static_assert([] { // F20: 1, 2, 3, 4, 8 and the varint, and no other width
    unsigned accepted = 0;
    for (unsigned width = 0; width < 256; ++width)
        if (check_layout({.width = static_cast<std::uint8_t>(width)}) == layout_error::none) accepted += width + 1;
    return accepted == 1 + 2 + 3 + 4 + 5 + 9;
}());

TEST(FramingBugs, DefaultLayoutReadsFrameAfterFrame) { // F12
    EXPECT_EQ((read_by_all<length_prefix{prefix_layout{}}>("00 00 00 01 61 00 00 00 02 62 63 00 00 00 00")),
              "frame 1 61, frame 2 62 63, frame 0");
}

} // namespace
} // namespace cleave
