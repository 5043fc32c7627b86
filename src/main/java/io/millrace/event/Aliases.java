package io.millrace.event;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table by which all families of scraper libraries are read, compiled for the {@link Walk}: for each {@link Place}
 * what a name in it means. The fields' names stand in {@link Field}, the names that lead from place to place here.
 */
final class Aliases {

    /** The name whose array is a frame of messages; of every other name an array is a mistake. */
    private static final String FRAME = "messages";

    private static final Map<Place, Map<String, Step>> STEPS = new EnumMap<>(Place.class);

    static {
        for (Place place : Place.values()) {
            STEPS.put(place, new HashMap<>());
        }
        leadsTo(Place.ENVELOPE, Place.ENVELOPE_HOST, "host");
        wraps(Place.ENVELOPE, Place.MESSAGE, "payload", "data", "messages");
        wraps(Place.MESSAGE, Place.MESSAGE, "payload", "data", "messages");
        leadsTo(Place.MESSAGE, Place.HEADER, "common", "baseMessage", "Header", "base_message");
        leadsTo(Place.HEADER, Place.DISPLAY_TEXT, "displayText", "display_text");
        leadsTo(Place.DISPLAY_TEXT, Place.PIECE, "pieces", "piecesList", "pieces_list");
        leadsTo(Place.PIECE, Place.PIECE_VALUE, "userValue", "user_value");
        leadsTo(Place.PIECE_VALUE, Place.PIECE_USER, "user");
        leadsTo(Place.MESSAGE, Place.USER, "user");
        leadsTo(Place.MESSAGE, Place.FROM_USER, "fromUser", "from_user");
        leadsTo(Place.MESSAGE, Place.USER_INFO, "userInfo", "user_info");
        leadsTo(Place.MESSAGE, Place.HOST, "host");
        leadsTo(Place.MESSAGE, Place.GIFT, "gift");
        leadsTo(Place.MESSAGE, Place.GIFT_DETAILS, "giftDetails", "gift_details");
        leadsTo(Place.MESSAGE, Place.M_GIFT, "mGift", "m_gift");
        leadsTo(Place.MESSAGE, Place.ENVELOPE_INFO, "envelopeInfo", "envelope_info");
        leadsTo(Place.MESSAGE, Place.ROOM_INFO, "roomInfo", "room_info");
        leadsTo(Place.ROOM_INFO, Place.ROOM_INFO, "data");
        leadsTo(Place.ROOM_INFO, Place.ROOM_OWNER, "owner");
        leadsTo(Place.ROOM_INFO, Place.ROOM_STATS, "stats");

        wraps(Place.PROFILE, Place.PROFILE, "payload", "data", "__DEFAULT_SCOPE__", "webapp.user-detail");
        leadsTo(Place.PROFILE, Place.PROFILE, "userInfo", "user_info");
        leadsTo(Place.PROFILE, Place.PROFILE_USER, "user");
        leadsTo(Place.PROFILE, Place.PROFILE_STATS, "stats");
        leadsTo(Place.PROFILE, Place.PROFILE_STATS_V2, "statsV2", "stats_v2");
        leadsTo(Place.PROFILE, Place.PROFILE_EXTRA, "extra");

        for (Field field : Field.values()) {
            for (int rank = 0; rank < field.names().size(); rank++) {
                step(field.place(), field.names().get(rank)).aliases.add(new Alias(field, rank));
            }
        }
    }

    private Aliases() {}

    /** What the names in a place mean; a name that is not there means nothing. */
    static Map<String, Step> in(Place place) {
        return STEPS.getOrDefault(place, Map.of());
    }

    private static void leadsTo(Place place, Place child, String... names) {
        for (String name : names) {
            step(place, name).child = child;
        }
    }

    private static void wraps(Place place, Place root, String... names) {
        for (int rank = 0; rank < names.length; rank++) {
            Step step = step(place, names[rank]);
            step.wrapped = root;
            step.wrapRank = rank;
            step.frame = names[rank].equals(FRAME);
        }
    }

    private static Step step(Place place, String name) {
        return in(place).computeIfAbsent(name, unused -> new Step());
    }

    /** What one name means in one place: it can be a field, lead to another place, or hold a wrapped message. */
    static final class Step {

        private final List<Alias> aliases = new ArrayList<>(1);
        private @Nullable Place child;
        private @Nullable Place wrapped;
        private int wrapRank;
        private boolean frame;

        List<Alias> aliases() {
            return aliases;
        }

        @Nullable
        Place child() {
            return child;
        }

        @Nullable
        Place wrapped() {
            return wrapped;
        }

        /** Where several names wrap, the lowest counts. */
        int wrapRank() {
            return wrapRank;
        }

        boolean isFrame() {
            return frame;
        }
    }

    /** One name of a field. Where several of them are present, the one with the lowest rank counts. */
    record Alias(Field field, int rank) {}
}
