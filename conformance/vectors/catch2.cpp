// SPDX-License-Identifier: MIT
// g++ -std=c++17 catch2.cpp -o vectors && ./vectors, beside vectors.json
#include "vectors.hpp"

#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

TEST_CASE("vectors") {
    static const auto all = vectors(); // once: Catch2 begins anew for each section
    REQUIRE(all.size() > 10);
    for (const auto& one : all) DYNAMIC_SECTION(one["id"].get<std::string>()) {
            CHECK(fault(one) == "");
        }
}
