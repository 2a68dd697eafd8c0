-- SPDX-License-Identifier: MIT
--
-- cleave.lua: length-prefixed streams in Wireshark and tshark: frames in any layout, header messages, files, commands;
-- and the datagrams of time, command, chat and echo.
--
--     tshark -X lua_script:cleave.lua -d tcp.port==8080,cleave -r capture.pcapng -O cleave
--     tshark -X lua_script:cleave.lua -d udp.port==8081,cleave -o cleave.datagrams:command -r capture.pcapng -O cleave
--
-- README.md, beside this file, says how to install it, choose a layout, and save the files of a capture.

local cleave = Proto("cleave", "Length-prefixed stream")

local fields = {
    length = ProtoField.int64("cleave.length", "Length", base.DEC, nil, nil, "What the length field says"),
    leading = ProtoField.bytes("cleave.leading", "Bytes in front of the length"),
    gap = ProtoField.bytes("cleave.gap", "Bytes between length and payload"),
    payload = ProtoField.bytes("cleave.payload", "Payload"),
    text = ProtoField.string("cleave.text", "Text", base.UNICODE),
    header = ProtoField.string("cleave.header", "Header", base.UNICODE),
    request = ProtoField.string("cleave.request", "Plain request, unframed", base.UNICODE),
    cmd = ProtoField.string("cleave.cmd", "Command", base.UNICODE),
    status = ProtoField.string("cleave.status", "Status", base.UNICODE),
    code = ProtoField.string("cleave.code", "Error code", base.UNICODE),
    file_name = ProtoField.string("cleave.file.name", "File name", base.UNICODE),
    file_size = ProtoField.uint64("cleave.file.size", "File size"),
    file_offset = ProtoField.uint64("cleave.file.offset", "File offset"),
    md5 = ProtoField.string("cleave.file.md5", "MD5", base.UNICODE),
    sha256 = ProtoField.string("cleave.file.sha256", "SHA-256", base.UNICODE),
    file_data = ProtoField.bytes("cleave.file.data", "File"),
    digest = ProtoField.string("cleave.file.digest", "Digest", base.UNICODE, "Whether the file has the digest announced"),
    command = ProtoField.string("cleave.command", "Command line", base.UNICODE),
    exit_code = ProtoField.int64("cleave.exit_code", "Exit code"),
    stdout = ProtoField.bytes("cleave.stdout", "Standard output"),
    stderr = ProtoField.bytes("cleave.stderr", "Error output"),
    body = ProtoField.bytes("cleave.body", "Body"),
    error = ProtoField.string("cleave.error", "Broken rule", base.UNICODE),
    unread = ProtoField.bytes("cleave.unread", "Not read: the stream is broken"),
    asked = ProtoField.string("cleave.datagram.request", "Request", base.UNICODE),
    answer = ProtoField.string("cleave.datagram.reply", "Reply", base.UNICODE),
    said = ProtoField.string("cleave.datagram.text", "Text", base.UNICODE),
    request_in = ProtoField.framenum("cleave.datagram.request_in", "Request in", base.NONE, frametype.REQUEST),
    reply_in = ProtoField.framenum("cleave.datagram.reply_in", "Reply in", base.NONE, frametype.RESPONSE),
}
cleave.fields = fields

local experts = {
    broken = ProtoExpert.new("cleave.broken", "The stream breaks a rule", expert.group.MALFORMED, expert.severity.ERROR),
    truncated = ProtoExpert.new("cleave.truncated", "The stream ends early", expert.group.REASSEMBLE, expert.severity.ERROR),
    refused = ProtoExpert.new("cleave.refused", "An error reply", expert.group.RESPONSE_CODE, expert.severity.WARN),
    file_name = ProtoExpert.new("cleave.file.name.unsafe", "A file name that no receiver should take",
        expert.group.SECURITY, expert.severity.WARN),
    unframed = ProtoExpert.new("cleave.unframed", "A request without a length: only a guess says where it ends",
        expert.group.PROTOCOL, expert.severity.NOTE),
    digest = ProtoExpert.new("cleave.file.digest.holds", "The file has the digest announced", expert.group.CHECKSUM,
        expert.severity.CHAT),
    digest_wrong = ProtoExpert.new("cleave.file.digest.wrong", "The file has another digest than announced",
        expert.group.CHECKSUM, expert.severity.ERROR),
    not_captured = ProtoExpert.new("cleave.not_captured", "The capture does not hold all of it",
        expert.group.UNDECODED, expert.severity.WARN),
    answer = ProtoExpert.new("cleave.datagram.unexpected", "Not what was asked for", expert.group.RESPONSE_CODE,
        expert.severity.WARN),
}
cleave.experts = experts

cleave.prefs.layout = Pref.string("Layout", "python_int",
    "A name, such as kafka, or parts: width=2,order=little,signed,counts=whole_frame,offset=1,gap=2")
cleave.prefs.content = Pref.enum("Content", 0, "What the frames hold", {
    { 1, "guess", 0 }, { 2, "frames only", 1 }, { 3, "header messages", 2 },
}, false)
cleave.prefs.max_payload = Pref.uint("Largest payload", 16777216, "Bytes; a length above is an error")
cleave.prefs.ports = Pref.range("TCP ports", "", "Of streams in this layout", 65535)
cleave.prefs.udp_ports = Pref.range("UDP ports", "", "Of such datagrams", 65535)
cleave.prefs.datagrams = Pref.enum("Datagrams", 0, "What the datagrams are of", {
    { 1, "text", 0 }, { 2, "echo", 1 }, { 3, "time", 2 }, { 4, "command", 3 }, { 5, "chat", 4 },
}, false)
cleave.prefs.digest_limit = Pref.uint("Check digests of files up to", 16777216, "Bytes; 0 checks none")

-- ---- layouts

local named_layouts = {
    python_int = { width = 4, order = "little", signed = true },
    erlang_1 = { width = 1 },
    erlang_2 = { width = 2 },
    erlang_4 = { width = 4 },
    netty_8 = { width = 8 },
    varint_delimited = { width = "varint" },
    grpc_message = { width = 4, offset = 1 },
    kafka = { width = 4, signed = true },
    postgresql = { width = 4, signed = true, counts = "from_field", offset = 1 },
    http2 = { width = 3, gap = 6 },
    memcached_binary = { width = 4, offset = 8, gap = 12 },
    whole_frame_2 = { width = 2, order = "little", counts = "whole_frame", offset = 1, gap = 1 },
    little_3 = { width = 3, order = "little" },
    signed_8 = { width = 8, order = "little", signed = true },
}

-- A layout by its name or its parts; nil where the text is neither.
local function parse_layout(text)
    local layout = named_layouts[text]
    if not layout then
        layout = {}
        for part in text:gmatch("[^,%s]+") do
            local name, value = part:match("^(%w+)=?([%w_]*)$")
            if name == "signed" then
                layout.signed = true
            elseif name == "width" and value ~= "varint" or name == "offset" or name == "gap" then
                layout[name] = tonumber(value)
            elseif name == "width" or name == "order" or name == "counts" then
                layout[name] = value
            else
                return nil
            end
        end
        if not layout.width then return nil end
    end
    local whole = { order = "big", counts = "payload", offset = 0, gap = 0 }
    for name, value in pairs(layout) do whole[name] = value end
    return whole
end

-- What the length counts of its own header.
local function counted_header(layout)
    if layout.counts == "from_field" then return layout.width + layout.gap end
    if layout.counts == "whole_frame" then return layout.offset + layout.width + layout.gap end
    return 0
end

-- Reads the header of a frame at `at`. Returns a table: header (bytes), declared, payload; or more (bytes missing at
-- least); or error.
local function read_prefix(layout, tvb, at, limit)
    local available = tvb:len() - at
    local width, value = layout.width, 0
    if width == "varint" then
        width = 0
        repeat
            if available <= layout.offset + width then return { more = 1 } end
            local byte = tvb(at + layout.offset + width, 1):uint()
            width = width + 1
            value = value + (byte % 128) * 2 ^ (7 * (width - 1))
            if byte < 128 and byte == 0 and width > 1 then return { error = "varint_not_canonical", shown = width } end
            if byte >= 128 and width == 10 then return { error = "varint_too_long", shown = width } end
        until byte < 128
    else
        if available < layout.offset + width then return { more = layout.offset + width + layout.gap - available } end
        for i = 0, width - 1 do
            local from = layout.order == "big" and i or width - 1 - i
            value = value * 256 + tvb(at + layout.offset + from, 1):uint()
        end
        if layout.signed and value >= 2 ^ (8 * width - 1) then value = value - 2 ^ (8 * width) end
    end
    local found = { width = width, declared = value, shown = layout.offset + width }
    if value < 0 then
        found.error = "negative_length"
    elseif value < counted_header(layout) then
        found.error = "length_below_header"
    elseif value - counted_header(layout) > limit then
        found.error = "frame_too_large"
    elseif available < found.shown + layout.gap then
        found.more = found.shown + layout.gap - available
    end
    found.header = found.shown + layout.gap
    found.payload = value - counted_header(layout)
    return found
end

-- ---- JSON: strict enough to find the fields of a header, and to say that a text is none

local json_escapes = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t", ['"'] = '"', ["\\"] = "\\", ["/"] = "/" }

local function utf8_of(code)
    if code < 0x80 then return string.char(code) end
    if code < 0x800 then return string.char(0xc0 + math.floor(code / 64), 0x80 + code % 64) end
    local low, mid = 0x80 + code % 64, 0x80 + math.floor(code / 64) % 64
    if code < 0x10000 then return string.char(0xe0 + math.floor(code / 4096), mid, low) end
    return string.char(0xf0 + math.floor(code / 262144), 0x80 + math.floor(code / 4096) % 64, mid, low)
end

local json_value

local function json_string(text, at)
    local parts = {}
    at = at + 1
    while true do
        local plain, stop = text:match('^([^%c"\\]*)()', at)
        parts[#parts + 1] = plain
        local c = text:sub(stop, stop)
        if c == '"' then return table.concat(parts), stop + 1 end
        if c ~= "\\" then return nil end
        local escape = text:sub(stop + 1, stop + 1)
        if escape == "u" then
            local code = tonumber(text:match("^%x%x%x%x", stop + 2) or "", 16)
            if not code then return nil end
            at = stop + 6
            if code >= 0xd800 and code < 0xdc00 then
                local low = tonumber(text:match("^\\u(%x%x%x%x)", at) or "", 16)
                if not low or low < 0xdc00 or low > 0xdfff then return nil end
                code, at = 0x10000 + (code - 0xd800) * 1024 + low - 0xdc00, at + 6
            end
            parts[#parts + 1] = utf8_of(code)
        else
            if not json_escapes[escape] then return nil end
            parts[#parts + 1] = json_escapes[escape]
            at = stop + 2
        end
    end
end

-- An object or an array; of an array only its end matters.
local function json_group(text, at, depth, close, has_keys)
    local members = {}
    at = text:match("^[ \t\r\n]*()", at + 1)
    if text:sub(at, at) == close then return members, at + 1 end
    while true do
        local key, value
        if has_keys then
            if text:sub(at, at) ~= '"' then return nil end
            key, at = json_string(text, at)
            if not key or members[key] ~= nil then return nil end
            at = text:match("^[ \t\r\n]*:[ \t\r\n]*()", at)
            if not at then return nil end
        end
        value, at = json_value(text, at, depth + 1)
        if value == nil then return nil end
        if key then members[key] = value end
        local separator, next_at = text:match("^[ \t\r\n]*([,%]}])[ \t\r\n]*()", at)
        if separator == close then return members, text:match("^[ \t\r\n]*[,%]}]()", at) end
        if separator ~= "," then return nil end
        at = next_at
    end
end

-- The value at `at` and where it ends. Numbers stay text in a table, so that none loses a digit: { number = "12" }.
function json_value(text, at, depth)
    local c = text:sub(at, at)
    if depth > 32 then return nil end
    if c == '"' then return json_string(text, at) end
    if c == "{" then return json_group(text, at, depth, "}", true) end
    if c == "[" then return json_group(text, at, depth, "]", false) end
    local word, stop = text:match("^(%l+)()", at)
    if word then
        if word == "null" then return {}, stop end
        if word == "true" or word == "false" then return { flag = word == "true" }, stop end
        return nil
    end
    local number = text:match("^-?%d+%.?%d*[eE]?[+-]?%d*", at)
    if not number or number:match("^-?0%d") or not tonumber(number) then return nil end
    return { number = number }, at + #number
end

local function json_object(text)
    local at = text:match("^[ \t\r\n]*()")
    if text:sub(at, at) ~= "{" then return nil end
    local value, stop = json_value(text, at, 0)
    return value and text:match("^[ \t\r\n]*$", stop) and value or nil
end

-- ---- digests

local band, bor, bxor, bnot, rol, ror, rshift = bit.band, bit.bor, bit.bxor, bit.bnot, bit.rol, bit.ror, bit.rshift

-- The text behind which the length in bits ends the last block of 64 bytes.
local function padded(text, is_big)
    local low, high = #text * 8 % 2 ^ 32, math.floor(#text / 2 ^ 29)
    local length = ""
    for _, word in ipairs({ low, high }) do
        for i = 0, 3 do
            local byte = string.char(math.floor(word / 256 ^ i) % 256)
            length = is_big and byte .. length or length .. byte
        end
    end
    return text .. "\128" .. ("\0"):rep((55 - #text) % 64) .. length
end

-- The 16 words of the block at `at`.
local function words_of(text, at, is_big)
    local words = {}
    for i = 0, 15 do
        local a, b, c, d = text:byte(at + i * 4, at + i * 4 + 3)
        if is_big then a, b, c, d = d, c, b, a end
        words[i] = bit.tobit(a + b * 0x100 + c * 0x10000 + d * 0x1000000)
    end
    return words
end

local md5_shifts = { [0] = { [0] = 7, 12, 17, 22 }, { [0] = 5, 9, 14, 20 }, { [0] = 4, 11, 16, 23 }, { [0] = 6, 10, 15, 21 } }
local md5_sines, sha256_roots = {}, {}
for i = 0, 63 do md5_sines[i] = math.floor(math.abs(math.sin(i + 1)) * 2 ^ 32) end

local function md5(text)
    local bytes = padded(text, false)
    local h = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 }
    for at = 1, #bytes, 64 do
        local words = words_of(bytes, at, false)
        local a, b, c, d = h[1], h[2], h[3], h[4]
        for i = 0, 63 do
            local round, mixed, from = math.floor(i / 16)
            if round == 0 then
                mixed, from = bor(band(b, c), band(bnot(b), d)), i
            elseif round == 1 then
                mixed, from = bor(band(d, b), band(bnot(d), c)), (5 * i + 1) % 16
            elseif round == 2 then
                mixed, from = bxor(b, c, d), (3 * i + 5) % 16
            else
                mixed, from = bxor(c, bor(b, bnot(d))), 7 * i % 16
            end
            a, b, c, d = d, b + rol(a + mixed + md5_sines[i] + words[from], md5_shifts[round][i % 4]), b, c
        end
        h = { bit.tobit(h[1] + a), bit.tobit(h[2] + b), bit.tobit(h[3] + c), bit.tobit(h[4] + d) }
    end
    for i, word in ipairs(h) do h[i] = bit.tohex(bit.bswap(word)) end
    return table.concat(h)
end

local sha256_start = {}
for n = 2, 311 do
    local is_prime = true
    for divisor = 2, math.floor(math.sqrt(n)) do is_prime = is_prime and n % divisor ~= 0 end
    if is_prime then
        if #sha256_start < 8 then sha256_start[#sha256_start + 1] = math.floor(math.sqrt(n) % 1 * 2 ^ 32) end
        sha256_roots[#sha256_roots + 1] = math.floor(n ^ (1 / 3) % 1 * 2 ^ 32)
    end
end

local function sha256(text)
    local bytes = padded(text, true)
    local h = { table.unpack(sha256_start) }
    for at = 1, #bytes, 64 do
        local words = words_of(bytes, at, true)
        for i = 16, 63 do
            local x, y = words[i - 15], words[i - 2]
            words[i] = bit.tobit(words[i - 16] + words[i - 7] + bxor(ror(x, 7), ror(x, 18), rshift(x, 3)) +
                bxor(ror(y, 17), ror(y, 19), rshift(y, 10)))
        end
        local a, b, c, d, e, f, g, last = table.unpack(h)
        for i = 0, 63 do
            local one = last + bxor(ror(e, 6), ror(e, 11), ror(e, 25)) + bxor(band(e, f), band(bnot(e), g)) +
                sha256_roots[i + 1] + words[i]
            local two = bxor(ror(a, 2), ror(a, 13), ror(a, 22)) + bxor(band(a, b), band(a, c), band(b, c))
            a, b, c, d, e, f, g, last = bit.tobit(one + two), a, b, c, bit.tobit(d + one), e, f, g
        end
        for i, word in ipairs({ a, b, c, d, e, f, g, last }) do h[i] = bit.tobit(h[i] + word) end
    end
    for i, word in ipairs(h) do h[i] = bit.tohex(word) end
    return table.concat(h)
end

local algorithms = { { name = "md5", of = md5, digits = 32 }, { name = "sha256", of = sha256, digits = 64 } }

-- ---- messages

local function text_field(header, ...)
    for _, name in ipairs({ ... }) do
        if type(header[name]) == "string" then return header[name], name end
    end
end

-- A size: nil where there is none, and the rule that it breaks.
local function size_field(header, ...)
    for _, name in ipairs({ ... }) do
        local value = header[name]
        if value ~= nil then
            local number = type(value) == "table" and value.number
            if not number then return nil, "field_wrong_type" end
            if number:match("^-") then return nil, "size_negative" end
            if not number:match("^%d+$") then return nil, "size_not_integer" end
            if tonumber(number) >= 2 ^ 63 then return nil, "size_out_of_range" end
            return tonumber(number)
        end
    end
end

-- What follows a header: the number of bytes, or the rule that it breaks; or false where nothing ever follows.
local function body_size(header)
    local cmd, status = text_field(header, "cmd"), text_field(header, "status")
    local size, wrong = size_field(header, "file_size", "filesize", "total_size")
    if wrong then return nil, wrong end
    if cmd and cmd ~= "put" then return false end
    if status and (status ~= "ok" or header.ack or header.received or not size) then return false end
    local offset, wrong_offset = size_field(header, "offset")
    if wrong_offset then return nil, wrong_offset end
    if not size then return nil, "field_missing" end
    if (offset or 0) > size then return nil, "offset_beyond_size" end
    return size - (offset or 0)
end

-- Why a receiver should not take a name for a file's; nil where it may.
local function wrong_with_name(name)
    if name == "" then return "name_empty" end
    if #name > 255 then return "name_too_long" end
    if name:find("%z") then return "name_nul" end
    if name:find("%c") then return "name_control" end
    if name:find("^/") then return "name_absolute" end
    if name:find("^%a:") then return "name_drive" end
    if name:find(":", 1, true) then return "name_stream" end
    if name == "." then return "name_dot" end
    if name == ".." or name:find("^%.%./") or name:find("/%.%./") or name:find("/%.%.$") then return "name_parent" end
    if name:find("\\", 1, true) then return "name_backslash" end
    if name:find("/", 1, true) then return "name_separator" end
    if name:find("[. ]$") then return "name_trailing" end
    if name:find("^%.") then return "name_hidden" end
end

-- What the first bytes of something that is no frame look like.
local function foreign(bytes)
    if bytes:find("^\22\3[%z\1-\4]") then return "a TLS hello" end
    if bytes:find("^HTTP/") then return "an HTTP reply" end
    if bytes:find("^SSH%-") then return "an SSH banner" end
    for verb in ("GET HEAD POST PUT DELETE OPTIONS CONNECT TRACE PATCH PRI"):gmatch("%u+") do
        if bytes:sub(1, #verb + 1) == verb .. " " then return "an HTTP request" end
    end
end

local function is_text(bytes) return not bytes:find("[%z\1-\8\11\12\14-\31\127]") end

local udp = 3 -- a pinfo.port_type

-- ---- what is known of each direction of each connection, from the first pass over the capture

local broken, pending, digests, talks, datagrams

function cleave.init()
    broken = {}    -- direction: the packet in which it broke
    pending = {}   -- direction: the frame that is not whole yet; after the first pass, that never was
    digests = {}   -- packet, place in it and algorithm: the digest, worked out once
    talks = {}     -- two addresses: who asked first, and the requests that wait for their replies
    datagrams = {} -- packet: what it is of a talk
end

-- Not by tcp.stream: in a first pass nobody makes fields.
local function direction(pinfo)
    return tostring(pinfo.src) .. " " .. pinfo.src_port .. " " .. tostring(pinfo.dst) .. " " .. pinfo.dst_port
end

-- ---- the tree

local current = {} -- layout, limit, content

local function note(pinfo, text)
    pinfo.cols.info:append((tostring(pinfo.cols.info) == "" and "" or ", ") .. text)
end

local function add_error(tree, range, code, words)
    local item = tree:add(fields.error, range, code)
    item:add_proto_expert_info(experts.broken, words and code .. ": " .. words or code)
end

local function add_prefix(tree, tvb, at, found)
    local layout = current.layout
    if layout.offset > 0 then tree:add(fields.leading, tvb(at, layout.offset)) end
    local field = tvb(at + layout.offset, found.width)
    if math.abs(found.declared) < 2 ^ 53 then
        tree:add(fields.length, field, Int64.new(string.format("%.0f", found.declared)))
    end
    if layout.gap > 0 then tree:add(fields.gap, tvb(at + found.shown, layout.gap)) end
end

local function add_fields(tree, range, header)
    local function add(field, value)
        if value then tree:add(field, range, value) end
    end
    add(fields.cmd, text_field(header, "cmd"))
    add(fields.status, text_field(header, "status"))
    add(fields.code, text_field(header, "code"))
    add(fields.command, text_field(header, "command"))
    add(fields.md5, text_field(header, "md5"))
    add(fields.sha256, text_field(header, "sha256"))
    local code = type(header.exit_code) == "table" and header.exit_code.number
    if code and code:match("^-?%d+$") then add(fields.exit_code, Int64.new(code)) end
    for field, names in pairs({ file_size = { "file_size", "filesize", "total_size" }, file_offset = { "offset" } }) do
        local size = size_field(header, table.unpack(names))
        if size then add(fields[field], UInt64.new(string.format("%.0f", size))) end
    end
    local name = text_field(header, "file_name", "filename")
    if name then
        local item = tree:add(fields.file_name, range, name)
        local wrong = wrong_with_name(name)
        if wrong then item:add_proto_expert_info(experts.file_name, wrong .. ": " .. name) end
    end
    if text_field(header, "status") == "error" then
        tree:add_proto_expert_info(experts.refused, (text_field(header, "code") or "error") .. ": " ..
            (text_field(header, "message") or ""))
    end
end

-- Says whether the file has the digests that its header announces. `range` is nil where the file is empty.
local function add_digests(tree, pinfo, header, range)
    for _, algorithm in ipairs(algorithms) do
        local announced = text_field(header, algorithm.name)
        if announced then
            local verdict, kind
            local size = range and range:len() or 0
            local offset = size_field(header, "offset") or 0
            if #announced ~= algorithm.digits or announced:find("%X") then
                verdict, kind = "digest_malformed", experts.digest_wrong
            elseif offset > 0 then
                verdict = string.format("not checked: the file begins %.0f bytes earlier", offset)
            elseif size > cleave.prefs.digest_limit then
                verdict = string.format("not checked: the file is larger than %d bytes", cleave.prefs.digest_limit)
            else
                local key = pinfo.number .. " " .. (range and range:offset() or 0) .. " " .. algorithm.name
                digests[key] = digests[key] or algorithm.of(range and range:bytes():raw() or "")
                local holds = digests[key] == announced:lower()
                verdict = holds and "holds" or "digest_mismatch: the file has " .. digests[key]
                kind = holds and experts.digest or experts.digest_wrong
            end
            local item = tree:add(fields.digest, algorithm.name .. " " .. verdict):set_generated()
            if kind then item:add_proto_expert_info(kind, algorithm.name .. " " .. verdict) end
        end
    end
end

local function add_body(tree, range, header)
    local out = size_field(header, "stdout_size")
    local err = size_field(header, "stderr_size")
    if out and err then
        if out + err ~= range:len() then return add_error(tree, range, "size_mismatch") end
        if out > 0 then tree:add(fields.stdout, range(0, out)) end
        if err > 0 then tree:add(fields.stderr, range(out, err)) end
    elseif text_field(header, "file_name", "filename") then
        tree:add(fields.file_data, range)
    else
        tree:add(fields.body, range)
    end
end

local function title(header, body)
    local name = text_field(header, "file_name", "filename")
    local text = text_field(header, "cmd")
    if not text and text_field(header, "status") then
        text = "reply " .. header.status .. (text_field(header, "code") and " " .. header.code or "")
    end
    text = text or (header.msg ~= nil and "upload" or "file")
    if name then text = text .. " " .. name end
    if text_field(header, "command") then text = text .. " " .. header.command end
    return body > 0 and text .. string.format(", %.0f bytes", body) or text
end

-- A PDU is a frame, or a message with its body. Takes what is at `at` and returns its size; or nil, the number of bytes
-- missing, the rule that their absence would break, and whether more may be missing than that; or false and the rule
-- that is broken.

local function take_frame(tvb, pinfo, tree, at)
    local found = read_prefix(current.layout, tvb, at, current.limit)
    if found.error then return false, found.error, found end
    if found.more then return nil, found.more, "truncated_prefix", true end
    local missing = found.header + found.payload - (tvb:len() - at)
    local text = missing <= 0 and tvb:raw(at + found.header, found.payload) or ""
    local may_be_header = current.content ~= 1 and current.is_python_int
    if may_be_header and missing > 0 then
        -- Whether a body follows is not known yet; how much is missing neither.
        local begins_otherwise = tvb:len() > at + found.header and tvb(at + found.header, 1):uint() ~= 0x7b
        return nil, missing, "truncated_payload", not begins_otherwise
    end
    if may_be_header and found.payload > 0 then
        local header = json_object(text)
        local body, wrong = 0, nil
        if header then body, wrong = body_size(header) end
        if header and (body ~= nil or current.content == 2) then
            if body == nil then return false, wrong, found end
            local is_file = body and text_field(header, "file_name", "filename") ~= nil
            body = body or 0
            local whole = found.header + found.payload + body
            if whole > tvb:len() - at then return nil, whole - (tvb:len() - at), "truncated_body" end
            local subtree = tree:add(cleave, tvb(at, whole), "Message: " .. title(header, body))
            add_prefix(subtree, tvb, at, found)
            local range = tvb(at + found.header, found.payload)
            subtree:add(fields.header, range, text)
            add_fields(subtree, range, header)
            local after = body > 0 and tvb(at + found.header + found.payload, body) or nil
            if after then add_body(subtree, after, header) end
            if is_file then add_digests(subtree, pinfo, header, after) end
            note(pinfo, title(header, body))
            return whole
        end
        if current.content == 2 then return false, "json_syntax", found end
    end
    if missing > 0 then return nil, missing, "truncated_payload" end
    local subtree = tree:add(cleave, tvb(at, found.header + found.payload),
        string.format("Frame, %.0f bytes of payload", found.payload))
    add_prefix(subtree, tvb, at, found)
    if found.payload > 0 then
        local range = tvb(at + found.header, found.payload)
        subtree:add(fields.payload, range)
        if is_text(text) then subtree:add(fields.text, range, text) end
    end
    note(pinfo, string.format("frame of %.0f bytes", found.payload))
    return found.header + found.payload
end

-- A plain request is text without a length, sent by the client; that is where the lower port is not.
local function is_plain_request(tvb, pinfo, at)
    if current.content == 1 or not current.is_python_int or pinfo.src_port < pinfo.dst_port then return false end
    local available = tvb:len() - at
    local bytes = tvb:raw(at, available)
    if available < 2 or not is_text(bytes) or foreign(bytes) then return false end
    return available < 4 or read_prefix(current.layout, tvb, at, current.limit).error ~= nil
end

local function break_off(tvb, pinfo, tree, at, code, found)
    local subtree = tree:add(cleave, tvb(at), "Broken: " .. code)
    local guess = foreign(tvb:raw(at, math.min(8, tvb:len() - at)))
    local words = guess and "this is " .. guess or found.declared and string.format("length %.0f", found.declared)
    add_error(subtree, tvb(at, math.min(found.shown, tvb:len() - at)), code, words)
    if not pinfo.visited then broken[direction(pinfo)] = pinfo.number end
    note(pinfo, "BROKEN " .. code)
    return tvb:len()
end

-- ---- datagrams: each is a message

local default_time_format = "%Y-%m-%d %X"
local of_echo, of_time, of_command, of_chat = 1, 2, 3, 4

local function upper(text) -- as all locales have it
    return (text:gsub("[a-z]", function(letter) return string.char(letter:byte() - 32) end))
end

-- The request that a reply answers is the oldest that waits; of an echo, the oldest with this text.
local function take_request(talk, text, kind)
    for place, request in ipairs(talk.waiting) do
        if kind ~= of_echo or upper(request.text) == text then
            request.replies = request.replies + 1
            if kind ~= of_command or request.replies == 2 then table.remove(talk.waiting, place) end
            return request
        end
    end
end

-- Who speaks first asks, and the other side answers; in the order of the packets, so in the first pass.
local function note_datagram(pinfo, text, kind)
    local here = tostring(pinfo.src) .. " " .. pinfo.src_port
    local there = tostring(pinfo.dst) .. " " .. pinfo.dst_port
    local pair = here < there and here .. " " .. there or there .. " " .. here
    local talk = talks[pair] or { client = here, waiting = {} }
    talks[pair] = talk
    if kind == of_chat then return {} end
    if here == talk.client then
        local request = { number = pinfo.number, text = text, replies = 0 }
        table.insert(talk.waiting, request)
        return { is_request = true, request = request }
    end
    local request = take_request(talk, text, kind)
    if not request then return { is_reply = true } end
    request.reply = request.reply or pinfo.number
    return { is_reply = true, request = request, nth = request.replies }
end

-- `range` is nil where the datagram is empty.
local function add_text(tree, field, range, text)
    return range and tree:add(field, range, text) or tree:add(field, text)
end

local function add_reply(pinfo, tree, role, kind, text, range)
    if kind == of_command and role.nth then
        note(pinfo, role.nth == 1 and "error output" or "output")
        if range then tree:add(role.nth == 1 and fields.stderr or fields.stdout, range) end
    end
    local item = add_text(tree, fields.answer, range, text)
    if role.request then
        tree:add(fields.request_in, role.request.number):set_generated()
    else
        item:add_proto_expert_info(experts.answer, kind == of_echo and "no request is waiting that has this text"
            or "no request is waiting for it")
    end
end

local function show_datagram(pinfo, tree, text, range)
    pinfo.cols.protocol = "CLEAVE"
    pinfo.cols.info = ""
    local kind = cleave.prefs.datagrams
    if not datagrams[pinfo.number] then datagrams[pinfo.number] = note_datagram(pinfo, text, kind) end
    local role = datagrams[pinfo.number]
    local name = role.is_request and "request" or role.is_reply and "reply" or "text"
    local subtree = add_text(tree, cleave, range, string.format("Datagram, %s, %d bytes", name, #text))
    note(pinfo, name)
    if role.is_reply then
        add_reply(pinfo, subtree, role, kind, text, range)
    elseif role.is_request then
        add_text(subtree, fields.asked, range, kind == of_time and text == "" and default_time_format or text)
        if role.request.reply then subtree:add(fields.reply_in, role.request.reply):set_generated() end
    else
        add_text(subtree, fields.said, range, text)
    end
    if is_text(text) then note(pinfo, text) end
    return subtree
end

local function dissect_datagram(tvb, pinfo, tree)
    local subtree = show_datagram(pinfo, tree, tvb:raw(), tvb())
    if tvb:reported_len() > tvb:len() then
        subtree:add_proto_expert_info(experts.not_captured,
            string.format("the capture holds %d bytes of %d", tvb:len(), tvb:reported_len()))
    end
    return tvb:len()
end

function cleave.dissector(tvb, pinfo, tree)
    if pinfo.port_type == udp then return dissect_datagram(tvb, pinfo, tree) end
    current.layout = parse_layout(cleave.prefs.layout) or parse_layout("python_int")
    current.is_python_int = cleave.prefs.layout == "python_int"
    current.limit = cleave.prefs.max_payload
    current.content = cleave.prefs.content
    pinfo.cols.protocol = "CLEAVE"
    pinfo.cols.info = ""
    if tvb:len() == 0 then return 0 end -- a FIN
    local here = direction(pinfo)
    if broken[here] and broken[here] < pinfo.number then
        tree:add(cleave, tvb()):add(fields.unread, tvb())
        return tvb:len()
    end
    local at = 0
    if not pinfo.visited then pending[here] = nil end
    while at < tvb:len() do
        if is_plain_request(tvb, pinfo, at) then
            local text = tvb:raw(at, tvb:len() - at)
            local subtree = tree:add(cleave, tvb(at), "Plain request: " .. text)
            subtree:add(fields.request, tvb(at), text):add_proto_expert_info(experts.unframed)
            note(pinfo, "plain request " .. text)
            return tvb:len()
        end
        local taken, why, found, is_least = take_frame(tvb, pinfo, tree, at)
        if taken == false then return break_off(tvb, pinfo, tree, at, why, found) end
        if taken == nil then
            if not pinfo.visited then pending[here] = { rule = found, have = tvb:len() - at, missing = why } end
            pinfo.desegment_offset = at
            pinfo.desegment_len = is_least and DESEGMENT_ONE_MORE_SEGMENT or why
            return tvb:len()
        end
        at = at + taken
    end
    return tvb:len()
end

-- ---- what no dissector is called for: the end of a stream in the middle of a frame, and empty datagrams

local ending = Proto("cleave_end", "Length-prefixed stream, its end")
local fin_of, reset_of = Field.new("tcp.flags.fin"), Field.new("tcp.flags.reset")
local tables = { ports = DissectorTable.get("tcp.port"), udp_ports = DissectorTable.get("udp.port") }

local function is_ours(port)
    local found = tables.udp_ports:get_dissector(port)
    return found ~= nil and tostring(found) == cleave.name
end

function ending.dissector(_, pinfo, tree)
    if pinfo.port_type == udp then
        local known = datagrams[pinfo.number]
        if known and not known.is_empty or not (is_ours(pinfo.src_port) or is_ours(pinfo.dst_port)) then return end
        show_datagram(pinfo, tree, "", nil)
        datagrams[pinfo.number].is_empty = true
        return
    end
    local fin, reset = fin_of(), reset_of()
    if not ((fin and fin.value) or (reset and reset.value)) then return end
    local left = pending[direction(pinfo)]
    if left then
        local item = tree:add(fields.error, left.rule):set_generated()
        item:add_proto_expert_info(experts.truncated,
            string.format("%s: %.0f bytes came, %.0f more were announced", left.rule, left.have, left.missing))
    end
end

register_postdissector(ending)

-- ---- where it is called

local ports_now = { ports = "", udp_ports = "" }
for _, ports in pairs(tables) do ports:add_for_decode_as(cleave) end

function cleave.prefs_changed()
    for preference, now in pairs(ports_now) do
        local wanted = cleave.prefs[preference]
        if wanted ~= now then
            if now ~= "" then tables[preference]:remove(now, cleave) end
            ports_now[preference] = wanted
            if wanted ~= "" then tables[preference]:add(wanted, cleave) end
        end
    end
end

-- On any port: LEN and the beginning of a JSON object, in the first packet that has data.
cleave:register_heuristic("tcp", function(tvb, pinfo, tree)
    if tvb:len() < 6 or cleave.prefs.layout ~= "python_int" then return false end
    local length = tvb(0, 4):le_int()
    if length < 2 or length > 65536 or tvb:raw(4, 2):find('^{["}]') == nil then return false end
    cleave.dissector(tvb, pinfo, tree)
    pinfo.conversation = cleave
    return true
end)

-- ---- files

local name_in_packet, data_in_packet = Field.new("cleave.file.name"), Field.new("cleave.file.data")
local offset_in_packet = Field.new("cleave.file.offset")

-- A name for the disk: that of the file where it is harmless, and never one that is there.
local function free_name(folder, name)
    name = name:gsub("[^%w%._%- \128-\255]", "_"):gsub("^%.", "_")
    local path, n = folder .. "/" .. name, 1
    local file = io.open(path, "rb")
    while file do
        file:close()
        path, n = folder .. "/" .. n .. "-" .. name, n + 1
        file = io.open(path, "rb")
    end
    return path
end

-- Calls report(path, bytes or why not) for each file that is written.
local function save_files(folder, report)
    local tap = Listener.new("tcp", nil, true) -- a filter may not name what is only being registered
    function tap.packet()
        local names, files = { name_in_packet() }, { data_in_packet() }
        for i, file in ipairs(files) do
            local name = names[#names - #files + i]
            local path = free_name(folder, name and name.value or "unnamed")
            local to, why = io.open(path, "wb")
            if to then
                to:write(file.range:bytes():raw())
                to:close()
            end
            report(path, to and file.range:len() or why)
        end
    end
    return tap
end

for _, argument in ipairs({ ... }) do
    local folder = argument:match("^export=(.+)$")
    if folder then
        save_files(folder, function(path, outcome) io.stderr:write(path, ": ", tostring(outcome), "\n") end)
    end
end

if gui_enabled() then
    register_menu("Save files of length-prefixed streams ...", function()
        new_dialog("Save transferred files", function(folder)
            local window = TextWindow.new("Files saved")
            local tap = save_files(folder, function(path, outcome) window:append(path .. ": " .. tostring(outcome) .. "\n") end)
            retap_packets()
            tap:remove()
        end, "Folder")
    end, MENU_TOOLS_UNSORTED)
end
