// SPDX-License-Identifier: MIT
#include <cleave/message_error.hpp>

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace cleave {
namespace {

TEST(message_error, is_none_by_itself) {
    std::array<char, 256> room{};
    EXPECT_EQ(describe(message_error{}, room), "ok: all is well");
}

TEST(message_error, is_described_without_a_value) {
    std::array<char, 256> room{};
    EXPECT_EQ(describe(message_error{.st = status::header_empty}, room),
              "header_empty: a header must not be empty, in message 0 at offset 0");
    EXPECT_EQ(
        describe(message_error{.st = status::field_missing, .has_field = true, .field = header_field::size}, room),
        "field_missing: a required field must be present: file_size, in message 0 at offset 0");
}

TEST(message_error, keeps_a_value_of_40_characters_and_cuts_longer_ones) {
    const std::string long_text(41, 'x');
    message_error error;
    for (const std::size_t size : {0U, 1U, 39U, 40U}) {
        error.set_value(long_text.substr(0, size));
        EXPECT_EQ(std::string_view(error.value.data(), error.value_size), long_text.substr(0, size));
    }
    error.set_value(long_text);
    EXPECT_EQ(std::string_view(error.value.data(), error.value_size), long_text.substr(0, 37).append("..."));
}

TEST(message_error, is_described_with_limit_and_guess) {
    message_error error{.st = status::header_too_large, .looks_like = peer_guess::http_request, .limit = 512};
    error.set_value("542393671");
    error.offset = 9;
    error.message_index = 2;
    std::array<char, 256> room{};
    EXPECT_EQ(describe(error, room),
              "header_too_large: a header must not exceed max_header: value 542393671, limit 512, "
              "in message 2 at offset 9 (this is an HTTP request)");
    std::array<char, 20> small{};
    EXPECT_EQ(describe(error, small), "header_too_large: a ");
}

} // namespace
} // namespace cleave
