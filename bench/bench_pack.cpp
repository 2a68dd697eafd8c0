// SPDX-License-Identifier: MIT
//
// Structs to bytes and back, 1024 of them one behind the other. Names: pack/FORMAT/WAY and unpack/FORMAT/WAY. `cleave`
// packs in place arguments that always fit, `cleave_by_value` the same into an array that is then copied out,
// `cleave_checked` wider ones whose range is checked, `cleave_plan` a format known at run time only.
#include <cleave/pack_values.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#if __has_include(<boost/endian/buffers.hpp>)
#include <boost/endian/buffers.hpp>
#define CLEAVE_BENCH_BOOST_ENDIAN 1
#endif

namespace cleave::bench {
namespace {

constexpr std::size_t records = 1024;

struct mixed {
    std::int32_t i;
    std::int64_t q;
    std::int16_t h;
    double d;
};
constexpr std::size_t mixed_bytes = calcsize<"<iqhd">();

struct named {
    std::array<char, 10> s;
    std::int32_t a;
    std::int32_t b;
    std::int32_t c;
    bool flag;
};
constexpr std::size_t named_bytes = calcsize<"<10s3i?">();

struct work {
    std::vector<mixed> mixeds = std::vector<mixed>(records);
    std::vector<std::array<std::int64_t, 3>> wides = std::vector<std::array<std::int64_t, 3>>(records);
    std::vector<named> nameds = std::vector<named>(records);
    std::vector<float> floats = std::vector<float>(records);
    std::vector<value> values = std::vector<value>(records * 4);
    std::vector<std::byte> bytes = std::vector<std::byte>(records * 32);

    work() {
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
    return std::bit_cast<Number>(byte_swap(std::bit_cast<bits>(number)));
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
void memcpy_packs(work& w) {
    std::byte* at = w.bytes.data();
    for (const mixed& m : w.mixeds) {
        put<IsBig>(at, m.i);
        put<IsBig>(at, m.q);
        put<IsBig>(at, m.h);
        put<IsBig>(at, m.d);
    }
}

// The same with the checks that pack_into makes: room for each struct, and the range of each wider argument.
template <bool IsBig>
void memcpy_packs_bounded(work& w) {
    std::byte* at = w.bytes.data();
    const std::byte* const end = at + w.bytes.size();
    for (const mixed& m : w.mixeds) {
        if (end - at < static_cast<std::ptrdiff_t>(mixed_bytes)) return;
        put<IsBig>(at, m.i);
        put<IsBig>(at, m.q);
        put<IsBig>(at, m.h);
        put<IsBig>(at, m.d);
    }
}

template <bool IsBig>
void memcpy_packs_checked(work& w) {
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
void memcpy_unpacks(work& w) {
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
void cleave_packs(work& w) {
    std::byte* at = w.bytes.data();
    for (const mixed& m : w.mixeds) {
        if (pack_into<Format>(std::span(at, mixed_bytes), 0, m.i, m.q, m.h, m.d)) return;
        at += mixed_bytes;
    }
}

template <fixed_string Format>
void cleave_packs_at_offset(work& w) {
    std::ptrdiff_t at = 0;
    for (const mixed& m : w.mixeds) {
        if (pack_into<Format>(w.bytes, at, m.i, m.q, m.h, m.d)) return;
        at += static_cast<std::ptrdiff_t>(mixed_bytes);
    }
}

template <fixed_string Format>
void cleave_packs_by_value(work& w) {
    std::byte* at = w.bytes.data();
    for (const mixed& m : w.mixeds) {
        const auto packed = pack<Format>(m.i, m.q, m.h, m.d);
        std::memcpy(at, packed.data(), packed.size());
        at += packed.size();
    }
}

template <fixed_string Format>
void cleave_packs_checked(work& w) {
    std::ptrdiff_t at = 0;
    for (std::size_t i = 0; i < records; ++i) {
        if (pack_into<Format>(w.bytes, at, w.wides[i][0], w.wides[i][1], w.wides[i][2], w.mixeds[i].d)) return;
        at += static_cast<std::ptrdiff_t>(mixed_bytes);
    }
}

template <fixed_string Format>
void cleave_unpacks(work& w) {
    std::size_t i = 0;
    for (const auto& [a, b, c, d] : iter_unpack<Format>(std::span(w.bytes).first(records * mixed_bytes)))
        w.mixeds[i++] = {a, b, c, d};
}

const format_plan<8> little_plan("<iqhd");
const format_plan<8> big_plan(">iqhd");

template <const format_plan<8>& Plan>
void plan_packs(work& w) {
    for (std::size_t i = 0; i < records; ++i)
        if (pack_into(Plan, w.bytes, static_cast<std::ptrdiff_t>(i * mixed_bytes),
                      std::span<const value>(w.values).subspan(4 * i, 4)))
            return;
}

template <const format_plan<8>& Plan>
void plan_packs_each(work& w) {
    if (pack_each(Plan, w.values, w.bytes)) return;
}

template <const format_plan<8>& Plan>
void plan_unpacks(work& w) {
    auto structs = iter_unpack(Plan, std::span<const std::byte>(w.bytes).first(records * mixed_bytes));
    for (std::size_t i = 0; i < records; ++i) structs.next(std::span(w.values).subspan(4 * i, 4));
}

template <const format_plan<8>& Plan>
void plan_unpacks_each(work& w) {
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
void boost_packs(work& w) {
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
void boost_unpacks(work& w) {
    const std::byte* at = w.bytes.data();
    for (mixed& m : w.mixeds) {
        endian_record<Order> r;
        std::memcpy(&r, at, sizeof r);
        m = {r.i.value(), r.q.value(), r.h.value(), r.d.value()};
        at += sizeof r;
    }
}
#endif

void memcpy_packs_named(work& w) {
    std::byte* at = w.bytes.data();
    for (const named& n : w.nameds) {
        put<false>(at, n.s);
        put<false>(at, n.a);
        put<false>(at, n.b);
        put<false>(at, n.c);
        put<false>(at, static_cast<std::uint8_t>(n.flag));
    }
}

void cleave_packs_named(work& w) {
    std::ptrdiff_t at = 0;
    for (const named& n : w.nameds) {
        const std::string_view s(n.s.data(), n.s.size());
        if (pack_into<"<10s3i?">(w.bytes, at, s, n.a, n.b, n.c, n.flag)) return;
        at += static_cast<std::ptrdiff_t>(named_bytes);
    }
}

void memcpy_unpacks_named(work& w) {
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

void cleave_unpacks_named(work& w) {
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

void cleave_packs_half(work& w) {
    std::ptrdiff_t at = 0;
    for (const float number : w.floats) {
        if (pack_into<"<e">(w.bytes, at, number)) return;
        at += 2;
    }
}

void cleave_unpacks_half(work& w) {
    std::size_t i = 0;
    for (const auto& [number] : iter_unpack<"<e">(std::span(w.bytes).first(records * 2))) w.floats[i++] = number;
}

void add(const std::string& name, void (*body)(work&)) {
    benchmark::RegisterBenchmark(name.c_str(), [body](benchmark::State& state) {
        work w;
        for (auto _ : state) {
            body(w);
            benchmark::ClobberMemory();
        }
        state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * records));
    });
}

const bool registered = [] {
    add("pack/iqhd_little/memcpy", memcpy_packs<false>);
    add("pack/iqhd_little/memcpy_bounded", memcpy_packs_bounded<false>);
    add("pack/iqhd_little/memcpy_checked", memcpy_packs_checked<false>);
    add("pack/iqhd_little/cleave", cleave_packs<"<iqhd">);
    add("pack/iqhd_little/cleave_at_offset", cleave_packs_at_offset<"<iqhd">);
    add("pack/iqhd_little/cleave_by_value", cleave_packs_by_value<"<iqhd">);
    add("pack/iqhd_little/cleave_checked", cleave_packs_checked<"<iqhd">);
    add("pack/iqhd_little/cleave_plan", plan_packs<little_plan>);
    add("pack/iqhd_little/cleave_plan_each", plan_packs_each<little_plan>);
    add("pack/iqhd_big/memcpy", memcpy_packs<true>);
    add("pack/iqhd_big/memcpy_bounded", memcpy_packs_bounded<true>);
    add("pack/iqhd_big/memcpy_checked", memcpy_packs_checked<true>);
    add("pack/iqhd_big/cleave", cleave_packs<">iqhd">);
    add("pack/iqhd_big/cleave_at_offset", cleave_packs_at_offset<">iqhd">);
    add("pack/iqhd_big/cleave_by_value", cleave_packs_by_value<">iqhd">);
    add("pack/iqhd_big/cleave_checked", cleave_packs_checked<">iqhd">);
    add("pack/iqhd_big/cleave_plan", plan_packs<big_plan>);
    add("pack/iqhd_big/cleave_plan_each", plan_packs_each<big_plan>);
    add("unpack/iqhd_little/memcpy", memcpy_unpacks<false>);
    add("unpack/iqhd_little/cleave", cleave_unpacks<"<iqhd">);
    add("unpack/iqhd_little/cleave_plan", plan_unpacks<little_plan>);
    add("unpack/iqhd_little/cleave_plan_each", plan_unpacks_each<little_plan>);
    add("unpack/iqhd_big/memcpy", memcpy_unpacks<true>);
    add("unpack/iqhd_big/cleave", cleave_unpacks<">iqhd">);
    add("unpack/iqhd_big/cleave_plan", plan_unpacks<big_plan>);
    add("unpack/iqhd_big/cleave_plan_each", plan_unpacks_each<big_plan>);
#ifdef CLEAVE_BENCH_BOOST_ENDIAN
    add("pack/iqhd_little/boost_endian", boost_packs<boost::endian::order::little>);
    add("pack/iqhd_big/boost_endian", boost_packs<boost::endian::order::big>);
    add("unpack/iqhd_little/boost_endian", boost_unpacks<boost::endian::order::little>);
    add("unpack/iqhd_big/boost_endian", boost_unpacks<boost::endian::order::big>);
#endif
    add("pack/10s3i?/memcpy", memcpy_packs_named);
    add("pack/10s3i?/cleave", cleave_packs_named);
    add("unpack/10s3i?/memcpy", memcpy_unpacks_named);
    add("unpack/10s3i?/cleave", cleave_unpacks_named);
    add("pack/half/cleave", cleave_packs_half);
    add("unpack/half/cleave", cleave_unpacks_half);
    return true;
}();

} // namespace
} // namespace cleave::bench
