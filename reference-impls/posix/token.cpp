// SPDX-License-Identifier: MIT
#include "token.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cleave::posix {

std::string read_token(const std::string& path, std::string& token) {
    const auto wrong = [&](std::string_view what) { return "the token file " + path + " " + std::string(what); };
    // The checks are of the file that is open, not of whatever has its name by then.
    const descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat opened {};
    if (!file.is_open() || ::fstat(file.get(), &opened) != 0) return wrong("cannot be read: " + error_text(errno));
    if (!S_ISREG(opened.st_mode)) return wrong("must be a regular file");
    if (opened.st_uid != ::geteuid() && opened.st_uid != 0) return wrong("must belong to the user who runs this");
    if ((opened.st_mode & 077) != 0) return wrong("must be closed to group and others: chmod 600");

    std::string text(max_token_bytes + 2, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const ssize_t read =
            retry_on_interrupt([&] { return ::read(file.get(), text.data() + size, text.size() - size); });
        if (read < 0) return wrong("cannot be read: " + error_text(errno));
        if (read == 0) break;
        size += static_cast<std::size_t>(read);
    }
    text.resize(size);
    if (text.ends_with('\n')) text.pop_back();
    if (text.size() < min_token_bytes || text.size() > max_token_bytes) return wrong("must hold 16 to 4096 bytes");
    token = std::move(text);
    return {};
}

} // namespace cleave::posix
