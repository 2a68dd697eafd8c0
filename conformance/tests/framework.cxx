// SPDX-License-Identifier: MIT
//
// What the precompiled test framework belongs to; .cxx, since every other source beside it is a test program.
