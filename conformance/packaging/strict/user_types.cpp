// SPDX-License-Identifier: MIT
//
// Types of a program that are final, can only be moved, and have operators of their own; in a namespace whose functions
// take everything, under the names of the library's own: none of them may be called by it.
#include <cleave/cleave.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace greedy {

// What such a function returns is of no use where it would be called by mistake.
struct nothing {};

#define CLEAVE_GREEDY(name)                                                                                            \
    template <class... T>                                                                                              \
    nothing name(T&&...) = delete;
CLEAVE_GREEDY(addressof)
CLEAVE_GREEDY(as_size)
CLEAVE_GREEDY(begin)
CLEAVE_GREEDY(check_payload)
CLEAVE_GREEDY(copy_bytes)
CLEAVE_GREEDY(data)
CLEAVE_GREEDY(describe)
CLEAVE_GREEDY(drain)
CLEAVE_GREEDY(encode_frame)
CLEAVE_GREEDY(encode_header)
CLEAVE_GREEDY(encode_in_place)
CLEAVE_GREEDY(end)
CLEAVE_GREEDY(ended)
CLEAVE_GREEDY(exchange)
CLEAVE_GREEDY(explain)
CLEAVE_GREEDY(forward)
CLEAVE_GREEDY(frame_size)
CLEAVE_GREEDY(goes_on)
CLEAVE_GREEDY(guess_peer)
CLEAVE_GREEDY(is_error)
CLEAVE_GREEDY(move)
CLEAVE_GREEDY(next)
CLEAVE_GREEDY(pump)
CLEAVE_GREEDY(read_checked)
CLEAVE_GREEDY(read_layout)
CLEAVE_GREEDY(same_bytes)
CLEAVE_GREEDY(send)
CLEAVE_GREEDY(size)
CLEAVE_GREEDY(swap)
CLEAVE_GREEDY(to_string)
CLEAVE_GREEDY(trailer_holds)
CLEAVE_GREEDY(trailer_size)
CLEAVE_GREEDY(write_trailer)
#undef CLEAVE_GREEDY

template <class T>
nothing operator,(const T&, nothing) = delete;

// 1 byte of length.
struct one_byte final {
    static constexpr std::size_t header_capacity = 1;
    static constexpr std::uint64_t max_payload() noexcept { return 100; }
    static constexpr cleave::prefix_reading read(std::span<const std::byte> in) noexcept {
        if (in.empty()) return cleave::prefix_reading::need(1);
        return cleave::prefix_reading::frame(1, std::to_integer<std::uint64_t>(in[0]));
    }
    static constexpr std::size_t size(std::uint64_t) noexcept { return 1; }
    static constexpr void write(std::uint64_t payload, std::byte* out) noexcept {
        out[0] = static_cast<std::byte>(payload);
    }
    void operator&() const = delete;
    template <class T>
    void operator,(T&&) const = delete;
    friend constexpr bool operator==(const one_byte&, const one_byte&) = default;
};

// Gives two bytes a call; takes any.
class wire final {
  public:
    explicit wire(std::span<const std::byte> bytes) noexcept : left_(bytes) {}
    wire(wire&&) noexcept = default;
    wire& operator=(wire&&) noexcept = default;
    ~wire() = default;
    void operator&() const = delete;
    template <class T>
    void operator,(T&&) const = delete;

    cleave::io_result read_some(std::span<std::byte> into) noexcept {
        if (left_.empty()) return {cleave::io::closed};
        into[0] = left_.front();
        left_ = left_.subspan(1);
        return {cleave::io::ok, 1};
    }
    cleave::io_result write_some(std::span<const std::byte> bytes) noexcept {
        sent_ += bytes.size();
        return {cleave::io::ok, bytes.size()};
    }
    std::size_t sent() const noexcept { return sent_; }

  private:
    std::span<const std::byte> left_;
    std::size_t sent_ = 0;
};

// Counts payload bytes.
class counter final {
  public:
    counter() noexcept = default;
    counter(counter&&) noexcept = default;
    counter& operator=(counter&&) noexcept = default;
    ~counter() = default;
    void operator&() const = delete;
    template <class T>
    void operator,(T&&) const = delete;

    bool operator()(const cleave::frame& f) noexcept { return add(f.payload().size()); }
    bool operator()(const cleave::frame_part& part) noexcept { return add(part.data().size()); }
    std::size_t bytes() const noexcept { return bytes_; }

  private:
    bool add(std::size_t bytes) noexcept {
        bytes_ += bytes;
        return true;
    }
    std::size_t bytes_ = 0;
};

// A better match than the library's own.
nothing send(wire&, std::span<const std::byte>&) = delete;
nothing check_payload(const one_byte&, std::uint64_t) = delete;
nothing read_checked(const one_byte&, std::span<const std::byte>) = delete;
nothing trailer_holds(const one_byte&, std::span<const std::byte>, std::span<const std::byte>) = delete;

} // namespace greedy

namespace {

constexpr std::array stream{std::byte{2}, std::byte{'h'}, std::byte{'i'}, std::byte{0}, std::byte{1}, std::byte{'!'}};

bool reads() {
    cleave::frame_reader<greedy::one_byte> frames(stream);
    std::size_t bytes = 0;
    while (const cleave::frame f = frames.next()) bytes += f.payload().size();
    std::array<char, 256> text;
    return bytes == 3 && frames.finish().st == cleave::status::ok &&
           cleave::describe(frames.error(), text).size() < text.size();
}

bool pumps_whole_frames() {
    std::array<std::byte, 32> storage{};
    cleave::frame_buffer<greedy::one_byte> frames(storage);
    greedy::wire source(stream);
    greedy::counter count;
    const bool is_over = cleave::pump(frames, source, count).st == cleave::status::ok;
    return is_over && count.bytes() == 3 && !cleave::is_error(frames.error().st) && !frames.skip();
}

bool pumps_parts() {
    cleave::frame_decoder<greedy::one_byte> frames;
    std::array<std::byte, 2> room{};
    greedy::wire source(stream);
    greedy::counter count;
    return cleave::pump(frames, source, room, count).st == cleave::status::ok && count.bytes() == 3;
}

bool sends() {
    std::array<std::byte, 32> out{};
    std::span<std::byte> room = out;
    std::array<std::span<const std::byte>, 4> parts;
    std::array<std::byte, 8> headers{};
    cleave::frame_gather<greedy::one_byte> gather(parts, headers);
    greedy::wire sink{{}};
    std::span<const std::byte> all = stream;
    return cleave::encode_frame<greedy::one_byte>(stream, room) == cleave::status::ok && room.size() == 32 - 7 &&
           gather.add(stream) == cleave::status::ok && cleave::send(sink, all).st == cleave::status::ok &&
           cleave::send(sink, gather.parts()).st == cleave::status::ok && sink.sent() == 6 + 7;
}

} // namespace

int main() { return reads() && pumps_whole_frames() && pumps_parts() && sends() ? 0 : 1; }
