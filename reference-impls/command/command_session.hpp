// SPDX-License-Identifier: MIT
//
// command_session: one client of the command server, for one command after the other.
//
//     a request -> prepare() -> child_process -> the reply, as far as the client takes it -> the next request
#pragma once

#include "cleave/message_decoder.hpp"
#include "command_rules.hpp"
#include "posix/session.hpp"

#include <memory>
#include <string>
#include <vector>

namespace cleave::command {

class command_session final : public posix::session {
  public:
    command_session(const command_rules& rules, const posix::session_rules& session, posix::serving_loop& home,
                    posix::stream_socket socket, const posix::address& peer, posix::admission place);

  private:
    std::size_t appetite() const override;
    void take(std::span<std::byte> bytes) override;
    void take_end() override;
    bool is_at_work() const noexcept override { return child_ != nullptr; }
    void on_peer_ended() override;
    void on_lost() noexcept override;
    void on_all_sent() override;

    void take_header(std::span<const std::byte> bytes);
    void keep_header();
    void run(std::string_view command);
    void end_command();
    void refuse_command(status code, std::string_view why);

    const command_rules& rules_;
    std::unique_ptr<std::byte[]> header_; // while a header is in pieces
    message_decoder decoder_;
    std::string command_; // as logs show it
    std::unique_ptr<posix::child_process> child_;
    std::vector<std::byte> reply_;
    std::size_t replied_ = 0; // of reply_
    posix::timer peer_ended_;
};

} // namespace cleave::command
