// SPDX-License-Identifier: MIT

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;

/** A decoder that reads a stream in a thread of its own, and waits there for the pieces. */
abstract class Waiting implements Contract.Decoder {
    private final Queue<byte[]> frames = new ArrayDeque<>();
    private byte[] pending = new byte[0];
    private boolean hasEnded, isIdle, isOver, isStarted;
    private String why;

    /** The next frame, null at the end of the stream; reads `in` only as far as it must. */
    abstract byte[] readFrame(InputStream in) throws Exception;

    /** What status.hpp calls an error that readFrame threw. */
    abstract String nameOf(Exception error);

    private final InputStream arrived = new InputStream() {
        @Override public int read() throws InterruptedIOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
        }

        @Override public int read(byte[] to, int from, int most) throws InterruptedIOException {
            synchronized (Waiting.this) {
                if (most == 0) return 0;
                await(() -> pending.length > 0 || hasEnded);
                if (pending.length == 0) return -1;
                int size = Math.min(most, pending.length);
                System.arraycopy(pending, 0, to, from, size);
                pending = java.util.Arrays.copyOfRange(pending, size, pending.length);
                return size;
            }
        }
    };

    private interface Condition { boolean holds(); }

    private void await(Condition condition) throws InterruptedIOException {
        while (!condition.holds()) {
            isIdle = true;
            notifyAll();
            try { wait(); } catch (InterruptedException stopped) { throw new InterruptedIOException(); }
        }
        isIdle = false;
    }

    private void readAll() {
        String failure = null;
        try {
            for (byte[] frame; (frame = readFrame(arrived)) != null;) synchronized (this) { frames.add(frame); }
        } catch (Exception error) {
            failure = nameOf(error);
        } catch (Error fatal) {
            Runtime.getRuntime().halt(1); // as a program that dies, not as one that hangs
        }
        synchronized (this) {
            why = failure;
            isOver = true;
            notifyAll();
        }
    }

    private synchronized void step(Contract.Give give) throws Contract.Refused {
        if (!isStarted) {
            Thread reader = new Thread(this::readAll);
            reader.setDaemon(true);
            reader.start();
        }
        isStarted = true;
        isIdle = false;
        notifyAll();
        try {
            while (!isOver && !(isIdle && pending.length == 0)) wait();
        } catch (InterruptedException stopped) { throw new Contract.Refused("interrupted"); }
        while (!frames.isEmpty()) give.frame(frames.remove());
        if (why != null) throw new Contract.Refused(why);
    }

    public void feed(byte[] piece, Contract.Give give) throws Contract.Refused {
        synchronized (this) {
            byte[] joined = java.util.Arrays.copyOf(pending, pending.length + piece.length);
            System.arraycopy(piece, 0, joined, pending.length, piece.length);
            pending = joined;
        }
        step(give);
    }

    public void finish(Contract.Give give, boolean isReset) throws Contract.Refused {
        synchronized (this) { hasEnded = true; }
        step(give);
    }

    /** Ends the thread, which may hold a buffer as large as a length said. */
    @Override public synchronized void close() {
        hasEnded = true;
        notifyAll();
    }
}
