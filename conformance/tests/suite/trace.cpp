// SPDX-License-Identifier: MIT
#include "conformance/runner/trace.hpp"
#include "conformance/runner/byte_parts.hpp"
#include "conformance/runner/trace_json.hpp"
#include "conformance/runner/trace_layout.hpp"
#include "conformance/runner/trace_lint.hpp"

#include <cleave/layout.hpp>
#include <cleave/protocols/names.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace cleave::conformance;

const std::string folder = CLEAVE_SOURCE_DIR "/conformance";

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

layout named(std::string_view name) {
    std::string why;
    const auto found = parse_layout(name, why);
    EXPECT_TRUE(found) << why;
    return found.value_or(layout{});
}

const std::string usual_header = "trace 1\nid: a\nabout: x\nreq: FRAME-LEN-1 MUST\nrole: frame_decoder\nrev: 1\n";

compiled compiled_text(const std::string& text, std::string_view layout_name = "python_int") {
    const parsed_trace source = parse_trace(text, "a.trace");
    if (source.error) return {{}, source.error};
    return compile(source.value, named(layout_name));
}

/// A body under the usual header, compiled; a failure to compile fails the test.
compiled_trace body(const std::string& lines, std::string_view layout_name = "python_int") {
    const compiled result = compiled_text(usual_header + "--\n" + lines, layout_name);
    EXPECT_FALSE(result.error) << to_string(*result.error);
    return result.value;
}

std::string bytes_of(const std::string& atoms, std::string_view layout_name = "python_int") {
    return hex(body("> " + atoms, layout_name).bytes);
}

/// The expectations of the only outcome, each as `TEXT @DUE`.
std::vector<std::string> expected_of(const compiled_trace& one, std::size_t outcome = 0) {
    std::vector<std::string> all;
    for (const expectation& e : one.outcomes.at(outcome).expected)
        all.push_back(to_string(e) + " @" + std::to_string(e.due) + (e.after_end ? " end" : "") +
                      (e.optional ? "?" : ""));
    return all;
}

using texts = std::vector<std::string>;
using offsets = std::vector<std::uint64_t>;

TEST(trace, waits_for_the_end_below_it_unless_bytes_are_named) {
    EXPECT_EQ(
        expected_of(body("> \"abc\" @all\n> eof\n= end\n= frame \"bc\"\n= end due=@all\n! truncated_prefix due=1\n")),
        (texts{"end @3 end", "begin 2 @3 end", "data x\"6263\" @3 end", "end @3 end", "end @3",
               "error truncated_prefix @1"}));
}

TEST(trace, refuses_a_due_beyond_the_bytes_above) {
    EXPECT_FALSE(compiled_text(usual_header + "--\n> \"abc\"\n= end due=3\n").error);
    const compiled result = compiled_text(usual_header + "--\n> \"abc\"\n= end due=4\n");
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->message, "expected at most the 3 bytes above, found 4");
    EXPECT_TRUE(compiled_text(usual_header + "--\n! truncated_prefix due=1\n").error);
    EXPECT_EQ(expected_of(body("> \"abc\"\n= frame \"bc\" due=1\n")),
              (texts{"begin 2 @0", "data x\"6263\" @1", "end @1"}));
}

// Atoms

TEST(trace, reads_a_float_as_it_is_shown) {
    EXPECT_EQ(expected_of(body("= values f64:7ff8000000000001 f64(1.5)\n")),
              texts{"values f64:7ff8000000000001 f64:3ff8000000000000 @0"});
}

TEST(trace, makes_the_bytes_of_every_atom) {
    struct row {
        const char* atoms;
        const char* bytes;
    };
    const row rows[] = {
        {R"("ab\r\n\t\\\"\x00\xff")", "61620d0a095c2200ff"},
        {R"("é")", "c3a9"},
        {R"(`{"a": \n` )", "7b2261223a205c6e"},
        {R"(x"00 ff" x"7F")", "00ff7f"},
        {R"({"a": "}{\"", "b": {}} "z")", "7b2261223a20227d7b5c22222c202262223a207b7d7d7a"},
        {"u8(255) i8(-1) i8(-128)", "ffff80"},
        {"u16le(0x0102) u16be(0x0102)", "02010102"},
        {"u24le(1) u24be(1) i24be(-2)", "010000000001fffffe"},
        {"u32le(1) i32be(-1)", "01000000ffffffff"},
        {"u64be(2^64-1) u64le(2^63)", ""}, // see below: 2^64 does not fit
        {"u64be(0xffffffffffffffff) i64le(-(2^63))", "ffffffffffffffff0000000000000080"},
        {"varint(0) varint(127) varint(128) varint(0xffffffffffffffff)", "007f8001ffffffffffffffffff01"},
        {"len32{\"abc\"} len16be{} len8+2{\"a\"} len8-1{\"ab\"}", "0300000061626300000361016162"},
        {"len32-1{}", "ffffffff"},
        {"rep(3 \"ab\") rep(0 \"x\") rep(2 u8(1) u8(2))", "61626162616201020102"},
        {"first(2 \"abcd\") after(2 \"abcd\") first(0 \"a\") after(1 \"a\")", "61626364"},
        {"md5{} \"|\" sha256{\"abc\"}",
         "64343164386364393866303062323034653938303039393865636638343237657c6261373831366266386630316366656134313431343"
         "0"
         "646535646165323232336230303336316133393631373761396362343130666636316632303031356164"},
        {"seed(0 10)", "afcd1d7b39a820e2f465"},
    };
    for (const row& r : rows) {
        if (*r.bytes == '\0') {
            EXPECT_TRUE(compiled_text(usual_header + "--\n> " + r.atoms).error) << r.atoms;
        } else {
            EXPECT_EQ(bytes_of(r.atoms), r.bytes) << r.atoms;
        }
    }
}

TEST(trace, makes_frames_in_the_layout_asked_for) {
    EXPECT_EQ(bytes_of("frame{\"ab\"}"), "020000006162");
    EXPECT_EQ(bytes_of("frame{\"ab\"}", "erlang_2"), "00026162");
    EXPECT_EQ(bytes_of("frame{\"ab\"}", "grpc_message"), "e1000000026162");
    EXPECT_EQ(bytes_of("frame{\"ab\"}", "postgresql"), "e1000000066162");
    EXPECT_EQ(bytes_of("frame{\"ab\"}", "http2"), "000002e2e2e2e2e2e26162");
    EXPECT_EQ(bytes_of("frame{\"ab\"}", "whole_frame_2"), "e10600e26162");
    EXPECT_EQ(bytes_of("frame_header(300)", "varint_delimited"), "ac02");
    EXPECT_EQ(bytes_of("frame_header(-1)"), "ffffffff");
    EXPECT_EQ(bytes_of("frame_field(3)", "postgresql"), "e100000003");
    EXPECT_EQ(bytes_of("frame_field(all_ones)", "erlang_2"), "ffff");
    EXPECT_EQ(bytes_of("frame_field(all_ones)", "kafka"), "ffffffff");
    EXPECT_EQ(bytes_of("frame_header(capacity)", "whole_frame_2"), "e1ffffe2");
    EXPECT_EQ(bytes_of("u8(header) u8(counted) u8(width)", "postgresql"), "050404");
}

TEST(trace, writes_zeros_around_the_length_of_what_an_endpoint_must_send) {
    EXPECT_EQ(expected_of(body("< frame{\"a\"}", "http2")), texts{"send x\"00000100000000000061\" @0"});
}

TEST(trace, agrees_with_the_library_on_the_header_of_every_layout_and_size) {
    for (const layout& one : named_layouts()) {
        cleave::prefix_layout prefix = one.prefix;
        prefix.max_payload = field_capacity(prefix);
        const cleave::runtime_layout library = checked_layout(prefix);
        for (const std::uint64_t size :
             {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{100}, prefix.max_payload - 1, prefix.max_payload}) {
            std::array<std::byte, cleave::runtime_layout::header_capacity> room{};
            library.write(size, room.data());
            std::string theirs;
            for (std::size_t i = 0; i < library.size(size); ++i) theirs += static_cast<char>(room[i]);
            const auto ours = frame_header(prefix, {size}, {'\0', '\0'});
            ASSERT_TRUE(ours) << one.name << " " << size;
            EXPECT_EQ(hex(*ours), hex(theirs)) << one.name << " " << size;
        }
        if (!is_varint(prefix) && prefix.width < 8) {
            EXPECT_FALSE(frame_header(prefix, {field_capacity(prefix) + 1})) << one.name;
        }
    }
}

// Deliveries

TEST(trace, keeps_cuts_empty_deliveries_marks_and_what_must_stay_together) {
    const compiled_trace one =
        body("> | \"ab\" | @here \"c\" empty\n> ~{\"de\" @inside \"f\"} | | frame{\"g\" | \"h\"} |\n");
    EXPECT_EQ(one.cuts, (offsets{2, 6, 11}));
    EXPECT_EQ(one.empties, (offsets{3}));
    ASSERT_EQ(one.together.size(), 1U);
    EXPECT_EQ(one.together[0].from, 3U);
    EXPECT_EQ(one.together[0].to, 6U);
    EXPECT_EQ(one.marks.at("here"), 2U);
    EXPECT_EQ(one.marks.at("inside"), 5U);
    EXPECT_EQ(one.end, ending::open);
}

TEST(trace, takes_the_end_of_a_line_for_no_boundary) {
    const compiled_trace one = body("> \"ab\"\n= begin 1\n> \"cd\"\n> eof\n");
    EXPECT_EQ(one.bytes, "abcd");
    EXPECT_TRUE(one.cuts.empty());
    EXPECT_EQ(one.end, ending::eof);
}

// Expectations

TEST(trace, makes_events_due_with_the_last_byte_above_them) {
    const compiled_trace one = body("> u32le(5)\n= begin 5\n> \"he\" @two \"llo\"\n= data \"hello\"\n= end due=@two\n"
                                    "> eof\n! truncated_prefix at=eof\n");
    EXPECT_EQ(expected_of(one),
              (texts{"begin 5 @4", "data x\"68656c6c6f\" @9", "end @6", "error truncated_prefix at=9 @9 end"}));
}

TEST(trace, spells_out_a_whole_frame) {
    const texts expected = {"begin 2 @6", "data x\"6162\" @8", "end @8", "begin 0 @12", "end @12"};
    EXPECT_EQ(expected_of(body("> x\"0000\" frame{\"ab\"}\n= frame \"ab\"\n> frame{}\n= frame \"\"\n")), expected);
}

TEST(trace, joins_data_side_by_side_and_nothing_else) {
    const compiled_trace one =
        body("> \"ab\"\n= data \"a\"\n= data \"b\" rep(2 \"c\")\n= end\n= data \"d\"\n=? data \"e\"\n"
             "< \"x\"\n< \"y\"\n");
    EXPECT_EQ(expected_of(one),
              (texts{"data x\"61626363\" @2", "end @2", "data x\"64\" @2", "data x\"65\" @2?", "send x\"7879\" @2"}));
    const compiled datagrams =
        compiled_text("trace 1\nid: a\nabout: x\nreq: ECHO-1 MUST\nrole: server\ntransport: udp\n"
                      "rev: 1\n--\n< \"x\"\n<\n");
    ASSERT_FALSE(datagrams.error);
    EXPECT_EQ(expected_of(datagrams.value), (texts{"send x\"78\" @0", "send x\"\" @0"}));
}

TEST(trace, makes_a_refusal_due_with_the_length_field_and_not_with_the_gap) {
    EXPECT_EQ(expected_of(body("> frame_header(9)\n! frame_too_large at=0", "http2")),
              texts{"error frame_too_large at=0 @3"});
    EXPECT_EQ(expected_of(body("> frame_header(9)\n= excess 9", "http2")), texts{"excess 9 @3"});
    EXPECT_EQ(expected_of(body("> frame_header(9)\n= begin 9", "http2")), texts{"begin 9 @9"});
    EXPECT_EQ(expected_of(body("> frame_header(9) \"a\"\n! frame_too_large", "http2")),
              texts{"error frame_too_large @10"});
    EXPECT_EQ(expected_of(body("> frame_header(9)\n> eof\n! truncated_payload at=eof", "http2")),
              texts{"error truncated_payload at=9 @9 end"});
}

TEST(trace, writes_arguments_in_canonical_form) {
    EXPECT_EQ(expected_of(body("= values -1 435413543654364364546546544445 \"a\" x\"ff\" true f64(1.5) f64(-inf)\n")),
              texts{"values -1 435413543654364364546546544445 x\"61\" x\"ff\" true f64:3ff8000000000000 "
                    "f64:fff0000000000000 @0"});
    EXPECT_EQ(expected_of(body("= header z=2^31+1 name=\"a b\" body=none md5=md5{}\n")),
              texts{"header body=none md5=x\"6434316438636439386630306232303465393830303939386563663834323765\" "
                    "name=x\"612062\" z=2147483649 @0"});
}

TEST(trace, multiplies_alternatives_that_do_not_stand_side_by_side) {
    const compiled_trace one =
        body("> \"a\"\nalt ok { = begin 1 }\nalt nonstrict {\n= begin 2\n= end\n}\n> \"b\"\n= begin 3\n"
             "alt ok { ! timed_out }\nalt info { ! busy }\n");
    ASSERT_EQ(one.outcomes.size(), 4U);
    EXPECT_EQ(one.outcomes[0].grade, "ok");
    EXPECT_EQ(expected_of(one, 0), (texts{"begin 1 @1", "begin 3 @2", "error timed_out @2"}));
    EXPECT_EQ(one.outcomes[1].grade, "info");
    EXPECT_EQ(one.outcomes[2].grade, "nonstrict");
    EXPECT_EQ(expected_of(one, 3), (texts{"begin 2 @1", "end @1", "begin 3 @2", "error busy @2"}));
}

TEST(trace, computes_limits_and_options_for_the_layout) {
    const compiled one =
        compiled_text("trace 1\nid: a\nabout: x\nreq: FRAME-LEN-1 MUST\nrole: frame_encoder\n"
                      "limits: payload<=capacity, header<=2^16\npayload_size: limit-1\nvalues: 1 \"a\" \"b\"\n"
                      "format: \" <i\\x00\"\nrev: 1\n--\n> frame_header(limit)\n",
                      "erlang_2");
    ASSERT_FALSE(one.error) << to_string(*one.error);
    EXPECT_EQ(one.value.limits.at("payload"), 65535U);
    EXPECT_EQ(one.value.limits.at("header"), 65536U);
    EXPECT_EQ(one.value.layout.prefix.max_payload, 65535U);
    EXPECT_EQ(one.value.options.at("payload_size"), "65534");
    EXPECT_EQ(one.value.options.at("values"), "1 x\"61\" x\"62\"");
    EXPECT_EQ(one.value.options.at("format"), std::string(" <i\0", 4));
    EXPECT_EQ(hex(one.value.bytes), "ffff");
}

TEST(trace, that_names_its_layout_is_compiled_for_that_one) {
    const compiled one = compiled_text("trace 1\nid: a\nabout: x\nreq: FRAME-LEN-1 MUST\nrole: frame_decoder\n"
                                       "layout: erlang_1\nrev: 1\n--\n> frame{\"a\"}\n",
                                       "http2");
    ASSERT_FALSE(one.error);
    EXPECT_EQ(hex(one.value.bytes), "0161");
    EXPECT_EQ(one.value.layout.name, "erlang_1");
}

TEST(trace, takes_a_file_only_with_its_digest) {
    const std::string path = testing::TempDir() + "trace_payload.bin";
    std::ofstream(path, std::ios::binary) << "abc";
    const auto with = [&](const std::string& digest) {
        const std::string text = usual_header + "--\n> file(\"trace_payload.bin\" sha256:" + digest + ")\n";
        return compile(parse_trace(text, testing::TempDir() + "a.trace").value, named("python_int"));
    };
    const compiled right = with("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ASSERT_FALSE(right.error) << to_string(*right.error);
    EXPECT_EQ(right.value.bytes, "abc");
    const compiled wrong = with(std::string(64, '0'));
    ASSERT_TRUE(wrong.error);
    EXPECT_NE(wrong.error->message.find("expected the file to have the digest 000"), std::string::npos);
    std::remove(path.c_str());
}

// What is malformed names its place

TEST(trace, that_is_malformed_names_line_column_and_what_was_expected) {
    struct row {
        std::string text;
        std::size_t line, column;
        const char* expected;
    };
    const std::string head = usual_header + "--\n"; // seven lines
    const row rows[] = {
        {"", 1, 1, "expected 'trace 1'"},
        {"trace 2\n", 1, 1, "expected 'trace 1'"},
        {"trace 1\nid a\n--\n", 2, 1, "expected 'NAME: VALUE'"},
        {"trace 1\nid: a\n", 2, 1, "expected '--'"},
        {"trace 1\nid: a\n--\n", 3, 1, "expected a header line 'about:'"},
        {"trace 1\nid: A_b\n--\n", 2, 5, "expected an id of lower-case letters"},
        {"trace 1\nid: a\nid: b\n--\n", 3, 1, "expected each header line once"},
        {"trace 1\nid:   # nothing\n--\n", 2, 7, "expected a value"},
        {"trace 1\nreq: FRAME-LEN-1\n--\n", 2, 6, "expected rules as in"},
        {"trace 1\nrole: frame_coder\n--\n", 2, 7, "expected one of frame_decoder"},
        {"trace 1\nlayout: width=9\n--\n", 2, 9, "expected 'any', or: expected a layout"},
        {"trace 1\nneeds: speed\n--\n", 2, 8, "expected a need of layouts"},
        {"trace 1\nlimits: payload<16\n--\n", 2, 9, "expected limits as in"},
        {"trace 1\nsplits: all\n--\n", 2, 9, "expected one of plan, exact, hinted"},
        {"trace 1\nrev: 0\n--\n", 2, 6, "expected a revision"},
        {"trace 1\ncolour: red\n--\n", 2, 1, "expected a header line (id, about"},
        {head + "? \"a\"\n", 8, 1, "expected '>', '<', '='"},
        {head + "\n> \"abc\n", 9, 7, "expected '\"' that closes the text"},
        {head + "> \"a\\q\"\n", 8, 6, "expected \\n, \\r"},
        {head + "> \"a\\x0g\"\n", 8, 7, "expected two hexadecimal digits"},
        {head + "> x\"0\"\n", 8, 5, "expected pairs of hexadecimal digits"},
        {head + "> `abc\n", 8, 7, "expected '`'"},
        {head + "> {\"a\": 1\n", 8, 10, "expected '}' that closes the JSON text"},
        {head + "> hello\n", 8, 3, "expected bytes:"},
        {head + "> u16le(65536)\n", 8, 9, "expected a number that fits 16 bits"},
        {head + "> u8(-1)\n", 8, 6, "expected a number that fits 8 bits"},
        {head + "> u8(x)\n", 8, 6, "expected a number, limit"},
        {head + "> u64le(2^64)\n", 8, 9, "expected a result of at most 64 bits"},
        {head + "> u8(@nowhere)\n", 8, 6, "expected a mark that is set above"},
        {head + "> len8{rep(256 \"a\")}\n", 8, 8, "expected a length that fits 8 bits"},
        {head + "> len32{\"a\"\n", 8, 12, "expected '}'"},
        {head + "> rep(-1 \"a\")\n", 8, 7, "expected a number that is not negative"},
        {head + "> rep(2^40 \"a\")\n", 8, 7, "expected at most 64 MiB"},
        {head + "> first(4 \"abc\")\n", 8, 9, "expected at most the 3 bytes there are"},
        {head + "> frame_header(2^31)\n", 8, 3, "expected a number that the length field can hold, found 2147483648"},
        {head + "> file(\"none\" sha256:00)\n", 8, 24, "expected sha256: and 64"},
        {head + "> eof now\n", 8, 7, "expected the end of the line"},
        {head + "> eof\n> \"a\"\n", 9, 1, "expected no more bytes after the end"},
        {head + "=\n", 8, 2, "expected the name of an event"},
        {head + "= header a=1 a=2\n", 8, 14, "expected each attribute once"},
        {head + "> \"ab\"\n= frame \"b\" \"a\"\n", 9, 1, "expected the payload to be the last 2 bytes received"},
        {head + "= values f64(one)\n", 8, 17, "expected a number as in f64(1.5)"},
        {head + "= values f64:7ff8\n", 8, 18, "expected the sixteen hexadecimal digits of a binary64"},
        {head + "> \"a\xff\"\n", 8, 5, "expected UTF-8; other bytes as in \"\\xff\""},
        {head + "! too_large\n", 8, 12, "expected the name of an error of status.hpp, found 'too_large'"},
        {head + "! ok\n", 8, 5, "expected the name of an error"},
        {head + "! busy at=eof\n", 8, 14, "expected '> eof' or '> reset' above"},
        {head + "! busy soon\n", 8, 8, "expected at=OFFSET"},
        {head + "}\n", 8, 1, "expected an alt before this"},
        {head + "alt good {\n}\n", 8, 9, "expected a grade (ok, nonstrict, info)"},
        {head + "alt ok { = end\n", 8, 10, "expected the end of the line, or '}'"},
        {head + "alt ok {\n> \"a\"\n}\n", 9, 1, "expected '=', '!' or '<' inside alt"},
        {head + "alt ok {\n= end\n", 9, 1, "expected '}' that closes alt"},
        {head + "alt ok { ! nothing }\n", 8, 19, "expected the name of an error"},
    };
    for (const row& r : rows) {
        const compiled result = compiled_text(r.text);
        ASSERT_TRUE(result.error) << r.text;
        EXPECT_EQ(result.error->line, r.line) << r.text << to_string(*result.error);
        EXPECT_EQ(result.error->column, r.column) << r.text << to_string(*result.error);
        EXPECT_EQ(result.error->message.substr(0, std::string_view(r.expected).size()), r.expected) << r.text;
        EXPECT_EQ(to_string(*result.error).substr(0, 8), "a.trace:") << r.text;
    }
}

TEST(trace, that_can_not_be_read_says_so) {
    const parsed_trace none = load_trace("/no/such/file.trace");
    ASSERT_TRUE(none.error);
    EXPECT_EQ(to_string(*none.error), "/no/such/file.trace:0:0: expected a readable file");
}

// Layouts

TEST(trace_layout, is_read_from_parts) {
    const layout one = named("width=2,order=little,signed,counts=whole_frame,offset=3,gap=1,max_payload=100");
    const cleave::prefix_layout expected{.width = 2,
                                         .order = std::endian::little,
                                         .is_signed = true,
                                         .counts = cleave::length_counts::whole_frame,
                                         .offset = 3,
                                         .gap = 1,
                                         .max_payload = 100};
    EXPECT_EQ(one.prefix, expected);
    EXPECT_TRUE(is_varint(named("width=varint").prefix));
    EXPECT_EQ(named("width=8").prefix.order, std::endian::big);
}

TEST(trace_layout, that_makes_no_sense_is_refused_with_what_was_expected) {
    for (const char* text :
         {"", "no_such_name", "width=9", "width=0", "width=", "order=middle", "signed=yes", "counts=all", "offset=256",
          "gap=-1", "max_payload=x", "width=1,max_payload=256", "width=varint,signed", "width=4,colour=red"}) {
        std::string why;
        EXPECT_FALSE(parse_layout(text, why)) << text;
        EXPECT_EQ(why.substr(0, 17), "expected a layout") << text;
    }
}

TEST(trace_layout, is_that_of_a_protocol_with_the_limit_of_the_case) {
    std::size_t readable = 0;
    for (const auto& one : cleave::named_layouts) {
        std::string why;
        const auto found = parse_layout(one.name, why);
        EXPECT_NE(found.has_value(), !why.empty()) << one.name << ": " << why;
        if (!found) continue;
        ++readable;
        EXPECT_EQ(found->prefix.gap, one.layout.gap) << one.name;
    }
    EXPECT_GT(readable, 40U);
    EXPECT_EQ(named("mongodb").prefix.gap, 12);
    EXPECT_EQ(named("mongodb").prefix.max_payload, cleave::automatic_limit);
    EXPECT_EQ(named("kafka,max_payload=10").prefix.max_payload, 10U);
    std::string why;
    EXPECT_FALSE(parse_layout("mavlink_1", why));
    EXPECT_EQ(why, "expected a layout that cases can be written in; mavlink_1 has a trailer");
}

TEST(trace_layout, of_the_covering_set_joins_each_way_to_count_with_offset_and_gap) {
    using enum cleave::length_counts;
    for (const auto counts : {payload, from_field, whole_frame})
        for (const bool has_gap : {false, true}) {
            const std::vector<layout> all = covering_layouts();
            EXPECT_TRUE(std::any_of(
                all.begin(), all.end(),
                [&](const layout& one) { return one.prefix.counts == counts && (one.prefix.gap != 0) == has_gap; }))
                << to_string(counts) << has_gap;
        }
}

TEST(trace_layout, meets_needs_or_does_not) {
    struct row {
        const char* layout_name;
        std::vector<const char*> met, unmet;
    };
    const row rows[] = {
        {"python_int",
         {"fixed-width", "signed", "little-endian", "counts-payload", "no-offset", "no-gap", "width>=4", "width=4",
          "width<=4", "header>=4", "payload>=2147483647"},
         {"varint", "unsigned", "big-endian", "counts-header", "offset", "gap", "width>=5", "width=3", "header>=5",
          "payload>=2147483648"}},
        {"varint_delimited",
         {"varint", "unsigned", "header=1", "payload>=9223372036854775807"},
         {"fixed-width", "signed", "little-endian", "big-endian", "width>=1", "header>=2"}},
        {"memcached_binary", {"offset", "gap", "header>=24", "big-endian"}, {"no-offset", "no-gap", "header>=25"}},
        {"postgresql", {"counts-header", "offset", "no-gap"}, {"counts-payload", "unsigned"}},
    };
    for (const row& r : rows) {
        for (const char* word : r.met) EXPECT_EQ(layout_need(named(r.layout_name).prefix, word), need::met) << word;
        for (const char* word : r.unmet) EXPECT_EQ(layout_need(named(r.layout_name).prefix, word), need::unmet) << word;
    }
    for (const char* word : {"speed", "width", "width>>4", "width>=", "colour>=4", "header>=x"})
        EXPECT_EQ(layout_need(named("http2").prefix, word), need::not_about_layouts) << word;
}

TEST(trace_layout, says_which_need_is_unmet) {
    trace one;
    one.needs = {"signed", "lp64", "tcp"};
    EXPECT_EQ(unmet_need(one, named("erlang_4"), {"lp64", "tcp"}), "signed");
    EXPECT_EQ(unmet_need(one, named("kafka"), {"tcp"}), "lp64");
    EXPECT_EQ(unmet_need(one, named("kafka"), {"tcp", "lp64"}), "");
    one.layout = "kafka";
    EXPECT_EQ(unmet_need(one, named("erlang_4"), {"tcp", "lp64"}), "");
}

TEST(trace_layout, adds_and_compares_numbers_of_either_sign_without_wrapping) {
    const std::uint64_t most = ~std::uint64_t{0};
    EXPECT_EQ(add({5, false}, {7, true}), (integer{2, true}));
    EXPECT_EQ(add({7, true}, {7, false}), (integer{0, false}));
    EXPECT_EQ(subtract({0, false}, {most, false}), (integer{most, true}));
    EXPECT_EQ(add({most, false}, {1, false}), std::nullopt);
    EXPECT_EQ(subtract({most, true}, {1, false}), std::nullopt);
    EXPECT_EQ(multiply({most, true}, {2, false}), std::nullopt);
    EXPECT_EQ(multiply({3, true}, {2, true}), (integer{6, false}));
    EXPECT_TRUE(less({5, true}, {4, true}));
    EXPECT_TRUE(less({1, true}, {0, false}));
    EXPECT_FALSE(less({4, false}, {4, false}));
    EXPECT_EQ(to_string(integer{most, true}), "-18446744073709551615");
}

// The linter

const char* const small_spec =
    "text\n- **FRAME-LEN-1**: A reader MUST one.\n- **FRAME-LEN-2**: A reader MUST NOT two.\n"
    "- **FRAME-LEN-3**: A reader MAY three.\n- **bold**: no rule\n- **TESTEE-1**: A testee MUST answer.\n";

trace case_of(const std::string& id, const std::string& lines, const std::string& more = "",
              const std::string& rule = "FRAME-LEN-1 MUST") {
    parsed_trace one = parse_trace("trace 1\nid: " + id + "\nabout: x\nreq: " + rule +
                                       "\nrole: frame_decoder\nrev: 1\n" + more + "--\n" + lines,
                                   "framing/" + id + ".trace");
    EXPECT_FALSE(one.error) << to_string(*one.error);
    return one.value;
}

std::string problems_of(const std::vector<trace>& traces) {
    std::string all;
    for (const std::string& problem : lint(traces, small_spec, "# comment: no flag\nEdge: at the end\n").problems)
        all += problem + "\n";
    return all;
}

TEST(trace_lint, reads_the_rules_of_a_specification) {
    const std::vector<rule> rules = rules_of(small_spec);
    ASSERT_EQ(rules.size(), 4U);
    EXPECT_EQ(rules[2].id, "FRAME-LEN-3");
    EXPECT_EQ(rules[1].level, "MUST");
    EXPECT_EQ(rules[2].level, "MAY");
    EXPECT_EQ(rules[2].sentence, "A reader MAY three.");
    EXPECT_EQ(rules[2].line, 4U);
}

TEST(trace_lint, lists_the_musts_that_have_no_case) {
    const lint_report report = lint({case_of("a", "> frame{}\n= frame \"\"\n")}, small_spec, "");
    EXPECT_EQ(report.problems, texts{});
    EXPECT_EQ(report.musts_without_case, texts{"FRAME-LEN-2"});
    EXPECT_EQ(report.cases_of.at("FRAME-LEN-1"), texts{"a"});
}

TEST(trace_lint, does_not_count_a_retired_case) {
    const lint_report report = lint({case_of("a", "", "retired: it said the wrong thing\n")}, small_spec, "");
    EXPECT_EQ(report.musts_without_case, (texts{"FRAME-LEN-1", "FRAME-LEN-2"}));
}

TEST(trace_lint, counts_cases_that_may_end_in_more_than_one_way) {
    const std::string two = "alt ok { = end }\nalt ok { = begin 1 }\n";
    const lint_report report =
        lint({case_of("a", two), case_of("b", two + "alt nonstrict { = begin 2 }\n"), case_of("c", "= end\n")},
             small_spec, "");
    EXPECT_EQ(report.alternatives, 2U);
    EXPECT_EQ(report.wide_alternatives, 1U);
}

TEST(trace_lint, finds_every_kind_of_fault) {
    const std::string good = "> frame{}\n= frame \"\"\n";
    EXPECT_EQ(problems_of({case_of("a", good, "flags: Edge\n")}), "");
    EXPECT_NE(problems_of({case_of("a", good), case_of("a", good)}).find("found a again"), std::string::npos);
    trace moved = case_of("a", good);
    moved.file = "framing/b.trace";
    EXPECT_NE(problems_of({moved}).find("expected the file to be called a.trace"), std::string::npos);
    EXPECT_NE(
        problems_of({case_of("a", good, "", "FRAME-LEN-9 MUST")}).find("expected a rule of SPEC.md, found FRAME-LEN-9"),
        std::string::npos);
    EXPECT_NE(problems_of({case_of("a", good, "", "FRAME-LEN-3 MUST")}).find("FRAME-LEN-3 to be cited as MAY"),
              std::string::npos);
    EXPECT_NE(problems_of({case_of("a", good, "flags: Wild\n")}).find("expected a flag of flags.txt, found Wild"),
              std::string::npos);
    EXPECT_NE(
        problems_of({case_of("a", "= reply x=1\n")}).find("expected an event of the role frame_decoder, found reply"),
        std::string::npos);
    EXPECT_NE(problems_of({case_of("a", "! busy\n= end\n")}).find("expected nothing after an error"),
              std::string::npos);
    EXPECT_NE(problems_of({case_of("a", "> frame_header(2^31)\n")}).find("(layout python_int)"), std::string::npos);
    EXPECT_NE(problems_of({case_of("a", good, "needs: width>=9\n")}).find("some named layout is fit for"),
              std::string::npos);
    const std::string twice = std::string(small_spec) + "- **FRAME-LEN-1**: A reader MUST again.\n";
    EXPECT_EQ(lint({}, twice, "").problems, texts{"SPEC.md:7: expected each rule once, found FRAME-LEN-1 again"});
}

TEST(trace_lint, reports_a_folder_that_is_not_there) {
    texts problems;
    EXPECT_TRUE(load_traces("/no/such/folder", problems).empty());
    EXPECT_EQ(problems.size(), 1U);
}

// The traces of the suite

TEST(traces, are_without_fault_and_leave_no_must_without_a_case) {
    texts problems;
    const std::vector<trace> all = load_traces(folder + "/traces", problems);
    EXPECT_EQ(problems, texts{});
    const lint_report report = lint(all, content_of(folder + "/SPEC.md"), content_of(folder + "/traces/flags.txt"));
    EXPECT_EQ(report.problems, texts{});
    EXPECT_EQ(report.musts_without_case, texts{});
    EXPECT_EQ(report.wide_alternatives, 0U);
    EXPECT_LE(report.alternatives, all.size() / 50) << "cases that accept two endings let a deleted rule pass";
    EXPECT_GE(all.size(), 320U);
}

TEST(traces, run_in_every_named_layout_in_numbers) {
    texts problems;
    const std::vector<trace> all = load_traces(folder + "/traces", problems);
    for (const layout& one : named_layouts()) {
        std::size_t fit = 0;
        for (const trace& each : all)
            if (each.layout == "any" && each.role.starts_with("frame_") && unmet_need(each, one, {}).empty()) ++fit;
        EXPECT_GE(fit, 50U) << one.name;
    }
}

TEST(trace_json, writes_strings_that_json_can_read) {
    EXPECT_EQ(json_string(std::string_view("a\"b\\c\n\0é", 9)), "\"a\\\"b\\\\c\\u000a\\u0000é\"");
}

TEST(byte_parts, joined_are_the_bytes_that_they_were_made_of) {
    const std::string seeded = seeded_bytes(7, 3001);
    const std::string thousand(1000, 'm');
    const std::string pairs = "(){}(){}(){}(){}(){}(){}(){}(){}(){}(){}(){}(){}(){}(){}(){}(){}(){}(){}";
    for (const std::string& bytes :
         {std::string(), std::string("short"), thousand, seeded, "head" + seeded + thousand + "tail",
          seeded.substr(3) + seeded, pairs + "(", std::string(63, 'x')}) {
        EXPECT_EQ(joined(byte_parts(bytes)), bytes);
        EXPECT_LE(byte_parts(bytes).size(), 4U) << bytes.size();
    }
    EXPECT_EQ(byte_parts(seeded)[0].seed, 7U);
    EXPECT_EQ(byte_parts(seeded)[0].count, seeded.size());
    EXPECT_EQ(byte_parts(pairs)[0].bytes, "(){}");
    EXPECT_EQ(byte_parts(std::string(63, 'x'))[0].what, byte_part::kind::literal);
}

TEST(trace_json, writes_long_bytes_in_parts_and_leaves_out_what_stays_long) {
    texts problems;
    const std::vector<trace> all = load_traces(folder + "/traces/framing", problems);
    const std::string document = vectors_json(all, named_layouts().front(), known_features(), problems);
    EXPECT_EQ(problems, texts{});
    EXPECT_LT(document.size(), 2U << 20);
    EXPECT_NE(document.find("{\"repeat\":\"6d\",\"count\":16777216}"), std::string::npos);
    EXPECT_NE(document.find("\"leftOut\": [\"many-empty-10000\", \"many-thousands-4097\""), std::string::npos);
}

/// What the oracle says of the cases that are fit for `one`, and their number, which it has to say.
void expect_oracle_agrees(const std::vector<trace>& cases, const layout& one) {
    texts problems;
    const std::string document = vectors_json(cases, one, known_features(), problems);
    EXPECT_EQ(problems, texts{});
    const std::string path = testing::TempDir() + "trace_vectors_" + one.name + ".json";
    std::ofstream(path, std::ios::binary) << document;
    const std::string command =
        "python3 '" + folder + "/tests/suite/trace_oracle.py' '" CLEAVE_SOURCE_DIR "' < '" + path + "' 2>&1";
    FILE* const oracle = popen(command.c_str(), "r");
    ASSERT_NE(oracle, nullptr);
    std::string answer;
    std::array<char, 4096> piece{};
    while (std::fgets(piece.data(), static_cast<int>(piece.size()), oracle) != nullptr) answer += piece.data();
    EXPECT_EQ(pclose(oracle), 0) << one.name;
    std::size_t fit = 0;
    for (const trace& each : cases)
        if (unmet_need(each, one, known_features()).empty()) ++fit;
    EXPECT_EQ(answer, std::to_string(fit) + "\n") << one.name;
    std::remove(path.c_str());
}

// The oracle holds the vectors to the schema, and what Python can judge to Python.
TEST(trace_json, satisfies_its_schema_and_python) {
    texts problems;
    expect_oracle_agrees(load_traces(folder + "/traces", problems), named_layouts().front());
}

TEST(trace_json, satisfies_its_schema_in_every_named_layout) {
    texts problems;
    std::vector<trace> framing = load_traces(folder + "/traces/framing", problems);
    std::erase_if(framing, [](const trace& one) { return one.layout != "any"; });
    for (const layout& one : named_layouts()) expect_oracle_agrees(framing, one);
}

} // namespace
