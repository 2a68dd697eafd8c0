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
        const captured_stream from_client = load_stream(store, one.from_client);
        const captured_stream from_server = load_stream(store, one.from_server);
        if (settings_.role == "server") return add_exchange(one, from_client, from_server);
        add_stream(one, one.from_client, from_client);
        add_stream(one, one.from_server, from_server);
    }

    /// Whether the capture holds the stream's beginning; else, or where it holds no more than that, a note says so.
    bool is_usable(const captured_connection& one, const captured_direction& from, const captured_stream& stream) {
        if (from.stored.size() == 0) return false;
        const std::string where =
            "connection " + std::to_string(one.number) + ", from " + to_string(from.from) + " to " + to_string(from.to);
        if (!from.has_beginning || stream.bytes.empty())
            note(where + ": skipped, its beginning is missing");
        else if (from.missing != 0)
            note(where + ": " + std::to_string(from.missing) + " bytes are missing; imported up to byte " +
                 std::to_string(stream.bytes.size()));
        return from.has_beginning && !stream.bytes.empty();
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

    void add_stream(const captured_connection& one, const captured_direction& from, const captured_stream& stream) {
        if (!made_.error.empty() || !is_usable(one, from, stream)) return;
        const bool from_client = &from == &one.from_client;
        const std::string id = id_of(one) + (from_client ? "-from-client" : "-from-server");
        const std::string about = from_client ? "Bytes that a client sent." : "Bytes that a server sent.";
        const std::string start = head(id, about);
        auto bare = case_of(id, start);
        if (!bare) return;
        bare->bytes = stream.bytes;
        bare->end = stream.end;
        const std::optional<std::string> body = body_of(*bare, deliveries_of(stream));
        if (!body) return;
        if (check(id, start + *body)) keep(id, about, start + *body);
    }

    /// What the library shows when the bytes come one by one: so it is known which byte brings what.
    std::optional<std::string> body_of(const compiled_trace& one, const schedule& deliveries) {
        const std::unique_ptr<subject> library = make_library_subject();
        const std::vector<reader> readers = library->readers(one, made_.error);
        if (readers.empty()) return std::nullopt;
        body_text text(one.bytes, deliveries);
        const schedule bytewise = every_byte(one.bytes.size());
        library->play(one, readers[0], std::span(&bytewise, 1), [&](std::size_t, const observation& seen) {
            if (seen.end() != run_end::normal) made_.error = seen.why();
            write(text, one, seen);
            return false;
        });
        if (!made_.error.empty()) return std::nullopt;
        return text.take();
    }

    static void write(body_text& text, const compiled_trace& one, const observation& seen) {
        const std::size_t size = one.bytes.size();
        bool has_ended = false;
        const auto end = [&] {
            text.bytes_to(size);
            if (one.end != ending::open && !has_ended) text.line(one.end == ending::eof ? "> eof" : "> reset");
            has_ended = true;
        };
        for (const observation::entry& entry : seen.entries()) {
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

    void add_exchange(const captured_connection& one, const captured_stream& from_client,
                      const captured_stream& from_server) {
        if (from_client.bytes.empty() && from_server.bytes.empty()) return;
        if (!one.from_client.is_whole() || !one.from_server.is_whole())
            return note("connection " + std::to_string(one.number) + ": skipped, not all of it was captured");
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
