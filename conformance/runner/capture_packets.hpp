// SPDX-License-Identifier: MIT
//
// capture_packets: the packets of a capture, pcap or pcapng, in either byte order.
//
//     bytes of the file --packet_reader--> packets --layer_parser--> segments --read_connections--> streams
//
// Memory is that of one packet: a capture may be larger than the machine. No libpcap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cleave::conformance {

/// Why a capture cannot be read further. Packets count from 1; 0: it is about the file.
struct capture_error {
    std::size_t packet = 0;
    std::string message;
};

/// `packet 17: MESSAGE`
std::string to_string(const capture_error& error);

/// What a packet begins with: a number of the registry of link types.
using link_type = std::uint16_t;

struct captured_packet {
    std::uint64_t number = 0; // in the capture, from 1: Wireshark's
    link_type link = 0;
    std::uint64_t time_ns = 0;        // since 1970; 0: the capture does not say
    std::span<const std::byte> bytes; // those that were captured
};

/// Gives the next bytes of a file, valid until the next call; none at its end.
using byte_source = std::function<std::span<const std::byte>()>;

/// A source of bytes that are in memory and outlive it.
byte_source bytes_of(std::span<const std::byte> all);

class packet_reader {
  public:
    explicit packet_reader(byte_source from) : from_(std::move(from)) {}

    /// Returns the next packet, whose bytes are valid until the next call; nothing at the end or after an error.
    std::optional<captured_packet> next();

    /// Why the rest of the file cannot be read; what stands in front of it has been.
    const std::optional<capture_error>& error() const { return error_; }
    /// Packets that were read.
    std::uint64_t count() const { return count_; }
    /// Packets without an interface, or larger than their block: skipped.
    std::uint64_t malformed() const { return malformed_; }

    /// The largest packet, or block of another kind that must be read, in bytes.
    static constexpr std::size_t largest = 16 << 20;

  private:
    enum class form { unknown, records, blocks, over };
    struct capture_interface {
        link_type link;
        std::uint32_t snapshot; // 0: no limit
        std::uint64_t ticks;    // a second
    };

    bool begin();
    bool has(std::size_t count);
    void take(std::size_t count);
    bool skip(std::uint64_t count);
    bool fail(std::string why, bool is_about_packet = true);
    std::span<const std::byte> ready() const { return std::span(room_).subspan(begin_); }

    std::optional<captured_packet> next_record();
    std::optional<captured_packet> next_block();
    bool begin_section();
    void read_interface(std::span<const std::byte> body);
    std::optional<captured_packet> packet_of(std::uint32_t type, std::span<const std::byte> body);
    std::optional<captured_packet> simple_packet(std::span<const std::byte> body);

    byte_source from_;
    std::vector<std::byte> room_;
    std::size_t begin_ = 0; // of what is not read yet, in room_
    std::size_t taken_ = 0; // bytes of room_ that the packet handed out last stands in
    form form_ = form::unknown;
    bool is_big_ = false;
    capture_interface file_{}; // of a pcap
    std::size_t record_header_ = 16;
    std::vector<capture_interface> interfaces_;
    std::uint64_t count_ = 0, malformed_ = 0;
    std::optional<capture_error> error_;
};

/// Whether a file that begins with these bytes is a capture. bytes: at least 4.
bool is_capture_mark(std::span<const std::byte> bytes);

} // namespace cleave::conformance
