// frame_holds must be noexcept
// SPDX-License-Identifier: MIT
#include <cleave/frame_reader.hpp>
#include <cleave/protocols/generic.hpp>

struct summed : cleave::python_int {
    static bool frame_holds(std::span<const std::byte>) { return true; }
};
cleave::frame one(cleave::frame_reader<summed>& frames) { return frames.next(); }
