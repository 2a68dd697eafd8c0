// SPDX-License-Identifier: MIT
// cleave's frame_buffer with the prefixes of protocols that no layout says.
#include "contract.hpp"

#include <cleave/frame_buffer.hpp>
#include <cleave/protocols/asn1.hpp>
#include <cleave/protocols/content_length.hpp>
#include <cleave/protocols/netstring.hpp>
#include <cleave/protocols/onc_rpc.hpp>
#include <cleave/protocols/pkt_line.hpp>
#include <cleave/protocols/websocket.hpp>

#include <span>
#include <vector>

namespace {

/// LDAP's messages with another limit.
template <std::uint64_t Bytes>
struct short_ldap : cleave::fixed_layout<cleave::prefix_layout{.form = cleave::length_form::ber,
                                                               .offset = 1,
                                                               .max_payload = Bytes,
                                                               .magic = {0, "\x30"},
                                                               .padded_varints = true}> {};

template <typename Prefix>
struct buffered : contract::decoder {
    void feed(const std::string& piece, const contract::give_frame& give) override {
        frames.feed(std::as_bytes(std::span(piece)));
        while (const cleave::frame one = frames.next())
            give(std::string(reinterpret_cast<const char*>(one.payload().data()), one.payload().size()));
        check(frames.st());
    }
    void finish(const contract::give_frame&, bool) override { check(frames.finish().st); }
    static void check(cleave::status st) {
        if (st != cleave::status::ok && st != cleave::status::need_input)
            throw contract::refused{std::string(cleave::to_string(st))};
    }

    std::vector<std::byte> storage = std::vector<std::byte>(1 << 18);
    cleave::frame_buffer<Prefix> frames{std::span(storage)};
};

template <typename Usual, typename Short>
std::unique_ptr<contract::decoder> make(std::uint64_t limit) {
    if (limit == 100) return std::make_unique<buffered<Short>>();
    return std::make_unique<buffered<Usual>>();
}

template <typename Prefix>
std::unique_ptr<contract::decoder> of(std::uint64_t limit) {
    return make<Prefix, typename Prefix::template with_max_payload<100>>(limit);
}

std::unique_ptr<contract::decoder> open(const contract::json& layout) {
    const std::uint64_t limit = layout["max_payload"];
    const std::string form = contract::form();
    if (form == "websocket") return of<cleave::websocket>(limit);
    if (form == "content_length") return of<cleave::content_length>(limit);
    if (form == "netstring") return of<cleave::netstring>(limit);
    if (form == "pkt_line") return of<cleave::pkt_line>(limit);
    if (form == "onc_rpc") return of<cleave::onc_rpc_record>(limit);
    if (form == "ldap") return make<cleave::ldap, short_ldap<100>>(limit);
    throw contract::unsupported{};
}

} // namespace

int main() { return contract::serve(open); }
