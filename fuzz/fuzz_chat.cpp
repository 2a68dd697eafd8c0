// Invariant: a chat shows what the other side says, text by text as its reference cuts it, and sends what is typed.
// SPDX-License-Identifier: MIT
// links: cleave_chat
// wraps: socket bind getsockname setsockopt recvmsg sendto write poll recv send read shutdown
// longest input: 300
//
// conversation and datagram_chat over bytes: what is typed is the front of the input, what is heard the rest. Time is
// pretended, and only pauses take any: an empty piece is one of 200 milliseconds.
#include "fuzz/delivery_plan.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/socketless_datagrams.hpp"
#include "fuzz/standard_output.hpp"
#include "reference-impls/chat/conversation.hpp"
#include "reference-impls/chat/datagram_chat.hpp"
#include "reference-impls/posix/log.hpp"

#include <chrono>
#include <poll.h>

namespace cleave::fuzz {
namespace {

using std::chrono::milliseconds;
using lines = std::vector<std::string>;

constexpr milliseconds pause_time{200};
constexpr std::uint16_t ports[] = {9000, 9001, 9002};

// The other side, and who types.
struct pretended_peer {
    std::vector<std::string> heard; // pieces still to come
    std::string typed;
    std::string sent;
    milliseconds now = std::chrono::hours(1);
    milliseconds paused{};
    bool is_conversation = false;

    static pretended_peer& the() {
        static pretended_peer one;
        return one;
    }

    // Whatever is there is ready at once; of a pause, so much passes as the program is ready to wait.
    int poll(std::span<pollfd> all, int timeout) {
        int ready = 0;
        for (pollfd& one : all) {
            const bool is_input = one.fd == STDIN_FILENO;
            const bool is_ready = is_input || (is_conversation ? heard.empty() || !heard.front().empty()
                                                               : datagram_socket::the().has_more());
            one.revents = one.fd >= 0 && is_ready ? POLLIN : 0;
            if (!is_input && one.fd >= 0 && (one.events & POLLOUT) != 0) one.revents |= POLLOUT;
            ready += one.revents != 0;
        }
        if (ready != 0) return ready;
        if (!is_conversation || heard.empty()) { // nothing will ever come
            errno = EBADF;
            return -1;
        }
        const milliseconds left = pause_time - paused;
        const milliseconds passed = timeout < 0 ? left : std::min(left, milliseconds(timeout));
        now += passed;
        paused += passed;
        if (paused == pause_time) {
            heard.erase(heard.begin());
            paused = {};
        }
        return 0;
    }

    ssize_t receive(void* into, std::size_t size) {
        if (heard.empty()) return 0;
        std::string& piece = heard.front();
        const std::size_t some = std::min(size, piece.size());
        std::memcpy(into, piece.data(), some);
        piece.erase(0, some);
        if (piece.empty()) heard.erase(heard.begin());
        return static_cast<ssize_t>(some);
    }

    ssize_t send(const void* from, std::size_t size) {
        const std::size_t some = std::min<std::size_t>(size, 5);
        sent.append(static_cast<const char*>(from), some);
        return static_cast<ssize_t>(some);
    }

    ssize_t type(void* into, std::size_t size) {
        const std::size_t some = std::min<std::size_t>({size, typed.size(), 7});
        std::memcpy(into, typed.data(), some);
        typed.erase(0, some);
        return static_cast<ssize_t>(some);
    }
};

lines lines_of(std::string_view text) {
    lines all;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        all.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
}

// The texts that were heard, up to a q.
lines texts_of(const std::vector<std::string>& pieces) {
    std::string all; // each character, a mark in front; a pause is a mark alone
    for (const std::string& piece : pieces) {
        if (piece.empty()) all += 'p';
        for (const char c : piece) all += {'c', c};
    }
    lines texts;
    std::string text;
    const auto end = [&] {
        texts.push_back(text);
        text.clear();
    };
    for (std::size_t i = 0; i < all.size() && (texts.empty() || texts.back() != "q"); ++i) {
        if (all[i] == 'p') {
            if (!text.empty()) end();
        } else if (all[++i] == '\n') {
            if (text.ends_with('\r')) text.pop_back();
            end();
        } else {
            text += all[i];
        }
    }
    if (!text.empty()) end();
    return texts;
}

std::string shown_of(const lines& texts) {
    std::string all;
    for (const std::string& text : texts) {
        if (text == "q") break;
        all += posix::displayable(text) + "\n";
    }
    return all;
}

// What goes out, up to a q.
std::string sent_of(const lines& typed, bool is_extended) {
    std::string all;
    for (const std::string& line : typed) {
        all += line + (is_extended ? "\n" : "");
        if (line == "q") break;
    }
    return all;
}

void play_conversation(bool is_extended, std::string_view typed) {
    pretended_peer& peer = pretended_peer::the();
    const lines heard = texts_of(peer.heard);
    std::string shown;
    chat::parting how{};
    {
        const standard_output memory(shown);
        chat::input keyboard;
        const int fd = ::open("/dev/null", O_RDWR | O_CLOEXEC);
        chat::conversation talk(
            {.is_extended = is_extended, .now = [&peer] { return std::chrono::steady_clock::time_point(peer.now); }},
            posix::stream_socket(posix::descriptor(fd)), keyboard);
        how = talk.run();
    }
    const std::string all_shown = shown_of(heard);
    const std::string all_sent = sent_of(lines_of(typed), is_extended);
    expect(all_shown.starts_with(shown), "what is heard is shown, text by text");
    expect(all_sent.starts_with(peer.sent), "what is typed is sent, line by line");
    const bool q_is_heard = !heard.empty() && heard.back() == "q";
    switch (how) {
    case chat::parting::q_typed: expect(peer.sent == all_sent, "q is the last that is sent"); break;
    case chat::parting::q_heard: expect(q_is_heard && shown == all_shown, "q ends what is heard"); break;
    case chat::parting::peer_left: expect(!q_is_heard && shown == all_shown, "all that is heard is shown"); break;
    case chat::parting::peer_lost:
    case chat::parting::peer_silent:
    case chat::parting::told_to_stop: expect(false, "nobody is lost, silent or told to stop here");
    }
}

std::string shown_of(const datagram& heard, std::size_t most) {
    static constexpr std::string_view names[] = {"alex (127.0.0.1:9000)", "bea (127.0.0.1:9001)", "127.0.0.1:9002"};
    const std::string_view who = names[heard.port - ports[0]];
    const bool is_cut = heard.bytes.size() > most;
    return std::string(who) + (is_cut ? " (truncated)" : "") + ": " +
           posix::displayable(std::string_view(heard.bytes).substr(0, most)) + "\n";
}

void play_datagrams(std::string_view typed) {
    constexpr std::size_t max_datagram = 60;
    static const chat::address_book book = [] {
        chat::address_book members;
        expect(members.add("alex=127.0.0.1:9000").empty() && members.add("bea=127.0.0.1:9001").empty(), "a book");
        return members;
    }();
    datagram_socket& socket = datagram_socket::the();
    std::string shown;
    {
        const standard_output memory(shown);
        chat::input keyboard;
        chat::datagram_chat talk("cleo", book, keyboard, max_datagram);
        posix::address at;
        expect(posix::address::parse("127.0.0.1:8080", at).empty() && talk.open(at).ok(), "the socket opens");
        talk.run();
    }
    std::string all_shown;
    for (const datagram& heard : socket.in()) all_shown += shown_of(heard, max_datagram);
    const lines said = lines_of(typed);
    const bool q_is_typed = std::ranges::find(said, "q") != said.end();
    expect(q_is_typed ? all_shown.starts_with(shown) : all_shown == shown, "what is heard is shown, each by itself");
    for (const datagram& one : socket.out()) {
        const bool was_typed = std::ranges::any_of(said, [&](const std::string& line) {
            return one.bytes == line || (line.starts_with('@') && line.ends_with(" " + one.bytes));
        });
        expect(was_typed && (one.port == 9000 || one.port == 9001), "what is typed goes to members, and nowhere else");
    }
}

} // namespace
} // namespace cleave::fuzz

extern "C" {

int __wrap_poll(pollfd* all, nfds_t count, int timeout) {
    return cleave::fuzz::pretended_peer::the().poll({all, count}, timeout);
}
ssize_t __wrap_recv(int, void* into, size_t size, int) {
    return cleave::fuzz::pretended_peer::the().receive(into, size);
}
ssize_t __wrap_send(int, const void* from, size_t size, int) {
    return cleave::fuzz::pretended_peer::the().send(from, size);
}
ssize_t __wrap_read(int, void* into, size_t size) { return cleave::fuzz::pretended_peer::the().type(into, size); }
int __wrap_shutdown(int, int) { return 0; }

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace cleave;
    using namespace cleave::fuzz;
    fuzz_input input(data, size);
    const delivery_plan plan(input);
    const std::uint8_t flags = input.last();
    const std::size_t typed_bytes = std::min<std::size_t>(input.last(), input.stream().size());
    const std::string typed(input.text().substr(0, typed_bytes));
    const auto stream = input.stream().subspan(typed_bytes);

    pretended_peer& peer = pretended_peer::the();
    peer = {};
    peer.typed = typed;
    peer.is_conversation = (flags & 2) == 0;
    if (!peer.is_conversation) {
        datagram_socket::the().begin(stream, plan, ports);
        play_datagrams(typed);
        return 0;
    }
    (void)plan.deliver(stream, [&](std::span<const std::byte> piece) {
        peer.heard.emplace_back(as_text(piece));
        return true;
    });
    play_conversation((flags & 1) != 0, typed);
    return 0;
}
}
