// SPDX-License-Identifier: MIT
#include "child_process.hpp"
#include "live_messages.hpp"
#include "live_socket.hpp"
#include "live_store.hpp"
#include "live_subject.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace cleave::conformance {

namespace {

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

/// Text that /bin/sh takes for one word, whatever is in it.
std::string shell_word(std::string_view text) {
    constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%";
    if (!text.empty() && text.find_first_not_of(harmless) == text.npos) return std::string(text);
    return "'" + replaced(std::string(text), "'", "'\\''") + "'";
}

/// The words of `arguments: a "b c" ""` as the shell takes them: traces come from strangers.
std::string shell_words(std::string_view text) {
    std::string line;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        if (text.empty()) return line;
        const bool is_quoted = text[0] == '"' && text.find('"', 1) != text.npos;
        if (is_quoted) text.remove_prefix(1);
        const auto end = std::min(text.find(is_quoted ? '"' : ' '), text.size());
        line += (line.empty() ? "" : " ") + shell_word(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

/// A folder that goes when its owner does.
class temporary_folder {
  public:
    temporary_folder() {
        const char* const base = std::getenv("TMPDIR");
        path_ = std::string(base != nullptr ? base : "/tmp") + "/cleave-conformance-XXXXXX";
        if (::mkdtemp(path_.data()) == nullptr) path_.clear();
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder() {
        std::error_code failure;
        if (!path_.empty()) std::filesystem::remove_all(path_, failure);
    }
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

/// One case and one delivery: the client is started, and the suite is its server.
class client_run {
  public:
    client_run(const compiled_trace& one, const live_settings& live, const schedule& deliveries, observation& seen)
        : one_(one), network_(without_local_events(one)), judging_(network_, timing::any), live_(live),
          deliveries_(deliveries), seen_(seen) {}

    void run() {
        std::string address;
        std::string why;
        const descriptor listener = listen_somewhere(live_.family, meeting_.path(), address, why);
        if (!listener.is_open()) return seen_.ended(run_end::unsupported, "cannot listen: " + why);
        if (folder_.path().empty() || meeting_.path().empty())
            return seen_.ended(run_end::unsupported, "no temporary folder");
        if (const std::string fault = fill_store(folder_.path(), one_); !fault.empty())
            return seen_.ended(run_end::unsupported, fault);
        child_process client(command(address));
        client.close_input();
        if (expects_connection()) {
            auto socket = accept_one(listener, live_.timeout);
            if (!socket) return finish(client, "the client did not connect");
            stream_ = live_stream(std::move(*socket), most_bytes_of(network_));
            if (!serve()) return finish(client, "nothing came in time");
        }
        finish(client, "");
    }

  private:
    std::string command(const std::string& address) const {
        const auto arguments = one_.options.find("arguments");
        std::string line = replaced(live_.command, "{addr}", shell_word(address));
        line = replaced(line, "{store}", shell_word(folder_.path()));
        return replaced(line, "{arguments}", arguments == one_.options.end() ? "" : shell_words(arguments->second));
    }

    bool expects_connection() const { return !network_.outcomes[0].expected.empty() || !one_.bytes.empty(); }

    bool serve() {
        if (!await(0, false)) return false;
        std::size_t from = 0;
        for (const std::size_t end : deliveries_) {
            if (!stream_.send(std::string_view(one_.bytes).substr(from, end - from), clock_seconds() + live_.timeout))
                break;
            from = end;
            if (!await(end, false)) return false;
        }
        if (one_.end == ending::reset) stream_.reset();
        if (one_.end == ending::eof) stream_.end_output();
        return await(one_.bytes.size(), true);
    }

    void interpret() {
        requests_.clear();
        show_requests(one_, stream_.received(), stream_.left() != departure::none, requests_);
    }

    bool await(std::size_t offset, bool ended) {
        const double until = clock_seconds() + live_.timeout;
        for (interpret(); !judging_.is_settled(requests_, offset, ended); interpret()) {
            if (stream_.left() != departure::none) break;
            if (!stream_.receive(until)) return false;
        }
        return true;
    }

    /// Waits for the client's end, and shows what came of it.
    void finish(child_process& client, const std::string& why) {
        std::string output;
        const waited ended = client.read_all(output, live_.timeout);
        int status = 0;
        const bool is_over = ended == waited::ended && client.wait(live_.timeout, status) == waited::ended;
        for (const auto& entry : requests_.entries()) seen_.add_text(requests_.text(entry));
        if (!why.empty() && !is_over) return seen_.ended(run_end::timeout, why);
        if (!is_over) return seen_.ended(run_end::timeout, "the client does not end");
        if (WIFSIGNALED(status)) return seen_.ended(run_end::crash, client.ending() + client.last_words());
        for (const expectation& event : one_.outcomes[0].expected)
            if (is_local(event)) show(event, output, WEXITSTATUS(status));
    }

    void show(const expectation& wanted, const std::string& output, int exit_code) {
        if (wanted.name == "exit") {
            const bool fails = wanted.arguments.size() == 1 && wanted.arguments[0] == "1" && exit_code != 0;
            return seen_.event("exit", fails ? 1U : static_cast<unsigned>(exit_code));
        }
        if (wanted.name == "shown") {
            const bool is_there = output.find(wanted.bytes) != std::string::npos;
            return seen_.event("shown", hex_literal(is_there ? wanted.bytes : output));
        }
        observation found;
        show_stored(folder_.path(), wanted, 0, found);
        const auto& entry = found.entries()[0];
        const bool is_as_wanted = found.name(entry) == wanted.name;
        if (!wanted.optional || is_as_wanted) seen_.add_text(found.text(entry));
    }

    const compiled_trace& one_;
    const compiled_trace network_;
    const judge judging_;
    const live_settings& live_;
    const schedule& deliveries_;
    observation& seen_;
    temporary_folder folder_;  // the client's store
    temporary_folder meeting_; // where a Unix socket is
    live_stream stream_;
    observation requests_;
};

class client_subject : public subject {
  public:
    explicit client_subject(live_settings live) : live_(std::move(live)) {}

    std::string name() const override { return live_.system + " client"; }
    std::vector<std::string> features() const override { return {live_.transport, "command"}; }

    std::vector<reader> readers(const compiled_trace& one, std::string& why) override {
        if (is_about(one.source, live_)) return {{"", timing::any}};
        why = "not about such a client";
        return {};
    }

    void play(const compiled_trace& one, const reader&, std::span<const schedule> schedules,
              const on_shown& shown) override {
        for (std::size_t i = 0; i < schedules.size(); ++i) {
            observation seen;
            client_run(one, live_, schedules[i], seen).run();
            if (!shown(i, seen)) return;
        }
    }

  private:
    live_settings live_;
};

} // namespace

std::unique_ptr<subject> make_client_subject(const live_settings& live) {
    return std::make_unique<client_subject>(live);
}

} // namespace cleave::conformance
