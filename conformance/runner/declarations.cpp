// SPDX-License-Identifier: MIT
#include "declarations.hpp"

#include "judge.hpp"

#include <algorithm>

namespace cleave::conformance {

namespace {

struct choice_of_words {
    std::string_view field;
    std::string declarations::*member;
    std::vector<std::string_view> words;
};

const std::vector<choice_of_words>& choices() {
    static const std::vector<choice_of_words> all = {
        {"limit", &declarations::limit, {"asked", "own", "none", "zero_is_none"}},
        {"reads", &declarations::reads, {"length", "header"}},
        {"end", &declarations::end, {"told", "not_told"}},
        {"errors", &declarations::errors, {"named", "families", "one"}},
        {"after_error", &declarations::after_error, {"stays", "closes", "goes_on"}},
    };
    return all;
}

std::string joined(const std::vector<std::string_view>& words) {
    std::string all;
    for (const std::string_view word : words) all += (all.empty() ? "" : ", ") + std::string(word);
    return all;
}

std::string read_number(const json_value& given, std::string_view field, declarations& into) {
    const auto number = given.natural();
    if (field == "length_bits") {
        if (!number || *number < 7 || *number > 64) return "expected \"length_bits\" to be from 7 to 64";
        into.length_bits = *number;
    } else {
        if (!number) return "expected \"max_payload\" to be a number from 0 to 2^64-1";
        into.max_payload = *number;
    }
    return {};
}

} // namespace

bool declarations::says(std::string_view field) const {
    return std::find(said.begin(), said.end(), field) != said.end();
}

const std::vector<std::string_view>& declaration_fields() {
    static const std::vector<std::string_view> all = {"limit", "max_payload", "length_bits", "reads",
                                                      "end",   "after_error", "errors"};
    return all;
}

std::string read_declarations(const json_value& from, declarations& into) {
    for (const std::string_view field : declaration_fields()) {
        const json_value* const given = from.find(field);
        if (given == nullptr) continue;
        if (!into.says(field)) into.said.emplace_back(field);
        const auto worded = std::find_if(choices().begin(), choices().end(),
                                         [&](const choice_of_words& one) { return one.field == field; });
        if (worded == choices().end()) {
            if (std::string fault = read_number(*given, field, into); !fault.empty()) return fault;
            continue;
        }
        const bool is_word = given->is == json_value::type::string;
        if (!is_word || std::find(worded->words.begin(), worded->words.end(), given->text) == worded->words.end())
            return "expected \"" + std::string(field) + "\" to be one of " + joined(worded->words) + ", found " +
                   (is_word ? "\"" + shortened(given->text, 40) + "\"" : "no text");
        into.*worded->member = given->text;
    }
    return {};
}

std::string value_of(const declarations& from, std::string_view field) {
    if (field == "length_bits") return std::to_string(from.length_bits);
    if (field == "max_payload") return from.max_payload ? std::to_string(*from.max_payload) : "";
    for (const choice_of_words& one : choices())
        if (one.field == field) return from.*one.member;
    return {};
}

void write_declarations(json_text_writer& to, const declarations& from) {
    for (const std::string_view field : declaration_fields()) {
        if (!from.says(field)) continue;
        if (field == "length_bits")
            to.field(field, from.length_bits);
        else if (field == "max_payload")
            to.field(field, from.max_payload.value_or(0));
        else
            to.field(field, value_of(from, field));
    }
}

} // namespace cleave::conformance
