// SPDX-License-Identifier: MIT

#include <cleave/digest.hpp>
#include <cleave/file_name.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

// A name from a peer is accepted or refused, never repaired.
void check_name(std::string_view name, const cleave::file_name_options& allowed = {}) {
    const cleave::status st = cleave::check_file_name(name, allowed);
    std::printf("%.*s: %s\n", static_cast<int>(name.size()), name.data(), cleave::to_string(st).data());
}

template <class Digest>
void check_digest(std::string_view announced, std::span<const std::string_view> pieces) {
    std::array<std::byte, Digest::digest_bytes> expected{};
    if (cleave::parse_hex(announced, expected) != cleave::status::ok) {
        std::printf("%s: no digest\n", Digest::name.data());
        return;
    }
    Digest running;
    for (const std::string_view piece : pieces) running.update(std::as_bytes(std::span(piece)));
    std::printf("%s: %s\n", Digest::name.data(), running.value() == expected ? "the same" : "another");
}

int main() {
    for (const std::string_view name : {"report.txt", "../report.txt", "NUL.txt", ".profile", "photos/a.jpg"})
        check_name(name);
    check_name("photos/a.jpg", {.allow_subtrees = true});
    // To propose a name, take the last part of the sender's path, then check it like any other.
    check_name(cleave::base_name("C:\\Users\\alex\\report.txt"));

    const std::array<std::string_view, 2> pieces{"hel", "lo\n"};
    check_digest<cleave::md5>("B1946AC92492D2347C6235B4D2611184", pieces);
    check_digest<cleave::sha256>("5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03", pieces);
    check_digest<cleave::sha256>("b1946ac9", pieces);
}
