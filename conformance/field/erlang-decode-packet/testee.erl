%% SPDX-License-Identifier: MIT
%% erlang:decode_packet(1 | 2 | 4, Bytes, [{packet_size, Limit}]), over what has arrived.
-module(testee).
-export([main/0]).

main() ->
    Port = open_port({fd, 0, 1}, [{line, 65536}, binary]),
    loop(Port, []),
    halt(0).

loop(Port, Parts) ->
    receive
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
    Plain = Claimed andalso binary:match(Line, <<"\"options\":{}">>) =/= nomatch,
    case get("role", Line) of
        <<"frame_decoder">> when Plain -> ["\"events\":[", lists:join(",", decode(Line)), "]"];
        _ -> "\"unsupported\":\"\""
    end.

decode(Line) ->
    Width = binary_to_integer(get("width", Line)),
    Limit = min(16#7fffffff, binary_to_integer(get("max_payload", Line))), % it takes no larger one
    {match, Found} = case re:run(get("deliveries", Line), "\"([^\"]*)\"", [global, {capture, all_but_first, binary}]) of
        nomatch -> {match, []};
        Match -> Match
    end,
    Pieces = [binary:decode_hex(Hex) || [Hex] <- Found],
    feed(Pieces, 0, <<>>, 0, {Width, Limit}).

%% An offset is counted from the frames handed out.
feed([], _, _, _, _) -> [];
feed([Piece | More], Now, Pending, Begin, {Width, Limit} = Layout) ->
    case frames(Width, Limit, <<Pending/binary, Piece/binary>>, []) of
        {ok, Frames, Rest} ->
            Size = lists:sum([Width + byte_size(Frame) || Frame <- Frames]),
            [event(Now, Frame) || Frame <- Frames] ++ feed(More, Now + 1, Rest, Begin + Size, Layout);
        {error, Frames} ->
            Size = lists:sum([Width + byte_size(Frame) || Frame <- Frames]),
            [event(Now, Frame) || Frame <- Frames] ++
                [io_lib:format("[~b,\"error frame_too_large at=~b\"]", [Now, Begin + Size])]
    end.

event(Now, Frame) ->
    io_lib:format("[~b,\"begin ~b\"],[~b,\"data x'~s'\"],[~b,\"end\"]",
                  [Now, byte_size(Frame), Now, binary:encode_hex(Frame), Now]).

frames(Width, Limit, Bytes, Frames) ->
    case erlang:decode_packet(Width, Bytes, [{packet_size, Limit}]) of
        {ok, Frame, Rest} -> frames(Width, Limit, Rest, [Frame | Frames]);
        {more, _} -> {ok, lists:reverse(Frames), Bytes};
        {error, invalid} -> {error, lists:reverse(Frames)}
    end.
