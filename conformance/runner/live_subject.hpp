// SPDX-License-Identifier: MIT
//
// live_subject: servers and clients as they run, over sockets.
//
// Each delivery is a send of its own, with TCP_NODELAY; where the network joins or cuts them, so be it: events are
// judged by their order, not by deliveries. After what has to come has come, the suite half-closes and listens for what
// must not.
#pragma once

#include "subject.hpp"

#include <memory>
#include <string>

namespace cleave::conformance {

struct live_settings {
    std::string address; // of a server
    std::string command; // of a client: {addr}, {arguments} and {store} are filled in
    std::string system;
    std::string dialect = "plain";
    std::string form; // empty: any
    std::string transport = "tcp";
    std::string family = "ipv4"; // where a client finds the suite: ipv4, ipv6 or unix
    std::string store;           // a server's folder; empty: not known
    double timeout = 10;
};

/// Whether a case is about such a server, or such a client.
bool is_about(const trace& one, const live_settings& live);

std::unique_ptr<subject> make_server_subject(const live_settings& live);
std::unique_ptr<subject> make_client_subject(const live_settings& live);

} // namespace cleave::conformance
