// SPDX-License-Identifier: MIT
#include "names.hpp"
#include "json.hpp"
#include "mutants.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace second {

namespace {

/// The reasons in the order in which one is told before another.
constexpr std::array<std::string_view, 17> reasons = {
    "name_empty",     "name_too_long", "name_not_utf8", "name_nul",    "name_control", "name_invisible",
    "name_absolute",  "name_drive",    "name_stream",   "name_dot",    "name_parent",  "name_separator",
    "name_backslash", "name_device",   "name_trailing", "name_hidden", "name_reserved"};

std::string lower(std::string_view text) {
    std::string all(text);
    for (char& c : all)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return all;
}

bool is_invisible(char32_t c) {
    constexpr std::array<std::array<char32_t, 2>, 17> ranges = {{{0xAD, 0xAD},
                                                                 {0x34F, 0x34F},
                                                                 {0x61C, 0x61C},
                                                                 {0x115F, 0x1160},
                                                                 {0x17B4, 0x17B5},
                                                                 {0x180B, 0x180F},
                                                                 {0x200B, 0x200F},
                                                                 {0x2028, 0x202E},
                                                                 {0x2060, 0x206F},
                                                                 {0x3164, 0x3164},
                                                                 {0xFE00, 0xFE0F},
                                                                 {0xFEFF, 0xFEFF},
                                                                 {0xFFA0, 0xFFA0},
                                                                 {0xFFF0, 0xFFFB},
                                                                 {0x1BCA0, 0x1BCA3},
                                                                 {0x1D173, 0x1D17A},
                                                                 {0xE0000, 0xE0FFF}}};
    return std::any_of(ranges.begin(), ranges.end(), [&](const auto& r) { return c >= r[0] && c <= r[1]; });
}

bool is_device(std::string_view part) {
    std::string stem(part.substr(0, part.find(has("device-with-ending-taken") ? '\0' : '.')));
    if (!has("device-in-lower-case-taken")) stem = lower(stem);
    while (stem.ends_with(' ')) stem.pop_back();
    std::vector<std::string> devices = {"con", "prn", "aux", "nul", "conin$", "conout$"};
    for (const char* port : {"com", "lpt"})
        for (const char* digit : {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "\xC2\xB9", "\xC2\xB2", "\xC2\xB3"})
            devices.push_back(std::string(port) + digit);
    if (has("device-in-lower-case-taken"))
        for (std::string& device : devices)
            for (char& c : device)
                if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return std::find(devices.begin(), devices.end(), stem) != devices.end();
}

class name_check {
  public:
    explicit name_check(std::string_view name) : name_(name) {
        const char first = lower(name.substr(0, 1))[0];
        if (first == '/' || first == '\\') refuse("name_absolute");
        if (first >= 'a' && first <= 'z' && name.substr(1, 1) == ":") refuse("name_drive");
        if (first == '-' && has("dash-refused")) refuse("name_hidden");
        for (std::size_t at = 0; at < name.size();) at += check_character(name.substr(at));
        for (std::size_t from = 0;;) {
            const std::size_t slash = name.find_first_of("/\\", from);
            check_part(name.substr(from, slash - from));
            if (slash == std::string_view::npos) break;
            from = slash + 1;
        }
    }

    std::string told() const {
        if (found_.empty()) return "";
        const auto place = [](const std::string& reason) { return std::find(reasons.begin(), reasons.end(), reason); };
        const auto less = [&](const std::string& a, const std::string& b) { return place(a) < place(b); };
        return has("last-reason-told") ? *std::max_element(found_.begin(), found_.end(), less)
                                       : *std::min_element(found_.begin(), found_.end(), less);
    }

  private:
    void refuse(const std::string& reason) {
        const auto is_taken = [&](const char* a_reason, bool by_fault) { return by_fault && reason == a_reason; };
        if (is_taken("name_absolute", has("absolute-taken")) || is_taken("name_drive", has("drive-taken")) ||
            is_taken("name_stream", has("stream-taken")) || is_taken("name_parent", has("parent-taken")) ||
            is_taken("name_dot", has("dot-taken")) || is_taken("name_backslash", has("backslash-taken")) ||
            is_taken("name_control", has("control-in-name-taken")) ||
            is_taken("name_invisible", has("invisible-taken")) || is_taken("name_nul", has("nul-in-name-taken")) ||
            is_taken("name_trailing", has("trailing-taken")) || is_taken("name_hidden", has("hidden-taken")) ||
            is_taken("name_separator", has("separator-taken")))
            return;
        found_.push_back(reason);
    }

    std::size_t check_character(std::string_view text) {
        char32_t c = 0;
        const std::size_t size = utf8_length(text, c);
        if (size == 0) return refuse("name_not_utf8"), 1;
        if (c == 0) refuse("name_nul");
        if (c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0 && !has("c1-controls-taken"))) refuse("name_control");
        if (is_invisible(c)) refuse("name_invisible");
        if (c == ':') refuse("name_stream");
        if (c == '/') refuse("name_separator");
        if (c == '\\') refuse("name_backslash");
        if (c == '%' && has("percent-refused")) refuse("name_separator");
        return size;
    }

    void check_part(std::string_view part) {
        if (part == ".") refuse("name_dot");
        if (part == "..") refuse("name_parent");
        if (part.empty()) refuse("name_separator");
        if (is_device(part)) refuse("name_device");
        if (part.ends_with('.') || part.ends_with(' ')) refuse("name_trailing");
        if (part.starts_with('.')) refuse("name_hidden");
        if (lower(part).starts_with(".cleave-")) refuse("name_reserved");
    }

    std::string_view name_;
    std::vector<std::string> found_;
};

} // namespace

std::string refusal_of(std::string_view name, std::size_t most_bytes) {
    if (name.empty()) return has("empty-name-taken") ? "" : "name_empty";
    if (has("name-limit-in-characters"))
        most_bytes += static_cast<std::size_t>(
            std::count_if(name.begin(), name.end(), [](char c) { return (c & 0xC0) == 0x80; }));
    if (has("name-limit-refused")) --most_bytes;
    if (name.size() > most_bytes && !has("name-of-any-length")) return "name_too_long";
    return name_check(name).told();
}

} // namespace second
