// SPDX-License-Identifier: MIT
#include "reference-impls/posix/progress.hpp"

#include "reference-impls/posix/descriptor.hpp"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>

namespace cleave::posix {
namespace {

using namespace std::chrono_literals;

TEST(BytesText, HasOneDecimalAndTheRightUnit) {
    EXPECT_EQ(bytes_text(0), "0 B");
    EXPECT_EQ(bytes_text(1023), "1023 B");
    EXPECT_EQ(bytes_text(1024), "1.0 KiB");
    EXPECT_EQ(bytes_text(1536), "1.5 KiB");
    EXPECT_EQ(bytes_text((1 << 20) - 1), "1.0 MiB"); // never 1024.0 KiB
    EXPECT_EQ(bytes_text(std::uint64_t{1} << 40), "1.0 TiB");
    EXPECT_EQ(bytes_text(UINT64_MAX), "16.0 EiB");
}

TEST(TimeText, IsRoundedUpToSeconds) {
    EXPECT_EQ(time_text(0ms), "0:00");
    EXPECT_EQ(time_text(1ms), "0:01");
    EXPECT_EQ(time_text(59s), "0:59");
    EXPECT_EQ(time_text(12min + 34s), "12:34");
    EXPECT_EQ(time_text(1h + 2min + 3s), "1:02:03");
}

TEST(ColumnCount, CountsWideCharactersTwice) {
    EXPECT_EQ(column_count(""), 0u);
    EXPECT_EQ(column_count("abc"), 3u);
    EXPECT_EQ(column_count("ä"), 1u);
    EXPECT_EQ(column_count("计算机五大.txt"), 14u);
    EXPECT_EQ(column_count("😀"), 2u);
    EXPECT_EQ(column_count("\xff"), 1u);
}

TEST(ProgressLine, TellsShareAmountRateAndTimeLeft) {
    EXPECT_EQ(progress_line("a", {.total = 1 << 30, .done = 1 << 29, .elapsed = 1s}),
              "a  50% 512.0 MiB of 1.0 GiB, 512.0 MiB/s, 0:01 left");
    EXPECT_EQ(progress_line("a", {.total = 100, .done = 0, .elapsed = 1s}), "a   0% 0 B of 100 B");
    EXPECT_EQ(progress_line("a", {.total = 100, .done = 100, .elapsed = 2s}),
              "a 100% 100 B of 100 B, 50 B/s, took 0:02");
    EXPECT_EQ(progress_line("empty", {}), "empty 100% 0 B of 0 B");
}

TEST(ProgressLine, DoesNotCountWhatWasThereBefore) {
    EXPECT_EQ(progress_line("a", {.total = 1000, .done = 600, .begun_at = 500, .elapsed = 1s}),
              "a  60% 600 B of 1000 B, 100 B/s, 0:04 left");
}

TEST(ProgressLine, SaysHundredPercentOnlyWhenAllIsThere) {
    EXPECT_NE(progress_line("a", {.total = 1'000'000'000, .done = 999'999'999}).find(" 99% "), std::string::npos);
}

TEST(ProgressLine, MakesNoForecastThatIsNone) {
    EXPECT_EQ(progress_line("a", {.total = UINT64_MAX, .done = 1, .elapsed = 1s}), "a   0% 1 B of 16.0 EiB, 1 B/s");
}

TEST(ProgressBar, FillsItsShare) {
    EXPECT_EQ(progress_bar("a", {.total = 100, .done = 50}, 80),
              "a  50% [====================>                   ] 50 B of 100 B");
    EXPECT_EQ(progress_bar("a", {.total = 100, .done = 100}, 80),
              "a 100% [========================================] 100 B of 100 B");
}

TEST(ProgressBar, NeverExceedsTheColumns) {
    const std::string names[] = {"a", std::string(300, 'n'), "计算机五大计算机五大计算机五大计算机五大.txt"};
    for (const std::string& name : names)
        for (std::size_t columns = 0; columns <= 200; ++columns)
            EXPECT_LE(column_count(progress_bar(name, {.total = 1 << 30, .done = 1 << 20, .elapsed = 1s}, columns)),
                      columns)
                << name;
}

// What a progress wrote to a pipe; nobody reads meanwhile, so it must be little.
struct Progress : testing::Test {
    Progress() {
        int ends[2];
        EXPECT_EQ(::pipe(ends), 0);
        out.reset(ends[0]);
        in.reset(ends[1]);
    }
    std::string written() {
        in.reset();
        std::string text(65536, '\0');
        const ssize_t size = ::read(out.get(), text.data(), text.size());
        text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return text;
    }
    descriptor out, in;
    std::chrono::steady_clock::time_point now{};
    progress::clock clock = [this] { return now; };
};

TEST_F(Progress, WritesLinesSeldomAndAlwaysTheLast) {
    progress shown(in.get(), progress::style::lines, clock);
    shown.begin("a", 100);
    for (int i = 0; i < 100; ++i) {
        now += 100ms;
        shown.update(static_cast<std::uint64_t>(i + 1));
    }
    shown.end();
    shown.end();
    EXPECT_EQ(written(), "a  50% 50 B of 100 B, 10 B/s, 0:05 left\n"
                         "a 100% 100 B of 100 B, 10 B/s, took 0:10\n");
}

TEST_F(Progress, RedrawsABarInPlace) {
    progress shown(in.get(), progress::style::bar, clock);
    shown.begin("a", 100);
    shown.update(1); // too soon
    now += 100ms;
    shown.update(50);
    shown.update(100); // too soon, but the end shows it
    shown.end();
    const std::string text = written();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\r'), 3);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
    EXPECT_TRUE(text.ends_with("\x1b[K\n"));
    EXPECT_EQ(text.find(" 1% "), std::string::npos);
}

TEST_F(Progress, SaysWhatItWaitsFor) {
    progress bar(in.get(), progress::style::bar, clock);
    bar.wait("the answer"); // nothing has begun
    bar.begin("a", 100);
    bar.update(100);
    bar.wait("the answer");
    bar.end();
    const std::string text = written();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\r'), 3) << text;
    EXPECT_NE(text.find("\ra: waiting for the answer 100%"), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with("\r\x1b[K")) << text;
}

TEST_F(Progress, LeavesNothingOfWhatIsOverAtOnce) {
    progress lines(in.get(), progress::style::lines, clock);
    lines.begin("a", 100);
    now += 4s;
    lines.update(100);
    lines.end();
    progress bar(in.get(), progress::style::bar, clock);
    bar.begin("a", 0);
    bar.end();
    const std::string text = written();
    EXPECT_TRUE(text.starts_with("\ra ")) << text;
    EXPECT_TRUE(text.ends_with("\r\x1b[K")) << text;
    EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST_F(Progress, WritesNothingWhenQuiet) {
    progress shown(in.get(), progress::style::quiet, clock);
    shown.begin("a", 100);
    now += 1h;
    shown.update(50);
    shown.end();
    EXPECT_EQ(written(), "");
}

TEST_F(Progress, IsABarOnlyOnATerminal) {
    EXPECT_EQ(progress::style_for(in.get(), false), progress::style::lines);
    EXPECT_EQ(progress::style_for(in.get(), true), progress::style::quiet);
    const descriptor terminal(::posix_openpt(O_RDWR | O_NOCTTY));
    if (terminal.is_open()) {
        EXPECT_EQ(progress::style_for(terminal.get(), false), progress::style::bar);
    }
}

} // namespace
} // namespace cleave::posix
