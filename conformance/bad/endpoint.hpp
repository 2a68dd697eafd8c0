// SPDX-License-Identifier: MIT
//
// endpoint: what the second implementation is asked to be, and how it tells what it sees.
//
// Written from SPEC.md alone, slow and plain, without a line of the library: where the two disagree, one of them is
// wrong. The faults that mutants.hpp lists are built in at the places where programs have them, each behind has().
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace second {

enum class counts { payload, from_field, whole_frame };

struct frame_layout {
    unsigned width = 4; // 0: varint
    bool is_big = false;
    bool is_signed = true;
    counts what = counts::payload;
    unsigned offset = 0;
    unsigned gap = 0;
    std::uint64_t max_payload = 0x7FFFFFFF;
};

/// What is told of a case besides its bytes.
struct setup {
    std::string role;
    frame_layout layout;
    std::map<std::string, std::uint64_t> limits;
    std::map<std::string, std::string> options;

    std::uint64_t limit(const std::string& name, std::uint64_t otherwise) const {
        const auto found = limits.find(name);
        return found == limits.end() ? otherwise : found->second;
    }
    std::string option(const std::string& name) const {
        const auto found = options.find(name);
        return found == options.end() ? "" : found->second;
    }
};

/// Where events go, in the canonical form of traces/README.md.
class output {
  public:
    virtual ~output() = default;
    virtual void event(std::string_view name, std::string_view arguments = {}) = 0;
    virtual void attribute(std::string_view key, std::string_view value) = 0; // of the last event
    virtual void data(std::string_view name, std::string_view bytes) = 0;
    virtual void error(std::string_view code, std::optional<std::uint64_t> at) = 0;
    virtual void send(std::string_view bytes) = 0;
};

class endpoint {
  public:
    virtual ~endpoint() = default;
    virtual void deliver(std::string_view piece, output& out) = 0;
    virtual void finish(output&, bool /*was_reset*/) {}
};

/// Nothing where the role or the layout is unknown.
std::unique_ptr<endpoint> make_endpoint(const setup& asked);

std::unique_ptr<endpoint> make_frame_reader(const setup& asked);
std::unique_ptr<endpoint> make_frame_writer(const setup& asked);
std::unique_ptr<endpoint> make_json_reader(const setup& asked);
std::unique_ptr<endpoint> make_message_reader(const setup& asked);
std::unique_ptr<endpoint> make_file_receiver(const setup& asked);
std::unique_ptr<endpoint> make_command_reader(const setup& asked);
std::unique_ptr<endpoint> make_value_codec(const setup& asked);

/// Whether each delivery is a request of its own: then one without bytes is played where there is none.
bool takes_whole_messages(const setup& asked);

std::string hex_literal(std::string_view bytes);
/// The bytes of x"00ff"; of other words nothing.
std::string bytes_of(std::string_view literal);

} // namespace second
