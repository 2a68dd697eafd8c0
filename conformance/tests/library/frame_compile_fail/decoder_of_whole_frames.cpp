// frame_holds needs whole frames
// SPDX-License-Identifier: MIT
#include <cleave/frame_decoder.hpp>
#include <cleave/protocols/generic.hpp>

struct summed : cleave::python_int {
    static bool frame_holds(std::span<const std::byte>) noexcept { return true; }
};
cleave::frame_decoder<summed> decoder;
