package io.millrace.samples;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Loads samples. Every call reads anew, so that no test sees what another one did to the bytes. */
public final class Samples {

    /** Names of the captures, as in {@code expected/}. */
    public static final List<String> CAPTURES = List.of(
            "a-legacy-flat-7459590221098994457",
            "c-v3-7291170184083286946",
            "c-v3-7291268238893654788",
            "c-v3-7291268238893654788-redelivered",
            "c-v3-7309128470564662082",
            "c-v3-7311980965945457046",
            "c-v3-many-rooms",
            "d-py6-7572452296404064174");

    /** The single files of live events, as folder and name. */
    public static final List<String> FILES = List.of(
            "a-legacy-flat/chat",
            "a-legacy-flat/connected_roomInfo",
            "a-legacy-flat/emote_without_msgId",
            "a-legacy-flat/envelope_without_msgId",
            "a-legacy-flat/follow_and_social_one_message",
            "a-legacy-flat/gift_uncut",
            "a-legacy-flat/like",
            "a-legacy-flat/linkMicBattle",
            "a-legacy-flat/member",
            "a-legacy-flat/roomUser",
            "a-legacy-flat/share",
            "b-v2-euler/frame_with_two_messages",
            "b-v2-euler/gift_in_progress_and_finished",
            "b-v2-euler/like_counts_as_strings",
            "c-v3/barrage",
            "c-v3/comment",
            "c-v3/comment_backlog_on_connect",
            "c-v3/comment_text_variety",
            "c-v3/control_stream_ended",
            "c-v3/control_stream_paused",
            "c-v3/control_stream_unpaused",
            "c-v3/emote_chat",
            "c-v3/envelope",
            "c-v3/every_type_uncut",
            "c-v3/follow",
            "c-v3/follow_known_by_display_key_only",
            "c-v3/gift_non_streak",
            "c-v3/gift_only_last_frame_seen",
            "c-v3/gift_parallel_streaks",
            "c-v3/gift_streak_complete",
            "c-v3/gift_streak_counts_skip",
            "c-v3/gift_streak_without_end",
            "c-v3/gift_type1_without_group",
            "c-v3/im_delete",
            "c-v3/join",
            "c-v3/like",
            "c-v3/link_mic_battle",
            "c-v3/live_intro_without_room",
            "c-v3/message_without_msgId",
            "c-v3/question",
            "c-v3/reconnect_replay",
            "c-v3/room_message_createTime_seconds",
            "c-v3/share",
            "c-v3/share_with_n_friends",
            "c-v3/unknown_types",
            "c-v3/user_changed_handle",
            "c-v3/viewer_count",
            "c-v3/viewer_total_absent",
            "d-py6/follow_is_a_bare_user",
            "d-py6/gift_delivered_twice_uncut",
            "d-py6/gift_last_frame_only",
            "e-studio/chat",
            "e-studio/chat_without_user",
            "e-studio/frames_that_are_not_events",
            "e-studio/gift_streak",
            "e-studio/gift_without_group",
            "e-studio/like");

    /** The single files of profiles. */
    public static final List<String> PROFILES = List.of(
            "missing_account",
            "same_account_three_snapshots",
            "stats_heart_wrapped",
            "user_detail_rounded_only",
            "user_detail_stats_and_statsV2",
            "user_info_flat");

    /** The room that a scraper knows and writes into the envelope where the message has none. */
    public static final long ROOM = 7449000000000000001L;

    /** When the scraper received the first message of a single file; each later one comes a second later. */
    public static final long CAPTURED_AT = 1_763_600_000_000L;

    /** A time with a fraction stays the number that it is; as a double it would be written with an exponent. */
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Samples() {}

    /** The lines of a capture, each a record's value, in the order of arrival; its parts are joined. */
    public static List<byte[]> capture(String name) {
        List<byte[]> values = new ArrayList<>();
        for (JsonNode file : expected(name).get("files")) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    new GZIPInputStream(open("captures/" + file.asText() + ".gz")), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    values.add(line.getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return values;
    }

    /** What a correct ingest must make of a capture. */
    public static JsonNode expected(String capture) {
        return tree("expected/" + capture + ".json");
    }

    /** A single file as the values of records, the library's messages verbatim inside the envelope. */
    public static List<byte[]> file(String name) {
        List<byte[]> values = new ArrayList<>();
        for (ObjectNode envelope : envelopes(name)) {
            values.add(bytes(envelope));
        }
        return values;
    }

    /** As {@link #file}, to be changed before they become bytes. */
    public static List<ObjectNode> envelopes(String name) {
        List<ObjectNode> envelopes = new ArrayList<>();
        for (JsonNode message : messages(name)) {
            envelopes.add(envelope(name, message, CAPTURED_AT + 1000L * envelopes.size()));
        }
        return envelopes;
    }

    /** The elements of a profile file. */
    public static List<byte[]> profiles(String name) {
        List<byte[]> values = new ArrayList<>();
        tree("profile/" + name + ".json").forEach(profile -> values.add(bytes(profile)));
        return values;
    }

    public static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    public static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The elements of a file; of a frame with several messages one frame for each. */
    private static List<JsonNode> messages(String name) {
        List<JsonNode> messages = new ArrayList<>();
        for (JsonNode element : tree(name + ".json")) {
            if (element.has("messages")) {
                for (JsonNode message : element.get("messages")) {
                    ObjectNode frame = ((ObjectNode) element).deepCopy();
                    frame.putArray("messages").add(message);
                    messages.add(frame);
                }
            } else {
                messages.add(element);
            }
        }
        return messages;
    }

    private static ObjectNode envelope(String name, JsonNode message, long capturedAt) {
        ObjectNode envelope = MAPPER.createObjectNode();
        envelope.put("source", name.substring(0, name.indexOf('/')));
        if (roomId(message) == null) {
            envelope.put("room_id", Long.toString(ROOM));
        }
        envelope.put("captured_at", capturedAt);
        envelope.put("type", type(message));
        envelope.set("payload", message);
        return envelope;
    }

    /** Where a scraper would look; the roomId of a live intro is not its room. */
    private static @Nullable String roomId(JsonNode message) {
        List<String> pointers = List.of(
                "/common/roomId",
                "/Header/roomId",
                "/data/common/roomId",
                "/messages/0/data/common/roomId",
                "/payload/baseMessage/roomId",
                "/payload/room_id",
                "/data/roomId");
        for (String pointer : pointers) {
            String roomId = message.at(pointer).asText();
            if (!roomId.isEmpty() && !roomId.equals("0")) {
                return roomId;
            }
        }
        return null;
    }

    private static String type(JsonNode message) {
        List<String> pointers = List.of("/event", "/messages/0/type", "/type", "/common/method", "/Header/method");
        for (String pointer : pointers) {
            String type = message.at(pointer).asText();
            if (!type.isEmpty()) {
                return type;
            }
        }
        throw new IllegalArgumentException("no type in " + message);
    }

    private static JsonNode tree(String path) {
        try (InputStream in = open(path)) {
            return MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String path) {
        InputStream in = Samples.class.getResourceAsStream("/samples/" + path);
        if (in == null) {
            throw new IllegalArgumentException("no sample " + path);
        }
        return in;
    }
}
