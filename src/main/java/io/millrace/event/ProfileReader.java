package io.millrace.event;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one profile snapshot from a Kafka record: the user-detail answer, wrapped or not, or a flat record. Holds no
 * state: one reader serves all threads.
 */
public final class ProfileReader {

    /** What TikTok answers about an account that is dead or banned. */
    private static final long NO_SUCH_ACCOUNT = 10221;

    private static final List<Field> COUNTS = Arrays.stream(Field.values())
            .filter(field -> field.shape() == Field.Shape.TALLY)
            .toList();
    private static final List<Field> EXACT_COUNTS = COUNTS.stream()
            .filter(field -> field.place() == Place.PROFILE_STATS_V2)
            .toList();

    private final AcceptedWindow window;
    private final int maxBytes;
    private final Clock clock;

    /** A reader that refuses values longer than {@code maxBytes}, and snapshots outside {@code window} of the clock. */
    public ProfileReader(AcceptedWindow window, int maxBytes, Clock clock) {
        this.window = window;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /**
     * Never throws, whatever the bytes are.
     *
     * @param key the record's key: the user id as text, used where the profile itself names no user
     * @param value the record's value; null and empty are refused
     * @param recordTimestampMillis the record's own timestamp, for a profile that tells no time; negative: it has none
     */
    public Reading<ProfileSnapshot> read(byte @Nullable [] key, byte @Nullable [] value, long recordTimestampMillis) {
        try {
            Slots outer = Walk.over(value, maxBytes, Place.PROFILE);
            return new Reading.Accepted<>(snapshot(key, outer, recordTimestampMillis));
        } catch (Refusal refusal) {
            return refusal.reading();
        } catch (RuntimeException e) {
            // A fault of ours or of the parser's: still this record's alone, it must not stop the ones behind it.
            return new Reading.Refused<>(RefusalReason.MALFORMED_JSON, "unreadable: " + Refusal.quoted(e.toString()));
        }
    }

    private ProfileSnapshot snapshot(byte @Nullable [] key, Slots outer, long recordTimestampMillis) throws Refusal {
        Slots profile = innermost(outer);
        requireProfile(outer, profile);
        Long followers = count(profile, Field.EXACT_FOLLOWERS, Field.STATS_FOLLOWERS, Field.FLAT_FOLLOWERS);
        Long hearts = count(profile, Field.EXACT_HEARTS, Field.STATS_HEARTS, Field.FLAT_HEARTS);
        ProfileSnapshot snapshot = new ProfileSnapshot(
                userId(key, outer, profile),
                capturedAt(outer, profile, recordTimestampMillis),
                isExact(profile, followers, hearts),
                followers,
                count(profile, Field.EXACT_FOLLOWING, Field.STATS_FOLLOWING, Field.FLAT_FOLLOWING),
                count(profile, Field.EXACT_FRIENDS, Field.STATS_FRIENDS, Field.FLAT_FRIENDS),
                hearts,
                count(profile, Field.EXACT_VIDEOS, Field.STATS_VIDEOS, Field.FLAT_VIDEOS),
                count(profile, Field.EXACT_DIGGS, Field.STATS_DIGGS, Field.FLAT_DIGGS),
                text(profile, Field.PROFILE_UNIQUE_ID, Field.PROFILE_FLAT_UNIQUE_ID),
                text(profile, Field.PROFILE_NICKNAME, Field.PROFILE_FLAT_NICKNAME),
                text(profile, Field.PROFILE_SEC_UID, Field.PROFILE_FLAT_SEC_UID),
                text(profile, Field.PROFILE_SIGNATURE, Field.PROFILE_FLAT_SIGNATURE),
                text(profile, Field.PROFILE_AVATAR, Field.PROFILE_FLAT_AVATAR),
                flag(profile, Field.PROFILE_VERIFIED, Field.PROFILE_FLAT_VERIFIED),
                flag(profile, Field.PROFILE_PRIVATE, Field.PROFILE_FLAT_PRIVATE));
        requireAccepted(snapshot.capturedAtMillis());
        return snapshot;
    }

    private static Slots innermost(Slots outer) {
        Slots profile = outer;
        while (!hasProfile(profile)) {
            Slots wrapped = profile.wrapped();
            if (wrapped == null) {
                break;
            }
            profile = wrapped;
        }
        return profile;
    }

    private static boolean hasProfile(Slots slots) {
        return slots.saw(Place.PROFILE_USER) || hasCounts(slots);
    }

    private static boolean hasCounts(Slots slots) {
        return COUNTS.stream().anyMatch(slots::has);
    }

    private static void requireProfile(Slots outer, Slots profile) throws Refusal {
        if (status(profile) == NO_SUCH_ACCOUNT || status(outer) == NO_SUCH_ACCOUNT) {
            throw new Refusal(RefusalReason.NO_USER_INFO, "statusCode is " + NO_SUCH_ACCOUNT);
        }
        if (hasCounts(profile)) {
            return;
        }
        if (outer.payloadIsOther()) {
            throw new Refusal(RefusalReason.BAD_VALUE, "payload is not an object");
        }
        throw new Refusal(RefusalReason.NO_USER_INFO, "there is not one count in it");
    }

    private static long status(Slots slots) throws Refusal {
        Long status = slots.count(Field.PROFILE_STATUS);
        return status == null ? 0 : status;
    }

    private static long userId(byte @Nullable [] key, Slots outer, Slots profile) throws Refusal {
        Long userId = profile.id(Field.PROFILE_ID);
        if (userId == null) {
            userId = profile.id(Field.PROFILE_FLAT_ID);
        }
        if (userId == null) {
            userId = outer.id(Field.PROFILE_FLAT_ID);
        }
        if (userId == null) {
            userId = userIdOfKey(key);
        }
        if (userId == null) {
            throw new Refusal(RefusalReason.MISSING_USER_ID, "neither the profile nor the record's key has a user id");
        }
        return userId;
    }

    private static @Nullable Long userIdOfKey(byte @Nullable [] key) throws Refusal {
        if (key == null || key.length == 0) {
            return null;
        }
        String text = new String(key, StandardCharsets.UTF_8);
        Long userId = Decimal.id(text);
        if (userId == null) {
            throw new Refusal(
                    RefusalReason.BAD_ID,
                    "the record's key is not a decimal number from 1 to 2^63-1: " + Refusal.quoted(text));
        }
        return userId == 0 ? null : userId;
    }

    /** The envelope's or the flat record's own time, else the server's. */
    private static long capturedAt(Slots outer, Slots profile, long recordTimestampMillis) throws Refusal {
        Long capturedAt = outer.time(Field.PROFILE_CAPTURED_AT);
        if (capturedAt == null) {
            capturedAt = profile.time(Field.PROFILE_CAPTURED_AT);
        }
        if (capturedAt == null) {
            capturedAt = profile.time(Field.PROFILE_NOW);
        }
        if (capturedAt == null) {
            capturedAt = outer.time(Field.PROFILE_NOW);
        }
        if (capturedAt != null) {
            return capturedAt;
        }
        if (recordTimestampMillis < 0) {
            throw new Refusal(RefusalReason.BAD_VALUE, "neither profile, envelope nor record tells a time");
        }
        return recordTimestampMillis;
    }

    /**
     * Exact where the source says so, or where the two counts that are ever rounded, as far as they are known, both
     * came from {@code statsV2}.
     */
    private static boolean isExact(Slots profile, @Nullable Long followers, @Nullable Long hearts) throws Refusal {
        String precision = profile.text(Field.PROFILE_PRECISION);
        if (precision != null) {
            return precision.equals("exact");
        }
        return EXACT_COUNTS.stream().anyMatch(profile::has)
                && (followers == null || profile.has(Field.EXACT_FOLLOWERS))
                && (hearts == null || profile.has(Field.EXACT_HEARTS));
    }

    private static @Nullable Long count(Slots profile, Field exact, Field rounded, Field flat) throws Refusal {
        Long count = profile.count(exact);
        if (count == null) {
            count = profile.count(rounded);
        }
        return count == null ? profile.count(flat) : count;
    }

    private static @Nullable String text(Slots profile, Field nested, Field flat) throws Refusal {
        String text = profile.text(nested);
        return text == null ? profile.text(flat) : text;
    }

    private static @Nullable Boolean flag(Slots profile, Field nested, Field flat) throws Refusal {
        Boolean flag = profile.flag(nested);
        return flag == null ? profile.flag(flat) : flag;
    }

    private void requireAccepted(long capturedAtMillis) throws Refusal {
        RefusalReason refusal = window.refusalOf(capturedAtMillis, clock.instant());
        if (refusal != null) {
            throw new Refusal(refusal, "captured at " + Instant.ofEpochMilli(capturedAtMillis));
        }
    }
}
