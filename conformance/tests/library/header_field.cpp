// SPDX-License-Identifier: MIT
#include <cleave/header_field.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace cleave {
namespace {

TEST(header_field, names_tell_all_fields_apart) {
    std::set<std::string_view> names;
    for (int field = 0; field <= static_cast<int>(header_field::proof); ++field)
        EXPECT_TRUE(names.insert(to_string(static_cast<header_field>(field))).second) << field;
    EXPECT_EQ(names.count(""), 0U);
    EXPECT_EQ(to_string(header_field::size), "file_size");
}

TEST(header_fields, are_absent_before_a_header_is_read) {
    const header_fields fresh;
    for (int field = 0; field <= static_cast<int>(header_field::proof); ++field)
        EXPECT_FALSE(fresh.has(static_cast<header_field>(field))) << field;
    EXPECT_EQ(fresh.text, "");
    EXPECT_EQ(fresh.string(header_field::cmd), "");
    EXPECT_EQ(fresh.bytes(header_field::size), 0U);
    EXPECT_FALSE(fresh.flag(header_field::reply));
    EXPECT_EQ(fresh.exit_code(), 0);
}

} // namespace
} // namespace cleave
