// SPDX-License-Identifier: MIT
#include "case_text.hpp"

#include "report_text.hpp"
#include "suite_files.hpp"

namespace cleave::conformance {

std::string show_case(const suite& of, const selected_case& one, const plan_choice& plan, std::uint64_t seed) {
    std::string text = one.source->file + "\n\n" + read_suite_file(one.source->file).value_or("") + "\n";
    for (const citation& cited : one.source->rules)
        if (const rule* const found = of.find_rule(cited.rule)) text += cited.rule + ": " + found->sentence + "\n";

    const compiled made = compile(*one.source, one.in);
    if (made.error) return text + to_string(*made.error) + "\n";
    const compiled_trace& value = made.value;
    text += "\nlayout " + value.layout.name + ", payload limit " + std::to_string(payload_limit(value.layout.prefix)) +
            ", " + std::to_string(value.bytes.size()) + " bytes\n";
    for (const std::string& line : byte_lines(hex(value.bytes), 64)) text += "  " + line + "\n";
    for (std::size_t i = 0; i < value.outcomes.size(); ++i) {
        text += "outcome " + std::to_string(i + 1) + ", " + value.outcomes[i].grade + "\n";
        for (const expectation& event : value.outcomes[i].expected)
            text += "  " + (event.after_end ? "end" : "byte " + std::to_string(event.due)) + "  " +
                    (event.optional ? "maybe " : "") + shortened(to_string(event), 200) + "\n";
    }
    const delivery_plan deliveries(value, plan, seed);
    std::size_t ways = 0;
    deliveries.each([&](const schedule&) { return ++ways, true; });
    return text + "as written: " + to_string(deliveries.written()) + "\ndelivered in " + std::to_string(ways) +
           (ways == 1 ? " way\n" : " ways\n");
}

} // namespace cleave::conformance
