// SPDX-License-Identifier: MIT
// Netty: ProtobufVarint32FrameDecoder and ProtobufVarint32LengthFieldPrepender in an EmbeddedChannel.

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.protobuf.ProtobufVarint32FrameDecoder;
import io.netty.handler.codec.protobuf.ProtobufVarint32LengthFieldPrepender;

final class Testee implements Contract.Decoder {
    private final EmbeddedChannel channel = new EmbeddedChannel(new ProtobufVarint32FrameDecoder());

    public void feed(byte[] piece, Contract.Give give) throws Contract.Refused {
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(piece));
        } catch (DecoderException error) {
            take(give);
            throw new Contract.Refused("varint_too_long");
        }
        take(give);
    }

    private void take(Contract.Give give) {
        for (ByteBuf frame; (frame = channel.readInbound()) != null; frame.release()) give.frame(bytesOf(frame));
    }

    private static byte[] bytesOf(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }

    public void finish(Contract.Give give, boolean isReset) {
        channel.finish();
        take(give);
    }

    private static byte[] encode(String line, byte[] payload) {
        if (payload.length > Contract.number(line, "max_payload")) throw new Contract.Unsupported(); // no limit
        EmbeddedChannel out = new EmbeddedChannel(new ProtobufVarint32LengthFieldPrepender());
        out.writeOutbound(Unpooled.wrappedBuffer(payload));
        ByteBuf sent = Unpooled.buffer();
        for (ByteBuf part; (part = out.readOutbound()) != null; part.release()) sent.writeBytes(part);
        return bytesOf(sent);
    }

    public static void main(String[] none) throws Exception { Contract.serve(line -> new Testee(), Testee::encode); }
}
