// SPDX-License-Identifier: MIT
// Netty: LengthFieldBasedFrameDecoder in an EmbeddedChannel. Its lengthAdjustment says what a layout counts; the header is
// taken off by initialBytesToStrip. The channel is closed with the first error, as an application would.

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.ByteOrder;

final class Testee implements Contract.Decoder {
    private final int header;
    private final EmbeddedChannel channel;

    @SuppressWarnings("deprecation")
    Testee(String line) {
        int width = (int) Contract.number(line, "width");
        int offset = (int) Contract.number(line, "offset");
        int gap = (int) Contract.number(line, "gap");
        header = offset + width + gap;
        String counts = Contract.get(line, "counts");
        int adjustment = counts.equals("payload") ? gap : counts.equals("from_field") ? -width : -offset - width;
        ByteOrder order = Contract.get(line, "order").equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        int most = (int) Math.min(Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, Contract.number(line, "max_payload")) + header);
        channel = new EmbeddedChannel(new LengthFieldBasedFrameDecoder(order, most, offset, width, adjustment, header, true));
    }

    public void feed(byte[] piece, Contract.Give give) throws Contract.Refused {
        DecoderException failed = null;
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(piece));
        } catch (DecoderException error) {
            failed = error;
        }
        take(give);
        if (failed == null) return;
        if (failed instanceof TooLongFrameException) throw new Contract.Refused("frame_too_large");
        boolean isNegative = failed instanceof CorruptedFrameException && failed.getMessage().startsWith("negative");
        throw new Contract.Refused(isNegative ? "negative_length" : "length_below_header");
    }

    private void take(Contract.Give give) {
        for (ByteBuf frame; (frame = channel.readInbound()) != null; frame.release()) {
            byte[] payload = new byte[frame.readableBytes()];
            frame.getBytes(frame.readerIndex(), payload);
            give.frame(payload);
        }
    }

    public void finish(Contract.Give give, boolean isReset) throws Contract.Refused {
        channel.finish();
        take(give);
    }

    public static void main(String[] none) throws Exception { Contract.serve(Testee::new, null); }
}
