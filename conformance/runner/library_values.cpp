// SPDX-License-Identifier: MIT
#include "library_values.hpp"

#include "library_session.hpp"
#include "trace.hpp"

#include <cleave/frame_encoder.hpp>
#include <cleave/json.hpp>
#include <cleave/json_writer.hpp>
#include <cleave/pack_values.hpp>

#include <algorithm>
#include <bit>
#include <charconv>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace cleave::conformance {

namespace {

std::string_view option(const compiled_trace& one, const std::string& name) {
    const auto found = one.options.find(name);
    return found == one.options.end() ? std::string_view{} : std::string_view(found->second);
}

// Struct values

constexpr std::size_t most_bytes = std::size_t{64} << 20; // a larger format is asked for its size only

std::string canonical(const value& v) {
    switch (v.kind()) {
    case value::type::integer: return std::to_string(v.as_integer());
    case value::type::natural: return std::to_string(v.as_natural());
    case value::type::boolean: return v.as_boolean() ? "true" : "false";
    case value::type::real: {
        const std::uint64_t bits = v.as_real_bits();
        std::string digits;
        for (int shift = 60; shift >= 0; shift -= 4) digits += "0123456789abcdef"[bits >> shift & 15];
        return "f64:" + digits;
    }
    case value::type::bytes: return hex_literal(text_of(v.as_bytes()));
    }
    return "";
}

void show_values(std::span<const value> values, event_sink& sink) {
    std::string all;
    for (const value& v : values) all += (all.empty() ? "" : " ") + canonical(v);
    sink.event("values", all);
}

/// The values of a case, and the bytes that they view.
struct value_list {
    std::vector<value> values;
    std::vector<std::unique_ptr<heap_piece>> bytes;
    status st = status::ok; // a number that no 64 bits hold
};

value_list parse_values(std::string_view text) {
    value_list all;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        if (word.starts_with("x\"")) {
            all.bytes.push_back(std::make_unique<heap_piece>(from_hex(word.substr(2, word.size() - 3))));
            all.values.emplace_back(all.bytes.back()->bytes());
        } else if (word.starts_with("f64:")) {
            std::uint64_t bits = 0;
            std::from_chars(word.data() + 4, word.data() + word.size(), bits, 16);
            all.values.emplace_back(std::bit_cast<double>(bits));
        } else if (word == "true" || word == "false") {
            all.values.emplace_back(word == "true");
        } else if (const auto number = to_int64(word); number.st == status::ok) {
            all.values.emplace_back(number.value);
        } else {
            const auto natural = to_uint64(word);
            if (natural.st != status::ok && all.st == status::ok) all.st = natural.st;
            all.values.emplace_back(natural.value);
        }
    }
    return all;
}

void run_pack(const compiled_trace& one, std::string_view format, std::size_t size, event_sink& sink) {
    const value_list list = parse_values(option(one, "values"));
    const auto room = std::make_unique_for_overwrite<std::byte[]>(size);
    pack_error error;
    if (list.st == status::ok)
        error = pack(format, std::span<const value>(list.values), std::span(room.get(), size));
    else
        error.st = list.st;
    if (error)
        sink.error(to_string(error.st), std::nullopt);
    else
        sink.send(text_of({room.get(), size}));
}

} // namespace

std::string run_value(const compiled_trace& one, std::string_view buffer, event_sink& sink) {
    const std::string_view op = option(one, "op");
    const std::string_view format = option(one, "format");
    const format_info info = inspect_format(format);
    const auto fail = [&](const pack_error& error) { sink.error(to_string(error.st), std::nullopt); };

    if (op == "calcsize") {
        const auto size = calcsize(format);
        if (size.error)
            fail(size.error);
        else
            sink.event("size", size.values);
        return "";
    }
    if (info.st == status::ok && (info.size > most_bytes || info.values > most_bytes / sizeof(value)))
        return "a format of " + std::to_string(info.size) + " bytes";
    std::vector<value> values(info.values);
    if (op == "pack") {
        run_pack(one, format, info.size, sink);
    } else if (op == "unpack" || op == "unpack_from") {
        std::ptrdiff_t position = 0;
        const std::string_view digits = option(one, "position");
        std::from_chars(digits.data(), digits.data() + digits.size(), position);
        const pack_error error = op == "unpack"
                                     ? unpack(format, bytes_of_text(buffer), std::span(values))
                                     : unpack_from(format, bytes_of_text(buffer), position, std::span(values));
        if (error)
            fail(error);
        else
            show_values(values, sink);
    } else if (op == "iter_unpack") {
        auto records = iter_unpack(format, bytes_of_text(buffer));
        while (records.next(std::span(values)) != 0) show_values(values, sink);
        if (records.error()) fail(records.error());
    } else {
        return "op " + std::string(op);
    }
    return "";
}

// JSON

void run_json(const compiled_trace& one, std::string_view text, event_sink& sink) {
    json_reader_options limits;
    json_writer_options style;
    const auto limit = [&](const char* name, auto& into) {
        if (const auto found = one.limits.find(name); found != one.limits.end())
            into = static_cast<std::remove_reference_t<decltype(into)>>(found->second);
    };
    limit("depth", limits.max_depth);
    limit("keys", limits.max_keys);
    limit("digits", limits.max_number_chars);
    const auto& needs = one.source.needs;
    limits.surrogate_escape = style.surrogate_escape =
        std::find(needs.begin(), needs.end(), "surrogate-escape") != needs.end();

    std::vector<char> scratch(2 * text.size() + 1024);
    std::vector<char> out(8 * text.size() + 64);
    json_reader reader(text, std::span<char>(scratch), limits);
    json_writer writer(std::span<char>(out), style);
    for (;;) {
        const json_item item = reader.next();
        if (item.st != status::ok) return sink.error(to_string(item.st), item.offset);
        switch (item.token) {
        case json_token::begin_object: writer.begin_object(); break;
        case json_token::end_object: writer.end_object(); break;
        case json_token::begin_array: writer.begin_array(); break;
        case json_token::end_array: writer.end_array(); break;
        case json_token::key: writer.key(item.text); break;
        case json_token::string: writer.string(item.text); break;
        case json_token::number: writer.number(item.text); break;
        case json_token::true_value: writer.boolean(true); break;
        case json_token::false_value: writer.boolean(false); break;
        case json_token::null_value: writer.null(); break;
        case json_token::end: {
            const status st = writer.st();
            if (st != status::ok) return sink.error(to_string(st), std::nullopt);
            return sink.event("json", hex_literal(writer.text()));
        }
        }
    }
}

// Frames

void run_encoder(const compiled_trace& one, encoding how, std::string_view payload, event_sink& sink) {
    runtime_layout prefix;
    if (runtime_layout::from(one.layout.prefix, prefix) != layout_error::none) return;
    const std::string_view announced = option(one, "payload_size");
    if (!announced.empty() || how == encoding::header) {
        std::uint64_t size = payload.size();
        if (!announced.empty()) std::from_chars(announced.data(), announced.data() + announced.size(), size);
        const auto header = encode_header(size, prefix);
        if (header.st != status::ok) return sink.error(to_string(header.st), std::nullopt);
        sink.send(text_of(header));
        if (announced.empty()) sink.send(payload);
        return;
    }
    const std::size_t room_size = payload.size() + runtime_layout::header_capacity + prefix.layout().trailer;
    const auto memory = std::make_unique_for_overwrite<std::byte[]>(room_size);
    const std::span<std::byte> room(memory.get(), room_size);
    if (how == encoding::in_place)
        std::copy_n(bytes_of_text(payload).begin(), payload.size(),
                    room.last(payload.size() + prefix.layout().trailer).begin());
    std::span<std::byte> frame = room;
    const status st = how == encoding::in_place ? encode_in_place(frame, payload.size(), prefix)
                                                : encode_frame(bytes_of_text(payload), frame, prefix);
    if (st != status::ok) return sink.error(to_string(st), std::nullopt);
    sink.send(text_of(how == encoding::in_place ? frame : room.first(room.size() - frame.size())));
}

} // namespace cleave::conformance
