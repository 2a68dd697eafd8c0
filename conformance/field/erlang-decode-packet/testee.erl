%% SPDX-License-Identifier: MIT
%% erlang:decode_packet(1 | 2 | 4 | asn1 | sunrm, Bytes, [{packet_size, Limit}]), over what has arrived.
-module(testee).
-export([main/0]).

main() ->
    Port = open_port({fd, 0, 1}, [{line, 65536}, binary, eof]),
    loop(Port, []),
    halt(0, [{flush, false}]).

loop(Port, Parts) ->
    receive
        {Port, eof} -> ok;
        {Port, {data, {noeol, Part}}} -> loop(Port, [Part | Parts]);
        {Port, {data, {eol, Part}}} ->
            Line = iolist_to_binary(lists:reverse([Part | Parts])),
            case get("type", Line) of
                <<"stop">> -> ok;
                <<"start">> -> answer(Port, os:getenv("STARTED"));
                _ -> answer(Port, ["{\"seq\":", get("seq", Line), ",", run(Line), "}"])
            end
    end.

answer(Port, Text) ->
    port_command(Port, [Text, $\n]),
    loop(Port, []).

%% What stands behind "name": in a line of the contract, whose shape is fixed.
get(Name, Line) ->
    case re:run(Line, ["\"", Name, "\":(?:\"([^\"]*)\"|(\\[[^]]*\\])|([^,}]*))"], [{capture, all_but_first, binary}]) of
        {match, Found} -> lists:last(Found);
        nomatch -> <<>>
    end.

run(Line) ->
    Claimed = string:find(os:getenv("STARTED"), [$", binary_to_list(get("name", Line)), $"]) =/= nomatch,
    Options = case os:getenv("FORM") of
        "" -> "";
        Form -> ["\"form\":\"", Form, "\""]
    end,
    Plain = Claimed andalso string:find(Line, ["\"options\":{", Options, "}"]) =/= nomatch,
    case get("role", Line) of
        <<"frame_decoder">> when Plain -> ["\"events\":[", lists:join(",", decode(Line)), "]"];
        _ -> "\"unsupported\":\"\""
    end.

decode(Line) ->
    Packet = case os:getenv("FORM") of
        "" -> binary_to_integer(get("width", Line));
        "ldap" -> asn1;
        "onc_rpc" -> sunrm
    end,
    Limit = min(16#7fffffff, binary_to_integer(get("max_payload", Line))), % it takes no larger one
    {match, Found} = case re:run(get("deliveries", Line), "\"([^\"]*)\"", [global, {capture, all_but_first, binary}]) of
        nomatch -> {match, []};
        Match -> Match
    end,
    Pieces = [binary:decode_hex(Hex) || [Hex] <- Found],
    feed(Pieces, 0, <<>>, 0, {Packet, Limit}).

%% An offset is counted from the frames handed out.
feed([], _, _, _, _) -> [];
feed([Piece | More], Now, Pending, Begin, {Packet, Limit} = Layout) ->
    case frames(Packet, Limit, <<Pending/binary, Piece/binary>>, []) of
        {ok, Frames, Rest} ->
            [event(Now, Frame) || Frame <- Frames] ++ feed(More, Now + 1, Rest, Begin + size(Packet, Frames), Layout);
        {error, Frames} ->
            [event(Now, Frame) || Frame <- Frames] ++ [error_event(Packet, Now, Begin + size(Packet, Frames))]
    end.

size(Packet, Frames) when is_integer(Packet) -> lists:sum([Packet + byte_size(Frame) || Frame <- Frames]);
size(_, _) -> 0.

error_event(Packet, Now, At) when is_integer(Packet) -> io_lib:format("[~b,\"error frame_too_large at=~b\"]", [Now, At]);
error_event(_, Now, _) -> io_lib:format("[~b,\"error framing\"]", [Now]).

event(Now, Frame) ->
    io_lib:format("[~b,\"begin ~b\"],[~b,\"data x'~s'\"],[~b,\"end\"]",
                  [Now, byte_size(Frame), Now, binary:encode_hex(Frame), Now]).

%% These two hand out the header, too.
payload(asn1, <<_, Size, Payload/binary>>) when Size < 128 -> Payload;
payload(asn1, <<_, Size, Rest/binary>>) -> binary:part(Rest, Size - 128, byte_size(Rest) - Size + 128);
payload(sunrm, <<_:32, Payload/binary>>) -> Payload;
payload(_, Frame) -> Frame.

frames(Packet, Limit, Bytes, Frames) ->
    case erlang:decode_packet(Packet, Bytes, [{packet_size, Limit}]) of
        {ok, Frame, Rest} -> frames(Packet, Limit, Rest, [payload(Packet, Frame) | Frames]);
        {more, _} -> {ok, lists:reverse(Frames), Bytes};
        {error, invalid} -> {error, lists:reverse(Frames)}
    end.
