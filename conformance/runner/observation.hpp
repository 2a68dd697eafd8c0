// SPDX-License-Identifier: MIT
//
// observation: what an endpoint showed in one run, each event with the delivery that brought it.
//
// Filled and cleared millions of times a run: all text lies in two strings that keep their memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cleave::conformance {

/// Where a subject reports what it does. Data behind data of the same name is one event.
class event_sink {
  public:
    virtual ~event_sink() = default;
    /// arguments: in canonical form, a blank between two.
    virtual void event(std::string_view name, std::string_view arguments = {}) = 0;
    /// An attribute of the last event, in canonical form.
    virtual void attribute(std::string_view key, std::string_view value) = 0;
    virtual void data(std::string_view name, std::string_view bytes) = 0;
    virtual void error(std::string_view code, std::optional<std::uint64_t> at) = 0;
    virtual void send(std::string_view bytes) = 0;

    void event(std::string_view name, std::uint64_t number);
    void attribute(std::string_view key, std::uint64_t number);
    void bytes_attribute(std::string_view key, std::string_view bytes);
};

/// Whether data of this name comes in pieces: data, output, stdout, stderr.
bool comes_in_pieces(std::string_view event);

/// The bytes of x"00ff" or x'00ff'; nothing where the word is none.
std::optional<std::string> bytes_of_literal(std::string_view word);

/// Canonical text for people: bytes that are printable as "text". For display only.
std::string readable(std::string_view canonical);

/// How a run went, apart from what was shown.
enum class run_end {
    normal,
    unsupported, // the subject does not know the role, the layout or an option
    crash,       // it died
    timeout,     // it fell silent
    junk,        // it broke the contract between it and the suite
};

class observation : public event_sink {
  public:
    enum class kind : std::uint8_t { event, data, error, send };

    struct entry {
        kind what = kind::event;
        std::size_t delivery = 0;        // with which it appeared; of data: its last piece
        std::optional<std::uint64_t> at; // of an error

      private:
        friend class observation;
        std::size_t name = 0, name_size = 0; // in text_
        std::size_t arguments = 0, arguments_size = 0;
        std::size_t bytes = 0, bytes_size = 0; // in bytes_
        std::size_t first_attribute = 0, attributes = 0;
    };

    // A sink
    void event(std::string_view name, std::string_view arguments = {}) override;
    void attribute(std::string_view key, std::string_view value) override;
    void data(std::string_view name, std::string_view bytes) override;
    void error(std::string_view code, std::optional<std::uint64_t> at) override;
    void send(std::string_view bytes) override;
    using event_sink::attribute;
    using event_sink::event;

    /// What follows appears with this delivery; the number of deliveries stands for the end of the stream.
    void at_delivery(std::size_t index) { delivery_ = index; }
    /// Keeps sends apart: each is a datagram.
    void keep_sends_apart(bool apart) { sends_apart_ = apart; }
    void clear();
    void ended(run_end how, std::string_view why = {});

    const std::vector<entry>& entries() const { return entries_; }
    run_end end() const { return end_; }
    const std::string& why() const { return why_; }

    std::string_view name(const entry& one) const { return view(text_, one.name, one.name_size); }
    std::string_view arguments(const entry& one) const { return view(text_, one.arguments, one.arguments_size); }
    std::string_view bytes(const entry& one) const { return view(bytes_, one.bytes, one.bytes_size); }
    /// The value of an attribute; nothing where it is absent.
    std::optional<std::string_view> attribute(const entry& one, std::string_view key) const;
    /// The canonical text of one entry.
    std::string text(const entry& one) const;

    /// Adds what canonical text says: `begin 5`, `data x"00ff"`, `error frame_too_large at=3`, `send x"00"`.
    /// returns: what is wrong with the text; empty when nothing is.
    std::string add_text(std::string_view text);

  private:
    struct attribute_range {
        std::size_t key, key_size, value, value_size;
    };
    static std::string_view view(const std::string& in, std::size_t from, std::size_t size) {
        return std::string_view(in).substr(from, size);
    }
    std::size_t keep(std::string_view text);
    void append_bytes(kind what, std::string_view name, std::string_view bytes, bool joins);

    std::string text_;
    std::string bytes_;
    std::vector<entry> entries_;
    std::vector<attribute_range> attributes_;
    std::size_t delivery_ = 0;
    bool sends_apart_ = false;
    run_end end_ = run_end::normal;
    std::string why_;
};

} // namespace cleave::conformance
