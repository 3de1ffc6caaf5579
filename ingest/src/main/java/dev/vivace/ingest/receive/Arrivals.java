package dev.vivace.ingest.receive;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Who sent what in the last minutes, and who was turned away and why: what a person who asks "do my spans arrive?"
/// looks at. Thread-safe, bounded: the senders and refusals not heard of for longest make room for new ones.
public final class Arrivals {

    /// How far back [Arrival#recentSpans()] looks.
    public static final int RECENT_MINUTES = 5;

    /// Service names remembered per sender.
    public static final int MAX_SERVICES = 8;

    private static final int MAX_SENDERS = 200;
    private static final int MAX_REFUSALS = 50;
    private static final int MAX_MESSAGE_LENGTH = 600;

    private final InstantSource clock;
    private final LinkedHashMap<Sender, Heard> senders = new LinkedHashMap<>();
    private final LinkedHashMap<RefusalKey, Note> refusals = new LinkedHashMap<>();
    private long spans;

    public Arrivals(InstantSource clock) {
        this.clock = clock;
    }

    /// A sender whose requests were taken. Immutable.
    ///
    /// @param services `service.name` of the resources seen last, at most [Arrivals#MAX_SERVICES]; an empty name is
    ///     a resource without one
    /// @param recentSpans in the last [Arrivals#RECENT_MINUTES] minutes, the running one included
    /// @param spans since this sender was first heard of
    /// @param repeatedSpans of these, how many had been sent before
    public record Arrival(
            Sender sender,
            List<String> services,
            Instant first,
            Instant last,
            long recentSpans,
            long requests,
            long spans,
            long repeatedSpans) {
        public Arrival {
            services = List.copyOf(services);
        }
    }

    /// A request that was not taken; the same one again and again is one entry. Immutable.
    ///
    /// @param tenant whose it was, empty if it named none
    /// @param what the request line, like `POST /v1/traces`
    /// @param message what is wrong
    /// @param remedy what helps, empty if the message says it
    /// @param limit the setting that was exceeded and its value, empty if it was none
    /// @param times how often
    public record TurnedAway(
            Sender sender,
            String tenant,
            String what,
            String reason,
            int httpStatus,
            String message,
            String remedy,
            String limit,
            Instant first,
            Instant last,
            long times) {}

    /// Notes a request that was taken.
    synchronized void arrived(Sender sender, List<String> services, int spans, int repeatedSpans) {
        Instant now = clock.instant();
        Heard heard = senders.remove(sender);
        if (heard == null) {
            heard = new Heard(now);
        }
        senders.put(sender, heard);
        dropOldest(senders, MAX_SENDERS);
        heard.add(now, services, spans, repeatedSpans);
        this.spans += spans;
    }

    /// Notes a request that was turned away, of nobody in particular and not because of a limit.
    void refused(Sender sender, String what, Refusal refusal) {
        refused(sender, "", what, refusal, "");
    }

    /// Notes a request that was turned away.
    ///
    /// @param tenant empty if it named none
    /// @param limit the setting that was exceeded and its value, empty if it was none
    synchronized void refused(Sender sender, String tenant, String what, Refusal refusal, String limit) {
        Instant now = clock.instant();
        // Messages name sizes and offsets; the remedy and the reason tell mistakes apart well enough.
        RefusalKey key = new RefusalKey(sender, tenant, what, refusal.reason(), refusal.remedy());
        Note note = refusals.remove(key);
        if (note == null) {
            note = new Note(now);
        }
        refusals.put(key, note);
        dropOldest(refusals, MAX_REFUSALS);
        note.last = now;
        note.times++;
        note.limit = limit;
        note.httpStatus = refusal.httpStatus();
        note.message = refusal.message().length() > MAX_MESSAGE_LENGTH
                ? refusal.message().substring(0, MAX_MESSAGE_LENGTH) + "…"
                : refusal.message();
    }

    /// Senders, the one heard of last first.
    public synchronized List<Arrival> arrivals() {
        long minute = minute(clock.instant());
        List<Arrival> result = new ArrayList<>(senders.size());
        senders.forEach((sender, heard) -> result.add(heard.asArrival(sender, minute)));
        result.sort(Comparator.comparing(Arrival::last).reversed());
        return result;
    }

    /// Refusals, the last first.
    public synchronized List<TurnedAway> turnedAway() {
        List<TurnedAway> result = new ArrayList<>(refusals.size());
        refusals.forEach((key, note) -> result.add(new TurnedAway(
                key.sender,
                key.tenant,
                key.what,
                key.reason,
                note.httpStatus,
                note.message,
                key.remedy,
                note.limit,
                note.first,
                note.last,
                note.times)));
        result.sort(Comparator.comparing(TurnedAway::last).reversed());
        return result;
    }

    /// Spans taken since the start, over all senders.
    public synchronized long spans() {
        return spans;
    }

    private static <K, V> void dropOldest(LinkedHashMap<K, V> map, int limit) {
        if (map.size() > limit) {
            map.pollFirstEntry();
        }
    }

    private static long minute(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), 60L);
    }

    private record RefusalKey(Sender sender, String tenant, String what, String reason, String remedy) {}

    private static final class Note {
        final Instant first;
        Instant last;
        long times;
        int httpStatus;
        String message = "";
        String limit = "";

        Note(Instant now) {
            first = now;
            last = now;
        }
    }

    private static final class Heard {
        final Instant first;
        Instant last;
        long requests;
        long spans;
        long repeatedSpans;
        final Set<String> services = new LinkedHashSet<>();
        /// Spans of minute m at m % RECENT_MINUTES, if `minutes` there says m.
        final long[] perMinute = new long[RECENT_MINUTES];
        final long[] minutes = new long[RECENT_MINUTES];

        Heard(Instant now) {
            first = now;
            last = now;
        }

        void add(Instant now, List<String> names, int count, int repeated) {
            last = now;
            requests++;
            spans += count;
            repeatedSpans += repeated;
            for (String name : names) {
                services.remove(name);
                services.add(name);
            }
            while (services.size() > MAX_SERVICES) {
                services.remove(services.iterator().next());
            }
            long minute = minute(now);
            int slot = (int) Math.floorMod(minute, (long) RECENT_MINUTES);
            if (minutes[slot] != minute) {
                minutes[slot] = minute;
                perMinute[slot] = 0;
            }
            perMinute[slot] += count;
        }

        Arrival asArrival(Sender sender, long minute) {
            long recent = 0;
            for (int slot = 0; slot < RECENT_MINUTES; slot++) {
                if (minutes[slot] > minute - RECENT_MINUTES && minutes[slot] <= minute) {
                    recent += perMinute[slot];
                }
            }
            return new Arrival(sender, List.copyOf(services), first, last, recent, requests, spans, repeatedSpans);
        }
    }
}
