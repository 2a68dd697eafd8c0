// SPDX-License-Identifier: MIT
#include "directory.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <string_view>
#include <unistd.h>

namespace cleave::posix {
namespace {

struct directory_closer {
    void operator()(DIR* stream) const noexcept { ::closedir(stream); }
};

} // namespace

outcome for_each_entry(int directory, const std::function<void(const char* name)>& see) {
    // Opened anew, not duplicated: a duplicate would share its reading position with `directory`.
    const int own = ::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (own < 0) return failure();
    const std::unique_ptr<DIR, directory_closer> stream(::fdopendir(own));
    if (!stream) {
        const outcome failed = failure();
        ::close(own);
        return failed;
    }
    for (;;) {
        errno = 0;
        const dirent* const entry = ::readdir(stream.get());
        if (entry == nullptr) return failure(errno); // 0 is the end
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") see(entry->d_name);
    }
}

} // namespace cleave::posix
