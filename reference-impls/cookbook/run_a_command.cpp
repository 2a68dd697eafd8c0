// SPDX-License-Identifier: MIT

#include <cleave/command_messages.hpp>

#include <array>
#include <cstdio>
#include <string_view>

using cleave::status;

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

// The server checks a request, and answers with how the command ended.
cleave::encoded answer(std::string_view command, std::span<std::byte> into) {
    if (const status st = cleave::check_command(command); st != status::ok) return {st, {}, 0};
    return cleave::write_exec_reply(into, {.exit_code = 3, .stdout_bytes = 4, .stderr_bytes = 4});
}

// The client reads the reply, in pieces of any size.
class client {
  public:
    bool feed(std::span<const std::byte> in) {
        cleave::header_fields fields;
        for (;;) {
            const cleave::command_step step = replies_.decode(in, fields);
            if (step.st != status::ok) return step.st == status::need_input;
            show(step);
            in = in.subspan(step.consumed);
        }
    }

  private:
    void show(const cleave::command_step& step) const {
        switch (step.event) {
        case cleave::command_event::reply:
            std::printf("exit code %d\n", static_cast<int>(replies_.outcome().exit_code));
            break;
        case cleave::command_event::stdout_data: std::printf("output: %zu bytes\n", step.data.size()); break;
        case cleave::command_event::stderr_data: std::printf("error output: %zu bytes\n", step.data.size()); break;
        case cleave::command_event::end: std::puts("end"); break;
        case cleave::command_event::none: break;
        }
    }

    std::array<std::byte, 1024> header_;
    std::array<char, 256> scratch_;
    cleave::command_reply_decoder replies_{header_, scratch_};
};

int main() {
    std::array<std::byte, 256> room;
    const cleave::encoded request = cleave::write_exec(room, "ls missing");
    if (request.st != status::ok) return 1;
    std::printf("request: %.*s\n", static_cast<int>(request.bytes.size() - 4),
                reinterpret_cast<const char*>(request.bytes.data() + 4));

    std::array<std::byte, 256> reply_room;
    std::printf("an empty command: %s\n", cleave::to_string(answer("", reply_room).st).data());
    const cleave::encoded reply = answer("ls missing", reply_room);
    if (reply.st != status::ok) return 1;

    client shown;
    const bool ok = shown.feed(reply.bytes.first(10)) && shown.feed(reply.bytes.subspan(10)) &&
                    shown.feed(bytes_of("out\ne")) && shown.feed(bytes_of("rr\n"));
    return ok ? 0 : 1;
}
