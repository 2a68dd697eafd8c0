// SPDX-License-Identifier: MIT
//
// Values to bytes and back, in formats known to the compiler and at run time.
#include <cleave/format_plan.hpp>
#include <cleave/pack.hpp>
#include <cleave/pack_error.hpp>
#include <cleave/pack_values.hpp>
#include <cleave/value.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace {

using namespace std::string_view_literals;

// Every code; what does not fit is an error, and what always fits has none.
bool packs_what_the_compiler_knows(long long number, double real) {
    const auto bytes =
        cleave::pack<">bBhHiIlLqQ?c5s4p3x">(1, 2, 3, 4, 5, 6, number, 8, 9, 10, true, 'c', "bytes"sv, "abc"sv);
    const auto native = cleave::pack<"nNP">(1, 2, 3);
    auto reals = cleave::pack<"<efd">(real, real, real);
    if (!bytes || !native || !reals) return false;
    const auto [half, single, twice] = cleave::unpack<"<efd">(*reals);
    const auto got = cleave::unpack<">bBhHiIlLqQ?c5s4p3x">(*bytes);
    return get<6>(got) == number && static_cast<double>(half) >= real && static_cast<double>(single) <= twice;
}

bool packs_what_a_text_says(std::string_view format, std::int64_t number) {
    const std::array<cleave::value, 4> in{cleave::value(number), 0.5, true, "abc"sv};
    std::array<cleave::value, 4> out{};
    std::array<std::byte, 32> wire{};
    const cleave::format_plan<4> plan(format);
    const std::size_t size = plan.info().size;
    const std::span<std::byte> room = std::span(wire).first(size);
    if (cleave::pack(plan, in, room) || cleave::unpack(plan, room, out)) return false;
    if (cleave::pack(format, in, room) || cleave::pack_into(format, room, 0, in)) return false;
    if (cleave::pack_each(plan, std::span(in).first(4), room)) return false;
    auto records = cleave::iter_unpack(plan, room);
    return records.next(out) == 1 && out[0].as_integer() == number && cleave::calcsize(format).values == size;
}

// As little as there can be: one run, into 4 bytes.
bool packs_the_least(std::int64_t number) {
    std::array<std::byte, 4> wire;
    const cleave::format_plan<1> plan("<i");
    const std::array<cleave::value, 1> in{cleave::value(number)};
    std::array<cleave::value, 1> out;
    return !cleave::pack(plan, in, wire) && !cleave::unpack(plan, wire, out) && out[0].as_integer() == number;
}

bool explains(std::int64_t number) {
    std::array<std::byte, 2> wire;
    const cleave::pack_error error = cleave::pack_into<"<h">(wire, 0, number);
    std::array<char, 256> text;
    return error && !cleave::describe(error, text).empty();
}

} // namespace

int main(int arguments, char**) {
    const bool all = packs_what_the_compiler_knows(arguments, arguments) &&
                     packs_what_a_text_says("<qd?5s", arguments) && packs_the_least(arguments) &&
                     explains(100'000 * arguments);
    return all ? 0 : 1;
}
