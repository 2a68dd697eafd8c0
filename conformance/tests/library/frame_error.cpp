// SPDX-License-Identifier: MIT
#include <cleave/frame_error.hpp>

#include "conformance/tests/library/framing_proof.hpp"

#include <array>
#include <limits>

namespace cleave {
namespace {

using strict_varint = fixed_layout<prefix_layout{.form = length_form::varint}>;

constexpr peer_guess all_guesses[] = {
    peer_guess::none,       peer_guess::tls_hello, peer_guess::http_request,       peer_guess::http_reply,
    peer_guess::ssh_banner, peer_guess::text,      peer_guess::swapped_byte_order,
};

static_assert(to_string(peer_guess::none).empty());
static_assert(to_string(peer_guess::tls_hello) == "a TLS hello");
static_assert(frame_error{}.st == status::ok);
static_assert(stream_end{} == stream_end{status::ok, 0, 0});

std::string words(const frame_error& error) {
    std::array<char, 256> room;
    return std::string(describe(error, room));
}

// The error that a stream ends in, from the reader without state.
template <prefix P>
frame_error error_of(std::span<const std::byte> bytes) {
    return frame_reader<P>(bytes).error();
}
template <prefix P>
frame_error error_of(std::string_view text) {
    return error_of<P>(to_bytes(text));
}

TEST(PeerGuess, KnowsWhatUsuallyComesInsteadOfALength) {
    const auto guess = [](std::string_view hex) { return guess_peer(from_hex(hex)); };
    for (const auto hello : {"16 03 00", "16 03 01 02 00", "16 03 02", "16 03 03 06", "16 03 04"})
        EXPECT_EQ(guess(hello), peer_guess::tls_hello) << hello;
    for (const auto other : {"16 03 05", "16 02 01", "16 02 03", "15 03 01", "16 03", "16"})
        EXPECT_EQ(guess(other), peer_guess::none) << other;
    for (const std::string_view line : {"GET / HTTP/1.1", "HEAD / H", "POST /", "PUT /a", "DELETE /", "OPTIONS *",
                                        "CONNECT a:1", "TRACE /", "PATCH /", "PRI * HTTP/2.0", "GET", "POS", "PUT "})
        EXPECT_EQ(guess_peer(to_bytes(line)), peer_guess::http_request) << line;
    EXPECT_EQ(guess_peer(to_bytes("HTTP/1.1 400")), peer_guess::http_reply);
    EXPECT_EQ(guess_peer(to_bytes("HTT")), peer_guess::http_reply);
    EXPECT_EQ(guess_peer(to_bytes("SSH-2.0-OpenSSH")), peer_guess::ssh_banner);
    for (const std::string_view text : {"hello", "{\"a\"", "a\tb", "\r\n\r\n", "GETX", "LET x", "HTTQ", "   ", "~~~"})
        EXPECT_EQ(guess_peer(to_bytes(text)), peer_guess::text) << text;
    for (const std::string_view binary : {"hel\x7f",
                                          "\x1f"
                                          "bcd",
                                          "ab\x80", "\xff\xff\xff"})
        EXPECT_EQ(guess_peer(to_bytes(binary)), peer_guess::none) << binary;
}

TEST(PeerGuess, TwoBytesAreTooFewToSay) {
    EXPECT_EQ(guess_peer({}), peer_guess::none);
    EXPECT_EQ(guess_peer(to_bytes("GE")), peer_guess::none);
    EXPECT_EQ(guess_peer(to_bytes("ab")), peer_guess::none);
}

TEST(PeerGuess, LooksAtEightBytes) {
    EXPECT_EQ(guess_peer(from_hex("61 62 63 64 65 66 67 68 00")), peer_guess::text);
    EXPECT_EQ(guess_peer(from_hex("61 62 63 64 65 66 67 00")), peer_guess::none);
}

TEST(PeerGuess, EveryOneHasWordsOfItsOwn) {
    for (const peer_guess a : all_guesses)
        for (const peer_guess b : all_guesses) EXPECT_EQ(to_string(a) == to_string(b), a == b);
    EXPECT_EQ(to_string(static_cast<peer_guess>(200)), "") << "a value that is none of them";
}

TEST(FrameError, ExplainsAWebClientAtABinaryPort) {
    using P = kafka::with_max_payload<65536>;
    EXPECT_EQ(words(error_of<P>("GET / HTTP/1.1\r\n")),
              "frame_too_large: a payload must not exceed max_payload: length 1195725856, limit 65536, at offset 0, "
              "first bytes 47 45 54 20 (this is an HTTP request)");
    EXPECT_EQ(words(error_of<P>(from_hex("16 03 01 00 a5 01"))),
              "frame_too_large: a payload must not exceed max_payload: length 369295616, limit 65536, at offset 0, "
              "first bytes 16 03 01 00 (this is a TLS hello)");
    EXPECT_EQ(error_of<P>("HTTP/1.1 200").looks_like, peer_guess::http_reply);
    EXPECT_EQ(error_of<P>("SSH-2.0-x").looks_like, peer_guess::ssh_banner);
    EXPECT_EQ(error_of<P>("rtbu").looks_like, peer_guess::text);
    EXPECT_EQ(error_of<P>("rtbu").declared, 1920230005u);
}

TEST(FrameError, ExplainsALengthInTheOppositeByteOrder) {
    const auto error = error_of<python_int>(from_hex("00 00 05 64"));
    EXPECT_EQ(error.looks_like, peer_guess::swapped_byte_order);
    EXPECT_EQ(words(error),
              "frame_too_large: a payload must not exceed max_payload: length 1678049280, limit 16777216, at offset 0, "
              "first bytes 00 00 05 64 (this is a length in the opposite byte order)");
    const auto big_reader = error_of<erlang_packet<4>>(from_hex("64 05 00 00"));
    EXPECT_EQ(big_reader.looks_like, peer_guess::swapped_byte_order);
    EXPECT_EQ(error_of<python_int>(from_hex("00 00 00 80")).looks_like, peer_guess::swapped_byte_order)
        << "negative one way, 128 the other";
    EXPECT_EQ(error_of<python_int>(from_hex("fe ff ff ff")).looks_like, peer_guess::none) << "absurd in both";
    EXPECT_EQ((error_of<fixed_layout<prefix_layout{.width = 1, .is_signed = true}>>(from_hex("ff")).looks_like),
              peer_guess::none)
        << "one byte has no order";
    using large = fixed_layout<prefix_layout{.order = std::endian::little, .max_payload = 0x51000000}>;
    EXPECT_EQ(error_of<large>("POST / HTTP").looks_like, peer_guess::http_request) << "although TSOP would do";
}

TEST(FrameError, OppositeByteOrderIsOneInWhichTheLengthWouldDo) {
    using P = fixed_layout<prefix_layout{.width = 2, .counts = length_counts::from_field, .max_payload = 10}>;
    EXPECT_EQ(error_of<P>(from_hex("0c 00")).looks_like, peer_guess::swapped_byte_order) << "the limit";
    EXPECT_EQ(error_of<P>(from_hex("0d 00")).looks_like, peer_guess::none) << "above the limit";
    EXPECT_EQ(error_of<P>(from_hex("02 00")).looks_like, peer_guess::swapped_byte_order) << "no payload";
    EXPECT_EQ(error_of<P>(from_hex("01 00")).looks_like, peer_guess::none) << "below the header";
}

TEST(FrameError, ReadsADeclaredLengthWithTheSignOfItsField) {
    const auto negative = error_of<python_int>(from_hex("fc ff ff ff"));
    EXPECT_EQ(negative.st, status::negative_length);
    EXPECT_TRUE(negative.is_negative);
    EXPECT_EQ(words(negative),
              "negative_length: a length must not be negative: length -4, limit 16777216, at offset 0, "
              "first bytes fc ff ff ff");
    const auto huge = error_of<fixed_layout<prefix_layout{.width = 8}>>(from_hex("ff ff ff ff ff ff ff fc"));
    EXPECT_FALSE(huge.is_negative);
    EXPECT_EQ(huge.declared, 18446744073709551612u);
    const auto small = error_of<postgresql>(from_hex("51 00 00 00 03 99"));
    EXPECT_EQ(small.st, status::length_below_header);
    EXPECT_EQ(small.declared, 3u);
    EXPECT_EQ(words(small), "length_below_header: a length that counts its own header must cover it: length 3, limit "
                            "1073741818, at offset 0, first bytes 51 00 00 00 03 (this is a length in the opposite "
                            "byte order)");
}

TEST(FrameError, VarintErrorsTellNoLength) {
    const auto padded = error_of<strict_varint>(from_hex("81 00 aa"));
    EXPECT_EQ(words(padded), "varint_not_canonical: a varint must use the fewest bytes, at offset 0, first "
                             "bytes 81 00");
    const auto endless = error_of<strict_varint>(from_hex("ff ff ff ff ff ff ff ff ff ff ff"));
    EXPECT_EQ(endless.declared, 0u);
    EXPECT_EQ(words(endless), "varint_too_long: a varint must end within its limit and fit 64 bits, at offset 0, "
                              "first bytes ff ff ff ff ff ff ff ff");
    const auto large = error_of<strict_varint::with_max_payload<127>>(from_hex("80 01 aa"));
    EXPECT_EQ(large.declared, 128u);
    EXPECT_EQ(words(large), "frame_too_large: a payload must not exceed max_payload: length 128, limit 127, at offset "
                            "0, first bytes 80 01");
}

TEST(FrameError, KeepsAtMostEightOfTheBytesThatShowIt) {
    using P = fixed_layout<prefix_layout{.width = 2, .offset = 10, .gap = 3, .max_payload = 9}>;
    const auto bytes = from_hex("01 02 03 04 05 06 07 08 09 0a ff ff 0d 0e 0f 10");
    const auto error = error_of<P>(bytes);
    EXPECT_EQ(error.first_bytes_size, 8u);
    EXPECT_EQ(spaced_hex(error.first_bytes), "01 02 03 04 05 06 07 08");
    EXPECT_EQ(error.declared, 65535u);
    EXPECT_EQ(error_of<erlang_packet<2>::with_max_payload<3>>(from_hex("ff ff 01 02")).first_bytes_size, 2u);
}

TEST(FrameError, BufferThatIsTooSmallIsNotBlamedOnTheByteOrder) {
    const auto header = from_hex("00 00 01 00");
    std::array<std::byte, 100> storage;
    frame_buffer<kafka> frames(storage);
    frames.feed(header);
    EXPECT_FALSE(frames.next());
    EXPECT_EQ(frames.error().looks_like, peer_guess::none);
    EXPECT_EQ(words(frames.error()),
              "frame_exceeds_buffer: a whole frame must fit the storage given to the buffer: length 256, "
              "limit 100, at offset 0, first bytes 00 00 01 00");
}

TEST(FrameError, TooSmallAPayloadHasNoUpperLimitToTell) {
    using P = fixed_layout<prefix_layout{.width = 2, .min_payload = 2, .max_payload = 200}>;
    EXPECT_EQ(words(error_of<P>(from_hex("00 01 61"))),
              "frame_too_small: a payload must not be below min_payload: length 1, at offset 0, first bytes 00 01");
}

TEST(FrameError, WrongConstantBytesTellNoLength) {
    using P = fixed_layout<prefix_layout{.width = 2, .offset = 2, .magic = {0, "CB"}}>;
    EXPECT_EQ(words(error_of<P>("CX")), "magic_mismatch: the constant bytes of a header must have their values, at "
                                        "offset 0, first bytes 43 58");
}

struct plain {
    static constexpr std::size_t header_capacity = 1;
    static constexpr std::uint64_t max_payload() noexcept { return 3; }
    static constexpr prefix_reading read(std::span<const std::byte> in) noexcept {
        return in.empty() ? prefix_reading::need(1)
                          : prefix_reading::frame(1, std::to_integer<std::uint64_t>(in[0]) / 2);
    }
};

TEST(FrameError, CustomPrefixWithoutADeclaredLengthShowsThePayload) {
    EXPECT_EQ(error_of<plain>(from_hex("0a")).declared, 5u);
    EXPECT_EQ(error_of<plain>(from_hex("0a")).first_bytes_size, 1u);
}

TEST(FrameError, NoErrorIsDescribedAsSuch) { EXPECT_EQ(words({}), "ok: all is well"); }

TEST(FrameError, RoomOf272CharactersHoldsEveryMessage) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    std::size_t longest = 0;
    for (auto st = status::negative_length; st <= status::truncated_payload;
         st = static_cast<status>(static_cast<int>(st) + 1))
        for (const peer_guess guess : all_guesses) {
            if (st == status::frame_exceeds_buffer && guess == peer_guess::swapped_byte_order) continue; // never said
            frame_error error{
                .st = st, .looks_like = guess, .first_bytes_size = 8, .declared = most, .limit = most, .offset = most};
            if (st == status::length_below_header) error.declared = 254;
            std::array<char, 400> room;
            longest = std::max(longest, describe(error, room).size());
        }
    EXPECT_LE(longest, 272u);
    EXPECT_GT(longest, 200u) << "the longest was not among them";
}

TEST(FrameError, MessageIsCutToAnyRoom) {
    const auto error = error_of<python_int>(from_hex("fc ff ff ff"));
    const std::string whole = words(error);
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        std::vector<char> room(size);
        EXPECT_EQ(describe(error, room), whole.substr(0, size));
    }
}

TEST(FrameError, DiffersInEveryMember) {
    const frame_error none;
    EXPECT_EQ(none, frame_error{});
    EXPECT_NE(none, frame_error{.st = status::negative_length});
    EXPECT_NE(none, frame_error{.is_negative = true});
    EXPECT_NE(none, frame_error{.looks_like = peer_guess::text});
    EXPECT_NE(none, frame_error{.first_bytes_size = 1});
    EXPECT_NE(none, frame_error{.first_bytes = {std::byte{1}}});
    EXPECT_NE(none, frame_error{.declared = 1});
    EXPECT_NE(none, frame_error{.limit = 1});
    EXPECT_NE(none, frame_error{.offset = 1});
    EXPECT_NE(none, frame_error{.payload_bytes = 1});
}

TEST(StreamEnd, DiffersInEveryMember) {
    const stream_end clean;
    EXPECT_NE(clean, stream_end{.st = status::truncated_prefix});
    EXPECT_NE(clean, stream_end{.have = 1});
    EXPECT_NE(clean, stream_end{.need = 1});
}

} // namespace
} // namespace cleave
