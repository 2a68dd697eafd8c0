// SPDX-License-Identifier: MIT
#include "program.hpp"

#include "catalogue.hpp"
#include "hex_view.hpp"
#include "layout_guess.hpp"
#include "stream_view.hpp"

#include "conformance/runner/capture_file.hpp"
#include "conformance/runner/capture_packets.hpp"
#include "conformance/runner/capture_streams.hpp"
#include "posix/options.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
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
    bool lists_layouts = false;
    bool only_faults = false;
    bool only_guesses = false;
    bool is_summary = false;
    bool is_json = false;
    std::uint64_t port = 0;
    std::string host;
    std::uint64_t connection = 0;
    std::uint64_t skip = 0;
    std::uint64_t first_frame = 0;
    std::string file = "-";
};

/// Names in lines of at most 100 columns.
std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t columns = 100;
    std::string text;
    std::size_t line_start = 0;
    for (const std::string& name : names) {
        if (!text.empty()) text += text.size() - line_start + name.size() > columns ? ",\n" : ", ";
        if (text.ends_with('\n')) line_start = text.size();
        text += name;
    }
    return text;
}

/// What --help ends with.
std::string more_help() {
    std::vector<std::string> names;
    for (const layout_line& one : layout_lines()) names.push_back(one.name);
    return "Layouts: a name, which is one of\n" + listed(names) +
           R"(;
or parts, such as width=2,order=little,counts=frame,offset=1,gap=2,trailer=1,signed,max=4096.
--layouts prints the parts of each name.

Without --layout the program guesses the layout from the first 64 KiB, and prints the odds.

A capture, pcap or pcapng, has TCP connections. Each direction is a stream. If a capture lacks the beginning of a stream
or has a hole, the program reads the rest and marks the place. It unpacks compressed captures by gzip, zstd, xz or
bzip2.

Exit codes: 0 no fault, 1 a fault or no layout that fits, 2 wrong usage, 3 unreadable input.

  cleave-inspect saved.bin
  cleave-inspect --summary capture.pcapng
  cleave-inspect --connection 3 --layout postgresql capture.pcapng
  nc -l 8080 | cleave-inspect --layout kafka
  cleave-inspect --guess saved.bin
)";
}

std::string text_of(const way_to_read& way) {
    if (way.known != nullptr) return "this is " + std::string(way.known->name);
    return way.holds == content::messages ? "header messages (" + way.layout.name + ", JSON, body)"
                                          : "frames in the layout " + way.layout.name;
}

std::string counted(std::uint64_t n, const std::string& what) {
    return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
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

using conformance::captured_connection;
using conformance::captured_direction;
using conformance::stream_piece;

class inspector {
  public:
    inspector(const choices& given, std::optional<way_to_read> layout, bool has_color)
        : given_(given), layout_(std::move(layout)), has_color_(has_color) {}

    /// Shows a stream, or a capture, to its end; its exit code.
    int show(conformance::capture_file& from) {
        const std::string command = from.unpack();
        const auto mark = from.peek(capture_mark_bytes);
        if (from.error() != 0) return unreadable;
        if (mark.size() == capture_mark_bytes && conformance::is_capture_mark(mark)) return show_capture(from);
        const int exit_code = show_stream(from);
        if (!command.empty()) say("to read it unpacked: " + command + " FILE | cleave-inspect\n");
        return exit_code;
    }

  private:
    static constexpr std::size_t capture_mark_bytes = 4;

    view_style style(const std::string& json_head = "") const {
        return {static_cast<std::size_t>(given_.shown_bytes),
                given_.only_faults || given_.is_summary,
                has_color_,
                given_.is_json,
                given_.first_frame,
                json_head};
    }

    int show_stream(conformance::capture_file& from) {
        const auto first = from.peek(is_settled() ? capture_mark_bytes : stream_view::window_bytes);
        const bool is_whole = !is_settled() && first.size() < stream_view::window_bytes;
        if (from.error() != 0) return unreadable;
        if (first.empty()) {
            say("an empty stream\n");
            return no_fault;
        }
        const std::optional<way_to_read> way = settle({first, is_whole});
        if (!way) return a_fault;
        if (given_.only_guesses) return no_fault;
        stream_view view(*way, style());
        for (auto some = from.read(); !some.empty(); some = from.read()) {
            view.feed(some);
            say(view.take_text());
            std::fflush(stdout);
        }
        if (from.error() != 0) return unreadable;
        view.finish();
        say(view.take_text());
        return view.is_faulty() ? a_fault : no_fault;
    }

    /// Every connection, first what the client sent. A stream of readable text without a length is no fault here: so
    /// are the requests of the plain dialect.
    int show_capture(conformance::capture_file& from) {
        conformance::packet_reader packets([&] { return from.read(); });
        all_ = conformance::read_connections(packets, {static_cast<std::uint16_t>(given_.port), given_.host});
        if (from.error() != 0) return unreadable;
        say_what_was_read();
        int exit_code = all_->error ? a_fault : no_fault;
        for (const auto& one : all_->connections)
            if (given_.connection == 0 || one->number == given_.connection)
                exit_code = std::max(exit_code, show_connection(*one));
        return exit_code;
    }

    /// The first lines: what was read, what was not, and why.
    void say_what_was_read() const {
        std::size_t with_bytes = 0, late = 0, broken = 0;
        std::uint64_t bytes = 0, missing = 0;
        for (const auto& one : all_->connections) {
            const bool has_bytes = one->from_client.stored.size() + one->from_server.stored.size() != 0;
            with_bytes += has_bytes ? 1 : 0;
            for (const captured_direction* const way : {&one->from_client, &one->from_server}) {
                bytes += way->stored.size();
                missing += way->missing;
                broken += way->missing != 0 ? 1 : 0;
                late += way->stored.size() != 0 && !way->has_beginning ? 1 : 0;
            }
        }
        std::string text = counted(all_->packets, "packet") + ": " + counted(with_bytes, "TCP connection") + " with " +
                           counted(bytes, "byte");
        if (all_->filtered != 0) text += "; " + counted(all_->filtered, "packet") + " of other ports or hosts";
        if (late != 0) text += "; " + counted(late, "direction") + " began before the capture";
        if (broken != 0) text += "; " + counted(missing, "byte") + " missing in " + counted(broken, "direction");
        for (const auto& [why, tally] : all_->passed)
            text += "; " + std::to_string(tally.packets) + " not read: " + why +
                    (tally.first != 0 ? " (first: packet " + std::to_string(tally.first) + ")" : "");
        if (all_->error) text += "; the capture: " + to_string(*all_->error);
        if (given_.is_json)
            say("{\"packets\":" + std::to_string(all_->packets) + ",\"connections\":" + std::to_string(with_bytes) +
                ",\"bytes\":" + std::to_string(bytes) + ",\"missing_bytes\":" + std::to_string(missing) +
                ",\"text\":\"" + text + "\"}\n");
        else
            say(text + "\n");
    }

    /// What is known of a direction before its frames are shown.
    struct direction_view {
        const captured_direction& from;
        std::vector<std::byte> first; // bytes, up to the first hole
        std::vector<std::uint64_t> cuts;
        bool is_whole = true;
        std::vector<layout_guess> ranked;

        stream_window window() const { return {first, is_whole, cuts}; }
    };

    direction_view look_at(const captured_direction& from) {
        direction_view made{from, {}, {}, true, {}};
        all_->store.read(from.stored, [&](const stream_piece& piece) {
            const bool is_next = piece.missing == 0 && made.first.size() < stream_view::window_bytes;
            made.is_whole &= is_next;
            if (!is_next) return false;
            if (!made.first.empty()) made.cuts.push_back(made.first.size());
            const auto bytes = as_bytes(piece.bytes);
            made.first.insert(made.first.end(), bytes.begin(), bytes.end());
            return true;
        });
        made.is_whole &= from.missing_behind == 0 && from.end != conformance::ending::open;
        if (given_.skip != 0) drop_front(made);
        return made;
    }

    void drop_front(direction_view& one) const {
        const auto skipped = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(given_.skip, one.first.size()));
        one.first.erase(one.first.begin(), one.first.begin() + skipped);
        std::vector<std::uint64_t> cuts;
        for (const std::uint64_t cut : one.cuts)
            if (cut > given_.skip) cuts.push_back(cut - given_.skip);
        one.cuts = cuts;
    }

    int show_connection(const captured_connection& one) {
        direction_view up = look_at(one.from_client), down = look_at(one.from_server);
        std::optional<way_to_read> way_up, way_down;
        std::string why_up, why_down;
        if (layout_) {
            way_up = settle_quietly(up);
            way_down = settle_quietly(down);
        } else {
            way_up = guess_quietly(up, why_up);
            way_down = guess_quietly(down, why_down);
            if (!way_up && way_down) way_up = as_the_other(*way_down, up, why_up);
            if (!way_down && way_up) way_down = as_the_other(*way_up, down, why_down);
        }
        const int exit_code = show_direction(one.number, up, way_up, why_up);
        return std::max(exit_code, show_direction(one.number, down, way_down, why_down));
    }

    std::optional<way_to_read> settle_quietly(const direction_view& one) const {
        way_to_read way = *layout_;
        if (way.known == nullptr && given_.as == "auto" && may_hold_messages())
            way.holds = better_content(one.window());
        way.skip = given_.skip;
        return way;
    }

    std::optional<way_to_read> guess_quietly(direction_view& one, std::string& why) const {
        if (one.first.empty()) return std::nullopt;
        one.ranked = rank_layouts(one.window());
        const layout_guess* const best = best_of(one.ranked, one.window());
        if (best != nullptr) {
            why = line_of(*best, 0);
            return with_skip(best->way, 0);
        }
        if (is_explained(one.window())) return std::nullopt;
        const late_guess later = find_later_start(one.window(), one.from.has_beginning ? 0 : most_skipped_bytes);
        if (later.offset_bytes == 0) return std::nullopt;
        why = "from byte " + std::to_string(later.offset_bytes + given_.skip) + " on, " + line_of(later.guess, 0);
        return with_skip(later.guess.way, later.offset_bytes);
    }

    way_to_read with_skip(way_to_read way, std::uint64_t skip) const {
        way.skip = skip + given_.skip;
        return way;
    }

    /// Both directions of a connection speak the same language, as a rule.
    std::optional<way_to_read> as_the_other(way_to_read way, const direction_view& one, std::string& why) const {
        if (one.first.empty() || is_explained(one.window())) return std::nullopt;
        way.skip = 0;
        const walk_result walked = walk(way, one.window());
        const bool has_frames = walked.frames != (way.known != nullptr ? 0 : walked.empty_frames);
        const bool reads_well = has_frames && !is_error(walked.st);
        if (!reads_well) return std::nullopt;
        why = "as the other direction: " + text_of(way) + "\n";
        return with_skip(way, 0);
    }

    int show_direction(std::size_t number, const direction_view& one, const std::optional<way_to_read>& way,
                       const std::string& why) {
        if (one.from.stored.size() == 0) return no_fault;
        const std::string ends = to_string(one.from.from) + " to " + to_string(one.from.to);
        const std::string json_head = "\"connection\":" + std::to_string(number) + ",\"from\":\"" +
                                      to_string(one.from.from) + "\",\"to\":\"" + to_string(one.from.to) + "\",";
        if (!given_.is_json)
            say("connection " + std::to_string(number) + ", " + ends + (given_.is_summary ? ": " : "\n"));
        if (!given_.is_json && !given_.is_summary) say_what_is_odd(one.from);
        if (!way) return show_unread(one, json_head);
        if (given_.is_summary)
            say(text_of(*way) + ": ");
        else if (!given_.is_json)
            say(why);
        if (given_.only_guesses) return no_fault;
        stream_view view(*way, style(json_head));
        const bool is_read = all_->store.read(one.from.stored, [&](const stream_piece& piece) {
            const byte_origin origin{piece.packet, piece.time_ns};
            view.lose(piece.missing, origin);
            view.feed(as_bytes(piece.bytes), origin);
            if (!given_.is_summary) say(view.take_text());
            return true;
        });
        if (!is_read) return unreadable;
        view.finish(one.from.missing_behind == 0 && one.from.end != conformance::ending::open);
        std::string text = view.take_text();
        if (given_.is_summary) text = text.substr(text.rfind('\n', text.size() - 2) + 1);
        say(text);
        if (one.from.missing_behind != 0 && !given_.is_summary && !given_.is_json)
            say("-- " + counted(one.from.missing_behind, "byte") + " missing at the end --\n");
        return view.is_faulty() ? a_fault : no_fault;
    }

    static void say_what_is_odd(const captured_direction& one) {
        if (!one.has_beginning) say("-- the beginning is missing: the first byte here is the first one captured --\n");
        for (const conformance::stream_oddity& odd : one.oddities)
            say("-- packet " + std::to_string(odd.packet) + ", at byte " + std::to_string(odd.at) + ": " + odd.what +
                " --\n");
        if (one.more_oddities != 0) say("-- and " + std::to_string(one.more_oddities) + " more like these --\n");
    }

    /// A direction in which no frames are known.
    int show_unread(const direction_view& one, const std::string& json_head) const {
        const std::span<const std::byte> bytes = one.first;
        const bool is_text = is_readable_text(bytes);
        const std::string_view known = known_beginning(bytes), protocol = known_text_protocol(bytes);
        const std::string what = !protocol.empty() ? std::string(protocol) + ", text without a length"
                                 : is_text         ? "unframed text"
                                 : !known.empty()  ? std::string(known)
                                                   : "no layout fits";
        if (given_.is_json) {
            say("{" + json_head + "\"unread_bytes\":" + std::to_string(one.from.stored.size()) + ",\"what\":\"" + what +
                "\"}\n");
        } else if (given_.is_summary) {
            say(what + ", " + counted(one.from.stored.size(), "byte") + "\n");
        } else {
            say(what + "\n" +
                hex_view(bytes.first(std::min<std::size_t>(bytes.size(), given_.shown_bytes)), 0, {}, {has_color_, 4}));
            if (what == "no layout fits") say(tried_text(one.ranked) + "    " + rhythm_text(one.window()) + "\n");
        }
        return is_text || !protocol.empty() || !known.empty() ? no_fault : a_fault;
    }

    static std::string tried_text(const std::vector<layout_guess>& ranked) {
        if (ranked.empty()) return "    none of the known protocols and layouts reads past its first frame\n";
        std::string text;
        for (std::size_t i = 0; i < std::min<std::size_t>(3, ranked.size()); ++i) text += line_of(ranked[i], i + 1);
        return text;
    }

    bool may_hold_messages() const {
        return layout_ && layout_->layout.prefix == python_int_layout() && layout_->known == nullptr;
    }
    static prefix_layout python_int_layout() { return conformance::named_layouts()[0].prefix; }

    /// Whether the command line says it all.
    bool is_settled() const { return !given_.only_guesses && layout_ && (given_.as != "auto" || !may_hold_messages()); }

    content better_content(const stream_window& window) const {
        way_to_read messages = *layout_, frames = *layout_;
        messages.holds = content::messages;
        return walk(messages, window).evidence_bits > walk(frames, window).evidence_bits ? content::messages
                                                                                         : content::frames;
    }

    std::optional<way_to_read> settle(stream_window window) const {
        window.bytes =
            window.bytes.subspan(static_cast<std::size_t>(std::min<std::uint64_t>(given_.skip, window.bytes.size())));
        if (!layout_ || given_.only_guesses) return guess(window);
        way_to_read way = *layout_;
        way.skip = given_.skip;
        if (given_.as == "messages") way.holds = content::messages;
        if (!is_settled()) way.holds = better_content(window);
        return way;
    }

    /// The best guess, unless the stream begins as something that has no frames.
    static const layout_guess* best_of(const std::vector<layout_guess>& ranked, const stream_window& window) {
        const layout_guess* const best = convincing(ranked);
        if (best == nullptr || best->way.known != nullptr) return best;
        if (!known_text_protocol(window.bytes).empty()) return nullptr;
        const bool is_foreign = !known_beginning(window.bytes).empty();
        return is_foreign && !outweighs_beginning(best->walked) ? nullptr : best;
    }

    static bool is_explained(const stream_window& window) {
        return !known_beginning(window.bytes).empty() || !known_text_protocol(window.bytes).empty() ||
               is_nothing_but_zeros(window.bytes);
    }

    std::optional<way_to_read> guess(const stream_window& window) const {
        const std::vector<layout_guess> ranked = rank_layouts(window);
        const layout_guess* const best = best_of(ranked, window);
        const late_guess later =
            best == nullptr && !is_explained(window) ? find_later_start(window, most_skipped_bytes) : late_guess();
        if (best == nullptr) say(nothing_fits(window, later));
        const std::size_t most = given_.only_guesses ? 10 : best != nullptr ? 1 : is_explained(window) ? 0 : 3;
        for (std::size_t i = 0; i < std::min(ranked.size(), most); ++i)
            say(line_of(ranked[i], best == nullptr ? i + 1 : i));
        if (best != nullptr) return with_skip(best->way, 0);
        return std::nullopt;
    }

    static std::string line_of(const layout_guess& one, std::size_t rank) {
        std::string text = rank == 0 ? "guess: " : "   or: ";
        text += text_of(one.way) + ": " + one.reason + " (odds " + odds_text(one.walked.evidence_bits) + ")\n";
        if (!one.read_alike.empty()) {
            text += "       read alike:";
            for (const std::string& name : one.read_alike) text += " " + name;
            text += "\n";
        }
        return text;
    }

    /// Whether frames speak louder than a mark of a few bytes in front of them.
    static bool outweighs_beginning(const walk_result& walked) {
        return walked.frames - walked.empty_frames >= 3 && walked.evidence_bits >= 38;
    }

    std::string nothing_fits(const stream_window& window, const late_guess& later) const {
        const auto shown = window.bytes.first(std::min<std::size_t>(window.bytes.size(), 64));
        std::string text = "no layout fits the first " + std::to_string(window.bytes.size()) + " bytes";
        const std::string_view known = known_beginning(window.bytes);
        const bool is_text =
            guess_peer(window.bytes.first(std::min<std::size_t>(window.bytes.size(), 8))) == peer_guess::text;
        if (!known.empty())
            text += ": this is " + std::string(known);
        else if (is_text)
            text += ": it begins as unframed text";
        text += "\n" + hex_view(shown, 0, {}, {has_color_, 4});
        if (!known.empty()) return text;
        if (is_text && later.offset_bytes == 0)
            return text + "    this is unframed text: the sender puts no length in front of it\n";
        return text + "    " + advice_on_unknown(window, later) + "\n";
    }

    static std::string advice_on_unknown(const stream_window& window, const late_guess& later) {
        if (is_nothing_but_zeros(window.bytes)) return "nothing but zeros: empty frames in any layout";
        if (later.offset_bytes != 0)
            return "from byte " + std::to_string(later.offset_bytes) + " on: " + text_of(later.guess.way) + ": " +
                   later.guess.reason + "; the beginning of the stream is missing, or is something else: --skip " +
                   std::to_string(later.offset_bytes);
        return rhythm_text(window);
    }

    static constexpr std::size_t most_skipped_bytes = 128;

    const choices& given_;
    std::optional<way_to_read> layout_;
    bool has_color_;
    std::unique_ptr<conformance::captured_connections> all_;
};

} // namespace

int run_program(int argc, char** argv) {
    choices given;
    posix::option_parser parser(
        "cleave-inspect", "shows the frames of a length-prefixed stream, and where and why it breaks", CLEAVE_VERSION);
    parser.text({"layout", 'l'}, "LAYOUT", "the layout of the frames; by default a guess", given.layout);
    parser.flag("layouts", "print every name that --layout takes, and its layout", given.lists_layouts);
    parser.choice("as", {"auto", "frames", "messages"}, "frames, or header messages: LEN, JSON, body", given.as);
    parser.number({"bytes", 'n'}, "N", "show this many bytes of each payload", given.shown_bytes, 0, 1 << 20);
    parser.flag({"faults", 'f'}, "show faults and counts only", given.only_faults);
    parser.flag({"guess", 'g'}, "show the layouts that fit the first bytes, and no frames", given.only_guesses);
    parser.flag({"summary", 's'}, "show one line for each stream", given.is_summary);
    parser.flag({"json", 'j'}, "show one line of JSON for each frame, fault and hole", given.is_json);
    parser.number("skip", "N", "the number of bytes before the first frame", given.skip, 0, UINT64_MAX);
    parser.number("from", "FRAME", "the first frame or message to show", given.first_frame, 0, UINT64_MAX);
    parser.number({"connection", 'c'}, "N", "show only this connection of a capture", given.connection, 1, UINT64_MAX);
    parser.text("host", "ADDRESS", "show only connections of a capture from or to this one", given.host);
    parser.number({"port", 'p'}, "PORT", "show only connections of a capture from or to this one", given.port, 1,
                  65535);
    parser.choice("color", {"auto", "always", "never"}, "use colors; auto: on a terminal", given.color);
    parser.optional_positional("FILE", "a received stream, or a capture; -: the standard input", given.file);
    const std::string epilogue = more_help();
    parser.epilogue(epilogue);
    if (const auto exit_code = parser.parse(argc, argv)) return *exit_code;
    if (given.lists_layouts) {
        for (const layout_line& one : layout_lines()) say(one.name + "\t" + one.text + "\n");
        return no_fault;
    }

    std::optional<way_to_read> layout;
    if (given.layout.empty() && given.as == "messages") given.layout = conformance::named_layouts()[0].name;
    if (!given.layout.empty()) {
        std::string why;
        if (const protocol* const known = find_protocol(given.layout); known != nullptr)
            layout = way_to_read{{std::string(known->name), {}}, content::frames, known};
        else if (auto spelled = find_layout(given.layout, why))
            layout = way_to_read{*spelled, content::frames};
        else
            return parser.complain("--layout: " + why);
        if (given.as == "messages" &&
            (layout->known != nullptr || layout->layout.prefix != conformance::named_layouts()[0].prefix))
            return parser.complain("header messages have the layout python_int");
        if (given.as == "messages") layout->holds = content::messages;
    }
    const bool has_color = given.color == "always" || (given.color == "auto" && ::isatty(STDOUT_FILENO) == 1);

    conformance::capture_file from(given.file);
    const int exit_code = from.error() != 0 ? unreadable : inspector(given, layout, has_color).show(from);
    if (exit_code == unreadable)
        std::fprintf(stderr, "cleave-inspect: %s: %s\n", given.file.c_str(),
                     from.error() != 0 ? std::strerror(from.error()) : "a temporary file cannot be read back");
    return exit_code;
}

} // namespace cleave::inspect
