// SPDX-License-Identifier: MIT
//
// address_book: who is where. It holds what the command line said, and never grows by what strangers send.
//
//     alex=127.0.0.1:9001        one on a line in a file, # for remarks
#pragma once

#include "posix/address.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cleave::chat {

inline constexpr std::size_t max_members = 1000;

struct member {
    std::string name;
    posix::address where;
};

class address_book {
  public:
    /// Adds `name=addr`, or all of a file of such lines. Returns what is wrong, or nothing.
    [[nodiscard]] std::string add(const std::string& entry_or_file);

    /// The member of that name or at that address, or null.
    const member* find(std::string_view name) const;
    const member* find(const posix::address& where) const;

    const std::vector<member>& members() const noexcept { return members_; }

  private:
    std::string add_entry(std::string_view entry);
    std::string add_file(const std::string& path);

    std::vector<member> members_;
};

} // namespace cleave::chat
