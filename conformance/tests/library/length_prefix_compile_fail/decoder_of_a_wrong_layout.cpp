// width_must_be_1_2_3_4_8_or_varint
// SPDX-License-Identifier: MIT
#include <cleave/frame_decoder.hpp>

cleave::frame_decoder<cleave::prefix_layout{.width = 6}> decoder;
