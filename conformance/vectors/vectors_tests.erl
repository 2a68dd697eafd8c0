%% SPDX-License-Identifier: MIT
%% EUnit, beside vectors.json; needs jiffy for JSON.
-module(vectors_tests).
-include_lib("eunit/include/eunit.hrl").

-define(SCHEMA, 2).

%% Yours: what is pending, or an error's name by throw.
feed(Piece, Pending, Limit, Give) -> frames(<<Pending/binary, Piece/binary>>, Limit, Give).
frames(<<Length:32/signed-little, _/binary>>, _, _) when Length < 0 -> throw(<<"negative_length">>);
frames(<<Length:32/little, _/binary>>, Limit, _) when Length > Limit -> throw(<<"frame_too_large">>);
frames(<<Length:32/little, Payload:Length/binary, Rest/binary>>, Limit, Give) -> Give(Payload), frames(Rest, Limit, Give);
frames(Rest, _, _) -> Rest.

finish(<<>>) -> ok;
finish(<<_:32, _/binary>>) -> throw(<<"truncated_payload">>);
finish(_) -> throw(<<"truncated_prefix">>).

%% Hexadecimal, or a list of parts: hexadecimal, what is repeated, or bytes of splitmix64.
joined(Parts) when is_list(Parts) -> iolist_to_binary([joined(Part) || Part <- Parts]);
joined(<<"x\"", Text/binary>>) -> binary:decode_hex(binary:part(Text, 0, byte_size(Text) - 1));
joined(Text) when is_binary(Text) -> binary:decode_hex(Text);
joined(#{<<"repeat">> := Text, <<"count">> := Count}) -> binary:copy(joined(Text), Count);
joined(#{<<"seed">> := Seed, <<"count">> := Count}) ->
    binary:part(iolist_to_binary(seeded(binary_to_integer(Seed), Count)), 0, Count).

seeded(_, Count) when Count =< 0 -> [];
seeded(Seed, Count) ->
    <<Z:64>> = <<(Seed + 16#9e3779b97f4a7c15):64>>,
    <<A:64>> = <<((Z bxor (Z bsr 30)) * 16#bf58476d1ce4e5b9):64>>,
    <<B:64>> = <<((A bxor (A bsr 27)) * 16#94d049bb133111eb):64>>,
    [<<(B bxor (B bsr 31)):64/little>> | seeded(Z, Count - 8)].

%% The whole frames and the error.
expected(#{<<"events">> := Events}) -> expected(Events, <<>>, []).
expected([], _, Frames) -> {lists:reverse(Frames), none};
expected([#{<<"kind">> := <<"error">>, <<"code">> := Code} | _], _, Frames) -> {lists:reverse(Frames), Code};
expected([#{<<"name">> := <<"data">>, <<"arguments">> := [Bytes]} | Rest], Data, Frames) ->
    expected(Rest, <<Data/binary, (joined(Bytes))/binary>>, Frames);
expected([#{<<"name">> := <<"end">>} | Rest], Data, Frames) -> expected(Rest, <<>>, [Data | Frames]);
expected([_ | Rest], Data, Frames) -> expected(Rest, Data, Frames).

decoded(#{<<"layout">> := #{<<"max_payload">> := Limit}, <<"end">> := End}, Pieces) ->
    put(frames, []),
    Give = fun(Payload) -> put(frames, [Payload | get(frames)]) end,
    Error = try
        Left = lists:foldl(fun(Piece, Pending) -> feed(Piece, Pending, Limit, Give) end, <<>>, Pieces),
        End =/= <<"open">> andalso finish(Left),
        none
    catch throw:Why -> Why
    end,
    {lists:reverse(get(frames)), Error}.

pieces(Stream, From, [End | Cuts]) -> [binary:part(Stream, From, End - From) | pieces(Stream, End, Cuts)];
pieces(_, _, []) -> [].

check(Case = #{<<"about">> := About, <<"bytes">> := Bytes, <<"cuts">> := Cuts, <<"splits">> := Splits, <<"outcomes">> := Outcomes}) ->
    Stream = joined(Bytes),
    Size = byte_size(Stream),
    Allowed = [expected(Outcome) || Outcome <- Outcomes],
    ?assert(lists:member(decoded(Case, pieces(Stream, 0, Cuts ++ [Size])), Allowed), About),
    Splits =:= <<"exact">> orelse Size > 4096 orelse
        ?assert(lists:member(decoded(Case, [<<Byte>> || <<Byte>> <= Stream]), Allowed), About).

is_mine(#{<<"role">> := Role, <<"layout">> := #{<<"name">> := Layout}, <<"options">> := Options, <<"needs">> := Needs}) ->
    Role =:= <<"frame_decoder">> andalso Layout =:= <<"python_int">> andalso Options =:= #{}
        andalso not lists:member(<<"goes-on">>, Needs).

vectors_test_() ->
    {ok, Text} = file:read_file("vectors.json"),
    #{<<"schemaVersion">> := Schema, <<"cases">> := Cases} = jiffy:decode(Text, [return_maps]),
    Schema > ?SCHEMA andalso
        error(io_lib:format("vectors.json has schema ~b, newer than ~b: update this reader", [Schema, ?SCHEMA])),
    [{binary_to_list(Id), fun() -> check(Case) end} || Case = #{<<"id">> := Id} <- Cases, is_mine(Case)].
