// SPDX-License-Identifier: MIT
#include "datagram_client.hpp"

namespace cleave::posix {

complaint datagram_client::open(const client_options& options) {
    server_ = options.at.to_string();
    if (!options.at.is_ip()) return refused(to_string(status::unsupported), "datagrams are for IPv4 and IPv6");
    address any; // of the server's family
    static_cast<void>(address::parse(options.at.family() == AF_INET6 ? "[::]:0" : "0.0.0.0:0", any));
    outcome opened = socket_.open(any, blocking::yes);
    if (opened.ok()) opened = socket_.connect(options.at);
    if (opened.ok()) opened = socket_.set_receive_timeout(options.timeout);
    return opened.ok() ? complaint{} : broken(opened, "cannot reach " + server_);
}

complaint datagram_client::send(std::span<const std::byte> bytes) {
    const io_result sent = socket_.send(bytes);
    if (sent.state == io::ok) return {};
    if (sent.error == ECONNREFUSED) return broken(failure(sent.error), "no server at " + server_);
    return broken(failure(sent.error), "sending " + std::to_string(bytes.size()) + " bytes");
}

complaint datagram_client::receive(std::span<const std::byte>& answer) {
    address from;
    const datagram_result got = socket_.receive_from(room_, from);
    if (got.state == io::would_block) return broken(failure(ETIMEDOUT), "no answer from " + server_);
    if (got.error == ECONNREFUSED) return broken(failure(got.error), "no server at " + server_);
    if (got.state != io::ok) return broken(failure(got.error), "no answer from " + server_);
    if (got.truncated)
        return broken(status::frame_exceeds_buffer,
                      "the answer is truncated: longer than " + std::to_string(room_.size()) + " bytes");
    answer = std::span<const std::byte>(room_).first(got.bytes);
    return {};
}

} // namespace cleave::posix
