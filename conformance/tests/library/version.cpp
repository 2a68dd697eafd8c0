// SPDX-License-Identifier: MIT
#include <cleave/version.hpp>

#include <gtest/gtest.h>

#include <cstdio>

namespace cleave {
namespace {

TEST(version, of_the_header_is_that_of_the_project) { EXPECT_EQ(version_text, CLEAVE_VERSION) << "run .ci/version"; }

TEST(version, as_a_number_is_the_version_as_a_text) {
    unsigned major = 0, minor = 0, patch = 0;
    ASSERT_EQ(std::sscanf(CLEAVE_VERSION, "%u.%u.%u", &major, &minor, &patch), 3);
    EXPECT_LT(minor, 1000u);
    EXPECT_LT(patch, 1000u);
    EXPECT_EQ(version, major * 1'000'000 + minor * 1'000 + patch) << "run .ci/version";
}

} // namespace
} // namespace cleave
