// SPDX-License-Identifier: MIT
#include "server_options.hpp"

#include "token.hpp"

namespace cleave::posix {

void declare_options(option_parser& parser, server_options& options) {
    parser.text("listen", "ADDR", "127.0.0.1:8080, [::1]:8080 or unix:PATH; port 0: any free port", options.listen);
    parser.choice("dialect", {"plain", "extended"}, "the dialect", options.dialect);
    parser.number("max-connections", "N", "the most clients at the same time", options.max_connections, 1, 1'000'000);
    parser.duration("idle-timeout", "TIME", "the longest silence of a client", options.idle_timeout);
    parser.duration("grace", "TIME", "how long requests in progress may take after SIGTERM", options.grace);
    parser.size("max-header", "SIZE", "the longest header to accept", options.max_header);
    parser.size("max-size", "SIZE", "the largest body to accept", options.max_size);
    parser.number("threads", "N", "the number of event loops, all on one port", options.threads, 1, 256);
    parser.text("token-file", "FILE",
                "the secret that clients must prove: 16 to 4096 random bytes, yours or root's, mode 600",
                options.token_file);
    parser.text("public-address", "ADDR",
                "the address that clients connect to, if it differs from --listen: their proofs name it",
                options.public_address);
}

std::string finish_options(server_options& options) {
    if (const std::string_view wrong = address::parse(options.listen, options.at); !wrong.empty())
        return "--listen " + options.listen + ": " + std::string(wrong);
    if (options.max_header < 2 || options.max_header > 16 << 20) return "--max-header must be from 2 to 16M";
    if (options.idle_timeout <= std::chrono::milliseconds::zero()) return "--idle-timeout must be more than 0";
    if (!options.token_file.empty()) {
        if (!options.is_extended()) return "--token-file needs --dialect extended: plain clients can prove nothing";
        return read_token(options.token_file, options.token);
    }
    if (options.at.is_loopback()) return {};
    return "--listen " + options.listen + " can be reached from other machines: that needs --token-file";
}

} // namespace cleave::posix
