package dev.vivace.ingest.receive;

/// How spans travel to a door; the word is the `transport` label of the receiver metrics.
public enum Transport {
    GRPC("grpc"),
    HTTP("http");

    private final String word;

    Transport(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
