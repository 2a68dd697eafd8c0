// SPDX-License-Identifier: MIT
// javac -cp '/usr/share/java/*' VectorsTest.java, beside vectors.json
import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.databind.*;
import java.io.*;
import java.math.BigInteger;
import java.nio.*;
import java.util.*;
import java.util.function.Consumer;
import org.junit.jupiter.api.*;

class VectorsTest {
    static final int SCHEMA = 2;

    static class Codec { // yours
        final long limit;
        byte[] pending = {};

        Codec(long limit) { this.limit = limit; }

        void feed(byte[] piece, Consumer<byte[]> give) {
            byte[] all = Arrays.copyOf(pending, pending.length + piece.length);
            System.arraycopy(piece, 0, all, pending.length, piece.length);
            for (pending = all; pending.length >= 4;) {
                int length = ByteBuffer.wrap(pending).order(ByteOrder.LITTLE_ENDIAN).getInt();
                if (length < 0) throw new IllegalStateException("negative_length");
                if (length > limit) throw new IllegalStateException("frame_too_large");
                if (pending.length - 4 < length) return;
                give.accept(Arrays.copyOfRange(pending, 4, 4 + length));
                pending = Arrays.copyOfRange(pending, 4 + length, pending.length);
            }
        }

        void finish() {
            if (pending.length > 0) throw new IllegalStateException(pending.length < 4 ? "truncated_prefix" : "truncated_payload");
        }
    }

    /** Hexadecimal, or a list of parts: hexadecimal, what is repeated, or bytes of splitmix64. */
    static byte[] joined(JsonNode value) {
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        if (value.isTextual()) return HexFormat.of().parseHex(value.asText().replaceAll("^x\"|\"$", ""));
        for (JsonNode part : value.isArray() ? value : List.<JsonNode>of()) made.writeBytes(joined(part));
        int count = value.path("count").asInt();
        if (value.has("repeat")) for (byte[] one = joined(value.get("repeat")); count > 0; --count) made.writeBytes(one);
        if (!value.has("seed")) return made.toByteArray();
        for (long z = new BigInteger(value.get("seed").asText()).longValue(); made.size() < count;) {
            z += 0x9e3779b97f4a7c15L;
            long a = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
            a = (a ^ a >>> 27) * 0x94d049bb133111ebL;
            made.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(a ^ a >>> 31).array());
        }
        return Arrays.copyOf(made.toByteArray(), count);
    }

    /** The whole frames and the error, as one text. */
    static String expected(JsonNode outcome) {
        StringBuilder text = new StringBuilder();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (JsonNode event : outcome.get("events")) {
            String name = event.path("name").asText();
            if (event.get("kind").asText().equals("error")) text.append("error ").append(event.get("code").asText());
            if (name.equals("data")) data.writeBytes(joined(event.get("arguments").get(0)));
            if (name.equals("end")) text.append("frame ").append(HexFormat.of().formatHex(data.toByteArray())).append("; ");
            if (name.equals("end")) data.reset();
        }
        return text.toString();
    }

    static String decoded(JsonNode one, List<byte[]> pieces) {
        StringBuilder text = new StringBuilder();
        Codec codec = new Codec(one.get("layout").get("max_payload").asLong());
        try {
            for (byte[] piece : pieces)
                codec.feed(piece, payload -> text.append("frame ").append(HexFormat.of().formatHex(payload)).append("; "));
            if (!one.get("end").asText().equals("open")) codec.finish();
        } catch (IllegalStateException why) {
            text.append("error ").append(why.getMessage());
        }
        return text.toString();
    }

    static void check(JsonNode one) {
        byte[] stream = joined(one.get("bytes"));
        List<byte[]> written = new ArrayList<>(), single = new ArrayList<>();
        int from = 0;
        for (JsonNode cut : one.get("cuts")) written.add(Arrays.copyOfRange(stream, from, from = cut.asInt()));
        written.add(Arrays.copyOfRange(stream, from, stream.length));
        for (byte each : stream) single.add(new byte[] {each});
        Set<String> outcomes = new HashSet<>();
        for (JsonNode outcome : one.get("outcomes")) outcomes.add(expected(outcome));
        assertTrue(outcomes.contains(decoded(one, written)), one.get("about").asText());
        if (!one.get("splits").asText().equals("exact") && stream.length <= 4096)
            assertTrue(outcomes.contains(decoded(one, single)), "byte by byte: " + one.get("about").asText());
    }

    @TestFactory
    List<DynamicTest> vectors() throws IOException {
        JsonNode document = new ObjectMapper().readTree(new File("vectors.json"));
        int schema = document.get("schemaVersion").asInt();
        if (schema > SCHEMA) throw new IOException("vectors.json has schema " + schema + ", newer than " + SCHEMA + ": update this reader");
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode one : document.get("cases"))
            if (one.get("role").asText().equals("frame_decoder") && one.get("layout").get("name").asText().equals("python_int")
                && one.get("options").isEmpty() && !one.get("needs").toString().contains("goes-on"))
                tests.add(DynamicTest.dynamicTest(one.get("id").asText(), () -> check(one)));
        return tests;
    }
}
