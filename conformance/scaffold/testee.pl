# SPDX-License-Identifier: MIT
# A testee for cleave-conformance: fill the three holes, then: cleave-conformance --testee 'perl testee.pl'
use strict;
use warnings;
use JSON::PP;

my ($LAYOUT, $HEADER) = ('python_int', 4); # the layout that your codec speaks, and the bytes of its header
my ($limit, $pending); # the largest payload that is taken; the bytes of a frame that is not whole

sub refuse { die "refused $_[0]\n" } # an error by its name: negative_length, frame_too_large, truncated_prefix, ...

sub feed {
    my ($piece, $give) = @_;
    # HOLE 1, feed: $piece has arrived. Call $give->($payload) for each frame that is whole now, or refuse('frame_too_large').
    return;
}

sub finish {
    # HOLE 2, finish: the stream has ended. Within a frame: refuse('truncated_prefix') or refuse('truncated_payload').
    return;
}

sub encode {
    my ($payload) = @_;
    # HOLE 3, encode: return the bytes of the frame, or refuse('frame_too_large').
    return $payload;
}

sub run {
    my ($asked) = @_;
    my $decodes = $asked->{role} eq 'frame_decoder';
    my $is_mine = ($decodes || $asked->{role} eq 'frame_encoder') && $asked->{layout}{name} eq $LAYOUT;
    return {seq => $asked->{seq}, unsupported => 'not this role, layout or option'} if !$is_mine || %{$asked->{options}};
    ($limit, $pending) = ($asked->{layout}{max_payload}, '');
    my ($begin, $total, $now, @events) = (0, 0, 0);
    my $give = sub {
        push @events, [$now, 'begin ' . length $_[0]], [$now, "data x'" . unpack('H*', $_[0]) . "'"], [$now, 'end'];
        $begin += $HEADER + length $_[0];
    };
    eval {
        for my $piece (map { pack 'H*', $_ } @{$asked->{deliveries}}) {
            $total += length $piece;
            if ($decodes) { feed($piece, $give) }
            else { push @events, [$now, "send x'" . unpack('H*', encode($piece)) . "'"] }
            ++$now;
        }
        finish() if $decodes && $asked->{end} ne 'open';
        1;
    } or do {
        my ($why) = $@ =~ /^refused (\w+)/ or die $@;
        push @events, [$now, "error $why" . ($decodes ? ' at=' . ($why =~ /^truncated/ ? $total : $begin) : '')];
    };
    return {seq => $asked->{seq}, events => \@events};
}

$| = 1;
my %started = (type => 'started', name => 'my codec', roles => ['frame_decoder', 'frame_encoder'], frames => 'whole');
while (my $line = <STDIN>) {
    my $asked = decode_json($line);
    last if $asked->{type} eq 'stop';
    print encode_json($asked->{type} eq 'start' ? {%started, layouts => [$LAYOUT]} : run($asked)), "\n";
}
