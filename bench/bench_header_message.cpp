// SPDX-License-Identifier: MIT
//
// A header's text to typed fields, and fields to a header's text. Names: header/SHAPE/READER for the 24 shapes,
// read_header/BYTES/READER and write_header/BYTES/WRITER for those of the field. cleave checks everything (UTF-8,
// duplicates, what follows the object); what the others leave out stands in README.md.
#include "header_shapes.hpp"

#include <cleave/header_message.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#if __has_include(<rapidjson/document.h>)
#include <rapidjson/document.h>
#define CLEAVE_BENCH_RAPIDJSON 1
#endif
#if __has_include(<nlohmann/json.hpp>)
#include <nlohmann/json.hpp>
#define CLEAVE_BENCH_NLOHMANN 1
#endif

namespace cleave::bench {
namespace {

// A header, the names of its fields in the order of the text, and what must come out.
struct sample {
    std::string text;
    const char* cmd; // none where null
    const char* size_name;
    const char* file_name_name;
    bool size_is_first;
    std::uint64_t size;
    std::string_view file_name;
};

const sample samples[] = {
    {R"({"cmd":"put","filename":"a.txt","filesize":111111,"md5":"8f6fbf8347faa4924a76856701edb0f3"})", "cmd",
     "filesize", "filename", false, 111111, "a.txt"},
    {R"({"file_size": 1073741824000, "file_name": "/a/b/c/d/e/a.txt", "md5": "8f6fbf8347faa4924a76856701edb0f3"})",
     nullptr, "file_size", "file_name", true, 1073741824000, "/a/b/c/d/e/a.txt"},
};

struct typed_fields {
    std::string_view cmd;
    std::string_view file_name;
    std::string_view md5;
    std::uint64_t size = 0;
};

template <class Read>
void run(benchmark::State& state, const sample& header, Read&& read) {
    for (auto _ : state) {
        typed_fields got;
        benchmark::DoNotOptimize(header.text.data());
        read(header, got);
        benchmark::DoNotOptimize(got);
        if (got.size != header.size || got.file_name.size() != header.file_name.size() || got.md5.size() != 32) {
            state.SkipWithError("the fields are not those of the header");
            return;
        }
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * header.text.size()));
}

void cleave_reads(benchmark::State& state, const sample& header) {
    std::array<char, 256> scratch;
    header_fields fields;
    run(state, header, [&](const sample& from, typed_fields& to) {
        if (read_header(from.text, scratch, fields).st != status::ok) return;
        to = {fields.string(header_field::cmd), fields.string(header_field::file_name),
              fields.string(header_field::md5), fields.bytes(header_field::size)};
    });
}

#ifdef CLEAVE_BENCH_SIMDJSON
void simdjson_reads(benchmark::State& state, const sample& header) {
    simdjson::ondemand::parser parser;
    const simdjson::padded_string padded(header.text);
    run(state, header, [&](const sample& from, typed_fields& to) {
        simdjson::ondemand::document document;
        simdjson::ondemand::object object;
        if (parser.iterate(padded).get(document) || document.get_object().get(object)) return;
        const auto size = [&] { return object.find_field(from.size_name).get_uint64().get(to.size); };
        if (from.cmd && object.find_field(from.cmd).get_string().get(to.cmd)) return;
        if (from.size_is_first && size()) return;
        if (object.find_field(from.file_name_name).get_string().get(to.file_name)) return;
        if (!from.size_is_first && size()) return;
        if (object.find_field("md5").get_string().get(to.md5)) return;
    });
}
#endif

#ifdef CLEAVE_BENCH_RAPIDJSON
void rapidjson_reads(benchmark::State& state, const sample& header) {
    using allocator = rapidjson::MemoryPoolAllocator<>;
    using document_type = rapidjson::GenericDocument<rapidjson::UTF8<>, allocator, allocator>;
    alignas(16) char values[4096];
    alignas(16) char stack[2048];
    char text[256];
    run(state, header, [&](const sample& from, typed_fields& to) {
        std::memcpy(text, from.text.c_str(), from.text.size() + 1);
        allocator value_memory(values, sizeof values);
        allocator stack_memory(stack, sizeof stack);
        document_type document(&value_memory, 1024, &stack_memory);
        document.ParseInsitu(text);
        if (document.HasParseError() || !document.IsObject()) return;
        const auto view = [&](const char* name) {
            const auto& value = document[name];
            return std::string_view(value.GetString(), value.GetStringLength());
        };
        if (from.cmd) to.cmd = view(from.cmd);
        to.file_name = view(from.file_name_name);
        to.size = document[from.size_name].GetUint64();
        to.md5 = view("md5");
    });
}
#endif

#ifdef CLEAVE_BENCH_NLOHMANN
void nlohmann_reads(benchmark::State& state, const sample& header) {
    nlohmann::json document;
    run(state, header, [&](const sample& from, typed_fields& to) {
        document = nlohmann::json::parse(from.text);
        if (from.cmd) to.cmd = document[from.cmd].get_ref<const std::string&>();
        to.file_name = document[from.file_name_name].get_ref<const std::string&>();
        to.size = document[from.size_name].get<std::uint64_t>();
        to.md5 = document["md5"].get_ref<const std::string&>();
    });
}

void nlohmann_writes(benchmark::State& state) {
    for (auto _ : state) {
        const nlohmann::ordered_json document = {{"file_size", samples[1].size},
                                                 {"file_name", samples[1].file_name},
                                                 {"md5", "8f6fbf8347faa4924a76856701edb0f3"}};
        std::string text = document.dump(-1, ' ', true);
        benchmark::DoNotOptimize(text.data());
    }
}

void nlohmann_only_dumps(benchmark::State& state) {
    const nlohmann::ordered_json document = {{"file_size", samples[1].size},
                                             {"file_name", samples[1].file_name},
                                             {"md5", "8f6fbf8347faa4924a76856701edb0f3"}};
    for (auto _ : state) {
        std::string text = document.dump(-1, ' ', true);
        benchmark::DoNotOptimize(text.data());
    }
}
#endif

void cleave_writes(benchmark::State& state) {
    std::array<std::byte, 256> room;
    for (auto _ : state) {
        const encoded made = write_header(room, [](json_writer& json) {
            json.key("file_size").integer(samples[1].size);
            json.key("file_name").string(samples[1].file_name);
            json.key("md5").string("8f6fbf8347faa4924a76856701edb0f3");
        });
        benchmark::ClobberMemory();
        if (as_text(made.bytes.subspan(4)) != samples[1].text) {
            state.SkipWithError("not the text that json.dumps writes");
            return;
        }
    }
}

template <class Reader>
void read_shape(benchmark::State& state, const header_shape& shape) {
    Reader reader(shape);
    const header_sum sum = reader.read();
    for (auto _ : state) {
        benchmark::DoNotOptimize(shape.text.data());
        if (reader.read() != sum) return state.SkipWithError("the fields change");
    }
    if (sum == 0) state.SkipWithError("the header is refused");
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(shape.text.size()));
}

const bool registered = [] {
    for (const header_shape& shape : header_shapes()) {
        const auto add = [&](const char* reader, void (*body)(benchmark::State&, const header_shape&)) {
            benchmark::RegisterBenchmark(("header/" + shape.name + "/" + reader).c_str(),
                                         [&, body](benchmark::State& state) { body(state, shape); });
        };
        add("cleave", read_shape<cleave_header_reader>);
#ifdef CLEAVE_BENCH_SIMDJSON
        add("simdjson", read_shape<simdjson_header_reader>);
#endif
    }
    for (const sample& header : samples) {
        const auto add = [&](const char* reader, void (*body)(benchmark::State&, const sample&)) {
            const std::string name = "read_header/" + std::to_string(header.text.size()) + "/" + reader;
            benchmark::RegisterBenchmark(name.c_str(), [&, body](benchmark::State& state) { body(state, header); });
        };
        add("cleave", cleave_reads);
#ifdef CLEAVE_BENCH_SIMDJSON
        add("simdjson", simdjson_reads);
#endif
#ifdef CLEAVE_BENCH_RAPIDJSON
        add("rapidjson", rapidjson_reads);
#endif
#ifdef CLEAVE_BENCH_NLOHMANN
        add("nlohmann", nlohmann_reads);
#endif
    }
    benchmark::RegisterBenchmark("write_header/104/cleave", cleave_writes);
#ifdef CLEAVE_BENCH_NLOHMANN
    benchmark::RegisterBenchmark("write_header/104/nlohmann", nlohmann_writes);
    benchmark::RegisterBenchmark("write_header/104/nlohmann_only_dumps", nlohmann_only_dumps);
#endif
    return true;
}();

} // namespace
} // namespace cleave::bench
