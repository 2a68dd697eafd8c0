// Invariant: command_reply_decoder gives of a reply what the reference gives, to each output's last byte, never mixed.
// SPDX-License-Identifier: MIT
// dictionary: header_message.dict
//
// However delivered. And the messages that ask for commands and answer them are read back as they were meant.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/message_setup.hpp"
#include "fuzz/reference_messages.hpp"

#include <cleave/command_messages.hpp>

#include <algorithm>

namespace cleave::fuzz {
namespace {

std::uint64_t number(const seen_message& m, header_field field) {
    const auto found = m.fields.find(field);
    return found == m.fields.end() ? 0 : static_cast<std::uint64_t>(*small_integer(found->second));
}

class reference_replies : public reference_messages {
    using reference_messages::reference_messages;

    status check_header(const seen_message& m) override {
        if (!m.fields.contains(header_field::stdout_size) && !m.fields.contains(header_field::stderr_size))
            return status::ok;
        const std::uint64_t sum = number(m, header_field::stdout_size) + number(m, header_field::stderr_size);
        return sum == m.body_bytes ? status::ok : status::size_mismatch;
    }
};

/// The verdict, and what of each reply came as standard output.
struct replies {
    message_verdict verdict;
    std::vector<std::string> outputs;
    std::vector<command_outcome> outcomes;
};

replies by_decoder(const message_setup& setup, std::span<const std::byte> stream, const delivery_plan& plan) {
    replies all;
    message_verdict& v = all.verdict;
    exact_block storage(setup.max_header()), scratch(9 * setup.max_header());
    command_reply_decoder decoder(storage.bytes(), scratch.chars(), {.max_size = setup.max_size()});
    header_fields fields;
    std::size_t calls = 0;
    const std::size_t pieces = plan.deliver(stream, [&](std::span<const std::byte> in) {
        for (;;) {
            const command_step step = decoder.decode(in, fields);
            ++calls;
            expect(step.consumed <= in.size(), "no more is consumed than there is");
            if (is_error(step.st)) return false;
            switch (step.event) {
            case command_event::reply:
                v.messages.push_back({std::string(fields.text), texts_of(fields)});
                all.outputs.emplace_back();
                all.outcomes.push_back(decoder.outcome());
                break;
            case command_event::stdout_data:
                expect(v.messages.back().body.size() == all.outputs.back().size(), "error output comes behind output");
                all.outputs.back() += as_text(step.data);
                [[fallthrough]];
            case command_event::stderr_data:
                expect(!step.data.empty() && step.data.data() == in.data(), "data is a view of the input, never empty");
                v.messages.back().body += as_text(step.data);
                break;
            case command_event::end: v.messages.back().is_complete = true; break;
            case command_event::none: expect(step.st != status::ok, "ok comes with an event"); break;
            }
            in = in.subspan(step.consumed);
            if (step.st == status::need_input) break;
        }
        expect(in.empty(), "need_input comes when all is consumed");
        return true;
    });
    // A piece that holds the end of both outputs is given in two.
    expect(calls <= stream.size() + 2 * v.messages.size() + pieces, "each call takes a byte, or ends something");
    note_end(v, decoder);
    return all;
}

void check_replies(const message_setup& setup, const fuzz_input& input, const delivery_plan& plan) {
    const replies seen = by_decoder(setup, input.stream(), plan);
    const message_rules rules{body_rule::reply, setup.max_header(), setup.max_size()};
    message_verdict right = reference_replies(rules).verdict(input.text());
    for (std::size_t i = 0; i < right.messages.size() && i < seen.outputs.size(); ++i) {
        const seen_message& m = right.messages[i];
        const bool is_split =
            m.fields.contains(header_field::stdout_size) || m.fields.contains(header_field::stderr_size);
        const std::uint64_t out = is_split ? number(m, header_field::stdout_size) : m.body_bytes;
        expect(seen.outcomes[i].stdout_bytes == out && seen.outcomes[i].stderr_bytes == m.body_bytes - out &&
                   seen.outcomes[i].exit_code == static_cast<std::int64_t>(number(m, header_field::exit_code)) &&
                   seen.outcomes[i].truncated == (number(m, header_field::truncated) != 0),
               "the outcome is what the header says");
        expect(seen.outputs[i] == m.body.substr(0, static_cast<std::size_t>(out)), "output is what stands first");
    }
    for (seen_message& m : right.messages) m.has_body = false, m.body_bytes = 0; // what the decoder does not tell
    expect(seen.verdict.messages == right.messages, "the replies are those of the reference");
    expect(seen.verdict == right, "the stream ends as in the reference");
}

void check_written(std::string_view text, std::uint64_t number) {
    exact_block room(8 * text.size() + 200);
    const encoded request = write_exec(room.bytes(), text);
    expect((request.st == status::ok) == detail::is_utf8(text), "every command that is UTF-8 can be asked for");
    if (request.st == status::ok)
        expect(read_slowly(as_text(request.bytes.subspan(4))).fields ==
                   field_texts{{header_field::cmd, "exec"}, {header_field::command, std::string(text)}},
               "a request reads as it was meant");
    const status checked = check_command(text, 40);
    const status expected = text.empty()                                ? status::command_empty
                            : text.size() > 40                          ? status::command_too_long
                            : text.find('\0') != std::string_view::npos ? status::command_nul
                                                                        : status::ok;
    expect(checked == expected, "a command is not empty, not too long, and holds no NUL");

    const command_outcome outcome{static_cast<std::int64_t>(number), number >> 2, number >> 7, (number & 1) != 0};
    const encoded reply = write_exec_reply(room.bytes(), outcome);
    if (reply.st != status::ok) return;
    const replies read = by_decoder({}, reply.bytes, delivery_plan::whole());
    expect(read.outcomes.size() == 1 && read.outcomes[0] == outcome, "a reply reads as it was meant");
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const delivery_plan plan(input);
    const message_setup setup = message_setup::of(input);
    check_replies(setup, input, plan);
    std::uint64_t number = 0;
    for (const std::byte b : input.stream().first(std::min<std::size_t>(8, input.stream().size())))
        number = number << 8 | std::to_integer<std::uint64_t>(b);
    check_written(input.text(), number);
    return 0;
}
