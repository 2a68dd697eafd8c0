// SPDX-License-Identifier: MIT
//
// server_options: what all stream servers are told on the command line.
#pragma once

#include "address.hpp"
#include "options.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace cleave::posix {

/// The values, with their defaults. A server sets defaults of its own before declare_options().
struct server_options {
    std::string listen = "127.0.0.1:8080";
    std::string dialect = "plain";
    std::uint64_t max_connections = 1000;
    std::chrono::milliseconds idle_timeout = std::chrono::minutes(1);
    std::chrono::milliseconds grace = std::chrono::seconds(10);
    std::uint64_t max_header = 64 << 10;
    std::uint64_t max_size = std::uint64_t{1} << 40;
    std::uint64_t threads = 1;
    std::string token_file;
    std::string public_address; // what clients dial, where it is not where we listen

    // Filled in by finish_options().
    address at;
    std::string token; // empty: everybody is let in

    bool is_extended() const noexcept { return dialect == "extended"; }
};

/// Adds --listen, --dialect, --max-connections, --idle-timeout, --grace, --max-header, --max-size, --threads,
/// --token-file and --public-address.
void declare_options(option_parser& parser, server_options& options);

/// Checks what was given, and reads the token. Returns an empty text, or what is wrong: among others, an address that
/// other machines can reach without a token to keep them out.
[[nodiscard]] std::string finish_options(server_options& options);

} // namespace cleave::posix
