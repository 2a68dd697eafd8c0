// SPDX-License-Identifier: MIT
//
// cleave-mutant: the second implementation as a testee, with a fault of mutants.hpp or without.
//
//     cleave-conformance --testee 'cleave-mutant'
//     cleave-conformance --testee 'cleave-mutant --mutant recv-is-whole'
#include "endpoint.hpp"
#include "json.hpp"
#include "mutants.hpp"

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

using namespace second;

namespace {

/// No fault is in force while it lives: the contract is read and answered in full health.
class in_health {
  public:
    in_health() : chosen_(chosen) { chosen = no_mutant; }
    ~in_health() { chosen = chosen_; }
    in_health(const in_health&) = delete;
    in_health& operator=(const in_health&) = delete;

  private:
    int chosen_;
};

json_value text_value(std::string text) {
    json_value value;
    value.of = json_value::kind::string;
    value.text = std::move(text);
    return value;
}

/// The events of a run as the contract has them: [[0, "begin 5"], ...].
class event_list : public output {
  public:
    void at_delivery(std::size_t index) { delivery_ = std::to_string(index); }
    void event(std::string_view name, std::string_view arguments) override {
        add(std::string(name) + (arguments.empty() ? "" : " ") + std::string(arguments));
    }
    void attribute(std::string_view key, std::string_view value) override {
        list_.items.back().items[1].text += " " + std::string(key) + "=" + std::string(value);
    }
    void data(std::string_view name, std::string_view bytes) override {
        if (!bytes.empty()) add(std::string(name) + " " + hex_literal(bytes));
    }
    void error(std::string_view code, std::optional<std::uint64_t> at) override {
        add("error " + std::string(code) + (at ? " at=" + std::to_string(*at) : ""));
    }
    void send(std::string_view bytes) override { add("send " + hex_literal(bytes)); }

    json_value list() const {
        json_value all = list_;
        all.of = json_value::kind::array;
        return all;
    }

  private:
    void add(std::string text) {
        json_value& pair = list_.items.emplace_back();
        pair.of = json_value::kind::array;
        json_value& index = pair.items.emplace_back();
        index.of = json_value::kind::number;
        index.text = delivery_;
        pair.items.push_back(text_value(std::move(text)));
    }

    json_value list_;
    std::string delivery_ = "0";
};

std::string text_of(const json_value& from, std::string_view name) {
    const json_value* found = from.find(name);
    return found == nullptr ? "" : found->text;
}

std::uint64_t number_of(const json_value& from, std::string_view name) {
    return std::strtoull(text_of(from, name).c_str(), nullptr, 10);
}

frame_layout layout_of(const json_value& from) {
    frame_layout layout;
    const std::string what = text_of(from, "counts");
    layout.width = text_of(from, "width") == "varint" ? 0 : static_cast<unsigned>(number_of(from, "width"));
    layout.is_big = text_of(from, "order") == "big";
    layout.is_signed = text_of(from, "signed") == "true";
    layout.what = what == "payload" ? counts::payload : what == "from_field" ? counts::from_field : counts::whole_frame;
    layout.offset = static_cast<unsigned>(number_of(from, "offset"));
    layout.gap = static_cast<unsigned>(number_of(from, "gap"));
    layout.max_payload = number_of(from, "max_payload");
    return layout;
}

setup setup_of(const json_value& run) {
    setup asked;
    asked.role = text_of(run, "role");
    if (const json_value* layout = run.find("layout")) asked.layout = layout_of(*layout);
    if (const json_value* limits = run.find("limits"))
        for (const auto& [name, value] : limits->members)
            asked.limits[name] = std::strtoull(value.text.c_str(), nullptr, 10);
    if (const json_value* options = run.find("options"))
        for (const auto& [name, value] : options->members) asked.options[name] = value.text;
    return asked;
}

/// What the run shows; false: it is unsupported.
bool play(const json_value& run, const setup& asked, const std::vector<std::string>& pieces, event_list& events) {
    const std::unique_ptr<endpoint> subject = make_endpoint(asked);
    if (subject == nullptr) return false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        events.at_delivery(i);
        subject->deliver(pieces[i], events);
    }
    if (pieces.empty() && takes_whole_messages(asked)) subject->deliver("", events);
    events.at_delivery(pieces.size());
    const std::string end = text_of(run, "end");
    if (end != "open") subject->finish(events, end == "reset");
    return true;
}

json_value answer(const json_value& asked_line) {
    json_value all;
    all.of = json_value::kind::object;
    if (const json_value* seq = asked_line.find("seq")) all.members.push_back({"seq", *seq});
    const setup asked = setup_of(asked_line);
    std::vector<std::string> pieces;
    if (const json_value* deliveries = asked_line.find("deliveries"))
        for (const json_value& piece : deliveries->items) pieces.push_back(bytes_of("x\"" + piece.text + "\""));
    event_list events;
    if (play(asked_line, asked, pieces, events))
        all.members.push_back({"events", events.list()});
    else
        all.members.push_back({"unsupported", text_value("the role or the operation is unknown")});
    return all;
}

constexpr std::string_view who =
    R"({"type": "started", "name": "second implementation", "roles": ["frame_decoder", "frame_encoder", "value", )"
    R"("json", "header_message", "file_receiver", "command_reply"], "features": ["lp64", "little-endian-machine"]})";

constexpr std::string_view usage = R"(usage: cleave-mutant [options]

a testee with a fault of your choice, or without: to see what the suite says of it

options:
  --mutant NAME               the fault, or its number; none if not given
  --list                      shows all faults
  -h, --help                  show this
  --version                   show the version

examples:
  cleave-conformance --testee cleave-mutant
  cleave-conformance --testee 'cleave-mutant --mutant recv-is-whole'
)";

bool choose(const char* name) {
    chosen = index_of(name);
    char* end = nullptr;
    const unsigned long number = std::strtoul(name, &end, 10);
    if (chosen == no_mutant && end != name && *end == '\0' && number < std::size(mutants))
        chosen = static_cast<int>(number);
    return chosen != no_mutant;
}

} // namespace

int main(int argc, char** argv) {
    const std::string_view option = argc > 1 ? argv[1] : "";
    if (option == "--help" || option == "-h") return std::cout << usage, 0;
    if (option == "--version") return std::cout << "cleave-mutant " CLEAVE_VERSION "\n", 0;
    if (option == "--list") {
        for (std::size_t i = 0; i < std::size(mutants); ++i)
            std::cout << i << ' ' << mutants[i].name << ": " << mutants[i].about << " (" << mutants[i].rule << ")\n";
        return 0;
    }
    if (argc != 1 && !(argc == 3 && option == "--mutant" && choose(argv[2]))) {
        std::cerr << "cleave-mutant: --list, or --mutant and the name of a fault\ntry 'cleave-mutant --help'\n";
        return 2;
    }
    for (std::string line; std::getline(std::cin, line);) {
        json_value asked;
        std::string reply(who);
        {
            const in_health now;
            json_reader reader(line, {});
            if (!reader.read(asked)) return 1;
        }
        const std::string type = text_of(asked, "type");
        if (type == "stop") return 0;
        if (type != "start") {
            const json_value all = answer(asked);
            const in_health now;
            reply = to_json(all);
        }
        std::cout << reply << '\n' << std::flush;
    }
}
