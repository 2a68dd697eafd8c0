// SPDX-License-Identifier: MIT
//
// Engines that are wrong on purpose: the proof must find each, and say where.
#include "conformance/tests/library/split_proof.hpp"

#include <functional>

namespace cleave {
namespace {

struct ending {
    status st = status::ok;
    bool operator==(const ending&) const = default;
};
struct hint {
    std::size_t at_least = 0;
    bool is_all = false;
    bool operator==(const hint&) const = default;
};

// Groups of three bytes; the third of a group completes it, and a byte FF is an error.
struct triples {
    std::size_t seen = 0;
    bool failed = false;
    std::size_t hidden = 0; // not part of the comparison
    std::size_t ask = 0;    // instead of the right hint
    bool ask_for_all = true;

    bool operator==(const triples& other) const { return seen == other.seen && failed == other.failed; }
    ending finish() const { return {seen % 3 == 0 ? status::ok : status::truncated_payload}; }
    hint needed() const { return {failed ? 0 : ask != 0 ? ask : 3 - seen % 3, ask_for_all}; }
    std::size_t error() const { return hidden; }
};

void feed_triples(triples& engine, std::span<const std::byte> piece, event_log& log) {
    for (const std::byte b : piece) {
        if (engine.failed || b == std::byte{0xff}) {
            engine.failed = true;
            return log.error(status::negative_length);
        }
        log.data({&b, 1});
        if (++engine.seen % 3 == 0) log.event("end");
    }
}

using feed = std::function<void(triples&, std::span<const std::byte>, event_log&)>;

std::string verdict_on(const feed& f, std::string_view hex, const triples& start = {}) {
    const auto bytes = from_hex(hex);
    const auto result = prove_every_delivery(bytes, start, f);
    return result ? "proved" : result.message();
}

TEST(SplitProof, AcceptsAnEngineThatDependsOnTheBytesAlone) {
    EXPECT_EQ(verdict_on(feed_triples, ""), "proved");
    EXPECT_EQ(verdict_on(feed_triples, "01 02 03 04 05 06 07"), "proved");
    EXPECT_EQ(verdict_on(feed_triples, "01 02 03 04 ff 06 07"), "proved");
}

TEST(SplitProof, EveryDeliveryOfAShortStreamIsRun) {
    std::size_t whole = 0; // pieces that end at the last byte
    const feed counting = [&](triples& engine, std::span<const std::byte> piece, event_log& log) {
        if (!piece.empty() && piece.back() == std::byte{8}) ++whole;
        feed_triples(engine, piece, log);
    };
    EXPECT_EQ(verdict_on(counting, "01 02 03 04 05 06 07 08"), "proved");
    EXPECT_EQ(whole, 1u + 8u + 128u) << "once whole, once from each cut, and 2^7 deliveries";
}

TEST(SplitProof, FindsBytesThatAreLostAtACut) {
    const feed drops = [](triples& engine, std::span<const std::byte> piece, event_log& log) {
        if (engine.seen == 2) piece = piece.subspan(piece.empty() ? 0 : 1);
        feed_triples(engine, piece, log);
    };
    EXPECT_EQ(verdict_on(drops, "01 02 03 04").substr(0, 32), "cut at 2 of 3: the states differ");
}

TEST(SplitProof, FindsEventsThatDependOnTheDelivery) {
    const feed reports = [](triples& engine, std::span<const std::byte> piece, event_log& log) {
        if (piece.size() == 3) log.event("three");
        feed_triples(engine, piece, log);
    };
    EXPECT_EQ(verdict_on(reports, "01 02 03 04"), "cut at 2 of 3: an event was taken back\n  before the cut: 01 02\n"
                                                  "  behind the cut: 03");
    const feed ends_late = [](triples& engine, std::span<const std::byte> piece, event_log& log) {
        if (piece.size() == 2 && engine.seen == 1) log.event("two");
        feed_triples(engine, piece, log);
    };
    EXPECT_EQ(verdict_on(ends_late, "01 02 03"),
              "cut at 1 of 3: events: data 01 | two, data 02 03, end\n  delivered whole: data 01 02 03, end\n"
              "  before the cut: 01\n  behind the cut: 02 03");
}

TEST(SplitProof, FindsAnEmptyPieceThatDoesSomething) {
    const feed wakes = [](triples& engine, std::span<const std::byte> piece, event_log& log) {
        if (piece.data() == nullptr) log.event("woken");
        feed_triples(engine, piece, log);
    };
    EXPECT_NE(verdict_on(wakes, "01").find("cut at 0 of 0: a span of nothing caused: woken"), std::string::npos);
    const feed counts_empty = [](triples& engine, std::span<const std::byte> piece, event_log& log) {
        if (piece.empty() && engine.seen == 1) ++engine.seen;
        feed_triples(engine, piece, log);
    };
    EXPECT_NE(verdict_on(counts_empty, "01").find("cut at 1 of 1: the states differ"), std::string::npos);
}

TEST(SplitProof, FindsWhatTheComparisonOfStatesOverlooks) {
    const feed counts = [](triples& engine, std::span<const std::byte> piece, event_log& log) {
        ++engine.hidden;
        feed_triples(engine, piece, log);
    };
    EXPECT_NE(verdict_on(counts, "01").find("error() differs"), std::string::npos);
}

TEST(SplitProof, FindsAnEventBehindAnError) {
    const feed goes_on = [](triples& engine, std::span<const std::byte> piece, event_log& log) {
        feed_triples(engine, piece, log);
        if (engine.failed && !piece.empty()) log.event("again");
    };
    EXPECT_NE(verdict_on(goes_on, "01 ff 02").find("an event followed the error"), std::string::npos);
}

TEST(SplitProof, FindsAHintThatIsNotExact) {
    triples start;
    start.ask = 4;
    EXPECT_NE(verdict_on(feed_triples, "01 02 03 04", start).find("complete before needed() bytes came"),
              std::string::npos);
    start.ask = 2;
    EXPECT_NE(verdict_on(feed_triples, "01 02 03 04", start).find("not complete when all needed() bytes came"),
              std::string::npos);
    start.ask_for_all = false;
    start.ask = 1;
    EXPECT_EQ(verdict_on(feed_triples, "01 02 03 04", start), "proved") << "one more is what it needs at least";
    const feed sleeps = [](triples&, std::span<const std::byte>, event_log&) {};
    EXPECT_NE(verdict_on(sleeps, "01").find("complete before"), std::string::npos);
    struct asks_for_nothing {
        bool operator==(const asks_for_nothing&) const = default;
        ending finish() const { return {}; }
        hint needed() const { return {}; }
    };
    const auto bytes = from_hex("01");
    const auto result = prove_every_delivery(bytes, asks_for_nothing{},
                                             [](asks_for_nothing&, std::span<const std::byte>, event_log&) {});
    EXPECT_NE(std::string_view(result.message()).find("needed() asks for nothing"), std::string::npos);
}

TEST(EventLog, MergesDataAndRepeatedErrors) {
    const auto bytes = from_hex("0a 0b 0c");
    const std::span<const std::byte> b(bytes);
    event_log log;
    log.data(b.first(1));
    log.data({});
    log.data(b.subspan(1));
    log.event("frame", b);
    log.event("frame", std::span<const std::byte>());
    log.data(b.first(1));
    log.event("done");
    log.error(status::frame_too_large);
    log.error(status::frame_too_large);
    EXPECT_FALSE(log.has_event_behind_error());
    EXPECT_EQ(log.text(), "data 0a 0b 0c, frame 3 0a 0b 0c, frame 0, data 0a, done, error frame_too_large");
    log.error(status::negative_length);
    EXPECT_TRUE(log.has_event_behind_error());
}

TEST(EventLog, TellsDataFromItsNeighboursByPlaceNotByText) {
    event_log one, other;
    one.event("frame", to_bytes("a"));
    one.event("frame", to_bytes("bc"));
    other.event("frame", to_bytes("ab"));
    other.event("frame", to_bytes("c"));
    EXPECT_FALSE(one.begins_with(other));
    EXPECT_FALSE(one.ends_with({}, other));
}

TEST(Hex, GoesBothWays) {
    EXPECT_EQ(spaced_hex(from_hex("00 7f80Ff")), "00 7f 80 ff");
    EXPECT_EQ(spaced_hex(to_bytes("hi")), "68 69");
}

} // namespace
} // namespace cleave
