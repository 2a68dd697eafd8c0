// SPDX-License-Identifier: MIT
#include "conformance/runner/case_run.hpp"
#include "conformance/runner/child_process.hpp"
#include "conformance/runner/live_messages.hpp"
#include "conformance/runner/live_socket.hpp"
#include "conformance/runner/live_store.hpp"
#include "conformance/runner/live_subject.hpp"
#include "conformance/tests/servers/plain_message.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace cleave::conformance {
namespace {

// As cleave-conformance has it: a child that is gone is an error to be told, not the end.
[[maybe_unused]] const auto pipes_break_quietly = std::signal(SIGPIPE, SIG_IGN);

trace made(const std::string& lines, const std::string& body) {
    const parsed_trace parsed = parse_trace(
        "trace 1\nid: live\nabout: A case.\nreq: CONN-1 MUST\n" + lines + "rev: 1\n--\n" + body, "server/live.trace");
    EXPECT_FALSE(parsed.error) << (parsed.error ? to_string(*parsed.error) : "");
    return parsed.value;
}

compiled_trace compiled_case(const std::string& lines, const std::string& body) {
    const compiled result = compile(made(lines, body), named_layouts()[0]);
    EXPECT_FALSE(result.error) << (result.error ? to_string(*result.error) : "");
    return result.value;
}

std::string text_of(const observation& seen) {
    std::string all;
    for (const auto& entry : seen.entries()) all += (all.empty() ? "" : "; ") + readable(seen.text(entry));
    return all;
}

std::string answers(const compiled_trace& one, const std::string& received, bool is_over = false) {
    observation seen;
    show_answers(one, received, is_over, seen);
    return text_of(seen);
}

const std::string get_lines = "role: server\nsystem: get\ntransport: tcp\ndialect: extended\n";

TEST(show_answers, gives_bytes_where_the_case_asks_for_bytes) {
    const auto echo = compiled_case("role: server\nsystem: echo\ntransport: tcp\n", "> \"a\"\n< \"A\"\n");
    EXPECT_EQ(answers(echo, ""), "");
    EXPECT_EQ(answers(echo, "AB"), "send \"AB\"");
}

TEST(show_answers, tells_replies_apart_and_knows_where_their_bodies_end) {
    const auto two = compiled_case(get_lines, "> len32{ {\"cmd\": \"get\", \"filename\": \"a\", \"offset\": 3} }\n"
                                              "> len32{ {\"cmd\": \"get\", \"filename\": \"b\"} }\n= reply\n");
    const std::string received = plain_message("{\"status\": \"ok\", \"file_size\": 5}", "lo") +
                                 plain_message("{\"status\": \"error\", \"code\": \"not_found\"}");
    EXPECT_EQ(answers(two, received), "reply status=\"ok\" file_size=5; data \"lo\"; end; "
                                      "reply status=\"error\" code=\"not_found\"");
    EXPECT_EQ(answers(two, received.substr(0, 3)), "") << "a length is not whole";
    EXPECT_EQ(answers(two, received.substr(0, 20)), "") << "a header is not whole";
    EXPECT_EQ(answers(two, received.substr(0, 3), true), "send x\"200000\"") << "and never will be";
}

TEST(show_answers, of_the_plain_dialect_have_common_names) {
    const auto plain = compiled_case("role: server\nsystem: get\ntransport: tcp\n", "> \"get a\"\n= header\n");
    EXPECT_EQ(answers(plain, plain_message("{\"filename\": \"a\", \"file_size\": 1}", "x")),
              "header name=\"a\" size=1; data \"x\"; end");
}

TEST(show_answers, shows_what_is_no_message_as_it_is) {
    const auto get = compiled_case(get_lines, "> len32{ {\"cmd\": \"get\", \"filename\": \"a\"} }\n= reply\n");
    EXPECT_EQ(answers(get, "HTTP/1.1 400"), "send \"HTTP/1.1 400\"");
    EXPECT_EQ(answers(get, plain_message("{'status'}")), "send " + readable(hex_literal(plain_message("{'status'}"))));
}

TEST(show_requests, gives_a_header_and_the_bytes_behind_it) {
    const auto put =
        compiled_case("role: client\nsystem: put\ntransport: tcp\narguments: a\n", "= request cmd=\"put\"\n< \"hi\"\n");
    observation seen;
    show_requests(put, plain_message("{\"cmd\": \"put\", \"filename\": \"a\", \"filesize\": 2}", "hi"), false, seen);
    EXPECT_EQ(text_of(seen), "request cmd=\"put\" name=\"a\" size=2; send \"hi\"");
}

TEST(show_datagram, matches_patterns_and_sizes_in_order) {
    const auto one = compiled_case("role: server\nsystem: time\ntransport: udp\n",
                                   "> \"%Y\"\n=? datagram size=5\n= datagram matches=\"[0-9]{4}\"\n");
    for (const auto& [received, expected] :
         std::vector<std::pair<std::string, std::string>>{{"2026", "datagram size=4 matches=\"[0-9]{4}\""},
                                                          {"12345", "datagram size=5"},
                                                          {"20x6", "datagram size=4 content=\"20x6\""}}) {
        observation seen;
        std::size_t next = 0;
        show_datagram(one, received, next, seen);
        EXPECT_EQ(text_of(seen), expected);
    }
}

class store : public ::testing::Test {
  protected:
    void SetUp() override {
        path_ = ::testing::TempDir() + "cleave_store_XXXXXX";
        ASSERT_NE(::mkdtemp(path_.data()), nullptr);
    }
    void TearDown() override { std::filesystem::remove_all(path_); }
    std::string path_;
};

TEST_F(store, is_filled_as_the_case_says_and_emptied_before) {
    std::ofstream(path_ + "/old") << "old";
    const auto one = compiled_case("role: server\nsystem: put\ntransport: tcp\nstore: a.txt=\"hello\" b=\"\"\n",
                                   "> eof\n= closed\n");
    EXPECT_EQ(fill_store(path_, one), "");
    EXPECT_TRUE(std::filesystem::exists(path_ + "/a.txt"));
    EXPECT_EQ(std::filesystem::file_size(path_ + "/a.txt"), 5u);
    EXPECT_EQ(std::filesystem::file_size(path_ + "/b"), 0u);
    EXPECT_FALSE(std::filesystem::exists(path_ + "/old"));
}

TEST_F(store, shows_files_as_they_are) {
    std::ofstream(path_ + "/a") << "hello";
    const auto one = compiled_case("role: server\nsystem: put\ntransport: tcp\n",
                                   "> eof\n= closed\n= stored name=\"a\" content=\"other\"\n= absent name=\"b\"\n");
    const auto& events = one.outcomes[0].expected;
    observation seen;
    show_stored(path_, events[1], 0, seen);
    show_stored(path_, events[2], 0, seen);
    EXPECT_EQ(text_of(seen), "stored name=\"a\" content=\"hello\"; absent name=\"b\"");
}

TEST_F(store, is_emptied_without_touching_what_links_in_it_lead_to) {
    const std::string elsewhere = path_ + "-elsewhere";
    std::filesystem::create_directories(elsewhere);
    std::ofstream(elsewhere + "/keep") << "precious";
    for (const std::string link : {"/.cleave-evil", "/evil"})
        std::filesystem::create_directory_symlink(elsewhere, path_ + link);
    std::filesystem::create_directories(path_ + "/.cleave-own/beneath");
    std::filesystem::create_directories(path_ + "/a/b");
    std::ofstream(path_ + "/a/b/c") << "c";
    std::ofstream(path_ + "/.cleave-own/part") << "c";
    empty_store(path_);
    EXPECT_TRUE(std::filesystem::exists(elsewhere + "/keep"));
    EXPECT_TRUE(std::filesystem::is_empty(path_ + "/.cleave-own"));
    std::filesystem::remove_all(path_ + "/.cleave-own");
    EXPECT_TRUE(std::filesystem::is_empty(path_));
    std::filesystem::remove_all(elsewhere);
}

TEST_F(store, shows_no_content_of_files_that_lie_elsewhere) {
    const std::string elsewhere = path_ + "-elsewhere";
    std::ofstream(elsewhere) << "secret";
    std::filesystem::create_symlink(elsewhere, path_ + "/link");
    const std::string climbing = "../" + elsewhere.substr(elsewhere.rfind('/') + 1);
    for (const auto& [name, expected] : std::vector<std::pair<std::string, std::string>>{
             {climbing, "stored name=\"" + climbing + "\" content=x\"\""},
             {elsewhere, "stored name=\"" + elsewhere + "\" content=x\"\""},
             {"link", "absent name=\"link\""}}) {
        const auto one = compiled_case("role: server\nsystem: put\ntransport: tcp\n",
                                       "> eof\n= closed\n= stored name=\"" + name + "\"\n");
        observation seen;
        show_stored(path_, one.outcomes[0].expected[1], 0, seen);
        EXPECT_EQ(text_of(seen), expected);
    }
    std::filesystem::remove(elsewhere);
}

/// A server in a few lines of Python, which names its port first.
class python_server {
  public:
    explicit python_server(const std::string& answer)
        : child_("exec python3 -c '\nimport socket, time\nlistener = socket.create_server((\"127.0.0.1\", 0))\n"
                 "print(listener.getsockname()[1], flush=True)\nwhile True:\n peer = listener.accept()[0]\n"
                 " while True:\n  try: got = peer.recv(65536)\n  except OSError: break\n  if not got: break\n  " +
                 answer + "\n peer.close()\n'") {
        std::string port;
        EXPECT_EQ(child_.read_line(port, 20), waited::got);
        address = "127.0.0.1:" + port;
    }
    std::string address;

  private:
    child_process child_;
};

case_result run_against(const std::string& address, const trace& source, double timeout = 20) {
    live_settings live;
    live.address = address;
    live.system = "echo";
    live.timeout = timeout;
    const auto with = make_server_subject(live);
    run_settings settings;
    settings.plan = short_plan();
    settings.is_isolated = false;
    *settings.shrinking = {1, 1};
    const selected_case one{&source, named_layouts()[0], source.id};
    return run_case(*with, one, settings);
}

const std::string echo_lines = "role: server\nsystem: echo\ntransport: tcp\n";

TEST(server_subject, passes_a_server_that_is_right) {
    const python_server server("peer.sendall(got.upper())");
    const trace source = made(echo_lines, "> \"he\" | \"llo\"\n< \"HELLO\"\n> eof\n= closed\n");
    const case_result found = run_against(server.address, source);
    EXPECT_EQ(found.result, verdict::pass) << found.message;
    EXPECT_GT(found.schedules, 3u);
}

TEST(server_subject, fails_a_server_that_answers_otherwise_or_too_much) {
    const trace source = made(echo_lines, "> \"hello\"\n< \"HELLO\"\n");
    const python_server quiet("peer.sendall(got)");
    EXPECT_EQ(run_against(quiet.address, source).message, "expected send \"HELLO\", came send \"hello\"");
    const python_server chatty("peer.sendall(got.upper() + b\"!\")");
    EXPECT_EQ(run_against(chatty.address, source).result, verdict::fail);
}

TEST(server_subject, waits_no_longer_than_told_for_a_server_that_says_nothing) {
    const python_server server("pass");
    EXPECT_EQ(run_against(server.address, made(echo_lines, "> \"hello\"\n< \"HELLO\"\n"), 0.2).result,
              verdict::timeout);
}

TEST(server_subject, hears_a_server_that_never_stops_no_longer_than_it_must) {
    const trace source = made(echo_lines, "> \"hello\"\n< \"HELLO\"\n> eof\n= closed\n");
    const python_server endless("\n  try:\n   while True: peer.sendall(b\"HELLO\" * 10000)\n  except OSError: break");
    EXPECT_EQ(run_against(endless.address, source).result, verdict::fail);
}

TEST(server_subject, finds_that_nobody_listens) {
    std::string address, why;
    listen_somewhere("ipv4", "", address, why).close();
    EXPECT_EQ(run_against(address, made(echo_lines, "> \"hello\"\n< \"HELLO\"\n")).result, verdict::crash);
}

TEST(server_subject, takes_cases_of_its_own_system_only) {
    live_settings live;
    live.system = "get";
    live.dialect = "extended";
    EXPECT_TRUE(is_about(made(get_lines, "> eof\n= closed\n"), live));
    EXPECT_FALSE(is_about(made(echo_lines, "> eof\n= closed\n"), live));
    live.dialect = "plain";
    EXPECT_FALSE(is_about(made(get_lines, "> eof\n= closed\n"), live));
    live.command = "a client";
    EXPECT_FALSE(is_about(made(get_lines, "> eof\n= closed\n"), live));
}

case_result run_client(const std::string& script, const std::string& body, const std::string& family = "ipv4") {
    live_settings live;
    live.command = "ADDR={addr} STORE={store} exec python3 -c '\nimport os, socket, sys\n"
                   "host, _, port = os.environ[\"ADDR\"].rpartition(\":\")\n"
                   "if host == \"unix\":\n    peer = socket.socket(socket.AF_UNIX)\n    peer.connect(port)\n"
                   "else:\n    peer = socket.create_connection((host.strip(\"[]\"), int(port)))\n" +
                   script + "\n'";
    live.system = "echo";
    live.family = family;
    const auto with = make_client_subject(live);
    const trace source = made("role: client\nsystem: echo\ntransport: tcp\narguments: hello\n", body);
    run_settings settings;
    settings.plan = short_plan();
    settings.is_isolated = false;
    *settings.shrinking = {1, 1};
    const selected_case one{&source, named_layouts()[0], source.id};
    return run_case(*with, one, settings);
}

const std::string echo_body = "< \"hello\"\n> \"HELLO\"\n= shown \"HELLO\"\n= exit 0\n";

TEST(client_subject, passes_a_client_that_is_right) {
    const case_result found = run_client("peer.sendall(b\"{arguments}\")\ngot = b\"\"\n"
                                         "while len(got) < 5: got += peer.recv(5)\nprint(got.decode())",
                                         echo_body);
    EXPECT_EQ(found.result, verdict::pass) << found.message;
}

TEST(client_subject, finds_the_suite_in_every_family) {
    for (const std::string family : {"ipv4", "ipv6", "unix"}) {
        const case_result found =
            run_client("peer.sendall(b\"hello\")\nprint(peer.makefile(\"rb\").read(5).decode())", echo_body, family);
        EXPECT_EQ(found.result, verdict::pass) << family << ": " << found.message;
    }
}

TEST(client_subject, fails_a_client_that_takes_what_one_read_brings) {
    const case_result found = run_client("peer.sendall(b\"{arguments}\")\nprint(peer.recv(1).decode())", echo_body);
    EXPECT_EQ(found.result, verdict::fail);
    EXPECT_EQ(found.message, "expected shown \"HELLO\", came shown \"H\\n\"");
}

TEST(client_subject, sees_exit_codes_and_signals) {
    const std::string body = "< \"hello\"\n> eof\n= exit 1\n";
    EXPECT_EQ(run_client("peer.sendall(b\"hello\")\nsys.exit(4)", body).result, verdict::pass);
    EXPECT_EQ(run_client("peer.sendall(b\"hello\")", body).message, "expected exit 1, came exit 0");
    EXPECT_EQ(run_client("peer.sendall(b\"hello\")\nos.abort()", body).result, verdict::crash);
}

TEST(client_subject, gives_a_client_its_arguments_and_the_shell_nothing_to_run) {
    for (const auto& [arguments, expected] : std::vector<std::pair<std::string, std::string>>{
             {"hello; touch $HOME", "[hello;] [touch] [$HOME]"},
             {"a \"b  c\" \"\"", "[a] [b  c] []"},
             {"it's `ls` $(ls) \\ >x", "[it's] [`ls`] [$(ls)] [\\] [>x]"}}) {
        live_settings live;
        live.command = "printf '[%s] ' {arguments}";
        live.system = "echo";
        const auto with = make_client_subject(live);
        const trace source = made("role: client\nsystem: echo\ntransport: tcp\narguments: " + arguments + "\n",
                                  "= shown \"nothing of this\"\n= exit 0\n");
        run_settings settings;
        settings.plan = short_plan();
        settings.is_isolated = false;
        *settings.shrinking = {1, 1};
        const case_result found = run_case(*with, {&source, named_layouts()[0], source.id}, settings);
        EXPECT_NE(found.message.find(text_literal(expected + " ")), std::string::npos) << found.message;
    }
}

TEST(readable, shows_bytes_as_text_where_they_are) {
    EXPECT_EQ(readable("send x\"4142\""), "send \"AB\"");
    EXPECT_EQ(readable("send x\"00\""), "send x\"00\"");
    EXPECT_EQ(readable("header name=x\"61\" text=x\"\" md5=absent"), "header name=\"a\" text=x\"\" md5=absent");
    EXPECT_EQ(readable("values x\"22\" 5"), "values \"\\\"\" 5");
    EXPECT_EQ(readable("cut off x\"616"), "cut off x\"616");
    EXPECT_EQ(readable(""), "");
}

} // namespace
} // namespace cleave::conformance
