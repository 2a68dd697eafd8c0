// SPDX-License-Identifier: MIT
//
// Prefixes that break each of the laws, and what notices them.
#include <cleave/layout.hpp>
#include <cleave/prefix.hpp>

#include <gtest/gtest.h>

#include <array>
#include <span>

namespace cleave {
namespace {

using bytes_view = std::span<const std::byte>;

struct base {
    static constexpr std::size_t header_capacity = 4;
    static constexpr std::uint64_t max_payload() noexcept { return 100; }
};

/// A lawful one: 2 bytes, then a payload of as many as the second says.
struct lawful : base {
    static constexpr prefix_reading read(bytes_view in) noexcept {
        if (in.size() < 2) return prefix_reading::need(2 - in.size());
        return prefix_reading::frame(2, std::to_integer<unsigned>(in[1]));
    }
};
struct asks_for_nothing : base {
    static constexpr prefix_reading read(bytes_view in) noexcept {
        return in.size() < 2 ? prefix_reading::need(0) : lawful::read(in);
    }
};
struct asks_beyond_its_capacity : base {
    static constexpr prefix_reading read(bytes_view in) noexcept {
        return in.size() < 5 ? prefix_reading::need(5 - in.size()) : lawful::read(in);
    }
};
struct never_ends : base {
    static constexpr prefix_reading read(bytes_view) noexcept { return prefix_reading::need(1); }
};
struct asks_for_more_than_numbers_hold : base {
    static constexpr prefix_reading read(bytes_view in) noexcept {
        return prefix_reading::need(in.empty() ? 1 : UINT64_MAX);
    }
};
struct asks_for_too_much : base {
    static constexpr prefix_reading read(bytes_view in) noexcept {
        return in.size() < 2 ? prefix_reading::need(4 - in.size()) : lawful::read(in);
    }
};
struct has_a_header_beyond_the_input : base {
    static constexpr prefix_reading read(bytes_view in) noexcept {
        return in.size() < 2 ? prefix_reading::need(2 - in.size()) : prefix_reading::frame(3, 1);
    }
};
struct shows_bytes_beyond_the_input : base {
    static constexpr prefix_reading read(bytes_view in) noexcept {
        return in.empty() ? prefix_reading::need(1) : prefix_reading::refused(status::length_malformed, 2);
    }
};
struct frames_nothing : base {
    static constexpr prefix_reading read(bytes_view) noexcept { return prefix_reading::frame(0, 0); }
};
/// A lawful one, of which every frame is one constant byte that a reader checks as a trailer.
struct is_all_trailer : base {
    static constexpr std::size_t trailer_capacity = 1;
    static constexpr prefix_reading read(bytes_view) noexcept { return prefix_reading::frame(0, 0, 1); }
};
struct looks_beyond_its_header : base {
    static constexpr prefix_reading read(bytes_view in) noexcept {
        return in.size() < 2 ? prefix_reading::need(2 - in.size()) : prefix_reading::frame(1, 3);
    }
};
struct changes_its_answer : base {
    static constexpr prefix_reading read(bytes_view in) noexcept {
        return in.size() < 2 ? prefix_reading::need(2 - in.size()) : prefix_reading::frame(2, in.size());
    }
};
struct changes_its_error : base {
    static constexpr prefix_reading read(bytes_view in) noexcept {
        if (in.size() < 2) return prefix_reading::need(2 - in.size());
        return prefix_reading::refused(in.size() == 2 ? status::magic_mismatch : status::length_malformed, 2);
    }
};

/// One byte, then a trailer, of which it may have one byte.
template <std::size_t Trailer>
struct has_a_trailer_of : base {
    static constexpr std::size_t trailer_capacity = 1;
    static constexpr prefix_reading read(bytes_view in) noexcept {
        return in.empty() ? prefix_reading::need(1) : prefix_reading::frame(1, 0, Trailer);
    }
};

constexpr std::array sample{std::byte{1}, std::byte{3}, std::byte{4}, std::byte{5}, std::byte{6}, std::byte{7}};

template <std::size_t Bytes>
struct header_of : lawful {
    static constexpr std::size_t header_capacity = Bytes;
};
static_assert(!prefix<header_of<0>> && prefix<header_of<1>> && prefix<header_of<255>> && !prefix<header_of<256>>);

static_assert(broken_law(lawful{}, sample) == prefix_law::none);

TEST(prefix, has_each_broken_law_named) {
    using enum prefix_law;
    EXPECT_EQ(broken_law(lawful{}, sample), none);
    EXPECT_EQ(broken_law(is_all_trailer{}, sample), none);
    EXPECT_EQ(broken_law(fixed_layout<prefix_layout{.width = 1, .max_payload = 0}>{}, sample), none);
    EXPECT_EQ(broken_law(asks_for_nothing{}, sample), need_asks_for_bytes);
    EXPECT_EQ(broken_law(asks_beyond_its_capacity{}, sample), need_ends);
    EXPECT_EQ(broken_law(never_ends{}, sample), need_ends);
    EXPECT_EQ(broken_law(asks_for_more_than_numbers_hold{}, bytes_view(sample).first(1)), need_ends);
    EXPECT_EQ(broken_law(asks_for_too_much{}, sample), need_is_exact);
    EXPECT_EQ(broken_law(has_a_header_beyond_the_input{}, sample), header_lies_within);
    EXPECT_EQ(broken_law(shows_bytes_beyond_the_input{}, sample), header_lies_within);
    EXPECT_EQ(broken_law(looks_beyond_its_header{}, sample), answer_is_prompt);
    EXPECT_EQ(broken_law(frames_nothing{}, sample), frame_has_bytes);
    EXPECT_EQ(broken_law(changes_its_answer{}, sample), answer_stays);
    EXPECT_EQ(broken_law(changes_its_error{}, sample), answer_stays);
}

TEST(prefix, reading_has_nothing_but_what_it_reports) {
    EXPECT_EQ(prefix_reading{}, (prefix_reading{0, 0, 0, 0, status::ok}));
    EXPECT_EQ(prefix_reading::need(3), (prefix_reading{3, 0, 0, 0, status::need_input}));
    EXPECT_EQ(prefix_reading::frame(2, 5, 1), (prefix_reading{5, 2, 1, 0, status::ok}));
    EXPECT_EQ(prefix_reading::frame(2, 5), (prefix_reading{5, 2, 0, 0, status::ok}));
    EXPECT_EQ(prefix_reading::refused(status::magic_mismatch, 2), (prefix_reading{0, 0, 0, 2, status::magic_mismatch}));
    EXPECT_EQ(prefix_reading::too_large(3, 2, 5, 1), (prefix_reading{5, 2, 1, 3, status::frame_too_large}));
    EXPECT_EQ(prefix_reading::too_large(3, 2, 5), (prefix_reading{5, 2, 0, 3, status::frame_too_large}));
    EXPECT_EQ(declared_length{}.value, 0u);
    EXPECT_FALSE(declared_length{}.is_negative || declared_length{}.is_swapped);
}

TEST(prefix, breaks_no_reader) {
    const auto expect_broken = []<class P>(P p, std::size_t size) {
        const prefix_reading found = detail::read_checked(p, std::span(sample).first(size));
        EXPECT_EQ(found.st, status::prefix_broken);
        EXPECT_LE(found.shown, size);
        EXPECT_EQ(detail::read_checked(p, std::span(sample).first(found.shown)), found) << "it stays";
    };
    expect_broken(asks_for_nothing{}, 1);
    expect_broken(never_ends{}, 4);
    expect_broken(has_a_header_beyond_the_input{}, 2);
    expect_broken(shows_bytes_beyond_the_input{}, 1);
    expect_broken(frames_nothing{}, 0);
    EXPECT_EQ(detail::read_checked(is_all_trailer{}, {}), prefix_reading::frame(0, 0, 1));
    expect_broken(has_a_trailer_of<2>{}, 1);
    EXPECT_EQ(detail::read_checked(has_a_trailer_of<1>{}, std::span(sample).first(1)), prefix_reading::frame(1, 0, 1));
}

TEST(prefix, body_that_is_skipped_ends_at_the_greatest_number) {
    EXPECT_EQ(detail::skipped_body(prefix_reading::too_large(3, 3, 10, 2)), 12u);
    EXPECT_EQ(detail::skipped_body(prefix_reading::too_large(3, 3, UINT64_MAX, 2)), UINT64_MAX - 3);
}

TEST(prefix, is_held_to_its_limit_by_the_library) {
    constexpr std::array large{std::byte{0}, std::byte{101}};
    EXPECT_EQ(detail::read_checked(lawful{}, large), prefix_reading::too_large(2, 2, 101));
    EXPECT_EQ(detail::read_checked(lawful{}, std::span(large).first(1)), prefix_reading::need(1));
    EXPECT_EQ(detail::read_checked(lawful{}, sample), prefix_reading::frame(2, 3));
}

} // namespace
} // namespace cleave
