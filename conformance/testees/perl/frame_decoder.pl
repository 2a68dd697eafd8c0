# SPDX-License-Identifier: MIT
# A reader of whole frames as a testee: cleave-conformance --testee 'perl frame_decoder.pl'
use strict; use warnings;
my ($pending, $at, $now, $cut, @events, %is);
$| = 1;
sub show { push @events, qq([$now,"@_"]) }
sub fail { my ($why, $where) = @_; show("error $why at=$where"); $cut = 'failed'; return 0 }

sub read_length { # the length and the bytes of its field; nothing where some are missing
    my @field = unpack 'C*', substr $pending, $is{offset}, 10; # of a longest varint
    my $length = 0;
    if ($is{width} eq 'varint') {
        for my $i (0 .. $#field) {
            return fail('varint_too_long', $at) if $i == 9 && $field[$i] > 1;
            return fail('varint_not_canonical', $at) if $i > 0 && $field[$i] == 0;
            $length |= ($field[$i] & 127) << 7 * $i;
            return ($length, $i + 1) if $field[$i] < 128;
        }
        return;
    }
    return if @field < $is{width};
    $length = $length << 8 | $field[$is{order} eq 'big' ? $_ : $is{width} - 1 - $_] for 0 .. $is{width} - 1;
    return fail('negative_length', $at) if $is{signed} eq 'true' && $length >> 8 * $is{width} - 1;
    my $counted = $is{counts} eq 'payload' ? 0 : $is{width} + $is{gap} + ($is{counts} eq 'whole_frame' && $is{offset});
    return fail('length_below_header', $at) if $length < $counted;
    return ($length - $counted, $is{width});
}

sub read_frame { # whether there was a whole one
    $cut = 'truncated_prefix';
    my ($length, $field) = length $pending < $is{offset} ? () : read_length;
    return 0 if !$field;
    return fail('frame_too_large', $at) if $length > $is{max_payload};
    my $header = $is{offset} + $field + $is{gap};
    return 0 if length $pending < $header;
    return 0 if length($pending) - $header < $length and $cut = 'truncated_payload';
    show("begin $length");
    show("data x'" . unpack('H*', substr $pending, $header, $length) . "'") if $length;
    show('end');
    substr $pending, 0, $header + $length, '';
    $at += $header + $length;
}

while (my $line = <STDIN>) { # its shape is fixed: no need of a JSON reader
    last if $line =~ /"type":"stop"/;
    my $who = qq("type":"started","name":"Perl","roles":["frame_decoder"],"frames":"whole");
    %is = $line =~ /"(\w+)":"?([\w.]+)/g;
    my $answer = $is{type} eq 'start' ? $who : qq("seq":$is{seq},"unsupported":"");
    print "{$answer}\n" and next if $is{type} eq 'start' || $is{role} ne 'frame_decoder' || $is{on_excess};
    ($pending, $at, $now, $cut, @events) = ('', 0, 0, '');
    for (($line =~ /"deliveries":\[(.*?)\]/)[0] =~ /"(\w*)"/g) {
        $pending .= pack 'H*', $_;
        1 while $cut ne 'failed' && read_frame;
        ++$now;
    }
    fail($cut, $at + length $pending) if $is{end} ne 'open' && $cut ne 'failed' && length $pending;
    print qq({"seq":$is{seq},"events":[), join(',', @events), "]}\n";
}
