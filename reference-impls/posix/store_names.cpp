// SPDX-License-Identifier: MIT
#include "store_names.hpp"

#include "cleave/byte_order.hpp"
#include "cleave/digest.hpp"

#include <algorithm>
#include <charconv>

namespace cleave::posix {
namespace {

constexpr std::size_t name_digits = 32;
constexpr std::size_t size_digits = 16;
constexpr std::size_t digest_digits = 16;

template <std::size_t N>
std::string hex(const std::array<std::byte, N>& bytes) {
    const auto digits = to_hex(bytes);
    return {digits.begin(), digits.end()};
}

std::string hash_of(std::string_view text, std::size_t digits) {
    sha256 hash;
    hash.update(std::as_bytes(std::span(text)));
    return hex(hash.value()).substr(0, digits);
}

bool is_hex(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return detail::hex_value(c) < 16; });
}

} // namespace

status check_component(std::string_view name) noexcept {
    if (name.empty()) return status::name_empty;
    if (name == ".") return status::name_dot;
    if (name == "..") return status::name_parent;
    if (name.size() > max_component_bytes) return status::name_too_long;
    if (name.find('/') != name.npos) return status::name_separator;
    if (name.find('\0') != name.npos) return status::name_nul;
    if (is_private_name(name)) return status::name_reserved;
    return status::ok;
}

status check_store_name(std::string_view name, bool subtrees) noexcept {
    if (!subtrees) return check_component(name);
    if (name.empty()) return status::name_empty;
    if (name.size() > max_path_bytes) return status::name_too_long;
    if (name.front() == '/') return status::name_absolute;
    for (std::size_t slash = 0; slash != name.npos;) {
        slash = name.find('/');
        if (const status component = check_component(name.substr(0, slash)); component != status::ok) return component;
        name.remove_prefix(slash == name.npos ? 0 : slash + 1);
    }
    return status::ok;
}

std::string temporary_name(const random_bits& random) { return std::string(private_prefix) + hex(random); }

bool is_temporary_name(std::string_view name) noexcept {
    return name.size() == private_prefix.size() + 2 * random_bits().size() && is_private_name(name) &&
           is_hex(name.substr(private_prefix.size()));
}

std::string partial_name_prefix(std::string_view name) { return hash_of(name, name_digits) + "-"; }

std::string partial_name(const upload_identity& identity) {
    std::array<std::byte, 8> size{};
    store<std::endian::big>(size.data(), identity.size);
    return partial_name_prefix(identity.name) + hex(size) + "-" + hash_of(identity.digest, digest_digits);
}

std::string part_record(std::string_view partial) {
    std::string record(partial_directory);
    record += '/';
    record += partial;
    return record;
}

std::optional<std::uint64_t> size_in_partial_name(std::string_view partial) noexcept {
    if (partial.size() != name_digits + 1 + size_digits + 1 + digest_digits) return std::nullopt;
    const char* const digits = partial.data() + name_digits + 1;
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(digits, digits + size_digits, size, 16);
    if (error != std::errc() || end != digits + size_digits || *end != '-') return std::nullopt;
    return size;
}

} // namespace cleave::posix
