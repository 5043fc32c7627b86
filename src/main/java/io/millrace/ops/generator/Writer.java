package io.millrace.ops.generator;

/** Writes one event in the words of one {@link Shape}. */
interface Writer {

    void write(Happening it, JsonBytes json);

    static Writer of(Shape shape, Size size) {
        return switch (shape) {
            case ENVELOPE -> new EnvelopeWriter(size);
            case CANONICAL -> new CanonicalWriter(size);
            case FLAT -> new FlatWriter();
        };
    }
}
