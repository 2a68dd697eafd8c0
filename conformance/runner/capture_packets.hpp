// SPDX-License-Identifier: MIT
//
// capture_packets: the packets of a capture, pcap or pcapng, in either byte order.
//
//     bytes of the file --read_packets--> packets --read_connections--> streams --import_capture--> traces
//
// Reads a span and nothing else: no file, no network, no libpcap. What the capture leaves out is never made up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cleave::conformance {

/// Why a capture is refused. Packets count from 1; 0: it is about the file.
struct capture_error {
    std::size_t packet = 0;
    std::string message;
};

/// `packet 17: MESSAGE`
std::string to_string(const capture_error& error);

/// What a packet begins with, by the numbers of the registry of link types.
enum class link_type : std::uint16_t {
    null = 0, // four bytes of address family, in the order of the machine that captured
    ethernet = 1,
    raw_12 = 12, // what some systems write for raw
    raw_14 = 14,
    raw = 101,       // IP
    loop = 108,      // as null, big-endian
    linux_sll = 113, // what Linux gives for `any`
    ipv4 = 228,
    ipv6 = 229,
    linux_sll2 = 276,
};

struct captured_packet {
    std::size_t number = 0; // in the capture, from 1
    link_type link = link_type::raw;
    std::span<const std::byte> bytes; // of the capture
};

struct capture_packets {
    std::vector<captured_packet> packets;
    std::optional<capture_error> error; // what stands in front of it has been read
};

/// capture: the whole file; must outlive what is returned. A packet that was cut to a length, and a file that ends
/// within one, are errors.
capture_packets read_packets(std::span<const std::byte> capture);

} // namespace cleave::conformance
