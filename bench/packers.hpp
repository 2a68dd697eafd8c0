// SPDX-License-Identifier: MIT
//
// Ways to pack and unpack 1024 structs, one behind the other. Names: pack/FORMAT/WAY and unpack/FORMAT/WAY. `cleave`
// packs in place arguments that always fit, `cleave_by_value` the same into an array that is then copied out (const, in
// `cleave_by_const_value`), `cleave_checked` wider ones whose range is checked, `cleave_plan` a format known at run
// time.
#pragma once

#include <cleave/pack_values.hpp>

#include <array>
#include <bit>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#if __has_include(<boost/endian/buffers.hpp>)
#include <boost/endian/buffers.hpp>
#define CLEAVE_BENCH_BOOST_ENDIAN 1
#endif

namespace cleave::bench {

inline constexpr std::size_t records = 1024;

struct mixed {
    std::int32_t i;
    std::int64_t q;
    std::int16_t h;
    double d;
};
inline constexpr std::size_t mixed_bytes = calcsize<"<iqhd">();

struct named {
    std::array<char, 10> s;
    std::int32_t a;
    std::int32_t b;
    std::int32_t c;
    bool flag;
};
inline constexpr std::size_t named_bytes = calcsize<"<10s3i?">();

struct pack_work {
    std::vector<mixed> mixeds = std::vector<mixed>(records);
    std::vector<std::array<std::int64_t, 3>> wides = std::vector<std::array<std::int64_t, 3>>(records);
    std::vector<named> nameds = std::vector<named>(records);
    std::vector<float> floats = std::vector<float>(records);
    std::vector<value> values = std::vector<value>(records * 4);
    std::vector<std::byte> bytes = std::vector<std::byte>(records * 32);

    pack_work() {
        for (std::size_t i = 0; i < records; ++i) {
            const auto n = static_cast<std::int16_t>(i);
            mixeds[i] = {n, std::int64_t{n} << 33, n, 1.5 * n};
            wides[i] = {n, std::int64_t{n} << 33, n};
            nameds[i] = {{'n', 'a', 'm', 'e'}, n, -n, 7, (i & 1) != 0};
            floats[i] = 0.25f * static_cast<float>(n);
            values[4 * i] = std::int32_t{n};
            values[4 * i + 1] = std::int64_t{n} << 33;
            values[4 * i + 2] = std::int32_t{n};
            values[4 * i + 3] = 1.5 * n;
        }
    }
};

template <class Number>
Number big(Number number) {
    using bits = std::conditional_t<sizeof(Number) == 2, std::uint16_t,
                                    std::conditional_t<sizeof(Number) == 4, std::uint32_t, std::uint64_t>>;
    return std::bit_cast<Number>(detail::byte_swap(std::bit_cast<bits>(number)));
}

template <bool IsBig, class Number>
void put(std::byte*& at, Number number) {
    if constexpr (IsBig) number = big(number);
    std::memcpy(at, &number, sizeof number);
    at += sizeof number;
}

template <bool IsBig, class Number>
void get(const std::byte*& at, Number& number) {
    std::memcpy(&number, at, sizeof number);
    if constexpr (IsBig) number = big(number);
    at += sizeof number;
}

template <bool IsBig>
void put(std::byte*& at, const mixed& m) {
    put<IsBig>(at, m.i);
    put<IsBig>(at, m.q);
    put<IsBig>(at, m.h);
    put<IsBig>(at, m.d);
}

template <bool IsBig>
inline void memcpy_packs(pack_work& w) {
    std::byte* at = w.bytes.data();
    for (const mixed& m : w.mixeds) put<IsBig>(at, m);
}

// The same with the checks that pack_into makes: room for each struct, and the range of each wider argument.
template <bool IsBig>
inline void memcpy_packs_bounded(pack_work& w) {
    std::byte* at = w.bytes.data();
    const std::byte* const end = at + w.bytes.size();
    for (const mixed& m : w.mixeds) {
        if (end - at < static_cast<std::ptrdiff_t>(mixed_bytes)) return;
        put<IsBig>(at, m);
    }
}

template <bool IsBig>
inline void memcpy_packs_checked(pack_work& w) {
    std::byte* at = w.bytes.data();
    const std::byte* const end = at + w.bytes.size();
    for (std::size_t i = 0; i < records; ++i) {
        const auto& [a, b, c] = w.wides[i];
        if (end - at < static_cast<std::ptrdiff_t>(mixed_bytes)) return;
        if (a < INT32_MIN || a > INT32_MAX || c < INT16_MIN || c > INT16_MAX) return;
        put<IsBig>(at, static_cast<std::int32_t>(a));
        put<IsBig>(at, b);
        put<IsBig>(at, static_cast<std::int16_t>(c));
        put<IsBig>(at, w.mixeds[i].d);
    }
}

template <bool IsBig>
inline void memcpy_unpacks(pack_work& w) {
    const std::byte* at = w.bytes.data();
    for (mixed& m : w.mixeds) {
        get<IsBig>(at, m.i);
        get<IsBig>(at, m.q);
        get<IsBig>(at, m.h);
        get<IsBig>(at, m.d);
    }
}

// Each struct has a span of its own, as large as it is: nothing is left to check.
template <fixed_string Format>
inline void cleave_packs(pack_work& w) {
    std::byte* at = w.bytes.data();
    for (const mixed& m : w.mixeds) {
        if (pack_into<Format>(std::span(at, mixed_bytes), 0, m.i, m.q, m.h, m.d)) return;
        at += mixed_bytes;
    }
}

template <fixed_string Format>
inline void cleave_packs_at_offset(pack_work& w) {
    const std::span<std::byte> bytes(w.bytes);
    std::ptrdiff_t at = 0;
    for (const mixed& m : w.mixeds) {
        if (pack_into<Format>(bytes, at, m.i, m.q, m.h, m.d)) return;
        at += static_cast<std::ptrdiff_t>(mixed_bytes);
    }
}

template <fixed_string Format>
inline void cleave_packs_by_value(pack_work& w) {
    std::byte* at = w.bytes.data();
    for (const mixed& m : w.mixeds) {
        auto packed = pack<Format>(m.i, m.q, m.h, m.d);
        std::memcpy(at, packed.data(), packed.size());
        at += packed.size();
    }
}

template <fixed_string Format>
void cleave_packs_by_const_value(pack_work& w) {
    std::byte* at = w.bytes.data();
    for (const mixed& m : w.mixeds) {
        const auto packed = pack<Format>(m.i, m.q, m.h, m.d);
        std::memcpy(at, packed.data(), packed.size());
        at += packed.size();
    }
}

template <fixed_string Format>
inline void cleave_packs_checked(pack_work& w) {
    const std::span<std::byte> bytes(w.bytes);
    std::ptrdiff_t at = 0;
    for (std::size_t i = 0; i < records; ++i) {
        if (pack_into<Format>(bytes, at, w.wides[i][0], w.wides[i][1], w.wides[i][2], w.mixeds[i].d)) return;
        at += static_cast<std::ptrdiff_t>(mixed_bytes);
    }
}

template <fixed_string Format>
inline void cleave_unpacks(pack_work& w) {
    mixed* to = w.mixeds.data();
    for (const auto& [a, b, c, d] : iter_unpack<Format>(std::span(w.bytes).first(records * mixed_bytes)))
        *to++ = {a, b, c, d};
}

inline format_plan<8> little_plan("<iqhd");
inline format_plan<8> big_plan(">iqhd");

template <format_plan<8>& Plan>
inline void plan_packs(pack_work& w) {
    for (std::size_t i = 0; i < records; ++i)
        if (pack_into(Plan, w.bytes, static_cast<std::ptrdiff_t>(i * mixed_bytes),
                      std::span<const value>(w.values).subspan(4 * i, 4)))
            return;
}

template <format_plan<8>& Plan>
inline void plan_packs_each(pack_work& w) {
    if (pack_each(Plan, w.values, w.bytes)) return;
}

template <format_plan<8>& Plan>
inline void plan_unpacks(pack_work& w) {
    auto structs = iter_unpack(Plan, std::span<const std::byte>(w.bytes).first(records * mixed_bytes));
    for (std::size_t i = 0; i < records; ++i) structs.next(std::span(w.values).subspan(4 * i, 4));
}

template <format_plan<8>& Plan>
inline void plan_unpacks_each(pack_work& w) {
    auto structs = iter_unpack(Plan, std::span<const std::byte>(w.bytes).first(records * mixed_bytes));
    while (structs.next(w.values) != 0) {
    }
}

#ifdef CLEAVE_BENCH_BOOST_ENDIAN
template <boost::endian::order Order>
struct endian_record {
    boost::endian::endian_buffer<Order, std::int32_t, 32> i;
    boost::endian::endian_buffer<Order, std::int64_t, 64> q;
    boost::endian::endian_buffer<Order, std::int16_t, 16> h;
    boost::endian::endian_buffer<Order, double, 64> d;
};

template <boost::endian::order Order>
inline void boost_packs(pack_work& w) {
    static_assert(sizeof(endian_record<Order>) == mixed_bytes);
    std::byte* at = w.bytes.data();
    for (const mixed& m : w.mixeds) {
        endian_record<Order> r;
        r.i = m.i;
        r.q = m.q;
        r.h = m.h;
        r.d = m.d;
        std::memcpy(at, &r, sizeof r);
        at += sizeof r;
    }
}

template <boost::endian::order Order>
inline void boost_unpacks(pack_work& w) {
    const std::byte* at = w.bytes.data();
    for (mixed& m : w.mixeds) {
        endian_record<Order> r;
        std::memcpy(&r, at, sizeof r);
        m = {r.i.value(), r.q.value(), r.h.value(), r.d.value()};
        at += sizeof r;
    }
}
#endif

inline void memcpy_packs_named(pack_work& w) {
    std::byte* at = w.bytes.data();
    for (const named& n : w.nameds) {
        put<false>(at, n.s);
        put<false>(at, n.a);
        put<false>(at, n.b);
        put<false>(at, n.c);
        put<false>(at, static_cast<std::uint8_t>(n.flag));
    }
}

inline void cleave_packs_named(pack_work& w) {
    std::byte* at = w.bytes.data();
    for (const named& n : w.nameds) {
        const std::string_view s(n.s.data(), n.s.size());
        if (pack_into<"<10s3i?">(std::span(at, named_bytes), 0, s, n.a, n.b, n.c, n.flag)) return;
        at += named_bytes;
    }
}

inline void memcpy_unpacks_named(pack_work& w) {
    const std::byte* at = w.bytes.data();
    for (named& n : w.nameds) {
        std::uint8_t flag;
        get<false>(at, n.s);
        get<false>(at, n.a);
        get<false>(at, n.b);
        get<false>(at, n.c);
        get<false>(at, flag);
        n.flag = flag != 0;
    }
}

inline void cleave_unpacks_named(pack_work& w) {
    std::size_t i = 0;
    for (const auto& [s, a, b, c, flag] : iter_unpack<"<10s3i?">(std::span(w.bytes).first(records * named_bytes))) {
        named& n = w.nameds[i++];
        std::memcpy(n.s.data(), s.data(), n.s.size());
        n.a = a;
        n.b = b;
        n.c = c;
        n.flag = flag;
    }
}

// Half floats by hand: a float rounded half to even, and refused beyond 65519 as Python does it.
inline bool half_by_hand(float number, std::uint16_t& half) {
    auto bits = std::bit_cast<std::uint32_t>(number);
    const std::uint32_t sign = bits & 0x80000000;
    bits ^= sign;
    if (bits >= std::bit_cast<std::uint32_t>(65520.0f)) {
        if (bits < 0x7f800000) return false;
        bits = bits == 0x7f800000 ? 0x7c00 : 0x7e00;
    } else if (bits < std::bit_cast<std::uint32_t>(0x1p-14f)) {
        bits = std::bit_cast<std::uint32_t>(std::bit_cast<float>(bits) + 0.5f) - std::bit_cast<std::uint32_t>(0.5f);
    } else {
        bits = (bits - (112U << 23) + 0xfff + (bits >> 13 & 1)) >> 13;
    }
    half = static_cast<std::uint16_t>(bits | sign >> 16);
    return true;
}

inline float half_by_hand(std::uint16_t half) {
    const std::uint32_t sign = (half & 0x8000U) << 16;
    std::uint32_t bits = (half & 0x7fffU) << 13;
    if (bits >= 0x7c00U << 13)
        bits = bits == 0x7c00U << 13 ? 0x7f800000 : 0x7fc00000;
    else if (bits >= 0x400U << 13)
        bits += 112U << 23;
    else
        bits = std::bit_cast<std::uint32_t>(static_cast<float>(half & 0x3ffU) * 0x1p-24f);
    return std::bit_cast<float>(sign | bits);
}

inline void hand_packs_half(pack_work& w) {
    std::byte* at = w.bytes.data();
    const std::byte* const end = at + w.bytes.size();
    for (const float number : w.floats) {
        std::uint16_t half;
        if (end - at < 2 || !half_by_hand(number, half)) return;
        put<false>(at, half);
    }
}

inline void hand_unpacks_half(pack_work& w) {
    const std::byte* at = w.bytes.data();
    for (float& number : w.floats) {
        std::uint16_t half;
        get<false>(at, half);
        number = half_by_hand(half);
    }
}

inline void cleave_packs_half(pack_work& w) {
    const std::span<std::byte> bytes(w.bytes);
    std::ptrdiff_t at = 0;
    for (const float number : w.floats) {
        if (pack_into<"<e">(bytes, at, number)) return;
        at += 2;
    }
}

inline void cleave_unpacks_half(pack_work& w) {
    float* to = w.floats.data();
    for (const auto& [number] : iter_unpack<"<e">(std::span(w.bytes).first(records * 2))) *to++ = number;
}

using packer_list = std::map<std::string, void (*)(pack_work&)>;

/// Those of one byte order.
template <fixed_string Format, format_plan<8>& Plan>
void add_packers(packer_list& all, const std::string& name) {
    constexpr bool is_big = struct_format<Format>::info.order == std::endian::big;
    const std::string pack = "pack/" + name + "/";
    all[pack + "memcpy"] = memcpy_packs<is_big>;
    all[pack + "memcpy_bounded"] = memcpy_packs_bounded<is_big>;
    all[pack + "memcpy_checked"] = memcpy_packs_checked<is_big>;
    all[pack + "cleave"] = cleave_packs<Format>;
    all[pack + "cleave_at_offset"] = cleave_packs_at_offset<Format>;
    all[pack + "cleave_by_value"] = cleave_packs_by_value<Format>;
    all[pack + "cleave_by_const_value"] = cleave_packs_by_const_value<Format>;
    all[pack + "cleave_checked"] = cleave_packs_checked<Format>;
    all[pack + "cleave_plan"] = plan_packs<Plan>;
    all[pack + "cleave_plan_each"] = plan_packs_each<Plan>;
    const std::string unpack = "unpack/" + name + "/";
    all[unpack + "memcpy"] = memcpy_unpacks<is_big>;
    all[unpack + "cleave"] = cleave_unpacks<Format>;
    all[unpack + "cleave_plan"] = plan_unpacks<Plan>;
    all[unpack + "cleave_plan_each"] = plan_unpacks_each<Plan>;
#ifdef CLEAVE_BENCH_BOOST_ENDIAN
    constexpr auto order = is_big ? boost::endian::order::big : boost::endian::order::little;
    all[pack + "boost_endian"] = boost_packs<order>;
    all[unpack + "boost_endian"] = boost_unpacks<order>;
#endif
}

/// All of them by name.
inline packer_list packers() {
    packer_list all;
    add_packers<"<iqhd", little_plan>(all, "iqhd_little");
    add_packers<">iqhd", big_plan>(all, "iqhd_big");
    all["pack/10s3i?/memcpy"] = memcpy_packs_named;
    all["pack/10s3i?/cleave"] = cleave_packs_named;
    all["unpack/10s3i?/memcpy"] = memcpy_unpacks_named;
    all["unpack/10s3i?/cleave"] = cleave_unpacks_named;
    all["pack/half/hand"] = hand_packs_half;
    all["pack/half/cleave"] = cleave_packs_half;
    all["unpack/half/hand"] = hand_unpacks_half;
    all["unpack/half/cleave"] = cleave_unpacks_half;
    return all;
}

} // namespace cleave::bench
