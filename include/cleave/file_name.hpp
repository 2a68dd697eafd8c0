// SPDX-License-Identifier: MIT
//
// file_name: what a peer's file name may be.
//
//     check_file_name("report.txt")     ok
//     check_file_name("../report.txt")  name_parent
//     check_file_name("nul.txt")        name_device
//
// A name is refused or kept as it is: nothing is stripped, decoded, normalised or replaced, because two programs that
// clean differently disagree about which file is meant. Names that are harmless as the argument of a system call are
// kept, however they look to a shell: "-rf", "$(id)", "%2e%2e%2f".
//
// A good name is no safe path yet: a store still has to open it beneath its root without following links.
#pragma once

#include "detail/platform.hpp"
#include "detail/utf8.hpp"
#include "status.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cleave {

/// The names that a receiver allows beyond the default, which is one visible, portable name. The views must outlive the
/// policy.
struct file_name_options {
    bool allow_subtrees = false; // "a/b": every component is then checked
    bool allow_hidden = false;   // ".profile"
    bool allow_devices = false;  // "aux.c", which only Windows takes for a device
    bool allow_joiners = false;  // U+200C, U+200D and variation selectors: Persian, Indic scripts and emoji need them
    bool allow_non_utf8 = false; // any bytes above 7F, as POSIX has it
    std::size_t max_name_bytes = 255;              // of a component
    std::size_t max_path_bytes = 4095;             // of the whole, where subtrees are allowed
    std::string_view reserved_prefix = ".cleave-"; // of the store's own files, in either case; empty: none
};

namespace detail {

// True for C0, DEL and C1: what a terminal may obey.
constexpr bool is_control_character(char32_t c) noexcept { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

// True for the characters that shape their neighbours without being seen: zero-width joiners, variation selectors.
constexpr bool is_joiner(char32_t c) noexcept { return c == 0x200C || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F); }

// True for characters that show nothing, reorder others, or break the line: Unicode's default-ignorable code points
// (the joiners among them), the line and paragraph separators, and the annotation marks.
constexpr bool is_invisible_character(char32_t c) noexcept {
    struct range {
        char32_t first, last;
    };
    constexpr range ranges[] = {
        {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x061C, 0x061C}, {0x115F, 0x1160}, {0x17B4, 0x17B5},
        {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164},
        {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3},
        {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
    };
    for (const range& r : ranges)
        if (c <= r.last) return c >= r.first;
    return false;
}

// True if `text` begins with `prefix`, A to Z being the same as a to z.
constexpr bool starts_with_in_any_case(std::string_view text, std::string_view prefix) noexcept {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    if (text.size() < prefix.size()) return false;
    for (std::size_t i = 0; i < prefix.size(); ++i)
        if (lower(text[i]) != lower(prefix[i])) return false;
    return true;
}

// True if Windows takes the path component for a device: CON, PRN, AUX, NUL, CONIN$, CONOUT$, COM and LPT with a digit
// (also the superscripts 1, 2, 3), in any case, whatever follows after spaces and a dot.
constexpr bool is_device_name(std::string_view component) noexcept {
    std::string_view stem = detail::part_of(component, 0, component.find('.'));
    while (stem.ends_with(' ')) stem.remove_suffix(1);
    for (const std::string_view device : {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"})
        if (stem.size() == device.size() && starts_with_in_any_case(stem, device)) return true;
    if (!starts_with_in_any_case(stem, "COM") && !starts_with_in_any_case(stem, "LPT")) return false;
    stem.remove_prefix(3);
    const std::string_view port = stem;
    if (port.size() == 1) return port[0] >= '0' && port[0] <= '9';
    return port == "\xC2\xB9" || port == "\xC2\xB2" || port == "\xC2\xB3";
}

// True if `name` begins with a letter and a colon, which Windows takes for a drive.
constexpr bool begins_with_drive(std::string_view name) noexcept {
    if (name.size() < 2 || name[1] != ':') return false;
    const char letter = static_cast<char>(name[0] | 0x20);
    return letter >= 'a' && letter <= 'z';
}

// Collects the reasons against a name; made and asked by check_file_name, which is the call to use.
class file_name_check {
  public:
    // Checks at once. Nothing is kept of the name.
    constexpr file_name_check(std::string_view name, const file_name_options& policy) noexcept : policy_(policy) {
        check_size(name);
        if (verdict_ != status::ok) return;
        check_beginning(name);
        for (std::string_view rest = name; !rest.empty();) rest.remove_prefix(check_character(rest));
        std::size_t begin = 0;
        for (std::size_t slash = name.find_first_of("/\\"); slash != name.npos;
             slash = name.find_first_of("/\\", begin)) {
            check_component(std::string_view(name.data() + begin, slash - begin));
            begin = slash + 1;
        }
        check_component(std::string_view(name.data() + begin, name.size() - begin));
    }

    // ok, or the first reason to refuse the name.
    constexpr status verdict() const noexcept { return verdict_; }

  private:
    constexpr void refuse_if(bool bad, status reason) noexcept {
        if (bad && (verdict_ == status::ok || reason < verdict_)) verdict_ = reason;
    }

    constexpr void check_size(std::string_view name) noexcept {
        refuse_if(name.empty(), status::name_empty);
        refuse_if(name.size() > (policy_.allow_subtrees ? policy_.max_path_bytes : policy_.max_name_bytes),
                  status::name_too_long);
    }

    constexpr void check_beginning(std::string_view name) noexcept {
        refuse_if(name[0] == '/' || name[0] == '\\', status::name_absolute);
        refuse_if(begins_with_drive(name), status::name_drive);
    }

    // Returns the number of bytes that the first character has.
    constexpr std::size_t check_character(std::string_view text) noexcept {
        const auto [c, bytes] = decode_utf8(text);
        if (bytes == 0) {
            refuse_if(!policy_.allow_non_utf8, status::name_not_utf8);
            return 1;
        }
        refuse_if(c == 0, status::name_nul);
        refuse_if(is_control_character(c), status::name_control);
        refuse_if(is_invisible_character(c) && !(policy_.allow_joiners && is_joiner(c)), status::name_invisible);
        refuse_if(c == ':', status::name_stream);
        refuse_if(c == '/' && !policy_.allow_subtrees, status::name_separator);
        refuse_if(c == '\\', status::name_backslash);
        return bytes;
    }

    constexpr void check_component(std::string_view component) noexcept {
        refuse_if(component.size() > policy_.max_name_bytes, status::name_too_long);
        refuse_if(component == ".", status::name_dot);
        refuse_if(component == "..", status::name_parent);
        refuse_if(component.empty(), status::name_separator);
        refuse_if(is_device_name(component) && !policy_.allow_devices, status::name_device);
        refuse_if(component.ends_with('.') || component.ends_with(' '), status::name_trailing);
        refuse_if(component.starts_with('.') && !policy_.allow_hidden, status::name_hidden);
        refuse_if(!policy_.reserved_prefix.empty() && starts_with_in_any_case(component, policy_.reserved_prefix),
                  status::name_reserved);
    }

    const file_name_options& policy_;
    status verdict_ = status::ok;
};

} // namespace detail

/// status::ok if a peer may use `name` under the policy. Otherwise one of the name_* statuses; where there are several
/// reasons, the one that status.hpp lists first. A component is what stands between slashes of either kind. A name
/// that is too long is not read; otherwise cost: O(name.size()). On every platform the answer is the same.
/// source: FILE-NAME-* of conformance/SPEC.md.
constexpr status check_file_name(std::string_view name, const file_name_options& policy = {}) noexcept {
    return detail::file_name_check(name, policy).verdict();
}

/// Returns the last component of a path as any system writes it, to show or to propose: "/a/b.txt", "C:\a\b.txt" and
/// "C:b.txt" give "b.txt", "a/b/" gives "b", "/" nothing. returns: a view into `path`, as untrusted as before.
constexpr std::string_view base_name(std::string_view path) noexcept {
    if (detail::begins_with_drive(path)) path.remove_prefix(2);
    while (path.ends_with('/') || path.ends_with('\\')) path.remove_suffix(1);
    path.remove_prefix(path.find_last_of("/\\") + 1); // npos + 1 is 0
    return path;
}

} // namespace cleave
