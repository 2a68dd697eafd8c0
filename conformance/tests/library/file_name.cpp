// SPDX-License-Identifier: MIT
#include "conformance/tests/library/exact_text.hpp"

#include <cleave/file_name.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace cleave {

/// Lets a failed expectation name the status.
inline void PrintTo(status s, std::ostream* out) { *out << to_string(s); }

namespace {

using namespace std::string_view_literals;
using namespace detail;

constexpr file_name_options subtrees{.allow_subtrees = true};

/// A name at compile time that is one character, again and again.
template <std::size_t N>
constexpr std::array<char, N> repeated = [] {
    std::array<char, N> a{};
    for (char& c : a) c = 'n';
    return a;
}();
template <std::size_t N>
constexpr std::string_view long_name{repeated<N>.data(), N};

constexpr bool accepted(std::string_view name) { return check_file_name(name) == status::ok; }
constexpr bool refused(std::string_view name, status reason) { return check_file_name(name) == reason; }

// nothing, itself, the parent
static_assert(refused("", status::name_empty));
static_assert(refused(".", status::name_dot));
static_assert(refused("..", status::name_parent));
static_assert(refused("../a", status::name_parent));
static_assert(refused("a/../../b", status::name_parent));
static_assert(refused("a/../b", status::name_parent));
static_assert(refused("..\\a", status::name_parent));
static_assert(refused("./a", status::name_dot));
// paths
static_assert(refused("....//a", status::name_separator));
static_assert(refused("..;/a", status::name_separator));
static_assert(refused("a/b", status::name_separator));
static_assert(refused("a/", status::name_separator));
static_assert(refused("a\\b", status::name_backslash));
static_assert(refused("/", status::name_absolute));
static_assert(refused("/a", status::name_absolute));
static_assert(refused("//a", status::name_absolute));
static_assert(refused("\\a", status::name_absolute));
static_assert(refused("\\\\srv\\share\\a", status::name_absolute));
static_assert(refused("\\\\?\\C:\\a", status::name_absolute));
static_assert(refused("\\\\.\\NUL", status::name_absolute));
static_assert(refused("C:a", status::name_drive));
static_assert(refused("C:\\a", status::name_drive));
static_assert(refused("z:", status::name_drive));
static_assert(refused("a:stream", status::name_drive));
static_assert(refused("ab:stream", status::name_stream));
static_assert(refused("a.txt::$DATA", status::name_stream));
static_assert(refused("1:a", status::name_stream));
// characters
static_assert(refused("ok.txt\0.sh"sv, status::name_nul));
static_assert(refused("\0"sv, status::name_nul));
static_assert(refused("a\nb", status::name_control));
static_assert(refused("a\r", status::name_control));
static_assert(refused("\x1B[2J", status::name_control));
static_assert(refused("a\x7F", status::name_control));
static_assert(refused("a\xC2\x80", status::name_control));
static_assert(refused("a\xC2\x9F", status::name_control));
static_assert(refused("invoice\xE2\x80\xAEtxt.exe", status::name_invisible));
static_assert(refused("a\xE2\x80\x8B", status::name_invisible));
static_assert(refused("\xEF\xBB\xBFreadme", status::name_invisible));
static_assert(refused("a\xE2\x80\xA8", status::name_invisible));
static_assert(refused("a\xC2\xAD", status::name_invisible));
static_assert(refused("\xFF", status::name_not_utf8));
static_assert(refused("..\xC0\xAF", status::name_not_utf8));
static_assert(refused("\xED\xA0\x80", status::name_not_utf8));
// what Windows makes something else of
static_assert(refused("CON", status::name_device));
static_assert(refused("con", status::name_device));
static_assert(refused("nul.txt", status::name_device));
static_assert(refused("Prn.tar.gz", status::name_device));
static_assert(refused("aux .txt", status::name_device));
static_assert(refused("COM0", status::name_device));
static_assert(refused("COM1", status::name_device));
static_assert(refused("LPT9.x", status::name_device));
static_assert(refused("COM\xC2\xB9", status::name_device));
static_assert(refused("lpt\xC2\xB2.log", status::name_device));
static_assert(refused("com\xC2\xB3", status::name_device));
static_assert(refused("CONIN$", status::name_device));
static_assert(refused("conout$.txt", status::name_device));
static_assert(refused("a.", status::name_trailing));
static_assert(refused("a ", status::name_trailing));
static_assert(refused("...", status::name_trailing));
static_assert(refused(".. ", status::name_trailing));
// what a policy can allow, and the store's own
static_assert(refused(".ssh", status::name_hidden));
static_assert(refused(".htaccess", status::name_hidden));
static_assert(check_file_name(".cleave-1f", {.allow_hidden = true}) == status::name_reserved);
static_assert(check_file_name(".CLEAVE-1f", {.allow_hidden = true}) == status::name_reserved);
static_assert(check_file_name(".cleave", {.allow_hidden = true}) == status::ok);
static_assert(check_file_name(".ssh", {.allow_hidden = true}) == status::ok);
static_assert(check_file_name("tmp-a", {.reserved_prefix = "tmp-"}) == status::name_reserved);
static_assert(check_file_name(".cleave-1f", {.allow_hidden = true, .reserved_prefix = ""}) == status::ok);
static_assert(check_file_name("aux.c", {.allow_devices = true}) == status::ok);
static_assert(check_file_name("a\xE2\x80\x8D", {.allow_joiners = true}) == status::ok);
static_assert(check_file_name("a\xE2\x80\x8B", {.allow_joiners = true}) == status::name_invisible);
static_assert(check_file_name("\xBC\xC6\xCB\xE3.txt", {.allow_non_utf8 = true}) == status::ok);
static_assert(check_file_name("\xFF\xC2\x9B", {.allow_non_utf8 = true}) == status::name_control);
// sizes
static_assert(accepted(long_name<255>));
static_assert(refused(long_name<256>, status::name_too_long));
static_assert(refused(long_name<4096>, status::name_too_long));
static_assert(refused(long_name<65000>, status::name_too_long));
static_assert(check_file_name("abcd", {.max_name_bytes = 3}) == status::name_too_long);
static_assert(check_file_name("abc", {.max_name_bytes = 3}) == status::ok);
// what is kept as it is
static_assert(accepted("a") && accepted("report.txt") && accepted("%2e%2e%2f") && accepted("-rf") &&
              accepted("--help"));
static_assert(accepted("$(id)") && accepted("a;b") && accepted("%s%n") && accepted("`id`") && accepted("a|b>c<d?*\""));
static_assert(accepted("计算机五大.txt") && accepted("Z\u00FCrich") && accepted("Zu\u0308rich") &&
              accepted("\U0001F600"));
static_assert(accepted("README") && accepted("readme") && accepted("a..b") && accepted(" a") && accepted("~") &&
              accepted("~root"));
static_assert(accepted("CONSOLE") && accepted("COM10") && accepted("COM") && accepted("LPTa") && accepted("null") &&
              accepted("my.con") && accepted("COM\xC2\xB4") && accepted("CONIN") && accepted(" CON"));

// subtrees
static_assert(check_file_name("a/b/c.txt", subtrees) == status::ok);
static_assert(check_file_name("a", subtrees) == status::ok);
static_assert(check_file_name("a//b", subtrees) == status::name_separator);
static_assert(check_file_name("a/", subtrees) == status::name_separator);
static_assert(check_file_name("/a", subtrees) == status::name_absolute);
static_assert(check_file_name("a/./b", subtrees) == status::name_dot);
static_assert(check_file_name("a/../b", subtrees) == status::name_parent);
static_assert(check_file_name("a/..", subtrees) == status::name_parent);
static_assert(check_file_name("a/b\\..\\c", subtrees) == status::name_parent);
static_assert(check_file_name("a/nul/b", subtrees) == status::name_device);
static_assert(check_file_name("a /b", subtrees) == status::name_trailing);
static_assert(check_file_name("a/.git/b", subtrees) == status::name_hidden);
static_assert(check_file_name("a/.cleave-1", {.allow_subtrees = true, .allow_hidden = true}) == status::name_reserved);
static_assert(check_file_name("a/C:b", subtrees) == status::name_stream);
static_assert(check_file_name(long_name<256>, subtrees) == status::name_too_long);
static_assert(check_file_name("ab/cd", {.allow_subtrees = true, .max_path_bytes = 5}) == status::ok);
static_assert(check_file_name("ab/cde", {.allow_subtrees = true, .max_path_bytes = 5}) == status::name_too_long);
static_assert(check_file_name("a/bcde", {.allow_subtrees = true, .max_name_bytes = 3}) == status::name_too_long);

// what is invisible, and neither neighbour of it
constexpr bool are_invisible_by_themselves(char32_t first, char32_t last) {
    return !is_invisible_character(first - 1) && is_invisible_character(first) && is_invisible_character(last) &&
           !is_invisible_character(last + 1);
}
static_assert(are_invisible_by_themselves(0xAD, 0xAD) && are_invisible_by_themselves(0x34F, 0x34F));
static_assert(are_invisible_by_themselves(0x61C, 0x61C) && are_invisible_by_themselves(0x115F, 0x1160));
static_assert(are_invisible_by_themselves(0x17B4, 0x17B5) && are_invisible_by_themselves(0x180B, 0x180F));
static_assert(are_invisible_by_themselves(0x200B, 0x200F) && are_invisible_by_themselves(0x2028, 0x202E));
static_assert(are_invisible_by_themselves(0x2060, 0x206F) && are_invisible_by_themselves(0x3164, 0x3164));
static_assert(are_invisible_by_themselves(0xFE00, 0xFE0F) && are_invisible_by_themselves(0xFEFF, 0xFEFF));
static_assert(are_invisible_by_themselves(0xFFA0, 0xFFA0) && are_invisible_by_themselves(0xFFF0, 0xFFFB));
static_assert(are_invisible_by_themselves(0x1BCA0, 0x1BCA3) && are_invisible_by_themselves(0x1D173, 0x1D17A));
static_assert(are_invisible_by_themselves(0xE0000, 0xE0FFF));
static_assert(is_joiner(0x200C) && is_joiner(0x200D) && is_joiner(0xFE00) && is_joiner(0xFE0F));
static_assert(!is_joiner(0x200B) && !is_joiner(0x200E) && !is_joiner(0xFDFF) && !is_joiner(0xFE10));

// An independent and slow statement of the same rules: every reason against a name, found by other means, of which the
// first in this list counts.
constexpr status precedence[] = {
    status::name_empty,     status::name_too_long,  status::name_not_utf8,  status::name_nul,    status::name_control,
    status::name_invisible, status::name_absolute,  status::name_drive,     status::name_stream, status::name_dot,
    status::name_parent,    status::name_separator, status::name_backslash, status::name_device, status::name_trailing,
    status::name_hidden,    status::name_reserved,
};

bool within(unsigned char c, unsigned low, unsigned high) { return c >= low && c <= high; }

/// The length of the well-formed sequence that begins at s[i], after table 3-7 of the Unicode standard; or 0.
std::size_t well_formed(const std::string& s, std::size_t i) {
    const auto at = [&](std::size_t k) { return i + k < s.size() ? static_cast<unsigned char>(s[i + k]) : 0u; };
    const auto tail = [&](std::size_t k) { return within(static_cast<unsigned char>(at(k)), 0x80, 0xBF); };
    const unsigned a = at(0), b = at(1);
    if (a <= 0x7F) return 1;
    if (a >= 0xC2 && a <= 0xDF) return tail(1) ? 2 : 0;
    if (a == 0xE0) return b >= 0xA0 && b <= 0xBF && tail(2) ? 3 : 0;
    if (a == 0xED) return b >= 0x80 && b <= 0x9F && tail(2) ? 3 : 0;
    if (a >= 0xE1 && a <= 0xEF) return tail(1) && tail(2) ? 3 : 0;
    if (a == 0xF0) return b >= 0x90 && b <= 0xBF && tail(2) && tail(3) ? 4 : 0;
    if (a >= 0xF1 && a <= 0xF3) return tail(1) && tail(2) && tail(3) ? 4 : 0;
    if (a == 0xF4) return b >= 0x80 && b <= 0x8F && tail(2) && tail(3) ? 4 : 0;
    return 0;
}

/// The invisible characters that occur in the tests below, as bytes.
const std::set<std::string> invisible_joiners = {"\xE2\x80\x8C", "\xE2\x80\x8D", "\xEF\xB8\x8F"};
const std::set<std::string> invisible_others = {"\xE2\x80\x8B", "\xEF\xBB\xBF", "\xE2\x80\xAE", "\xC2\xAD"};

bool is_device(const std::string& component) {
    static const std::set<std::string> devices = [] {
        std::set<std::string> all = {"con", "prn", "aux", "nul", "conin$", "conout$"};
        for (const char* port : {"com", "lpt"})
            for (const char* digit :
                 {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "\xC2\xB9", "\xC2\xB2", "\xC2\xB3"})
                all.insert(std::string(port) + digit);
        return all;
    }();
    std::string lower;
    for (const char c : component) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    for (std::size_t size = 3; size <= std::min<std::size_t>(lower.size(), 7); ++size) {
        if (devices.count(lower.substr(0, size)) == 0) continue;
        const std::size_t rest = lower.find_first_not_of(' ', size);
        if (rest == std::string::npos || lower[rest] == '.') return true;
    }
    return false;
}

std::set<status> slow_reasons(const std::string& name, const file_name_options& policy) {
    std::set<status> found;
    if (name.empty()) found.insert(status::name_empty);
    if (policy.allow_subtrees ? name.size() > policy.max_path_bytes : name.size() > policy.max_name_bytes)
        found.insert(status::name_too_long);
    if (!found.empty()) return found;

    for (std::size_t i = 0; i < name.size();) {
        const std::size_t size = well_formed(name, i);
        const std::string one = name.substr(i, std::max<std::size_t>(size, 1));
        const auto byte = static_cast<unsigned char>(one.back());
        if (size == 0 && !policy.allow_non_utf8) found.insert(status::name_not_utf8);
        if (size == 1 && byte == 0) found.insert(status::name_nul);
        if (size == 1 && (within(byte, 0, 31) || byte == 127)) found.insert(status::name_control);
        if (size == 2 && one[0] == '\xC2' && within(byte, 0x80, 0x9F)) found.insert(status::name_control);
        if (size != 0 && invisible_others.count(one) != 0) found.insert(status::name_invisible);
        if (size != 0 && invisible_joiners.count(one) != 0 && !policy.allow_joiners)
            found.insert(status::name_invisible);
        i += one.size();
    }
    if (name.find('/') == 0 || name.find('\\') == 0) found.insert(status::name_absolute);
    const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    if (name.find(':') == 1 && letters.find(name[0]) != std::string::npos) found.insert(status::name_drive);
    if (name.find(':') != std::string::npos) found.insert(status::name_stream);
    if (name.find('/') != std::string::npos && !policy.allow_subtrees) found.insert(status::name_separator);
    if (name.find('\\') != std::string::npos) found.insert(status::name_backslash);

    std::vector<std::string> components(1);
    for (const char c : name) {
        if (c == '/' || c == '\\')
            components.emplace_back();
        else
            components.back() += c;
    }
    for (const std::string& component : components) {
        if (component.empty()) found.insert(status::name_separator);
        if (component.size() > policy.max_name_bytes) found.insert(status::name_too_long);
        if (component == ".") found.insert(status::name_dot);
        if (component == "..") found.insert(status::name_parent);
        if (is_device(component) && !policy.allow_devices) found.insert(status::name_device);
        if (!component.empty() && (component.back() == '.' || component.back() == ' '))
            found.insert(status::name_trailing);
        if (!component.empty() && component.front() == '.' && !policy.allow_hidden) found.insert(status::name_hidden);
        std::string lower = component.substr(0, policy.reserved_prefix.size());
        for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        if (!lower.empty() && lower == policy.reserved_prefix) found.insert(status::name_reserved);
    }
    return found;
}

status first_of(const std::set<status>& reasons) {
    for (const status s : precedence)
        if (reasons.count(s) != 0) return s;
    return status::ok;
}

/// The check of a name that lies in a heap block of just its size.
status check_in_own_block(const std::string& name, const file_name_options& policy) {
    return check_file_name(exact_text(name), policy);
}

const std::vector<std::string> dangerous = {
    "/",
    "\\",
    ".",
    " ",
    ":",
    "a",
    "Z",
    "-",
    "~",
    "$",
    "1",
    std::string(1, '\0'),
    "\n",
    "\x7F",
    "\x80",
    "\xC2",
    "\xB9",
    "\xE2\x80",
    "\xC2\x85",
    "\xE2\x80\x8B",
    "\xE2\x80\x8D",
    "\xEF\xBB\xBF",
    "\xE2\x80\xAE",
    "\xC3\xA9",
    "CON",
    "nul",
    "Com",
    ".cleave-",
    ".CLEAVE-",
    "\xF0\x9F\x98\x80",
};

/// Calls `visit` with every string of up to `most` of the pieces.
template <class Visit>
void for_every_string(std::size_t most, Visit visit, const std::vector<std::string>& pieces = dangerous) {
    std::vector<std::size_t> digits;
    for (;;) {
        std::string name;
        for (const std::size_t d : digits) name += pieces[d];
        visit(name);
        std::size_t i = 0;
        while (i < digits.size() && ++digits[i] == pieces.size()) digits[i++] = 0;
        if (i == digits.size()) {
            if (digits.size() == most) return;
            digits.push_back(0);
        }
    }
}

/// Compares both specifications and counts which reasons stood together against one name.
struct comparison {
    std::size_t names = 0;
    std::set<std::pair<status, status>> met{}; // in order of precedence
    std::set<status> verdicts{};

    void operator()(const std::string& name, const file_name_options& policy) {
        const std::set<status> reasons = slow_reasons(name, policy);
        const status expected = first_of(reasons);
        ASSERT_EQ(check_in_own_block(name, policy), expected) << testing::PrintToString(name);
        for (const status other : reasons)
            if (other != expected) met.emplace(expected, other);
        verdicts.insert(expected);
        ++names;
    }
};

TEST(CheckFileName, EveryStringOfFourDangerousPiecesMatchesTheSlowSpecification) {
    const file_name_options open_but_short{.allow_subtrees = true,
                                           .allow_hidden = true,
                                           .allow_devices = true,
                                           .allow_joiners = true,
                                           .allow_non_utf8 = true,
                                           .max_name_bytes = 9,
                                           .max_path_bytes = 14};
    comparison compare;
    for_every_string(4, [&](const std::string& name) {
        compare(name, {});
        compare(name, open_but_short);
    });
    const std::size_t n = dangerous.size();
    EXPECT_EQ(compare.names, 2 * (1 + n + n * n + n * n * n + n * n * n * n));
    for (const status s : precedence) EXPECT_EQ(compare.verdicts.count(s), 1u) << to_string(s) << " never occurred";
    EXPECT_EQ(compare.verdicts.count(status::ok), 1u);
}

TEST(CheckFileName, EveryStringOfUpToFiveDangerousCharactersMatchesTheSlowSpecification) {
    // With the letters and the digit of COM1; with bytes that make a control, an invisible and a good character.
    std::vector<std::string> characters;
    for (const char c : "/\\.: aCOM1\n\x80\xC2\xAD"sv) characters.emplace_back(1, c);
    characters.emplace_back(1, '\0');
    comparison compare;
    for_every_string(
        5, [&](const std::string& name) { compare(name, {}); }, characters);
    std::size_t expected = 0;
    for (std::size_t length = 0, strings = 1; length <= 5; ++length, strings *= characters.size()) expected += strings;
    EXPECT_EQ(compare.names, expected);
    EXPECT_EQ(compare.verdicts.count(status::ok), 1u);
}

TEST(CheckFileName, EveryOptionMatchesTheSlowSpecification) {
    const file_name_options policies[] = {
        {},
        {.allow_subtrees = true},
        {.allow_hidden = true},
        {.allow_devices = true},
        {.allow_joiners = true},
        {.allow_non_utf8 = true},
        {.max_name_bytes = 4},
        {.allow_subtrees = true, .max_path_bytes = 5},
        {.allow_subtrees = true, .max_name_bytes = 3},
        {.allow_hidden = true, .reserved_prefix = ""},
        {.reserved_prefix = "a"},
        {.allow_subtrees = true, .allow_hidden = true, .allow_devices = true},
    };
    comparison compare;
    for (const file_name_options& policy : policies)
        for_every_string(3, [&](const std::string& name) { compare(name, policy); });
    const std::size_t n = dangerous.size();
    EXPECT_EQ(compare.names, std::size(policies) * (1 + n + n * n + n * n * n));
}

// The order of the reasons is a promise: where two can stand against one name, the first in status.hpp is given.
TEST(CheckFileName, EveryTwoReasonsThatCanMeetDoSoInTheOrderOfTheStatusList) {
    EXPECT_TRUE(std::is_sorted(std::begin(precedence), std::end(precedence)));
    comparison compare;
    const file_name_options policies[] = {
        {}, {.allow_subtrees = true, .max_name_bytes = 9}, {.allow_hidden = true, .reserved_prefix = "."}};
    for (const file_name_options& policy : policies)
        for_every_string(3, [&](const std::string& name) { compare(name, policy); });
    // Longer witnesses: one piece for each reason, all pairs in both orders, joined so that both stand.
    const std::string witnesses[] = {std::string(10, 'n'),
                                     "\xFF",
                                     std::string(1, '\0'),
                                     "\x01",
                                     "\xE2\x80\x8B",
                                     "\\",
                                     "a:",
                                     ":",
                                     "/./",
                                     "/../",
                                     "//",
                                     "b\\",
                                     "/NUL/",
                                     "/c./",
                                     "/.d/",
                                     "/.cleave-/"};
    for (const std::string& a : witnesses)
        for (const std::string& b : witnesses)
            for (const file_name_options& policy : policies)
                for (const std::string& name : {a + b, a + "x" + b, a + "/" + b, "x" + a + b}) compare(name, policy);
    for (std::size_t i = 1; i < std::size(precedence); ++i) // an empty name has no other fault
        for (std::size_t j = i + 1; j < std::size(precedence); ++j) {
            const bool exclude_each_other =
                precedence[i] == status::name_absolute && precedence[j] == status::name_drive;
            EXPECT_EQ(compare.met.count({precedence[i], precedence[j]}), exclude_each_other ? 0u : 1u)
                << to_string(precedence[i]) << " before " << to_string(precedence[j]);
            EXPECT_EQ(compare.met.count({precedence[j], precedence[i]}), 0u);
        }
}

TEST(CheckFileName, EverySingleByteAsAName) {
    for (unsigned n = 0; n < 256; ++n) {
        const std::string name(1, static_cast<char>(n));
        status expected = status::ok;
        if (n == 0) expected = status::name_nul;
        if ((n > 0 && n < 0x20) || n == 0x7F) expected = status::name_control;
        if (n == '/' || n == '\\') expected = status::name_absolute;
        if (n == ':') expected = status::name_stream;
        if (n == '.') expected = status::name_dot;
        if (n == ' ') expected = status::name_trailing;
        if (n >= 0x80) expected = status::name_not_utf8;
        EXPECT_EQ(check_in_own_block(name, {}), expected) << n;
        EXPECT_EQ(check_in_own_block(name, {.allow_non_utf8 = true}), n >= 0x80 ? status::ok : expected) << n;
    }
}

TEST(CheckFileName, EverySingleByteInsideAName) {
    for (unsigned n = 0; n < 256; ++n) {
        const std::string name = std::string("ab") + static_cast<char>(n) + "c";
        status expected = status::ok;
        if (n == 0) expected = status::name_nul;
        if ((n > 0 && n < 0x20) || n == 0x7F) expected = status::name_control;
        if (n == '/') expected = status::name_separator;
        if (n == '\\') expected = status::name_backslash;
        if (n == ':') expected = status::name_stream;
        if (n >= 0x80) expected = status::name_not_utf8;
        EXPECT_EQ(check_in_own_block(name, {}), expected) << n;
        EXPECT_EQ(check_in_own_block(name, subtrees), n == '/' ? status::ok : expected) << n;
        EXPECT_EQ(check_in_own_block(name, {.allow_non_utf8 = true}), n >= 0x80 ? status::ok : expected) << n;
    }
}

TEST(CheckFileName, EveryCodePointIsJudgedByItsClassAlone) {
    std::size_t controls = 0, invisible = 0;
    for (char32_t c = 0x80; c <= 0x10FFFF; ++c) {
        const utf8_text text = encode_utf8(c);
        if (text.size == 0) continue;
        const std::string name = "ab" + std::string(text.view()) + "c";
        status expected = status::ok;
        if (is_invisible_character(c)) expected = status::name_invisible, ++invisible;
        if (c < 0xA0) expected = status::name_control, ++controls;
        ASSERT_EQ(check_file_name(name), expected) << std::hex << static_cast<std::uint32_t>(c);
        if (is_joiner(c)) {
            ASSERT_EQ(check_file_name(name, {.allow_joiners = true}), status::ok);
        }
    }
    EXPECT_EQ(controls, 32u);
    EXPECT_EQ(invisible, 4096u + 83u); // the plane of tags, and the others
}

TEST(CheckFileName, InvisibleCharactersAreThoseThatMisleadAndNoLetters) {
    for (const char32_t c : {U'\u200B', U'\u200C', U'\u200D', U'\u200E', U'\u200F', U'\u202A', U'\u202B',    U'\u202C',
                             U'\u202D', U'\u202E', U'\u2060', U'\u2061', U'\u2062', U'\u2063', U'\u2064',    U'\u2066',
                             U'\u2067', U'\u2068', U'\u2069', U'\uFEFF', U'\u061C', U'\u180E', U'\u115F',    U'\u3164',
                             U'\u00AD', U'\u034F', U'\u2028', U'\u2029', U'\uFE0F', U'\uFFFB', U'\U000E0041'})
        EXPECT_TRUE(is_invisible_character(c)) << std::hex << static_cast<std::uint32_t>(c);
    for (const char32_t c : {U'a', U'\u00A0', U'\u00AC', U'\u00AE', U'\u0300', U'\u0600', U'\u2010', U'\u2027',
                             U'\u202F', U'\u3000', U'\u4E00', U'\uFE10', U'\uFFFC', U'\uFFFD', U'\U0001F600'})
        EXPECT_FALSE(is_invisible_character(c)) << std::hex << static_cast<std::uint32_t>(c);
}

TEST(CheckFileName, NameOfExactlyTheLimitIsKeptAndOneByteMoreIsRefusedUnread) {
    for (const std::size_t limit : {1u, 3u, 255u, 300u}) {
        const file_name_options policy{.max_name_bytes = limit};
        EXPECT_EQ(check_in_own_block(std::string(limit, 'n'), policy), status::ok);
        EXPECT_EQ(check_in_own_block(std::string(limit + 1, 'n'), policy), status::name_too_long);
        EXPECT_EQ(check_in_own_block(std::string(limit + 1, '\0'), policy), status::name_too_long);
    }
    std::string path(4095, 'd');
    for (std::size_t i = 100; i < path.size(); i += 101) path[i] = '/'; // no component is too long
    EXPECT_EQ(check_in_own_block(path, subtrees), status::ok);
    EXPECT_EQ(check_in_own_block(path + "f", subtrees), status::name_too_long);
}

TEST(CheckFileName, OnlyALetterBeforeAColonIsADrive) {
    for (unsigned n = 1; n < 256; ++n) {
        const std::string name = std::string(1, static_cast<char>(n)) + ":";
        const bool is_letter = (n >= 'A' && n <= 'Z') || (n >= 'a' && n <= 'z');
        EXPECT_EQ(begins_with_drive(name), is_letter) << n;
        EXPECT_EQ(begins_with_drive(name + "x"), is_letter) << n;
        if (n != '/' && n != '\\') {
            EXPECT_EQ(base_name(name + "x"), is_letter ? "x" : name + "x") << n;
        }
        EXPECT_FALSE(begins_with_drive(name.substr(0, 1))) << n;
    }
    EXPECT_FALSE(begins_with_drive(""));
    EXPECT_FALSE(begins_with_drive("ab:"));
}

TEST(CheckFileName, NoTwoCharactersAreTheSameInAnyCaseButTheTwoFormsOfALetter) {
    for (unsigned a = 0; a < 256; ++a)
        for (unsigned b = 0; b < 256; ++b) {
            const bool is_upper = a >= 'A' && a <= 'Z', is_lower = a >= 'a' && a <= 'z';
            const char x[] = {static_cast<char>(a)}, y[] = {static_cast<char>(b)};
            EXPECT_EQ(starts_with_in_any_case({x, 1}, {y, 1}),
                      a == b || (is_upper && b == a + 32) || (is_lower && a == b + 32))
                << a << " and " << b;
        }
}

TEST(CheckFileName, WindowsDeviceOfAPortNeedsOneDigit) {
    for (unsigned n = 0; n < 128; ++n) {
        const std::string name = std::string("com") + static_cast<char>(n);
        // Behind a device a dot and what follows, and spaces, count for nothing; COM alone is none.
        EXPECT_EQ(is_device_name(name), n >= '0' && n <= '9') << n;
    }
}

struct hostile_name {
    std::string_view name;
    status reason;
};

// One line an idea; what a policy could allow is not here.
constexpr hostile_name hostile_names[] = {
    // climbing
    {"..", status::name_parent},
    {"../", status::name_parent},
    {"../..", status::name_parent},
    {"../../../../../../../../etc/shadow", status::name_parent},
    {"..\\", status::name_parent},
    {"..\\..\\boot.ini", status::name_parent},
    {"..\\../mixed", status::name_parent},
    {"../..\\mixed", status::name_parent},
    {"a/..", status::name_parent},
    {"a\\..", status::name_parent},
    {"a/../..", status::name_parent},
    {"a/b/../../..", status::name_parent},
    {"uploads/../../cron.d/job", status::name_parent},
    {"x/../../../root/authorized_keys", status::name_parent},
    {"a//../b", status::name_parent},
    {"a/./../b", status::name_dot},
    {"./../a", status::name_dot},
    {"../.", status::name_dot},
    {"../...", status::name_parent},
    {"..//a", status::name_parent},
    {"..///a", status::name_parent},
    {"..\\\\a", status::name_parent},
    {"../ ", status::name_parent},
    {"../-rf", status::name_parent},
    {"../~", status::name_parent},
    {"../con", status::name_parent},
    {"../.ssh/id_rsa", status::name_parent},
    {"~/../../etc/passwd", status::name_parent},
    {"file.txt/../../secret", status::name_parent},
    {"file.txt\\..\\..\\secret", status::name_parent},
    {"%2e%2e/../a", status::name_parent},
    {"$HOME/../a", status::name_parent},
    // the directory itself
    {".", status::name_dot},
    {"./", status::name_dot},
    {".\\", status::name_dot},
    {"./a", status::name_dot},
    {".\\a", status::name_dot},
    {"a/.", status::name_dot},
    {"a\\.", status::name_dot},
    {"a/./b", status::name_dot},
    {"././.", status::name_dot},
    // forms that a careless cleaner turns into climbing
    {"....//a", status::name_separator},
    {"....\\\\a", status::name_separator},
    {"..././a", status::name_dot},
    {".../...//a", status::name_separator},
    {"....\\/a", status::name_separator},
    {"..;/a", status::name_separator},
    {"..%00/a", status::name_separator},
    {"..%2f../a", status::name_separator},
    {"%2e%2e/a", status::name_separator},
    {"%2e%2e\\a", status::name_backslash},
    {".. /a", status::name_separator},
    {" ../a", status::name_separator},
    {".. \\a", status::name_backslash},
    {".../a", status::name_separator},
    {"...\\a", status::name_backslash},
    {"..", status::name_parent},
    {"...", status::name_trailing},
    {"....", status::name_trailing},
    {".. ", status::name_trailing},
    {". ", status::name_trailing},
    {" .", status::name_trailing},
    {" ..", status::name_trailing},
    {".. .", status::name_trailing},
    {"..\n", status::name_control},
    {"..\r\n", status::name_control},
    {"..\t/a", status::name_control},
    {"..\x0B/a", status::name_control},
    {"../\0/a"sv, status::name_nul},
    {"..\0/a"sv, status::name_nul},
    {"..\xE2\x80\x8B/a", status::name_invisible},
    {".\xE2\x80\x8B./a", status::name_invisible},
    {"\xEF\xBB\xBF../a", status::name_invisible},
    // UTF-8 that is none
    {"\xC0\xAE\xC0\xAE/a", status::name_not_utf8},
    {"..\xC0\xAF"
     "a",
     status::name_not_utf8},
    {"..\xC1\x9C"
     "a",
     status::name_not_utf8},
    {"..\xE0\x80\xAF"
     "a",
     status::name_not_utf8},
    {"..\xF0\x80\x80\xAF"
     "a",
     status::name_not_utf8},
    {"..\xF8\x80\x80\x80\xAF"
     "a",
     status::name_not_utf8},
    {"..\xFC\x80\x80\x80\x80\xAF", status::name_not_utf8},
    {"\xC0\x80", status::name_not_utf8},
    {"a\xED\xA0\xBD\xED\xB8\x80", status::name_not_utf8},
    {"a\xF4\x90\x80\x80", status::name_not_utf8},
    {"a\xE2\x80", status::name_not_utf8},
    {"\x80", status::name_not_utf8},
    {"\xFF\xFE.\0.\0/\0"sv, status::name_not_utf8},
    {"caf\xE9", status::name_not_utf8},
    // absolute
    {"/", status::name_absolute},
    {"//", status::name_absolute},
    {"/etc/passwd", status::name_absolute},
    {"/../etc/passwd", status::name_absolute},
    {"/./a", status::name_absolute},
    {"//server/share", status::name_absolute},
    {"///a", status::name_absolute},
    {"/dev/null", status::name_absolute},
    {"/dev/stdin", status::name_absolute},
    {"/proc/self/mem", status::name_absolute},
    {"/proc/self/fd/3", status::name_absolute},
    {"/sys/power/state", status::name_absolute},
    {"\\", status::name_absolute},
    {"\\\\", status::name_absolute},
    {"\\Windows\\win.ini", status::name_absolute},
    {"\\\\host\\c$\\a", status::name_absolute},
    {"\\\\?\\UNC\\host\\share", status::name_absolute},
    {"\\\\?\\GLOBALROOT\\Device", status::name_absolute},
    {"\\\\.\\PhysicalDrive0", status::name_absolute},
    {"\\\\.\\pipe\\p", status::name_absolute},
    {"\\??\\C:\\a", status::name_absolute},
    {"//?/C:/a", status::name_absolute},
    {"//./COM1", status::name_absolute},
    {"/\\host", status::name_absolute},
    {"\\/host", status::name_absolute},
    // drives and streams
    {"C:", status::name_drive},
    {"c:a", status::name_drive},
    {"C:/", status::name_drive},
    {"C:\\", status::name_drive},
    {"C:..\\a", status::name_drive},
    {"C:.", status::name_drive},
    {"z:/a", status::name_drive},
    {"A::$INDEX_ALLOCATION", status::name_drive},
    {"file:///etc/passwd", status::name_stream},
    {"http://host/a", status::name_stream},
    {"a.txt:hidden", status::name_stream},
    {"a.asp::$DATA", status::name_stream},
    {".:a", status::name_stream},
    {"..:a", status::name_stream},
    {":a", status::name_stream},
    {"a/b:c", status::name_stream},
    {"nul:", status::name_stream},
    {"con:.txt", status::name_stream},
    {"host:path", status::name_stream},
    {"Macintosh HD:a", status::name_stream},
    {"1:", status::name_stream},
    {"\xC3\xA9:a", status::name_stream},
    // cut, forge, repaint
    {"a\0"sv, status::name_nul},
    {"shell.php\0.jpg"sv, status::name_nul},
    {"\0/etc"sv, status::name_nul},
    {"a\n", status::name_control},
    {"a\nINFO upload complete", status::name_control},
    {"a\r\nLocation: x", status::name_control},
    {"a\b\b\bb", status::name_control},
    {"a\x1B]0;title\x07", status::name_control},
    {"\x1B[31mred\x1B[0m", status::name_control},
    {"\x1B[2K\rclean", status::name_control},
    {"\x07", status::name_control},
    {"a\x7F", status::name_control},
    {"\xC2\x9B"
     "31m",
     status::name_control},
    {"a\xC2\x85"
     "b",
     status::name_control},
    {"\xC2\x90q\xC2\x9C", status::name_control},
    {"photo\xE2\x80\xAEgpj.exe", status::name_invisible},
    {"\xE2\x81\xA6"
     "a\xE2\x81\xA9",
     status::name_invisible},
    {"a\xE2\x80\x8F", status::name_invisible},
    {"\xD8\x9C"
     "a",
     status::name_invisible},
    {"pass\xC2\xADwd", status::name_invisible},
    {"a\xE3\x85\xA4", status::name_invisible},
    {"a\xF3\xA0\x81\x81", status::name_invisible},
    {"a\xE2\x80\xA9", status::name_invisible},
    {"\xEF\xBB\xBF", status::name_invisible},
    {"a\xEF\xBF\xBA", status::name_invisible},
    // what Windows opens instead
    {"con", status::name_device},
    {"PRN", status::name_device},
    {"AUX.h", status::name_device},
    {"Nul", status::name_device},
    {"nul.", status::name_device},
    {"NUL ", status::name_device},
    {"NUL  .txt", status::name_device},
    {"nul..txt", status::name_device},
    {"COM1.", status::name_device},
    {"lpt0.pdf", status::name_device},
    {"com\xC2\xB2.txt", status::name_device},
    {"LPT\xC2\xB3", status::name_device},
    {"conin$", status::name_device},
    {"CONOUT$.log", status::name_device},
    {"web.config.", status::name_trailing},
    {"shell.php ", status::name_trailing},
    {"shell.php. . .", status::name_trailing},
    {" ", status::name_trailing},
    {"   ", status::name_trailing},
    // what a server or a shell reads at its start, and the store's own
    {".bashrc", status::name_hidden},
    {".ssh", status::name_hidden},
    {".git", status::name_hidden},
    {".htaccess", status::name_hidden},
    {".env", status::name_hidden},
    {".profile", status::name_hidden},
    {"..a", status::name_hidden},
    {"...a", status::name_hidden},
    {"..%2fa", status::name_hidden},
    {"..%c0%af", status::name_hidden},
    {"..%255c", status::name_hidden},
    {"..%u2216", status::name_hidden},
    {".cleave-upload", status::name_hidden},
    {".Cleave-upload", status::name_hidden},
    // paths that only go down
    {"a/b", status::name_separator},
    {"a/", status::name_separator},
    {"a//", status::name_separator},
    {"etc/passwd", status::name_separator},
    {".ssh/authorized_keys", status::name_separator},
    {"a/nul", status::name_separator},
    {"a\\b", status::name_backslash},
    {"name\\", status::name_separator},
    {"a\\nul", status::name_backslash},
    {"file\\u002e", status::name_backslash},
    {"a\\x2e", status::name_backslash},
};

TEST(CheckFileName, HostileNameIsRefusedForItsReason) {
    for (const hostile_name& h : hostile_names)
        EXPECT_EQ(check_in_own_block(std::string(h.name), {}), h.reason) << testing::PrintToString(h.name);
    EXPECT_GE(std::size(hostile_names), 190u);
}

TEST(CheckFileName, ClimbingOfAnyDepthByAnyStepToAnyTargetIsRefused) {
    struct {
        std::string_view step;
        status reason; // by itself, when it stands first
    } const steps[] = {
        {"../", status::name_parent},
        {"..\\", status::name_parent},
        {"..//", status::name_parent},
        {"..\\\\", status::name_parent},
        {"../\\", status::name_parent},
        {"./../", status::name_dot},
        {".\\..\\", status::name_dot},
        {"a/../../", status::name_parent},
        {"/../", status::name_absolute},
        {"\\..\\", status::name_absolute},
        {"....//", status::name_separator},
        {"....\\\\", status::name_separator},
        {"..;/", status::name_separator},
        {"%2e%2e/", status::name_separator},
        {"%2e%2e\\", status::name_backslash},
        {"..%00/", status::name_separator},
        {".. /", status::name_separator},
        {"..\t/", status::name_control},
        {"..\xC0\xAF", status::name_not_utf8},
        {"\xC0\xAE\xC0\xAE/", status::name_not_utf8},
        {"..\xE2\x80\x8B/", status::name_invisible},
    };
    const std::string_view targets[] = {"etc/passwd",
                                        "etc/shadow",
                                        "root/.ssh/authorized_keys",
                                        "var/spool/cron/root",
                                        "windows/win.ini",
                                        "Windows\\System32\\drivers\\etc\\hosts",
                                        "boot.ini",
                                        "a"};
    std::size_t count = 0;
    for (const auto& [step, reason] : steps) {
        std::string name;
        for (std::size_t depth = 1; depth <= 8; ++depth) {
            name += step;
            for (const std::string_view target : targets) {
                // A path in the target, or a step repeated, may add a weightier reason, never take one away.
                const status verdict = check_in_own_block(name + std::string(target), {});
                EXPECT_NE(verdict, status::ok) << testing::PrintToString(name);
                EXPECT_LE(verdict, reason) << testing::PrintToString(name);
                const status beneath = check_in_own_block("uploads/" + name + std::string(target), subtrees);
                const bool kept_literally = step == "..;/" || step == "%2e%2e/" || step == "..%00/";
                EXPECT_TRUE(kept_literally || beneath != status::ok) << testing::PrintToString(name);
                ++count;
            }
        }
    }
    EXPECT_EQ(count, std::size(steps) * 8 * std::size(targets));
    EXPECT_GE(count, 400u);
}

TEST(CheckFileName, EveryDeviceInEveryCaseWithAnyEndingIsRefused) {
    std::vector<std::string> devices = {"con", "prn", "aux", "nul", "conin$", "conout$"};
    for (const char* port : {"com", "lpt"})
        for (const char* digit : {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "\xC2\xB9", "\xC2\xB2", "\xC2\xB3"})
            devices.push_back(std::string(port) + digit);
    std::size_t count = 0;
    for (const std::string& device : devices) {
        for (unsigned cases = 0; cases < 8; ++cases) {
            std::string name = device;
            for (unsigned i = 0; i < 3; ++i)
                if ((cases >> i & 1) != 0) name[i] = static_cast<char>(name[i] - 32);
            for (const char* ending : {"", ".", " ", ".txt", ".tar.gz", " .txt", "   .a", "..", ". a"}) {
                EXPECT_EQ(check_in_own_block(name + ending, {}), status::name_device) << name << ending;
                EXPECT_NE(check_in_own_block(name + ending, {.allow_devices = true}), status::name_device);
                ++count;
            }
            for (const char* ending : {"x", "_", "-1", " x", "\xC2\xB9\xC2\xB9", "11"})
                EXPECT_EQ(check_in_own_block(name + ending, {}), status::ok) << name << ending;
            EXPECT_EQ(check_in_own_block("x" + name, {}), status::ok) << name;
            EXPECT_EQ(check_in_own_block("a." + name, {}), status::ok) << name;
        }
    }
    EXPECT_EQ(count, 32u * 8u * 9u);
}

TEST(CheckFileName, HarmlessNameIsKeptHoweverItLooks) {
    for (const std::string_view name : {"-"sv,
                                        "--"sv,
                                        "-rf"sv,
                                        "--help"sv,
                                        "-o ProxyCommand=x"sv,
                                        "$(id)"sv,
                                        "`id`"sv,
                                        "${IFS}"sv,
                                        "a;b"sv,
                                        "a&b"sv,
                                        "a|b"sv,
                                        "a>b"sv,
                                        "*"sv,
                                        "?"sv,
                                        "[a]"sv,
                                        "{a,b}"sv,
                                        "'"sv,
                                        "\""sv,
                                        "'; DROP TABLE x; --"sv,
                                        "%s%n"sv,
                                        "%00"sv,
                                        "%2e%2e%2f"sv,
                                        "%252e"sv,
                                        "&#46;&#46;"sv,
                                        "a..b"sv,
                                        "a...b"sv,
                                        "~"sv,
                                        "~root"sv,
                                        "#a"sv,
                                        "!a"sv,
                                        "=cmd()"sv,
                                        "@a"sv,
                                        "a b"sv,
                                        " a"sv,
                                        "a,b"sv,
                                        "null"sv,
                                        "None"sv,
                                        "undefined"sv,
                                        "true"sv,
                                        "0"sv,
                                        "-0"sv,
                                        "1e400"sv,
                                        "NaN"sv,
                                        "CONSOLE"sv,
                                        "COM10"sv,
                                        "desktop.ini"sv,
                                        "Thumbs.db"sv,
                                        "PROGRA~1"sv,
                                        "a.lnk"sv,
                                        "计算机五大.txt"sv,
                                        "\xE2\x80\xA5"sv,
                                        "\xEF\xBC\x8F"
                                        "a"sv,
                                        "\xE2\x88\x95"
                                        "a"sv,
                                        "\xEF\xBC\x8E\xEF\xBC\x8E"sv})
        EXPECT_EQ(check_in_own_block(std::string(name), {}), status::ok) << name;
}

static_assert(base_name("") == "" && base_name("/") == "" && base_name("\\\\") == "" && base_name("C:") == "" &&
              base_name("C:\\") == "");
static_assert(base_name("a") == "a" && base_name("/a/b/c/d/e/a.txt") == "a.txt" && base_name("a/b/") == "b");
static_assert(base_name("C:\\a\\b.txt") == "b.txt" && base_name("c:b.txt") == "b.txt" && base_name("\\\\s\\d") == "d");
static_assert(base_name("a\\b/c") == "c" && base_name("a/b\\c") == "c" && base_name("..") == "..");
static_assert(base_name("a/..") == ".." && base_name("1:a") == "1:a" && base_name("ab:c") == "ab:c");

TEST(BaseName, EveryStringOfDangerousPiecesGivesAPartOfItWithoutSlashes) {
    std::size_t names = 0;
    for_every_string(3, [&](const std::string& path) {
        const std::string_view base = base_name(path);
        ASSERT_EQ(base.find_first_of("/\\"), base.npos);
        // What lies behind the part is slashes only, what lies before it ends in a slash or is a drive.
        const auto begin = base.empty() ? path.size() : static_cast<std::size_t>(base.data() - path.data());
        ASSERT_LE(begin + base.size(), path.size());
        if (base.empty()) {
            const std::string rest = path.size() > 1 && path[1] == ':' ? path.substr(2) : path;
            ASSERT_EQ(rest.find_first_not_of("/\\"), rest.npos) << path;
        } else {
            ASSERT_EQ(path.find_first_not_of("/\\", begin + base.size()), path.npos) << path;
            const bool drive = begin == 2 && path[1] == ':';
            ASSERT_TRUE(begin == 0 || drive || path[begin - 1] == '/' || path[begin - 1] == '\\') << path;
        }
        ++names;
    });
    EXPECT_EQ(names, 1 + 30 + 30 * 30 + 30 * 30 * 30u);
}

} // namespace
} // namespace cleave
