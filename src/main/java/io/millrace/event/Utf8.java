package io.millrace.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Whether bytes are UTF-8. The JSON parser alone would let overlong forms and encoded surrogates pass, and it would
 * take a byte order mark or UTF-16 for granted.
 */
final class Utf8 {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080808080808080L;

    private Utf8() {}

    /** The index of the first byte that does not belong to well-formed UTF-8; -1 where all do. */
    static int firstInvalid(byte[] bytes) {
        int i = 0;
        while (i < bytes.length) {
            if (i + 8 <= bytes.length && ((long) EIGHT_BYTES.get(bytes, i) & NOT_ASCII) == 0) {
                i += 8;
                continue;
            }
            int length = lengthAt(bytes, i);
            if (length == 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }

    /** The length of the well-formed sequence at {@code i}; 0 where there is none. Unicode, table 3-7. */
    private static int lengthAt(byte[] bytes, int i) {
        int first = bytes[i] & 0xff;
        if (first < 0x80) {
            return 1;
        }
        if (first < 0xc2) {
            return 0;
        }
        if (first < 0xe0) {
            return continues(bytes, i + 1, 0x80, 0xbf) ? 2 : 0;
        }
        if (first < 0xf0) {
            int least = first == 0xe0 ? 0xa0 : 0x80;
            int most = first == 0xed ? 0x9f : 0xbf;
            return continues(bytes, i + 1, least, most) && continues(bytes, i + 2, 0x80, 0xbf) ? 3 : 0;
        }
        if (first < 0xf5) {
            int least = first == 0xf0 ? 0x90 : 0x80;
            int most = first == 0xf4 ? 0x8f : 0xbf;
            return continues(bytes, i + 1, least, most)
                            && continues(bytes, i + 2, 0x80, 0xbf)
                            && continues(bytes, i + 3, 0x80, 0xbf)
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean continues(byte[] bytes, int i, int least, int most) {
        return i < bytes.length && (bytes[i] & 0xff) >= least && (bytes[i] & 0xff) <= most;
    }
}
