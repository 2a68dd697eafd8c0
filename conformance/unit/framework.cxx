// SPDX-License-Identifier: MIT
//
// What the precompiled test framework belongs to; .cxx, since every unit/*.cpp is a test program.
