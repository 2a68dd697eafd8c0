# SPDX-License-Identifier: MIT
#
# What conformance/run, conformance/test, conformance/tests/tools/coverage and .ci/run share. POSIX sh; sourced from the root of
# the repository.

# Debian's packages, by job. The tests need the first list only.
packages_test="g++ cmake ninja-build libgtest-dev python3 strace"
packages_fuzz="clang libclang-rt-dev cmake ninja-build nlohmann-json3-dev rapidjson-dev libssl-dev zip"
# Debian's cross g++ and g++-multilib exclude each other: clang compiles for s390x. The last line is for the adapters, the
# ways to take the library, man pages, completions and captures.
packages_ci="clang clang-format libclang-rt-dev mkdocs-material g++-multilib googletest libbenchmark-dev
    binutils-s390x-linux-gnu libstdc++-12-dev-s390x-cross qemu-user
    libboost-dev libuv1-dev libssl-dev openssl meson pkgconf zsh mandoc tshark tcpdump
    g++-mingw-w64-x86-64 libx11-dev libncurses-dev"
# What conformance/tests/suite/check_real_traffic.py has conversations with.
packages_traffic="bind9-dnsutils curl dcmtk dnsmasq-base gearman-job-server gearman-tools git ldap-utils
    libmemcached-tools mariadb-client mariadb-server memcached mosquitto mosquitto-clients nghttp2-client nghttp2-server
    openssl postgresql python3-qpid-proton python3-thrift python3-websockets python3-zmq redis-server redis-tools
    slapd tcpdump tshark"
# The codecs and servers that conformance/field/run holds to the rules: what `field.py --packages` prints, without npm.
packages_field="bind9 cargo default-jdk-headless erlang-base g++ golang-github-gorilla-websocket-dev golang-go
    golang-golang-x-net-dev libanyevent-perl libboost-dev libevent-dev libjson-xs-perl libnetty-java libpoe-perl libprotobuf-dev
    libprotobuf-java librust-serde-json-dev librust-tokio-util-dev libthrift-dev libthrift-java mariadb-server
    memcached mosquitto nginx nlohmann-json3-dev nodejs perl pkgconf postgresql python3 python3-dnspython
    python3-dulwich python3-h2 python3-ldap3 python3-thrift python3-twisted python3-websockets python3-wsproto
    rabbitmq-server slapd zookeeper"
# The compilers beside the two of a change.
packages_compilers="g++-11 g++-12 clang-14 clang-16 clang-19"
# What .ci/worlds builds for, beside s390x, and runs with.
packages_worlds="clang qemu-user wine wine64 g++-mingw-w64-x86-64 libstdc++-12-dev-arm64-cross
    libstdc++-12-dev-riscv64-cross libstdc++-12-dev-armhf-cross libstdc++-12-dev-ppc64-cross libstdc++-12-dev-s390x-cross
    binutils-aarch64-linux-gnu binutils-riscv64-linux-gnu binutils-arm-linux-gnueabihf binutils-powerpc64-linux-gnu
    binutils-s390x-linux-gnu"
packages_nightly="libc++-dev libc++abi-dev valgrind python3-clang
    wine64 wine gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib qemu-system-arm
    lld wasi-libc libc++-dev-wasm32 libclang-rt-dev-wasm32 nodejs"
# What carries the suite to others: release-binaries for ARM, scaffolds and vectors in their languages, an image.
packages_release="binutils-aarch64-linux-gnu buildah cargo catch2 clang default-jdk-headless erlang-base erlang-dev
    erlang-eunit erlang-jiffy golang-go junit5 libjackson2-databind-java libmono-system-core4.0-cil
    librust-serde-json-dev libstdc++-12-dev-arm64-cross mono-mcs mono-runtime nlohmann-json3-dev nodejs perl
    python3-jsonschema python3-pip python3-pytest python3-venv qemu-user ruby rustc"

cores=$(nproc 2>/dev/null || echo 2)
export CMAKE_BUILD_PARALLEL_LEVEL="${CMAKE_BUILD_PARALLEL_LEVEL:-$cores}"
export CTEST_PARALLEL_LEVEL="${CTEST_PARALLEL_LEVEL:-$cores}"
if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi

die() {
    echo "$*" >&2
    exit 1
}

# as_root COMMAND...
as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# install_missing PACKAGE...: asks the network for nothing when all are there.
install_missing() {
    if ! command -v dpkg-query >/dev/null; then
        echo "not a Debian system: please see to it that you have the equivalents of: $*"
        return
    fi
    missing=
    for package; do
        dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q ' installed$' || missing="$missing $package"
    done
    if [ -z "$missing" ]; then return; fi
    echo "installing$missing"
    as_root apt-get -qq -o DPkg::Lock::Timeout=300 update || true # one dead source of many is no reason to stop
    # shellcheck disable=SC2086 # a list of words
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install \
        --no-install-recommends $missing >/dev/null || die "apt-get could not install$missing"
}

# folder_of PRESET: where CMakePresets.json builds it.
folder_of() {
    if [ "$1" = default ]; then echo build; else echo "build-$1"; fi
}

# configure PRESET: with $configure_options, if any.
configure_options=
configure() {
    # shellcheck disable=SC2086 # a list of words
    cmake --log-level=NOTICE --preset "$1" $configure_options >/dev/null || die "configuring $1 failed"
}

# build PRESET [TARGET]
build() {
    configure "$1"
    cmake --build --preset "$1" ${2:+--target "$2"} || die "building $1 failed"
}

# run_tests PRESET [CTEST ARGUMENT...]: CTest's own exit code. Adds to $passed and $failed.
passed=0
failed=0
run_tests() {
    preset=$1
    shift
    log=$(folder_of "$preset")/tests.log
    rm -f "$log"
    ctest --preset "$preset" --output-log "$log" "$@" && code=0 || code=$?
    count_tests "$log"
    return $code
}

# count_tests LOG: adds what CTest's summary in LOG says to $passed and $failed.
count_tests() {
    summary=$(sed -n 's/.*, \([0-9]*\) tests* failed out of \([0-9]*\)$/\1 \2/p' "$1" 2>/dev/null | tail -n 1)
    if [ -z "$summary" ]; then return; fi
    skipped=$(grep -c '\*\*\*Skipped' "$1" || true)
    failed=$((failed + ${summary% *}))
    passed=$((passed + ${summary#* } - ${summary% *} - skipped))
}

# print_counts: the closing line of every suite.
print_counts() {
    echo "$passed passed, $failed failed"
}
