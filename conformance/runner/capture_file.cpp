// SPDX-License-Identifier: MIT
#include "capture_file.hpp"

#include "capture_packets.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace cleave::conformance {

namespace {

constexpr std::size_t room_size = 256 << 10, mark_size = 4;

struct packer {
    std::string_view mark, program;
};
constexpr packer packers[] = {
    {"\x1f\x8b", "gzip"}, {"\x28\xb5\x2f\xfd", "zstd"}, {"\xfd\x37\x7a\x58", "xz"}, {"BZh", "bzip2"}};

} // namespace

std::string_view unpacker_of(std::span<const std::byte> bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    for (const packer& one : packers)
        if (text.starts_with(one.mark)) return one.program;
    return "";
}

capture_file::capture_file(const std::string& path)
    : file_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)), from_(file_), room_(room_size) {
    if (file_ < 0) error_ = errno;
}

capture_file::~capture_file() {
    stop();
    if (file_ > STDIN_FILENO) ::close(file_);
}

std::span<const std::byte> capture_file::fill() {
    if (error_ != 0) return {};
    ssize_t n = 0;
    do n = ::read(from_, room_.data(), room_.size());
    while (n < 0 && errno == EINTR);
    if (n < 0) error_ = errno;
    return {room_.data(), n < 0 ? 0 : static_cast<std::size_t>(n)};
}

std::span<const std::byte> capture_file::read() {
    if (has_handed_out_) {
        peeked_ = {};
        has_handed_out_ = false;
    }
    if (peeked_.empty()) return fill();
    has_handed_out_ = true;
    return peeked_;
}

std::span<const std::byte> capture_file::peek(std::size_t count) {
    if (has_handed_out_) {
        peeked_ = {};
        has_handed_out_ = false;
    }
    while (peeked_.size() < count) {
        const auto more = fill();
        if (more.empty()) break;
        peeked_.insert(peeked_.end(), more.begin(), more.end());
    }
    return std::span(peeked_).first(std::min(count, peeked_.size()));
}

std::string capture_file::unpack() {
    const std::string program(unpacker_of(peek(mark_size)));
    if (program.empty()) return "";
    const std::string command = program + " -dc";
    if (::lseek(file_, 0, SEEK_SET) != 0) return command;
    const std::vector<std::byte> packed = peeked_;
    peeked_.clear();
    if (start(program.c_str())) {
        const auto first = peek(mark_size);
        if (first.size() == mark_size && is_capture_mark(first)) return "";
    }
    stop();
    from_ = file_;
    error_ = 0;
    peeked_ = packed;
    if (::lseek(file_, static_cast<off_t>(packed.size()), SEEK_SET) < 0) error_ = errno;
    return command;
}

bool capture_file::start(const char* program) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return false;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, file_, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::string name = program, flags = "-dc";
    char* const arguments[] = {name.data(), flags.data(), nullptr};
    const bool has_started = ::posix_spawnp(&child_, program, &actions, nullptr, arguments, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (!has_started) child_ = 0;
    from_ = ends[0];
    return has_started;
}

void capture_file::stop() {
    if (from_ != file_ && from_ >= 0) ::close(from_);
    from_ = file_;
    if (child_ == 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    child_ = 0;
}

} // namespace cleave::conformance
