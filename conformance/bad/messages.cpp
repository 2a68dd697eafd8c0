// SPDX-License-Identifier: MIT
//
// Header messages, files and command replies: LEN, a JSON object, and a body.
#include "digests.hpp"
#include "endpoint.hpp"
#include "json.hpp"
#include "mutants.hpp"
#include "names.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>

namespace second {

namespace {

constexpr std::uint64_t most_bytes = 0x7FFFFFFFFFFFFFFF;

enum class kind { text, bytes, integer, flag };

struct known_field {
    std::string_view key;  // in the header
    std::string_view name; // in events
    kind of;
};

constexpr known_field known_fields[] = {
    {"cmd", "cmd", kind::text},
    {"status", "status", kind::text},
    {"file_name", "name", kind::text},
    {"filename", "name", kind::text},
    {"msg", "msg", kind::text},
    {"md5", "md5", kind::text},
    {"sha256", "sha256", kind::text},
    {"ack", "ack", kind::text},
    {"command", "command", kind::text},
    {"code", "code", kind::text},
    {"message", "message", kind::text},
    {"file_size", "size", kind::bytes},
    {"filesize", "size", kind::bytes},
    {"total_size", "size", kind::bytes},
    {"offset", "offset", kind::bytes},
    {"received", "received", kind::bytes},
    {"stdout_size", "stdout_size", kind::bytes},
    {"stderr_size", "stderr_size", kind::bytes},
    {"exit_code", "exit_code", kind::integer},
    {"reply", "reply", kind::flag},
    {"truncated", "truncated", kind::flag},
};

struct field {
    std::string text; // of a text; else as events show it
    std::uint64_t number = 0;
    kind of = kind::text;
};

struct header_fields {
    std::map<std::string, field, std::less<>> all;
    std::string text;

    bool has_field(std::string_view name) const { return all.find(name) != all.end(); }
    std::string string(std::string_view name) const {
        const auto found = all.find(name);
        return found == all.end() ? "" : found->second.text;
    }
    std::uint64_t number(std::string_view name) const {
        const auto found = all.find(name);
        return found == all.end() ? 0 : found->second.number;
    }
    void show(output& out) const {
        for (const auto& [name, one] : all)
            out.attribute(name, one.of == kind::text ? hex_literal(one.text) : one.text);
    }
};

class header_reader : public json_reader {
  public:
    header_reader(std::string_view text, header_fields& fields) : json_reader(text, {}), fields_(fields) {
        fields_.text = text;
    }

    bool read_header() {
        json_value tree;
        if (!read(tree)) return false;
        if (has("unknown-fields-dropped-from-text")) {
            std::erase_if(tree.members, [](const auto& member) { return !find(member.key); });
            fields_.text = to_json(tree);
        }
        for (const auto& [name, code] : faults_by_name_)
            if (!code.empty()) return fail(code);
        return true;
    }

  private:
    static const known_field* find(std::string_view key) {
        for (const known_field& one : known_fields)
            if (one.key == key && !(has("only-first-names") && (key == "filesize" || key == "total_size")) &&
                !(has("total-size-unknown") && key == "total_size"))
                return &one;
        return nullptr;
    }

    bool text_begins(char first) override {
        return first == '{' || has("any-value-is-a-header") || fail("json_not_object");
    }

    bool member_begins(const std::string& key, char first) override {
        const known_field* known = find(key);
        if (known == nullptr) return !has("unknown-field-refused") || fail("field_wrong_type");
        if (fields_.has_field(known->name) && !has("last-name-wins")) {
            // Two values of one field: the second must be a value at least, then it is a conflict.
            conflict_ = true;
            return true;
        }
        const bool is_number = first == '-' || (first >= '0' && first <= '9');
        const bool is_flag = first == 't' || first == 'f';
        is_absent_ = first == 'n' && is_optional(known->name);
        bool fits = is_absent_;
        switch (known->of) {
        case kind::text: fits |= first == '"'; break;
        case kind::bytes:
            fits |= is_number || (first == '"' && has("size-in-quotes-taken")) ||
                    (first == 't' && has("true-is-one")) || (first == 'n' && has("null-is-zero"));
            break;
        case kind::integer: fits |= is_number; break;
        case kind::flag: fits |= is_flag; break;
        }
        wrong_type_ = !fits;
        // What cannot even begin a value is an error of the text; the reader finds it.
        const bool opens = first == '[' || first == '{';
        return fits || !opens || refuse(known->name, "field_wrong_type");
    }

    bool member_ends(const std::string& key, const json_value& value) override {
        const known_field* known = find(key);
        if (known == nullptr) return true;
        if (conflict_) return refuse(known->name, "field_conflict");
        if (wrong_type_ && !(has("wrong-text-is-empty") && known->of == kind::text))
            return refuse(known->name, "field_wrong_type");
        if (is_absent_) return true;
        field one{value.text, 0, known->of};
        if (known->of == kind::bytes && !read_bytes(*known, value.text, one)) return error().empty();
        if (known->of == kind::integer && !read_integer(value.text)) return false;
        if (known->of == kind::integer && has("exit-code-is-a-byte"))
            one.text = std::to_string(std::stoi(one.text) & 255);
        fields_.all[std::string(known->name)] = one;
        return true;
    }

    static bool is_optional(std::string_view name) {
        return name != "cmd" && name != "status" && name != "name" && name != "size";
    }

    bool refuse(std::string_view name, std::string_view code) {
        if (!has("faults-by-name")) return fail(code);
        faults_by_name_.emplace(name, code);
        conflict_ = wrong_type_ = false;
        return true;
    }

    bool read_bytes(const known_field& known, std::string text, field& into) {
        const bool is_unchecked_offset = known.name == "offset" && has("offset-unchecked");
        const std::string_view digits = text;
        if (text == "true" || text == "null") text = text == "true" ? "1" : "0";
        if (text.find_first_of(".eE") != std::string::npos) {
            if (!has("fraction-cut-off") && !(has("exponent-taken") && text.find('.') == std::string::npos) &&
                !is_unchecked_offset)
                return refuse(known.name, "size_not_integer"), false;
            text = std::to_string(static_cast<std::uint64_t>(std::min(std::strtod(text.c_str(), nullptr), 9.0e18)));
        }
        if (digits.starts_with('-')) {
            if (has("minus-zero-taken") && text == "-0") {
                text = "0";
            } else if (has("negative-size-is-zero") || is_unchecked_offset) {
                text = "0";
            } else {
                return refuse(known.name, has("negative-size-is-huge") ? "size_out_of_range" : "size_negative"), false;
            }
        }
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), into.number);
        const bool is_above = failure != std::errc{} || into.number > most_bytes;
        if (failure != std::errc{}) into.number = 5;
        if (is_above && !has("size-wraps") && !(has("size-of-64-bits") && failure == std::errc{}) &&
            !is_unchecked_offset)
            return refuse(known.name, has("size-is-clamped") ? "size_too_large" : "size_out_of_range"), false;
        if (has("size-via-double")) into.number = static_cast<std::uint64_t>(static_cast<double>(into.number));
        if (has("size-is-int32")) into.number = static_cast<std::uint32_t>(into.number) & 0x7FFFFFFF;
        into.text = std::to_string(into.number);
        return true;
    }

    bool read_integer(const std::string& text) {
        if (text.find_first_of(".eE") != std::string::npos) return fail("value_wrong_type");
        std::int64_t number = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
        return failure == std::errc{} || fail("value_out_of_range");
    }

    header_fields& fields_;
    bool conflict_ = false;
    bool wrong_type_ = false;
    bool is_absent_ = false; // null, of a field that may be
    std::map<std::string, std::string> faults_by_name_;
};

/// What all readers of messages do: LEN, text, body. What they show is theirs.
class message_reader : public endpoint {
  public:
    message_reader(const setup& asked, std::string usual_body)
        : header_limit_(asked.limit("header", 65536)), size_limit_(asked.limit("size", most_bytes)),
          body_rule_(asked.option("body").empty() ? std::move(usual_body) : asked.option("body")) {}

    void deliver(std::string_view piece, output& out) override {
        if (failed_ && !resumes()) return;
        if (piece.empty() && has("empty-read-ends-message")) {
            finish(out, false);
            failed_ = true;
        }
        bytes_ += piece;
        delivered_ = piece.size();
        while (!failed_ && step(out)) {
        }
        if (has("len-in-pieces-lost") && state_ == state::length) {
            at_ += bytes_.size();
            bytes_.clear();
        }
    }

    void finish(output& out, bool was_reset) override {
        if (failed_ || (was_reset && has("reset-is-clean"))) return;
        const std::uint64_t end = at_ + bytes_.size();
        switch (state_) {
        case state::length:
            if (bytes_.empty() && !(has("end-between-messages-is-cut") && at_ > 0) &&
                !(has("no-message-is-cut") && at_ == 0))
                return;
            if (has("end-in-len-is-clean")) return;
            return fail("truncated_prefix", end, out);
        case state::header:
            if (has("end-in-text-is-clean")) return;
            return fail(has("cut-text-is-cut-len") ? "truncated_prefix" : "truncated_header", end, out);
        case state::body:
            if (has("end-in-body-is-the-end")) return out.event("end");
            if (has("end-in-body-is-clean")) return;
            return fail("truncated_body", has("cut-body-told-at-message") ? message_at_ : end, out);
        }
    }

  protected:
    /// Each returns the error it finds, or nothing.
    virtual std::string show_header(const header_fields& fields, output& out) = 0;
    virtual void show_data(std::string_view piece, output& out) { out.data("data", piece); }
    virtual std::string show_end(output& out) {
        out.event("end");
        return "";
    }

    bool has_body_ = false;
    std::uint64_t body_ = 0;      // bytes of the message's body
    std::uint64_t remaining_ = 0; // of it to come

  private:
    enum class state { length, header, body };

    bool resumes() {
        if (!has("messages-behind-error")) return false;
        failed_ = false;
        state_ = state::length;
        bytes_.clear();
        return true;
    }

    void take(std::size_t size) {
        bytes_.erase(0, size);
        at_ += size;
    }

    void fail(std::string_view code, std::uint64_t at, output& out) {
        if (has("message-offset-behind-len")) at += 4;
        failed_ = true;
        out.error(code, at);
    }

    bool step(output& out) {
        switch (state_) {
        case state::length: return read_length(out);
        case state::header: return read_text(out);
        case state::body: return read_body(out);
        }
        return false;
    }

    bool read_length(output& out) {
        if (messages_ > 0 && has("one-message-a-connection")) return false;
        message_at_ = at_;
        if (bytes_.size() < 4 && !(has("len-recv-is-whole") && !bytes_.empty())) return false;
        std::string four = bytes_.substr(0, 4);
        four.resize(4);
        std::uint32_t length = 0;
        for (int i = 0; i < 4; ++i)
            length |= std::uint32_t{static_cast<unsigned char>(four[static_cast<std::size_t>(i)])}
                      << 8 * (has("len-big-endian") ? 3 - i : i);
        std::string error;
        if (length >> 31 != 0 && !has("len-is-unsigned")) error = "negative_length";
        if (error.empty() && length == 0 && !has("empty-header-taken")) error = "header_empty";
        std::uint64_t most = header_limit_;
        if (has("header-limit-plus-one")) ++most;
        if (has("header-limit-refused")) --most;
        if (error.empty() && length > most && !has("header-of-any-size")) error = "header_too_large";
        if (!error.empty() && has("len-checked-behind-text") && bytes_.size() < 5) return false;
        if (!error.empty()) return fail(error, message_at_, out), false;
        take(std::min<std::size_t>(4, bytes_.size()));
        length_ = length;
        state_ = state::header;
        return true;
    }

    /// The whole text, or nothing where it is not there yet.
    bool gather_text(std::string& text) {
        if (has("text-up-to-the-brace")) {
            const auto brace = bytes_.find('}');
            if (brace == std::string::npos) return false;
            text = bytes_.substr(0, brace + 1);
            return true;
        }
        if (has("text-recv-is-whole") && !bytes_.empty() && bytes_.size() < length_) {
            text = bytes_;
            return true;
        }
        if (has("text-decoded-in-pieces") && delivered_ > 0 && delivered_ < bytes_.size() &&
            (bytes_[bytes_.size() - delivered_] & 0xC0) == 0x80 && bytes_.size() - delivered_ < length_) {
            text = "\xFF";
            return true;
        }
        if (bytes_.size() < length_) return false;
        text = bytes_.substr(0, length_);
        return true;
    }

    bool read_text(output& out) {
        std::string text;
        if (!gather_text(text)) return false;
        header_fields fields;
        header_reader reader(text, fields);
        std::string error;
        if (length_ == 0 || reader.read_header())
            error = check(fields);
        else
            error = reader.error();
        if (has("offset-kept-from-before") && fields.has_field("offset")) last_offset_ = fields.number("offset");
        if (error.empty()) error = show_header(fields, out);
        if (!error.empty() && has("refused-behind-body") && bytes_.size() < text.size() + 1) return false;
        if (!error.empty()) return fail(error, message_at_, out), false;
        take(text.size());
        state_ = state::body;
        if (has("empty-body-ends-later") && remaining_ == 0) waits_ = true;
        return true;
    }

    std::string check(const header_fields& fields) {
        has_body_ = false;
        body_ = remaining_ = 0;
        const std::string cmd = fields.string("cmd");
        if (body_rule_ == "none" && !has("stat-reply-has-body")) return "";
        if (body_rule_ == "request" && fields.has_field("cmd") && cmd != "put") {
            const bool is_known =
                cmd == "get" || (cmd == "stat" && !has("stat-is-unknown")) || cmd == "exec" || cmd == "auth";
            if (is_known && !(has("requests-have-bodies") && fields.has_field("size"))) return "";
            if (!is_known && !has("any-cmd-is-put")) return "command_unknown";
        }
        if (body_rule_ == "request" && !fields.has_field("cmd") && has("cmd-is-required")) return "field_missing";
        if (body_rule_ == "reply" && fields.has_field("status")) {
            const bool is_ok = fields.string("status") == "ok";
            if (!is_ok && !(has("error-reply-has-body") && fields.has_field("size"))) return "";
            if (is_ok && (!fields.has_field("size") || has("replies-have-no-body"))) return "";
        }
        return check_size(fields);
    }

    std::string check_size(const header_fields& fields) {
        const std::uint64_t size = fields.number("size");
        std::uint64_t offset = fields.number("offset");
        if (has("offset-kept-from-before") && !fields.has_field("offset")) offset = last_offset_;
        if (!fields.has_field("size") && !has("missing-size-is-zero")) return "field_missing";
        bool is_above = size > size_limit_;
        if (has("size-limit-refused")) is_above = size >= size_limit_ && size_limit_ != most_bytes;
        if (has("size-limit-plus-one")) is_above = size_limit_ != most_bytes && size > size_limit_ + 1;
        if (is_above && !has("size-limit-ignored")) return "size_too_large";
        const bool is_beyond = has("offset-at-size-refused") ? offset >= size && offset > 0 : offset > size;
        if (is_beyond && !has("offset-beyond-wraps")) return "offset_beyond_size";
        has_body_ = true;
        body_ = remaining_ = has("offset-ignored") ? size : size - offset;
        return "";
    }

    bool read_body(output& out) {
        std::uint64_t some = std::min<std::uint64_t>(remaining_, bytes_.size());
        if (has("body-read-of-1024") && remaining_ > 0 && !bytes_.empty())
            some = std::min<std::uint64_t>(bytes_.size(), std::max<std::uint64_t>(remaining_, 1024));
        if (some > 0) {
            std::string piece = bytes_.substr(0, static_cast<std::size_t>(some));
            take(piece.size());
            remaining_ -= std::min(remaining_, some);
            if (has("body-in-text-mode")) std::erase(piece, '\r');
            if (has("body-ends-at-nul")) piece = piece.substr(0, piece.find('\0'));
            held_ += piece;
            if (!has("body-held-to-the-end") || remaining_ == 0)
                show_data(has("body-held-to-the-end") ? held_ : piece, out);
        } else if (remaining_ > 0) {
            return false;
        }
        if (waits_ && bytes_.empty()) return waits_ = false;
        if (remaining_ > 0) return false;
        held_.clear();
        if (std::string error = show_end(out); !error.empty()) return fail(error, message_at_, out), false;
        ++messages_;
        state_ = state::length;
        return true;
    }

    std::uint64_t header_limit_;
    std::uint64_t size_limit_;
    std::string body_rule_;
    std::string bytes_;
    std::uint64_t at_ = 0; // of bytes_ in the stream
    std::uint64_t message_at_ = 0;
    std::uint64_t length_ = 0;
    state state_ = state::length;
    bool failed_ = false;

    // What only faults need
    std::string held_;
    std::uint64_t last_offset_ = 0;
    std::uint64_t messages_ = 0;
    std::size_t delivered_ = 0;
    bool waits_ = false;
};

class header_message : public message_reader {
  public:
    explicit header_message(const setup& asked) : message_reader(asked, "sized") {}

  private:
    std::string show_header(const header_fields& fields, output& out) override {
        out.event("header");
        fields.show(out);
        out.attribute("body", has_body_ ? std::to_string(body_) : "none");
        out.attribute("text", hex_literal(fields.text));
        return "";
    }
};

class file_receiver : public message_reader {
  public:
    explicit file_receiver(const setup& asked)
        : message_reader(asked, "request"), name_limit_(asked.limit("name", 255)),
          demands_(asked.option("digest") == "demand"), received_(bytes_of(asked.option("received"))) {}

  private:
    static bool is_hex(std::string_view text, std::size_t digits) {
        if (has("digest-of-any-length") && !text.empty()) digits = text.size();
        return text.size() == digits && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    }

    static std::string found(const header_fields& fields, std::string_view name) {
        if (!fields.has_field(name)) return "absent";
        if (!is_hex(fields.string(name), name == "md5" ? 32 : 64)) return "malformed";
        if (has("upper-case-digest-malformed") && fields.string(name).find_first_of("ABCDEF") != std::string::npos)
            return "malformed";
        return "announced";
    }

    std::string check(const header_fields& fields, std::string& name) {
        if (!fields.has_field("name")) return has_body_ && !has("missing-name-taken") ? "field_missing" : "";
        if (has("only-put-is-taken") && !fields.has_field("cmd")) return "command_unknown";
        if (has("only-upload-is-taken") && fields.string("cmd") == "put") return "command_unknown";
        if (has("path-cut-off") && name.find_last_of('/') != std::string::npos)
            name = name.substr(name.find_last_of('/') + 1);
        if (has("name-decoded"))
            for (auto at = name.find("%2"); at != std::string::npos; at = name.find("%2")) name.replace(at, 3, ".");
        if (has("name-ends-at-nul")) name = name.substr(0, name.find('\0'));
        if (has("name-cut-at-limit")) name = name.substr(0, name_limit_);
        return refusal_of(name, name_limit_);
    }

    std::string show_header(const header_fields& fields, output& out) override {
        std::string name = fields.string("name");
        late_error_.clear();
        if (std::string error = check(fields, name); !error.empty()) {
            if (!has("name-checked-behind-body") || !has_body_) return error;
            late_error_ = error;
        }
        if (!has_body_) {
            out.event("message");
            fields.show(out);
            return "";
        }
        const std::string md5_found = found(fields, "md5"), sha256_found = found(fields, "sha256");
        const bool is_announced = md5_found == "announced" || sha256_found == "announced";
        if (has("malformed-digest-refused") && md5_found == "malformed") return "digest_malformed";
        if (demands_ && !is_announced && !has("demand-ignored")) {
            const bool is_malformed = md5_found == "malformed" || sha256_found == "malformed";
            if (!(is_malformed && has("placeholder-satisfies")))
                return is_malformed && !has("malformed-is-missing") ? "digest_malformed" : "digest_missing";
        }
        if (has("digest-always-demanded") && !is_announced) return "digest_missing";
        md5_ = md5_found == "announced" ? fields.string("md5") : has("digest-kept-from-before") ? md5_ : "";
        sha256_ = sha256_found == "announced" ? fields.string("sha256") : "";
        const std::uint64_t offset = fields.number("offset");
        // What the case does not say of the earlier bytes is zero.
        content_ = received_;
        content_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(offset, std::uint64_t{1} << 20)));
        if (has("digest-of-body-only")) content_.clear();
        if (has("earlier-bytes-are-zero")) std::fill(content_.begin(), content_.end(), '\0');
        out.event("file");
        out.attribute("name", hex_literal(name));
        out.attribute("size", std::to_string(fields.number("size")));
        out.attribute("offset", std::to_string(offset));
        out.attribute("body", std::to_string(body_));
        out.attribute("md5", md5_found);
        out.attribute("sha256", sha256_found);
        if (fields.has_field("msg")) out.attribute("msg", hex_literal(fields.string("msg")));
        return "";
    }

    void show_data(std::string_view piece, output& out) override {
        content_ += piece;
        out.data("data", piece);
    }

    static bool holds(std::string announced, const std::string& computed) {
        if (announced.empty() || has("digest-unchecked")) return true;
        if (!has("digest-case-sensitive"))
            for (char& c : announced) c = static_cast<char>(c | 0x20); // digits have this bit already
        if (has("digest-half-compared")) return announced.substr(0, 2) == computed.substr(0, 2);
        return announced == computed;
    }

    std::string show_end(output& out) override {
        if (!late_error_.empty()) return late_error_;
        if (has("stored-before-digest") && has_body_) out.event("end");
        if (has_body_) {
            const bool good_md5 = holds(md5_, md5(content_));
            const bool good_sha256 =
                has("first-digest-suffices") && !md5_.empty() ? true : holds(sha256_, sha256(content_));
            const bool either =
                has("either-digest-suffices") && !md5_.empty() && !sha256_.empty() && (good_md5 || good_sha256);
            if (!(good_md5 && good_sha256) && !either && !(has("empty-file-unchecked") && content_.empty()))
                return "digest_mismatch";
        }
        if (!has("stored-before-digest") || !has_body_) out.event("end");
        return "";
    }

    std::size_t name_limit_;
    bool demands_;
    std::string received_;
    std::string content_;
    std::string md5_;    // announced
    std::string sha256_; // announced
    std::string late_error_;
};

/// Replies to a command: a header and output, or two datagrams.
class command_reader : public message_reader {
  public:
    explicit command_reader(const setup& asked) : message_reader(asked, "reply"), form_(asked.option("form")) {}

    void deliver(std::string_view piece, output& out) override {
        if (form_ != "datagram") {
            message_reader::deliver(piece, out);
            return;
        }
        if (datagrams_ == 2) return;
        if (piece.empty() && has("empty-datagram-ignored")) return;
        const bool is_error_output = (datagrams_++ == 0) != has("datagrams-swapped");
        if (!piece.empty()) out.data(is_error_output ? "stderr" : "stdout", piece);
        if (datagrams_ == 2) out.event("end");
    }

    void finish(output& out, bool was_reset) override {
        if (has("cut-reply-is-whole") && remaining_ > 0) return out.event("end");
        if (form_ != "datagram") message_reader::finish(out, was_reset);
    }

  private:
    std::string show_end(output& out) override {
        if (body_ > 0 || !has("empty-output-is-no-reply")) out.event("end");
        return "";
    }

    std::string show_header(const header_fields& fields, output& out) override {
        stdout_left_ = body_;
        if (fields.has_field("stdout_size") || fields.has_field("stderr_size")) {
            const std::uint64_t first = fields.number("stdout_size"), second = fields.number("stderr_size");
            const std::uint64_t sum = has("sum-of-31-bits") ? (first + second) & 0x7FFFFFFF : first + second;
            if (sum != body_ && !has("sum-unchecked")) return "size_mismatch";
            stdout_left_ = first == 0 && has("no-output-no-error-output") ? body_ : first;
        }
        if (has("error-output-first")) stdout_left_ = body_ - std::min(body_, stdout_left_), swapped_ = true;
        out.event("reply");
        fields.show(out);
        if (has("error-reply-is-output")) out.data("stderr", fields.string("message"));
        return "";
    }

    void show_data(std::string_view piece, output& out) override {
        std::uint64_t first = std::min<std::uint64_t>(stdout_left_, piece.size());
        if (has("stream-of-a-read-told-by-its-front") && first > 0) first = piece.size();
        stdout_left_ -= std::min(stdout_left_, first);
        const std::string_view streams[] = {form_ == "exec" ? "stdout" : "output", "stderr"};
        if (first > 0) out.data(streams[swapped_ ? 1 : 0], piece.substr(0, static_cast<std::size_t>(first)));
        if (first < piece.size()) out.data(streams[swapped_ ? 0 : 1], piece.substr(static_cast<std::size_t>(first)));
    }

    std::string form_;
    std::uint64_t stdout_left_ = 0;
    bool swapped_ = false;
    int datagrams_ = 0;
};

} // namespace

std::unique_ptr<endpoint> make_message_reader(const setup& asked) { return std::make_unique<header_message>(asked); }
std::unique_ptr<endpoint> make_file_receiver(const setup& asked) { return std::make_unique<file_receiver>(asked); }
std::unique_ptr<endpoint> make_command_reader(const setup& asked) { return std::make_unique<command_reader>(asked); }

} // namespace second
