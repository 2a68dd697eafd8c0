// SPDX-License-Identifier: MIT
#include <cleave/pack.hpp>

#include <array>
#include <cstdio>

int main() {
    const auto packed = cleave::pack<"<iq">(1280, 123000000000);
    for (const std::byte b : packed) std::printf("%02x ", std::to_integer<unsigned>(b));
    const auto [size, total] = cleave::unpack<"<iq">(packed);
    std::printf("\n%d %lld\n", static_cast<int>(size), static_cast<long long>(total));
    static_assert(cleave::calcsize<"<10sq">() == 18);
}
