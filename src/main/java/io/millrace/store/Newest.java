package io.millrace.store;

import org.jspecify.annotations.Nullable;

/**
 * The value of the latest event that told one, whatever the order of arrival. It changes in place: events come ordered by time, so nearly
 * each of them is newer than the last.
 *
 * @param <V> the value, never null once seen
 */
final class Newest<V> {
    private long atMillis;
    private long msgId;
    private @Nullable V value;

    void see(long atMillis, long msgId, V value) {
        if (this.value == null || atMillis > this.atMillis || (atMillis == this.atMillis && msgId > this.msgId)) {
            this.atMillis = atMillis;
            this.msgId = msgId;
            this.value = value;
        }
    }

    /** Null: none was seen, and time and message mean nothing. */
    @Nullable
    V value() {
        return value;
    }

    long atMillis() {
        return atMillis;
    }

    long msgId() {
        return msgId;
    }

    /** A name and when it was seen; of two names at the same time the one that is greater in PostgreSQL's "C" order. */
    static final class Name {
        private long atMillis;
        private @Nullable String text;

        void see(@Nullable String name, long seenAt) {
            if (name != null && !name.isEmpty() && (text == null || isAfter(name, seenAt, text))) {
                atMillis = seenAt;
                text = name;
            }
        }

        /** Null: none was seen, and the time means nothing. */
        @Nullable
        String text() {
            return text;
        }

        long atMillis() {
            return atMillis;
        }

        private boolean isAfter(String name, long seenAt, String known) {
            return seenAt != atMillis
                    ? seenAt > atMillis
                    // Mostly the same name, which equals finds out sooner.
                    : !name.equals(known) && compareCodePoints(name, known) > 0;
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
