// SPDX-License-Identifier: MIT
// libevent: one end of bufferevent_pair_new. Its read callback looks at a length, and sets the low watermark to the
// size of the frame, so that it is called again once that is in.
#include "contract.hpp"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

namespace {

event_base* const loop = event_base_new();

struct watermarked : contract::decoder {
    explicit watermarked(const contract::json& layout)
        : width(layout["width"].get<std::size_t>()), limit(layout["max_payload"].get<std::uint64_t>()) {
        bufferevent_pair_new(loop, 0, pair);
        bufferevent_setcb(
            pair[1], [](bufferevent*, void* self) { static_cast<watermarked*>(self)->read(); }, nullptr,
            [](bufferevent*, short, void* self) { static_cast<watermarked*>(self)->ended(); }, this);
        wait_for(width);
        bufferevent_enable(pair[1], EV_READ);
        bufferevent_enable(pair[0], EV_WRITE);
    }
    ~watermarked() override {
        for (bufferevent* one : pair) bufferevent_free(one);
    }

    void wait_for(std::size_t bytes) { bufferevent_setwatermark(pair[1], EV_READ, bytes, 0); }

    void read() {
        evbuffer* const in = bufferevent_get_input(pair[1]);
        while (evbuffer_get_length(in) >= width && why.empty()) {
            unsigned char field[4] = {};
            evbuffer_copyout(in, field, width);
            std::size_t length = 0;
            for (std::size_t i = 0; i < width; ++i) length = length << 8 | field[i];
            if (length > limit) return void(why = "frame_too_large");
            if (evbuffer_get_length(in) < width + length) return wait_for(width + length);
            std::string payload(length, '\0');
            evbuffer_drain(in, width);
            evbuffer_remove(in, payload.data(), length);
            give(payload);
        }
        wait_for(width);
    }

    void ended() {
        const std::size_t left = evbuffer_get_length(bufferevent_get_input(pair[1]));
        if (left != 0 && why.empty()) why = left < width ? "truncated_prefix" : "truncated_payload";
    }

    void turn(const contract::give_frame& to) {
        give = to;
        event_base_loop(loop, EVLOOP_NONBLOCK);
        if (!why.empty()) throw contract::refused{why};
    }
    void feed(const std::string& piece, const contract::give_frame& to) override {
        bufferevent_write(pair[0], piece.data(), piece.size());
        turn(to);
    }
    void finish(const contract::give_frame& to, bool) override {
        bufferevent_flush(pair[0], EV_WRITE, BEV_FINISHED);
        turn(to);
    }

    std::size_t width;
    std::uint64_t limit;
    bufferevent* pair[2] = {};
    contract::give_frame give;
    std::string why;
};

} // namespace

int main() {
    return contract::serve([](const contract::json& layout) { return std::make_unique<watermarked>(layout); });
}
