// SPDX-License-Identifier: MIT
#include "conformance/runner/console.hpp"
#include "conformance/runner/program.hpp"
#include "conformance/runner/releases.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace cleave::conformance;
using texts = std::vector<std::string>;

std::string content_of(const std::string& path) {
    std::ostringstream all;
    all << std::ifstream(path, std::ios::binary).rdbuf();
    return all.str();
}

trace named(const std::string& id, unsigned rev) {
    trace one;
    one.id = id;
    one.rev = rev;
    return one;
}

std::vector<suite_release> parsed(std::string_view text) {
    std::string why;
    const auto all = parse_releases(text, why);
    EXPECT_TRUE(all) << why;
    return all.value_or(std::vector<suite_release>{});
}

/// A folder of traces of its own, with a list of releases.
class trace_folder {
  public:
    explicit trace_folder(const std::string& releases) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_ + "/traces/framing");
        write("SPEC.md", content_of(CLEAVE_SOURCE_DIR "/conformance/SPEC.md"));
        write("traces/flags.txt", content_of(CLEAVE_SOURCE_DIR "/conformance/traces/flags.txt"));
        write("traces/releases.txt", releases);
    }
    ~trace_folder() { std::filesystem::remove_all(path_); }

    /// A case that holds, or one that no reader satisfies.
    void add(const std::string& id, const std::string& rev, bool holds, const std::string& flags = "") const {
        write("traces/framing/" + id + ".trace", "trace 1\nid: " + id +
                                                     "\nabout: A frame.\nreq: FRAME-LEN-1 MUST\nlayout: python_int\n"
                                                     "role: frame_decoder\n" +
                                                     flags + "rev: " + rev + "\n--\n> frame{\"a\"}\n= frame \"a\"\n" +
                                                     (holds ? "" : "! negative_length\n"));
    }
    int run(texts words) const {
        words.insert(words.begin(), "cleave-conformance");
        words.insert(words.end(), {"--traces", path_ + "/traces"});
        std::vector<const char*> list;
        for (const std::string& word : words) list.push_back(word.c_str());
        return run_program(static_cast<int>(list.size()), list.data());
    }
    std::string list() const { return content_of(path_ + "/traces/releases.txt"); }

  private:
    void write(const std::string& name, const std::string& content) const {
        std::ofstream(path_ + "/" + name, std::ios::binary) << content;
    }

    std::string path_ = testing::TempDir() + "runner_releases";
};

TEST(releases, reads_versions_and_what_each_brought) {
    const auto all = parsed("# a comment\n0.1:\none\ntwo 3\n\n0.2:\ntwo 4\n");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].version, "0.1");
    EXPECT_EQ(all[0].revs, (std::map<std::string, std::uint64_t>{{"one", 1}, {"two", 3}}));
    EXPECT_EQ(all[1].revs, (std::map<std::string, std::uint64_t>{{"two", 4}}));
}

TEST(releases, names_the_line_that_cannot_be_read) {
    for (const std::string& bad : texts{"one\n", "0.1:\none x\n", "0.1:\none 1 2\n", "0.1:\none\none\n", ":\n"}) {
        std::string why;
        EXPECT_FALSE(parse_releases(bad, why)) << bad;
        EXPECT_NE(why.find("expected VERSION:"), std::string::npos) << why;
    }
}

TEST(releases, notices_an_id_that_is_gone_and_a_rev_that_went_back) {
    const auto all = parsed("0.1:\none\ntwo 3\n");
    EXPECT_EQ(broken_promises({named("one", 1), named("two", 4), named("new", 1)}, all), texts{});
    const texts said = broken_promises({named("two", 2)}, all);
    ASSERT_EQ(said.size(), 2U);
    EXPECT_EQ(said[0], "expected case one, which was released: an id stays, retired or not");
    EXPECT_EQ(said[1], "expected rev 3 or more of two, which was released so");
}

TEST(releases, of_an_old_version_only_its_cases_count) {
    trace_folder folder("0.1:\nold\n0.2:\nnew\n");
    folder.add("old", "1", true);
    folder.add("new", "1", false);
    const texts words = {"--quiet", "--no-proof", "--jobs", "0"};
    const auto with = [&](texts more) {
        more.insert(more.begin(), words.begin(), words.end());
        return folder.run(more);
    };
    EXPECT_EQ(with({}), a_failure);
    EXPECT_EQ(with({"--suite-version", "0.1"}), all_well);
    EXPECT_EQ(with({"--suite-version", "0.2"}), a_failure);
    EXPECT_EQ(with({"--suite-version", "0.3"}), bad_usage);
}

TEST(releases, a_case_that_changed_since_is_information) {
    trace_folder folder("0.1:\nold\n0.2:\nold 2\n");
    folder.add("old", "2", false);
    EXPECT_EQ(folder.run({"--quiet", "--no-proof", "--jobs", "0"}), a_failure);
    EXPECT_EQ(folder.run({"--quiet", "--no-proof", "--jobs", "0", "--suite-version", "0.1"}), all_well);
}

TEST(releases, a_tentative_case_is_information_and_not_taken_in) {
    trace_folder folder("0.0:\nold\n");
    folder.add("old", "2", true);
    folder.add("new", "1", true);
    folder.add("trial", "1", false, "flags: Tentative\n");
    EXPECT_EQ(folder.run({"--quiet", "--no-proof", "--jobs", "0"}), all_well);
    EXPECT_EQ(folder.run({"releases", "--update-list"}), all_well);
    const auto all = parsed(folder.list());
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[1].revs, (std::map<std::string, std::uint64_t>{{"new", 1}, {"old", 2}}));
    const std::string once = folder.list();
    EXPECT_EQ(folder.run({"releases", "--update-list"}), all_well);
    EXPECT_EQ(folder.list(), once);
}

TEST(releases, the_suite_keeps_what_it_released) {
    std::string why;
    texts problems;
    const suite all = load_suite(CLEAVE_SOURCE_DIR "/conformance/traces", problems);
    EXPECT_EQ(problems, texts{});
    EXPECT_EQ(broken_promises(all), texts{});
}

} // namespace
