// SPDX-License-Identifier: MIT
//
// capture_file: a file or the standard input, whose first bytes can be looked at before they are read; a compressed
// capture is read through the program that unpacks it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace cleave::conformance {

class capture_file {
  public:
    /// path: `-` is the standard input.
    explicit capture_file(const std::string& path);
    ~capture_file();
    capture_file(const capture_file&) = delete;
    capture_file& operator=(const capture_file&) = delete;

    /// The errno of what failed; 0: nothing did.
    int error() const { return error_; }

    /// Returns the next bytes, valid until the next call; none at the end or after an error.
    std::span<const std::byte> read();

    /// Returns the bytes that read() will give first: `count`, or fewer where no more follow. Valid until read().
    std::span<const std::byte> peek(std::size_t count);

    /// Reads on from what unpacks the file, where it is a compressed capture that can be read twice and the program is
    /// there. Returns the command to type where it is compressed and was not unpacked; else nothing.
    std::string unpack();

  private:
    std::span<const std::byte> fill();
    bool start(const char* program);
    void stop();

    int file_ = -1;
    int from_ = -1; // what is read: the file, or the pipe
    pid_t child_ = 0;
    int error_ = 0;
    std::vector<std::byte> peeked_; // not handed out yet
    bool has_handed_out_ = false;   // peeked_ was
    std::vector<std::byte> room_;
};

/// The program that unpacks what begins with `bytes`; empty: it is not packed.
std::string_view unpacker_of(std::span<const std::byte> bytes);

} // namespace cleave::conformance
