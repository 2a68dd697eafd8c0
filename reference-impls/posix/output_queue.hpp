// SPDX-License-Identifier: MIT
//
// output_queue: bytes on their way out, at most so many. When it is full, its owner stops reading: the peer that does
// not take its answers feels it, and nobody else.
//
//     while (queue.room() >= answer) { read a request; queue.append(answer); }
//     queue.drain(socket): all out -> interest::read;  would_block -> interest::write
#pragma once

#include "cleave/transport.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>

namespace cleave::posix {

/// A bounded queue of bytes. Holds no memory until the first append().
class output_queue {
  public:
    explicit output_queue(std::size_t capacity) noexcept : capacity_(capacity) {}

    std::size_t size() const noexcept { return end_ - begin_; }
    bool empty() const noexcept { return begin_ == end_; }

    /// How many bytes append() takes now.
    std::size_t room() const noexcept { return capacity_ - size(); }

    /// Adds all of `bytes`, which must not be more than room().
    void append(std::span<const std::byte> bytes) {
        assert(bytes.size() <= room());
        if (bytes.empty()) return;
        if (!storage_) storage_ = std::make_unique_for_overwrite<std::byte[]>(capacity_);
        if (bytes.size() > capacity_ - end_) move_to_front();
        std::memcpy(storage_.get() + end_, bytes.data(), bytes.size());
        end_ += bytes.size();
    }

    /// Writes until the queue is empty (io::ok) or the sink says something else. `bytes` is what it took, in every
    /// case.
    template <byte_sink Sink>
    io_result drain(Sink& to) noexcept {
        io_result result;
        std::size_t taken = 0;
        while (!empty() && result.state == io::ok) {
            result = to.write_some({storage_.get() + begin_, size()});
            if (result.state != io::ok) break;
            begin_ += result.bytes;
            taken += result.bytes;
        }
        if (empty()) begin_ = end_ = 0;
        result.bytes = taken;
        return result;
    }

    /// Gives the memory back, if nothing is queued: for connections that fall idle.
    void release_memory() noexcept {
        if (empty()) storage_.reset();
    }

  private:
    void move_to_front() noexcept {
        std::memmove(storage_.get(), storage_.get() + begin_, size());
        end_ = size();
        begin_ = 0;
    }

    std::size_t capacity_;
    std::unique_ptr<std::byte[]> storage_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

} // namespace cleave::posix
