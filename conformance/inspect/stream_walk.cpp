// SPDX-License-Identifier: MIT
#include "stream_walk.hpp"

#include <cleave/length_prefix.hpp>
#include <cleave/utf8.hpp>

#include <algorithm>
#include <cmath>

namespace cleave::inspect {

namespace {

// Bits that are given or taken for what no field's width accounts for.
constexpr double json_bits = 8, text_bits = 1, empty_bits = 1, fault_bits = 12, cut_bits = 8, own_rule_bits = 3;

double bits_of(std::uint64_t choices) { return std::log2(static_cast<double>(choices) + 1); }

/// What the named layouts demand of the bytes around the length.
bool breaks_own_rule(const conformance::layout& layout, std::span<const std::byte> header) {
    const auto byte = [&](std::size_t at) { return std::to_integer<unsigned>(header[at]); };
    if (layout.name == "grpc_message") return byte(0) > 1;
    if (layout.name == "memcached_binary") return byte(0) != 0x80 && byte(0) != 0x81;
    if (layout.name == "http2") return byte(3) > 9 || byte(5) > 0x7f;
    if (layout.name == "postgresql") {
        const unsigned lower = byte(0) | 0x20U;
        return (lower < 'a' || lower > 'z') && (byte(0) < '1' || byte(0) > '3');
    }
    return false;
}

bool has_own_rule(const conformance::layout& layout) {
    return layout.name == "grpc_message" || layout.name == "memcached_binary" || layout.name == "http2" ||
           layout.name == "postgresql";
}

class walker {
  public:
    walker(const way_to_read& way, const stream_window& window)
        : way_(way), prefix_(length_prefix::resolved(way.layout.prefix)), window_(window), rest_(window.bytes) {}

    walk_result run() {
        while (result_.st == status::ok && !rest_.empty()) step();
        if (is_error(result_.st)) result_.evidence_bits -= fault_bits;
        if (result_.st == status::need_input && window_.is_whole) result_.evidence_bits -= cut_bits;
        return result_;
    }

  private:
    void step() {
        const prefix_reading reading = read_prefix(prefix_, rest_);
        if (reading.st != status::ok) {
            result_.st = reading.st;
            return;
        }
        const auto header = rest_.first(reading.header_bytes);
        if (has_own_rule(way_.layout)) {
            if (breaks_own_rule(way_.layout, header)) {
                result_.st = status::unsupported;
                return;
            }
            result_.evidence_bits += own_rule_bits;
        }
        const std::size_t behind = rest_.size() - reading.header_bytes;
        const double field_bits = prefix_.is_varint() ? 7.0 * static_cast<double>(header.size()) : 8.0 * prefix_.width;
        if (reading.payload_bytes > behind) {
            result_.st = status::need_input;
            result_.evidence_bits += std::max(0.0, field_bits - bits_of(prefix_.max_payload));
            return;
        }
        const auto payload = rest_.subspan(reading.header_bytes, static_cast<std::size_t>(reading.payload_bytes));
        std::size_t taken = header.size() + payload.size();
        if (way_.holds == content::messages) taken += body_bytes(payload, behind - payload.size());
        if (result_.st == status::need_input) result_.evidence_bits += std::max(0.0, field_bits - bits_of(behind));
        if (result_.st != status::ok) return;
        const bool ends_with_input = window_.is_whole && taken == rest_.size();
        result_.evidence_bits +=
            payload.empty() ? empty_bits : std::max(0.0, field_bits - (ends_with_input ? 0 : bits_of(behind)));
        look_at(payload);
        ++result_.frames;
        result_.consumed += taken;
        rest_ = rest_.subspan(taken);
    }

    std::size_t body_bytes(std::span<const std::byte> header, std::size_t available) {
        std::string scratch(header.size() + 1024, '\0');
        header_fields fields;
        result_.st = read_header(as_text(header), scratch, fields).st;
        if (result_.st != status::ok) return 0;
        const body_reading body = body_behind(fields);
        result_.st = body.st;
        if (body.st == status::ok && body.bytes > available) {
            result_.st = status::need_input;
            result_.evidence_bits += json_bits;
        }
        return static_cast<std::size_t>(body.bytes);
    }

    void look_at(std::span<const std::byte> payload) {
        if (payload.empty()) {
            ++result_.empty_frames;
            return;
        }
        if (!is_readable_text(payload)) return;
        const bool is_json = is_json_object(payload);
        ++result_.text_frames;
        result_.json_frames += is_json ? 1 : 0;
        result_.evidence_bits += is_json ? json_bits : text_bits;
    }

    const way_to_read& way_;
    prefix_layout prefix_;
    stream_window window_;
    std::span<const std::byte> rest_;
    walk_result result_;
};

} // namespace

walk_result walk(const way_to_read& way, const stream_window& window) { return walker(way, window).run(); }

body_reading body_behind(const header_fields& fields) {
    using enum header_field;
    const std::string_view verb = fields.string(cmd);
    const bool has_reply_status = fields.has(header_field::status);
    const bool is_bare_request = fields.has(cmd) && verb != "put";
    const bool is_bare_reply = has_reply_status && (fields.string(header_field::status) != "ok" || fields.has(ack) ||
                                                    fields.has(received) || !fields.has(size));
    if (is_bare_request || is_bare_reply || fields.has(nonce)) return {};
    if (!fields.has(size)) return {status::field_missing, 0};
    if (fields.bytes(offset) > fields.bytes(size)) return {status::offset_beyond_size, 0};
    return {status::ok, fields.bytes(size) - fields.bytes(offset)};
}

bool is_json_object(std::span<const std::byte> bytes) {
    if (bytes.size() < 2 || bytes.front() != std::byte{'{'}) return false;
    std::string scratch(bytes.size() + 1024, '\0');
    json_reader json(as_text(bytes), scratch);
    json_item item = json.next();
    while (item.st == status::ok && item.token != json_token::end) item = json.next();
    return item.st == status::ok;
}

bool is_readable_text(std::span<const std::byte> bytes) {
    const std::string_view text = as_text(bytes);
    return is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
               return (c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
           });
}

} // namespace cleave::inspect
