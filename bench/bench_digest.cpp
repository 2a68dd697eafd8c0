// SPDX-License-Identifier: MIT
//
// Digests of one block of bytes. Names: DIGEST/BYTES/CONTENDER.
#include <cleave/digest.hpp>

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#if __has_include(<openssl/evp.h>)
#include <openssl/evp.h>
#define CLEAVE_BENCH_OPENSSL 1
#endif

namespace cleave::bench {
namespace {

template <digest Digest>
void cleave_digest(benchmark::State& state, std::size_t size) {
    const std::vector<std::byte> bytes(size, std::byte{1});
    for (auto _ : state) {
        Digest d;
        d.update(bytes);
        auto result = d.value();
        benchmark::DoNotOptimize(result);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * size));
}

#ifdef CLEAVE_BENCH_OPENSSL
void openssl_digest(benchmark::State& state, std::size_t size, const EVP_MD* algorithm) {
    const std::vector<std::byte> bytes(size, std::byte{1});
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    unsigned char result[EVP_MAX_MD_SIZE];
    for (auto _ : state) {
        EVP_DigestInit_ex(context, algorithm, nullptr);
        EVP_DigestUpdate(context, bytes.data(), bytes.size());
        EVP_DigestFinal_ex(context, result, nullptr);
        benchmark::DoNotOptimize(result);
    }
    EVP_MD_CTX_free(context);
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * size));
}
#endif

const bool registered = [] {
    for (const std::size_t size : {104, 4096, 65536}) {
        const std::string bytes = std::to_string(size);
        benchmark::RegisterBenchmark(("md5/" + bytes + "/cleave").c_str(), cleave_digest<md5>, size);
        benchmark::RegisterBenchmark(("sha256/" + bytes + "/cleave").c_str(), cleave_digest<sha256>, size);
#ifdef CLEAVE_BENCH_OPENSSL
        benchmark::RegisterBenchmark(("md5/" + bytes + "/openssl").c_str(), openssl_digest, size, EVP_md5());
        benchmark::RegisterBenchmark(("sha256/" + bytes + "/openssl").c_str(), openssl_digest, size, EVP_sha256());
#endif
    }
    return true;
}();

} // namespace
} // namespace cleave::bench
