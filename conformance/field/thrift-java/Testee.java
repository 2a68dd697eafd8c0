// SPDX-License-Identifier: MIT
// Thrift Java: TFramedTransport over a stream that waits for its bytes. A frame is read by asking for its first byte.

import java.io.InputStream;
import org.apache.thrift.transport.TIOStreamTransport;
import org.apache.thrift.transport.TMemoryBuffer;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;

final class Testee extends Waiting {
    private final int most;
    private TFramedTransport framed;

    Testee(String line) { most = (int) Math.min(Integer.MAX_VALUE, Contract.number(line, "max_payload")); }

    @Override byte[] readFrame(InputStream in) throws Exception {
        if (framed == null) framed = new TFramedTransport(new TIOStreamTransport(in), most);
        byte[] first = new byte[1];
        if (framed.read(first, 0, 1) <= 0) return new byte[0];
        byte[] payload = new byte[1 + framed.getBytesRemainingInBuffer()];
        payload[0] = first[0];
        if (payload.length > 1) framed.read(payload, 1, payload.length - 1); // of nothing it would read the next frame
        return payload;
    }

    @Override String nameOf(Exception error) {
        boolean isTransport = error instanceof TTransportException;
        if (isTransport && ((TTransportException) error).getType() == TTransportException.END_OF_FILE) return null; // also where a stream ends well
        return error.getMessage() != null && error.getMessage().contains("negative") ? "negative_length" : "frame_too_large";
    }

    private static byte[] encode(String line, byte[] payload) {
        if (payload.length > Contract.number(line, "max_payload")) throw new Contract.Unsupported(); // no limit
        try {
            TMemoryBuffer sink = new TMemoryBuffer(0);
            TFramedTransport out = new TFramedTransport(sink);
            out.write(payload, 0, payload.length);
            out.flush();
            return java.util.Arrays.copyOf(sink.getArray(), sink.length());
        } catch (TTransportException impossible) { throw new IllegalStateException(impossible); }
    }

    public static void main(String[] none) throws Exception { Contract.serve(Testee::new, Testee::encode); }
}
