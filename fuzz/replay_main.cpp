// SPDX-License-Identifier: MIT
//
// The fuzz targets as ordinary programs, for any compiler: runs every file that is named, and every file in every
// folder that is named, once. A finding ends the program as it ends the fuzzer; -v names each file before its run.
// A folder that is not there has no files. Exit code 2: there was nothing to run, or a file could not be read.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::size_t inputs = 0;
bool is_verbose = false;

bool run(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
    if (!in) return false;
    if (is_verbose) std::fprintf(stderr, "%s\n", file.c_str());
    // The size exactly, as the engines have it.
    const auto data = std::make_unique<std::uint8_t[]>(bytes.size());
    std::copy(bytes.begin(), bytes.end(), data.get());
    (void)LLVMFuzzerTestOneInput(data.get(), bytes.size());
    ++inputs;
    return true;
}

bool run_all(const std::filesystem::path& place) {
    if (!std::filesystem::exists(place)) return true;
    if (!std::filesystem::is_directory(place)) return run(place);
    bool is_well = true;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(place))
        if (entry.is_regular_file()) is_well &= run(entry.path());
    return is_well;
}

} // namespace

int main(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]) == "-v") {
            is_verbose = true;
        } else if (!run_all(argv[i])) {
            std::fprintf(stderr, "can not read %s\n", argv[i]);
            return 2;
        }
    }
    std::printf("%zu inputs\n", inputs);
    return inputs == 0 ? 2 : 0;
}
