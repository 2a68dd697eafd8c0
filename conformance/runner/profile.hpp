// SPDX-License-Identifier: MIT
//
// profile: finds out by asking what an implementation does by choice, and holds its declarations against that.
#pragma once

#include "declarations.hpp"
#include "result.hpp"
#include "subject.hpp"

#include <string>
#include <vector>

namespace cleave::conformance {

/// What an implementation was found to do. A field that is not in `found.said` could not be found out.
struct probed {
    std::vector<std::string> layouts; // those that it reads
    declarations found;
    std::string note; // on what it does and no declaration excuses; empty where there is nothing
};

/// Asks `with`, a reader of frames, with some twenty short streams.
probed probe(subject& with);

/// The layouts of `asked` that `with` reads a frame of.
std::vector<layout> claimed_layouts(subject& with, const std::vector<layout>& asked);

/// The profile as JSON, to be committed by the user.
std::string to_json(const probed& one, const std::string& name);

/// One result a declaration: PASS where it is what was found, else FAIL.
std::vector<case_result> verify(const declarations& declared, const probed& one);

} // namespace cleave::conformance
