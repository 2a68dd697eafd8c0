// SPDX-License-Identifier: MIT
//
// What each way of taking the library must build and run: exit code 0 when it works.
#include <cleave/byte_order.hpp>
#include <cleave/status.hpp>

#include <cstdio>

int main() {
    std::byte bytes[4];
    cleave::store<std::endian::little>(bytes, std::uint32_t{1380});
    const bool works = cleave::load<std::uint32_t, std::endian::little>(bytes) == 1380;
    std::puts(cleave::to_string(cleave::status::ok).data());
    return works ? 0 : 1;
}
