// Invariant: pack() writes, or refuses, what a slow model of Python's struct does; unpack() is its inverse.
// SPDX-License-Identifier: MIT
// dictionary: struct_format.dict
//
// The input is a format, values for it, and how long the format is. The model stores byte by byte and finds the nearest
// half float by looking through all of them. A text, a format_text and a format_plan do the same, as do pack_each,
// pack_into, unpack_from and iter_unpack. Bytes that are unpacked and packed again are the same bytes.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"

#include <cleave/pack_values.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

namespace cleave::fuzz {
namespace {

using wide = __int128;

/// All items of a format, one for each value; the runs are fuzz_struct_format's business.
struct item {
    detail::format_run run; // for s and p `count` is the length
    std::size_t offset;
};

std::vector<item> items_of(std::string_view format) {
    std::vector<item> all;
    detail::format_reader reader(format);
    for (detail::format_run run; reader.next(run);)
        for (std::size_t i = 0; i < run.values; ++i)
            all.push_back({run, run.offset + (run.is_sized() ? 0 : i * run.size)});
    return all;
}

// ---- floats of 16 bits: every finite one that is not negative, in order

double half_value(unsigned bits) {
    const int exponent = static_cast<int>(bits >> 10);
    const double fraction = bits & 1023;
    return exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
}

struct half_float {
    bool is_too_large = false;
    unsigned bits = 0;
};

half_float nearest_half(double number) {
    const unsigned sign = std::signbit(number) ? 0x8000 : 0;
    if (std::isnan(number)) return {false, sign | 0x7E00};
    const double magnitude = std::fabs(number);
    if (std::isinf(number)) return {false, sign | 0x7C00};
    unsigned low = 0, high = 0x7C00; // of the values, the last stands for 2^16
    while (high - low > 1) {
        const unsigned middle = (low + high) / 2;
        (half_value(middle) <= magnitude ? low : high) = middle;
    }
    const double below = magnitude - half_value(low), above = half_value(low + 1) - magnitude;
    const bool is_up = above < below || (above == below && low % 2 == 1);
    const unsigned bits = is_up ? low + 1 : low;
    return {bits >= 0x7C00, sign | bits};
}

// ---- one value

status slow_check(const item& at, bool is_native, const value& v) {
    const auto kind = v.kind();
    const bool is_number = kind != value::type::bytes, is_integer = v.is_integer();
    switch (at.run.kind) {
    case detail::code_kind::signed_integer:
    case detail::code_kind::unsigned_integer: {
        if (!is_integer) return status::value_wrong_type;
        const wide number = kind == value::type::natural ? wide{v.as_natural()} : wide{v.as_integer()};
        const bool is_signed = at.run.kind == detail::code_kind::signed_integer;
        const wide span = wide{1} << (8 * at.run.size);
        const wide least = is_signed || at.run.code == 'P' ? -span / 2 : 0;
        const wide most = is_signed ? span / 2 - 1 : span - 1;
        return number >= least && number <= most ? status::ok : status::value_out_of_range;
    }
    case detail::code_kind::real: {
        if (!is_number) return status::value_wrong_type;
        const double number = v.as_real();
        const bool is_too_large = at.run.size == 2 ? nearest_half(number).is_too_large
                                  : at.run.size == 4
                                      ? !is_native && std::isfinite(number) && std::isinf(static_cast<float>(number))
                                      : false;
        if (!is_too_large) return status::ok;
        return is_integer ? status::value_out_of_range : status::float_too_large;
    }
    case detail::code_kind::character:
        return !is_number && v.as_bytes().size() == 1 ? status::ok : status::value_wrong_type;
    case detail::code_kind::bytes:
    case detail::code_kind::counted_bytes: return is_number ? status::value_wrong_type : status::ok;
    case detail::code_kind::truth:
    case detail::code_kind::pad:
    case detail::code_kind::none: break;
    }
    return status::ok;
}

void slow_store(const item& at, std::endian order, const value& v, std::span<std::byte> into) {
    const auto store = [&](std::uint64_t bits) {
        for (std::size_t i = 0; i < at.run.size; ++i) {
            const std::size_t place = order == std::endian::little ? i : at.run.size - 1U - i;
            into[at.offset + place] = static_cast<std::byte>(bits >> (8 * i));
        }
    };
    switch (at.run.kind) {
    case detail::code_kind::signed_integer:
    case detail::code_kind::unsigned_integer: return store(v.bits());
    case detail::code_kind::truth: return store(v.is_true() ? 1 : 0);
    case detail::code_kind::real:
        if (at.run.size == 2) return store(nearest_half(v.as_real()).bits);
        if (at.run.size == 4) return store(std::bit_cast<std::uint32_t>(static_cast<float>(v.as_real())));
        return store(std::bit_cast<std::uint64_t>(v.as_real()));
    case detail::code_kind::character: into[at.offset] = v.as_bytes()[0]; return;
    case detail::code_kind::bytes:
    case detail::code_kind::counted_bytes: {
        if (at.run.count == 0) return;
        const std::size_t front = at.run.kind == detail::code_kind::counted_bytes ? 1 : 0;
        const std::size_t some = std::min(v.as_bytes().size(), at.run.count - front);
        if (front != 0) into[at.offset] = static_cast<std::byte>(std::min<std::size_t>(some, 255));
        std::copy_n(v.as_bytes().begin(), some, into.begin() + static_cast<std::ptrdiff_t>(at.offset + front));
        return;
    }
    case detail::code_kind::pad:
    case detail::code_kind::none: return;
    }
}

bool same(const value& a, const value& b) {
    if (a.kind() != b.kind()) return false;
    if (a.kind() == value::type::bytes) return std::ranges::equal(a.as_bytes(), b.as_bytes());
    if (a.kind() == value::type::real && std::isnan(a.as_real())) return std::isnan(b.as_real());
    return a.bits() == b.bits();
}

/// Takes values off the front of some bytes. Five of six suit their item, or nearly so.
class value_source {
  public:
    explicit value_source(std::span<const std::byte> from) : rest_(from) {}

    value next(const item& at) {
        const std::uint64_t how = number(1);
        switch (how % 12) {
        case 0: return static_cast<std::int64_t>(number(8));
        case 1: return number(8);
        case 2: return how > 127;
        case 3: return std::bit_cast<double>(number(8));
        case 4: return bytes(how / 12);
        default: break;
        }
        switch (at.run.kind) {
        case detail::code_kind::signed_integer:
        case detail::code_kind::unsigned_integer: {
            const std::uint64_t n = number(at.run.size);
            const unsigned unused = 64U - 8U * at.run.size;
            if (at.run.kind == detail::code_kind::unsigned_integer) return n;
            return static_cast<std::int64_t>(n << unused) >> unused;
        }
        case detail::code_kind::real: return std::bit_cast<float>(static_cast<std::uint32_t>(number(4)));
        case detail::code_kind::character: return bytes(1);
        case detail::code_kind::bytes:
        case detail::code_kind::counted_bytes: return bytes(how / 12);
        case detail::code_kind::truth:
        case detail::code_kind::pad:
        case detail::code_kind::none: break;
        }
        return how > 127;
    }

  private:
    std::uint64_t number(std::size_t size) {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < size && !rest_.empty(); ++i, rest_ = rest_.subspan(1))
            bits |= std::to_integer<std::uint64_t>(rest_[0]) << (8 * i);
        return bits;
    }
    value bytes(std::size_t size) {
        const auto some = rest_.first(std::min(size, rest_.size()));
        rest_ = rest_.subspan(some.size());
        blocks_.push_back(std::make_unique<exact_block>(some));
        return value(std::span<const std::byte>(blocks_.back()->bytes()));
    }

    std::span<const std::byte> rest_;
    std::vector<std::unique_ptr<exact_block>> blocks_;
};

// ---- a whole format

struct packed_bytes {
    status st = status::ok;
    std::size_t index = 0; // of the value that was refused
    std::vector<std::byte> bytes;
};

packed_bytes pack_slowly(const std::vector<item>& items, const format_info& info, const std::vector<value>& values) {
    packed_bytes result;
    for (std::size_t i = 0; i < items.size(); ++i)
        if (const status st = slow_check(items[i], info.is_native, values[i]); st != status::ok) return {st, i, {}};
    result.bytes.resize(info.size);
    for (std::size_t i = 0; i < items.size(); ++i) slow_store(items[i], info.order, values[i], result.bytes);
    return result;
}

void check_error_text(const pack_error& error) {
    char room[224];
    const auto text = describe(error, room);
    expect(!error || (!text.empty() && text.size() < sizeof room), "224 characters hold every text");
}

template <class Format>
void check_pack(const Format& format, const format_info& info, const std::vector<value>& values,
                const packed_bytes& right) {
    exact_block into(info.size);
    const pack_error error = pack(format, values, into.bytes());
    check_error_text(error);
    expect(error.st == right.st && (right.st == status::ok || error.index == right.index),
           "the value that is refused is the model's, for the same reason");
    if (info.size != 0) {
        exact_block less(info.size - 1);
        expect(pack(format, values, less.bytes()).st == status::need_output, "one byte less is too little");
    }
    exact_block buffer(info.size + 3);
    const pack_error placed = pack_into(format, buffer.bytes(), 2, values);
    expect(placed.st == right.st, "pack_into fails as pack does");
    if (right.st != status::ok)
        return expect(std::ranges::all_of(buffer.bytes(), [](std::byte b) { return b == std::byte{0}; }),
                      "where there is an error pack_into writes nothing");
    // A NaN has many forms; its bytes are not compared.
    const bool has_nan = std::ranges::any_of(
        values, [](const value& v) { return v.kind() == value::type::real && std::isnan(v.as_real()); });
    expect(has_nan || std::ranges::equal(into.bytes(), right.bytes), "the bytes are the model's");
    expect(std::ranges::equal(buffer.bytes().subspan(2, info.size), into.bytes()), "pack_into writes what pack writes");

    std::vector<value> back(values.size()), from(values.size());
    expect(!unpack(format, into.bytes(), back), "what was packed can be unpacked");
    expect(!unpack_from(format, buffer.bytes(), -1 - static_cast<std::ptrdiff_t>(info.size), from),
           "an offset below zero counts from the end");
    expect(std::ranges::equal(back, from, same), "unpack_from gives what unpack gives");
    exact_block again(info.size);
    expect(!pack(format, back, again.bytes()) && (has_nan || std::ranges::equal(again.bytes(), into.bytes())),
           "what was unpacked packs to the same bytes");
}

void check_many(std::string_view format, const format_info& info, const std::vector<value>& values,
                const packed_bytes& right) {
    if (values.empty() || right.st != status::ok) return;
    std::vector<value> thrice;
    for (int i = 0; i < 3; ++i) thrice.insert(thrice.end(), values.begin(), values.end());
    exact_block into(3 * info.size);
    expect(!pack_each(format, thrice, into.bytes()), "pack_each packs many");
    exact_block once(info.size);
    expect(!pack(format, values, once.bytes()), "and pack one");
    for (std::size_t i = 0; i < 3; ++i)
        expect(std::ranges::equal(into.bytes().subspan(i * info.size, info.size), once.bytes()),
               "pack_each does what pack does");
    if (info.size == 0) return;
    auto records = iter_unpack(format, std::span<const std::byte>(into.bytes()));
    std::vector<value> room(values.size()), one(values.size());
    expect(!unpack(format, once.bytes(), one), "what was packed can be unpacked");
    std::size_t count = 0;
    while (records.next(room) == 1) {
        expect(std::ranges::equal(room, one, same), "iter_unpack gives what unpack gives");
        ++count;
    }
    expect(count == 3 && !records.error(), "iter_unpack gives every struct");
}

// Any bytes can be unpacked; packed again they are the same, but for padding, truths above 1, NaN, and p.
void check_unpack(std::string_view format, const format_info& info, std::span<const std::byte> stream) {
    exact_block bytes(stream.first(std::min(stream.size(), info.size)));
    std::vector<value> values(info.values);
    const pack_error error = unpack(format, bytes.bytes(), values);
    if (bytes.bytes().size() != info.size)
        return expect(error.st == status::buffer_size_mismatch, "fewer bytes are an error");
    expect(!error, "any bytes can be unpacked");
    exact_block into(info.size), again(info.size);
    expect(!pack(format, values, into.bytes()), "what was unpacked can be packed");
    const bool is_exact = !info.has_padding && format.find_first_of("?pefd") == format.npos;
    expect(!is_exact || std::ranges::equal(into.bytes(), bytes.bytes()), "and gives the same bytes");
    std::vector<value> back(info.values);
    expect(!unpack(format, into.bytes(), back) && std::ranges::equal(back, values, same), "and the same values");
}

void check(std::string_view format, std::span<const std::byte> stream) {
    const format_info info = inspect_format(format);
    if (info.st != status::ok || info.size > 4096 || info.values > 256) return;
    check_unpack(format, info, stream);
    const std::vector<item> items = items_of(format);
    value_source source(stream);
    std::vector<value> values;
    for (const item& one : items) values.push_back(source.next(one));
    const packed_bytes right = pack_slowly(items, info, values);
    check_pack(format, info, values, right);
    check_pack(detail::format_text(format), info, values, right);
    const format_plan<256> plan(format);
    if (plan.info().st == status::ok) check_pack(plan, info, values, right);
    check_many(format, info, values, right);
    values.emplace_back(1);
    exact_block into(info.size);
    expect(pack(format, values, into.bytes()).st == status::item_count_mismatch, "one value more is one too many");
}

} // namespace
} // namespace cleave::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const std::size_t wanted = input.last();
    const std::size_t length = std::min(wanted, input.stream().size());
    exact_block format(input.stream().first(length));
    check(format.text(), input.stream().subspan(length));
    return 0;
}
