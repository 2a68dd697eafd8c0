// Invariant: check_file_name gives the first reason of the policy's list that holds, and shown text holds no danger.
// SPDX-License-Identifier: MIT
// dictionary: file_name.dict
// longest input: 300
//
// The list is written down again here, one question at a time over decoded characters. What is good under the default
// is one plain component on every system. displayable() shows no control character, and can be undone.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "reference-impls/posix/display.hpp"

#include <cleave/file_name.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string>
#include <vector>

namespace cleave::fuzz {
namespace {

using code_points = std::vector<char32_t>;

// Not decode_utf8: bit by bit. A byte that belongs to no character is 0x110000 + the byte. Valid until the next call:
// this is a light target, and most of its time would be spent on memory.
const code_points& characters_of(std::string_view text) {
    static code_points all;
    all.clear();
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
        if (byte(i) < 0x80) {
            all.push_back(byte(i++));
            continue;
        }
        std::size_t ones = 0;
        while (ones < 8 && (byte(i) >> (7 - ones) & 1) != 0) ++ones;
        std::size_t length = ones >= 2 && ones <= 4 ? ones : 0;
        char32_t c = byte(i) & (0xFFU >> (ones + 1));
        for (std::size_t k = 1; k < length; ++k) {
            if (i + k >= text.size() || byte(i + k) >> 6 != 2) {
                length = 0;
                break;
            }
            c = c * 64 + (byte(i + k) & 63);
        }
        constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
        if (length == 0 || c < least[length] || (c >= 0xD800 && c < 0xE000) || c > 0x10FFFF) {
            c = 0x110000 + byte(i);
            length = 1;
        }
        all.push_back(c);
        i += length;
    }
    return all;
}

bool begins_with(std::string_view text, std::string_view upper_case_front) {
    const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
    return text.size() >= upper_case_front.size() &&
           std::ranges::equal(text.substr(0, upper_case_front.size()), upper_case_front, {}, upper);
}

// Valid until the next call.
const std::vector<std::string_view>& components_of(std::string_view name) {
    static std::vector<std::string_view> all;
    all.clear();
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= name.size(); ++i) {
        if (i != name.size() && name[i] != '/' && name[i] != '\\') continue;
        all.push_back(name.substr(begin, i - begin));
        begin = i + 1;
    }
    return all;
}

std::vector<std::string> all_devices() {
    std::vector<std::string> devices{"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"};
    for (const char* const port : {"COM", "LPT"}) {
        for (const char digit : std::string_view("0123456789")) devices.push_back(port + std::string(1, digit));
        for (const char* const superscript : {"\xC2\xB9", "\xC2\xB2", "\xC2\xB3"})
            devices.push_back(std::string(port) + superscript);
    }
    return devices;
}

bool is_device(std::string_view component) {
    static const std::vector<std::string> devices = all_devices();
    std::string_view stem = component.substr(0, component.find('.'));
    while (!stem.empty() && stem.back() == ' ') stem.remove_suffix(1);
    return std::ranges::any_of(devices, [&](const auto& d) { return stem.size() == d.size() && begins_with(stem, d); });
}

// What a name has somewhere.
struct seen_characters {
    bool no_utf8 = false, nul = false, control = false, invisible = false;
    bool slash = false, backslash = false, colon = false;

    seen_characters(std::string_view name, bool allow_joiners) {
        for (const char32_t c : characters_of(name)) {
            no_utf8 |= c >= 0x110000;
            nul |= c == 0;
            control |= c < 32 || (c >= 127 && c < 160);
            slash |= c == '/';
            backslash |= c == '\\';
            colon |= c == ':';
            const bool joins = c == 0x200C || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F);
            invisible |= c >= 127 && detail::is_invisible_character(c) && !(allow_joiners && joins);
        }
    }
};

status slow_verdict(std::string_view name, const file_name_options& policy) {
    if (name.empty()) return status::name_empty;
    if (name.size() > (policy.allow_subtrees ? policy.max_path_bytes : policy.max_name_bytes))
        return status::name_too_long;
    const auto& components = components_of(name);
    const auto any = [&](auto holds) { return std::ranges::any_of(components, holds); };
    const seen_characters has(name, policy.allow_joiners);
    const bool is_letter = std::isalpha(static_cast<unsigned char>(name[0])) != 0;

    if (any([&](const auto& c) { return c.size() > policy.max_name_bytes; })) return status::name_too_long;
    if (!policy.allow_non_utf8 && has.no_utf8) return status::name_not_utf8;
    if (has.nul) return status::name_nul;
    if (has.control) return status::name_control;
    if (has.invisible) return status::name_invisible;
    if (name[0] == '/' || name[0] == '\\') return status::name_absolute;
    if (is_letter && name.size() > 1 && name[1] == ':') return status::name_drive;
    if (has.colon) return status::name_stream;
    if (any([](const auto& c) { return c == "."; })) return status::name_dot;
    if (any([](const auto& c) { return c == ".."; })) return status::name_parent;
    if ((has.slash && !policy.allow_subtrees) || any([](const auto& c) { return c.empty(); }))
        return status::name_separator;
    if (has.backslash) return status::name_backslash;
    if (!policy.allow_devices && any([](const auto& c) { return is_device(c); })) return status::name_device;
    if (any([](const auto& c) { return c.back() == '.' || c.back() == ' '; })) return status::name_trailing;
    if (!policy.allow_hidden && any([](const auto& c) { return c.front() == '.'; })) return status::name_hidden;
    if (!policy.reserved_prefix.empty() && any([&](const auto& c) { return begins_with(c, policy.reserved_prefix); }))
        return status::name_reserved;
    return status::ok;
}

char32_t number_of(std::string_view hex) {
    std::uint32_t number = 0;
    const auto end = std::from_chars(hex.data(), hex.data() + hex.size(), number, 16);
    expect(end.ec == std::errc{} && end.ptr == hex.data() + hex.size(), "an escape's number is hexadecimal");
    return number;
}

// What displayable() gave, undone. Valid until the next call.
const std::string& unescaped(std::string_view shown) {
    static std::string text;
    text.clear();
    for (std::size_t i = 0; i < shown.size();) {
        if (shown[i] != '\\') {
            text += shown[i++];
        } else if (shown[i + 1] == '\\') {
            text += '\\';
            i += 2;
        } else if (shown[i + 1] == 'x') {
            text += static_cast<char>(number_of(shown.substr(i + 2, 2)));
            i += 4;
        } else {
            const std::size_t close = shown.find('}', i);
            expect(shown.substr(i, 3) == "\\u{" && close != shown.npos, "an escape is \\\\, \\xNN or \\u{N}");
            text += detail::encode_utf8(number_of(shown.substr(i + 3, close - i - 3))).view();
            i = close + 1;
        }
    }
    return text;
}

void check_display(std::string_view text) {
    const std::string shown = posix::displayable(text);
    for (const char32_t c : characters_of(shown))
        expect(c >= 32 && (c < 127 || (c >= 160 && c < 0x110000 && !detail::is_invisible_character(c))),
               "what is shown holds no control or invisible character, and is UTF-8");
    expect(unescaped(shown) == text, "what is shown can be had back");
}

void check(std::string_view name, const file_name_options& policy) {
    const status verdict = check_file_name(name, policy);
    expect(verdict == slow_verdict(name, policy), "the verdict is the first reason that holds");
    const std::string_view base = base_name(name);
    expect(base.find_first_of("/\\") == base.npos, "base_name is one component");
    expect(base.empty() || (base.data() >= name.data() && base.data() + base.size() <= name.data() + name.size()),
           "base_name is a view of the path");
    if (verdict == status::ok && !policy.allow_subtrees) expect(base == name, "a good name is its own base_name");
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const std::uint8_t flags = input.last();
    cleave::file_name_options policy;
    policy.reserved_prefix = ".CLEAVE-"; // in either case, and the model compares with upper case
    policy.allow_subtrees = (flags & 1) != 0;
    policy.allow_hidden = (flags & 2) != 0;
    policy.allow_devices = (flags & 4) != 0;
    policy.allow_joiners = (flags & 8) != 0;
    policy.allow_non_utf8 = (flags & 16) != 0;
    if ((flags & 32) != 0) policy.max_name_bytes = 9;
    if ((flags & 64) != 0) policy.max_path_bytes = 20;
    if ((flags & 128) != 0) policy.reserved_prefix = "A.";
    exact_block name(input.stream());
    check(name.text(), policy);
    check_display(name.text().substr(0, 256));
    return 0;
}
