package io.millrace.event;

/** Makes a stranger's text fit for PostgreSQL and bounded, and leaves it alone where it is both already. */
final class Text {

    private static final char REPLACEMENT = '\ufffd';

    private Text() {}

    /** U+0000 removed, each unpaired surrogate replaced, then cut to {@code maxChars} at the border of a code point. */
    static String clean(char[] chars, int offset, int length, int maxChars) {
        int faulty = firstFaulty(chars, offset, length);
        if (faulty < 0) {
            return new String(chars, offset, bounded(chars, offset, length, maxChars));
        }
        char[] cleaned = new char[length];
        int size = 0;
        for (int i = offset; i < offset + length; i++) {
            char c = chars[i];
            if (isPairAt(chars, i, offset + length)) {
                cleaned[size++] = c;
                cleaned[size++] = chars[++i];
            } else if (Character.isSurrogate(c)) {
                cleaned[size++] = REPLACEMENT;
            } else if (c != 0) {
                cleaned[size++] = c;
            }
        }
        return new String(cleaned, 0, bounded(cleaned, 0, size, maxChars));
    }

    static String clean(String text) {
        return clean(text.toCharArray(), 0, text.length(), Integer.MAX_VALUE);
    }

    private static int firstFaulty(char[] chars, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            char c = chars[i];
            if (c == 0) {
                return i;
            }
            if (Character.isSurrogate(c)) {
                if (!isPairAt(chars, i, offset + length)) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    private static boolean isPairAt(char[] chars, int i, int end) {
        return Character.isHighSurrogate(chars[i]) && i + 1 < end && Character.isLowSurrogate(chars[i + 1]);
    }

    private static int bounded(char[] chars, int offset, int length, int maxChars) {
        if (length <= maxChars) {
            return length;
        }
        return Character.isHighSurrogate(chars[offset + maxChars - 1]) ? maxChars - 1 : maxChars;
    }
}
