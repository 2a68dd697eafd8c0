// SPDX-License-Identifier: MIT
#include "conformance/runner/case_run.hpp"
#include "conformance/runner/isolation.hpp"
#include "conformance/runner/library_session.hpp"
#include "conformance/runner/library_subject.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cleave::conformance {
namespace {

/// Letters to frames that end with a dot; `fault` names what is wrong with it.
struct dotted {
    enum class fault { none, looks_no_further, counts_deliveries, takes_back };

    fault with = fault::none;
    std::string kept;
    std::size_t deliveries = 0;

    void feed(std::span<const std::byte> in, event_sink& sink) {
        if (with == fault::counts_deliveries) ++deliveries;
        for (const char c : text_of(in)) {
            if (c != '.') {
                kept += c;
                continue;
            }
            sink.event("word", hex_literal(kept));
            kept.clear();
            if (with == fault::looks_no_further) return;
        }
        if (with == fault::takes_back && kept.size() == 3) sink.event("three");
    }
    void finish(event_sink& sink) {
        if (!kept.empty()) sink.error("truncated_payload", {});
    }
    bool operator==(const dotted&) const = default;
};

proof proven(dotted::fault with, const std::string& bytes) {
    compiled_trace one;
    one.bytes = bytes;
    return prove_session(dotted{with, "", 0}, one);
}

TEST(proof, holds_for_a_reader_that_depends_on_bytes_alone) {
    const proof found = proven(dotted::fault::none, "ab.cde..f");
    EXPECT_TRUE(found.is_possible);
    EXPECT_EQ(found.failure, "");
    EXPECT_EQ(found.feeds, 55u); // all i <= j of 0 to 9
}

TEST(proof, finds_a_reader_that_stops_in_the_middle_of_a_delivery) {
    const proof found = proven(dotted::fault::looks_no_further, "ab.cde.f");
    EXPECT_NE(found.failure, "");
    EXPECT_GE(found.counterexample.size(), 2u);
}

TEST(proof, finds_a_state_that_depends_on_the_number_of_deliveries) {
    EXPECT_NE(proven(dotted::fault::counts_deliveries, "ab").failure, "");
}

TEST(proof, finds_an_event_that_depends_on_where_a_delivery_ends) {
    EXPECT_NE(proven(dotted::fault::takes_back, "abcde.").failure, "");
}

TEST(proof, leaves_long_streams_alone) {
    const proof found = proven(dotted::fault::none, std::string(longest_proven + 1, 'a'));
    EXPECT_FALSE(found.is_possible);
    EXPECT_TRUE(found.is_stream);
    EXPECT_EQ(found.feeds, 0u);
}

TEST(joinable_log, of_two_pieces_is_that_of_the_whole) {
    joinable_log whole;
    whole.data("data", "abcd");
    joinable_log front;
    front.data("data", "ab");
    joinable_log back(front.data_name());
    back.data("data", "cd");
    EXPECT_EQ(front.text() + back.text(), whole.text());
    joinable_log other(front.data_name());
    other.data("stdout", "cd");
    EXPECT_NE(front.text() + other.text(), whole.text());
}

TEST(log_check, is_met_by_exactly_what_is_missing) {
    joinable_log front, whole;
    for (joinable_log* log : {&front, &whole}) log->data("data", "ab");
    whole.data("data", "cd");
    whole.event("end");
    log_check alike(front, whole);
    alike.data("data", "c");
    EXPECT_FALSE(alike.is_met());
    alike.data("data", "d");
    alike.event("end");
    EXPECT_TRUE(alike.is_met());
    alike.event("end");
    EXPECT_FALSE(alike.is_met());
    log_check other(front, whole);
    other.data("data", "cx");
    other.event("end");
    EXPECT_FALSE(other.is_met());
    log_check other_mark(front, whole);
    other_mark.data("data", "cd");
    other_mark.attribute("end", "");
    EXPECT_FALSE(other_mark.is_met());
}

TEST(heap_piece, is_of_exactly_the_size_of_its_bytes) {
    const heap_piece none("");
    EXPECT_EQ(none.bytes().size(), 0u);
    const heap_piece some(std::string_view("a\0b", 3));
    EXPECT_EQ(text_of(some.bytes()), std::string_view("a\0b", 3));
}

// Processes

TEST(run_forked, hands_back_what_the_child_returned) {
    std::string returned;
    EXPECT_EQ(run_forked([] { return std::string(300000, 'x'); }, returned, true).how, run_end::normal);
    EXPECT_EQ(returned.size(), 300000u);
}

TEST(run_forked, knows_how_the_child_ended) {
    std::string returned;
    const death aborted = run_forked([]() -> std::string { std::abort(); }, returned, true);
    EXPECT_EQ(aborted.how, run_end::crash);
    EXPECT_NE(aborted.why.find("signal 6"), std::string::npos);
    const death left = run_forked([]() -> std::string { ::_exit(7); }, returned, true);
    EXPECT_EQ(left.how, run_end::crash);
    EXPECT_NE(left.why.find("7"), std::string::npos);
    const death silent = run_forked(
        []() -> std::string {
            arm_watchdog(0.05);
            for (;;) ::pause();
        },
        returned, true);
    EXPECT_EQ(silent.how, run_end::timeout);
}

/// Crashes for cases that a rule of its own picks.
class shaky_worker : public worker {
  public:
    std::vector<std::string> first() override { return {"first"}; }
    std::vector<std::string> last() override { return {"last"}; }
    std::string run(std::size_t index) override {
        if (index % 10 == 3) std::abort();
        return std::to_string(index);
    }
};

TEST(run_in_workers, charges_a_death_to_its_case_and_goes_on) {
    for (const unsigned jobs : {1U, 3U}) {
        std::map<std::string, std::size_t> results;
        std::vector<std::size_t> dead;
        const worker_events events = {[&](std::string_view text) { ++results[std::string(text)]; },
                                      [&](std::size_t index, const death& how) {
                                          EXPECT_EQ(how.how, run_end::crash);
                                          dead.push_back(index);
                                      }};
        EXPECT_EQ(run_in_workers(
                      40, jobs, [] { return std::make_unique<shaky_worker>(); }, events),
                  "");
        EXPECT_EQ(dead.size(), 4u);
        for (std::size_t i = 0; i < 40; ++i)
            if (i % 10 != 3) {
                EXPECT_EQ(results[std::to_string(i)], 1u) << i;
            }
        EXPECT_EQ(results["last"], jobs);
    }
}

// Cases

/// The library, with a fault for one of its cases.
class faulty_library : public subject {
  public:
    explicit faulty_library(bool dies) : dies_(dies) {}
    std::string name() const override { return "faulty"; }
    std::vector<std::string> features() const override { return {}; }
    std::vector<reader> readers(const compiled_trace&, std::string&) override { return {{}}; }
    void play(const compiled_trace& one, const reader&, std::span<const schedule> schedules,
              const on_shown& shown) override {
        const auto good = make_library_subject();
        std::string why;
        const reader through = good->readers(one, why).front();
        for (std::size_t i = 0; i < schedules.size(); ++i) {
            // A header that is cut behind its second byte is too much for it.
            const bool cut = !schedules[i].empty() && schedules[i][0] == 2 && one.bytes.size() > 2;
            if (cut && dies_) std::abort();
            if (cut) {
                observation nothing;
                if (!shown(i, nothing)) return;
                continue;
            }
            bool goes_on = true;
            good->play(one, through, schedules.subspan(i, 1),
                       [&](std::size_t, const observation& seen) { return goes_on = shown(i, seen); });
            if (!goes_on) return;
        }
    }

  private:
    bool dies_;
};

trace two_frames() {
    const std::string text = "trace 1\nid: two-frames\nabout: Two frames.\nreq: FRAME-SPLIT-2 MUST\n"
                             "role: frame_decoder\nrev: 1\n--\n> frame{\"one\"}\n= frame \"one\"\n"
                             "> frame{\"two\"}\n= frame \"two\"\n> eof\n";
    return parse_trace(text, "framing/two-frames.trace").value;
}

TEST(run_case, makes_a_failure_as_small_as_it_can_be) {
    const trace source = two_frames();
    const selected_case one{&source, named_layouts()[0], source.id};
    faulty_library with(false);
    run_settings settings;
    settings.rerun = "suite";
    settings.is_isolated = false;
    const case_result found = run_case(with, one, settings);
    EXPECT_EQ(found.result, verdict::fail);
    EXPECT_EQ(found.message, "expected begin 3, nothing came");
    EXPECT_EQ(found.area, "framing");
    ASSERT_TRUE(found.failure);
    EXPECT_EQ(found.failure->rerun, "suite --case two-frames --deliveries 2");
    EXPECT_TRUE(found.failure->is_shortened);
    EXPECT_EQ(found.failure->pieces, (std::vector<std::string>{"0300", "0000"}));
    ASSERT_EQ(found.failure->expected.size(), 1u);
    EXPECT_EQ(found.failure->expected[0].text, "begin 3");
    EXPECT_TRUE(found.failure->expected[0].is_fault);
    EXPECT_NE(found.failure->trace.find("> x\"0300\" | x\"0000\"\n= begin 3\n"), std::string::npos)
        << found.failure->trace;
}

TEST(run_fatal_case, finds_the_delivery_that_kills) {
    const trace source = two_frames();
    const selected_case one{&source, named_layouts()[0], source.id};
    faulty_library with(true);
    run_settings settings;
    settings.rerun = "suite";
    const case_result found = run_fatal_case(with, one, settings, verdict::crash, "it died");
    EXPECT_EQ(found.result, verdict::crash);
    EXPECT_NE(found.message.find("signal 6"), std::string::npos) << found.message;
    ASSERT_TRUE(found.failure);
    EXPECT_EQ(found.failure->rerun, "suite --case two-frames --deliveries 2");
}

TEST(run_case, proves_what_the_library_does) {
    const trace source = two_frames();
    const selected_case one{&source, named_layouts()[0], source.id};
    const auto with = make_library_subject();
    run_settings settings;
    settings.is_isolated = false;
    const case_result found = run_case(*with, one, settings);
    EXPECT_EQ(found.result, verdict::pass) << found.message;
    EXPECT_TRUE(found.is_proven);
    EXPECT_EQ(found.proof_feeds, 4u * 15 * 16 / 2); // four readers, 14 bytes
    EXPECT_GT(found.schedules, 4u * 40);
}

TEST(run_case, says_what_a_case_needs_that_is_not_there) {
    trace source = two_frames();
    source.needs = {"udp"};
    const selected_case one{&source, named_layouts()[0], source.id};
    const auto with = make_library_subject();
    const case_result found = run_case(*with, one, run_settings{});
    EXPECT_EQ(found.result, verdict::unsupported);
    EXPECT_EQ(found.message, "needs udp");
}

TEST(run_case, of_a_trace_that_does_not_compile_is_the_suites_own_fault) {
    trace source = two_frames();
    source.body[0].text = "> nonsense";
    const selected_case one{&source, named_layouts()[0], source.id};
    const auto with = make_library_subject();
    EXPECT_EQ(run_case(*with, one, run_settings{}).result, verdict::suite_error);
}

} // namespace
} // namespace cleave::conformance
