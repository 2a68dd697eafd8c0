// Invariant: a text is a trace with a place for every byte and event, or it is refused at a place that is in it.
// SPDX-License-Identifier: MIT
// links: cleave_runner
// dictionary: trace.dict
// longest input: 2000
//
// What compiles is in order: cuts, marks and dues inside the stream, and it can be written as a trace and as JSON and
// read again, the same.
#include "conformance/runner/delivery_plan.hpp"
#include "conformance/runner/json_value.hpp"
#include "conformance/runner/trace.hpp"
#include "conformance/runner/trace_json.hpp"
#include "conformance/runner/trace_text.hpp"
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"

#include <algorithm>

namespace cleave::fuzz {
namespace {

using namespace conformance;

void check_error(const trace_error& error, std::string_view text) {
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
    expect(error.line >= 1 && error.line <= lines + 1 && error.column >= 1, "an error has a place in the text");
    expect(!error.message.empty(), "an error says what was expected");
}

void check_order(const compiled_trace& one) {
    const std::uint64_t size = one.bytes.size();
    expect(std::ranges::is_sorted(one.cuts) && std::ranges::is_sorted(one.empties), "cuts and empties ascend");
    expect(one.cuts.empty() || (one.cuts.front() > 0 && one.cuts.back() < size), "cuts are inside the stream");
    expect(one.empties.empty() || one.empties.back() <= size, "empty deliveries are inside the stream");
    for (const auto& [name, at] : one.marks) expect(at <= size, "marks are inside the stream");
    for (const byte_range& range : one.together) expect(range.from <= range.to && range.to <= size, "ranges are, too");
    expect(!one.outcomes.empty(), "there is a way to end well");
    for (const outcome& each : one.outcomes)
        for (const expectation& event : each.expected) expect(event.due <= size, "events are due inside the stream");
}

void check_written_again(const compiled_trace& one) {
    std::string why;
    expect(parse_json(to_json(one), why).has_value(), "its JSON is JSON");
    const schedule deliveries = conformance::delivery_plan(one, whole_plan(), 1).written();
    const std::string text = to_trace(one, deliveries, one.source.id);
    const parsed_trace again = parse_trace(text, "again.trace");
    if (again.error) found("written as a trace it parses: " + to_string(*again.error) + "\n" + text);
    const compiled back = compile(again.value, one.layout);
    if (back.error) found("written as a trace it compiles: " + to_string(*back.error) + "\n" + text);
    expect(back.value.bytes == one.bytes && back.value.end == one.end, "the same stream");
    expect(conformance::delivery_plan(back.value, whole_plan(), 1).written() == deliveries, "the same deliveries");
    expect(back.value.limits == one.limits && back.value.options == one.options, "the same limits and options");
    expect(back.value.outcomes.size() == one.outcomes.size(), "as many ways to end well");
    for (std::size_t i = 0; i < one.outcomes.size(); ++i)
        expect(std::ranges::equal(back.value.outcomes[i].expected, one.outcomes[i].expected,
                                  [](const expectation& a, const expectation& b) {
                                      return to_string(a) == to_string(b) && a.due == b.due &&
                                             a.after_end == b.after_end;
                                  }),
               "the same events, due at the same bytes");
}

void check(std::string_view text) {
    const parsed_trace parsed = parse_trace(text, "input.trace");
    if (parsed.error) return check_error(*parsed.error, text);
    for (const std::size_t index : {std::size_t{0}, named_layouts().size() - 1}) {
        const compiled made = compile(parsed.value, named_layouts()[index]);
        if (made.error) {
            check_error(*made.error, text);
            continue;
        }
        check_order(made.value);
        if (made.value.bytes.size() < 4096) check_written_again(made.value);
    }
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    cleave::fuzz::fuzz_input input(data, size);
    cleave::fuzz::exact_block text(input.stream());
    cleave::fuzz::check(text.text());
    return 0;
}
