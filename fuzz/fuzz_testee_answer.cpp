// Invariant: a line from a testee is taken by the contract's rules or is junk, and what is taken reads back the same.
// SPDX-License-Identifier: MIT
// links: cleave_runner
// dictionary: testee_answer.dict
//
// The runner's own JSON reader and the library's agree on what is JSON. Deliveries of events never go back, nor beyond
// the last; each event's text, given again, is the same event; junk leaves nothing but its reason.
#include "conformance/runner/json_value.hpp"
#include "conformance/runner/testee_answer.hpp"
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/json_tokens.hpp"

namespace cleave::fuzz {
namespace {

using conformance::observation;

// Two readers, written apart: where one refuses and the other does not, it is for one of the reasons that only one has.
void check_json(std::string_view line) {
    std::string why;
    const bool is_taken = conformance::parse_json(line, why).has_value();
    expect(is_taken == why.empty(), "there is a reason where, and only where, the line is refused");
    std::vector<char> scratch(9 * line.size());
    const json_reading ours = read_json(line, scratch, {.max_depth = 64, .surrogate_escape = true});
    const bool has_reason = ours.st == status::json_duplicate_key || ours.st == status::json_too_many_keys ||
                            ours.st == status::json_number_too_long || ours.st == status::json_too_deep;
    if (!has_reason) expect(is_taken == (ours.st == status::ok), "both readers take the same");
}

void check_events(const observation& seen, std::size_t deliveries) {
    std::size_t last = 0;
    observation again;
    for (const auto& entry : seen.entries()) {
        expect(entry.delivery >= last && entry.delivery <= deliveries, "deliveries count up, to their number");
        last = entry.delivery;
        again.at_delivery(entry.delivery);
        expect(again.add_text(seen.text(entry)).empty(), "an event's text is an event");
    }
    expect(again.entries().size() == seen.entries().size(), "events stay apart");
    for (std::size_t i = 0; i < again.entries().size(); ++i)
        expect(again.text(again.entries()[i]) == seen.text(seen.entries()[i]), "an event reads back the same");
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave::fuzz;
    using cleave::conformance::run_end;
    fuzz_input input(data, size);
    const std::size_t deliveries = input.last() % 8U;
    exact_block line(input.stream());
    check_json(line.text());
    cleave::conformance::observation seen;
    const bool is_well = read_answer(line.text(), 7, deliveries, seen);
    expect(is_well == (seen.end() != run_end::junk), "false is junk");
    if (is_well) check_events(seen, deliveries);
    if (!is_well) expect(seen.entries().empty() && !seen.why().empty(), "junk leaves nothing but its reason");
    const auto profile = cleave::conformance::read_profile(line.text());
    if (profile)
        expect(line.text().find("started") != std::string_view::npos ||
                   line.text().find('\\') != std::string_view::npos,
               "only who says so has started");
    return 0;
}
