// SPDX-License-Identifier: MIT
// A testee for cleave-conformance: fill the three holes, then: javac Testee.java && cleave-conformance --testee 'java Testee'
import java.io.*;
import java.util.*;
import java.util.function.Consumer;
import java.util.regex.*;

public class Testee {
    static final String LAYOUT = "python_int"; // the layout that your codec speaks,
    static final int HEADER = 4; // and the bytes of its header

    /** An error by its name: negative_length, frame_too_large, truncated_prefix, truncated_payload, ... */
    static class Refused extends RuntimeException {
        Refused(String name) { super(name); }
    }

    static class Codec {
        final long limit; // the largest payload that is taken
        byte[] pending = {}; // the bytes of a frame that is not whole

        Codec(long limit) { this.limit = limit; }

        void feed(byte[] piece, Consumer<byte[]> give) {
            // HOLE 1, feed: piece has arrived. Call give.accept(payload) for each frame that is whole now, or throw new Refused("frame_too_large").
            return;
        }

        void finish() {
            // HOLE 2, finish: the stream has ended. Within a frame: throw new Refused("truncated_prefix") or "truncated_payload".
            return;
        }

        byte[] encode(byte[] payload) {
            // HOLE 3, encode: return the bytes of the frame, or throw new Refused("frame_too_large").
            return payload;
        }
    }

    /** The value of "name" in a line of the contract, whose shape is fixed. */
    static String get(String line, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":(?:\"([^\"]*)\"|\\[([^\\]]*)\\]|(\\d+))").matcher(line);
        if (!found.find()) return "";
        return found.group(1) != null ? found.group(1) : found.group(2) != null ? found.group(2) : found.group(3);
    }

    static String run(String line) {
        String role = get(line, "role"), seq = "{\"seq\":" + get(line, "seq");
        boolean decodes = role.equals("frame_decoder");
        if (!decodes && !role.equals("frame_encoder") || !get(line, "name").equals(LAYOUT) || !line.contains("\"options\":{}"))
            return seq + ",\"unsupported\":\"not this role, layout or option\"}";
        Codec codec = new Codec(Long.parseUnsignedLong(get(line, "max_payload")));
        StringJoiner events = new StringJoiner(",", seq + ",\"events\":[", "]}");
        int[] at = {0, 0, 0}; // where the frame in progress begins, bytes in all, deliveries
        try {
            Matcher texts = Pattern.compile("\"(\\w*)\"").matcher(get(line, "deliveries"));
            for (; texts.find(); ++at[2]) {
                byte[] piece = HexFormat.of().parseHex(texts.group(1));
                at[1] += piece.length;
                if (!decodes) {
                    events.add("[" + at[2] + ",\"send x'" + HexFormat.of().formatHex(codec.encode(piece)) + "'\"]");
                    continue;
                }
                codec.feed(piece, payload -> {
                    String data = HexFormat.of().formatHex(payload);
                    events.add("[" + at[2] + ",\"begin " + payload.length + "\"],[" + at[2] + ",\"data x'" + data + "'\"],[" + at[2] + ",\"end\"]");
                    at[0] += HEADER + payload.length;
                });
            }
            if (decodes && !get(line, "end").equals("open")) codec.finish();
        } catch (Refused why) {
            String where = " at=" + (why.getMessage().startsWith("truncated") ? at[1] : at[0]);
            events.add("[" + at[2] + ",\"error " + why.getMessage() + (decodes ? where : "") + "\"]");
        }
        return events.toString();
    }

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = in.readLine()) != null && !get(line, "type").equals("stop");)
            System.out.println(!get(line, "type").equals("start") ? run(line)
                : "{\"type\":\"started\",\"name\":\"my codec\",\"roles\":[\"frame_decoder\",\"frame_encoder\"],"
                + "\"frames\":\"whole\",\"layouts\":[\"" + LAYOUT + "\"]}");
    }
}
