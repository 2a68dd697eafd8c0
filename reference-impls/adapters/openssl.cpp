// SPDX-License-Identifier: MIT
//
// openssl: TLS, a thread for each connection: openssl CERTIFICATE KEY
//
// The end of a TLS stream is its close_notify. Where the connection ends without one, an attacker may have cut it: that
// is io::failed, never io::closed.
#include "frame_echo.hpp"
#include "sockets.hpp"

#include <csignal>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <thread>

namespace {

struct tls_stream {
    SSL* tls;

    cleave::io_result read_some(std::span<std::byte> into) noexcept {
        std::size_t bytes = 0;
        const int answer = SSL_read_ex(tls, into.data(), into.size(), &bytes);
        return moved(answer, bytes);
    }
    cleave::io_result write_some(std::span<const std::byte> bytes) noexcept {
        std::size_t written = 0;
        const int answer = SSL_write_ex(tls, bytes.data(), bytes.size(), &written);
        return moved(answer, written);
    }

    cleave::io_result moved(int answer, std::size_t bytes) noexcept {
        if (answer == 1) return {cleave::io::ok, bytes};
        const int why = SSL_get_error(tls, answer);
        if (why == SSL_ERROR_ZERO_RETURN) return {cleave::io::closed};
        if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) return {cleave::io::would_block};
        return {cleave::io::failed, 0, why};
    }
};

static_assert(cleave::byte_source<tls_stream> && cleave::byte_sink<tls_stream>);

void converse(SSL_CTX* context, int fd) {
    SSL* const tls = SSL_new(context);
    SSL_set_fd(tls, fd);
    if (SSL_accept(tls) == 1) {
        tls_stream stream{tls};
        adapters::serve(stream);
        SSL_shutdown(tls);
    } else {
        ERR_print_errors_fp(stderr);
    }
    SSL_free(tls);
    ::close(fd);
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
    if (argc != 3 || SSL_CTX_use_certificate_chain_file(context, argv[1]) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, argv[2], SSL_FILETYPE_PEM) != 1) {
        std::fputs("usage: openssl CERTIFICATE KEY (PEM files)\n", stderr);
        return 2;
    }
    const int listening = adapters::listen_on_loopback();
    for (;;) {
        const int fd = ::accept(listening, nullptr, nullptr);
        if (fd >= 0) std::thread(converse, context, fd).detach();
    }
}
