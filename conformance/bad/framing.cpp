// SPDX-License-Identifier: MIT
#include "endpoint.hpp"
#include "mutants.hpp"

#include <algorithm>
#include <utility>

namespace second {

namespace {

std::uint64_t all_ones(unsigned bits) { return bits == 0 ? 0 : ~std::uint64_t{0} >> (64 - bits); }

struct length_field {
    bool is_whole = false;
    std::string error;
    std::size_t bytes = 0; // up to the end of the field
    std::uint64_t payload = 0;
};

/// Reads the length out of the front of a header.
class length_reader {
  public:
    explicit length_reader(const frame_layout& layout) : layout_(layout) {}

    std::uint64_t counted() const {
        if (layout_.what == counts::payload) return 0;
        return layout_.width + layout_.gap + (layout_.what == counts::whole_frame ? layout_.offset : 0);
    }
    std::size_t least_header() const { return layout_.offset + std::max(layout_.width, 1U) + layout_.gap; }

    length_field read(std::string_view have) const {
        length_field field;
        std::string padded;
        const std::size_t offset = has("leading-bytes-are-the-length") ? 0 : layout_.offset;
        if (has("recv-is-whole") && !have.empty() && have.size() < least_header()) {
            padded = have;
            padded.resize(least_header());
            have = padded;
        }
        if (layout_.width == 0) {
            read_varint(have.substr(std::min(have.size(), offset)), field);
            field.bytes += offset;
        } else {
            if (has("refused-by-first-byte") && layout_.is_big && have.size() > offset && have[offset] != 0 &&
                layout_.width > 2 && layout_.max_payload < 0x10000)
                field.error = "frame_too_large";
            if (!field.error.empty() || have.size() < offset + layout_.width) return field;
            field.bytes = offset + layout_.width;
            field.is_whole = true;
            read_fixed(have.substr(offset, layout_.width), field);
        }
        if (has("leading-byte-must-be-zero") && layout_.offset > 0 && !have.empty() && have[0] != 0)
            field.error = "frame_too_large";
        if (field.is_whole && field.error.empty()) check_limit(field);
        return field;
    }

  private:
    void read_fixed(std::string_view bytes, length_field& field) const {
        const bool is_big = has("order-swapped") ? !layout_.is_big : layout_.is_big;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const std::size_t at = is_big ? i : bytes.size() - 1 - i;
            std::uint64_t byte = static_cast<unsigned char>(bytes[at]);
            if (has("bytes-sign-extended") && bytes[at] < 0) byte |= ~std::uint64_t{0xFF};
            value = value << 8 | byte;
        }
        if (has("bytes-sign-extended")) value &= all_ones(8 * layout_.width);
        if (has("width-is-four") && layout_.width == 8) value &= 0xFFFFFFFF;
        if (has("length-is-int32") && value >> 31 != 0)
            value = static_cast<std::uint64_t>(static_cast<std::int32_t>(value));
        const bool is_signed = has("sign-ignored") ? false : layout_.is_signed;
        const bool is_negative = (is_signed && (value >> (8 * layout_.width - 1) & 1) != 0) ||
                                 (has("length-is-int32") && static_cast<std::int64_t>(value) < 0);
        if (is_negative) return read_negative(value, field);
        take_counted_off(value, field);
    }

    void read_negative(std::uint64_t value, length_field& field) const {
        if (has("negative-is-zero") || has("negative-reply-is-empty")) return;
        if (has("negative-is-negated")) {
            field.payload = (~value + 1) & all_ones(8 * layout_.width - 1);
            return;
        }
        if (has("only-minus-one-is-negative") && value != all_ones(8 * layout_.width)) {
            field.payload = value;
            return;
        }
        field.error = "negative_length";
    }

    void take_counted_off(std::uint64_t value, length_field& field) const {
        std::uint64_t off = counted();
        if (has("header-not-taken-off")) off = 0;
        if (has("header-taken-off-twice")) off *= 2;
        if (has("limit-before-adjustment") && value > layout_.max_payload) {
            field.error = "frame_too_large";
            return;
        }
        if (value < off) {
            if (has("below-header-is-empty")) return;
            if (!has("below-header-wraps")) field.error = "length_below_header";
        }
        field.payload = value - off;
    }

    void read_varint(std::string_view have, length_field& field) const {
        const std::size_t most = has("varint-of-five-bytes") ? 5 : has("varint-without-end") ? 600 : 10;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < have.size(); ++i) {
            std::uint64_t byte = static_cast<unsigned char>(have[i]);
            const bool goes_on = byte >= 0x80;
            if (!has("varint-flag-kept")) byte &= 0x7F;
            if (has("varint-highest-first"))
                value = value << 7 | byte;
            else if (i < 10)
                value |= byte << 7 * i;
            field.bytes = i + 1;
            if (i == 9 && byte > 1 && !has("varint-overflow-dropped") && !has("varint-without-end"))
                field.error = "varint_too_long";
            if (goes_on && i + 1 == most) field.error = "varint_too_long";
            if (!field.error.empty()) return;
            if (goes_on) continue;
            if (byte == 0 && i > 0 && !has("varint-size-canonical")) field.error = "varint_not_canonical";
            if (has("varint-size-canonical"))
                while (field.bytes > 1 && value >> 7 * (field.bytes - 1) == 0) --field.bytes;
            field.is_whole = true;
            field.payload = value;
            return;
        }
        field.bytes = 0;
    }

    void check_limit(length_field& field) const {
        const std::uint64_t most = layout_.max_payload;
        bool is_above = field.payload > most;
        if (has("limit-refused")) is_above = field.payload >= most;
        if (has("limit-plus-one")) is_above = most != ~std::uint64_t{0} && field.payload > most + 1;
        if (has("no-limit")) is_above = false;
        if (has("limit-compared-as-int32"))
            is_above = static_cast<std::int32_t>(field.payload) >
                       static_cast<std::int32_t>(std::min<std::uint64_t>(most, 0x7FFFFFFF));
        if (has("sum-wraps")) {
            const std::uint64_t header = least_header();
            const unsigned bits = layout_.width == 0 ? 64 : 8 * layout_.width;
            is_above = ((field.payload + header) & all_ones(bits)) > most + header;
        }
        if (has("limit-sum-wraps")) {
            const std::uint64_t bits =
                all_ones(layout_.width == 0 ? 64 : 8 * layout_.width - (layout_.is_signed ? 1 : 0));
            is_above = field.payload + least_header() > ((most + least_header()) & bits);
        }
        if (is_above) field.error = "frame_too_large";
    }

    frame_layout layout_;
};

class null_output : public output {
  public:
    void event(std::string_view, std::string_view) override {}
    void attribute(std::string_view, std::string_view) override {}
    void data(std::string_view, std::string_view) override {}
    void error(std::string_view, std::optional<std::uint64_t>) override {}
    void send(std::string_view) override {}
};

class frame_reader : public endpoint {
  public:
    frame_reader(const frame_layout& layout, bool discards, std::string data_name, bool tells_begin)
        : length_(layout), layout_(layout), discards_(discards), data_name_(std::move(data_name)),
          tells_begin_(tells_begin) {}

    void deliver(std::string_view piece, output& out) override {
        if (failed_) {
            if (has("error-told-again") && !piece.empty()) out.error(code_, frame_at_);
            if (!has("error-not-sticky")) return;
            failed_ = false;
            state_ = state::header;
        }
        if (has("empty-delivery-is-the-end") && piece.empty()) {
            finish(out, false);
            failed_ = true;
            return;
        }
        if (has("frames-before-error-lost")) {
            frame_reader ahead(*this);
            null_output nowhere;
            ahead.bytes_ += piece;
            while (!ahead.failed_ && ahead.step(nowhere)) {
            }
            if (ahead.failed_) return fail(ahead.code_, ahead.frame_at_, out);
        }
        bytes_ += piece;
        frames_here_ = 0;
        while (!failed_ && step(out)) {
        }
        if (has("partial-header-lost") && state_ == state::header) drop(bytes_.size() - from_);
        if (has("rest-of-read-dropped") && frames_here_ > 0) drop(bytes_.size() - from_);
        if (has("data-told-at-the-cut") && state_ == state::payload && remaining_ == 1 && !piece.empty()) {
            out.event("end");
            state_ = state::header;
            remaining_ = 0;
        }
        bytes_.erase(0, from_);
        from_ = 0;
    }

    void finish(output& out, bool) override {
        if (failed_) return;
        if (end_is_held_) out.event("end");
        const std::uint64_t end = at_ + (bytes_.size() - from_);
        const std::uint64_t told = has("end-offset-is-the-frames") ? frame_at_ : end;
        switch (state_) {
        case state::header:
            if (end == 0 && has("empty-stream-is-cut")) return fail("truncated_prefix", told, out);
            if (end == at_ && has("clean-end-is-cut") && at_ > 0) return fail("truncated_prefix", told, out);
            if (end == at_ || has("end-in-header-is-clean")) return;
            if (has("cut-varint-is-zero") && layout_.width == 0) return;
            return fail(has("cuts-not-told-apart") ? "truncated_payload" : "truncated_prefix", told, out);
        case state::payload:
            if (has("end-in-payload-is-clean")) return;
            if (has("cut-reply-is-whole") && data_name_ == "output") return out.event("end");
            if (has("end-behind-header-is-clean") && remaining_ == length_in_progress_) return;
            return fail("truncated_payload", told, out);
        case state::discard:
            if (has("end-in-discard-is-clean")) return;
            return fail("truncated_payload", told, out);
        }
    }

  private:
    enum class state { header, payload, discard };

    std::size_t available() const { return bytes_.size() - from_; }
    std::string_view front(std::size_t size) const { return std::string_view(bytes_).substr(from_, size); }
    void drop(std::size_t size) {
        size = std::min(size, available()); // a fault may think that more has come
        from_ += size;
        at_ += size;
    }
    void fail(std::string_view code, std::uint64_t at, output& out) {
        if (has("last-frame-told-again") && !last_payload_.empty()) {
            out.event("begin", std::to_string(last_payload_.size()));
            out.data(data_name_, last_payload_);
            out.event("end");
        }
        if (has("error-offset-behind-header")) at = at_ + std::min<std::size_t>(available(), length_.least_header());
        failed_ = true;
        code_ = code;
        out.error(code, at);
    }

    bool step(output& out) {
        if (has("one-frame-a-read") && frames_here_ > 0) return false;
        switch (state_) {
        case state::header: return read_header(out);
        case state::payload: return read_payload(out);
        case state::discard: return pass_over();
        }
        return false;
    }

    bool read_header(output& out) {
        const std::size_t least = length_.least_header();
        frame_at_ = at_;
        if (available() == 0) return false;
        if (has("one-byte-too-many-awaited") && available() <= least) return false;
        length_field field = length_.read(front(std::max<std::size_t>(least, 640)));
        if (has("old-bytes-counted-again") && field.is_whole && field.error.empty() &&
            field.payload + headers_seen_ > layout_.max_payload && headers_seen_ > 0)
            field.error = "frame_too_large";
        if (field.error.empty() && !field.is_whole) {
            headers_seen_ += available();
            return false;
        }
        headers_seen_ = 0;
        const std::size_t header = field.bytes + (has("gap-is-payload") ? 0 : layout_.gap);
        if (field.error.empty() && field.payload + total_ > layout_.max_payload && has("limit-over-all-frames"))
            field.error = "frame_too_large";
        if (!field.error.empty()) {
            const bool is_late = (has("refused-behind-gap") && available() < header) ||
                                 (has("refused-behind-payload") && available() < header + 1);
            if (is_late) return false;
            const bool is_excess =
                field.error == "frame_too_large" || (has("discard-takes-negative") && field.error == "negative_length");
            if (!discards_ || !is_excess || !field.is_whole) return fail(field.error, frame_at_, out), false;
            out.event("excess", std::to_string(field.payload));
            gap_left_ = header - field.bytes;
            remaining_ = field.payload + (has("discard-counts-header") ? header : 0);
            if (has("discard-wraps")) remaining_ += std::exchange(gap_left_, 0);
            drop(field.bytes);
            if (has("discard-only-what-is-there")) remaining_ = std::min<std::uint64_t>(remaining_, available());
            state_ = remaining_ == 0 && gap_left_ == 0 ? state::header : state::discard;
            return true;
        }
        if (has("begin-before-gap") && available() < header) {
            if (!begin_told_) out.event("begin", std::to_string(field.payload));
            begin_told_ = true;
        }
        const bool is_short = has("recv-is-whole") && available() < header;
        if (available() < header && !is_short) return false;
        drop(std::min(header, available()));
        begin(field.payload, out);
        return true;
    }

    void begin(std::uint64_t payload, output& out) {
        if (has("length-zero-keeps-the-last") && payload == 0) payload = length_in_progress_;
        if (has("empty-frame-is-the-end") && payload == 0) {
            failed_ = true;
            return;
        }
        if (has("empty-frame-swallowed") && payload == 0) return;
        if (has("empty-output-is-no-reply") && payload == 0 && data_name_ == "output") return;
        if (end_is_held_) out.event("end");
        end_is_held_ = false;
        length_in_progress_ = remaining_ = payload;
        total_ += payload;
        last_payload_.clear();
        if (has("begin-with-first-data") && payload > 0)
            begin_is_held_ = true;
        else if (tells_begin_ && !begin_told_)
            out.event("begin", std::to_string(payload));
        begin_told_ = false;
        if (payload == 0)
            end(out);
        else
            state_ = state::payload;
    }

    bool read_payload(output& out) {
        std::uint64_t some = std::min<std::uint64_t>(remaining_, available());
        if (some == 0) return false;
        if (has("body-over-read") && available() > remaining_) some = available();
        if (std::exchange(begin_is_held_, false)) out.event("begin", std::to_string(length_in_progress_));
        std::string piece(front(static_cast<std::size_t>(some)));
        drop(piece.size());
        if (has("output-decoded") && data_name_ == "output")
            for (char& c : piece)
                if (c < 0) c = '?';
        if (has("output-of-one-read") && data_name_ == "output") remaining_ = some;
        if (has("payload-ends-at-nul")) piece = piece.substr(0, piece.find('\0'));
        if (has("line-ends-converted")) std::erase(piece, '\r');
        last_payload_ += piece;
        const bool is_held = has("data-held-to-the-end");
        if (!is_held) out.data(data_name_, piece);
        if (has("payload-of-4096") && length_in_progress_ - remaining_ + some > 4096) remaining_ = some;
        remaining_ -= std::min(remaining_, some);
        if (remaining_ == 0) {
            if (is_held) out.data(data_name_, last_payload_);
            end(out);
        }
        return true;
    }

    bool pass_over() {
        const std::size_t gap = std::min(gap_left_, available());
        drop(gap);
        gap_left_ -= gap;
        const std::uint64_t some = std::min<std::uint64_t>(remaining_, available());
        drop(static_cast<std::size_t>(some));
        remaining_ -= some;
        if (gap_left_ == 0 && remaining_ == 0) state_ = state::header;
        return gap + some != 0;
    }

    void end(output& out) {
        state_ = state::header;
        ++frames_here_;
        if (has("end-with-next-frame"))
            end_is_held_ = true;
        else
            out.event("end");
    }

    length_reader length_;
    frame_layout layout_;
    bool discards_;
    std::string data_name_;
    bool tells_begin_;

    std::string bytes_; // that arrived and are not consumed, from from_ on
    std::size_t from_ = 0;
    std::uint64_t at_ = 0; // of bytes_[from_] in the stream
    state state_ = state::header;
    std::uint64_t frame_at_ = 0;
    std::uint64_t length_in_progress_ = 0;
    std::uint64_t remaining_ = 0;
    std::size_t gap_left_ = 0; // of what is skipped
    bool failed_ = false;

    // What only faults need
    std::string code_;
    std::string last_payload_;
    std::uint64_t total_ = 0;
    std::uint64_t headers_seen_ = 0;
    std::size_t frames_here_ = 0;
    bool begin_told_ = false;
    bool begin_is_held_ = false;
    bool end_is_held_ = false;
};

class frame_writer : public endpoint {
  public:
    explicit frame_writer(const setup& asked) : layout_(asked.layout), size_(asked.option("payload_size")) {}

    void deliver(std::string_view piece, output& out) override {
        const std::uint64_t size = size_.empty() ? piece.size() : std::stoull(size_);
        const bool is_refused = is_above(size) || (size == 0 && has("encoder-refuses-empty"));
        if (is_refused && !has("encoder-checks-last")) return out.error("frame_too_large", std::nullopt);
        if (size == 0 && has("encoder-skips-empty")) return;
        out.send(header(size));
        if (is_refused) return out.error("frame_too_large", std::nullopt);
        if (size_.empty()) out.send(piece);
    }

  private:
    std::uint64_t counted() const {
        if (layout_.what == counts::payload) return has("encoder-counts-header") ? layout_.width : 0;
        if (has("encoder-counts-payload")) return 0;
        return layout_.width + layout_.gap + (layout_.what == counts::whole_frame ? layout_.offset : 0);
    }

    bool is_above(std::uint64_t size) const {
        if (has("encoder-without-limit")) return false;
        if (has("encoder-refuses-limit")) return size >= layout_.max_payload;
        if (has("encoder-limit-plus-one")) return size > layout_.max_payload + 1;
        if (has("encoder-knows-capacity-only"))
            return layout_.width != 0 && size > all_ones(8 * layout_.width - (layout_.is_signed ? 1 : 0)) - counted();
        return size > layout_.max_payload;
    }

    std::string header(std::uint64_t size) const {
        const char filler = has("encoder-leaves-garbage") ? '\xCD' : '\0';
        std::string all(layout_.offset, filler);
        std::uint64_t length = size + counted();
        if (layout_.width == 0) {
            for (; length >= 0x80; length >>= 7) all += static_cast<char>(length | 0x80);
            all += static_cast<char>(length);
            if (has("encoder-pads-varint") && size > 0) {
                all.back() = static_cast<char>(all.back() | 0x80);
                all += '\0';
            }
        }
        const bool is_big = has("encoder-order-swapped") ? !layout_.is_big : layout_.is_big;
        for (unsigned i = 0; i < layout_.width; ++i)
            all += static_cast<char>(length >> 8 * (is_big ? layout_.width - 1 - i : i));
        return all + std::string(has("encoder-forgets-gap") ? 0 : layout_.gap, filler);
    }

    frame_layout layout_;
    std::string size_;
};

} // namespace

std::unique_ptr<endpoint> make_frame_reader(const setup& asked) {
    if (asked.role == "command_reply") return std::make_unique<frame_reader>(frame_layout{}, false, "output", false);
    return std::make_unique<frame_reader>(asked.layout, asked.option("on_excess") == "discard", "data", true);
}

std::unique_ptr<endpoint> make_frame_writer(const setup& asked) { return std::make_unique<frame_writer>(asked); }

} // namespace second
