// SPDX-License-Identifier: MIT
#include "capture_import.hpp"

#include "capture_streams.hpp"
#include "case_run.hpp"
#include "library_subject.hpp"
#include "trace_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace cleave::conformance {

namespace {

struct role_rule {
    std::string_view role, rule;
};
/// What the bytes of any capture show of a role: that cuts mean nothing.
constexpr std::array rules = {role_rule{"frame_decoder", "FRAME-SPLIT-1"},
                              role_rule{"header_message", "HEADER-SPLIT-1"},
                              role_rule{"file_receiver", "HEADER-SPLIT-1"},
                              role_rule{"command_reply", "COMMAND-REPLY-1"}, role_rule{"server", "CONN-5"}};

constexpr std::size_t part_bytes = 64 << 10; // a longer stream becomes several traces, cut between two messages
constexpr std::size_t most_part_bytes = 16 << 20, most_exchange_bytes = 4 << 20;

std::string slug_of(std::string_view text) {
    std::string slug;
    for (const char c : text) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_plain)
            slug += c;
        else if (c >= 'A' && c <= 'Z')
            slug += static_cast<char>(c - 'A' + 'a');
        else if (!slug.empty() && slug.back() != '-')
            slug += '-';
    }
    while (slug.ends_with('-')) slug.pop_back();
    return slug.empty() ? "capture" : slug;
}

/// Where deliveries end: at each cut, and at the end.
schedule deliveries_of(const captured_stream& stream) {
    schedule all(stream.cuts.begin(), stream.cuts.end());
    if (!stream.bytes.empty()) all.push_back(stream.bytes.size());
    return all;
}

schedule every_byte(std::size_t size) {
    schedule all;
    for (std::size_t at = 1; at <= size; ++at) all.push_back(at);
    return all;
}

class importer {
  public:
    importer(const import_settings& settings, const trace_sink& keep) : settings_(settings), keep_(keep) {}

    imported_traces run(const byte_source& from) {
        const auto known =
            std::find_if(rules.begin(), rules.end(), [&](const role_rule& one) { return one.role == settings_.role; });
        if (known == rules.end())
            return fail("expected role frame_decoder, header_message, file_receiver, command_reply or server, found '" +
                        settings_.role + "'");
        rule_ = known->rule;
        packet_reader packets(from);
        const auto all = read_connections(packets, {settings_.port, ""});
        if (all->error) note(to_string(*all->error));
        made_.passed_over = all->filtered;
        for (const auto& [why, tally] : all->passed) {
            made_.passed_over += tally.packets;
            note(std::to_string(tally.packets) + " packets are " + why +
                 (tally.first != 0 ? ", first packet " + std::to_string(tally.first) : ""));
        }
        for (const auto& one : all->connections) {
            if (!made_.error.empty()) break;
            if (settings_.connection == 0 || one->number == settings_.connection) add_connection(all->store, *one);
        }
        if (made_.error.empty() && made_.traces == 0)
            made_.error = all->error ? to_string(*all->error)
                                     : "no TCP connection with bytes to import among " + std::to_string(all->packets) +
                                           " packets";
        return std::move(made_);
    }

  private:
    imported_traces fail(std::string why) {
        made_.error = std::move(why);
        return std::move(made_);
    }

    void note(std::string what) { made_.notes.push_back(std::move(what)); }

    void add_connection(stream_store& store, const captured_connection& one) {
        if (settings_.role == "server") return add_exchange(store, one);
        add_stream(store, one, one.from_client);
        add_stream(store, one, one.from_server);
    }

    static std::string where(const captured_connection& one, const captured_direction& from) {
        return "connection " + std::to_string(one.number) + ", from " + to_string(from.from) + " to " +
               to_string(from.to);
    }

    std::string id_of(const captured_connection& one) const {
        return slug_of(settings_.origin.substr(0, settings_.origin.rfind('.'))) + "-" + std::to_string(one.number);
    }

    std::string head(const std::string& id, const std::string& about) const {
        std::string text = "trace 1\nid: " + id + "\nabout: " + about + "\nreq: " + std::string(rule_) +
                           " MUST\nrole: " + settings_.role + "\n";
        if (settings_.role == "frame_decoder") text += "layout: " + to_text(settings_.in.prefix) + "\n";
        for (const auto& [name, value] : settings_.lines) text += name + ": " + value + "\n";
        return text + "splits: hinted\norigin: " + settings_.origin + ", imported, unreviewed\nrev: 1\n--\n";
    }

    void keep(std::string id, std::string about, std::string text) {
        ++made_.traces;
        made_.error = keep_({std::move(id), std::move(about), std::move(text)});
    }

    /// The text as a case; on failure the error is kept.
    std::optional<compiled_trace> case_of(const std::string& id, const std::string& text) {
        const parsed_trace parsed = parse_trace(text, id + ".trace");
        compiled done = parsed.error ? compiled{} : compile(parsed.value, settings_.in);
        const auto& error = parsed.error ? parsed.error : done.error;
        if (!error) return std::move(done.value);
        made_.error = to_string(*error);
        return std::nullopt;
    }

    /// The part of a stream that becomes the next trace.
    struct stream_part {
        const captured_connection& of;
        const captured_direction& from;
        std::uint64_t begin = 0; // in the stream
        captured_stream stream = {};
        std::size_t wanted = part_bytes;
        std::size_t number = 0; // 0: the stream is one part
        bool is_over = false;   // what follows is not imported
    };

    /// Up to the first hole, as it is read from the store.
    void add_stream(stream_store& store, const captured_connection& one, const captured_direction& from) {
        if (!made_.error.empty() || from.stored.size() == 0) return;
        stream_part part{.of = one, .from = from};
        bool goes_on = from.has_beginning;
        const bool is_read = store.read(from.stored, [&](const stream_piece& piece) {
            goes_on &= piece.missing == 0;
            if (!goes_on) return false;
            if (part.stream.bytes.size() >= part.wanted) goes_on = add_part(part);
            if (!goes_on) return false;
            if (!part.stream.bytes.empty()) part.stream.cuts.push_back(part.stream.bytes.size());
            part.stream.bytes += piece.bytes;
            return true;
        });
        if (!is_read) made_.error = "a temporary file cannot be read back";
        if (!made_.error.empty() || part.is_over) return;
        add_last_part(part);
    }

    void add_last_part(stream_part& part) {
        const captured_direction& from = part.from;
        const std::uint64_t size = part.begin + part.stream.bytes.size();
        if (size == 0) return note(where(part.of, from) + ": skipped, its beginning is missing");
        if (from.missing != 0)
            note(where(part.of, from) + ": " + std::to_string(from.missing) +
                 " bytes are missing; imported up to byte " + std::to_string(size));
        if (from.is_whole()) part.stream.end = from.end;
        if (part.number != 0) ++part.number;
        const bool has_more = !part.stream.bytes.empty() || part.stream.end != ending::open;
        if (has_more) (void)make_trace(part, false);
    }

    /// A trace of the whole messages that the part holds; what follows them stays. Returns whether there may be more.
    bool add_part(stream_part& part) {
        ++part.number;
        const part_text made = make_trace(part, true);
        part.is_over = made.is_broken;
        if (!made_.error.empty()) return false;
        if (made.is_broken)
            note(where(part.of, part.from) + ": imported up to byte " + std::to_string(part.begin + made.bytes) +
                 ": no frames after the error in front of it");
        if (made.is_broken) return false;
        if (made.bytes == 0) return add_longer(part);
        drop_front(part, made.bytes);
        part.wanted = part_bytes;
        return true;
    }

    /// No message ends in the part.
    bool add_longer(stream_part& part) {
        --part.number;
        part.wanted *= 2;
        if (part.wanted <= most_part_bytes) return true;
        part.is_over = true;
        note(where(part.of, part.from) + ": imported up to byte " + std::to_string(part.begin) +
             ", where a message of more than " + std::to_string(most_part_bytes) + " bytes begins");
        return false;
    }

    static void drop_front(stream_part& part, std::size_t count) {
        part.begin += count;
        part.stream.bytes.erase(0, count);
        std::vector<std::uint64_t> cuts;
        for (const std::uint64_t cut : part.stream.cuts)
            if (cut > count) cuts.push_back(cut - count);
        part.stream.cuts = std::move(cuts);
    }

    struct part_text {
        std::string body;
        std::size_t bytes = 0; // of the part, that the trace has
        bool is_broken = false;
    };

    part_text make_trace(const stream_part& part, bool is_cut) {
        const bool from_client = &part.from == &part.of.from_client;
        const std::string id = id_of(part.of) + (from_client ? "-from-client" : "-from-server") +
                               (part.number == 0 ? "" : "-" + std::to_string(part.number));
        const std::string about = from_client ? "Bytes that a client sent." : "Bytes that a server sent.";
        std::string text = head(id, about);
        auto bare = case_of(id, text);
        if (!bare) return {};
        bare->bytes = part.stream.bytes;
        bare->end = part.stream.end;
        part_text made = text_of(*bare, deliveries_of(part.stream), is_cut);
        text += std::exchange(made.body, {});
        bare.reset();
        const bool has_bytes = made_.error.empty() && (made.bytes != 0 || !is_cut);
        if (has_bytes && check(id, text)) keep(id, about, std::move(text));
        return made;
    }

    /// What the library shows when the bytes come one by one: so it is known which byte brings what.
    part_text text_of(const compiled_trace& one, schedule deliveries, bool is_cut) {
        part_text made;
        const std::unique_ptr<subject> library = make_library_subject();
        const std::vector<reader> readers = library->readers(one, made_.error);
        if (readers.empty()) return made;
        const schedule bytewise = every_byte(one.bytes.size());
        library->play(one, readers[0], std::span(&bytewise, 1), [&](std::size_t, const observation& seen) {
            if (seen.end() != run_end::normal) made_.error = seen.why();
            made.is_broken = std::ranges::any_of(
                seen.entries(), [](const auto& entry) { return entry.what == observation::kind::error; });
            made.bytes = is_cut && !made.is_broken ? end_of_messages(seen) : one.bytes.size();
            if (made.bytes != one.bytes.size()) {
                std::erase_if(deliveries, [&](std::size_t end) { return end >= made.bytes; });
                deliveries.push_back(made.bytes);
            }
            body_text text(std::string_view(one.bytes).substr(0, made.bytes), deliveries);
            write(text, one.end, made.bytes, is_cut, seen);
            made.body = text.take();
            return false;
        });
        return made;
    }

    /// Where the last whole message ends; 0 where none does.
    static std::size_t end_of_messages(const observation& seen) {
        std::size_t end = 0;
        for (const observation::entry& entry : seen.entries())
            if (entry.what == observation::kind::event && seen.name(entry) == "end") end = entry.delivery + 1;
        return end;
    }

    static void write(body_text& text, ending how, std::size_t size, bool is_cut, const observation& seen) {
        bool has_ended = false;
        const auto end = [&] {
            text.bytes_to(size);
            if (how != ending::open && !has_ended) text.line(how == ending::eof ? "> eof" : "> reset");
            has_ended = true;
        };
        for (const observation::entry& entry : seen.entries()) {
            if (is_cut && entry.delivery >= size) break;
            if (entry.delivery >= size)
                end();
            else
                text.bytes_to(entry.delivery + 1);
            const std::string shown = seen.text(entry);
            if (entry.what == observation::kind::error)
                text.line("! " + shown.substr(std::string_view("error ").size()));
            else
                text.line("= " + readable(shown));
        }
        end();
    }

    /// A trace that its own maker fails shows a defect: it is not handed out.
    bool check(const std::string& id, const std::string& text) {
        const auto whole = case_of(id, text);
        if (!whole) return false;
        selected_case one{&whole->source, settings_.in, id};
        run_settings how;
        how.plan = {};
        how.plan.written = how.plan.whole = how.plan.bytes = true;
        how.proves = how.is_isolated = false;
        const auto library = make_library_subject();
        const case_result result = run_case(*library, one, how);
        if (result.result == verdict::pass) return true;
        made_.error = id + ": the library does not do the same in every delivery: " + result.message;
        return false;
    }

    void add_exchange(stream_store& store, const captured_connection& one) {
        const std::uint64_t size = one.from_client.stored.size() + one.from_server.stored.size();
        if (size == 0) return;
        if (size > most_exchange_bytes)
            return note("connection " + std::to_string(one.number) + ": skipped, an exchange of " +
                        std::to_string(size) + " bytes, limit " + std::to_string(most_exchange_bytes));
        if (!one.from_client.is_whole() || !one.from_server.is_whole())
            return note("connection " + std::to_string(one.number) + ": skipped, not all of it was captured");
        const captured_stream from_client = load_stream(store, one.from_client);
        const captured_stream from_server = load_stream(store, one.from_server);
        const std::string id = id_of(one);
        const std::string about = "Bytes that a client and a server sent.";
        const schedule deliveries = deliveries_of(from_client);
        body_text text(from_client.bytes, deliveries);
        std::uint64_t sent = 0; // by the server
        bool is_closed = false;
        for (const captured_turn& turn : turns_of(one, from_client, from_server)) {
            if (turn.is_client) {
                text.bytes_to(static_cast<std::size_t>(turn.until));
                const bool is_reset = from_client.end == ending::reset;
                if (turn.ends && !is_closed) text.line(is_reset ? "> reset" : "> eof");
                continue;
            }
            if (turn.until != sent) text.send(std::string_view(from_server.bytes).substr(sent, turn.until - sent));
            sent = turn.until;
            is_closed = turn.ends;
            if (turn.ends) text.line("= closed");
        }
        std::string all = head(id, about) + text.take();
        if (case_of(id, all)) keep(id, about, std::move(all));
    }

    const import_settings& settings_;
    const trace_sink& keep_;
    std::string_view rule_;
    imported_traces made_;
};

} // namespace

imported_traces import_capture(const byte_source& from, const import_settings& settings, const trace_sink& keep) {
    return importer(settings, keep).run(from);
}

} // namespace cleave::conformance
