// SPDX-License-Identifier: MIT
//
// store_names: which names the file store takes, and those that it keeps for itself.
//
//     .cleave-<24 hex>                              a file on its way to its final name; random
//     .cleave-partial/<name>-<size>-<digest>        a broken upload that may be continued; hashes, and the size in hex
//
// A private name never holds a part of a peer's name: that may have 255 bytes already.
#pragma once

#include "cleave/file_name.hpp"
#include "cleave/status.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cleave::posix {

/// What the store's own entries begin with. They are never shown to a peer, and never written for one.
inline constexpr std::string_view private_prefix = ".cleave-";
inline constexpr std::string_view partial_directory = ".cleave-partial";

inline constexpr std::size_t max_component_bytes = 255;
inline constexpr std::size_t max_path_bytes = 4095;

/// True for a name that must not be shown to a peer. In any case: some file systems know no other.
constexpr bool is_private_name(std::string_view name) noexcept {
    return detail::starts_with_in_any_case(name, private_prefix);
}

/// What the store itself demands of one path component, whatever the policy in front of it lets through: not empty, not
/// `.` or `..`, no slash, no NUL, at most 255 bytes, and not a private name.
status check_component(std::string_view name) noexcept;

/// check_component() for a name, or, if `subtrees`, for each part of a relative path.
status check_store_name(std::string_view name, bool subtrees) noexcept;

/// The name of a file on its way, from 96 random bits.
using random_bits = std::array<std::byte, 12>;
std::string temporary_name(const random_bits& random);
bool is_temporary_name(std::string_view name) noexcept;

/// What identifies an upload that may be continued: another size or digest is another upload.
struct upload_identity {
    std::string_view name;
    std::uint64_t size = 0;
    std::string_view digest; // as announced; may be empty
};

std::string partial_name(const upload_identity& identity);

/// The part of partial_name() that all uploads to `name` share.
std::string partial_name_prefix(std::string_view name);

/// What the account knows a part by: no file has such a name.
std::string part_record(std::string_view partial);

/// The size that a partial_name() tells, or nothing if it is none.
std::optional<std::uint64_t> size_in_partial_name(std::string_view partial) noexcept;

} // namespace cleave::posix
