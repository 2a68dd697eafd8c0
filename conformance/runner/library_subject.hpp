// SPDX-License-Identifier: MIT
//
// library_subject: the library itself, in this process.
#pragma once

#include "subject.hpp"

#include <memory>

namespace cleave::conformance {

/// Runs every role that the library has the pieces for. frame_decoder goes through frame_decoder, frame_buffer in both
/// of its modes and a frame_reader; frame_encoder through each of the three ways to encode.
std::unique_ptr<subject> make_library_subject();

} // namespace cleave::conformance
