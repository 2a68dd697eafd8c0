// SPDX-License-Identifier: MIT

#include <cleave/pack.hpp>
#include <cleave/pack_values.hpp>

#include <array>
#include <cstdint>
#include <cstdio>

int main() {
    // The format is known while compiling: types and number of the arguments are checked by the compiler.
    const std::array<std::byte, 12> record = cleave::pack<"<iq">(1280, 1);
    const auto [size, count] = cleave::unpack<"<iq">(record);
    std::printf("%d, %lld\n", size, static_cast<long long>(count));

    // The format comes from a file or a user: a plan reads it once, and unpacks many records.
    const cleave::format_plan<> plan("<iq");
    const cleave::format_info info = plan.info();
    if (info.st != cleave::status::ok) return 1;
    std::array<cleave::value, 2> values;
    if (cleave::unpack(plan, record, values)) return 1;
    std::printf("%zu bytes, %zu values: %lld\n", info.size, info.values,
                static_cast<long long>(values[0].as_integer()));

    // An error has the words of Python's struct.error.
    std::array<char, 224> room;
    const std::array<std::byte, 3> few{};
    const cleave::pack_error error = cleave::unpack(plan, few, values);
    const std::string_view text = describe(error, room);
    std::printf("%.*s\n", static_cast<int>(text.size()), text.data());
}
