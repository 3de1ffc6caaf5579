package dev.vivace.traceql.ast;

/// The values that need no attribute, with the canonical text printed in result keys and labels.
public enum Intrinsic {
    NAME("name"),
    STATUS("status"),
    STATUS_MESSAGE("statusMessage"),
    KIND("kind"),
    DURATION("duration"),
    SPAN_ID("span:id"),
    PARENT_ID("span:parentID"),
    CHILD_COUNT("span:childCount"),
    TRACE_ID("trace:id"),
    TRACE_DURATION("traceDuration"),
    ROOT_NAME("rootName"),
    ROOT_SERVICE_NAME("rootServiceName"),
    EVENT_NAME("event:name"),
    EVENT_TIME_SINCE_START("event:timeSinceStart"),
    LINK_SPAN_ID("link:spanID"),
    LINK_TRACE_ID("link:traceID"),
    INSTRUMENTATION_NAME("instrumentation:name"),
    INSTRUMENTATION_VERSION("instrumentation:version"),
    NESTED_SET_LEFT("nestedSetLeft"),
    NESTED_SET_RIGHT("nestedSetRight"),
    NESTED_SET_PARENT("nestedSetParent"),
    /// The bare word `parent`: parses, and is refused by the check.
    PARENT("parent");

    private final String canonicalText;

    Intrinsic(String canonicalText) {
        this.canonicalText = canonicalText;
    }

    /// Whether it depends on other spans of the trace than the one it is of.
    public boolean isOfWholeTrace() {
        return switch (this) {
            case TRACE_DURATION,
                    ROOT_NAME,
                    ROOT_SERVICE_NAME,
                    CHILD_COUNT,
                    NESTED_SET_LEFT,
                    NESTED_SET_RIGHT,
                    NESTED_SET_PARENT,
                    PARENT -> true;
            case NAME,
                    STATUS,
                    STATUS_MESSAGE,
                    KIND,
                    DURATION,
                    SPAN_ID,
                    PARENT_ID,
                    TRACE_ID,
                    EVENT_NAME,
                    EVENT_TIME_SINCE_START,
                    LINK_SPAN_ID,
                    LINK_TRACE_ID,
                    INSTRUMENTATION_NAME,
                    INSTRUMENTATION_VERSION -> false;
        };
    }

    public String canonicalText() {
        return canonicalText;
    }
}
