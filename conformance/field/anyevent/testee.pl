# SPDX-License-Identifier: MIT
# AnyEvent::Handle: push_read(packstring => ...) over a pair of sockets.
use strict;
use warnings;
use AnyEvent;
use AnyEvent::Handle;
use AnyEvent::Util;
use Contract;

my %formats = (1 => 'C', 2 => 'n', 4 => 'N', 8 => 'Q>');

# One turn of the loop: the other end can always be written to, and what is read is seen by then.
sub turn { my $done = AnyEvent->condvar; my $other = AnyEvent->io(fh => $_[0], poll => 'w', cb => $done); $done->recv }

sub decoder {
    my ($layout, $give) = @_;
    my ($peer, $own) = portable_socketpair;
    my ($why, $handle) = ('');
    $handle = AnyEvent::Handle->new(fh => $own, rbuf_max => undef,
        on_error => sub { $why = $_[2] =~ /Broken pipe|No such|end of file/i ? 'truncated' : 'framing'; $_[0]->destroy },
        on_eof => sub { $why = 'end'; $_[0]->destroy });
    $handle->on_read(sub { $_[0]->push_read(packstring => $formats{ $layout->{width} }, sub { $give->($_[1]) }) });
    my $check = sub { turn($peer) for 1 .. 3; die "refused $why\n" if $why && $why ne 'end' };
    my $feed = sub {
        my ($piece) = @_;
        while (length $piece) {
            my $sent = syswrite($peer, $piece, 4096) // die "write: $!";
            substr $piece, 0, $sent, "";
            $check->();
        }
    };
    return { handle => $handle, feed => $feed, finish => sub { shutdown $peer, 1; $check->() } };
}

Contract::serve(frame_decoder => \&decoder);
