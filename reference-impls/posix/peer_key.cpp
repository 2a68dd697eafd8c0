// SPDX-License-Identifier: MIT
#include "peer_key.hpp"

#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

namespace cleave::posix {

peer_key peer_key::of(int fd, const address& peer) noexcept {
    peer_key key{peer.family(), {}};
    if (peer.family() == AF_INET) {
        std::memcpy(key.id.data(), &reinterpret_cast<const sockaddr_in*>(peer.data())->sin_addr, 4);
    } else if (peer.family() == AF_INET6) {
        std::memcpy(key.id.data(), &reinterpret_cast<const sockaddr_in6*>(peer.data())->sin6_addr, 8);
    } else {
        key.family = AF_UNIX;
        ucred user{};
        socklen_t size = sizeof user;
        if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &user, &size) == 0)
            std::memcpy(key.id.data(), &user.uid, sizeof user.uid);
    }
    return key;
}

} // namespace cleave::posix
