// SPDX-License-Identifier: MIT
#include "stream_view.hpp"

#include "catalogue.hpp"
#include "hex_view.hpp"
#include "posix/display.hpp"

#include <cleave/file_name.hpp>
#include <cleave/frame_error.hpp>
#include <cleave/frame_reader.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace cleave::inspect {

namespace {

constexpr std::size_t max_header = 1 << 20;
constexpr std::size_t shown_before = 16, shown_behind = 32; // of a fault
constexpr std::uint64_t most_faults = 1000;                 // behind which a stream is read on

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

std::string hexadecimal(std::span<const std::byte> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::byte b : bytes) {
        text += digits[std::to_integer<std::size_t>(b >> 4)];
        text += digits[std::to_integer<std::size_t>(b & std::byte{15})];
    }
    return text;
}

/// As a JSON string; what a terminal may not be shown has been escaped before.
std::string json_string_of(std::string_view text) {
    std::string made = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') made += '\\';
        made += c == '\n' ? ' ' : c;
    }
    return made + "\"";
}

void append(std::vector<std::byte>& to, std::span<const std::byte> bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}

} // namespace

std::string displayed(std::string_view text, std::size_t most) {
    const bool is_cut = text.size() > most;
    const std::string shown = posix::displayable(text.substr(0, is_cut ? most : text.size()));
    return is_cut ? shown + "..." : shown;
}

std::string time_text(std::uint64_t time_ns) {
    constexpr std::uint64_t second = 1'000'000'000, day = 86400;
    const std::uint64_t seconds = time_ns / second % day;
    char text[64];
    std::snprintf(text, sizeof text, "%02u:%02u:%02u.%06u", static_cast<unsigned>(seconds / 3600),
                  static_cast<unsigned>(seconds / 60 % 60), static_cast<unsigned>(seconds % 60),
                  static_cast<unsigned>(time_ns % second / 1000));
    return text;
}

stream_view::stream_view(way_to_read way, view_style style)
    : way_(std::move(way)), style_(std::move(style)), doing_(way_.skip == 0 ? doing::reading : doing::skipping),
      to_skip_(way_.skip), header_storage_(way_.holds == content::messages ? max_header : 0),
      scratch_(header_storage_.size()) {
    restart_messages();
}

void stream_view::restart_messages() {
    header_.clear();
    is_payload_ = false;
    remaining_ = lost_ = 0;
    if (way_.holds == content::messages) messages_.emplace(header_storage_, scratch_, body_rule::none);
}

void stream_view::feed(std::span<const std::byte> bytes, byte_origin from) {
    now_ = from;
    fed_ += bytes.size();
    if (is_aligned_) append(window_, bytes.first(std::min(window_bytes - window_.size(), bytes.size())));
    take(bytes);
}

void stream_view::take(std::span<const std::byte> in) {
    if (doing_ == doing::skipping) {
        const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(to_skip_, in.size()));
        keep_recent(in.first(skipped));
        at_ += skipped;
        to_skip_ -= skipped;
        in = in.subspan(skipped);
        if (to_skip_ == 0) {
            doing_ = doing::reading;
            remark(bytes_text(way_.skip) + " in front of the first frame that is read");
        }
    }
    while (doing_ == doing::reading && !in.empty())
        in = way_.holds == content::frames ? feed_frames(in) : feed_messages(in);
    if (doing_ != doing::searching || in.empty()) return;
    while (!in.empty() && doing_ == doing::searching) {
        const bool is_segment = now_.packet != 0 && !origins_.empty() && now_.packet != origins_.back().packet;
        if (is_segment && !found_.empty()) cuts_.push_back(found_.size());
        if (origins_.empty() || (is_segment && origins_.size() <= cuts_.size())) origins_.push_back(now_);
        const auto some = in.first(std::min(in.size(), window_bytes - std::min(window_bytes - 1, found_.size())));
        append(found_, some);
        in = in.subspan(some.size());
        if (fault_ && found_.size() >= context_bytes + shown_behind) show_fault(false);
        if (found_.size() >= window_bytes) search(false);
    }
    if (!in.empty()) take(in);
}

/// The bytes in front of what is read next, for a fault to be shown with.
void stream_view::keep_recent(std::span<const std::byte> bytes) {
    if (bytes.size() >= shown_before) recent_.clear();
    append(recent_, bytes.last(std::min(bytes.size(), shown_before)));
    if (recent_.size() > shown_before)
        recent_.erase(recent_.begin(), recent_.end() - static_cast<std::ptrdiff_t>(shown_before));
}

std::span<const std::byte> stream_view::feed_frames(std::span<const std::byte> in) {
    if (is_payload_) return feed_payload(in);
    if (header_.empty()) {
        item_begin_ = at_;
        item_origin_ = now_;
    }
    const std::size_t known = header_.size();
    const std::size_t most = most_header_bytes(items_);
    append(header_, in.first(std::min(in.size(), most - known)));
    frame_reading found = read_frame(way_, header_, items_);
    if (found.st == status::need_input && header_.size() < most) {
        at_ += header_.size() - known;
        return {};
    }
    if (found.st == status::need_input) found = {status::unsupported, header_.size(), 0, 0};
    if (found.st != status::ok) {
        std::string described = describe_refused(found);
        header_.resize(known);
        refuse(found.st, std::move(described), item_begin_, header_);
        return in;
    }
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(found.size(), header_.size()));
    const std::size_t consumed = taken - std::min(known, taken);
    const std::vector<std::byte> front(header_.begin(), header_.begin() + static_cast<std::ptrdiff_t>(taken));
    begin_frame(found, std::span(front).first(found.header));
    at_ = item_begin_ + found.header;
    keep_recent(std::span(front).first(found.header));
    if (remaining_ == 0)
        end_frame();
    else if (taken > found.header)
        feed_payload(std::span(front).subspan(found.header));
    return in.subspan(consumed);
}

void stream_view::begin_frame(const frame_reading& found, std::span<const std::byte> header) {
    item_bytes_ = found.payload;
    trailer_ = found.trailer;
    remaining_ = found.payload + found.trailer;
    is_payload_ = true;
    lost_ = 0;
    preview_begin_ = item_begin_;
    preview_.assign(header.begin(), header.end());
    shown_header_ = preview_.size();
}

std::span<const std::byte> stream_view::feed_payload(std::span<const std::byte> in) {
    const auto data = in.first(static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, in.size())));
    keep_preview(data);
    keep_recent(data);
    remaining_ -= data.size();
    at_ += data.size();
    if (remaining_ == 0) way_.holds == content::frames ? end_frame() : end_message();
    return in.subspan(data.size());
}

void stream_view::end_frame() {
    show_item("frame " + std::to_string(items_) + ", " + bytes_text(item_bytes_), "");
    header_.clear();
    is_payload_ = false;
}

std::span<const std::byte> stream_view::feed_messages(std::span<const std::byte> in) {
    if (is_payload_) return feed_payload(in);
    header_fields fields;
    if (header_.empty()) {
        item_begin_ = at_;
        item_origin_ = now_;
    }
    const message_step step = messages_->decode(in, fields);
    if (is_error(step.st)) {
        refuse_message();
        return in;
    }
    append(header_, in.first(step.consumed));
    at_ += step.consumed;
    in = in.subspan(step.consumed);
    if (step.event != message_event::header) return in;
    const body_reading body = body_behind(fields);
    if (body.st != status::ok) {
        const std::string field =
            body.st == status::field_missing ? ": file_size, in message " : ": offset, in message ";
        refuse(body.st,
               std::string(to_string(body.st)) + ": " + std::string(rule_of(body.st)) + field + std::to_string(items_) +
                   " at offset " + std::to_string(item_begin_),
               item_begin_, header_);
        return in;
    }
    title_ = title_of(fields);
    header_text_ = displayed(fields.text, 1024);
    keep_recent(header_);
    item_bytes_ = remaining_ = body.bytes;
    trailer_ = 0;
    shown_header_ = 0;
    preview_.clear();
    preview_begin_ = at_;
    is_payload_ = true;
    (void)messages_->decode({}, fields); // the decoder is told that no body follows
    if (remaining_ == 0) end_message();
    return in;
}

void stream_view::end_message() {
    const std::string body = item_bytes_ == 0 ? "" : ", body of " + bytes_text(item_bytes_);
    show_item("message " + std::to_string(items_) + ": " + title_ + body, header_text_);
    header_.clear();
    is_payload_ = false;
}

void stream_view::keep_preview(std::span<const std::byte> bytes) {
    if (lost_ != 0) return; // what follows a hole does not follow what is shown
    const std::size_t most = style_.shown_bytes + shown_header_;
    const std::size_t kept = std::min(bytes.size(), most > preview_.size() ? most - preview_.size() : 0);
    append(preview_, bytes.first(kept));
}

std::string stream_view::place_text(std::uint64_t offset, const byte_origin& from) const {
    std::string text = "@" + std::to_string(offset) + "  ";
    if (from.packet == 0) return text;
    return text + "packet " + std::to_string(from.packet) + ", " + time_text(from.time_ns) + "  ";
}

void stream_view::remark(const std::string& text) {
    if (style_.is_json)
        text_ +=
            "{" + style_.json_head + "\"at\":" + std::to_string(at_) + ",\"remark\":" + json_string_of(text) + "}\n";
    else
        text_ += painted("33", "-- " + text + " --") + "\n";
}

void stream_view::show_item(const std::string& what, const std::string& header) {
    const std::uint64_t number = items_++;
    payload_bytes_ += item_bytes_;
    previous_begin_ = item_begin_;
    if (style_.only_faults || number < style_.first_item) return;
    if (style_.is_json) return show_json(what);
    text_ += place_text(item_begin_, item_origin_) + painted("1", what) +
             (lost_ == 0 ? "" : ", " + bytes_text(lost_) + " of them missing") + "\n";
    if (!header.empty()) text_ += "    " + header + "\n";
    text_ += hex_view(preview_, preview_begin_, {}, {style_.has_color, 4});
    const std::uint64_t whole = shown_header_ + item_bytes_ + trailer_;
    if (preview_.size() < whole) text_ += "    ... and " + bytes_text(whole - preview_.size()) + "\n";
}

void stream_view::show_json(const std::string& what) {
    const bool are_frames = way_.holds == content::frames;
    const std::span<const std::byte> shown(preview_);
    text_ += "{" + style_.json_head + "\"" + (are_frames ? "frame" : "message") + "\":" + std::to_string(items_ - 1) +
             ",\"at\":" + std::to_string(item_begin_);
    if (item_origin_.packet != 0)
        text_ += ",\"packet\":" + std::to_string(item_origin_.packet) +
                 ",\"time_ns\":" + std::to_string(item_origin_.time_ns);
    text_ += ",\"bytes\":" + std::to_string(item_bytes_);
    if (lost_ != 0) text_ += ",\"missing\":" + std::to_string(lost_);
    if (are_frames)
        text_ += ",\"header\":\"" + hexadecimal(shown.first(std::min(shown_header_, shown.size()))) + "\"";
    else
        text_ += ",\"title\":" + json_string_of(what);
    const auto behind = shown.subspan(std::min(shown_header_, shown.size()));
    const auto payload = behind.first(static_cast<std::size_t>(std::min<std::uint64_t>(item_bytes_, behind.size())));
    text_ += ",\"payload\":\"" + hexadecimal(payload) + "\"";
    if (trailer_ != 0) text_ += ",\"trailer\":\"" + hexadecimal(behind.subspan(payload.size())) + "\"";
    text_ += "}\n";
}

std::string stream_view::describe_refused(const frame_reading& found) const {
    if (way_.known != nullptr)
        return std::string(to_string(found.st)) + ": no frame of " + std::string(way_.known->name) +
               " begins so, at offset " + std::to_string(item_begin_) + ", frame " + std::to_string(items_);
    frame_reader<runtime_layout> frames(header_, conformance::checked_layout(way_.layout.prefix));
    frame_error error = frames.error();
    error.offset = item_begin_;
    std::array<char, 512> room;
    std::string text(describe(error, room));
    return text.insert(text.find(", first bytes"), ", frame " + std::to_string(items_));
}

void stream_view::refuse_message() {
    message_error error = messages_->error();
    error.offset = item_begin_;
    error.message_index = items_;
    std::array<char, 512> room;
    refuse(error.st, displayed(describe(error, room), 512), item_begin_, header_);
    fault_->header_offset = error.header_offset;
}

/// from_offset: bytes of the frame that have been taken out of the input.
void stream_view::refuse(status st, std::string described, std::uint64_t offset,
                         std::span<const std::byte> from_offset) {
    ++faults_;
    fault_ = stream_fault{.st = st, .offset = offset, .index = items_, .previous = previous_begin_};
    fault_origin_ = item_origin_;
    described_ = std::move(described);
    found_.assign(from_offset.begin(), from_offset.end());
    cuts_.clear();
    origins_.assign(found_.empty() ? 0 : 1, item_origin_);
    found_begin_ = offset;
    begins_with_fault_ = true;
    doing_ = doing::searching;
    restart_messages();
}

bool stream_view::is_inside() const { return is_payload_ || !header_.empty(); }

void stream_view::lose(std::uint64_t count, byte_origin behind) {
    if (count == 0) return;
    now_ = behind;
    missing_ += count;
    if (doing_ == doing::searching) search(true);
    is_aligned_ = false;
    if (doing_ == doing::reading && is_payload_ && remaining_ >= count) {
        remark(bytes_text(count) + " missing inside " + (way_.holds == content::frames ? "frame " : "message ") +
               std::to_string(items_));
        lost_ += count;
        remaining_ -= count;
        at_ += count;
        if (remaining_ == 0) way_.holds == content::frames ? end_frame() : end_message();
        return;
    }
    if (doing_ == doing::reading && is_inside()) {
        passed_over_ += at_ - item_begin_;
        remark(bytes_text(count) + " missing, and " + (way_.holds == content::frames ? "frame " : "message ") +
               std::to_string(items_) + " is not whole: " + bytes_text(at_ - item_begin_) + " of it are there");
    } else {
        remark(bytes_text(count) + " missing");
    }
    at_ += count;
    restart_messages();
    recent_.clear();
    found_.clear();
    cuts_.clear();
    origins_.clear();
    found_begin_ = at_;
    to_skip_ -= std::min(to_skip_, count);
    doing_ = doing::searching;
}

/// Looks for frames in what has come since a fault or a hole, and reads on from there. is_over: nothing follows it.
void stream_view::search(bool is_over) {
    if (fault_) show_fault(is_over);
    const std::size_t from = std::exchange(begins_with_fault_, false) ? 1 : 0;
    const bool may_go_on = faults_ <= most_faults;
    const std::size_t place =
        may_go_on ? find_frames(way_, {found_, is_over, cuts_}, std::min(from, found_.size())) : found_.size();
    const std::vector<std::byte> all = std::exchange(found_, {});
    const std::vector<std::uint64_t> cuts = std::exchange(cuts_, {});
    const std::vector<byte_origin> origins = std::exchange(origins_, {});
    at_ = found_begin_ + place;
    passed_over_ += place;
    keep_recent(std::span(all).first(place));
    if (place == all.size()) {
        if (place != 0 && (is_over || !may_go_on)) remark(bytes_text(place) + " skipped, no frames in them");
        found_begin_ = at_;
        is_aligned_ = false;
        return;
    }
    if (place != 0) remark(bytes_text(place) + " skipped, frames begin again at byte " + std::to_string(at_));
    is_aligned_ = false;
    doing_ = doing::reading;
    const byte_origin last = now_;
    for (std::size_t i = 0; i <= cuts.size(); ++i) {
        const std::size_t begin = std::max<std::size_t>(place, i == 0 ? 0 : static_cast<std::size_t>(cuts[i - 1]));
        const std::size_t end = i == cuts.size() ? all.size() : static_cast<std::size_t>(cuts[i]);
        if (i < origins.size()) now_ = origins[i];
        if (begin < end) take(std::span(all).subspan(begin, end - begin));
    }
    now_ = last;
}

void stream_view::finish(bool is_complete) {
    if (is_over_) return;
    is_over_ = true;
    while (doing_ == doing::searching && (fault_ || !found_.empty())) search(true);
    if (doing_ == doing::reading && is_inside()) {
        const bool is_prefix = !is_payload_;
        const std::uint64_t have = is_payload_ ? item_bytes_ + trailer_ - remaining_ : at_ - item_begin_;
        std::uint64_t need = have + remaining_;
        status st = way_.holds == content::messages ? status::truncated_body : status::truncated_payload;
        if (is_prefix && way_.holds == content::messages) {
            const stream_end end = messages_->finish();
            st = end.st;
            need = end.need;
        } else if (is_prefix) {
            st = status::truncated_prefix;
            need = way_.known != nullptr
                       ? have + 1
                       : std::max<std::uint64_t>(have + 1, conformance::min_header_bytes(way_.layout.prefix));
        }
        const std::string words = std::to_string(have) + " of " + bytes_text(need) + " came, in " +
                                  (way_.holds == content::frames ? "frame " : "message ") + std::to_string(items_) +
                                  " at offset " + std::to_string(item_begin_);
        if (is_complete) {
            const std::uint64_t begin = item_begin_;
            ++faults_;
            fault_ = stream_fault{
                .st = st, .offset = begin, .index = items_, .previous = previous_begin_, .have = have, .need = need};
            fault_origin_ = item_origin_;
            described_ = std::string(to_string(st)) + ": " + std::string(rule_of(st)) + ": " + words;
        } else {
            remark("the capture ends: " + words);
        }
        passed_over_ += at_ - item_begin_;
        if (is_prefix) keep_recent(header_);
    }
    if (fault_) show_fault(true);
    show_counts();
}

/// Where to look: the length, the place in the header, or the stream's end.
std::uint64_t stream_view::fault_place() const {
    if (is_cut(fault_->st)) return at_;
    return fault_->offset +
           (fault_->header_offset == 0 ? 0 : conformance::min_header_bytes(way_.layout.prefix) + fault_->header_offset);
}

/// The end of the bytes in which the cause is looked for: the same ones, however they came.
std::uint64_t stream_view::cause_end() const {
    return std::min<std::uint64_t>(window_bytes, fault_place() + context_bytes);
}

std::string stream_view::cause_of_fault(bool is_over) const {
    if (!is_aligned_) return ""; // the beginning of the stream does not lead here
    const auto seen = std::span<const std::byte>(window_).first(
        static_cast<std::size_t>(std::min<std::uint64_t>(window_.size(), cause_end())));
    stream_fault known = *fault_;
    const bool is_early = known.offset < window_.size();
    known.near_bytes = is_early ? std::span<const std::byte>(window_).subspan(static_cast<std::size_t>(known.offset))
                                : std::span<const std::byte>(found_);
    return likely_cause(way_, known, {seen, is_over && is_over_ && fed_ == seen.size()});
}

void stream_view::show_fault(bool is_over) {
    const std::uint64_t place = fault_place();
    const std::string cause = cause_of_fault(is_over);
    if (style_.is_json) {
        text_ += "{" + style_.json_head + "\"fault\":" + json_string_of(to_string(fault_->st)) +
                 ",\"at\":" + std::to_string(fault_->offset) + ",\"index\":" + std::to_string(fault_->index);
        if (fault_origin_.packet != 0) text_ += ",\"packet\":" + std::to_string(fault_origin_.packet);
        text_ += ",\"text\":" + json_string_of(described_) + ",\"cause\":" + json_string_of(cause) + "}\n";
        fault_.reset();
        return;
    }
    text_ += place_text(fault_->offset, fault_origin_) + painted("1;31", "FAULT") + "  " + described_ + "\n";
    std::vector<std::byte> shown = recent_; // up to the fault, or to the end
    const bool is_at_end = is_cut(fault_->st);
    if (!is_at_end) append(shown, found_);
    const std::uint64_t first = (is_at_end ? at_ : found_begin_) - recent_.size();
    const std::uint64_t begin = std::max(first, place - std::min<std::uint64_t>(place, shown_before));
    const std::uint64_t end = std::min(first + shown.size(), place + shown_behind);
    const prefix_layout& prefix = way_.layout.prefix;
    const std::uint64_t field = place + prefix.offset;
    marked_range mark{field, field + (conformance::is_varint(prefix) ? 1U : prefix.width)};
    if (way_.known != nullptr || fault_->header_offset != 0) mark = {place, place + 1};
    if (begin < end)
        text_ += hex_view(std::span<const std::byte>(shown).subspan(static_cast<std::size_t>(begin - first),
                                                                    static_cast<std::size_t>(end - begin)),
                          begin, mark, {style_.has_color, 4});
    if (!cause.empty()) text_ += "    " + painted("33", "likely cause:") + " " + cause + "\n";
    fault_.reset();
}

void stream_view::show_counts() {
    const bool are_frames = way_.holds == content::frames;
    if (style_.is_json) {
        text_ += "{" + style_.json_head + "\"" + (are_frames ? "frames" : "messages") + "\":" + std::to_string(items_) +
                 ",\"payload_bytes\":" + std::to_string(payload_bytes_) + ",\"stream_bytes\":" + std::to_string(fed_) +
                 ",\"missing_bytes\":" + std::to_string(missing_) +
                 ",\"passed_over_bytes\":" + std::to_string(passed_over_) + ",\"faults\":" + std::to_string(faults_) +
                 "}\n";
        return;
    }
    text_ += counted(items_, are_frames ? "frame" : "message") + ", " + bytes_text(payload_bytes_) +
             (are_frames ? " of payload" : " of bodies") + ", in a stream of " + bytes_text(fed_) + ": " +
             (faults_ != 0 ? painted("1;31", counted(faults_, "fault")) : painted("32", "no fault"));
    if (missing_ != 0) text_ += ", " + bytes_text(missing_) + " missing";
    if (passed_over_ != 0) text_ += ", " + bytes_text(passed_over_) + " in no frame";
    text_ += "\n";
}

std::string stream_view::painted(std::string_view color, const std::string& text) const {
    return style_.has_color ? "\033[" + std::string(color) + "m" + text + "\033[0m" : text;
}

std::string stream_view::take_text() { return std::exchange(text_, {}); }

} // namespace cleave::inspect
