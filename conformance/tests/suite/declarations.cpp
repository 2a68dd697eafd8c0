// SPDX-License-Identifier: MIT
#include "conformance/runner/declarations.hpp"

#include "conformance/runner/testee_answer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cleave::conformance {
namespace {

std::string fault_of(const std::string& fields) {
    const auto profile = read_profile(R"({"type":"started","name":"x","roles":[])" + fields + "}");
    return profile ? profile->fault : "no answer to start";
}

TEST(declarations, are_read_from_the_answer_to_start) {
    const auto profile = read_profile(
        R"({"type":"started","name":"x","roles":[],"layouts":["http2"],"reads":"header","length_bits":53,"max_payload":9})");
    ASSERT_TRUE(profile);
    EXPECT_EQ(profile->fault, "");
    EXPECT_EQ(profile->layouts, std::vector<std::string>{"http2"});
    EXPECT_EQ(value_of(profile->declared, "reads"), "header");
    EXPECT_EQ(value_of(profile->declared, "length_bits"), "53");
    EXPECT_EQ(value_of(profile->declared, "max_payload"), "9");
    EXPECT_TRUE(profile->declared.says("reads"));
    EXPECT_FALSE(profile->declared.says("end"));
}

TEST(declarations, that_are_none_are_told_apart) {
    EXPECT_EQ(fault_of(R"(,"reads":"payload")"), "expected \"reads\" to be one of length, header, found \"payload\"");
    EXPECT_EQ(fault_of(R"(,"end":true)"), "expected \"end\" to be one of told, not_told, found no text");
    EXPECT_EQ(fault_of(R"(,"length_bits":65)"), "expected \"length_bits\" to be from 7 to 64");
    EXPECT_EQ(fault_of(R"(,"max_payload":-1)"), "expected \"max_payload\" to be a number from 0 to 2^64-1");
    EXPECT_EQ(fault_of(R"(,"colour":"red")"), "");
}

TEST(declarations, of_a_profile_overrule_those_of_start) {
    testee_profile own = *read_profile(R"({"type":"started","name":"x","roles":[],"reads":"length","end":"told"})");
    const testee_profile given = read_profile_file(R"({"format":"cleave profile","version":1,"reads":"header"})");
    EXPECT_EQ(given.fault, "");
    overrule(own, given);
    EXPECT_EQ(own.declared.reads, "header");
    EXPECT_EQ(own.declared.end, "told");
    EXPECT_NE(read_profile_file("{}").fault, "");
    EXPECT_NE(read_profile_file("[").fault, "");
}

} // namespace
} // namespace cleave::conformance
