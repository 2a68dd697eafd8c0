// SPDX-License-Identifier: MIT
// protobuf C++: CodedInputStream over what has arrived, as ParseDelimitedFromCodedStream reads: a varint, then so many
// bytes. The stream says that it ended, not why: more bytes are awaited below ten of a varint.
#include "contract.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;

namespace {

struct delimited : contract::decoder {
    explicit delimited(std::uint64_t most) : limit(most) {}

    void feed(const std::string& piece, const contract::give_frame& give) override {
        pending += piece;
        while (read_frame(give)) continue;
    }

    bool read_frame(const contract::give_frame& give) {
        CodedInputStream in(reinterpret_cast<const std::uint8_t*>(pending.data()), static_cast<int>(pending.size()));
        std::uint32_t size = 0;
        if (!in.ReadVarint32(&size)) {
            if (pending.size() >= 10) throw contract::refused{"varint_too_long"};
            return false;
        }
        if (size > limit) throw contract::refused{"frame_too_large"};
        std::string payload;
        if (size > INT32_MAX || !in.ReadString(&payload, static_cast<int>(size)))
            return cut = "truncated_payload", false;
        pending.erase(0, static_cast<std::size_t>(in.CurrentPosition()));
        cut = "truncated_prefix";
        return give(payload), true;
    }

    void finish(const contract::give_frame&, bool) override {
        if (!pending.empty()) throw contract::refused{cut};
    }

    std::uint64_t limit;
    std::string pending, cut = "truncated_prefix";
};

std::string write_delimited(const contract::json& layout, const std::string& payload) {
    if (payload.size() > layout["max_payload"].get<std::uint64_t>()) throw contract::unsupported{}; // it has no limit
    std::string sent;
    {
        google::protobuf::io::StringOutputStream sink(&sent);
        CodedOutputStream out(&sink);
        out.WriteVarint32(static_cast<std::uint32_t>(payload.size()));
        out.WriteString(payload);
    }
    return sent;
}

} // namespace

int main() {
    return contract::serve(
        [](const contract::json& layout) {
            return std::make_unique<delimited>(layout["max_payload"].get<std::uint64_t>());
        },
        write_delimited);
}
