// SPDX-License-Identifier: MIT
#include "live_messages.hpp"

#include "json_value.hpp"

#include <regex.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cleave::conformance {

namespace {

constexpr std::uint32_t longest_header = 1 << 20;

bool expects(const compiled_trace& one, std::string_view name) {
    for (const outcome& each : one.outcomes)
        for (const expectation& event : each.expected)
            if (event.what == expectation::kind::event && event.name == name) return true;
    return false;
}

/// A header at the front of some bytes.
struct header_text {
    std::size_t size = 0; // with the length; 0: not whole yet
    std::optional<json_value> fields;
};

header_text read_header(std::string_view bytes) {
    header_text header;
    if (bytes.size() < 4) return header;
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < 4; ++i)
        length |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    if (length > longest_header) {
        header.size = bytes.size();
        return header;
    }
    if (bytes.size() - 4 < length) return header;
    header.size = 4 + std::size_t{length};
    std::string why;
    header.fields = parse_json(bytes.substr(4, length), why);
    return header;
}

std::uint64_t size_field(const json_value& fields) {
    for (const char* name : {"file_size", "filesize", "total_size"})
        if (fields.find(name) != nullptr) return fields.natural(name);
    return 0;
}

std::string_view own_name(std::string_view name) { return name; }

/// The name that events have for a field, whatever the dialect calls it.
std::string_view common_name(std::string_view name) {
    if (name == "file_name" || name == "filename") return "name";
    if (name == "file_size" || name == "filesize" || name == "total_size") return "size";
    return name;
}

void show_fields(const json_value& fields, std::string_view (*name_of)(std::string_view), event_sink& sink) {
    for (const auto& [key, value] : fields.fields) {
        switch (value.is) {
        case json_value::type::string: sink.bytes_attribute(name_of(key), value.text); break;
        case json_value::type::number: sink.attribute(name_of(key), value.text); break;
        case json_value::type::boolean: sink.attribute(name_of(key), value.truth ? "true" : "false"); break;
        case json_value::type::null: sink.attribute(name_of(key), "null"); break;
        case json_value::type::array:
        case json_value::type::object: break;
        }
    }
}

/// From where on each request of the stream asks for its file: a reply's body begins there.
std::vector<std::uint64_t> offsets_asked_for(std::string_view stream) {
    std::vector<std::uint64_t> offsets;
    for (header_text header = read_header(stream); header.size != 0 && header.fields; header = read_header(stream)) {
        offsets.push_back(header.fields->natural("offset"));
        stream.remove_prefix(header.size);
        if (header.fields->string("cmd") == "get") continue;
        const std::uint64_t body = size_field(*header.fields) - header.fields->natural("offset");
        stream.remove_prefix(static_cast<std::size_t>(std::min<std::uint64_t>(body, stream.size())));
    }
    return offsets;
}

class answer_reader {
  public:
    answer_reader(const compiled_trace& one, event_sink& sink) : sink_(sink), is_plain_(expects(one, "header")) {
        const auto system = one.options.find("system");
        if (system != one.options.end()) system_ = system->second;
        if (!is_plain_) offsets_ = offsets_asked_for(one.bytes);
    }

    void read(std::string_view bytes, bool is_over) {
        while (!bytes.empty()) {
            const header_text header = read_header(bytes);
            if (header.size == 0 && !is_over) return;
            if (!header.fields) return sink_.send(bytes); // no message: shown as it is
            sink_.event(is_plain_ ? "header" : "reply");
            show_fields(*header.fields, is_plain_ ? common_name : own_name, sink_);
            bytes.remove_prefix(header.size);
            const auto size = body_of(*header.fields);
            if (!size) continue;
            const auto have = static_cast<std::size_t>(std::min<std::uint64_t>(*size, bytes.size()));
            sink_.data("data", bytes.substr(0, have));
            bytes.remove_prefix(have);
            if (have == *size) sink_.event("end");
        }
    }

  private:
    /// Bytes behind a reply; nothing where a reply has no body.
    std::optional<std::uint64_t> body_of(const json_value& reply) {
        const std::size_t index = replies_++;
        if (is_plain_) return size_field(reply);
        if (reply.string("status") != "ok" || reply.find("received") != nullptr) return std::nullopt;
        if (system_ == "command") return reply.natural("total_size");
        if (system_ != "get") return std::nullopt;
        const std::uint64_t offset = index < offsets_.size() ? offsets_[index] : 0;
        const std::uint64_t size = size_field(reply);
        return size > offset ? size - offset : 0;
    }

    event_sink& sink_;
    bool is_plain_;
    std::string system_;
    std::vector<std::uint64_t> offsets_;
    std::size_t replies_ = 0;
};

bool matches_pattern(const std::string& pattern, const std::string& text) {
    regex_t compiled;
    if (::regcomp(&compiled, ("^(" + pattern + ")$").c_str(), REG_EXTENDED | REG_NOSUB) != 0) return false;
    const bool matches = text.find('\0') == std::string::npos && ::regexec(&compiled, text.c_str(), 0, nullptr, 0) == 0;
    ::regfree(&compiled);
    return matches;
}

/// Whether a datagram is the one that is expected.
bool is_datagram(const expectation& wanted, std::string_view received) {
    for (const auto& [key, value] : wanted.attributes) {
        if (key == "size" && value != std::to_string(received.size())) return false;
        const auto pattern = bytes_of_literal(value);
        if (key == "matches" && (!pattern || !matches_pattern(*pattern, std::string(received)))) return false;
    }
    return true;
}

} // namespace

void show_answers(const compiled_trace& one, std::string_view received, bool is_over, event_sink& sink) {
    if (expects(one, "header") || expects(one, "reply"))
        answer_reader(one, sink).read(received, is_over);
    else if (!received.empty())
        sink.send(received);
}

void show_requests(const compiled_trace& one, std::string_view received, bool is_over, event_sink& sink) {
    if (expects(one, "request")) {
        const header_text header = read_header(received);
        if (header.size == 0 && !is_over) return;
        if (header.fields) {
            sink.event("request");
            show_fields(*header.fields, common_name, sink);
            received.remove_prefix(header.size);
        }
    }
    if (!received.empty()) sink.send(received);
}

void show_datagram(const compiled_trace& one, std::string_view received, std::size_t& next, event_sink& sink) {
    const auto& events = one.outcomes[0].expected;
    for (; next < events.size(); ++next) {
        const expectation& wanted = events[next];
        if (wanted.name != "datagram") {
            if (wanted.optional && wanted.bytes != received) continue;
            ++next;
            return sink.send(received);
        }
        const bool fits = is_datagram(wanted, received);
        if (!fits && wanted.optional) continue;
        ++next;
        sink.event("datagram");
        sink.attribute("size", received.size());
        const auto pattern = wanted.attributes.find("matches");
        if (!fits)
            sink.bytes_attribute("content", received);
        else if (pattern != wanted.attributes.end())
            sink.attribute("matches", pattern->second);
        return;
    }
    sink.send(received);
}

std::size_t most_bytes_of(const compiled_trace& one) {
    std::size_t most = 0;
    for (const outcome& each : one.outcomes) {
        std::size_t size = 0;
        for (const expectation& event : each.expected) size += event.bytes.size();
        most = std::max(most, size);
    }
    return most + (std::size_t{1} << 20);
}

bool is_local(const expectation& event) {
    return event.what == expectation::kind::event &&
           (event.name == "stored" || event.name == "absent" || event.name == "shown" || event.name == "exit");
}

compiled_trace without_local_events(const compiled_trace& one) {
    compiled_trace rest = one;
    for (outcome& each : rest.outcomes) std::erase_if(each.expected, is_local);
    return rest;
}

} // namespace cleave::conformance
