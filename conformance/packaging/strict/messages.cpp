// SPDX-License-Identifier: MIT
//
// JSON, header messages, files, commands, digests.
#include <cleave/cleave.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace {

bool reads_json(std::string_view text) {
    std::array<char, 64> scratch;
    cleave::json_reader json(text, scratch);
    std::size_t items = 0;
    for (;;) {
        const cleave::json_item item = json.next();
        if (cleave::is_error(item.st)) return false;
        if (item.token == cleave::json_token::end) break;
        ++items;
    }
    cleave::json_reader again(text, scratch);
    return items == 10 && again.next().st == cleave::status::ok && again.next().text == "n" &&
           cleave::to_int64(again.raw_value().text).value == -12;
}

bool writes_json(std::string_view name, std::span<char> room) {
    cleave::json_writer json(room);
    json.begin_object().key("n").integer(-12).key(name).begin_array().string("\u00e9").boolean(true).null();
    return json.end_array().end_object().st() == cleave::status::ok && reads_json(json.text());
}

bool receives_a_file(std::string_view name) {
    std::array<std::byte, 512> wire, header;
    std::array<char, 512> scratch;
    const cleave::encoded put = cleave::write_put(wire, name, 5);
    if (put.st != cleave::status::ok) return false;
    cleave::file_receiver receiver(header, scratch);
    cleave::header_fields fields;
    std::size_t bytes = 0;
    for (const auto piece : {put.bytes.first(7), put.bytes.subspan(7), cleave::as_bytes("hello")})
        for (std::span<const std::byte> in = piece;;) {
            const cleave::file_step step = receiver.decode(in, fields);
            if (step.st != cleave::status::ok) break;
            bytes += step.data.size();
            in = in.subspan(step.consumed);
        }
    std::array<char, 256> text;
    return bytes == 5 && receiver.finish().st == cleave::status::ok && receiver.messages() == 1 &&
           cleave::describe(receiver.error(), text).size() < text.size();
}

bool sends_a_file(std::string_view name) {
    std::array<std::byte, 256> wire;
    cleave::file_sender sender;
    if (sender.begin(cleave::write_put(wire, name, 5), 5) != cleave::status::ok) return false;
    sender.sent(sender.pending().size());
    sender.moved(sender.body_remaining());
    return sender.finish().st == cleave::status::ok;
}

bool runs_a_command() {
    std::array<std::byte, 512> wire, header;
    std::array<char, 512> scratch;
    const cleave::encoded reply = cleave::write_exec_reply(wire, {.exit_code = 3, .stdout_bytes = 2});
    cleave::command_reply_decoder decoder(header, scratch);
    cleave::header_fields fields;
    return decoder.decode(reply.bytes, fields).event == cleave::command_event::reply &&
           decoder.outcome().exit_code == 3;
}

bool digests(std::string_view text) {
    cleave::sha256 strong;
    cleave::md5 weak;
    strong.update(cleave::as_bytes(text));
    weak.update(cleave::as_bytes(text));
    std::array<std::byte, cleave::sha256::digest_bytes> read;
    const auto hex = cleave::to_hex(strong.value());
    return cleave::parse_hex({hex.data(), hex.size()}, read) == cleave::status::ok && read == strong.value() &&
           weak.value().size() == cleave::md5::digest_bytes;
}

bool names_files(std::string_view name) {
    return cleave::check_file_name(name) == cleave::status::ok && cleave::base_name(name) == name;
}

} // namespace

int main() {
    std::array<char, 128> room;
    const bool all = writes_json("list", room) && receives_a_file("a.txt") && sends_a_file("a.txt") &&
                     runs_a_command() && digests("hello") && names_files("a.txt");
    return all ? 0 : 1;
}
