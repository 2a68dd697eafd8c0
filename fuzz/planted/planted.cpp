// SPDX-License-Identifier: MIT
//
// planted: how long the kit takes to find each of 40 faults planted in one decoder, by its own mutator and by changes
// of bytes that know no frames. No engine, no coverage.
//
//     planted [SECONDS]     at most so many of processor time for each fault and way; 60 if none are given
//
// Exit code 1: fewer than 39 were found by the mutator, or the decoder without a fault differs.
#include "fuzz/kit.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::fuzz {
namespace {

constexpr std::size_t limit = 100'000;
using framing = grpc_message::with_max_payload<limit>; // a flag byte, then 4 bytes, big-endian

constexpr const char* faults[] = {
    "none",
    "forgets the length where the payload is not whole",
    "tells one frame for each piece",
    "does not tell empty frames",
    "refuses a payload of just the limit",
    "takes one byte more than the limit",
    "has no limit",
    "leaves the sign bit of the length out",
    "reads the length little-endian",
    "reads 16 bits of the length",
    "reads 24 bits of the length",
    "takes length bytes from 128 on for negative",
    "tells at most 64 frames for each piece",
    "loses frame 256",
    "cuts payloads at 65,535 bytes",
    "drops payloads of just 1,024 bytes",
    "refuses the piece after 1,024",
    "tells a payload by a view of a piece that is gone",
    "loses a byte where a header is cut in its middle",
    "loses a byte where a piece ends with a header",
    "refuses a piece that is a header",
    "loses the first byte of the payload after an empty frame",
    "tells equal frames in a row once",
    "ends a payload at a line feed",
    "ends a payload at a NUL",
    "clears the top bit of payload bytes",
    "refuses a length only with the payload",
    "loses the good frames before a bad one in the same piece",
    "tells a frame one byte early",
    "writes into the piece",
    "tells a payload twice where it ends with a piece",
    "keeps at most 4,096 bytes of a frame in progress",
    "refuses a frame that fills 4,096 bytes",
    "is off by one when it compacts after 1,000 bytes",
    "loses the third of three pieces of one byte",
    "takes a piece of five bytes for a header",
    "refuses flags",
    "tells the flags of the frame before",
    "loses the high byte of a length that is cut after it",
    "loses the 17th frame",
    "takes a length of 65,536 for 0",
};
constexpr int last_fault = std::size(faults) - 1;
static_assert(last_fault == 40);

int fault = 0;

class planted_decoder {
  public:
    void feed(std::string_view piece, verdict& got) {
        ++pieces_;
        if (is(16) && pieces_ > 1024) throw 0;
        if (is(20) && piece.size() == 5 && kept_.empty()) throw 0;
        if (is(29)) *const_cast<char*>(piece.data()) ^= 1;
        ones_ = piece.size() == 1 ? ones_ + 1 : 0;
        if (is(34) && ones_ == 3) return;
        if (is(18) && kept_.size() == 2) piece.remove_prefix(1);
        if (is(19) && kept_.size() == 5) piece.remove_prefix(1);
        if (is(38) && kept_.size() == 2) kept_[1] = 0;
        if (is(38) && kept_.size() == 4) kept_[3] = 0;
        kept_ += piece;
        if (is(31) && kept_.size() > 4096) kept_.resize(4096);
        take_frames(piece, got);
    }

  private:
    static bool is(int which) { return fault == which; }
    unsigned char at(std::size_t place) const { return static_cast<unsigned char>(kept_[begin_ + place]); }

    std::size_t length() const {
        if (is(8)) return at(1) | std::size_t{at(2)} << 8 | std::size_t{at(3)} << 16 | std::size_t{at(4)} << 24;
        std::size_t value = std::size_t{at(1)} << 24 | std::size_t{at(2)} << 16 | std::size_t{at(3)} << 8 | at(4);
        if (is(7)) value &= 0x7fffffff;
        if (is(9)) value &= 0xffff;
        if (is(10)) value &= 0xffffff;
        if (is(11) && at(4) >= 128) value -= 256;
        if (is(40) && value == 65536) value = 0;
        return value;
    }

    void take_frames(std::string_view piece, verdict& got) {
        std::vector<std::string> told;
        std::vector<std::uint8_t> flags;
        bool is_bad = false;
        begin_ = 0;
        for (std::size_t taken = 0; kept_.size() - begin_ >= 5; ++taken) {
            if ((is(2) && taken == 1) || (is(12) && taken == 64)) break;
            if (is(35) && piece.size() == 5 && pieces_ > 1) break;
            const std::size_t size = length();
            const std::size_t there = kept_.size() - begin_ - 5;
            const std::size_t most = is(4) ? limit - 1 : is(5) ? limit + 1 : is(6) ? SIZE_MAX : limit;
            is_bad = size > most || (is(36) && at(0) != 0) || (is(32) && size == 4096 - 5);
            if (is_bad && is(26) && there < std::min<std::size_t>(size, 2 * limit)) is_bad = false;
            if (is_bad) break;
            if (there + (is(28) && size > 1 ? 1 : 0) < size) {
                if (is(1)) begin_ += 5;
                break;
            }
            take_frame(std::min(size, there), told, flags, piece);
        }
        if (is(27) && is_bad) told.clear();
        for (std::size_t i = 0; i < told.size(); ++i) tell(told[i], flags[i], got);
        kept_.erase(0, begin_ + (is(33) && begin_ > 1000 && kept_.size() > begin_ ? 1 : 0));
        if (is_bad) got.refuse();
    }

    void take_frame(std::size_t size, std::vector<std::string>& told, std::vector<std::uint8_t>& flags,
                    std::string_view piece) {
        std::string payload = kept_.substr(begin_ + 5, size);
        flags.push_back(is(37) && frames_ != 0 ? flag_ : at(0));
        flag_ = at(0);
        begin_ += 5 + size;
        ++frames_;
        if (is(21) && was_empty_ && !payload.empty()) payload.erase(0, 1);
        was_empty_ = size == 0;
        if (is(23)) payload = payload.substr(0, payload.find('\n'));
        if (is(24)) payload = payload.substr(0, payload.find('\0'));
        if (is(25))
            for (char& c : payload) c = static_cast<char>(c & 127);
        if (is(14) && payload.size() > 65535) payload.resize(65535);
        if (is(17) && !payload.empty() && payload.size() > piece.size()) payload[0] = static_cast<char>(0xDD);
        const bool is_lost = (is(3) && size == 0) || (is(13) && frames_ == 256) || (is(15) && size == 1024) ||
                             (is(39) && frames_ == 17) || (is(22) && frames_ > 1 && payload == last_);
        last_ = payload;
        if (is_lost) {
            flags.pop_back();
            return;
        }
        told.push_back(payload);
        if (is(30) && begin_ == kept_.size() && size > 8) {
            told.push_back(payload);
            flags.push_back(flag_);
        }
    }

    static void tell(const std::string& payload, std::uint8_t flags, verdict& got) {
        got.frame(payload);
        got.header_byte(0, flags);
    }

    std::string kept_, last_;
    std::size_t begin_ = 0;
    std::size_t frames_ = 0, pieces_ = 0, ones_ = 0;
    std::uint8_t flag_ = 0;
    bool was_empty_ = false;
};

constexpr auto feed = [](planted_decoder& decoder, piece from, verdict& got) { decoder.feed(from, got); };

struct search {
    bool is_found = false;
    std::size_t runs = 0;
    double seconds = 0;
};

void change_bytes(std::vector<std::byte>& all, std::mt19937& random) {
    for (std::size_t changes = 1 + random() % 8; changes != 0; --changes) {
        const std::size_t at = random() % (all.size() + 1);
        const std::byte value{static_cast<std::uint8_t>(random() % 2 == 0 ? random() % 8 : random())};
        if (at == all.size() || random() % 3 == 0) {
            all.insert(all.begin() + static_cast<std::ptrdiff_t>(at), value);
        } else {
            all[at] = value;
        }
    }
    if (all.size() > 4096) all.clear();
}

search look_for(int which, bool knows_frames, double most) {
    fault = which;
    const comparison<framing, planted_decoder, decltype(feed)> differs(framing{}, feed);
    std::mt19937 random(1);
    std::vector<std::vector<std::byte>> pool(64);
    search result;
    const std::clock_t begin = std::clock();
    while (result.seconds < most && !result.is_found) {
        std::vector<std::byte>& slot = pool[random() % pool.size()];
        if (random() % 16 == 0) slot = pool[random() % pool.size()];
        if (random() % 64 == 0) slot.clear();
        const auto input_of = [](const std::vector<std::byte>& from) {
            return kit_input::of(static_cast<const std::uint8_t*>(static_cast<const void*>(from.data())), from.size());
        };
        if (knows_frames) {
            kit_input input = input_of(slot);
            mutator<framing>(framing{}, static_cast<unsigned>(random())).change(input);
            slot = input.written();
        } else {
            change_bytes(slot, random);
        }
        result.is_found = differs.play(delivery_of(framing{}, input_of(slot), {})).has_value();
        ++result.runs;
        result.seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    }
    return result;
}

void print(const search& one) {
    if (one.is_found) {
        std::printf(" %9zu | %8.3f |", one.runs, one.seconds);
    } else {
        std::printf(" %9zu | not found |", one.runs);
    }
}

int run(double most) {
    if (look_for(0, true, std::min(most, 5.0)).is_found) {
        std::fputs("the decoder without a fault differs\n", stderr);
        return 1;
    }
    std::vector<double> times;
    std::puts("| fault | runs | seconds | by bytes: runs | seconds |\n|---|---|---|---|---|");
    for (int which = 1; which <= last_fault; ++which) {
        const search knowing = look_for(which, true, most);
        if (knowing.is_found) times.push_back(knowing.seconds);
        std::printf("| %s |", faults[which]);
        print(knowing);
        print(look_for(which, false, most));
        std::puts("");
        std::fflush(stdout);
    }
    std::ranges::sort(times);
    std::printf("%zu of %d found, median %.3f seconds\n", times.size(), last_fault,
                times.empty() ? 0.0 : times[times.size() / 2]);
    return times.size() < 39 ? 1 : 0;
}

} // namespace
} // namespace cleave::fuzz

int main(int argc, char** argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 60;
    if (argc <= 2 && seconds > 0) return cleave::fuzz::run(seconds);
    std::fprintf(stderr, "usage: %s [SECONDS]\n", argv[0]);
    return 2;
}
