package io.millrace.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One live message as a walk found it: the message itself, what its library wrapped around it, and the envelope around
 * both. Answers what has the same answer for every type; {@link LiveEventReader} asks the rest.
 *
 * <pre>
 * envelope { room_id, host, captured_at, type, payload:
 *   wrapper { timestamp, messages: [           none, or up to two
 *     wrapper { type, data:
 *       body { common, user, … } } ] } }
 * </pre>
 */
final class Message {
    private static final String STUDIO_FRAME = "EVENT";

    private final Slots envelope;
    private final Slots payload;
    private final List<Slots> wrappers;
    private final Slots body;
    private final boolean recordIsWrapper;

    private Message(Slots envelope, Slots payload, List<Slots> wrappers, Slots body, boolean recordIsWrapper) {
        this.envelope = envelope;
        this.payload = payload;
        this.wrappers = wrappers;
        this.body = body;
        this.recordIsWrapper = recordIsWrapper;
    }

    static Message in(Slots envelope) throws Refusal {
        boolean enveloped = isEnveloped(envelope);
        Slots payload = payload(envelope, enveloped);
        List<Slots> wrappers = new ArrayList<>(2);
        Slots body = payload;
        while (isWrapper(body)) {
            wrappers.add(body);
            body = wrapped(body);
        }
        return new Message(envelope, payload, wrappers, body, !enveloped || wasSpread(envelope));
    }

    /** Without a key that only an envelope has, the record is a wrapper as the library made it. */
    private static boolean isEnveloped(Slots record) {
        return record.has(Field.ENVELOPE_ROOM_ID)
                || record.has(Field.ENVELOPE_SOURCE)
                || record.has(Field.ENVELOPE_CAPTURED_AT)
                || record.saw(Place.ENVELOPE_HOST);
    }

    /** A wrapper whose keys were put into the envelope: then its {@code event} and {@code timestamp} stand there. */
    private static boolean wasSpread(Slots envelope) throws Refusal {
        String type = envelope.text(Field.ENVELOPE_TYPE);
        return type != null && TypeName.isWrapperWord(type);
    }

    private static Slots payload(Slots envelope, boolean enveloped) throws Refusal {
        if (envelope.payloadIsOther()) {
            throw new Refusal(RefusalReason.BAD_VALUE, "payload is not an object");
        }
        Slots wrapped = envelope.wrapped();
        if (wrapped != null && envelope.wrapsPayload()) {
            return wrapped;
        }
        if (enveloped || (wrapped == null && envelope.frameSize() == Slots.NO_FRAME)) {
            throw new Refusal(RefusalReason.MISSING_PAYLOAD, "payload is missing or null");
        }
        return wrapped(envelope);
    }

    /** A message has a header, an id or a user; a wrapper has none of them, and holds what has. */
    private static boolean isWrapper(Slots slots) {
        return (slots.wrapped() != null || slots.frameSize() != Slots.NO_FRAME)
                && !slots.saw(Place.HEADER)
                && !slots.has(Field.MSG_ID)
                && !slots.has(Field.CANONICAL_MSG_ID)
                && !slots.has(Field.FLAT_USER_ID)
                && !slots.saw(Place.USER)
                && !slots.saw(Place.FROM_USER)
                && !slots.saw(Place.USER_INFO);
    }

    private static Slots wrapped(Slots wrapper) throws Refusal {
        int messages = wrapper.frameSize();
        if (messages != Slots.NO_FRAME && messages != 1) {
            throw new Refusal(
                    RefusalReason.BAD_VALUE, "messages holds " + messages + " messages; one record is one message");
        }
        Slots wrapped = wrapper.wrapped();
        if (wrapped == null) {
            throw new Refusal(RefusalReason.BAD_VALUE, "messages holds something that is not an object");
        }
        return wrapped;
    }

    Slots body() {
        return body;
    }

    /** The whole payload with its wrappers, for the bytes it was read from. */
    Slots payload() {
        return payload;
    }

    boolean hasHeader() {
        return body.saw(Place.HEADER);
    }

    @Nullable
    String source() throws Refusal {
        return envelope.text(Field.ENVELOPE_SOURCE);
    }

    long roomId() throws Refusal {
        Long roomId = envelope.id(Field.ENVELOPE_ROOM_ID);
        if (roomId == null) {
            roomId = body.id(Field.HEADER_ROOM_ID);
        }
        if (roomId == null) {
            roomId = body.id(Field.ROOM_ID);
        }
        if (roomId == null && !hasHeader()) {
            roomId = body.id(Field.FLAT_ROOM_ID);
        }
        if (roomId == null) {
            roomId = body.id(Field.ROOM_INFO_ID);
        }
        for (int i = wrappers.size() - 1; roomId == null && i >= 0; i--) {
            roomId = wrappers.get(i).id(Field.ROOM_ID);
            if (roomId == null) {
                roomId = wrappers.get(i).id(Field.FLAT_ROOM_ID);
            }
        }
        if (roomId == null) {
            throw new Refusal(RefusalReason.MISSING_ROOM_ID, "neither the envelope nor the payload has a room id");
        }
        return roomId;
    }

    /** The name that says most, from the outside inwards. */
    String typeName() throws Refusal {
        String name = body.text(Field.EVENT_TYPE) == null ? null : body.text(Field.TYPE_NAME);
        if (name == null) {
            name = telling(envelope, Field.ENVELOPE_TYPE, Field.ENVELOPE_EVENT);
        }
        for (int i = 0; name == null && i < wrappers.size(); i++) {
            name = telling(wrappers.get(i), Field.TYPE, Field.EVENT);
        }
        if (name == null) {
            name = body.text(Field.HEADER_METHOD);
        }
        if (name == null) {
            name = body.text(Field.EVENT_TYPE);
        }
        if (name == null) {
            name = telling(body, Field.TYPE, Field.EVENT);
        }
        if (name == null) {
            throw new Refusal(RefusalReason.BAD_VALUE, "type is missing");
        }
        return name;
    }

    private @Nullable String telling(Slots slots, Field typeField, Field eventField) throws Refusal {
        String type = slots.text(typeField);
        if (type != null && !TypeName.isWrapperWord(type)) {
            return type;
        }
        boolean eventCounts = eventField != Field.ENVELOPE_EVENT || recordIsWrapper;
        return eventCounts ? slots.text(eventField) : null;
    }

    /** Null: derived from the content, once user and time are known. */
    @Nullable
    Long msgId() throws Refusal {
        Long msgId = body.derivableId(Field.HEADER_MSG_ID);
        if (msgId == null) {
            msgId = body.derivableId(Field.MSG_ID);
        }
        return msgId == null ? body.derivedId(Field.CANONICAL_MSG_ID) : msgId;
    }

    /** When it happened, by the message's own clock: the same in every delivery. Null where it does not tell. */
    @Nullable
    Long ownTime() throws Refusal {
        Long time = body.time(Field.HEADER_CREATE_TIME);
        if (time == null) {
            time = body.time(Field.CREATE_TIME);
        }
        if (time == null) {
            time = body.time(Field.TIMESTAMP);
        }
        return time == null && isStudioFrame() ? wrapperTime() : time;
    }

    /**
     * The time of the wrapper, where there is one: when the scraper's library had the message, so another one in each delivery. Only the
     * frames of LIVE Studio are stamped by their server.
     */
    @Nullable
    Long wrapperTime() throws Refusal {
        for (int i = wrappers.size() - 1; i >= 0; i--) {
            Long time = wrappers.get(i).time(Field.TIMESTAMP);
            if (time != null) {
                return time;
            }
        }
        return recordIsWrapper ? envelope.time(Field.ENVELOPE_TIMESTAMP) : null;
    }

    private boolean isStudioFrame() throws Refusal {
        for (Slots wrapper : wrappers) {
            if (STUDIO_FRAME.equals(wrapper.text(Field.TYPE))) {
                return true;
            }
        }
        return recordIsWrapper && STUDIO_FRAME.equals(envelope.text(Field.ENVELOPE_TYPE));
    }

    @Nullable
    Long capturedAt() throws Refusal {
        Long capturedAt = envelope.time(Field.ENVELOPE_CAPTURED_AT);
        return capturedAt == null ? body.time(Field.CAPTURED_AT) : capturedAt;
    }

    /** The envelope's host, with what the payload adds about the same account; without one, the payload's. */
    @Nullable
    Host host(TypeName name) throws Refusal {
        Person ofEnvelope = new Person(
                envelope.id(Field.ENVELOPE_HOST_ID),
                envelope.text(Field.ENVELOPE_HOST_UNIQUE_ID),
                envelope.text(Field.ENVELOPE_HOST_NICKNAME));
        Person ofPayload = hostInPayload(name);
        return (ofEnvelope.maybe(ofPayload) ? ofEnvelope.or(ofPayload) : ofEnvelope).asHost();
    }

    private Person hostInPayload(TypeName name) throws Refusal {
        if (name == TypeName.LIVE_INTRO && body.saw(Place.HOST)) {
            return person(Field.HOST_ID, Field.HOST_UNIQUE_ID, Field.HOST_NICKNAME);
        }
        if (body.saw(Place.ROOM_OWNER)) {
            return person(Field.OWNER_ID, Field.OWNER_UNIQUE_ID, Field.OWNER_NICKNAME);
        }
        return person(Field.CANONICAL_HOST_ID, Field.CANONICAL_HOST_UNIQUE_ID, Field.CANONICAL_HOST_NICKNAME);
    }

    /**
     * Who did it. The first place that has an id wins, so that the id and the names are never of two users; without any
     * id, the first place that has a name.
     */
    Person user(TypeName name, EventType type) throws Refusal {
        if (name == TypeName.ENVELOPE && body.saw(Place.ENVELOPE_INFO)) {
            return sender();
        }
        Person user = Person.NOBODY;
        if (body.saw(Place.USER)) {
            user = preferred(user, person(Field.USER_ID, Field.USER_UNIQUE_ID, Field.USER_NICKNAME));
        }
        if (body.saw(Place.FROM_USER)) {
            user = preferred(user, person(Field.FROM_USER_ID, Field.FROM_USER_UNIQUE_ID, Field.FROM_USER_NICKNAME));
        }
        if (body.saw(Place.USER_INFO)) {
            user = preferred(user, person(Field.USER_INFO_ID, Field.USER_INFO_UNIQUE_ID, Field.USER_INFO_NICKNAME));
        }
        // Beside a header a flat user id is some participant, as the one of WebcastLinkMicMethod; it is the author's
        // only where the type is understood.
        if (!hasHeader() || type != EventType.OTHER) {
            user = preferred(user, flatUser(type));
        }
        return user;
    }

    private Person flatUser(EventType type) throws Refusal {
        Person flat = person(Field.FLAT_USER_ID, Field.FLAT_UNIQUE_ID, Field.FLAT_NICKNAME);
        boolean mayBeBare = type == EventType.FOLLOW || type == EventType.SHARE || type == EventType.JOIN;
        if (flat.id() == null && mayBeBare && !hasHeader()) {
            return new Person(body.id(Field.BARE_USER_ID), flat.uniqueId(), flat.nickname());
        }
        return flat;
    }

    /** A treasure box tells id and handle of its sender in one place, and the nickname in the text about it. */
    private Person sender() throws Refusal {
        Person sender = new Person(body.id(Field.SENDER_ID), body.text(Field.SENDER_UNIQUE_ID), null);
        Person subject = person(Field.PIECE_USER_ID, Field.PIECE_USER_UNIQUE_ID, Field.PIECE_USER_NICKNAME);
        return sender.id() == null || Objects.equals(sender.id(), subject.id()) ? sender.or(subject) : sender;
    }

    private Person person(Field id, Field uniqueId, Field nickname) throws Refusal {
        return new Person(body.id(id), body.text(uniqueId), body.text(nickname));
    }

    private static Person preferred(Person first, Person second) {
        boolean secondTellsMore = first.isNobody() || (first.id() == null && second.id() != null);
        return secondTellsMore ? second : first;
    }
}
