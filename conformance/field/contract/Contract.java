// SPDX-License-Identifier: MIT

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Java testees here share: they bring a decoder, this speaks the contract. */
final class Contract {
    /** An error of a codec, by its name in status.hpp. */
    static final class Refused extends Exception {
        Refused(String name) { super(name); }
    }

    interface Give { void frame(byte[] payload); }

    /** Is fed pieces as they arrive; gives each frame that is now whole. */
    interface Decoder {
        void feed(byte[] piece, Give give) throws Refused;
        default void finish(Give give, boolean isReset) throws Refused {}
        default void close() {}
    }

    /** What a codec cannot be asked. */
    static final class Unsupported extends RuntimeException {}

    interface DecoderMaker { Decoder make(String question); }
    interface Encoder { byte[] encode(String question, byte[] payload) throws Refused; }

    /** What stands behind "name": in a line of the contract, whose shape is fixed. */
    static String get(String line, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":(\\[[^]]*\\]|\"[^\"]*\"|[^,}]*)").matcher(line);
        return found.find() ? found.group(1).replaceAll("^\"|\"$", "") : "";
    }

    static long number(String line, String name) {
        try { return Long.parseLong(get(line, name)); } catch (NumberFormatException tooLarge) { return Long.MAX_VALUE; }
    }

    static byte[] bytes(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; ++i) bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        return bytes;
    }

    static String hex(byte[] bytes) {
        StringBuilder hex = new StringBuilder();
        for (byte one : bytes) hex.append(Character.forDigit(one >> 4 & 15, 16)).append(Character.forDigit(one & 15, 16));
        return hex.toString();
    }

    static long headerSize(String line, int payload) {
        long around = number(line, "offset") + number(line, "gap");
        if (!get(line, "width").equals("varint")) return around + number(line, "width");
        return around + Math.max(1, (38 - Integer.numberOfLeadingZeros(payload)) / 7);
    }

    private final String line;
    private final StringBuilder events = new StringBuilder();
    private int now;
    private long begin, total;

    private Contract(String line) { this.line = line; }

    private void show(String text) { events.append(events.length() == 0 ? "" : ",").append("[" + now + ",\"" + text + "\"]"); }

    /** Offsets are counted from the frames handed out. */
    private void give(byte[] payload) {
        show("begin " + payload.length);
        show("data x'" + hex(payload) + "'");
        show("end");
        begin += headerSize(line, payload.length) + payload.length;
    }

    private String decode(Decoder decoder) {
        try {
            for (String piece : pieces()) {
                total += piece.length() / 2;
                if (!piece.isEmpty()) decoder.feed(bytes(piece), this::give); // no socket gives an empty piece
                ++now;
            }
            if (!get(line, "end").equals("open")) decoder.finish(this::give, get(line, "end").equals("reset"));
        } catch (Refused why) {
            show("error " + why.getMessage() + " at=" + (why.getMessage().startsWith("truncated") ? total : begin));
        } finally {
            decoder.close();
        }
        return "\"events\":[" + events + "]}";
    }

    private String encode(Encoder encoder) {
        try {
            for (String piece : pieces()) {
                show("send x'" + hex(encoder.encode(line, bytes(piece))) + "'");
                ++now;
            }
        } catch (Refused why) {
            show("error " + why.getMessage());
        }
        return "\"events\":[" + events + "]}";
    }

    private String[] pieces() {
        String list = get(line, "deliveries").replaceAll("[\\[\\]\"]", "");
        return get(line, "deliveries").equals("[]") ? new String[0] : list.split(",", -1);
    }

    private String answer(DecoderMaker decoder, Encoder encoder) {
        try { return events(decoder, encoder); } catch (Unsupported why) { return "\"unsupported\":\"\"}"; }
    }

    private boolean isClaimed() { return System.getenv("STARTED").contains("\"" + get(line, "name") + "\""); }

    private String events(DecoderMaker decoder, Encoder encoder) {
        String role = get(line, "role");
        boolean isPlain = line.contains("\"options\":{}") && isClaimed();
        if (role.equals("frame_decoder") && isPlain) return decode(decoder.make(line));
        if (role.equals("frame_encoder") && isPlain && encoder != null) return encode(encoder);
        throw new Unsupported();
    }

    /** Answers until it is told to stop. */
    static void serve(DecoderMaker decoder, Encoder encoder) throws IOException {
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = questions.readLine()) != null && !get(line, "type").equals("stop"); System.out.flush())
            System.out.println(get(line, "type").equals("start") ? System.getenv("STARTED")
                : "{\"seq\":" + get(line, "seq") + "," + new Contract(line).answer(decoder, encoder));
        System.exit(0);
    }
}
