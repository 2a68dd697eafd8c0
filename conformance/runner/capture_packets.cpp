// SPDX-License-Identifier: MIT
#include "capture_packets.hpp"

#include <algorithm>
#include <utility>

namespace cleave::conformance {

namespace {

constexpr std::uint32_t section_block = 0x0a0d0d0a;
constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;
constexpr std::uint32_t interface_block = 1;
constexpr std::uint32_t old_packet_block = 2;
constexpr std::uint32_t simple_packet_block = 3;
constexpr std::uint32_t enhanced_packet_block = 6;
constexpr std::size_t smallest_block = 12; // type, length, length again

/// Reads integers in the file's order.
class fields {
  public:
    fields(std::span<const std::byte> bytes, bool is_big) : bytes_(bytes), is_big_(is_big) {}

    std::size_t left() const { return bytes_.size(); }
    std::uint32_t u32() { return number(4); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    void skip(std::size_t count) { bytes_ = bytes_.subspan(count); }
    std::span<const std::byte> rest() const { return bytes_; }

  private:
    std::uint32_t number(std::size_t width) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < width; ++i)
            value = value << 8 | std::to_integer<std::uint32_t>(bytes_[is_big_ ? i : width - 1 - i]);
        skip(width);
        return value;
    }

    std::span<const std::byte> bytes_;
    bool is_big_;
};

class reader {
  public:
    explicit reader(std::span<const std::byte> capture) : in_(capture) {}

    capture_packets run() {
        if (in_.size() < 4)
            fail(in_.empty() ? "expected a capture, found no bytes" : "expected a capture, found the end of the file");
        else if (const std::uint32_t magic = fields(in_, true).u32(); magic == section_block)
            read_blocks();
        else if (magic == 0xa1b2c3d4 || magic == 0xa1b23c4d)
            read_records(true);
        else if (magic == 0xd4c3b2a1 || magic == 0x4d3cb2a1)
            read_records(false);
        else if (magic >> 16 == 0x1f8b)
            fail("expected a capture, found what gzip made of one: unpack it first");
        else
            fail("expected a capture: pcap or pcapng");
        return std::move(made_);
    }

  private:
    bool fail(std::string why, bool is_about_packet = false) {
        made_.error = {is_about_packet ? count_ + 1 : 0, std::move(why)};
        return false;
    }
    bool fail_packet(std::string why) { return fail(std::move(why), true); }

    bool add(link_type link, std::span<const std::byte> bytes, std::uint32_t size_on_wire) {
        if (bytes.size() < size_on_wire)
            return fail_packet("captured " + std::to_string(bytes.size()) + " of " + std::to_string(size_on_wire) +
                               " bytes: capture again without a snapshot length");
        made_.packets.push_back({++count_, link, bytes});
        return true;
    }

    void read_records(bool is_big) {
        constexpr std::size_t header_size = 24;
        if (in_.size() < header_size) {
            fail("the file ends within its header");
            return;
        }
        fields header(in_, is_big);
        header.skip(20);
        const auto link = static_cast<link_type>(header.u32() & 0xffff); // above: of frame check sequences
        for (fields at(header.rest(), is_big); at.left() != 0;)
            if (!read_record(at, link)) return;
    }

    bool read_record(fields& at, link_type link) {
        if (at.left() < 16) return fail_packet("the file ends within the packet's header");
        at.skip(8); // time
        const std::uint32_t captured = at.u32();
        const std::uint32_t on_wire = at.u32();
        if (at.left() < captured)
            return fail_packet("the file ends after " + std::to_string(at.left()) + " of " + std::to_string(captured) +
                               " bytes");
        const auto bytes = at.rest().first(captured);
        at.skip(captured);
        return add(link, bytes, on_wire);
    }

    struct interface {
        link_type link;
        std::uint32_t snapshot; // 0: no limit
    };

    void read_blocks() {
        for (std::span<const std::byte> left = in_; !left.empty();) {
            if (left.size() < smallest_block) {
                fail_packet("the file ends within a block's header");
                return;
            }
            if (fields(left, true).u32() == section_block && !begin_section(left)) return;
            fields header(left, is_big_);
            const std::uint32_t type = header.u32();
            const std::uint32_t size = header.u32();
            if (size < smallest_block || size % 4 != 0) {
                fail_packet("expected a block of a multiple of 4 bytes, found one of " + std::to_string(size));
                return;
            }
            if (size > left.size()) {
                fail_packet("the file ends after " + std::to_string(left.size()) + " of a block's " +
                            std::to_string(size) + " bytes");
                return;
            }
            if (fields(left.subspan(size - 4), is_big_).u32() != size) {
                fail_packet("expected the block's length again behind it");
                return;
            }
            if (!read_block(type, fields(left.subspan(8, size - smallest_block), is_big_))) return;
            left = left.subspan(size);
        }
    }

    bool begin_section(std::span<const std::byte> at) {
        fields magic(at.subspan(8), true);
        const std::uint32_t order = magic.u32();
        if (order != byte_order_magic && order != 0x4d3c2b1a) return fail_packet("expected a section's byte order");
        is_big_ = order == byte_order_magic;
        interfaces_.clear();
        return true;
    }

    bool read_block(std::uint32_t type, fields body) {
        switch (type) {
        case interface_block: return read_interface(body);
        case enhanced_packet_block: return read_enhanced(body, false);
        case old_packet_block: return read_enhanced(body, true);
        case simple_packet_block: return read_simple(body);
        }
        return true; // names, statistics, and what others add
    }

    bool read_interface(fields body) {
        if (body.left() < 8) return fail_packet("expected an interface's link type and snapshot length");
        const auto link = static_cast<link_type>(body.u16());
        body.skip(2);
        interfaces_.push_back({link, body.u32()});
        return true;
    }

    bool read_enhanced(fields body, bool is_old) {
        if (body.left() < 20) return fail_packet("expected a packet's header in its block");
        std::uint32_t index = 0;
        if (is_old) {
            index = body.u16();
            body.skip(2); // drops
        } else {
            index = body.u32();
        }
        body.skip(8); // time
        const std::uint32_t captured = body.u32();
        const std::uint32_t on_wire = body.u32();
        if (index >= interfaces_.size()) return fail_packet("expected an interface in front of the packet");
        if (captured > body.left())
            return fail_packet("expected " + std::to_string(captured) + " bytes, found a block of " +
                               std::to_string(body.left()));
        return add(interfaces_[index].link, body.rest().first(captured), on_wire);
    }

    bool read_simple(fields body) {
        if (interfaces_.empty()) return fail_packet("expected an interface in front of the packet");
        if (body.left() < 4) return fail_packet("expected a packet's length in its block");
        const std::uint32_t on_wire = body.u32();
        const std::uint32_t limit = interfaces_[0].snapshot;
        const std::uint32_t captured = limit == 0 ? on_wire : std::min(on_wire, limit);
        if (captured > body.left())
            return fail_packet("expected " + std::to_string(captured) + " bytes, found a block of " +
                               std::to_string(body.left()));
        return add(interfaces_[0].link, body.rest().first(captured), on_wire);
    }

    std::span<const std::byte> in_;
    bool is_big_ = false;
    std::vector<interface> interfaces_;
    std::size_t count_ = 0;
    capture_packets made_;
};

} // namespace

std::string to_string(const capture_error& error) {
    return error.packet == 0 ? error.message : "packet " + std::to_string(error.packet) + ": " + error.message;
}

capture_packets read_packets(std::span<const std::byte> capture) { return reader(capture).run(); }

} // namespace cleave::conformance
