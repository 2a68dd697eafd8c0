// SPDX-License-Identifier: MIT
#include "command_datagrams.hpp"

#include "cleave/header_message.hpp"
#include "posix/log.hpp"

#include <algorithm>

namespace cleave::command {
namespace {

using posix::max_datagram_bytes;

// What fits one datagram. Where something had to go, the error output says so at its end.
struct two_datagrams {
    std::span<const std::byte> output;
    std::vector<std::byte> error_output;
};

two_datagrams fit(const posix::child_process& child) {
    const auto output = child.output();
    const auto error_output = child.error_output();
    two_datagrams fitting{output.first(std::min(output.size(), max_datagram_bytes)), {}};
    std::string notice;
    if (child.result().truncated || output.size() > max_datagram_bytes || error_output.size() > max_datagram_bytes)
        notice = "cleave-command-server: truncated: the output does not fit\n";
    const std::size_t room = max_datagram_bytes - notice.size();
    const auto kept = error_output.first(std::min(error_output.size(), room));
    fitting.error_output.assign(kept.begin(), kept.end());
    const auto words = as_bytes(notice);
    fitting.error_output.insert(fitting.error_output.end(), words.begin(), words.end());
    return fitting;
}

} // namespace

void command_datagrams::on_datagram(posix::datagram_server& home, std::span<const std::byte> bytes,
                                    const posix::address& from) {
    const std::string_view command = without_line_end(as_text(bytes));
    const std::string shown = posix::displayable(command.substr(0, 100));
    std::vector<std::string> words;
    const status prepared = jobs_.size() < max_running_ ? prepare(rules_, command, words) : status::busy;
    if (prepared != status::ok) return home.ignore(from, std::string(to_string(prepared)) + ": " + shown);

    std::list<job> fresh; // until its command runs
    const auto begun = fresh.insert(fresh.end(), {from, shown, bytes.size(), nullptr});
    begun->child = std::make_unique<posix::child_process>(home.loop(), home.helper(), rules_.limits,
                                                          [this, &home, begun] { end_command(home, begun); });
    if (const posix::outcome started = begun->child->start(words); !started.ok())
        return home.ignore(from, std::string(to_string(started.code)) + ": " + describe(started) + ": " + shown);
    jobs_.splice(jobs_.end(), fresh);
}

void command_datagrams::end_command(posix::datagram_server& home, std::list<job>::iterator ended) {
    home.guarded([&] { answer(home, *ended); });
    jobs_.erase(ended);
    home.stop_if_idle();
}

void command_datagrams::answer(posix::datagram_server& home, const job& ended) const {
    const posix::child_result& result = ended.child->result();
    posix::log_line(ended.from, " ran ", ended.command, ": ", result.exit_code, result.truncated ? ", truncated" : "",
                    result.timed_out ? ", timed out" : "");
    if (result.timed_out) return;
    const two_datagrams both = fit(*ended.child);
    // Whoever writes a false sender's address must not gain by it.
    const std::size_t size = both.error_output.size() + both.output.size();
    if (!rules_.allow_amplification && size > 3 * ended.asked)
        return home.ignore(ended.from, "no answer of " + std::to_string(size) + " bytes to " +
                                           std::to_string(ended.asked) + ": --allow-amplification: " + ended.command);
    home.send(both.error_output, ended.from);
    home.send(both.output, ended.from);
}

} // namespace cleave::command
