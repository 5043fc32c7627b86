package io.millrace.store;

import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A value and the event it is of: of two, the one with the later event is newest, so that any order of arrival leaves the same.
 *
 * @param <V> the value, never null
 */
record Newest<V>(long atMillis, long msgId, V value) {
    static <V> Newest<V> of(@Nullable Newest<V> known, Newest<V> seen) {
        return known == null || seen.isAfter(known) ? seen : known;
    }

    private boolean isAfter(Newest<V> other) {
        return atMillis != other.atMillis ? atMillis > other.atMillis : msgId > other.msgId;
    }

    /** A name and when it was seen; of two names at the same time the one that is greater in PostgreSQL's "C" order. */
    record Name(long atMillis, String text) {
        static final BinaryOperator<Name> NEWEST = (a, b) -> b.isAfter(a) ? b : a;

        static Name of(@Nullable Name known, Name seen) {
            return known == null ? seen : NEWEST.apply(known, seen);
        }

        private boolean isAfter(Name other) {
            return atMillis != other.atMillis ? atMillis > other.atMillis : compareCodePoints(text, other.text) > 0;
        }

        // UTF-8 bytes, which "C" compares, are in the order of code points; String.compareTo is not, beyond U+D7FF.
        private static int compareCodePoints(String a, String b) {
            int i = 0;
            int j = 0;
            while (i < a.length() && j < b.length()) {
                int left = a.codePointAt(i);
                int right = b.codePointAt(j);
                if (left != right) {
                    return Integer.compare(left, right);
                }
                i += Character.charCount(left);
                j += Character.charCount(right);
            }
            return Integer.compare(a.length() - i, b.length() - j);
        }
    }
}
