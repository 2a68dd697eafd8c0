#!/usr/bin/env escript
%% SPDX-License-Identifier: MIT
%% erlang:decode_packet(4, ...) over reads of one size: prints frames a second. usage: erlang_reader.escript PAYLOAD READ
-mode(compile).

main([Text, Size]) ->
    Payload = list_to_integer(Text),
    Frame = <<Payload:32, (binary:copy(<<1>>, Payload))/binary>>,
    Count = 256 * 1024 div byte_size(Frame) + 1,
    Reads = reads(binary:copy(Frame, Count), list_to_integer(Size)),
    Rates = [rate(Reads, Count) || _ <- lists:seq(1, 9)],
    io:format("~B~n", [round(lists:max(Rates))]).

reads(Bytes, Size) when byte_size(Bytes) =< Size -> [Bytes];
reads(Bytes, Size) ->
    <<Read:Size/binary, Rest/binary>> = Bytes,
    [Read | reads(Rest, Size)].

rate(Reads, Count) ->
    Begin = erlang:monotonic_time(nanosecond),
    Rounds = 20,
    [Count = receive_all(Reads, <<>>, 0) || _ <- lists:seq(1, Rounds)],
    Rounds * Count * 1.0e9 / (erlang:monotonic_time(nanosecond) - Begin).

receive_all([], _, Frames) -> Frames;
receive_all([Read | Reads], Kept, Frames) ->
    {Rest, Now} = decode(<<Kept/binary, Read/binary>>, Frames),
    receive_all(Reads, Rest, Now).

decode(Bytes, Frames) ->
    case erlang:decode_packet(4, Bytes, []) of
        {ok, <<_, _/binary>>, Rest} -> decode(Rest, Frames + 1);
        {more, _} -> {Bytes, Frames}
    end.
