#!/usr/bin/env escript
%% SPDX-License-Identifier: MIT
%% A testee for cleave-conformance: fill the three holes, then: cleave-conformance --testee 'escript testee.escript'
-mode(compile).

-define(LAYOUT, "python_int"). % the layout that your codec speaks,
-define(HEADER, 4).            % and the bytes of its header

%% Pending: the bytes of a frame that is not whole. Limit: the largest payload that is taken.
%% An error by its name: throw(negative_length), frame_too_large, truncated_prefix, truncated_payload, ...

%% HOLE 1, feed: Piece has arrived. Give(Payload) for each frame that is whole now; return what is pending, or throw(frame_too_large).
feed(_Piece, Pending, _Limit, _Give) -> Pending.

%% HOLE 2, finish: the stream has ended. Within a frame: throw(truncated_prefix) or throw(truncated_payload).
finish(_Pending) -> ok.

%% HOLE 3, encode: return the bytes of the frame, or throw(frame_too_large).
encode(Payload, _Limit) -> Payload.

%% The value of "name" in a line of the contract, whose shape is fixed.
get(Line, Name) ->
    Pattern = ["\"", Name, "\":(?|\"([^\"]*)\"|\\[([^\\]]*)\\]|(\\d+))"],
    case re:run(Line, Pattern, [{capture, all_but_first, list}]) of
        {match, [Value]} -> Value;
        nomatch -> ""
    end.

hex(Bytes) -> string:lowercase(binary_to_list(binary:encode_hex(Bytes))).
add(Counter, Size) -> put(Counter, get(Counter) + Size).
show(Format, Values) -> put(events, [io_lib:format("[~b,\"" ++ Format ++ "\"]", [get(now) | Values]) | get(events)]).

give(Payload) ->
    show("begin ~b", [byte_size(Payload)]),
    show("data x'~s'", [hex(Payload)]),
    show("end", []),
    add(start, ?HEADER + byte_size(Payload)).

deliver("frame_decoder", Piece, Pending, Limit) -> feed(Piece, Pending, Limit, fun give/1);
deliver("frame_encoder", Piece, Pending, Limit) -> show("send x'~s'", [hex(encode(Piece, Limit))]), Pending.

play(Role, Pieces, Limit, Ending) ->
    Next = fun(Piece, Pending) ->
        add(total, byte_size(Piece)),
        Left = deliver(Role, Piece, Pending, Limit),
        add(now, 1),
        Left
    end,
    Left = lists:foldl(Next, <<>>, Pieces),
    Role =:= "frame_decoder" andalso Ending =/= "open" andalso finish(Left).

refused("frame_encoder", Name) -> show("error ~s", [Name]);
refused(_, Name = "truncated" ++ _) -> show("error ~s at=~b", [Name, get(total)]);
refused(_, Name) -> show("error ~s at=~b", [Name, get(start)]).

run(Line) ->
    Role = get(Line, "role"),
    IsMine = lists:member(Role, ["frame_decoder", "frame_encoder"]) andalso get(Line, "name") =:= ?LAYOUT,
    case IsMine andalso string:find(Line, "\"options\":{}") =/= nomatch of
        false -> "\"unsupported\":\"not this role, layout or option\"";
        true -> ["\"events\":[", lists:join(",", events(Role, Line)), "]"]
    end.

events(Role, Line) ->
    [put(Counter, 0) || Counter <- [now, total, start]],
    put(events, []),
    Texts = re:run(get(Line, "deliveries"), "\"(\\w*)\"", [global, {capture, all_but_first, binary}]),
    Pieces = case Texts of nomatch -> []; {match, All} -> [binary:decode_hex(Text) || [Text] <- All] end,
    try
        play(Role, Pieces, list_to_integer(get(Line, "max_payload")), get(Line, "end"))
    catch
        throw:Why -> refused(Role, atom_to_list(Why))
    end,
    lists:reverse(get(events)).

main(_) ->
    case io:get_line("") of
        eof -> ok;
        Line ->
            case get(Line, "type") of
                "stop" -> ok;
                "start" ->
                    io:format("{\"type\":\"started\",\"name\":\"my codec\",\"roles\":[\"frame_decoder\",\"frame_encoder\"],"
                              "\"frames\":\"whole\",\"layouts\":[\"~s\"]}~n", [?LAYOUT]),
                    main([]);
                "run" -> io:format("{\"seq\":~s,~s}~n", [get(Line, "seq"), run(Line)]), main([])
            end
    end.
