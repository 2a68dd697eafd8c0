// SPDX-License-Identifier: MIT

#include <cleave/frame_encoder.hpp>
#include <cleave/protocols/generic.hpp>
#include <cleave/pump.hpp>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>

using message = cleave::python_int::with_max_payload<1024>;

// A transport is a type with read_some, write_some or both; here over a FILE. No base class.
class file {
  public:
    explicit file(std::FILE* opened) noexcept : file_(opened) {}

    cleave::io_result read_some(std::span<std::byte> into) noexcept {
        const std::size_t size = std::fread(into.data(), 1, into.size(), file_);
        if (size != 0) return {cleave::io::ok, size, 0};
        if (std::ferror(file_) != 0) return {cleave::io::failed, 0, errno};
        return {cleave::io::closed, 0, 0};
    }
    cleave::io_result write_some(std::span<const std::byte> bytes) noexcept {
        const std::size_t size = std::fwrite(bytes.data(), 1, bytes.size(), file_);
        if (size == 0) return {cleave::io::failed, 0, errno};
        return {cleave::io::ok, size, 0};
    }

  private:
    std::FILE* file_;
};
static_assert(cleave::byte_source<file> && cleave::byte_sink<file>);

// Sends a header and its payload without a copy. A sink with a write_some for several parts takes both in one call.
bool send_message(file& sink, std::string_view text) {
    const auto header = cleave::encode_header<message>(text.size());
    if (header.st != cleave::status::ok) return false;
    std::array<std::span<const std::byte>, 2> parts{header, std::as_bytes(std::span(text))};
    return cleave::send(sink, parts).st == cleave::status::ok;
}

int main() {
    std::FILE* const opened = std::tmpfile();
    if (opened == nullptr) return 1;
    file both(opened);
    if (!send_message(both, "hello") || !send_message(both, "alex")) return 1;
    std::rewind(opened);

    cleave::owned_frame_buffer<message> frames; // has its storage inside
    const cleave::pumped done = cleave::pump(frames, both, [](const cleave::frame& f) {
        std::printf("%.*s\n", static_cast<int>(f.payload().size()), reinterpret_cast<const char*>(f.payload().data()));
    });
    std::printf("the stream ended: %s\n", cleave::to_string(done.st).data());
    std::fclose(opened);
    return done.st == cleave::status::ok ? 0 : 1;
}
