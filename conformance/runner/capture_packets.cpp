// SPDX-License-Identifier: MIT
#include "capture_packets.hpp"

#include <algorithm>
#include <utility>

namespace cleave::conformance {

namespace {

constexpr std::uint32_t section_block = 0x0a0d0d0a;
constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;
constexpr std::uint32_t interface_block = 1, old_packet_block = 2, simple_packet_block = 3, enhanced_packet_block = 6;
constexpr std::size_t smallest_block = 12; // type, length, length again
constexpr std::uint64_t ns_a_second = 1'000'000'000;

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

/// The marks of pcap in big-endian order, with the ticks of a second; 0: no such mark.
std::uint64_t ticks_of(std::uint32_t mark) {
    constexpr std::uint32_t micro = 0xa1b2c3d4, nano = 0xa1b23c4d, modified = 0xa1b2cd34;
    return mark == micro || mark == modified ? 1'000'000 : mark == nano ? ns_a_second : 0;
}
std::uint32_t swapped(std::uint32_t value) {
    return value << 24 | (value & 0xff00) << 8 | (value >> 8 & 0xff00) | value >> 24;
}

std::uint64_t nanoseconds(std::uint64_t ticks, std::uint64_t a_second) {
    return ticks / a_second * ns_a_second +
           static_cast<std::uint64_t>(static_cast<double>(ticks % a_second) * static_cast<double>(ns_a_second) /
                                      static_cast<double>(a_second));
}

/// From the option that says how fine an interface's clock is: a power of ten, or of two where the top bit is set.
std::uint64_t ticks_of_option(std::uint32_t value) {
    if ((value & 0x80) != 0) return std::uint64_t{1} << std::min(value & 0x7f, 62U);
    std::uint64_t ticks = 1;
    for (std::uint32_t i = 0; i < std::min(value, 18U); ++i) ticks *= 10;
    return ticks;
}

} // namespace

std::string to_string(const capture_error& error) {
    return error.packet == 0 ? error.message : "packet " + std::to_string(error.packet) + ": " + error.message;
}

byte_source bytes_of(std::span<const std::byte> all) {
    return [all]() mutable { return std::exchange(all, {}); };
}

bool is_capture_mark(std::span<const std::byte> bytes) {
    const std::uint32_t mark = fields(bytes, true).u32();
    return mark == section_block || ticks_of(mark) != 0 || ticks_of(swapped(mark)) != 0;
}

bool packet_reader::fail(std::string why, bool is_about_packet) {
    form_ = form::over;
    error_ = {is_about_packet ? static_cast<std::size_t>(count_ + malformed_ + 1) : 0, std::move(why)};
    return false;
}

/// Whether `count` bytes stand ready.
bool packet_reader::has(std::size_t count) {
    while (room_.size() - begin_ < count) {
        const auto more = from_();
        if (more.empty()) return false;
        room_.erase(room_.begin(), room_.begin() + static_cast<std::ptrdiff_t>(begin_));
        begin_ = 0;
        room_.insert(room_.end(), more.begin(), more.end());
    }
    return true;
}

/// What stands ready stays where it is until the next call of next().
void packet_reader::take(std::size_t count) { taken_ = count; }

bool packet_reader::skip(std::uint64_t count) {
    while (count > ready().size()) {
        count -= ready().size();
        begin_ = room_.size();
        if (!has(1)) return false;
    }
    begin_ += static_cast<std::size_t>(count);
    return true;
}

bool packet_reader::begin() {
    if (!has(4)) {
        const bool is_empty = ready().empty();
        return fail(is_empty ? "expected a capture, found no bytes" : "expected a capture, found the end of the file",
                    false);
    }
    const std::uint32_t mark = fields(ready(), true).u32();
    if (mark == section_block) {
        form_ = form::blocks;
        return true;
    }
    is_big_ = ticks_of(mark) != 0;
    const std::uint32_t here = is_big_ ? mark : swapped(mark);
    const std::uint64_t ticks = ticks_of(here);
    if (ticks == 0)
        return fail(mark >> 16 == 0x1f8b ? "expected a capture, found what gzip made of one: unpack it first"
                                         : "expected a capture: pcap or pcapng",
                    false);
    constexpr std::size_t header_size = 24;
    if (!has(header_size)) return fail("the file ends within its header", false);
    fields header(ready(), is_big_);
    header.skip(20);
    file_ = {static_cast<link_type>(header.u32() & 0xffff), 0, ticks}; // above: of frame check sequences
    record_header_ = here == 0xa1b2cd34 ? 24 : 16;                     // interface, protocol, direction
    begin_ += header_size;
    form_ = form::records;
    return true;
}

std::optional<captured_packet> packet_reader::next() {
    begin_ += std::exchange(taken_, 0);
    if (form_ == form::unknown && !begin()) return std::nullopt;
    if (form_ == form::records) return next_record();
    while (form_ == form::blocks)
        if (auto packet = next_block()) return packet;
    return std::nullopt;
}

std::optional<captured_packet> packet_reader::next_record() {
    if (!has(record_header_)) {
        if (!ready().empty()) fail("the file ends within the packet's header");
        form_ = form::over;
        return std::nullopt;
    }
    fields header(ready(), is_big_);
    const std::uint64_t seconds = header.u32();
    const std::uint64_t fraction = header.u32();
    const std::uint32_t captured = header.u32();
    if (captured > largest) {
        fail("expected at most " + std::to_string(largest) + " bytes in a packet, found " + std::to_string(captured));
        return std::nullopt;
    }
    if (!has(record_header_ + captured)) {
        fail("the file ends after " + std::to_string(ready().size() - record_header_) + " of " +
             std::to_string(captured) + " bytes");
        return std::nullopt;
    }
    take(record_header_ + captured);
    return captured_packet{++count_ + malformed_, file_.link,
                           nanoseconds(seconds * file_.ticks + fraction, file_.ticks),
                           ready().subspan(record_header_, captured)};
}

/// Returns the packet of the next block, if it holds one.
std::optional<captured_packet> packet_reader::next_block() {
    begin_ += std::exchange(taken_, 0);
    if (!has(smallest_block)) {
        if (!ready().empty()) fail("the file ends within a block's header");
        form_ = form::over;
        return std::nullopt;
    }
    if (fields(ready(), true).u32() == section_block && !begin_section()) return std::nullopt;
    fields header(ready(), is_big_);
    const std::uint32_t type = header.u32();
    const std::uint32_t size = header.u32();
    if (size < smallest_block || size % 4 != 0) {
        fail("expected a block of a multiple of 4 bytes, found one of " + std::to_string(size));
        return std::nullopt;
    }
    const bool is_needed = type == interface_block || type == old_packet_block || type == simple_packet_block ||
                           type == enhanced_packet_block;
    if (!is_needed) { // names, statistics, and what others add
        if (!skip(size)) fail("the file ends within a block of " + std::to_string(size) + " bytes");
        return std::nullopt;
    }
    if (size > largest) {
        fail("expected a block of at most " + std::to_string(largest) + " bytes, found one of " + std::to_string(size));
        return std::nullopt;
    }
    if (!has(size)) {
        fail("the file ends after " + std::to_string(ready().size()) + " of a block's " + std::to_string(size) +
             " bytes");
        return std::nullopt;
    }
    if (fields(ready().subspan(size - 4), is_big_).u32() != size) {
        fail("expected the block's length again after it");
        return std::nullopt;
    }
    take(size);
    const auto body = ready().subspan(8, size - smallest_block);
    if (type == interface_block) {
        read_interface(body);
        return std::nullopt;
    }
    auto packet = type == simple_packet_block ? simple_packet(body) : packet_of(type, body);
    if (!packet) ++malformed_;
    return packet;
}

bool packet_reader::begin_section() {
    const std::uint32_t order = fields(ready().subspan(8), true).u32();
    if (order != byte_order_magic && order != swapped(byte_order_magic)) return fail("expected a section's byte order");
    is_big_ = order == byte_order_magic;
    interfaces_.clear();
    return true;
}

void packet_reader::read_interface(std::span<const std::byte> body) {
    constexpr std::uint16_t clock_option = 9;
    if (body.size() < 8) {
        fail("expected an interface's link type and snapshot length");
        return;
    }
    fields in(body, is_big_);
    const link_type link = in.u16();
    in.skip(2);
    capture_interface made{link, in.u32(), 1'000'000};
    while (in.left() >= 4) {
        const std::uint16_t option = in.u16();
        const std::size_t size = in.u16();
        const std::size_t padded = (size + 3) / 4 * 4;
        if (option == 0 || padded > in.left()) break;
        if (option == clock_option && size == 1)
            made.ticks = ticks_of_option(std::to_integer<std::uint32_t>(in.rest()[0]));
        in.skip(padded);
    }
    interfaces_.push_back(made);
}

std::optional<captured_packet> packet_reader::packet_of(std::uint32_t type, std::span<const std::byte> body) {
    if (body.size() < 20) return std::nullopt;
    fields in(body, is_big_);
    std::uint32_t index = 0;
    if (type == old_packet_block) {
        index = in.u16();
        in.skip(2); // drops
    } else {
        index = in.u32();
    }
    const std::uint64_t high = in.u32();
    const std::uint64_t ticks = high << 32 | in.u32();
    const std::uint32_t captured = in.u32();
    in.skip(4); // size on the wire
    if (index >= interfaces_.size() || captured > in.left()) return std::nullopt;
    return captured_packet{++count_ + malformed_, interfaces_[index].link, nanoseconds(ticks, interfaces_[index].ticks),
                           in.rest().first(captured)};
}

std::optional<captured_packet> packet_reader::simple_packet(std::span<const std::byte> body) {
    if (interfaces_.empty() || body.size() < 4) return std::nullopt;
    fields in(body, is_big_);
    const std::uint32_t on_wire = in.u32();
    const std::uint32_t limit = interfaces_[0].snapshot;
    const std::uint32_t captured = limit == 0 ? on_wire : std::min(on_wire, limit);
    if (captured > in.left()) return std::nullopt;
    return captured_packet{++count_ + malformed_, interfaces_[0].link, 0, in.rest().first(captured)};
}

} // namespace cleave::conformance
