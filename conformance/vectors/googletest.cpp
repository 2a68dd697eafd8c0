// SPDX-License-Identifier: MIT
// g++ -std=c++17 googletest.cpp -lgtest_main -lgtest -o vectors && ./vectors, beside vectors.json
#include "vectors.hpp"

#include <gtest/gtest.h>

class Vector : public testing::TestWithParam<nlohmann::json> {};

TEST_P(Vector, Holds) { EXPECT_EQ(fault(GetParam()), ""); }

INSTANTIATE_TEST_SUITE_P(Suite, Vector, testing::ValuesIn(vectors()), [](const auto& info) {
    std::string name = info.param["id"];
    for (char& c : name) c = c == '-' ? '_' : c;
    return name;
});
