// SPDX-License-Identifier: MIT
#include "address_book.hpp"

#include "posix/log.hpp"

#include <algorithm>
#include <fstream>

namespace cleave::chat {

std::string address_book::add(const std::string& entry_or_file) {
    const bool is_entry = entry_or_file.find('=') != std::string::npos;
    return is_entry ? add_entry(entry_or_file) : add_file(entry_or_file);
}

std::string address_book::add_entry(std::string_view entry) {
    const std::size_t equals = entry.find('=');
    const std::string name(entry.substr(0, equals));
    const auto wrong = [&](std::string_view what) { return posix::displayable(entry) + ": " + std::string(what); };
    if (equals == entry.npos) return wrong("an entry must look like name=127.0.0.1:9001");
    if (name.empty() || name.size() > 32 || name != posix::displayable(name) || name.find(' ') != name.npos)
        return wrong("a name must have 1 to 32 visible characters");
    if (find(name) != nullptr) return wrong("there is such a name already");
    if (members_.size() == max_members) return wrong("the book is full: 1000 entries");
    posix::address where;
    if (const std::string_view bad = posix::address::parse(entry.substr(equals + 1), where); !bad.empty())
        return wrong(bad);
    if (!where.is_ip()) return wrong("datagrams are for IPv4 and IPv6");
    members_.push_back({name, where});
    return {};
}

std::string address_book::add_file(const std::string& path) {
    std::ifstream file(path);
    if (!file) return path + ": cannot be read";
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        if (std::string wrong = add_entry(line); !wrong.empty()) return path + ": " + wrong;
    }
    return {};
}

const member* address_book::find(std::string_view name) const {
    const auto found = std::ranges::find(members_, name, &member::name);
    return found == members_.end() ? nullptr : &*found;
}

const member* address_book::find(const posix::address& where) const {
    const auto found = std::ranges::find(members_, where, &member::where);
    return found == members_.end() ? nullptr : &*found;
}

} // namespace cleave::chat
