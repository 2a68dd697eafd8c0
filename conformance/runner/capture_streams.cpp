// SPDX-License-Identifier: MIT
#include "capture_streams.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <iterator>
#include <list>
#include <string_view>
#include <utility>

namespace cleave::conformance {

namespace {

constexpr std::size_t most_oddities = 16;
constexpr std::uint64_t waiting_in_one = 16 << 20, waiting_in_all = 32 << 20; // bytes behind holes
constexpr std::uint64_t waiting_behind_read = 256 << 10; // bytes behind a hole that the peer says it has read
constexpr std::uint64_t a_waiting_piece = 128;           // what one costs beside its bytes
constexpr std::size_t most_without_bytes = 1 << 16;      // connections
constexpr std::int64_t largest_window = 1 << 30;

std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct reading {
    captured_connections& all;
    std::uint64_t waiting = 0;
    bool disk_is_full = false;
};

/// Puts one direction in order.
class assembler {
  public:
    assembler(captured_direction& into, reading& shared) : into_(into), shared_(shared) {}

    bool has_syn() const { return into_.has_beginning; }
    bool has_bytes() const { return into_.stored.size() != 0 || !waiting_.empty(); }
    bool is_over() const { return end_.has_value(); }
    bool begins_with(std::uint32_t sequence) const { return has_syn() && first_ == sequence + 1; }
    /// Whether no window reaches from what has been read to here.
    bool is_far(std::uint32_t sequence) const {
        const std::int64_t distance = offset_of(sequence) - static_cast<std::int64_t>(next_);
        return has_base_ && (distance > largest_window || distance < -largest_window);
    }

    /// The sequence number of the SYN.
    void begin(std::uint32_t sequence) {
        if (has_base_ && !is_settled_)
            rebase(static_cast<std::uint64_t>(std::max<std::int64_t>(0, offset_of(sequence + 1))));
        first_ = sequence + 1;
        has_base_ = is_settled_ = into_.has_beginning = true;
    }

    void add(const segment& one) {
        if (!has_base_) begin_somewhere(one.sequence);
        std::int64_t at = one.syn ? 0 : offset_of(one.sequence);
        const auto announced = static_cast<std::int64_t>(one.data.size() + one.cut);
        if (one.rst) return reset(at, one.packet);
        if (one.fin && !end_)
            end_ = {static_cast<std::uint64_t>(std::max<std::int64_t>(0, at + announced)), one.packet, ending::eof};
        if (announced != 0) announced_ = std::max(announced_, at + announced);
        std::string_view data = text_of(one.data);
        const bool is_probe =
            data.size() == 1 && (at + 1 == static_cast<std::int64_t>(next_) ||
                                 (at + 1 == static_cast<std::int64_t>(acknowledged_) && knows_reader_));
        if (data.empty() || is_probe) return;
        if (at < 0) { // in front of the first byte
            if (at + static_cast<std::int64_t>(data.size()) <= 0) return;
            data.remove_prefix(static_cast<std::size_t>(-at));
            at = 0;
        }
        const auto from = static_cast<std::uint64_t>(at);
        if (is_settled_ && waiting_.empty() && from <= next_)
            take(from, data, one.packet, one.time_ns);
        else
            wait(from, data, one);
    }

    /// The peer has read up to here.
    void acknowledge(std::uint32_t sequence) {
        if (!has_base_) begin_somewhere(sequence);
        const std::int64_t at = offset_of(sequence);
        knows_reader_ = true;
        if (at > 0) acknowledged_ = std::max(acknowledged_, static_cast<std::uint64_t>(at));
    }

    /// All packets have been read.
    void finish() {
        settle();
        while (!waiting_.empty()) pass_hole();
        std::uint64_t last = end_ ? end_->at : 0;
        last = std::max(last, static_cast<std::uint64_t>(std::max<std::int64_t>(0, announced_)));
        if (acknowledged_ > next_ + 1 && !(end_ && acknowledged_ == last + 1)) last = std::max(last, acknowledged_);
        into_.size = next_;
        into_.missing_behind = last > next_ && has_bytes() ? last - next_ : 0;
        into_.missing += into_.missing_behind;
        if (end_) {
            into_.end = end_->how;
            into_.end_packet = end_->packet;
        }
    }

  private:
    struct piece {
        std::string data;
        std::uint64_t packet;
        std::uint64_t time_ns;
    };
    struct stream_end {
        std::uint64_t at;
        std::uint64_t packet;
        ending how;
    };
    static constexpr std::uint64_t somewhere = 1 << 30;

    /// Sequence numbers wrap: what is meant is the place nearest to the next byte.
    std::int64_t offset_of(std::uint32_t sequence) const {
        const auto expected = static_cast<std::uint32_t>(first_ + next_);
        return static_cast<std::int64_t>(next_) + static_cast<std::int32_t>(sequence - expected);
    }

    /// Without the SYN what comes first need not be the first byte: earlier ones may follow.
    void begin_somewhere(std::uint32_t sequence) {
        has_base_ = true;
        next_ = acknowledged_ = somewhere;
        first_ = sequence - static_cast<std::uint32_t>(somewhere);
    }

    /// Counts from `base` on.
    void rebase(std::uint64_t base) {
        std::multimap<std::uint64_t, piece> moved;
        for (auto& [at, one] : waiting_) {
            const std::uint64_t known = at < base ? std::min<std::uint64_t>(base - at, one.data.size()) : 0;
            one.data.erase(0, static_cast<std::size_t>(known));
            moved.emplace(at + known - std::min(base, at + known), std::move(one));
        }
        waiting_ = std::move(moved);
        first_ += static_cast<std::uint32_t>(base);
        acknowledged_ -= std::min(base, acknowledged_);
        announced_ -= static_cast<std::int64_t>(base);
        if (end_) end_->at -= std::min(base, end_->at);
        next_ = 0;
    }

    /// Decides where the stream begins.
    void settle() {
        if (is_settled_) return;
        rebase(waiting_.empty() ? next_ : waiting_.begin()->first);
        is_settled_ = true;
    }

    bool may_settle() const {
        constexpr std::uint64_t enough_bytes = 16 << 10;
        return waiting_bytes_ > enough_bytes || (knows_reader_ && acknowledged_ >= waiting_.begin()->first);
    }

    void wait(std::uint64_t from, std::string_view data, const segment& one) {
        if (is_settled_ && from + data.size() <= next_) return check_again(from, data, one.packet);
        waiting_.emplace(from, piece{std::string(data), one.packet, one.time_ns});
        count(static_cast<std::int64_t>(data.size() + a_waiting_piece));
        if (!is_settled_ && may_settle()) settle();
        if (!is_settled_) return;
        drain();
        const auto is_read_behind = [&] {
            return waiting_bytes_ > waiting_behind_read && acknowledged_ > waiting_.begin()->first;
        };
        while (!waiting_.empty() &&
               (waiting_bytes_ > waiting_in_one || shared_.waiting > waiting_in_all || is_read_behind()))
            pass_hole();
    }

    void count(std::int64_t bytes) {
        waiting_bytes_ += static_cast<std::uint64_t>(bytes);
        shared_.waiting += static_cast<std::uint64_t>(bytes);
    }

    /// Takes what has its turn.
    void drain() {
        while (!waiting_.empty() && waiting_.begin()->first <= next_) {
            const auto node = waiting_.extract(waiting_.begin());
            const piece& one = node.mapped();
            count(-static_cast<std::int64_t>(one.data.size() + a_waiting_piece));
            take(node.key(), one.data, one.packet, one.time_ns);
        }
    }

    void pass_hole() {
        hole_ += waiting_.begin()->first - next_;
        next_ = waiting_.begin()->first;
        drain();
    }

    /// from: not behind the next byte.
    void take(std::uint64_t from, std::string_view data, std::uint64_t packet, std::uint64_t time_ns) {
        const auto known = static_cast<std::size_t>(std::min<std::uint64_t>(next_ - from, data.size()));
        if (known != 0) check_again(from, data.substr(0, known), packet);
        data.remove_prefix(known);
        if (end_ && next_ + data.size() > end_->at) data = up_to_end(data, packet);
        if (data.empty()) return;
        shared_.disk_is_full |= !shared_.all.store.append(into_.stored, {next_, hole_, packet, time_ns, data});
        into_.missing += std::exchange(hole_, 0);
        next_ += data.size();
    }

    /// Bytes that were sent before and not yet read must be the same ones.
    void check_again(std::uint64_t from, std::string_view data, std::uint64_t packet) {
        const std::string_view recent = hole_ == 0 ? into_.stored.recent() : std::string_view();
        const std::uint64_t first = std::max({from, acknowledged_, next_ - recent.size()});
        const std::uint64_t last = std::min(from + data.size(), next_);
        for (std::uint64_t at = first; at < last; ++at)
            if (data[static_cast<std::size_t>(at - from)] !=
                recent[static_cast<std::size_t>(at - (next_ - recent.size()))])
                return note(at, packet, "the byte was sent again, and was another; the first one is shown");
    }

    std::string_view up_to_end(std::string_view data, std::uint64_t packet) {
        if (end_->how == ending::reset) {
            note(end_->at, end_->packet, "a reset after which the sender continued");
            end_.reset();
            return data;
        }
        note(end_->at, packet, "bytes after the stream's end, not shown");
        return data.substr(0, static_cast<std::size_t>(end_->at - std::min(next_, end_->at)));
    }

    void reset(std::int64_t at, std::uint64_t packet) {
        constexpr std::int64_t plausible = 1 << 20;
        if (end_) return;
        const std::int64_t ahead = at - static_cast<std::int64_t>(next_);
        if (is_settled_ && (ahead < 0 || ahead > plausible))
            return note(next_, packet, "a reset of another time, skipped");
        end_ = {static_cast<std::uint64_t>(std::max<std::int64_t>(0, at)), packet, ending::reset};
    }

    void note(std::uint64_t at, std::uint64_t packet, std::string what) {
        if (into_.oddities.size() < most_oddities)
            into_.oddities.push_back({at, packet, std::move(what)});
        else
            ++into_.more_oddities;
    }

    captured_direction& into_;
    reading& shared_;
    bool has_base_ = false;
    bool is_settled_ = false; // where the stream begins is known
    std::uint32_t first_ = 0; // sequence number of the first byte
    std::uint64_t next_ = 0;  // the first byte that has not been taken
    std::uint64_t hole_ = 0;  // bytes skipped in front of it
    std::multimap<std::uint64_t, piece> waiting_;
    std::uint64_t waiting_bytes_ = 0;
    std::optional<stream_end> end_;
    bool knows_reader_ = false;
    std::uint64_t acknowledged_ = 0;
    std::int64_t announced_ = 0; // where the furthest segment ended, whether its bytes were captured or not
};

/// Two ends, and what they say.
class talk {
  public:
    talk(captured_connection& made, reading& shared)
        : made_(made), up_(made.from_client, shared), down_(made.from_server, shared) {}
    talk(const talk&) = delete;
    talk& operator=(const talk&) = delete;

    std::size_t number() const { return made_.number; }
    bool has_bytes() const { return up_.has_bytes() || down_.has_bytes(); }

    /// Whether a segment is of another connection between the two, later than this one.
    bool is_another(const segment& one) const {
        const assembler& sender = is_client(one) ? up_ : down_;
        if (!one.syn) return !one.data.empty() && sender.is_far(one.sequence);
        if (sender.begins_with(one.sequence)) return false;
        const bool is_second_answer = one.ack && (is_client(one) ? down_ : up_).begins_with(one.acknowledged - 1);
        return !is_second_answer && (sender.has_syn() || sender.has_bytes());
    }

    void add(const segment& one) {
        const bool from_client = is_client(one);
        assembler& sender = from_client ? up_ : down_;
        assembler& receiver = from_client ? down_ : up_;
        if (one.syn && !sender.has_bytes()) sender.begin(one.sequence);
        if (one.syn && one.ack && !receiver.has_syn() && !receiver.has_bytes()) receiver.begin(one.acknowledged - 1);
        if (one.syn && !sender.begins_with(one.sequence)) return; // a second answer, after the first was taken
        if (one.ack && !one.rst) receiver.acknowledge(one.acknowledged);
        sender.add(one);
    }

    void finish() {
        up_.finish();
        down_.finish();
    }

  private:
    bool is_client(const segment& one) const {
        return one.from == made_.from_client.from && one.to == made_.from_client.to;
    }

    captured_connection& made_;
    assembler up_, down_;
};

/// Whether the receiver of a connection's first packet is its client: it is that of an answer, and where the beginning
/// is missing the end that has a port of a service is the server.
bool is_to_client(const segment& first) {
    constexpr std::uint16_t first_free = 1024, first_dynamic = 32768;
    if (first.syn) return first.ack;
    const std::uint16_t sender = first.from.port, receiver = first.to.port;
    return sender < receiver && (sender < first_free || (sender < first_dynamic && receiver >= first_dynamic));
}

class connection_reader {
  public:
    connection_reader(captured_connections& into, const capture_filter& only)
        : into_(into), shared_{into}, only_(only) {}

    void add(const captured_packet& packet) {
        if (!layers_.parse(packet)) return pass(layers_.why(), packet.number);
        const segment& one = layers_.made();
        if (is_filtered(one)) {
            ++into_.filtered;
            return;
        }
        talk_between(one).add(one);
    }

    void finish() {
        for (entry& one : entries_) {
            one.talking->finish();
            into_.connections.push_back(std::move(one.made));
        }
        if (shared_.disk_is_full) into_.error = {0, "no room on the disk for a temporary file"};
    }

  private:
    using ends = std::pair<place, place>; // the lesser first
    struct entry {
        ends key;
        std::unique_ptr<captured_connection> made;
        std::unique_ptr<talk> talking;
    };
    using entry_place = std::list<entry>::iterator;

    void pass(const std::string& why, std::uint64_t number) {
        passed_over& tally = into_.passed[why];
        if (tally.packets++ == 0) tally.first = number;
    }

    bool is_filtered(const segment& one) const {
        if (only_.port != 0 && one.from.port != only_.port && one.to.port != only_.port) return true;
        return !only_.host.empty() && address_text(one.from) != only_.host && address_text(one.to) != only_.host;
    }

    talk& talk_between(const segment& one) {
        const ends key = std::minmax(one.from, one.to);
        if (last_ == nullptr || last_->key != key) {
            const auto known = open_.find(key);
            last_ = known == open_.end() ? nullptr : &*known->second;
        }
        if (last_ == nullptr || last_->talking->is_another(one)) last_ = begin(key, one);
        return *last_->talking;
    }

    entry* begin(const ends& key, const segment& one) {
        const bool is_turned = is_to_client(one);
        auto made = std::make_unique<captured_connection>();
        made->number = ++count_;
        made->from_client.from = made->from_server.to = is_turned ? one.to : one.from;
        made->from_client.to = made->from_server.from = is_turned ? one.from : one.to;
        auto talking = std::make_unique<talk>(*made, shared_);
        entries_.push_back({key, std::move(made), std::move(talking)});
        const auto here = std::prev(entries_.end());
        open_[key] = here;
        young_.push_back(here);
        if (young_.size() > most_without_bytes) forget_if_empty();
        return &*here;
    }

    /// A scan of ports is millions of connections without a byte.
    void forget_if_empty() {
        const entry_place oldest = young_.front();
        young_.pop_front();
        if (oldest->talking->has_bytes()) return;
        const auto known = open_.find(oldest->key);
        if (known != open_.end() && known->second == oldest) open_.erase(known);
        entries_.erase(oldest);
    }

    captured_connections& into_;
    reading shared_;
    const capture_filter& only_;
    layer_parser layers_;
    std::list<entry> entries_;
    std::map<ends, entry_place> open_;
    std::deque<entry_place> young_;
    entry* last_ = nullptr; // of the packet before
    std::size_t count_ = 0;
};

} // namespace

std::unique_ptr<captured_connections> read_connections(packet_reader& packets, const capture_filter& only) {
    auto made = std::make_unique<captured_connections>();
    connection_reader reader(*made, only);
    while (const auto packet = packets.next()) reader.add(*packet);
    made->packets = packets.count();
    if (packets.malformed() != 0) made->passed["a malformed block"] = {packets.malformed(), 0};
    reader.finish();
    if (packets.error()) made->error = packets.error();
    return made;
}

captured_stream load_stream(stream_store& store, const captured_direction& one) {
    captured_stream made;
    std::uint64_t latest = 0;
    bool is_broken = !one.is_whole();
    store.read(one.stored, [&](const stream_piece& piece) {
        if (piece.missing != 0) return false;
        if (!made.bytes.empty()) made.cuts.push_back(made.bytes.size());
        made.bytes += piece.bytes;
        latest = std::max(latest, piece.packet);
        made.packets.push_back(latest);
        return true;
    });
    if (!is_broken) made.end = one.end;
    return made;
}

std::vector<captured_turn> turns_of(const captured_connection& one, const captured_stream& from_client,
                                    const captured_stream& from_server) {
    struct side {
        const captured_direction& from;
        const captured_stream& stream;
        std::size_t next = 0;
        bool is_done = false;

        bool has_more() const { return next < stream.packets.size() || (stream.end != ending::open && !is_done); }
        std::uint64_t packet() const {
            if (next < stream.packets.size()) return stream.packets[next];
            return std::max(from.end_packet, stream.packets.empty() ? 0 : stream.packets.back());
        }
        std::uint64_t until() const { return next < stream.cuts.size() ? stream.cuts[next] : stream.bytes.size(); }
    };
    side client{one.from_client, from_client}, server{one.from_server, from_server};
    std::vector<captured_turn> turns;
    while (client.has_more() || server.has_more()) {
        const bool is_client = client.has_more() && (!server.has_more() || client.packet() <= server.packet());
        side& now = is_client ? client : server;
        if (turns.empty() || turns.back().is_client != is_client) turns.push_back({is_client, 0, false});
        turns.back().until = now.until();
        if (now.next == now.stream.packets.size())
            turns.back().ends = now.is_done = true;
        else
            ++now.next;
    }
    return turns;
}

} // namespace cleave::conformance
