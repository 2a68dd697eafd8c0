// SPDX-License-Identifier: MIT
// Thrift C++: TFramedTransport::read over a transport that waits for its bytes in a thread of its own.
#include "contract.hpp"

#include <thrift/transport/TBufferTransports.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace tt = apache::thrift::transport;

namespace {

/// The bytes that have arrived; a reader of them waits for more.
struct waiting : tt::TVirtualTransport<waiting> {
    std::mutex turn;
    std::condition_variable changed;
    std::string pending;
    bool has_ended = false, is_idle = false, is_over = false;

    bool isOpen() const override { return true; }
    std::uint32_t read(std::uint8_t* to, std::uint32_t most) {
        std::unique_lock lock(turn);
        is_idle = pending.empty();
        changed.notify_all();
        changed.wait(lock, [&] { return !pending.empty() || has_ended; });
        is_idle = false;
        const auto size = std::min<std::size_t>(most, pending.size());
        std::copy_n(pending.begin(), size, to);
        pending.erase(0, size);
        return static_cast<std::uint32_t>(size);
    }
};

struct framed : contract::decoder {
    explicit framed(std::uint64_t most)
        : limit(static_cast<std::uint32_t>(std::min<std::uint64_t>(most, INT32_MAX))), reader([this] { read_all(); }) {}
    ~framed() override {
        step("", true);
        reader.join();
    }

    struct whole_frames : tt::TFramedTransport { // one frame at a time, as a server's processor takes them
        using TFramedTransport::TFramedTransport;
        std::optional<std::string> next() {
            if (!readFrame()) return std::nullopt;
            std::string payload(reinterpret_cast<const char*>(rBase_), static_cast<std::size_t>(rBound_ - rBase_));
            return rBase_ = rBound_, payload;
        }
    };

    void read_all() {
        auto frames = std::make_unique<whole_frames>(source);
        frames->setMaxFrameSize(limit);
        try {
            while (auto frame = frames->next()) ready.push_back(*frame);
        } catch (const tt::TTransportException& error) {
            why = error.getType() == tt::TTransportException::END_OF_FILE           ? "truncated"
                  : std::string(error.what()).find("negative") != std::string::npos ? "negative_length"
                                                                                    : "frame_too_large";
        }
        const std::lock_guard lock(source->turn);
        source->is_over = true;
        source->changed.notify_all();
    }

    void step(const std::string& piece, bool ends) {
        std::unique_lock lock(source->turn);
        source->pending += piece, source->has_ended |= ends, source->is_idle = false;
        source->changed.notify_all();
        source->changed.wait(lock, [&] { return source->is_over || (source->is_idle && source->pending.empty()); });
    }

    void feed(const std::string& piece, const contract::give_frame& give) override { take(piece, false, give); }
    void finish(const contract::give_frame& give, bool) override { take("", true, give); }
    void take(const std::string& piece, bool ends, const contract::give_frame& give) {
        step(piece, ends);
        for (const std::string& frame : std::exchange(ready, {})) give(frame);
        if (!why.empty()) throw contract::refused{why};
    }

    std::uint32_t limit;
    std::shared_ptr<waiting> source = std::make_shared<waiting>();
    std::vector<std::string> ready;
    std::string why;
    std::thread reader;
};

std::string write_framed(const contract::json& layout, const std::string& payload) {
    auto sink = std::make_shared<tt::TMemoryBuffer>();
    tt::TFramedTransport out(sink);
    if (payload.size() > layout["max_payload"].get<std::uint64_t>()) throw contract::unsupported{}; // it has no limit
    out.write(reinterpret_cast<const std::uint8_t*>(payload.data()), static_cast<std::uint32_t>(payload.size()));
    out.flush();
    return sink->getBufferAsString();
}

} // namespace

int main() {
    return contract::serve(
        [](const contract::json& layout) {
            return std::make_unique<framed>(layout["max_payload"].get<std::uint64_t>());
        },
        write_framed);
}
