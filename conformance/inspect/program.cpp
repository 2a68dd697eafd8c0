// SPDX-License-Identifier: MIT
#include "program.hpp"

#include "hex_view.hpp"
#include "layout_guess.hpp"
#include "stream_view.hpp"

#include "conformance/runner/capture_packets.hpp"
#include "conformance/runner/capture_streams.hpp"
#include "posix/options.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace cleave::inspect {

namespace {

constexpr int no_fault = 0, a_fault = 1, unreadable = 3;

struct choices {
    std::string layout;
    std::string as = "auto";
    std::string color = "auto";
    std::uint64_t shown_bytes = 64;
    bool only_faults = false;
    bool only_guesses = false;
    std::uint64_t port = 0;
    std::string file = "-";
};

/// What --help ends with.
std::string more_help() {
    constexpr std::size_t columns = 100;
    std::string names;
    std::size_t line_start = 0;
    for (const conformance::layout& one : conformance::named_layouts()) {
        if (!names.empty()) names += names.size() - line_start + one.name.size() > columns ? ",\n" : ", ";
        if (names.ends_with('\n')) line_start = names.size();
        names += one.name;
    }
    return "Layouts: a name, which is one of\n" + names + R"(;
or parts, such as width=2,order=little,counts=whole_frame,offset=1,gap=2,signed,max_payload=4096.
Without --layout the first 64 KiB are read first, and the layout is guessed from them.

A capture, pcap or pcapng, is shown as its TCP connections, each direction a stream of its own.

Exit code: 0 no fault, 1 a fault or no layout that fits, 2 wrong usage, 3 the input can not be read.

  cleave-inspect saved.bin
  cleave-inspect --port 8080 capture.pcapng
  nc -l 8080 | cleave-inspect --layout kafka
  cleave-inspect --guess saved.bin
)";
}

std::string text_of(const way_to_read& way) {
    return way.holds == content::messages ? "header messages (" + way.layout.name + ", JSON, body)"
                                          : "frames in the layout " + way.layout.name;
}

void say(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

/// What begins like this, and is no stream of frames; empty where the bytes say nothing.
std::string_view known_beginning(std::span<const std::byte> bytes) {
    const std::pair<std::string_view, std::string_view> marks[] = {
        {"\x1f\x8b\x08", "gzip: decompress it first"},
        {"\x28\xb5\x2f\xfd", "zstd: decompress it first"},
        {"\xfd\x37\x7a\x58\x5a", "xz: decompress it first"},
        {"BZh", "bzip2: decompress it first"},
        {"PK\x03\x04", "a zip archive"},
        {"\x89PNG\r\n", "a PNG image"},
        {"\x7f\x45LF", "an ELF program"},
        {"%PDF-", "a PDF document"},
    };
    for (const auto& [mark, meaning] : marks)
        if (bytes.size() > mark.size() && as_text(bytes.first(mark.size())) == mark) return meaning;
    const peer_guess peer = guess_peer(bytes.first(std::min<std::size_t>(bytes.size(), 8)));
    return peer == peer_guess::text ? "" : to_string(peer);
}

bool is_nothing_but_zeros(std::span<const std::byte> bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{0}; });
}

/// A stream that has a beginning to be looked at twice.
class input {
  public:
    explicit input(int descriptor) : descriptor_(descriptor), room_(64 << 10) {}

    /// The next bytes; none at the end or where reading fails.
    std::span<const std::byte> read() {
        ssize_t n = 0;
        do n = ::read(descriptor_, room_.data(), room_.size());
        while (n < 0 && errno == EINTR);
        if (n < 0) error_ = errno;
        return {room_.data(), n < 0 ? 0 : static_cast<std::size_t>(n)};
    }

    /// Reads until there are `most` bytes, or no more; true if there are no more.
    bool gather(std::vector<std::byte>& into, std::size_t most) {
        while (into.size() < most) {
            const auto some = read();
            if (some.empty()) return true;
            into.insert(into.end(), some.begin(), some.end());
        }
        return false;
    }

    int error() const { return error_; }

  private:
    int descriptor_;
    std::vector<std::byte> room_;
    int error_ = 0;
};

class inspector {
  public:
    inspector(const choices& given, std::optional<conformance::layout> layout, bool has_color)
        : given_(given), layout_(std::move(layout)), has_color_(has_color) {}

    /// Shows a stream, or a capture, to its end; its exit code.
    int show(input& from) {
        std::vector<std::byte> first;
        bool is_whole = from.gather(first, capture_mark_bytes);
        const bool is_capture = is_capture_mark(first);
        if (is_capture)
            is_whole = from.gather(first, SIZE_MAX);
        else if (!is_settled() && !is_whole)
            is_whole = from.gather(first, stream_view::window_bytes);
        if (from.error() != 0) return unreadable;
        return is_capture ? show_capture(first) : show_stream(first, is_whole ? nullptr : &from);
    }

  private:
    static constexpr std::size_t capture_mark_bytes = 4;

    static bool is_capture_mark(std::span<const std::byte> bytes) {
        if (bytes.size() < capture_mark_bytes) return false;
        const auto mark = load<std::uint32_t, std::endian::big>(bytes.data());
        return mark == 0x0a0d0d0a || mark == 0xa1b2c3d4 || mark == 0xd4c3b2a1 || mark == 0xa1b23c4d ||
               mark == 0x4d3cb2a1;
    }

    /// first: the stream's first bytes. rest: where the others come from; null where there are none.
    int show_stream(std::span<const std::byte> first, input* rest) {
        if (first.empty() && rest == nullptr) {
            say("an empty stream\n");
            return no_fault;
        }
        const std::optional<way_to_read> way = settle({first, rest == nullptr});
        if (!way) return a_fault;
        if (given_.only_guesses) return no_fault;
        stream_view view(*way, {static_cast<std::size_t>(given_.shown_bytes), given_.only_faults, has_color_});
        view.feed(first);
        say(view.take_text());
        if (rest != nullptr) {
            std::fflush(stdout);
            for (auto some = rest->read(); !some.empty(); some = rest->read()) {
                view.feed(some);
                say(view.take_text());
                std::fflush(stdout);
            }
            if (rest->error() != 0) return unreadable;
        }
        view.finish();
        say(view.take_text());
        return view.is_faulty() ? a_fault : no_fault;
    }

    /// Every connection, first what the client sent. A stream of readable text without a length is no fault here: so
    /// are the requests of the plain dialect.
    int show_capture(std::span<const std::byte> capture) {
        const conformance::capture_packets packets = conformance::read_packets(capture);
        const auto all = conformance::read_connections(packets.packets, static_cast<std::uint16_t>(given_.port));
        int exit_code = no_fault;
        for (const conformance::captured_connection& one : all.connections) {
            exit_code = std::max(exit_code, show_direction(one, one.client, one.server, one.from_client));
            exit_code = std::max(exit_code, show_direction(one, one.server, one.client, one.from_server));
            if (one.error) exit_code = std::max(exit_code, complain(*one.error));
        }
        if (all.connections.empty())
            say("no TCP connection" + (given_.port != 0 ? " from or to port " + std::to_string(given_.port) : "") +
                " in " + std::to_string(packets.packets.size()) + " packets" +
                (given_.port != 0 ? "; without --port, all are shown\n" : "; datagrams are messages as they are\n"));
        if (packets.error) exit_code = std::max(exit_code, complain(*packets.error));
        if (all.error) exit_code = std::max(exit_code, complain(*all.error));
        return exit_code;
    }

    int show_direction(const conformance::captured_connection& one, const std::string& from, const std::string& to,
                       const conformance::captured_stream& stream) {
        if (stream.bytes.empty()) return no_fault;
        say("connection " + std::to_string(one.number) + ", " + from + " to " + to + "\n");
        const std::span<const std::byte> bytes = as_bytes(stream.bytes);
        const bool is_text = is_readable_text(bytes) && guess_peer(bytes) == peer_guess::text;
        if (is_text && !layout_ && convincing(rank_layouts({bytes, true})) == nullptr) {
            say("unframed text\n" +
                hex_view(bytes.first(std::min<std::size_t>(bytes.size(), given_.shown_bytes)), 0, {}, {has_color_, 4}));
            return no_fault;
        }
        return show_stream(bytes, nullptr);
    }

    static int complain(const conformance::capture_error& error) {
        say("the capture: " + to_string(error) + "\n");
        return a_fault;
    }

    bool may_hold_messages() const { return layout_ && layout_->prefix == python_int_layout(); }
    static prefix_layout python_int_layout() { return conformance::named_layouts()[0].prefix; }

    /// Whether the command line says it all.
    bool is_settled() const { return !given_.only_guesses && layout_ && (given_.as != "auto" || !may_hold_messages()); }

    std::optional<way_to_read> settle(const stream_window& window) const {
        if (is_settled()) return way_to_read{*layout_, given_.as == "messages" ? content::messages : content::frames};
        if (layout_ && !given_.only_guesses) {
            const way_to_read messages{*layout_, content::messages}, frames{*layout_, content::frames};
            const bool are_messages = walk(messages, window).evidence_bits > walk(frames, window).evidence_bits;
            return are_messages ? messages : frames;
        }
        return guess(window);
    }

    std::optional<way_to_read> guess(const stream_window& window) const {
        const std::vector<layout_guess> ranked = rank_layouts(window);
        const layout_guess* best = convincing(ranked);
        if (best != nullptr && !known_beginning(window.bytes).empty() && !outweighs_beginning(best->walked))
            best = nullptr;
        if (best == nullptr) say(nothing_fits(window));
        const bool is_explained = !known_beginning(window.bytes).empty() || is_nothing_but_zeros(window.bytes);
        const std::size_t most = given_.only_guesses ? 10 : best != nullptr ? 1 : is_explained ? 0 : 3;
        const std::size_t shown = std::min(ranked.size(), most);
        for (std::size_t i = 0; i < shown; ++i) say(line_of(ranked[i], i));
        if (best == nullptr) return std::nullopt;
        return best->way;
    }

    static std::string line_of(const layout_guess& one, std::size_t rank) {
        char bits[32];
        std::snprintf(bits, sizeof bits, "%.0f", one.walked.evidence_bits);
        std::string text = rank == 0 ? "guess: " : "   or: ";
        text += text_of(one.way) + ": " + one.reason + " (" + bits + " bits of evidence)\n";
        if (!one.read_alike.empty()) {
            text += "       read alike:";
            for (const std::string& name : one.read_alike) text += " " + name;
            text += "\n";
        }
        return text;
    }

    /// Whether frames speak louder than a mark of a few bytes in front of them.
    static bool outweighs_beginning(const walk_result& walked) {
        return walked.frames - walked.empty_frames >= 2 && walked.evidence_bits >= 48;
    }

    std::string nothing_fits(const stream_window& window) const {
        const auto shown = window.bytes.first(std::min<std::size_t>(window.bytes.size(), 64));
        std::string text = "no layout fits the first " + std::to_string(window.bytes.size()) + " bytes";
        const std::string_view known = known_beginning(window.bytes);
        const bool is_text =
            guess_peer(window.bytes.first(std::min<std::size_t>(window.bytes.size(), 8))) == peer_guess::text;
        if (!known.empty() || is_text) text += ": this is " + std::string(is_text ? "unframed text" : known);
        text += "\n" + hex_view(shown, 0, {}, {has_color_, 4});
        if (!known.empty() || is_text) return text;
        return text + "    " + advice_on_unknown(window) + "\n";
    }

    static std::string advice_on_unknown(const stream_window& window) {
        if (is_nothing_but_zeros(window.bytes)) return "nothing but zeros: empty frames in any layout";
        if (const late_guess later = find_later_start(window, most_skipped_bytes); later.offset_bytes != 0)
            return "from byte " + std::to_string(later.offset_bytes) + " on: " + text_of(later.guess.way) + ": " +
                   later.guess.reason + "; the beginning of the stream is missing, or is something else";
        return "if you know the layout, say it: --layout width=4,order=big, for example";
    }

    static constexpr std::size_t most_skipped_bytes = 256;

    const choices& given_;
    std::optional<conformance::layout> layout_;
    bool has_color_;
};

int open_input(const std::string& file) {
    return file == "-" ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
}

} // namespace

int run_program(int argc, char** argv) {
    choices given;
    posix::option_parser parser(
        "cleave-inspect", "shows what a length-prefixed stream holds, and where and why it breaks", CLEAVE_VERSION);
    parser.text({"layout", 'l'}, "LAYOUT", "how frames are laid out; guessed where it is not given", given.layout);
    parser.choice("as", {"auto", "frames", "messages"}, "frames, or header messages: LEN, JSON, body", given.as);
    parser.number({"bytes", 'n'}, "N", "bytes shown of each payload", given.shown_bytes, 0, 1 << 20);
    parser.flag({"faults", 'f'}, "show faults and counts only", given.only_faults);
    parser.flag({"guess", 'g'}, "show the layouts that the first bytes speak for, and no frames", given.only_guesses);
    parser.number({"port", 'p'}, "PORT", "of a capture: only connections from or to it", given.port, 0, 65535);
    parser.choice("color", {"auto", "always", "never"}, "colours; auto: on a terminal", given.color);
    parser.optional_positional("FILE", "a stream as it was received, or a capture; - is the standard input",
                               given.file);
    const std::string epilogue = more_help();
    parser.epilogue(epilogue);
    if (const auto exit_code = parser.parse(argc, argv)) return *exit_code;

    std::optional<conformance::layout> layout;
    if (given.layout.empty() && given.as == "messages") given.layout = conformance::named_layouts()[0].name;
    if (!given.layout.empty()) {
        std::string why;
        layout = conformance::parse_layout(given.layout, why);
        if (!layout) return parser.complain("--layout: " + why);
        if (given.as == "messages" && layout->prefix != conformance::named_layouts()[0].prefix)
            return parser.complain("header messages have the layout python_int");
    }
    const bool has_color = given.color == "always" || (given.color == "auto" && ::isatty(STDOUT_FILENO) == 1);

    const int descriptor = open_input(given.file);
    int exit_code = unreadable;
    int error = errno;
    if (descriptor >= 0) {
        input from(descriptor);
        exit_code = inspector(given, layout, has_color).show(from);
        error = from.error();
        if (descriptor != STDIN_FILENO) ::close(descriptor);
    }
    if (exit_code == unreadable)
        std::fprintf(stderr, "cleave-inspect: %s: %s\n", given.file.c_str(), std::strerror(error));
    return exit_code;
}

} // namespace cleave::inspect
