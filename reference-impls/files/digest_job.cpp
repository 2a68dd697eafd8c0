// SPDX-License-Identifier: MIT
#include "digest_job.hpp"

#include <array>

namespace cleave::files {
namespace {

template <class Digest, class Goes>
posix::outcome digest_of(posix::download& file, std::string& hex, Goes goes_on) {
    Digest running;
    std::array<std::byte, 64 << 10> room;
    while (file.remaining() != 0) {
        if (!goes_on()) return {status::connection_lost};
        const io_result read = file.read_some(room);
        if (read.state != io::ok) return posix::failure(read.error != 0 ? read.error : EIO);
        running.update(std::span(room).first(read.bytes));
    }
    const auto digits = to_hex(running.value());
    hex.assign(digits.begin(), digits.end());
    return {};
}

template <class Goes>
posix::outcome digest_of(posix::download& file, digest_kind kind, std::string& hex, Goes goes_on) {
    return kind == digest_kind::md5 ? digest_of<md5>(file, hex, goes_on) : digest_of<sha256>(file, hex, goes_on);
}

} // namespace

void compute(digest_job& job) {
    job.result = digest_of(job.file, job.kind, job.hex, [&] { return !job.is_unwanted; });
}

posix::outcome digest_now(posix::download& file, digest_kind kind, std::string& hex) {
    return digest_of(file, kind, hex, [] { return true; });
}

} // namespace cleave::files
