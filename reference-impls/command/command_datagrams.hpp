// SPDX-License-Identifier: MIT
//
// command_datagrams: one datagram is a command; two answer it, error output first.
//
// The dialect has no words for a refusal: what is not run is not answered, and logged.
#pragma once

#include "command_rules.hpp"
#include "posix/datagram_server.hpp"

#include <list>

namespace cleave::command {

class command_datagrams final : public posix::datagram_service {
  public:
    command_datagrams(const command_rules& rules, std::size_t max_running) : rules_(rules), max_running_(max_running) {}

  private:
    struct job {
        posix::address from;
        std::string command; // as logs show it
        std::size_t asked;   // bytes
        std::unique_ptr<posix::child_process> child;
    };

    void on_datagram(posix::datagram_server& home, std::span<const std::byte> bytes,
                     const posix::address& from) override;
    bool is_at_work() const override { return !jobs_.empty(); }
    void end_command(posix::datagram_server& home, std::list<job>::iterator ended);
    void answer(posix::datagram_server& home, const job& ended) const;

    const command_rules& rules_;
    std::size_t max_running_;
    std::list<job> jobs_;
};

} // namespace cleave::command
