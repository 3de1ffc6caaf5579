package dev.vivace.model;

/// The level of the data model an attribute sits on.
public enum AttributeScope {
    RESOURCE("resource"),
    INSTRUMENTATION("instrumentation"),
    SPAN("span"),
    EVENT("event"),
    LINK("link");

    private final String word;

    AttributeScope(String word) {
        this.word = word;
    }

    /// TraceQL's word for this level; also the prefix of the level's columns in a block.
    public String word() {
        return word;
    }
}
