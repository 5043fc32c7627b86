package io.millrace.ops.generator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing buffer of UTF-8 JSON, used again for each event. It writes what it is told and keeps no account of commas. */
final class JsonBytes {

    private static final int FIRST_SIZE = 16 * 1024;
    private static final int LONGEST_NUMBER = 20;
    private static final byte[] DIGITS = json("0123456789abcdef");

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;

    /** For constants: what is given is JSON already. */
    static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Between quotation marks, escaped. */
    static byte[] quoted(String text) {
        return json('"' + escaped(text) + '"');
    }

    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    void clear() {
        length = 0;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    JsonBytes raw(byte[] json) {
        ensure(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    JsonBytes raw(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** A number that is not negative. */
    JsonBytes number(long number) {
        ensure(LONGEST_NUMBER);
        int end = length + digits(number);
        int at = end;
        long rest = number;
        do {
            long tenth = rest / 10;
            bytes[--at] = (byte) ('0' + (rest - tenth * 10));
            rest = tenth;
        } while (rest != 0);
        length = end;
        return this;
    }

    /** The name with what stands around it, then the number. */
    JsonBytes number(byte[] name, long number) {
        return raw(name).number(number);
    }

    /** Likewise, between quotation marks, as scrapers write ids. */
    JsonBytes text(byte[] name, long number) {
        return raw(name).raw('"').number(number).raw('"');
    }

    /** 16 hexadecimal digits. */
    JsonBytes hex(long bits) {
        ensure(16);
        for (int shift = 60; shift >= 0; shift -= 4) {
            bytes[length++] = DIGITS[(int) (bits >>> shift) & 15];
        }
        return this;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    private static int digits(long number) {
        int digits = 1;
        for (long bound = 10; digits < 19 && number >= bound; bound *= 10) {
            digits++;
        }
        return digits;
    }
}
