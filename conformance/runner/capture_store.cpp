// SPDX-License-Identifier: MIT
#include "capture_store.hpp"

namespace cleave::conformance {

bool stream_store::append(stored_stream& to, const stream_piece& piece) {
    if (to.marks_.empty()) in_memory_.push_back(&to);
    if (piece.missing != 0) to.unbroken_ = to.bytes_.size();
    to.marks_.push_back({piece.at, piece.missing, piece.packet, piece.time_ns, piece.bytes.size()});
    to.bytes_ += piece.bytes;
    ++to.pieces_;
    to.size_ += piece.bytes.size();
    held_ += piece.bytes.size() + sizeof(stored_stream::mark);
    return held_ < memory || spill();
}

bool stream_store::write(const void* bytes, std::size_t size) {
    end_ += static_cast<long>(size);
    return size == 0 || std::fwrite(bytes, size, 1, file_.get()) == 1;
}

/// Empties the memory into the file.
bool stream_store::spill() {
    if (!file_) file_.reset(std::tmpfile());
    if (!file_) return false;
    for (stored_stream* const one : in_memory_) {
        one->extents_.push_back({end_, one->marks_.size(), one->bytes_.size()});
        if (!write(one->marks_.data(), one->marks_.size() * sizeof(stored_stream::mark)) ||
            !write(one->bytes_.data(), one->bytes_.size()))
            return false;
        one->marks_ = {};
        one->bytes_ = {};
        one->unbroken_ = 0;
    }
    in_memory_.clear();
    held_ = 0;
    return true;
}

bool stream_store::give(const std::vector<stored_stream::mark>& marks, std::string_view bytes,
                        const std::function<bool(const stream_piece&)>& each) const {
    for (const stored_stream::mark& one : marks) {
        if (!each({one.at, one.missing, one.packet, one.time_ns, bytes.substr(0, one.size)})) return false;
        bytes.remove_prefix(one.size);
    }
    return true;
}

bool stream_store::read(const stored_stream& from, const std::function<bool(const stream_piece&)>& each) {
    std::vector<stored_stream::mark> marks;
    std::string bytes;
    for (const stored_stream::extent& one : from.extents_) {
        marks.resize(one.marks);
        bytes.resize(one.bytes);
        if (std::fseek(file_.get(), one.place, SEEK_SET) != 0 ||
            std::fread(marks.data(), sizeof(stored_stream::mark), marks.size(), file_.get()) != marks.size() ||
            std::fread(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size())
            return false;
        if (!give(marks, bytes, each)) return true;
    }
    give(from.marks_, from.bytes_, each);
    return true;
}

} // namespace cleave::conformance
