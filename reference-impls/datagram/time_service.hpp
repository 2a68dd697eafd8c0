// SPDX-License-Identifier: MIT
//
// time_service: a strftime format is answered with the time in it; an empty datagram asks for `%Y-%m-%d %X`.
#pragma once

#include "cleave/header_message.hpp"
#include "posix/datagram_server.hpp"

#include <ctime>
#include <string>
#include <string_view>

namespace cleave::datagram_time {

inline constexpr std::string_view default_format = "%Y-%m-%d %X";

// Whoever fakes a sender's address gains little: an answer is hardly larger than what asked for it.
inline constexpr std::size_t most_added = 64;

class time_service final : public posix::datagram_service {
    void on_datagram(posix::datagram_server& home, std::span<const std::byte> bytes,
                     const posix::address& from) override {
        const std::string_view asked = bytes.empty() ? default_format : as_text(bytes);
        if (asked.find('\0') != asked.npos) return home.ignore(from, "a format holds no NUL");
        const std::time_t now = std::time(nullptr);
        std::tm local{};
        ::localtime_r(&now, &local);
        // strftime() says 0 both for an empty answer and for one without room: with a letter in front, none is empty.
        const std::string format = "|" + std::string(asked);
        std::string answer(bytes.size() + most_added + 2, '\0');
        answer.resize(std::strftime(answer.data(), answer.size(), format.c_str(), &local));
        if (answer.empty()) return home.ignore(from, "the answer would be more than 64 bytes longer than the format");
        home.send(as_bytes(std::string_view(answer).substr(1)), from);
    }
};

} // namespace cleave::datagram_time
