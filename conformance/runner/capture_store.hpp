// SPDX-License-Identifier: MIT
//
// capture_store: the bytes of all streams of a capture, each to be read in its order when the capture is at its end.
//
//     append(a, ..)  append(b, ..)  append(a, ..)   ->   read(a): what was appended to a, then read(b)
//
// What does not fit 8 MiB goes to a temporary file that has no name: a capture may be larger than the machine.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

/// Bytes of one direction that came in one packet.
struct stream_piece {
    std::uint64_t at = 0;      // in the stream, of the first byte
    std::uint64_t missing = 0; // bytes in front of it that the capture does not hold
    std::uint64_t packet = 0;
    std::uint64_t time_ns = 0;
    std::string_view bytes;
};

/// One stream in the store.
class stored_stream {
  public:
    /// Bytes that stand in memory and follow each other without a hole, up to the last one that was appended.
    std::string_view recent() const { return std::string_view(bytes_).substr(unbroken_); }
    /// Pieces and bytes in it.
    std::uint64_t pieces() const { return pieces_; }
    std::uint64_t size() const { return size_; }

  private:
    friend class stream_store;
    struct mark {
        std::uint64_t at, missing, packet, time_ns;
        std::size_t size;
    };
    struct extent {
        long place; // in the file: marks, then bytes
        std::size_t marks, bytes;
    };

    std::vector<mark> marks_;
    std::string bytes_;
    std::size_t unbroken_ = 0;
    std::vector<extent> extents_;
    std::uint64_t pieces_ = 0, size_ = 0;
};

class stream_store {
  public:
    /// Adds a piece. to: stays where it is as long as the store. Returns false where the disk does not take it.
    bool append(stored_stream& to, const stream_piece& piece);

    /// Gives the pieces in their order until `each` returns false; views are valid until it returns. Returns false
    /// where the disk does not give them back. cost: memory for 8 MiB.
    bool read(const stored_stream& from, const std::function<bool(const stream_piece&)>& each);

    static constexpr std::size_t memory = 8 << 20;

  private:
    struct closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    bool spill();
    bool write(const void* bytes, std::size_t size);
    bool give(const std::vector<stored_stream::mark>& marks, std::string_view bytes,
              const std::function<bool(const stream_piece&)>& each) const;

    std::vector<stored_stream*> in_memory_;
    std::size_t held_ = 0;
    std::unique_ptr<std::FILE, closer> file_;
    long end_ = 0;
};

} // namespace cleave::conformance
