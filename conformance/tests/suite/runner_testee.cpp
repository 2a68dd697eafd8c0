// SPDX-License-Identifier: MIT
#include "conformance/runner/case_run.hpp"
#include "conformance/runner/child_process.hpp"
#include "conformance/runner/testee_subject.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <string>

namespace cleave::conformance {
namespace {

// As cleave-conformance has it: a child that is gone is an error to be told, not the end.
[[maybe_unused]] const auto pipes_break_quietly = std::signal(SIGPIPE, SIG_IGN);

/// Answers as a codec would that knows the one stream it is asked about: a frame of two bytes. The argument names its
/// fault, which shows from the fifth run on.
constexpr const char* script = R"(
import json, sys, time
fault = sys.argv[1]
for line in sys.stdin:
    asked = json.loads(line)
    if asked["type"] == "stop": break
    if asked["type"] == "start":
        roles = [] if fault == "claims-nothing" else ["frame_decoder"]
        answer = {"type": "started", "name": "two bytes", "roles": roles}
        if fault == "no-start": answer = {"type": "hello"}
        if fault == "whole": answer["frames"] = "whole"
    elif asked["role"] != "frame_decoder" and fault != "knows-all":
        answer = {"seq": asked["seq"], "unsupported": "no such role"}
    else:
        ends, header, body = 0, 0, 0
        for index, piece in enumerate(asked["deliveries"]):
            before, ends = ends, ends + len(piece) // 2
            if before < 4 <= ends: header = index
            if before < 6 <= ends: body = index
        first = body if fault == "whole" else header
        answer = {"seq": asked["seq"], "events": [[first, "begin 2"], [body, "data x'6869'"], [body, "end"]]}
        if asked["seq"] > 4:
            if fault == "dies": sys.exit(3)
            if fault == "hangs": time.sleep(600)
            if fault == "skips": answer = {"seq": asked["seq"], "unsupported": "no"}
            if fault == "out-of-order": answer["seq"] += 1
            if fault == "wrong-index": answer["events"] = [[0, e[1]] for e in answer["events"]]
            if fault == "beyond": answer["events"][-1][0] = 99
            if fault == "backwards": answer["events"].append([-1 if body == 0 else body - 1, "end"])
            if fault == "no-events": del answer["events"]
            if fault == "not-an-event": answer["events"].append([body, "data 6869"])
            if fault == "junk": print("it works!", flush=True)
            if fault == "floods":
                while True: sys.stdout.write("x" * 65536)
    print(json.dumps(answer), flush=True)
)";

trace two_bytes() {
    return parse_trace(
               "trace 1\nid: two-bytes\nabout: A frame.\nreq: FRAME-LEN-1 MUST\nrole: frame_decoder\nrev: 1\n--\n"
               "> frame{\"hi\"}\n= frame \"hi\"\n",
               "framing/two-bytes.trace")
        .value;
}

class testee : public ::testing::Test {
  protected:
    void SetUp() override {
        path_ = ::testing::TempDir() + "cleave_testee_" + std::to_string(::getpid()) + ".py";
        std::ofstream(path_) << script;
    }
    void TearDown() override { std::remove(path_.c_str()); }

    case_result run(const std::string& fault, double timeout = 20) {
        const auto with = make_testee_subject("exec python3 " + path_ + " " + fault, timeout, 1);
        const selected_case one{&source_, named_layouts()[0], source_.id};
        run_settings settings;
        settings.is_isolated = false;
        *settings.shrinking = {0.5, 0.5};
        return run_case(*with, one, settings);
    }

    trace source_ = two_bytes();
    std::string path_;
};

TEST_F(testee, that_is_right_passes_every_delivery) {
    const case_result found = run("none");
    EXPECT_EQ(found.result, verdict::pass) << found.message;
    EXPECT_GT(found.schedules, 40u);
    EXPECT_FALSE(found.is_proven);
}

TEST_F(testee, that_gives_whole_frames_is_judged_by_when_they_are_whole) {
    EXPECT_EQ(run("whole").result, verdict::pass);
}

TEST_F(testee, that_dies_is_a_crash_and_is_started_again) {
    const case_result found = run("dies");
    EXPECT_EQ(found.result, verdict::crash);
    EXPECT_NE(found.message.find("exit code 3"), std::string::npos) << found.message;
}

TEST_F(testee, that_hangs_is_a_timeout) { EXPECT_EQ(run("hangs", 1).result, verdict::timeout); }

TEST_F(testee, that_skips_what_it_claims_is_unsupported) { EXPECT_EQ(run("skips").result, verdict::unsupported); }

TEST_F(testee, that_claims_nothing_is_asked_nothing) {
    const case_result found = run("claims-nothing");
    EXPECT_EQ(found.result, verdict::unsupported);
    EXPECT_EQ(found.schedules, 0u);
}

TEST_F(testee, that_shows_events_with_the_wrong_delivery_fails) {
    const case_result found = run("wrong-index");
    EXPECT_EQ(found.result, verdict::fail);
    EXPECT_EQ(found.message, "EARLY: begin 2");
    ASSERT_TRUE(found.failure);
}

TEST_F(testee, that_breaks_the_contract_fails_for_that) {
    const struct {
        const char *fault, *message;
    } faults[] = {
        {"out-of-order", "another run"},
        {"beyond", "delivery from 0"},
        {"backwards", "delivery"},
        {"no-events", "without events"},
        {"not-an-event", "x\"00ff\""},
        {"junk", "no JSON"},
        {"floods", "64 MiB"},
        {"no-start", "started"},
        {"knows-all", "role that does not exist"},
    };
    for (const auto& each : faults) {
        const case_result found = run(each.fault);
        EXPECT_EQ(found.result, verdict::fail) << each.fault;
        EXPECT_NE(found.message.find(each.message), std::string::npos) << each.fault << ": " << found.message;
    }
}

TEST_F(testee, that_can_not_be_started_is_a_crash) {
    const auto with = make_testee_subject("exec /nonexistent/testee 2>/dev/null", 5, 1);
    const selected_case one{&source_, named_layouts()[0], source_.id};
    run_settings settings;
    settings.is_isolated = false;
    *settings.shrinking = {1, 1};
    EXPECT_EQ(run_case(*with, one, settings).result, verdict::crash);
}

TEST(child_process, gives_lines_and_then_the_end) {
    child_process child("printf 'one\\ntwo\\n'; cat; exit 5");
    child.write("three\n");
    child.close_input();
    std::string line;
    for (const char* expected : {"one", "two", "three"}) {
        ASSERT_EQ(child.read_line(line, 20), waited::got);
        EXPECT_EQ(line, expected);
    }
    EXPECT_EQ(child.read_line(line, 20), waited::ended);
    EXPECT_EQ(child.ending(), "it ended with exit code 5");
}

TEST(child_process, is_not_waited_for_longer_than_told) {
    child_process child("exec sleep 600");
    std::string line;
    EXPECT_EQ(child.read_line(line, 0.05), waited::silent);
}

TEST(child_process, that_reads_nothing_does_not_stop_us) {
    child_process child("exec sleep 600");
    child.write(std::string(1 << 20, 'x'));
    std::string line;
    EXPECT_EQ(child.read_line(line, 0.05), waited::silent);
}

} // namespace
} // namespace cleave::conformance
