// SPDX-License-Identifier: MIT
//
// transport: what the pump asks of whatever moves bytes: a socket, a TLS session, a pipe, a test's array.
//
// The engines of cleave never see a transport; only pump.hpp calls one. A transport is any type with the one or two
// member functions below: no base class, no virtual call, no std::function.
#pragma once

#include "detail/platform.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cleave {

/// How a read or write went.
enum class io : std::uint8_t {
    ok,          // `bytes` bytes were moved, at least 1
    would_block, // none now: wait until the transport is ready, then call again
    closed,      // the peer ended the stream in good order; a sink: the peer no longer reads
    failed,      // the transport broke; `error` says how, in the transport's own terms (errno for sockets)
};

/// The result of one read or write. `bytes` counts only with io::ok, `error` only with io::failed.
struct [[nodiscard]] io_result {
    io state = io::ok;     // how it went
    std::size_t bytes = 0; // ok: how many were moved
    int error = 0;         // failed: in the transport's own terms
};

// clang-format off: version 14 breaks compound requirements apart

/// Gives bytes: fills a front part of the (never empty) span and says how many bytes that were.
template <class T>
concept byte_source = requires(T& source, std::span<std::byte> into) {
    { source.read_some(into) }
    noexcept->std::same_as<io_result>;
};

/// Takes bytes: a front part of the (never empty) span, and says how many bytes that were.
template <class T>
concept byte_sink = requires(T& sink, std::span<const std::byte> bytes) {
    { sink.write_some(bytes) }
    noexcept->std::same_as<io_result>;
};

/// A sink that takes several pieces in one call, as writev does: a header and its payload leave as one. It says how
/// many of all their bytes went.
template <class T>
concept gathering_sink = byte_sink<T> && requires(T& sink, std::span<const std::span<const std::byte>> parts) {
    { sink.write_some(parts) }
    noexcept->std::same_as<io_result>;
};

/// The result of one datagram read. `bytes` may be 0 with io::ok: empty datagrams are legal and are delivered.
/// `truncated` says that the datagram was longer than the buffer; its rest is lost.
struct [[nodiscard]] datagram_result {
    io state = io::ok;      // how it went
    std::size_t bytes = 0;  // ok: of the datagram, as far as they fit
    bool truncated = false; // ok: the datagram was longer
    int error = 0;          // failed: in the transport's own terms
};

/// Sends and receives whole datagrams to and from addresses of its own type.
template <class T>
concept datagram_socket = requires(T& socket, std::span<std::byte> into, std::span<const std::byte> bytes,
                                   typename T::address& from) {
    { socket.receive_from(into, from) }
    noexcept->std::same_as<datagram_result>;
    { socket.send_to(bytes, from) }
    noexcept->std::same_as<io_result>;
};

// clang-format on

/// Makes a source of any callable `io_result(std::span<std::byte>)`, such as a lambda over a library's read call.
template <class Read>
struct callback_source {
    Read read; // the callable
    /// Calls it.
    io_result read_some(std::span<std::byte> into) noexcept { return read(into); }
};

/// Makes a sink of any callable `io_result(std::span<const std::byte>)`.
template <class Write>
struct callback_sink {
    Write write; // the callable
    /// Calls it.
    io_result write_some(std::span<const std::byte> bytes) noexcept { return write(bytes); }
};

/// callback_source{lambda} is enough.
template <class Read>
callback_source(Read) -> callback_source<Read>;
/// callback_sink{lambda} is enough.
template <class Write>
callback_sink(Write) -> callback_sink<Write>;

} // namespace cleave
