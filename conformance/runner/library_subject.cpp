// SPDX-License-Identifier: MIT
#include "library_subject.hpp"

#include "library_framing.hpp"
#include "library_messages.hpp"
#include "library_values.hpp"

#include <cleave/json.hpp>
#include <cleave/protocols/generic.hpp>

#include <algorithm>
#include <bit>
#include <limits>
#include <string_view>

namespace cleave::conformance {

namespace {

std::string_view option(const compiled_trace& one, const std::string& name) {
    const auto found = one.options.find(name);
    return found == one.options.end() ? std::string_view{} : std::string_view(found->second);
}

std::uint64_t limit(const compiled_trace& one, const std::string& name, std::uint64_t otherwise) {
    const auto found = one.limits.find(name);
    return found == one.limits.end() ? otherwise : found->second;
}

constexpr std::size_t usual_header_limit = 65536;
constexpr std::uint64_t largest_storage = std::uint64_t{1} << 20; // given to a frame_buffer

header_room header_limit(const compiled_trace& one) {
    return {static_cast<std::size_t>(limit(one, "header", usual_header_limit)), one.bytes.size()};
}

std::uint64_t size_limit(const compiled_trace& one) {
    return limit(one, "size", static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
}

on_excess excess_of(const compiled_trace& one) {
    return option(one, "on_excess") == "discard" ? on_excess::pass_over : on_excess::fail;
}

body_rule body_of(const compiled_trace& one, body_rule otherwise) {
    const std::string_view body = option(one, "body");
    if (body == "sized") return body_rule::sized;
    if (body == "request") return body_rule::request;
    if (body == "reply") return body_rule::reply;
    if (body == "none") return body_rule::none;
    return otherwise;
}

runtime_layout prefix_of(const compiled_trace& one) {
    runtime_layout prefix = python_int{};
    if (runtime_layout::from(one.layout.prefix, prefix) != layout_error::none) return python_int{};
    return prefix;
}

/// Storage in which every frame fits that the case lets pass; nothing where that would be too much.
std::size_t buffer_storage(const compiled_trace& one) {
    std::uint64_t payload = std::min(one.layout.prefix.max_payload, largest_storage);
    bool fits = payload == one.layout.prefix.max_payload;
    for (const outcome& each : one.outcomes)
        for (const expectation& event : each.expected)
            if (event.name == "begin" && event.arguments.size() == 1)
                if (const auto announced = to_uint64(event.arguments[0]);
                    announced.st != status::ok || announced.value > payload)
                    return 0;
    if (!fits) {
        payload = std::max<std::uint64_t>(one.bytes.size(), 4096);
        for (const outcome& each : one.outcomes)
            for (const expectation& event : each.expected)
                if (event.name == "begin") payload = std::max(payload, to_uint64(event.arguments[0]).value);
    }
    return static_cast<std::size_t>(payload) + runtime_layout::header_capacity + one.layout.prefix.trailer;
}

const std::string by_decoder = "frame_decoder";
const std::string by_buffer = "frame_buffer, in place";
const std::string by_storage = "frame_buffer, through its storage";
const std::string by_loop = "frame_reader";
const std::string by_frame = "encode_frame";
const std::string by_header = "encode_header";
const std::string by_place = "encode_in_place";

/// Calls `use` with a fresh session for a case and a reader; false where there is none.
template <class Use>
bool with_session(const compiled_trace& one, const reader& through, Use&& use) {
    const std::string& role = one.source.role;
    if (role == "frame_decoder") {
        const runtime_layout prefix = prefix_of(one);
        if (through.name == by_decoder) return use(decoder_session(prefix, excess_of(one))), true;
        if (through.name == by_loop) return use(loop_session(prefix)), true;
        return use(buffer_session(buffer_storage(one), prefix, excess_of(one), through.name == by_buffer)), true;
    }
    if (role == "header_message")
        return use(message_session(header_limit(one), body_of(one, body_rule::sized), {size_limit(one)})), true;
    if (role == "file_receiver") {
        file_options rules;
        rules.max_size = size_limit(one);
        rules.names.max_name_bytes = static_cast<std::size_t>(limit(one, "name", rules.names.max_name_bytes));
        if (option(one, "digest") == "demand") rules.digests = digest_rule::demand;
        return use(file_session(header_limit(one), body_of(one, body_rule::request), rules,
                                bytes_of_literal(option(one, "received")).value_or(""))),
               true;
    }
    if (role == "command_reply") {
        const std::string_view form = option(one, "form");
        if (form == "struct") return use(decoder_session(python_int{}, on_excess::fail, "output", false)), true;
        return use(command_session(header_limit(one), {size_limit(one)}, form == "exec")), true;
    }
    return false;
}

class library_subject : public subject {
  public:
    std::string name() const override { return "library"; }

    std::vector<std::string> features() const override {
        std::vector<std::string> all = {"surrogate-escape"};
        if (sizeof(long) == 8 && sizeof(void*) == 8) all.emplace_back("lp64");
        if (std::endian::native == std::endian::little) all.emplace_back("little-endian-machine");
        return all;
    }

    std::vector<reader> readers(const compiled_trace& one, std::string& why) override {
        const std::string& role = one.source.role;
        if (role == "frame_decoder") {
            std::vector<reader> all = {{by_decoder, timing::exact}};
            if (buffer_storage(one) != 0) {
                all.push_back({by_buffer, timing::whole_frames});
                all.push_back({by_storage, timing::whole_frames});
            }
            const bool is_whole = payload_limit(one.layout.prefix) <= detail::max_whole_payload;
            if (excess_of(one) == on_excess::fail && is_whole) all.push_back({by_loop, timing::whole_frames});
            return all;
        }
        if (role == "frame_encoder") {
            if (!option(one, "payload_size").empty()) return {{by_header, timing::exact}};
            return {{by_frame, timing::exact}, {by_header, timing::exact}, {by_place, timing::exact}};
        }
        if (role == "command_reply" && option(one, "form") == "datagram") {
            why = "the library leaves datagrams to the caller's socket";
            return {};
        }
        if (role == "server" || role == "client") {
            why = "the library performs no input and output; run with --" + role;
            return {};
        }
        return {{}};
    }

    void play(const compiled_trace& one, const reader& through, std::span<const schedule> schedules,
              const on_shown& shown) override {
        const bool has_session = with_session(one, through, [&](auto session) {
            if constexpr (requires { session.set_end(one.bytes.size()); }) session.set_end(one.bytes.size());
            play_session(session, one, schedules, shown);
        });
        if (!has_session) play_messages(one, through, schedules, shown);
    }

    proof prove(const compiled_trace& one, const reader& through) override {
        proof result;
        if (one.source.splits == "exact") return result;
        with_session(one, through, [&](const auto& session) { result = prove_session(session, one); });
        return result;
    }

  private:
    /// Roles for which a delivery is all there is to come.
    static void play_messages(const compiled_trace& one, const reader& through, std::span<const schedule> schedules,
                              const on_shown& shown) {
        const encoding how = through.name == by_header  ? encoding::header
                             : through.name == by_place ? encoding::in_place
                                                        : encoding::frame;
        observation seen;
        for (std::size_t i = 0; i < schedules.size(); ++i) {
            seen.clear();
            std::size_t from = 0;
            const std::size_t runs = std::max<std::size_t>(schedules[i].size(), 1);
            for (std::size_t k = 0; k < runs; ++k) {
                const std::size_t to = schedules[i].empty() ? 0 : schedules[i][k];
                seen.at_delivery(k);
                const heap_piece piece(std::string_view(one.bytes).substr(from, to - from));
                run_once(one, how, text_of(piece.bytes()), seen);
                from = to;
            }
            if (!shown(i, seen)) return;
        }
    }

    static void run_once(const compiled_trace& one, encoding how, std::string_view piece, observation& seen) {
        if (one.source.role == "json") return run_json(one, piece, seen);
        if (one.source.role == "frame_encoder") return run_encoder(one, how, piece, seen);
        const std::string why = run_value(one, piece, seen);
        if (!why.empty()) seen.ended(run_end::unsupported, why);
    }
};

} // namespace

std::unique_ptr<subject> make_library_subject() { return std::make_unique<library_subject>(); }

} // namespace cleave::conformance
