// SPDX-License-Identifier: MIT
#include "stream_view.hpp"

#include "hex_view.hpp"

#include <cleave/file_name.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace cleave::inspect {

namespace {

constexpr std::size_t max_header = 1 << 20;
constexpr std::size_t shown_before = 16, shown_behind = 32; // of a fault

std::string bytes_text(std::uint64_t n) { return std::to_string(n) + (n == 1 ? " byte" : " bytes"); }

std::string counted(std::uint64_t n, const std::string& what) {
    return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

bool is_cut(status st) {
    return st == status::truncated_prefix || st == status::truncated_payload || st == status::truncated_header ||
           st == status::truncated_body;
}

/// A message in a few words, by the fields that the dialects know.
std::string title_of(const header_fields& fields) {
    using enum header_field;
    const auto name = [&] { return displayed(fields.string(file_name), 80); };
    if (fields.has(cmd)) {
        const std::string_view verb = fields.string(cmd);
        std::string text = displayed(verb, 16);
        if (fields.has(file_name)) text += " " + name();
        if (verb == "exec") text += " " + displayed(fields.string(command), 80);
        if (fields.has(offset)) text += " from byte " + std::to_string(fields.bytes(offset));
        return text;
    }
    if (fields.has(header_field::status)) {
        std::string text = "reply " + displayed(fields.string(header_field::status), 16);
        if (fields.has(code)) text += " " + displayed(fields.string(code), 40);
        if (fields.has(ack)) text += " " + displayed(fields.string(ack), 16);
        if (fields.has(exit_code)) text += ", exit code " + std::to_string(fields.exit_code());
        return text;
    }
    if (fields.has(msg)) return "upload " + name();
    return fields.has(file_name) ? "file " + name() : "message";
}

} // namespace

std::string displayed(std::string_view text, std::size_t most) {
    const bool is_cut = text.size() > most;
    std::string room(most * 10, '\0');
    std::string shown(escape_for_display(text.substr(0, is_cut ? most : text.size()), room));
    return is_cut ? shown + "..." : shown;
}

stream_view::stream_view(way_to_read way, view_style style)
    : way_(std::move(way)), style_(style), frames_([&] {
          runtime_prefix prefix = python_int;
          (void)runtime_prefix::from(way_.layout.prefix, prefix);
          return prefix;
      }()),
      header_storage_(way_.holds == content::messages ? max_header : 0), scratch_(header_storage_.size()),
      messages_(header_storage_, scratch_, body_rule::none) {}

void stream_view::feed(std::span<const std::byte> bytes) {
    if (is_shown_) {
        fed_ += bytes.size();
        return;
    }
    const std::size_t kept = std::min(window_bytes - window_.size(), bytes.size());
    window_.insert(window_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(kept));
    if (recent_.empty()) recent_begin_ = fed_;
    recent_.insert(recent_.end(), bytes.begin(), bytes.end());
    fed_ += bytes.size();
    while (!fault_ && !bytes.empty()) bytes = way_.holds == content::frames ? feed_frames(bytes) : feed_messages(bytes);
    if (fault_) {
        if (fed_ >= std::max(fault_place() + shown_behind, cause_end())) show_fault();
        return;
    }
    const std::uint64_t needed = still_needed_from();
    if (needed > recent_begin_) {
        recent_.erase(recent_.begin(), recent_.begin() + static_cast<std::ptrdiff_t>(needed - recent_begin_));
        recent_begin_ = needed;
    }
}

/// The first byte that a fault could still be shown with.
std::uint64_t stream_view::still_needed_from() const {
    std::uint64_t place = fed_ - std::min<std::uint64_t>(fed_, shown_behind);
    if (way_.holds == content::frames) {
        const stream_end end = frames_.finish();
        if (end.st == status::truncated_prefix) place = std::min(place, fed_ - end.have);
    } else if (body_remaining_ == 0 && messages_.finish().st != status::ok) {
        place = std::min(place, item_begin_);
    }
    return place - std::min<std::uint64_t>(place, shown_before);
}

std::span<const std::byte> stream_view::feed_frames(std::span<const std::byte> in) {
    for (;;) {
        const std::uint64_t before = frames_.offset();
        const frame_step step = frames_.decode(in);
        if (is_error(step.st)) {
            std::array<char, 512> room;
            const frame_error error = frames_.error();
            refuse({.st = step.st, .offset = error.offset, .index = items_}, std::string(describe(error, room)));
            return {};
        }
        in = in.subspan(step.consumed);
        switch (step.event) {
        case frame_event::begin: {
            item_begin_ = before + step.consumed - frames_.header().size();
            item_bytes_ = step.length;
            preview_begin_ = item_begin_;
            preview_.assign(frames_.header().begin(), frames_.header().end());
            shown_header_ = preview_.size();
            break;
        }
        case frame_event::data: keep_preview(step.data); break;
        case frame_event::end:
            show_item("frame " + std::to_string(items_) + ", " + bytes_text(item_bytes_), item_begin_, "");
            break;
        case frame_event::excess:
        case frame_event::none: return in;
        }
    }
}

std::span<const std::byte> stream_view::feed_messages(std::span<const std::byte> in) {
    if (body_remaining_ != 0) {
        const auto data = in.first(static_cast<std::size_t>(std::min<std::uint64_t>(body_remaining_, in.size())));
        keep_preview(data);
        body_remaining_ -= data.size();
        bodies_ += data.size();
        if (body_remaining_ == 0) end_message();
        return in.subspan(data.size());
    }
    header_fields fields;
    const std::uint64_t begin = messages_.offset() + bodies_;
    const bool at_begin = messages_.finish().st == status::ok;
    if (at_begin) item_begin_ = begin;
    const message_step step = messages_.decode(in, fields);
    if (is_error(step.st)) {
        message_error error = messages_.error();
        error.offset = item_begin_;
        error.message_index = items_;
        std::array<char, 512> room;
        refuse({.st = step.st, .offset = item_begin_, .header_offset = error.header_offset, .index = items_},
               displayed(describe(error, room), 512));
        return {};
    }
    in = in.subspan(step.consumed);
    if (step.event != message_event::header) return in;
    const body_reading body = body_behind(fields);
    if (body.st != status::ok) {
        refuse({.st = body.st, .offset = item_begin_, .index = items_},
               std::string(to_string(body.st)) + ": " + std::string(rule_of(body.st)) +
                   (body.st == status::field_missing ? ": file_size, in message " : ": offset, in message ") +
                   std::to_string(items_) + " at offset " + std::to_string(item_begin_));
        return {};
    }
    title_ = title_of(fields);
    header_text_ = displayed(fields.text, 1024);
    item_bytes_ = body_bytes_ = body_remaining_ = body.bytes;
    preview_.clear();
    preview_begin_ = messages_.offset() + bodies_;
    const message_step end = messages_.decode({}, fields); // of a message without body, as this decoder is told
    if (end.event == message_event::end && body_remaining_ == 0) end_message();
    return in;
}

void stream_view::end_message() {
    const std::string body = item_bytes_ == 0 ? "" : ", body of " + bytes_text(item_bytes_);
    show_item("message " + std::to_string(items_) + ": " + title_ + body, item_begin_, header_text_);
}

void stream_view::keep_preview(std::span<const std::byte> bytes) {
    const std::size_t most = style_.shown_bytes + shown_header_;
    const std::size_t kept = std::min(bytes.size(), most > preview_.size() ? most - preview_.size() : 0);
    preview_.insert(preview_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(kept));
}

void stream_view::show_item(const std::string& what, std::uint64_t offset, const std::string& header) {
    ++items_;
    payload_bytes_ += item_bytes_;
    previous_begin_ = item_begin_;
    if (style_.only_faults) return;
    text_ += "@" + std::to_string(offset) + "  " + painted("1", what) + "\n";
    if (!header.empty()) text_ += "    " + header + "\n";
    text_ += hex_view(preview_, preview_begin_, {}, {style_.has_color, 4});
    const std::uint64_t whole = shown_header_ + item_bytes_;
    if (preview_.size() < whole) text_ += "    ... and " + bytes_text(whole - preview_.size()) + "\n";
}

void stream_view::refuse(const stream_fault& fault, std::string described) {
    fault_ = fault;
    fault_->previous = previous_begin_;
    described_ = std::move(described);
}

void stream_view::finish() {
    if (is_over_) return;
    is_over_ = true;
    if (!fault_) {
        const stream_end end = way_.holds == content::frames ? frames_.finish()
                               : body_remaining_ != 0
                                   ? stream_end{status::truncated_body, body_bytes_ - body_remaining_, body_bytes_}
                                   : messages_.finish();
        if (end.st != status::ok) {
            const bool is_begun = end.st == status::truncated_payload || end.st == status::truncated_body;
            const std::uint64_t begin = is_begun || way_.holds == content::messages ? item_begin_ : fed_ - end.have;
            refuse({.st = end.st, .offset = begin, .index = items_, .have = end.have, .need = end.need},
                   std::string(to_string(end.st)) + ": " + std::string(rule_of(end.st)) + ": " +
                       std::to_string(end.have) + " of " + bytes_text(end.need) + " came, in " +
                       (way_.holds == content::frames ? "frame " : "message ") + std::to_string(items_) +
                       " at offset " + std::to_string(begin));
        }
    }
    show_fault();
    show_counts();
}

/// Where to look: the length, the place in the header, or the stream's end.
std::uint64_t stream_view::fault_place() const {
    if (is_cut(fault_->st)) return fed_;
    return fault_->offset +
           (fault_->header_offset == 0 ? 0 : way_.layout.prefix.min_header_bytes() + fault_->header_offset);
}

/// The end of the bytes in which the cause is looked for: the same ones, however they came.
std::uint64_t stream_view::cause_end() const {
    return std::min<std::uint64_t>(window_bytes, fault_place() + context_bytes);
}

void stream_view::show_fault() {
    if (!fault_ || is_shown_) return;
    is_shown_ = true;
    const bool is_early = fault_->offset < window_.size();
    const std::span<const std::byte> from_fault =
        is_early ? std::span<const std::byte>(window_).subspan(static_cast<std::size_t>(fault_->offset))
        : fault_->offset < recent_begin_
            ? std::span<const std::byte>()
            : std::span<const std::byte>(recent_).subspan(static_cast<std::size_t>(fault_->offset - recent_begin_));
    text_ += "@" + std::to_string(fault_->offset) + "  " + painted("1;31", "FAULT") + "  " + described_ + "\n";

    const std::uint64_t place = fault_place();
    const std::uint64_t begin = std::max(recent_begin_, place - std::min<std::uint64_t>(place, shown_before));
    const std::uint64_t end = std::min(recent_begin_ + recent_.size(), place + shown_behind);
    const prefix_layout& prefix = way_.layout.prefix;
    const std::uint64_t field = place + prefix.offset;
    marked_range mark{field, field + (prefix.is_varint() ? 1U : prefix.width)};
    if (fault_->header_offset != 0) mark = {place, place + 1};
    if (begin < end)
        text_ += hex_view(std::span<const std::byte>(recent_).subspan(static_cast<std::size_t>(begin - recent_begin_),
                                                                      static_cast<std::size_t>(end - begin)),
                          begin, mark, {style_.has_color, 4});

    const auto seen = std::span<const std::byte>(window_).first(
        static_cast<std::size_t>(std::min<std::uint64_t>(window_.size(), cause_end())));
    stream_fault known = *fault_;
    known.near_bytes = from_fault;
    const std::string cause = likely_cause(way_, known, {seen, is_over_ && fed_ == seen.size()});
    if (!cause.empty()) text_ += "    " + painted("33", "likely cause:") + " " + cause + "\n";
    recent_ = {};
}

void stream_view::show_counts() {
    const bool are_frames = way_.holds == content::frames;
    text_ += counted(items_, are_frames ? "frame" : "message") + ", " + bytes_text(payload_bytes_) +
             (are_frames ? " of payload" : " of bodies") + ", in a stream of " + bytes_text(fed_) + ": " +
             (fault_ ? painted("1;31", "1 fault") : painted("32", "no fault")) + "\n";
}

std::string stream_view::painted(std::string_view color, const std::string& text) const {
    return style_.has_color ? "\033[" + std::string(color) + "m" + text + "\033[0m" : text;
}

std::string stream_view::take_text() { return std::exchange(text_, {}); }

} // namespace cleave::inspect
