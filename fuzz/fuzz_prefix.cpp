// Invariant: every prefix keeps the laws that readers rely on, and reads what it writes.
// SPDX-License-Identifier: MIT
// dictionary: framing.dict
// longest input: 300
//
// Layouts as types and as values, and the prefixes that are none: by the kit that checks a user's own.
#include "fuzz/framing_setup.hpp"
#include "fuzz/kit/check_prefix.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const framing_setup setup = framing_setup::of(input);
    const std::size_t left = input.stream().size();
    if (setup.is_layout()) setup.with_prefix([&](const auto& prefix) { check_prefix(data, left, prefix); });
    check_prefix<cleave::http2_preface>(data, left);
    return 0;
}
