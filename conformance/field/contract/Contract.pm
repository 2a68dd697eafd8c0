# SPDX-License-Identifier: MIT
# What the Perl testees here share: they bring a decoder, this speaks the contract.
#
# make(layout, give) returns { feed => sub (piece), finish => sub () }; it calls give->(payload) for each frame that is now
# whole, and dies with "refused NAME\n" for an error, by its name in status.hpp. An offset is counted from the frames
# handed out.
package Contract;
use strict;
use warnings;
use JSON::XS;

sub header_size {
    my ($layout) = @_;
    return $layout->{offset} + $layout->{width} + $layout->{gap};
}

# Whether $step went well; else adds the error.
sub attempt {
    my ($step, $events, $now, $begin, $total) = @_;
    return 1 if eval { $step->(); 1 };
    my ($name) = $@ =~ /^refused (\w+)\n/ or die $@;
    my $at = $name =~ /^truncated/ ? $total : $$begin;
    push @$events, [$now, "error $name at=$at"];
    return 0;
}

sub decode {
    my ($make, $asked) = @_;
    my ($now, $begin, $total, @events) = (0, 0, 0);
    my $decoder = $make->($asked->{layout}, sub {
        my ($payload) = @_;
        push @events, [$now, "begin " . length $payload], [$now, "data x'" . unpack('H*', $payload) . "'"], [$now, 'end'];
        $begin += header_size($asked->{layout}) + length $payload;
    });
    for my $piece (map { pack 'H*', $_ } @{ $asked->{deliveries} }) {
        $total += length $piece; # no socket gives an empty piece
        return \@events if length $piece && !attempt(sub { $decoder->{feed}->($piece) }, \@events, $now, \$begin, $total);
        ++$now;
    }
    attempt($decoder->{finish}, \@events, $now, \$begin, $total) if $asked->{end} ne 'open' && $decoder->{finish};
    return \@events;
}

sub encode {
    my ($make, $asked) = @_;
    my ($encoder, $now, @events) = ($make->($asked->{layout}), 0);
    push @events, [$now++, "send x'" . unpack('H*', $encoder->(pack 'H*', $_)) . "'"] for @{ $asked->{deliveries} };
    return \@events;
}

sub serve {
    my (%makers) = @_;
    my %play = (frame_decoder => \&decode, frame_encoder => \&encode);
    local $| = 1;
    while (my $line = <STDIN>) {
        my $asked = decode_json($line);
        last if $asked->{type} eq 'stop';
        if ($asked->{type} eq 'start') { print "$ENV{STARTED}\n"; next }
        my ($role, %answer) = ($asked->{role}, seq => $asked->{seq});
        $@ = '';
        if ($makers{$role} && !%{ $asked->{options} } && index($ENV{STARTED}, qq("$asked->{layout}{name}")) >= 0) { $answer{events} = eval { $play{$role}->($makers{$role}, $asked) } }
        die $@ if $@ && $@ ne "unsupported\n";
        $answer{unsupported} = $role if !$answer{events};
        print encode_json(\%answer), "\n";
    }
}

1;
