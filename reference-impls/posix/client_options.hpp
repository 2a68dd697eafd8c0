// SPDX-License-Identifier: MIT
//
// client_options: what all clients are told on the command line, how they get their connection, and how they end.
#pragma once

#include "address.hpp"
#include "cleave/header_message.hpp"
#include "options.hpp"
#include "outcome.hpp"
#include "socket.hpp"

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace cleave::posix {

/// How a client ends: its exit code.
enum class ending : std::uint8_t {
    well = 0,
    refused = 1, // by the server, or by what was asked for
    usage = 2,
    broken = 3, // the connection, or what came over it
};

/// What went wrong. name: for programs; text: for people, fit to be shown.
struct [[nodiscard]] complaint {
    ending how = ending::well;
    std::string name;
    std::string text;

    bool ok() const noexcept { return how == ending::well; }
};

/// The connection broke, or a wait was too long.
complaint broken(const outcome& result, std::string_view doing);
complaint broken(status code, std::string_view text);

/// The server, or this program, will not do it.
complaint refused(std::string_view name, std::string_view text);

struct client_options {
    std::string server;
    std::string dialect = "plain";
    std::chrono::milliseconds timeout = std::chrono::seconds(30); // for each answer
    std::string token_file;
    bool quiet = false;
    bool json = false;

    // Filled in by finish_options().
    address at;
    std::string token;

    bool is_extended() const noexcept { return dialect == "extended"; }
    std::string_view other_dialect() const noexcept { return is_extended() ? "plain" : "extended"; }
};

/// Adds ADDR, --dialect, --timeout, --token-file, --quiet and --json.
void declare_options(option_parser& parser, client_options& options);

/// Adds ADDR, --timeout, --quiet and --json.
void declare_datagram_options(option_parser& parser, client_options& options);

/// Of those, what both have: how long to wait, and how answers are shown.
void declare_answer_options(option_parser& parser, client_options& options);

/// Checks what was given, and reads the token. Returns an empty text, or what is wrong.
[[nodiscard]] std::string finish_options(client_options& options);

/// Connects, with --timeout as its patience, and proves to know the token if there is one.
complaint open_connection(const client_options& options, patient_socket& out);

/// Waits for a moment before what was refused as `busy` is tried again: longer with each attempt, and never as long as
/// another client that was refused with us.
void pause_before_retry(unsigned attempt);

/// What a reply of the extended dialect with the status error says.
complaint server_refused(const header_fields& fields, const client_options& options);

/// The complaint about a server that asks for a token nobody gave.
complaint token_wanted(const client_options& options);

/// Sends all of `bytes`.
complaint send_all(patient_socket& to, std::span<const std::byte> bytes);

/// Ends this side's stream and waits for the end of the other: the only sign that a server took all it was sent. For
/// servers that answer nothing: what comes all the same says why one takes no more.
complaint close_and_wait(patient_socket& socket, const client_options& options);

/// The complaint where a server that answers nothing ended the connection too soon.
complaint not_taken();

/// True where `bytes` begin a header message with a status: what a server of the extended dialect says when it asks for
/// a token, or has to refuse. state: the status, or empty.
bool begins_status_message(std::span<const std::byte> bytes);

/// The complaint about it.
complaint unexpected_status(std::span<const std::byte> bytes, const client_options& options);

/// Prints one JSON object of texts as a line, and returns 0; 3 where a text is not UTF-8.
int print_json(std::initializer_list<std::pair<std::string_view, std::string_view>> members);

/// Says what is wrong on the standard error output, or as JSON on the standard output; returns the exit code.
int report(std::string_view program, const client_options& options, const complaint& what);

} // namespace cleave::posix
