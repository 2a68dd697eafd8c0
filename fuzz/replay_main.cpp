// SPDX-License-Identifier: MIT
//
// The fuzz targets as ordinary programs, for any compiler: runs every file that is named, and every file in every
// folder that is named, once. A finding ends the program as it ends the fuzzer; -v names each file before its run.
// A folder that is not there has no files. Exit code 2: there was nothing to run, or a file could not be read.
//
// Only C's library: it is all that MemorySanitizer knows without a C++ library built for it.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <sys/stat.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::size_t inputs = 0;
bool is_verbose = false;

bool run_file(const char* path, std::size_t size) {
    std::FILE* const file = std::fopen(path, "rb");
    if (file == nullptr) return false;
    if (is_verbose) std::fprintf(stderr, "%s\n", path);
    // The size exactly, as the engines have it.
    auto* const block = static_cast<std::uint8_t*>(std::malloc(size + !size));
    const bool is_read = block != nullptr && std::fread(block, 1, size, file) == size;
    std::fclose(file);
    if (is_read) {
        (void)LLVMFuzzerTestOneInput(block + !size, size);
        ++inputs;
    }
    std::free(block);
    return is_read;
}

bool run_all(const char* place) {
    struct stat about {};
    if (::stat(place, &about) != 0) return true;
    if (!S_ISDIR(about.st_mode)) return run_file(place, static_cast<std::size_t>(about.st_size));
    DIR* const folder = ::opendir(place);
    bool is_well = folder != nullptr;
    while (const dirent* const entry = is_well ? ::readdir(folder) : nullptr) {
        if (entry->d_name[0] == '.') continue;
        char path[4096];
        const int length = std::snprintf(path, sizeof path, "%s/%s", place, entry->d_name);
        is_well = length > 0 && static_cast<std::size_t>(length) < sizeof path && run_all(path);
    }
    if (folder != nullptr) ::closedir(folder);
    return is_well;
}

} // namespace

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "-v") == 0) {
            is_verbose = true;
        } else if (!run_all(argv[i])) {
            std::fprintf(stderr, "cannot read all of %s\n", argv[i]);
            return 2;
        }
    }
    std::printf("%zu inputs\n", inputs);
    return inputs == 0 ? 2 : 0;
}
