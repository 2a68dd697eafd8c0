// SPDX-License-Identifier: MIT
//
// Netty's LengthFieldBasedFrameDecoder in an EmbeddedChannel, over reads that wrap what is there: prints frames a second.
// usage: NettyReader PAYLOAD READ
// NettyReader state PAYLOAD: bytes that a decoder, without its channel, holds when it is idle behind such frames.
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

public class NettyReader {
    static final class Counter extends ChannelInboundHandlerAdapter {
        long frames;
        long sum;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            final ByteBuf frame = (ByteBuf) message;
            if (frame.isReadable()) sum += frame.getByte(frame.readerIndex());
            ++frames;
            frame.release();
        }
    }

    static final class Decoder extends LengthFieldBasedFrameDecoder {
        Decoder() { super(16 << 20, 0, 4, 0, 4); }
        long buffered() { return internalBuffer().capacity(); }
    }

    static byte[] stream(int payload) {
        final ByteBuf all = Unpooled.buffer();
        for (int at = 0; at <= 256 * 1024 / (4 + payload); ++at) {
            all.writeInt(payload);
            for (int i = 0; i < payload; ++i) all.writeByte(1);
        }
        final byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    static void feed(EmbeddedChannel channel, byte[] bytes, int read) {
        for (int at = 0; at < bytes.length; at += read)
            channel.writeInbound(Unpooled.wrappedBuffer(bytes, at, Math.min(read, bytes.length - at)));
    }

    static long state(int payload) {
        final var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        final int decoders = 100_000;
        final List<Decoder> kept = new ArrayList<>(decoders);
        kept.add(new Decoder());
        final long begin = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        while (kept.size() <= decoders) kept.add(new Decoder());
        final long object = (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - begin) / decoders;
        final Decoder decoder = kept.get(0);
        feed(new EmbeddedChannel(decoder, new Counter()), stream(payload), 1460);
        return object + decoder.buffered();
    }

    public static void main(String[] words) {
        if (words[0].equals("state")) {
            System.out.println(state(Integer.parseInt(words[1])));
            return;
        }
        final byte[] bytes = stream(Integer.parseInt(words[0]));
        final int read = Integer.parseInt(words[1]);
        final Counter counter = new Counter();
        final EmbeddedChannel channel = new EmbeddedChannel(new Decoder(), counter);
        double best = 0;
        final long end = System.nanoTime() + 2_000_000_000L; // the first rounds warm it up
        for (int round = 0; round < 20 || System.nanoTime() < end; ++round) {
            final long frames = counter.frames;
            final long begin = System.nanoTime();
            for (int i = 0; i < 4; ++i) feed(channel, bytes, read);
            best = Math.max(best, (counter.frames - frames) * 1e9 / (System.nanoTime() - begin));
        }
        if (counter.sum == Long.MIN_VALUE) System.err.println("unlikely");
        System.out.printf("%.0f%n", best);
    }
}
