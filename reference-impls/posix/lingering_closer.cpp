// SPDX-License-Identifier: MIT
#include "lingering_closer.hpp"

#include <array>
#include <new>

namespace cleave::posix {

class lingering_closer::connection final : public event_handler {
  public:
    connection(lingering_closer& owner, stream_socket socket)
        : owner_(owner), socket_(std::move(socket)), idle_([this] { finish(); }), total_([this] { finish(); }) {}

    bool start() {
        if (!socket_.shut_down_writing().ok()) return false; // the peer is gone already
        if (!owner_.loop_.add(socket_.fd(), interest::read, *this).ok()) return false;
        owner_.loop_.arm(idle_, owner_.limits_.idle);
        owner_.loop_.arm(total_, owner_.limits_.total);
        return true;
    }

    ~connection() { owner_.loop_.remove(socket_.fd()); }

    std::list<std::unique_ptr<connection>>::iterator kept; // by its owner

  private:
    // One read a round: a peer that goes on sending shares the loop with everybody else.
    void on_ready(readiness) override {
        std::array<std::byte, 65536> away;
        const io_result read = socket_.read_some(away);
        if (read.state == io::would_block) return;
        drained_ += read.bytes;
        if (read.state != io::ok || drained_ > owner_.limits_.bytes) return finish();
        owner_.loop_.arm(idle_, owner_.limits_.idle);
    }

    void finish() { owner_.finish(kept); } // destroys this object

    lingering_closer& owner_;
    stream_socket socket_;
    timer idle_;
    timer total_;
    std::uint64_t drained_ = 0;
};

// Here, where `connection` is known: the constructor can destroy the map, too.
lingering_closer::lingering_closer(event_loop& loop, lingering_limits limits) : loop_(loop), limits_(limits) {}

lingering_closer::~lingering_closer() = default;

void lingering_closer::close(stream_socket socket) noexcept {
    if (closing_.size() >= limits_.connections) closing_.pop_front();
    try {
        std::list<std::unique_ptr<connection>> fresh;
        fresh.push_back(std::make_unique<connection>(*this, std::move(socket)));
        fresh.back()->kept = fresh.begin();
        if (fresh.back()->start()) closing_.splice(closing_.end(), fresh);
    } catch (const std::bad_alloc&) { // what was begun is undone by now
    }
}

void lingering_closer::finish(std::list<std::unique_ptr<connection>>::iterator which) {
    closing_.erase(which);
    if (closing_.empty() && on_empty_) on_empty_();
}

} // namespace cleave::posix
