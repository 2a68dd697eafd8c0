# SPDX-License-Identifier: MIT
# POE::Filter::Block with a LengthCodec, as its documentation has it, and MaxLength.
use strict;
use warnings;
use POE::Filter::Block;
use Contract;

sub filter {
    my ($layout) = @_;
    my ($width, $format) = ($layout->{width}, $layout->{width} == 2 ? 'n' : 'N');
    my $encode = sub { substr ${ $_[0] }, 0, 0, pack $format, length ${ $_[0] } };
    my $decode = sub { length ${ $_[0] } < $width ? undef : unpack $format, substr ${ $_[0] }, 0, $width, '' };
    return POE::Filter::Block->new(LengthCodec => [$encode, $decode], MaxLength => $layout->{max_payload},
                                   MaxBuffer => 1 << 30);
}

sub decoder {
    my ($layout, $give) = @_;
    my $filter = filter($layout);
    my $refuse = sub { die $_[0] =~ /larger|exceed|MaxLength|too large/i ? "refused frame_too_large\n" : "refused framing\n" };
    return { feed => sub {
        my ($piece) = @_;
        eval { $filter->get_one_start([$piece]); 1 } or $refuse->($@);
        while (1) {
            my $frames = eval { $filter->get_one() } or $refuse->($@);
            last unless @$frames;
            $give->($_) for @$frames;
        }
    } };
}

sub encoder {
    my ($layout) = @_;
    my $filter = filter($layout);
    return sub { die "unsupported\n" if length $_[0] > $layout->{max_payload}; join '', @{ $filter->put([$_[0]]) } };
}

Contract::serve(frame_decoder => \&decoder, frame_encoder => \&encoder);
