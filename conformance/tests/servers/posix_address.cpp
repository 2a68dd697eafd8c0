// SPDX-License-Identifier: MIT
#include "reference-impls/posix/address.hpp"

#include <gtest/gtest.h>
#include <utility>

namespace cleave::posix {
namespace {

address parsed(std::string_view text) {
    address result;
    EXPECT_EQ(address::parse(text, result), "") << text;
    return result;
}

TEST(Address, IsPrintedAsItWasRead) {
    for (const char* const text : {"127.0.0.1:8080", "0.0.0.0:0", "255.255.255.255:65535", "[::1]:8080", "[::]:0",
                                   "[2001:db8::1]:443", "unix:/run/cleave.sock", "unix:relative", "unix:[::1]:80"})
        EXPECT_EQ(parsed(text).to_string(), text);
}

TEST(Address, IsPrintedInItsShortestForm) {
    EXPECT_EQ(parsed("[2001:0db8:0:0:0:0:0:1]:0080").to_string(), "[2001:db8::1]:80");
    EXPECT_EQ(parsed("[::ffff:127.0.0.1]:80").to_string(), "[::ffff:127.0.0.1]:80");
}

TEST(Address, WithAScopeKeepsIt) { EXPECT_EQ(parsed("[fe80::1%lo]:80").to_string(), "[fe80::1%lo]:80"); }

TEST(Address, TellsItsPartsApart) {
    EXPECT_EQ(parsed("127.0.0.1:8080").port(), 8080);
    EXPECT_EQ(parsed("[::1]:65535").port(), 65535);
    EXPECT_EQ(parsed("unix:/a").port(), 0);
    EXPECT_EQ(parsed("unix:/a").path(), "/a");
    EXPECT_EQ(parsed("127.0.0.1:1").path(), "");
    EXPECT_TRUE(parsed("unix:/a").is_unix());
    EXPECT_FALSE(parsed("unix:/a").is_ip());
    EXPECT_TRUE(parsed("[::1]:1").is_ip());
    EXPECT_EQ(address().to_string(), "nowhere");
}

TEST(Address, KnowsWhetherItIsOfThisMachineOnly) {
    for (const char* const text : {"127.0.0.1:1", "127.255.255.255:1", "[::1]:1", "[::ffff:127.0.0.1]:1", "unix:/a"})
        EXPECT_TRUE(parsed(text).is_loopback()) << text;
    for (const char* const text :
         {"0.0.0.0:1", "128.0.0.1:1", "126.255.255.255:1", "[::]:1", "[::2]:1", "[::ffff:10.0.0.1]:1", "[7f00::1]:1"})
        EXPECT_FALSE(parsed(text).is_loopback()) << text;
    EXPECT_FALSE(address().is_loopback());
}

TEST(Address, ThatIsWrongIsExplainedAndChangesNothing) {
    const std::string long_path(108, 'p');
    const std::pair<std::string, std::string_view> cases[] = {
        {"", "must look like"},
        {"127.0.0.1", "must look like"},
        {"8080", "must look like"},
        {"localhost:80", "numeric IPv4"},
        {":80", "numeric IPv4"},
        {"127.0.0.1.1:80", "numeric IPv4"},
        {"127.1:80", "numeric IPv4"},
        {" 127.0.0.1:80", "numeric IPv4"},
        {"0x7f.0.0.1:80", "numeric IPv4"},
        {"127.0.0.1:", "from 0 to 65535"},
        {"127.0.0.1:65536", "from 0 to 65535"},
        {"127.0.0.1:-1", "from 0 to 65535"},
        {"127.0.0.1:+1", "from 0 to 65535"},
        {"127.0.0.1:80 ", "from 0 to 65535"},
        {"127.0.0.1:http", "from 0 to 65535"},
        {"::1:80", "in brackets"},
        {"[::1]", "must look like"},
        {"[::1:80", "must look like"},
        {"[]:80", "numeric IPv6"},
        {"[127.0.0.1]:80", "numeric IPv6"},
        {"[::1%nosuchinterface]:80", "network interface"},
        {"[::1]:x", "from 0 to 65535"},
        {"unix:", "must not be empty"},
        {"unix:" + long_path, "shorter than 108"},
        {std::string("unix:a\0b", 8), "NUL"},
        {std::string("127.0.0.1\0:80", 13), "must look like"},
    };
    for (const auto& [text, explanation] : cases) {
        address result = parsed("127.0.0.1:7");
        EXPECT_NE(address::parse(text, result).find(explanation), std::string_view::npos)
            << text << ": " << address::parse(text, result);
        EXPECT_EQ(result.port(), 7);
    }
    EXPECT_EQ(parsed("unix:" + long_path.substr(1)).path().size(), 107u);
}

TEST(Address, EqualsAnotherOfTheSameFamilyAndParts) {
    EXPECT_TRUE(parsed("127.0.0.1:1") == parsed("127.0.0.1:1"));
    EXPECT_FALSE(parsed("127.0.0.1:1") == parsed("127.0.0.1:2"));
    EXPECT_FALSE(parsed("127.0.0.1:1") == parsed("127.0.0.2:1"));
    EXPECT_FALSE(parsed("127.0.0.1:1") == parsed("[::1]:1"));
    EXPECT_TRUE(parsed("[::1]:1") == parsed("[0::1]:1"));
    EXPECT_FALSE(parsed("[::1]:1") == parsed("[::2]:1"));
    EXPECT_TRUE(parsed("unix:/a") == parsed("unix:/a"));
    EXPECT_FALSE(parsed("unix:/a") == parsed("unix:/b"));
    EXPECT_TRUE(address() == address());
}

TEST(Address, OfADescriptorThatIsNoSocketIsNone) { EXPECT_EQ(address::of_socket(-1).to_string(), "nowhere"); }

} // namespace
} // namespace cleave::posix
