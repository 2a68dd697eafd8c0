// SPDX-License-Identifier: MIT
// protobuf Java: the length as AbstractParser.parsePartialDelimitedFrom reads it (CodedInputStream.readRawVarint32), and the
// message from a stream of so many bytes.

import com.google.protobuf.CodedInputStream;
import java.io.EOFException;
import java.io.InputStream;

final class Testee extends Waiting {
    private final long most;

    Testee(String line) { most = Contract.number(line, "max_payload"); }

    @Override byte[] readFrame(InputStream in) throws Exception {
        int first = in.read();
        if (first < 0) return null;
        int size = CodedInputStream.readRawVarint32(first, in);
        if (size < 0) throw new IllegalArgumentException();
        if (size > most) throw new IllegalStateException();
        byte[] payload = in.readNBytes(size);
        if (payload.length < size) throw new EOFException();
        return payload;
    }

    @Override String nameOf(Exception error) {
        if (error instanceof IllegalArgumentException) return "negative_length";
        if (error instanceof IllegalStateException) return "frame_too_large";
        if (error instanceof EOFException) return "truncated_payload";
        return error.getMessage().contains("malformed") ? "varint_too_long" : "truncated_prefix";
    }

    public static void main(String[] none) throws Exception { Contract.serve(Testee::new, null); }
}
