-- SPDX-License-Identifier: MIT
--
-- cleave.lua: length-prefixed streams in Wireshark and tshark: frames in any layout, header messages, files, commands.
--
--     tshark -X lua_script:cleave.lua -d tcp.port==8080,cleave -r capture.pcapng -O cleave
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
    command = ProtoField.string("cleave.command", "Command line", base.UNICODE),
    exit_code = ProtoField.int64("cleave.exit_code", "Exit code"),
    stdout = ProtoField.bytes("cleave.stdout", "Standard output"),
    stderr = ProtoField.bytes("cleave.stderr", "Error output"),
    body = ProtoField.bytes("cleave.body", "Body"),
    error = ProtoField.string("cleave.error", "Broken rule", base.UNICODE),
    unread = ProtoField.bytes("cleave.unread", "Not read: the stream is broken"),
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
}
cleave.experts = experts

cleave.prefs.layout = Pref.string("Layout", "python_int",
    "A name, such as kafka, or parts: width=2,order=little,signed,counts=whole_frame,offset=1,gap=2")
cleave.prefs.content = Pref.enum("Content", 0, "What the frames hold", {
    { 1, "guess", 0 }, { 2, "frames only", 1 }, { 3, "header messages", 2 },
}, false)
cleave.prefs.max_payload = Pref.uint("Largest payload", 16777216, "Bytes; a length above is an error")
cleave.prefs.ports = Pref.range("TCP ports", "", "Of streams in this layout", 65535)

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

-- What follows a header: the number of bytes, or the rule that it breaks.
local function body_size(header)
    local cmd, status = text_field(header, "cmd"), text_field(header, "status")
    local size, wrong = size_field(header, "file_size", "filesize", "total_size")
    if wrong then return nil, wrong end
    if cmd and cmd ~= "put" then return 0 end
    if status and (status ~= "ok" or header.ack or header.received or not size) then return 0 end
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

-- ---- what is known of each direction of each connection, from the first pass over the capture

local broken, pending

function cleave.init()
    broken = {}  -- direction: the packet in which it broke
    pending = {} -- direction: the frame that is not whole yet; after the first pass, that never was
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
        if header and (body or current.content == 2) then
            if not body then return false, wrong, found end
            local whole = found.header + found.payload + body
            if whole > tvb:len() - at then return nil, whole - (tvb:len() - at), "truncated_body" end
            local subtree = tree:add(cleave, tvb(at, whole), "Message: " .. title(header, body))
            add_prefix(subtree, tvb, at, found)
            local range = tvb(at + found.header, found.payload)
            subtree:add(fields.header, range, text)
            add_fields(subtree, range, header)
            if body > 0 then add_body(subtree, tvb(at + found.header + found.payload, body), header) end
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

function cleave.dissector(tvb, pinfo, tree)
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

-- ---- the end of a stream in the middle of a frame

local ending = Proto("cleave_end", "Length-prefixed stream, its end")
local fin_of, reset_of = Field.new("tcp.flags.fin"), Field.new("tcp.flags.reset")

function ending.dissector(_, pinfo, tree)
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

local tcp_ports = DissectorTable.get("tcp.port")
tcp_ports:add_for_decode_as(cleave)
local ports_now = ""

function cleave.prefs_changed()
    if cleave.prefs.ports == ports_now then return end
    if ports_now ~= "" then tcp_ports:remove(ports_now, cleave) end
    ports_now = cleave.prefs.ports
    if ports_now ~= "" then tcp_ports:add(ports_now, cleave) end
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
