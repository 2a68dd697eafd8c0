// SPDX-License-Identifier: MIT
//
// libuv: it asks where to put bytes, then says how many came: writable() and take(), in its own words.
#include "frame_echo.hpp"

#include <netinet/in.h>
#include <uv.h>

namespace {

struct session {
    uv_tcp_t socket{};
    uv_write_t write{};
    adapters::conversation talk;
    bool goes_on = true;
};

session& of(void* handle_data) { return *static_cast<session*>(handle_data); }

void close(session& one) {
    uv_close(reinterpret_cast<uv_handle_t*>(&one.socket), [](uv_handle_t* handle) { delete &of(handle->data); });
}

void give_room(uv_handle_t* handle, std::size_t, uv_buf_t* room) {
    const std::span<std::byte> writable = of(handle->data).talk.writable();
    *room = uv_buf_init(reinterpret_cast<char*>(writable.data()), static_cast<unsigned>(writable.size()));
}

void received(uv_stream_t* stream, ssize_t bytes, const uv_buf_t*);

void sent(uv_write_t* write, int failure) {
    session& one = of(write->data);
    one.talk.output().clear();
    if (failure != 0 || !one.goes_on) return close(one);
    uv_read_start(reinterpret_cast<uv_stream_t*>(&one.socket), give_room, received);
}

void received(uv_stream_t* stream, ssize_t bytes, const uv_buf_t*) {
    session& one = of(stream->data);
    if (bytes == 0) return; // would block
    if (bytes < 0) {
        one.talk.end(bytes == UV_EOF);
        return close(one);
    }
    one.goes_on = one.talk.take(static_cast<std::size_t>(bytes));
    std::vector<std::byte>& output = one.talk.output();
    if (output.empty() && one.goes_on) return;
    if (output.empty()) return close(one);
    // Until the answer is sent, nothing more is received: `output` stays where it is.
    uv_read_stop(stream);
    const uv_buf_t all = uv_buf_init(reinterpret_cast<char*>(output.data()), static_cast<unsigned>(output.size()));
    one.write.data = &one;
    uv_write(&one.write, stream, &all, 1, sent);
}

void connected(uv_stream_t* listening, int failure) {
    if (failure != 0) return;
    auto* const one = new session;
    one->socket.data = one;
    uv_tcp_init(listening->loop, &one->socket);
    auto* const stream = reinterpret_cast<uv_stream_t*>(&one->socket);
    if (uv_accept(listening, stream) != 0) return close(*one);
    uv_read_start(stream, give_room, received);
}

} // namespace

int main() {
    uv_loop_t* const loop = uv_default_loop();
    uv_tcp_t listening;
    sockaddr_in at{};
    int size = sizeof at;
    uv_ip4_addr("127.0.0.1", 0, &at);
    uv_tcp_init(loop, &listening);
    uv_tcp_bind(&listening, reinterpret_cast<const sockaddr*>(&at), 0);
    if (uv_listen(reinterpret_cast<uv_stream_t*>(&listening), 128, connected) != 0) return 1;
    uv_tcp_getsockname(&listening, reinterpret_cast<sockaddr*>(&at), &size);
    std::printf("listening on 127.0.0.1:%u\n", ntohs(at.sin_port));
    std::fflush(stdout);
    return uv_run(loop, UV_RUN_DEFAULT);
}
