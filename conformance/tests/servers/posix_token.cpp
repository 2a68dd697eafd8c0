// SPDX-License-Identifier: MIT
#include "reference-impls/posix/token.hpp"

#include "conformance/tests/servers/posix_temporary_directory.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace cleave::posix {
namespace {

struct Token : testing::Test {
    std::string read(std::string_view text, mode_t mode = 0600) {
        write_file(path, text);
        EXPECT_EQ(::chmod(path.c_str(), mode), 0);
        return read_token(path.string(), token);
    }
    void expect_wrong(const std::string& complaint, std::string_view what) {
        EXPECT_NE(complaint.find(what), std::string::npos) << complaint;
        EXPECT_NE(complaint.find(path.string()), std::string::npos) << complaint;
        EXPECT_EQ(token, "untouched");
    }
    temporary_directory directory;
    const fs::path path = directory / "token";
    std::string token = "untouched";
};

TEST_F(Token, IsReadWithoutItsLastLineEnd) {
    EXPECT_EQ(read("0123456789abcdef\n"), "");
    EXPECT_EQ(token, "0123456789abcdef");
    EXPECT_EQ(read("0123456789abcdef\n\n", 0400), "");
    EXPECT_EQ(token, "0123456789abcdef\n");
    EXPECT_EQ(read(std::string(4096, 't')), "");
    EXPECT_EQ(token.size(), 4096u);
}

TEST_F(Token, ThatIsTooShortOrTooLongIsRefused) {
    for (const std::string& text : {std::string(), std::string("\n"), std::string("0123456789abcde\n"),
                                    std::string(4097, 't'), std::string(100000, 't')})
        expect_wrong(read(text), "16 to 4096 bytes");
}

TEST_F(Token, ThatOthersCanReadIsRefused) {
    for (const mode_t mode : {0640u, 0604u, 0660u, 0644u, 0620u, 0610u})
        expect_wrong(read("0123456789abcdef", mode), "closed to group and others");
}

TEST_F(Token, ThatIsNoFileIsRefusedWithoutWaiting) {
    expect_wrong(read_token(path.string(), token), "cannot be read");
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    expect_wrong(read_token(path.string(), token), "regular file");
    fs::remove(path);
    fs::create_directory(path);
    expect_wrong(read_token(path.string(), token), "regular file");
}

TEST_F(Token, OfAnotherUserIsRefused) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
    EXPECT_EQ(read("0123456789abcdef"), "");
    token = "untouched";
    ASSERT_EQ(::chown(path.c_str(), 65534, 65534), 0);
    expect_wrong(read_token(path.string(), token), "must belong to the user");
}

} // namespace
} // namespace cleave::posix
