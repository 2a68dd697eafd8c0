// SPDX-License-Identifier: MIT
//
// iostream: any std::istream and std::ostream; here, input and output of a program that inetd starts for each
// connection.
//
// A stream's read(n) waits for all n bytes: too many for a peer that awaits an answer. So: wait for one byte, then take
// what came with it.
#include "frame_echo.hpp"

#include <algorithm>
#include <iostream>

namespace {

using traits = std::istream::traits_type;

struct standard_streams {
    std::istream& in;
    std::ostream& out;

    cleave::io_result read_some(std::span<std::byte> into) noexcept {
        if (traits::eq_int_type(in.peek(), traits::eof())) return {in.bad() ? cleave::io::failed : cleave::io::closed};
        const auto here = std::max<std::streamsize>(1, in.rdbuf()->in_avail());
        const auto wanted = std::min(here, static_cast<std::streamsize>(into.size()));
        const auto got = in.rdbuf()->sgetn(reinterpret_cast<char*>(into.data()), wanted);
        return {cleave::io::ok, static_cast<std::size_t>(got)};
    }
    cleave::io_result write_some(std::span<const std::byte> bytes) noexcept {
        out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())).flush();
        return out.good() ? cleave::io_result{cleave::io::ok, bytes.size()} : cleave::io_result{cleave::io::failed};
    }
};

static_assert(cleave::byte_source<standard_streams> && cleave::byte_sink<standard_streams>);

} // namespace

int main() {
    std::ios::sync_with_stdio(false); // with it, in_avail() knows nothing
    standard_streams streams{std::cin, std::cout};
    adapters::serve(streams);
}
