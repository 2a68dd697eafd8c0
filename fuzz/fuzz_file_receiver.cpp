// Invariant: whatever comes, in any delivery, whichever call of the store fails: only whole and true files are stored.
// SPDX-License-Identifier: MIT
// dictionary: header_message.dict
//
// file_receiver drives a model of a store whose n-th call fails. The reference keeps all bytes, checks every header by
// itself, and knows the digests from the whole body; receiver and store must come to what it comes to.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/message_setup.hpp"
#include "fuzz/reference_messages.hpp"

#include <cleave/file_receiver.hpp>

#include <algorithm>
#include <map>
#include <optional>

namespace cleave::fuzz {
namespace {

/// Files by name; and one that is being written, which is not among them.
class model_store {
  public:
    /// fault: the call that fails, counted from 1.
    explicit model_store(unsigned fault) : fault_(fault) {}

    status begin(std::string_view name) {
        expect(!open_, "no file begins inside another");
        if (is_full()) return status::no_space;
        name_ = name;
        open_ = "";
        return status::ok;
    }
    status write(std::string_view bytes) {
        expect(open_.has_value() && !bytes.empty(), "bytes come inside a file, and never none");
        if (is_full()) return status::io_failed;
        *open_ += bytes;
        return status::ok;
    }
    status commit() {
        expect(open_.has_value(), "a file ends that began");
        if (is_full()) return status::io_failed;
        files_.emplace_back(name_, *std::exchange(open_, std::nullopt));
        return status::ok;
    }
    void drop() { open_.reset(); }

    const std::vector<std::pair<std::string, std::string>>& files() const { return files_; }
    bool has_failed() const { return fault_ != 0 && calls_ >= fault_; }

  private:
    bool is_full() { return ++calls_ == fault_; }

    unsigned fault_;
    unsigned calls_ = 0;
    std::string name_;
    std::optional<std::string> open_;
    std::vector<std::pair<std::string, std::string>> files_; // in the order of their commits
};

/// What of a body lies in front of its offset: made up, and the same for both sides.
std::string earlier_part(std::uint64_t offset) { return std::string(static_cast<std::size_t>(offset), 'e'); }

constexpr std::uint64_t most_earlier = 2000; // digests of more are not computed here

template <class Digest>
status compare(const seen_message& m, header_field field, std::string_view whole, const file_options& rules) {
    const auto hex = m.fields.find(field);
    if (hex == m.fields.end() || rules.digests == digest_rule::ignore) return status::ok;
    std::array<std::byte, Digest::digest_bytes> announced{};
    if (parse_hex(hex->second, announced) != status::ok) return status::ok;
    Digest digest;
    digest.update(as_bytes(whole));
    return digest.value() == announced ? status::ok : status::digest_mismatch;
}

class reference_files : public reference_messages {
  public:
    reference_files(const message_rules& messages, const file_options& rules)
        : reference_messages(messages), rules_(rules) {}

  private:
    status check_header(const seen_message& m) override {
        const auto name = m.fields.find(header_field::file_name);
        if (name == m.fields.end() && m.has_body) return status::field_missing;
        if (name != m.fields.end())
            if (const status st = check_file_name(name->second, rules_.names); st != status::ok) return st;
        if (!m.has_body || rules_.digests != digest_rule::demand) return status::ok;
        const bool has_md5 = m.fields.contains(header_field::md5), has_sha = m.fields.contains(header_field::sha256);
        if (is_hex(m, header_field::md5, 32) || is_hex(m, header_field::sha256, 64)) return status::ok;
        return has_md5 || has_sha ? status::digest_malformed : status::digest_missing;
    }

    status check_whole(const seen_message& m) override {
        if (!m.has_body) return status::ok;
        const auto offset = m.fields.find(header_field::offset);
        const std::uint64_t earlier = offset == m.fields.end() ? 0 : std::stoull(offset->second);
        const std::string whole = (earlier > most_earlier ? "" : earlier_part(earlier)) + m.body;
        const status st = compare<md5>(m, header_field::md5, whole, rules_);
        return st == status::ok ? compare<sha256>(m, header_field::sha256, whole, rules_) : st;
    }

    static bool is_hex(const seen_message& m, header_field field, std::size_t size) {
        const auto text = m.fields.find(field);
        return text != m.fields.end() && text->second.size() == size &&
               text->second.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    }

    file_options rules_;
};

struct received {
    message_verdict verdict;
    std::vector<std::pair<std::string, std::string>> files;
    bool is_too_long = false; // a part in front of an offset that nobody computes here: not compared
};

received receive(const file_setup& setup, std::span<const std::byte> stream, const delivery_plan& plan) {
    received all;
    message_verdict& v = all.verdict;
    model_store store(setup.fault);
    exact_block storage(setup.messages.max_header()), scratch(9 * setup.messages.max_header());
    file_receiver receiver(storage.bytes(), scratch.chars(), setup.messages.bodies, setup.rules());
    header_fields fields;
    std::optional<std::uint64_t> body; // of the file in progress
    std::size_t calls = 0;
    const auto refused = [&](status st) {
        if (st == status::ok) return false;
        const status kept = receiver.refuse(st);
        expect(kept == st && receiver.decode(stream, fields).st == st, "what the store refuses stays refused");
        return true;
    };
    const auto take = [&](const file_step& step) {
        switch (step.event) {
        case file_event::message: v.messages.push_back({std::string(fields.text), texts_of(fields)}); return true;
        case file_event::file: {
            const std::uint64_t offset = fields.bytes(header_field::offset);
            body = fields.bytes(header_field::size) - offset;
            v.messages.push_back({std::string(fields.text), texts_of(fields), true, *body});
            expect(check_file_name(fields.string(header_field::file_name), setup.rules().names) == status::ok,
                   "a file has a good name");
            all.is_too_long = all.is_too_long || (receiver.needs_bytes() && offset > most_earlier);
            if (all.is_too_long) return false;
            if (receiver.needs_bytes()) receiver.resume(as_bytes(earlier_part(offset)));
            return !refused(store.begin(fields.string(header_field::file_name)));
        }
        case file_event::data:
            v.messages.back().body += as_text(step.data);
            return !refused(store.write(as_text(step.data)));
        case file_event::end:
            if (std::exchange(body, std::nullopt) && refused(store.commit())) return false;
            v.messages.back().is_complete = true;
            return true;
        case file_event::none: break;
        }
        return true;
    };
    const std::size_t pieces = plan.deliver(stream, [&](std::span<const std::byte> in) {
        for (;;) {
            const std::size_t around = std::min<std::uint64_t>(receiver.body_remaining(), in.size());
            if (setup.messages.bypass && around > 1 && body && !receiver.needs_bytes()) {
                v.messages.back().body += as_text(in.first(around / 2));
                if (refused(store.write(as_text(in.first(around / 2))))) return false;
                receiver.moved(around / 2);
                in = in.subspan(around / 2);
            }
            const file_step step = receiver.decode(in, fields);
            ++calls;
            expect(step.consumed <= in.size(), "no more is consumed than there is");
            if (is_error(step.st)) return false;
            if (step.st == status::ok && !take(step)) return false;
            in = in.subspan(step.consumed);
            if (step.st == status::need_input) break;
        }
        expect(in.empty(), "need_input comes when all is consumed");
        return true;
    });
    expect(calls <= stream.size() + v.messages.size() + pieces,
           "each call takes a byte, ends a message, or ends a piece");
    store.drop();
    note_end(v, receiver);
    all.files = store.files();
    if (store.has_failed()) expect(is_error(v.st), "what the store refuses is an error");
    return all;
}

void check(const file_setup& setup, const fuzz_input& input, const delivery_plan& plan) {
    const received delivered = receive(setup, input.stream(), plan);
    if (delivered.is_too_long) return;
    const message_rules rules{setup.messages.bodies, setup.messages.max_header(), setup.messages.max_size()};
    const message_verdict right = reference_files(rules, setup.rules()).verdict(input.text());

    std::vector<std::pair<std::string, std::string>> files;
    for (const seen_message& m : right.messages)
        if (m.has_body && m.is_complete) files.emplace_back(m.fields.at(header_field::file_name), m.body);
    if (setup.fault == 0 || delivered.verdict == right) {
        expect(delivered.verdict.messages == right.messages, "the messages are those of the reference");
        expect(delivered.verdict == right, "the stream ends as in the reference");
        expect(delivered.files == files, "the files are those of the reference");
        return;
    }
    expect(delivered.files.size() <= files.size() &&
               std::equal(delivered.files.begin(), delivered.files.end(), files.begin()),
           "where the store fails, the files before are whole, and there are no others");
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const delivery_plan plan(input);
    file_setup setup = file_setup::of(input);
    setup.messages.has_scratch = true;
    check(setup, input, plan);
    return 0;
}
