// Invariant: message_decoder makes of a stream, however delivered, what a reference that keeps all of it makes.
// SPDX-License-Identifier: MIT
// dictionary: header_message.dict
//
// Under every rule of bodies, with every limit: the same headers, fields, bodies, errors at the same byte, and the same
// end. Bodies may bypass the decoder. What it takes can be written again and means the same.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/message_setup.hpp"
#include "fuzz/reference_messages.hpp"

#include <algorithm>

namespace cleave::fuzz {
namespace {

message_verdict by_decoder(const message_rules& rules, std::size_t scratch_size, bool bypass,
                           std::span<const std::byte> stream, const delivery_plan& plan, message_error& error) {
    message_verdict v;
    exact_block storage(rules.max_header), scratch(scratch_size);
    message_decoder decoder(storage.bytes(), scratch.chars(), rules.bodies, {.max_size = rules.max_size});
    header_fields fields;
    std::size_t calls = 0;
    const std::size_t pieces = plan.deliver(stream, [&](std::span<const std::byte> in) {
        for (;;) {
            const std::size_t around = std::min<std::uint64_t>(decoder.body_remaining(), in.size());
            if (bypass && around > 1) { // half of what is here, without a look from the decoder
                v.messages.back().body += as_text(in.first(around / 2));
                decoder.moved(around / 2);
                in = in.subspan(around / 2);
            }
            const message_step step = decoder.decode(in, fields);
            ++calls;
            expect(step.consumed <= in.size(), "no more is consumed than there is");
            switch (step.event) {
            case message_event::header:
                v.messages.push_back({std::string(fields.text), texts_of(fields), decoder.has_body(),
                                      decoder.has_body() ? decoder.body_bytes() : 0});
                break;
            case message_event::data:
                expect(!step.data.empty() && step.data.data() == in.data() && step.data.size() == step.consumed,
                       "data is a view of the input's front, and never empty");
                v.messages.back().body += as_text(step.data);
                break;
            case message_event::end: v.messages.back().is_complete = true; break;
            case message_event::none: expect(step.st != status::ok, "ok comes with an event"); break;
            }
            if (is_error(step.st)) return false;
            in = in.subspan(step.consumed);
            if (step.st == status::need_input) break;
        }
        expect(in.empty(), "need_input comes when all is consumed");
        return true;
    });
    expect(calls <= stream.size() + v.messages.size() + pieces,
           "each call takes a byte, ends a message, or ends a piece");
    expect(decoder.messages() ==
               static_cast<std::uint64_t>(std::ranges::count(v.messages, true, &seen_message::is_complete)),
           "messages() counts the complete ones");
    note_end(v, decoder);
    error = decoder.error();
    if (is_error(v.st)) expect(decoder.decode(stream, fields).st == v.st, "the first error is kept");
    return v;
}

// What was read can be written again, by the key that the field is known under first, and reads as the same.
void check_written_again(const seen_message& m) {
    const auto write = [&](json_writer& json) {
        for (const auto& [field, text] : m.fields) {
            json.key(to_string(field));
            const auto known = std::ranges::find(known_names, field, &known_name::field);
            if (known->kind == detail::header_value::text)
                json.string(text);
            else if (known->kind == detail::header_value::boolean)
                json.boolean(text == "1");
            else
                json.number(text);
        }
    };
    const encoded measured = write_header({}, write);
    expect(measured.st == status::need_output, "no room is too little");
    exact_block room(static_cast<std::size_t>(measured.needed_bytes));
    const encoded written = write_header(room.bytes(), write);
    expect(written.st == status::ok && written.bytes.size() == room.bytes().size(), "needed_bytes is what it takes");
    expect(read_slowly(as_text(written.bytes.subspan(4))).fields == m.fields, "what is written means the same");
    exact_block less(room.bytes().size() - 1);
    expect(write_header(less.bytes(), write).st == status::need_output, "and one byte less is too little");
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave;
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const delivery_plan plan(input);
    const message_setup setup = message_setup::of(input);
    const message_rules rules{setup.bodies, setup.max_header(), setup.max_size()};

    message_error error, error_of_whole;
    const message_verdict delivered = by_decoder(rules, setup.scratch(), setup.bypass, input.stream(), plan, error);
    const message_verdict whole =
        by_decoder(rules, setup.scratch(), false, input.stream(), delivery_plan::whole(), error_of_whole);
    expect(delivered == whole && error == error_of_whole, "a delivery changes nothing");
    if (!setup.has_scratch) return 0;
    const message_verdict right = reference_messages(rules).verdict(input.text());
    expect(delivered.messages == right.messages, "the messages are those of the reference");
    expect(delivered == right, "the stream ends as in the reference");
    for (const seen_message& m : right.messages) check_written_again(m);
    return 0;
}
