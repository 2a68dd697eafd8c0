-- SPDX-License-Identifier: MIT
--
-- cleave.lua: length-prefixed streams in Wireshark and tshark: frames in any layout, header messages, files, commands;
-- and the datagrams of time, command, chat and echo.
--
--     tshark -X lua_script:cleave.lua -d tcp.port==8080,cleave -r capture.pcapng -O cleave
--     tshark -X lua_script:cleave.lua -d tcp.port==5433,cleave_postgresql -r capture.pcapng -O cleave
--     tshark -X lua_script:cleave.lua -d udp.port==8081,cleave -o cleave.datagrams:command -r capture.pcapng -O cleave
--
-- README.md, beside this file, says how to install it, choose a layout, and save the files of a capture.

local cleave = Proto("cleave", "Length-prefixed stream")

local fields = {
    length = ProtoField.int64("cleave.length", "Length", base.DEC, nil, nil, "What the length field says"),
    leading = ProtoField.bytes("cleave.leading", "Bytes in front of the length"),
    gap = ProtoField.bytes("cleave.gap", "Bytes between length and payload"),
    payload = ProtoField.bytes("cleave.payload", "Payload"),
    trailer = ProtoField.bytes("cleave.trailer", "Bytes after the payload"),
    opening = ProtoField.bytes("cleave.opening", "What the protocol opens with"),
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
    unread = ProtoField.bytes("cleave.unread", "Not read: no frames are found in it"),
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
    out_of_order = ProtoExpert.new("cleave.out_of_order", "Segments came out of order: frames may be missing",
        expert.group.SEQUENCE, expert.severity.WARN),
    layout = ProtoExpert.new("cleave.layout.unknown", "The preference Layout is no layout", expert.group.UNDECODED,
        expert.severity.ERROR),
    answer = ProtoExpert.new("cleave.datagram.unexpected", "Not what was asked for", expert.group.RESPONSE_CODE,
        expert.severity.WARN),
}
cleave.experts = experts

cleave.prefs.layout = Pref.string("Layout", "python_int",
    "A name, such as kafka, or parts: width=2,order=little,signed,counts=frame,offset=1,gap=2,trailer=1")
cleave.prefs.content = Pref.enum("Content", 0, "What the frames hold", {
    { 1, "guess", 0 }, { 2, "frames only", 1 }, { 3, "header messages", 2 },
}, false)
cleave.prefs.max_payload = Pref.uint("Largest payload", 16777216, "Bytes; a length above is an error, unless the layout says how long a payload may be")
cleave.prefs.ports = Pref.range("TCP ports", "", "Of streams in this layout", 65535)
cleave.prefs.udp_ports = Pref.range("UDP ports", "", "Of such datagrams", 65535)
cleave.prefs.datagrams = Pref.enum("Datagrams", 0, "What the datagrams are of", {
    { 1, "text", 0 }, { 2, "echo", 1 }, { 3, "time", 2 }, { 4, "command", 3 }, { 5, "chat", 4 },
}, false)
cleave.prefs.digest_limit = Pref.uint("Check digests of files up to", 1048576, "Bytes; 0 checks none")
cleave.prefs.digest_budget = Pref.uint("Check digests of at most", 16777216, "Bytes of files in a capture")

-- ---- layouts

-- What `cleave-inspect --layouts` prints: names, and layouts as include/cleave/layout_text.hpp has them. A test compares.
local catalogue = [[
TLS	width=2,offset=3,max=18432
HTTP/2	width=3,gap=6
PostgreSQL	width=4,signed,counts=field,offset=1,max=1073741818
MySQL	width=3,order=little,gap=1
MongoDB	width=4,order=little,signed,counts=frame,gap=12,max=47999984
Kafka	width=4,signed,max=104857600
MQTT	form=varint,offset=1,max=268435455,varint-bytes=4
AMQP 0-9-1	width=4,offset=3,trailer=1
AMQP 1.0	width=4,counts=frame,gap=4
BGP	width=2,counts=frame,offset=16,gap=1,magic=0:ffffffffffffffffffffffffffffffff
DNS	width=2,min=12
LDAP	form=ber,offset=1,magic=0:30,padded
WebSocket	
git	
Language Server Protocol	
Modbus/TCP	width=2,offset=4,min=2,max=254,magic=2:0000
TPKT	width=2,counts=frame,offset=2,min=3,magic=0:03
Diameter	width=3,counts=frame,offset=1,gap=16,magic=0:01
DICOM	width=4,offset=2
SMPP	width=4,counts=frame,gap=12
Bitcoin	width=4,order=little,offset=16,gap=4,max=33554432
BitTorrent	width=4,max=1048576
Cassandra	width=4,signed,offset=5,max=268435456
DCE/RPC	
SMB	width=3,offset=1
TDS	width=2,counts=frame,offset=2,gap=4,max=32759
memcached	width=4,offset=8,gap=12,max=31457280
OpenFlow	width=2,counts=frame,offset=2,gap=4
IEC 60870-5-104	width=1,offset=1,min=4,max=253,magic=0:68
OPC UA	width=4,order=little,counts=frame,offset=4
ZMTP	
STUN	width=2,offset=2,gap=16,magic=4:2112a442
SOME/IP	width=4,offset=4,min=8
DoIP	width=4,offset=4
FastCGI	
netstring	
syslog, counted	
Thrift	width=4,signed,max=16384000
ONC RPC	width=4,bits=31
C37.118	width=2,counts=frame,offset=2
9P	width=4,order=little,counts=frame,gap=3
DNP3	
EtherNet/IP	width=2,order=little,offset=2,gap=20,max=65511
GIOP	
Aerospike	width=6,offset=2,max=134217728
iSCSI	
OpenVPN	width=2,min=1
Gearman	width=4,offset=8,magic=0:005245
Redis Cluster	width=4,counts=frame,offset=4,magic=0:52436d62
Elasticsearch	width=4,signed,offset=2,max=1073741824,magic=0:4553
AJP13	width=2,offset=2
RADIUS	width=2,counts=frame,offset=2,gap=16,max=4076
Ice	width=4,order=little,signed,counts=frame,offset=10,max=1048562,magic=0:49636550
Dubbo	width=4,signed,offset=12,max=8388608,magic=0:dabb
brpc	width=4,offset=4,gap=4,max=67108864,magic=0:50525043
NVMe/TCP	width=4,order=little,counts=frame,offset=4
python_int	width=4,order=little,signed
erlang_1	width=1
erlang_2	width=2
erlang_4	width=4
netty_8	width=8
varint_delimited	form=varint,order=little
grpc_message	width=4,offset=1
memcached_binary	width=4,offset=8,gap=12
whole_frame_2	width=2,order=little,counts=frame,offset=1,gap=1
little_3	width=3,order=little
signed_8	width=8,order=little,signed
native_messaging	width=4,order=little,max=1048576
flatbuffers_size_prefixed	width=4,order=little,max=2147483647
postgresql_startup	width=4,signed,counts=field,min=4,max=9996
cassandra_v5	width=3,order=little,bits=17,gap=3,trailer=4
couchbase	width=4,offset=8,gap=12,max=31457280
oracle_tns	width=2,counts=frame,gap=6
oracle_tns_long	width=4,counts=frame,gap=4,max=2097144
drda	width=2,counts=frame,gap=4,max=32761
neo4j_bolt_chunk	width=2
hbase_rpc	width=4,signed,max=268435456
redis_cluster_bus	width=4,counts=frame,offset=4,magic=0:52436d62
zookeeper	width=4,signed,max=1048575
nsq	width=4,min=4,max=1048606
pulsar	width=4,min=4,max=5253120
rocketmq	width=4,signed,min=4,max=16777212
openwire	width=4,signed,max=104857600
soupbintcp	width=2,min=1
fix_sofh	width=4,counts=frame,gap=2
thrift_framed	width=4,signed,max=16384000
ttrpc	width=4,gap=6,max=4194304
tars	width=4,counts=frame,max=10485756
rsocket	width=3,min=6
hadoop_rpc	width=4,signed,max=134217728
zeroc_ice	width=4,order=little,signed,counts=frame,offset=10,max=1048562,magic=0:49636550
java_debug_wire	width=4,signed,counts=frame,gap=7
docker_attach	width=4,offset=4,magic=1:000000
avro_rpc_buffer	width=4
tls_record	width=2,offset=3,max=18432
dns_tcp	width=2,min=12
stun_tcp	width=2,offset=2,gap=16,magic=4:2112a442
rtp_tcp	width=2
rtsp_interleaved	width=2,offset=2,magic=0:24
proxy_v2	width=2,offset=14,magic=0:0d0a0d0a000d0a515549540a
radius_tcp	width=2,counts=frame,offset=2,gap=16,max=4076
ssh_before_keys	width=4,min=12,max=34996
smb_direct	width=3,offset=1,magic=0:00
netbios_session	width=3,bits=17,offset=1
ninep	width=4,order=little,counts=frame,gap=3
nbd_structured_reply	width=4,offset=16,max=33554440,magic=0:668e33ef
wayland	width=2,order=little,counts=frame,offset=6,max=4088
openvpn_tcp	width=2,min=1
noise	width=2
iec104	width=1,offset=1,min=4,max=253,magic=0:68
enip	width=2,order=little,offset=2,gap=20,max=65511
hsms	width=4,min=10
mavlink_1	width=1,offset=1,gap=4,trailer=2,magic=0:fe
mavlink_2	width=1,offset=1,gap=8,trailer=2,magic=0:fd
knxnet_ip	width=2,counts=frame,offset=4,magic=0:0610
iso8583	width=2
iso8583_ascii	form=decimal,width=4
erlang_distribution	width=4
minecraft	form=varint,varint-bytes=3,padded
source_rcon	width=4,order=little,signed,min=10,max=4096
mtproto_intermediate	width=4,order=little,signed
mtproto_full	width=4,order=little,signed,counts=frame,gap=4
i2cp	width=4,gap=1
ber_message	form=ber,offset=1,padded
snmp_tcp	form=ber,offset=1,max=65535,magic=0:30,padded
]]

-- A name without what writers add to it: "HTTP/2" is http2.
local function letters(name) return (name:lower():gsub("[^%w]", "")) end

local numbers = { bits = "bits", unit = "unit", offset = "offset", gap = "gap", trailer = "trailer", min = "min",
    max = "max", max_payload = "max", ["varint-bytes"] = "varint_bytes" }
local forms = { binary = true, varint = true, ber = true, be7 = true, quic = true, decimal = true, hexadecimal = true }

local function set_part(layout, name, value)
    if numbers[name] and value:match("^%d+$") then
        layout[numbers[name]] = tonumber(value)
    elseif (name == "width" or name == "form") and forms[value] then
        layout.form = value
    elseif name == "width" and value:match("^%d+$") then
        layout.width = tonumber(value)
    elseif name == "order" and (value == "big" or value == "little") then
        layout.order = value
    elseif (name == "signed" or name == "padded") and value == "" then
        layout[name] = true
    elseif name == "counts" then
        local from = value:match("^from:(%d+)$")
        local meaning = { payload = "payload", field = "field", from_field = "field", frame = 0, whole_frame = 0 }
        layout.counts = from and tonumber(from) or meaning[value]
        return layout.counts ~= nil
    elseif name == "magic" and value:match("^%d+:%x+$") then
        layout.magic_at = tonumber(value:match("^%d+"))
        layout.magic = value:match(":(%x+)"):gsub("%x%x", function(byte) return string.char(tonumber(byte, 16)) end)
    else
        return false
    end
    return true
end

-- The layout that a text spells out; nil where it is none.
local function parse_parts(text)
    local layout = { form = "binary", width = 4, order = "big", counts = "payload", offset = 0, gap = 0, trailer = 0,
        unit = 1, min = 0, varint_bytes = 10, magic = "", magic_at = 0 }
    for part in text:gmatch("[^,%s]+") do
        local name, value = part:match("^([%w_%-]+)=?([%w_:]*)$")
        if not name or not set_part(layout, name, value) then return nil end
    end
    local most = (layout.form == "decimal" or layout.form == "hexadecimal") and 16 or 8
    local can_be = text ~= "" and layout.width >= 1 and layout.width <= most and layout.varint_bytes >= 1 and
        layout.varint_bytes <= 10 and layout.offset + layout.gap + layout.trailer <= 255 and layout.unit >= 1
    return can_be and layout or nil
end

-- How a protocol is read that is more than a layout: functions of (tvb, at) that return what read_prefix() does.
local special = {}
-- What protocols open with: functions of (tvb, at, is_first) that return its size, or the layout of a frame; or nil.
local openings = {}

local known, names = {}, {}
for name, text in catalogue:gmatch("([^\n\t]+)\t([^\n]*)\n") do
    known[letters(name)] = text == "" and { form = "special", offset = 0, gap = 0 } or parse_parts(text)
    known[letters(name)].key = letters(name)
    names[#names + 1] = name
end

-- A layout by its name or its parts, as cleave-inspect has them; nil where the text is neither.
local function parse_layout(text) return known[letters(text)] or parse_parts(text) end

-- The forms of length fields: each returns value and bytes; or nil, and the bytes missing; or nil, nil and the rule.

local function big_endian(tvb, at, width)
    local value = 0
    for i = 0, width - 1 do value = value * 256 + tvb(at + i, 1):uint() end
    return value
end

local length_of = {}

function length_of.binary(layout, tvb, at, available)
    if available < layout.width then return nil, layout.width - available end
    local value = 0
    for i = 0, layout.width - 1 do
        local from = layout.order == "big" and i or layout.width - 1 - i
        value = value * 256 + tvb(at + from, 1):uint()
    end
    local bits = layout.bits or 8 * layout.width
    value = value % 2 ^ bits
    if layout.signed and value >= 2 ^ (bits - 1) then value = value - 2 ^ bits end
    return value, layout.width
end

-- Seven bits a byte: lowest first, or for be7 highest first.
function length_of.varint(layout, tvb, at, available)
    local value, width = 0, 0
    while true do
        if available <= width then return nil, 1 end
        local byte = tvb(at + width, 1):uint()
        width = width + 1
        value = layout.form == "be7" and value * 128 + byte % 128 or value + (byte % 128) * 2 ^ (7 * (width - 1))
        local is_padding = layout.form == "be7" and width == 1 and byte == 128 or
            layout.form == "varint" and width > 1 and byte == 0
        if is_padding and not layout.padded then return nil, nil, "varint_not_canonical", width end
        if byte < 128 then return value, width end
        if width == layout.varint_bytes then return nil, nil, "varint_too_long", width end
    end
end
length_of.be7 = length_of.varint

function length_of.ber(layout, tvb, at, available)
    if available < 1 then return nil, 1 end
    local first = tvb(at, 1):uint()
    if first < 128 then return first, 1 end
    local width = first - 128
    if width == 0 or width > 8 then return nil, nil, "length_malformed", 1 end
    if available < 1 + width then return nil, 1 + width - available end
    local value = big_endian(tvb, at + 1, width)
    local is_padded = value < 128 or value < 256 ^ (width - 1)
    if is_padded and not layout.padded then return nil, nil, "varint_not_canonical", 1 + width end
    return value, 1 + width
end

function length_of.quic(layout, tvb, at, available)
    if available < 1 then return nil, 1 end
    local width = 2 ^ math.floor(tvb(at, 1):uint() / 64)
    if available < width then return nil, width - available end
    return big_endian(tvb, at, width) % 2 ^ (8 * width - 2), width
end

function length_of.decimal(layout, tvb, at, available)
    if available < layout.width then return nil, layout.width - available end
    local base, digits = layout.form == "decimal" and 10 or 16, tvb:raw(at, layout.width)
    local value = digits:match(base == 10 and "^%d+$" or "^%x+$") and tonumber(digits, base)
    if not value then return nil, nil, "length_malformed", layout.width end
    return value, layout.width
end
length_of.hexadecimal = length_of.decimal

-- What the length counts of its own header.
local function counted_header(layout, width)
    if layout.counts == "payload" then return 0 end
    local whole = layout.offset + width + layout.gap
    return layout.counts == "field" and width + layout.gap or whole - layout.counts
end

local function misses_magic(layout, tvb, at, available)
    for i = 1, math.min(#layout.magic, available - layout.magic_at) do
        if tvb(at + layout.magic_at + i - 1, 1):uint() ~= layout.magic:byte(i) then return layout.magic_at + i end
    end
end

-- Reads the header of a frame at `at`. Returns a table: header, payload and trailer (bytes), declared; or more (bytes
-- missing at least); or error.
local function read_prefix(layout, tvb, at, limit)
    if layout.form == "special" then return special[layout.key](tvb, at, limit) end
    local available = tvb:len() - at
    local wrong = misses_magic(layout, tvb, at, available)
    if wrong then return { error = "magic_mismatch", shown = wrong } end
    if available <= layout.offset then return { more = layout.offset + 1 - available } end
    local value, width, rule, shown = length_of[layout.form](layout, tvb, at + layout.offset, available - layout.offset)
    if rule then return { error = rule, shown = layout.offset + shown } end
    if not value then return { more = width + layout.gap } end
    local found = { width = width, declared = value, shown = layout.offset + width }
    local counted = counted_header(layout, width)
    found.header, found.trailer = found.shown + layout.gap, layout.trailer
    found.payload = value * layout.unit - counted
    if value < 0 then
        found.error = "negative_length"
    elseif found.payload < 0 then
        found.error = "length_below_header"
    elseif found.payload > (layout.max or limit) then
        found.error = "frame_too_large"
    elseif found.payload < layout.min then
        found.error = "frame_too_small"
    elseif available < found.header then
        found.more = found.header - available
    end
    return found
end

-- ---- protocols that no layout describes

-- A frame's parts: the length stands in `width` bytes behind the first `offset` ones.
local function parts(header, payload, offset, width, trailer)
    return { header = header, payload = payload, trailer = trailer or 0, offset = offset, width = width, declared = payload,
        shown = header }
end

local function bounded(found, limit)
    if found.payload < 0 then found.error = "length_below_header" end
    if found.payload > limit then found.error = "frame_too_large" end
    return found
end

-- Where the text that ends a header ends, in the first `most` bytes; or how many bytes are missing.
local function through(tvb, at, ending, most)
    local text = tvb:raw(at, math.min(most, tvb:len() - at))
    local _, stop = text:find(ending, 1, true)
    return text, stop
end

function special.git(tvb, at)
    local available = tvb:len() - at
    if available < 4 then return { more = 4 - available } end
    local length = tonumber(tvb:raw(at, 4):match("^%x%x%x%x$") or "", 16)
    if not length then return { error = "length_malformed", shown = 4 } end
    if length == 3 then return { error = "length_below_header", shown = 4 } end
    return parts(4, math.max(0, length - 4), 0, 4)
end

local function digits_before(stop, trailer)
    return function(tvb, at, limit)
        local text = tvb:raw(at, math.min(10, tvb:len() - at))
        local digits = text:match("^%d+")
        if not digits or digits:find("^0%d") or #digits == 10 then return { error = "length_malformed", shown = 1 } end
        if #digits == #text then return { more = 1 } end
        if text:sub(#digits + 1, #digits + 1) ~= stop then return { error = "length_malformed", shown = #digits + 1 } end
        return bounded(parts(#digits + 1, tonumber(digits), 0, #digits, trailer), limit)
    end
end
special.netstring, special.syslogcounted = digits_before(":", 1), digits_before(" ", 0)

function special.languageserverprotocol(tvb, at, limit)
    local text, stop = through(tvb, at, "\r\n\r\n", 255)
    local digits = text:lower():match("content%-length: *(%d+)\r\n")
    if stop and digits then return bounded(parts(stop, tonumber(digits), stop - 4 - #digits, #digits), limit) end
    if stop or #text == 255 or not text:find("^[%w%-]*:?[%g ]*") then return { error = "length_malformed", shown = 1 } end
    return { more = 1 }
end

function special.websocket(tvb, at, limit)
    local available = tvb:len() - at
    if available < 2 then return { more = 2 - available } end
    local second = tvb(at + 1, 1):uint()
    local width = second % 128 == 126 and 2 or second % 128 == 127 and 8 or 0
    local header = 2 + width + (second >= 128 and 4 or 0)
    if available < header then return { more = header - available } end
    if tvb(at, 1):uint() % 16 >= 8 and width > 0 then return { error = "length_malformed", shown = 2 } end
    if width == 0 then return parts(header, second % 128, 1, 1) end
    return bounded(parts(header, big_endian(tvb, at + 2, width), 2, width), limit)
end

function special.zmtp(tvb, at, limit)
    local available = tvb:len() - at
    local flags = tvb(at, 1):uint()
    if flags > 7 then return { error = "magic_mismatch", shown = 1 } end
    local width = math.floor(flags / 2) % 2 == 1 and 8 or 1
    if available < 1 + width then return { more = 1 + width - available } end
    return bounded(parts(1 + width, big_endian(tvb, at + 1, width), 1, width), limit)
end

function special.fastcgi(tvb, at)
    local available = tvb:len() - at
    if tvb(at, 1):uint() ~= 1 then return { error = "magic_mismatch", shown = 1 } end
    if available < 8 then return { more = 8 - available } end
    return parts(8, tvb(at + 4, 2):uint(), 4, 2, tvb(at + 6, 1):uint())
end

-- A header whose other bytes say in which order the length is.
local function either_order(header, offset, width, counted, is_little)
    return function(tvb, at, limit)
        local available = tvb:len() - at
        if available < header then return { more = header - available } end
        local field = tvb(at + offset, width)
        local found = parts(header, (is_little(tvb, at) and field:le_uint() or field:uint()) - counted, offset, width)
        found.declared = found.payload + counted
        return bounded(found, limit)
    end
end
special.dcerpc = either_order(16, 8, 2, 16, function(tvb, at) return math.floor(tvb(at + 4, 1):uint() / 16) % 2 == 1 end)
special.giop = either_order(12, 8, 4, 0, function(tvb, at) return tvb(at + 6, 1):uint() % 2 == 1 end)

function special.dnp3(tvb, at)
    local available = tvb:len() - at
    if available < 10 then return { more = 10 - available } end
    local user = tvb(at + 2, 1):uint() - 5
    if user < 0 then return { error = "length_below_header", shown = 3 } end
    return parts(10, user + 2 * math.floor((user + 15) / 16), 2, 1) -- two bytes of CRC after each 16
end

function special.iscsi(tvb, at, limit)
    local available = tvb:len() - at
    if available < 48 then return { more = 48 - available } end
    local data = tvb(at + 5, 3):uint()
    return bounded(parts(48, 4 * tvb(at + 4, 1):uint() + 4 * math.floor((data + 3) / 4), 5, 3), limit)
end

-- ---- what protocols open with

local function text_opening(mark, size)
    return function(tvb, at)
        local text = tvb:raw(at, math.min(#mark, tvb:len() - at))
        if #text < 2 or text ~= mark:sub(1, #text) then return nil end
        return size
    end
end
openings.http2 = text_opening("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 24)
openings.amqp091, openings.amqp10 = text_opening("AMQP", 8), text_opening("AMQP", 8)
openings.bittorrent = text_opening("\19BitTorrent protocol", 68)

function openings.zmtp(tvb, at, is_first)
    return is_first and tvb(at, 1):uint() == 255 and 64 or nil
end

function openings.websocket(tvb, at, is_first)
    if not is_first or not tvb:raw(at, math.min(5, tvb:len() - at)):find("^%u+[ /]?") then return nil end
    local text, stop = through(tvb, at, "\r\n\r\n", 8192)
    return stop or (#text < 8192 and #text + 1) or nil
end

-- The first messages have no type; an answer to a wish for TLS is one letter, and what follows it may be TLS.
function openings.postgresql(tvb, at, is_first)
    local available, first = tvb:len() - at, tvb(at, 1):uint()
    if first == 0 then return known.postgresqlstartup end
    if first >= 20 and first <= 23 and available >= 2 and tvb(at + 1, 1):uint() == 3 then return known.tls end
    if is_first and available == 1 and tvb:raw(at, 1):find("[SNG]") then return 1 end
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
        if word == "null" then return { is_null = true }, stop end
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
        local is_optional = select("#", ...) == 1
        if is_optional and type(value) == "table" and value.is_null then value = nil end
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

-- ---- what is shown: nothing that a terminal or a reader could take for something else

local function hidden(code) -- controls, and what turns or hides text
    return code < 32 or code >= 127 and code < 160 or code >= 0x200b and code <= 0x200f or
        code >= 0x2028 and code <= 0x202e or code >= 0x2060 and code <= 0x206f or code == 0xfeff or
        code >= 0xd800 and code < 0xe000 or code >= 0xfff9 and code <= 0xfffb or code >= 0xe0000
end

-- The character at `at` as it is shown, and its bytes.
local function shown_at(text, at)
    local first = text:byte(at)
    local size = first < 0x80 and 1 or first >= 0xc2 and first < 0xe0 and 2 or first >= 0xe0 and first < 0xf0 and 3 or
        first >= 0xf0 and first < 0xf5 and 4 or 0
    local tail = text:match("^[\128-\191]*", at + 1)
    if size == 0 or #tail < size - 1 then return string.format("\\x%02x", first), 1 end
    local code = size == 1 and first or first % 2 ^ (7 - size)
    for i = 1, size - 1 do code = code * 64 + tail:byte(i) % 64 end
    local is_long = size == 3 and code < 0x800 or size == 4 and (code < 0x10000 or code > 0x10ffff)
    if is_long then return string.format("\\x%02x", first), 1 end
    local word = ({ [9] = "\\t", [10] = "\\n", [13] = "\\r" })[code]
    if word or not hidden(code) then return word or text:sub(at, at + size - 1), size end
    return string.format(code < 256 and "\\x%02x" or "\\u{%x}", code), size
end

local function shown(text)
    if not text:find("[^\32-\126]") then return text end
    local made, at = {}, 1
    while at <= #text do
        local plain = text:match("^[\32-\126]+", at)
        local part, size = plain, plain and #plain
        if not plain then part, size = shown_at(text, at) end
        made[#made + 1] = part
        at = at + size
    end
    return table.concat(made)
end

local function explain(item, kind, words) item:add_proto_expert_info(kind, shown(words)) end

local udp = 3 -- a pinfo.port_type

-- ---- what is known of each direction of each connection, from the first pass over the capture

local lost, lost_calls, opened, pending, digests, digested, talks, datagrams

function cleave.init()
    lost = {}      -- direction: that frames were not found again since it broke
    lost_calls = {} -- packet and bytes: that it was so before they were read
    opened = {}    -- direction: the packet with its first frame
    digested = 0   -- bytes, so far
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
    pinfo.cols.info:append((tostring(pinfo.cols.info) == "" and "" or ", ") .. shown(text))
end

local function add_error(tree, range, code, words)
    local item = tree:add(fields.error, range, code)
    explain(item, experts.broken, words and code .. ": " .. words or code)
end

local function add_prefix(tree, tvb, at, found)
    local before = found.offset or current.layout.offset
    if before > 0 then tree:add(fields.leading, tvb(at, before)) end
    if math.abs(found.declared) < 2 ^ 53 then
        tree:add(fields.length, tvb(at + before, found.width), Int64.new(string.format("%.0f", found.declared)))
    end
    local gap = found.header - before - found.width
    if gap > 0 then tree:add(fields.gap, tvb(at + before + found.width, gap)) end
end

local function add_fields(tree, range, header)
    local function add(field, value)
        if value then tree:add(field, range, type(value) == "string" and shown(value) or value) end
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
        local item = tree:add(fields.file_name, range, shown(name))
        local wrong = wrong_with_name(name)
        if wrong then explain(item, experts.file_name, wrong .. ": " .. name) end
    end
    if text_field(header, "status") == "error" then
        explain(tree, experts.refused, (text_field(header, "code") or "error") .. ": " ..
            (text_field(header, "message") or ""))
    end
end

local function digest_key(pinfo, range, algorithm)
    return pinfo.number .. " " .. (range and range:offset() or 0) .. " " .. algorithm.name
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
            elseif not digests[digest_key(pinfo, range, algorithm)] and digested + size > cleave.prefs.digest_budget then
                verdict = string.format("not checked: files of %d bytes were, and the limit is %d", digested,
                    cleave.prefs.digest_budget)
            else
                local key = digest_key(pinfo, range, algorithm)
                digested = digested + (digests[key] and 0 or size)
                digests[key] = digests[key] or algorithm.of(range and range:bytes():raw() or "")
                local holds = digests[key] == announced:lower()
                verdict = holds and "holds" or "digest_mismatch: the file has " .. digests[key]
                kind = holds and experts.digest or experts.digest_wrong
            end
            local item = tree:add(fields.digest, algorithm.name .. " " .. verdict):set_generated()
            if kind then explain(item, kind, algorithm.name .. " " .. verdict) end
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
    local missing = found.header + found.payload + found.trailer - (tvb:len() - at)
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
            local subtree = tree:add(cleave, tvb(at, whole), "Message: " .. shown(title(header, body)))
            add_prefix(subtree, tvb, at, found)
            local range = tvb(at + found.header, found.payload)
            subtree:add(fields.header, range, shown(text))
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
    local whole = found.header + found.payload + found.trailer
    local subtree = tree:add(cleave, tvb(at, whole),
        string.format("Frame, %.0f bytes of payload", found.payload))
    add_prefix(subtree, tvb, at, found)
    if found.payload > 0 then
        local range = tvb(at + found.header, found.payload)
        subtree:add(fields.payload, range)
        if is_text(text) then subtree:add(fields.text, range, shown(text)) end
    end
    if found.trailer > 0 then subtree:add(fields.trailer, tvb(at + whole - found.trailer, found.trailer)) end
    note(pinfo, string.format("frame of %.0f bytes", found.payload))
    return whole
end

local function take_frame_in(layout, tvb, pinfo, tree, at)
    local usual = current.layout
    current.layout = layout
    local taken, why, found, is_least = take_frame(tvb, pinfo, tree, at)
    current.layout = usual
    return taken, why, found, is_least
end

-- What the protocol opens with, or a frame.
local function take_pdu(tvb, pinfo, tree, at, is_first)
    local opens = openings[current.layout.key]
    local size = opens and opens(tvb, at, is_first)
    if not size then return take_frame(tvb, pinfo, tree, at) end
    if type(size) == "table" then return take_frame_in(size, tvb, pinfo, tree, at) end
    local missing = size - (tvb:len() - at)
    if missing > 0 then return nil, missing, "truncated_payload", true end
    tree:add(cleave, tvb(at, size), string.format("Opening, %d bytes", size)):add(fields.opening, tvb(at, size))
    note(pinfo, string.format("opening of %d bytes", size))
    return size
end

-- ---- frames again, after a broken one

-- Frames one after another from `at` on: how many are not empty; whether the bytes end with one; how many bytes the
-- last one lacks.
local function chain(tvb, at, most)
    local frames, all = 0, 0
    while at < tvb:len() and all < most do
        local found = read_prefix(current.layout, tvb, at, current.limit)
        if found.error then return 0, false end
        if found.more then return frames, false, found.more end
        local size = found.header + found.payload + found.trailer
        local is_header = current.content ~= 1 and current.is_python_int and found.payload > 1 and
            at + size <= tvb:len() and tvb(at + found.header, 1):uint() == 0x7b
        local header = is_header and json_object(tvb:raw(at + found.header, found.payload))
        if header then size, frames = size + (body_size(header) or 0), frames + 2 end
        if at + size > tvb:len() then return frames, false, at + size - tvb:len() end
        at, all = at + size, all + 1
        if found.payload > 0 then frames = frames + 1 end
    end
    return frames, at == tvb:len()
end

-- How many frames prove that one is no accident.
local function frames_needed()
    local layout = current.layout
    if layout.form == "special" or #(layout.magic or "") > 1 then return 2 end
    if layout.form ~= "binary" or layout.width == 1 then return 6 end
    return layout.width == 2 and 4 or 3
end

-- The first place from `from` on where frames begin; nil where none is found. A segment begins at the first byte.
local function find_frames(tvb, from, is_segment)
    local most_places, largest = 4096, 1048576
    local needed = frames_needed()
    for at = from, math.min(tvb:len() - 1, from + most_places) do
        local frames, is_end, lacks = chain(tvb, at, needed + 2)
        local at_segment = is_segment and at == from
        if frames >= needed or is_end and frames >= (at_segment and math.ceil(needed / 3) or 2) then return at end
        local is_large = at_segment and needed < 4 and lacks and lacks < largest and tvb:len() > 16
        if is_large then return at end
    end
end

-- A plain request is text without a length, sent by the client; that is where the lower port is not.
local function is_plain_request(tvb, pinfo, at)
    if current.content == 1 or not current.is_python_int or pinfo.src_port < pinfo.dst_port then return false end
    local available = tvb:len() - at
    local bytes = tvb:raw(at, available)
    if available < 2 or not is_text(bytes) or foreign(bytes) then return false end
    return available < 4 or read_prefix(current.layout, tvb, at, current.limit).error ~= nil
end

-- Marks what a broken frame leaves unread. Returns where frames begin again, or the end.
local function break_off(tvb, pinfo, tree, at, code, found)
    local place = find_frames(tvb, at + 1, false) or tvb:len()
    local subtree = tree:add(cleave, tvb(at, place - at), "Broken: " .. code)
    local guess = foreign(tvb:raw(at, math.min(8, tvb:len() - at)))
    local words = guess and "this is " .. guess or found.declared and string.format("length %.0f", found.declared)
    add_error(subtree, tvb(at, math.min(found.shown, tvb:len() - at)), code, words)
    if place < tvb:len() then subtree:add(fields.unread, tvb(at, place - at)) end
    if not pinfo.visited then lost[direction(pinfo)] = place == tvb:len() or nil end
    note(pinfo, "BROKEN " .. code)
    return place
end

-- Where frames begin in a segment after a direction broke; the bytes in front are marked.
local function begin_again(tvb, pinfo, tree, here)
    local place = find_frames(tvb, 0, true)
    if place and not pinfo.visited then lost[here] = nil end
    if place ~= 0 then tree:add(cleave, tvb(0, place or tvb:len())):add(fields.unread, tvb(0, place or tvb:len())) end
    return place or tvb:len()
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
    return range and tree:add(field, range, shown(text)) or tree:add(field, shown(text))
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
        explain(item, experts.answer, kind == of_echo and "no request is waiting that has this text"
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

local function was_lost(tvb, pinfo, here)
    local call = pinfo.number .. " " .. tvb:len()
    if not pinfo.visited then lost_calls[call] = lost[here] end
    return lost_calls[call]
end

local function add_plain_request(tvb, pinfo, tree, at)
    local text = tvb:raw(at, tvb:len() - at)
    local subtree = tree:add(cleave, tvb(at), "Plain request: " .. shown(text))
    explain(subtree:add(fields.request, tvb(at), shown(text)), experts.unframed, "only a guess says where it ends")
    note(pinfo, "plain request " .. text)
end

-- Reads what there is of a stream in current.layout.
local function dissect_stream(tvb, pinfo, tree)
    pinfo.cols.protocol = "CLEAVE"
    pinfo.cols.info = ""
    if tvb:len() == 0 then return 0 end -- a FIN
    local here = direction(pinfo)
    local at = was_lost(tvb, pinfo, here) and begin_again(tvb, pinfo, tree, here) or 0
    if not pinfo.visited then pending[here] = nil end
    while at < tvb:len() do
        if is_plain_request(tvb, pinfo, at) then
            add_plain_request(tvb, pinfo, tree, at)
            return tvb:len()
        end
        local is_first = at == 0 and (opened[here] or pinfo.number) == pinfo.number
        local taken, why, found, is_least = take_pdu(tvb, pinfo, tree, at, is_first)
        if taken == nil then
            if not pinfo.visited then pending[here] = { rule = found, have = tvb:len() - at, missing = why } end
            pinfo.desegment_offset = at
            pinfo.desegment_len = is_least and DESEGMENT_ONE_MORE_SEGMENT or why
            return tvb:len()
        end
        opened[here] = opened[here] or pinfo.number
        at = taken and at + taken or break_off(tvb, pinfo, tree, at, why, found)
    end
    return tvb:len()
end

-- layout: nil for that of the preferences.
local function dissect(layout, tvb, pinfo, tree)
    if pinfo.port_type == udp then return dissect_datagram(tvb, pinfo, tree) end
    local wanted = layout or parse_layout(cleave.prefs.layout)
    if not wanted then
        explain(tree:add(cleave, tvb(), "No layout"), experts.layout, "no layout: " .. cleave.prefs.layout)
        return tvb:len()
    end
    current.layout = wanted
    current.is_python_int = wanted.key == "pythonint"
    current.limit = cleave.prefs.max_payload
    current.content = cleave.prefs.content
    return dissect_stream(tvb, pinfo, tree)
end

function cleave.dissector(tvb, pinfo, tree) return dissect(nil, tvb, pinfo, tree) end

-- ---- what no dissector is called for: the end of a stream in the middle of a frame, and empty datagrams

local ending = Proto("cleave_end", "Length-prefixed stream, its end")
local fin_of, reset_of, syn_of = Field.new("tcp.flags.fin"), Field.new("tcp.flags.reset"), Field.new("tcp.flags.syn")
local out_of_order = Field.new("tcp.analysis.out_of_order")
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
    local fin, reset, syn, here = fin_of(), reset_of(), syn_of(), direction(pinfo)
    if syn and syn.value and not pinfo.visited then -- another connection
        lost[here], opened[here], pending[here] = nil, nil, nil
    end
    if out_of_order() and opened[here] and not get_preference("tcp.reassemble_out_of_order") then
        explain(tree:add(cleave, "Segments out of order"):set_generated(), experts.out_of_order,
            "segments came out of order: set the preference tcp.reassemble_out_of_order, or frames are missing")
    end
    if not ((fin and fin.value) or (reset and reset.value)) then return end
    local left = pending[here]
    if left then
        local item = tree:add(fields.error, left.rule):set_generated()
        explain(item, experts.truncated,
            string.format("%s: %.0f bytes came, %.0f more were announced", left.rule, left.have, left.missing))
    end
end

register_postdissector(ending)

-- ---- where it is called

local ports_now = { ports = "", udp_ports = "" }
for _, ports in pairs(tables) do ports:add_for_decode_as(cleave) end

-- Decode as: each protocol and layout, whatever the preference says.
for _, name in ipairs(names) do
    local one = Proto("cleave_" .. name:lower():gsub("%W+", "_"), name .. ", length-prefixed")
    local layout = known[letters(name)]
    function one.dissector(tvb, pinfo, tree) return dissect(layout, tvb, pinfo, tree) end
    tables.ports:add_for_decode_as(one)
end

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

local reserved = { con = true, prn = true, aux = true, nul = true, conin_ = true, conout_ = true, clock_ = true }
for i = 0, 9 do reserved["com" .. i], reserved["lpt" .. i] = true, true end

-- A harmless name for the disk, of at most 200 bytes.
local function safe_name(name)
    name = shown(name):gsub("[^%w%._%- \128-\255]", "_"):gsub("^[%.%-]", "_"):gsub("[%. ]$", "_")
    if name == "" then return "unnamed" end
    if reserved[name:lower():match("^[^%.]*")] then name = "_" .. name end
    if #name <= 200 then return name end
    local extension = name:match("%.%w+$") or ""
    extension = #extension <= 16 and extension or ""
    return (name:sub(1, 200 - #extension):gsub("[\192-\255]?[\128-\191]*$", "") .. extension)
end

-- Whether anything has this name, a link that leads nowhere too: renaming it to itself changes nothing.
local function is_taken(path) return os.rename(path, path) ~= nil end

-- A name that nothing has. It is never opened for writing: what is written gets it in the end.
local function free_name(folder, name)
    local path, n = folder .. "/" .. name, 1
    while is_taken(path) do
        path, n = folder .. "/" .. n .. "-" .. name, n + 1
    end
    return path
end

-- Writes to a name that nobody can foresee, and renames. Returns the path; or it, and why not.
local function save_file(folder, name, range)
    local hidden_path = string.format("%s/.cleave-%08x%08x.part", folder, math.random(0, 2 ^ 31 - 2), math.random(0, 2 ^ 31 - 2))
    local path = free_name(folder, safe_name(name))
    if is_taken(hidden_path) then return path, "a file is in the way" end
    local to, why = io.open(hidden_path, "wb")
    if not to then return path, why end
    local is_written = to:write(range:bytes():raw())
    local is_closed = to:close()
    local is_named = is_written and is_closed and os.rename(hidden_path, path)
    if not is_named then os.remove(hidden_path) end
    return path, not is_named and "it can not be written" or nil
end

-- Calls report(path, bytes or why not) for each file that is written.
local function save_files(folder, report)
    local tap = Listener.new("tcp", nil, true) -- a filter may not name what is only being registered
    math.randomseed(os.time() + math.floor(os.clock() * 1e6) + (tonumber(tostring({}):match("%x+$"), 16) or 0) % 2 ^ 31)
    function tap.packet()
        local names_here, files = { name_in_packet() }, { data_in_packet() }
        for i, file in ipairs(files) do
            local name = names_here[#names_here - #files + i]
            local path, why = save_file(folder, name and name.value or "unnamed", file.range)
            report(path, why or file.range:len())
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
