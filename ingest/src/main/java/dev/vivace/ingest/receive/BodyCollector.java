package dev.vivace.ingest.receive;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// Copies a request's body into one array as it arrives, and stops at the limit.
///
/// Buffers stay pooled until copied: one copy per byte, none of it garbage. Runs on the request's event loop.
final class BodyCollector implements Subscriber<HttpObject> {

    private final GrowingBytes bytes;
    private final LongFunction<Refusal> tooLarge;
    private final CompletableFuture<Bytes> collected = new CompletableFuture<>();
    private @Nullable Subscription subscription;

    private BodyCollector(GrowingBytes bytes, LongFunction<Refusal> tooLarge) {
        this.bytes = bytes;
        this.tooLarge = tooLarge;
    }

    /// Starts to collect.
    ///
    /// @param bytes where to
    /// @param tooLarge what to say once the given number of bytes, more than the limit, has been seen
    /// @return completes with the body, or exceptionally with a [RefusalException]
    static CompletableFuture<Bytes> collect(
            HttpRequest request, EventExecutor eventLoop, GrowingBytes bytes, LongFunction<Refusal> tooLarge) {
        BodyCollector collector = new BodyCollector(bytes, tooLarge);
        request.subscribe(collector, eventLoop, SubscriptionOption.WITH_POOLED_OBJECTS);
        return collector.collected;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(HttpObject object) {
        if (!(object instanceof HttpData data)) {
            return; // trailers
        }
        try (data) {
            if (collected.isDone()) {
                return;
            }
            int count = data.length();
            if (!bytes.ensure(bytes.length() + (long) count)) {
                throw new RefusalException(tooLarge.apply(bytes.length() + (long) count));
            }
            ByteBuf buffer = data.byteBuf();
            buffer.getBytes(buffer.readerIndex(), bytes.array(), bytes.length(), count);
            bytes.advance(count);
        } catch (RefusalException refused) {
            fail(refused);
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }

    /// The peer went away, or took too long: its doing, and nobody is left to hear the answer.
    @Override
    public void onError(Throwable cause) {
        fail(new RefusalException(Refusal.of(
                "aborted",
                GrpcCode.INVALID_ARGUMENT,
                "the transfer broke off after " + bytes.length() + " bytes of the body",
                "The sender or a proxy closed the connection or ran into a timeout;"
                        + " nothing of this request was stored.")));
    }

    @Override
    public void onComplete() {
        if (!collected.isDone()) {
            collected.complete(bytes.take());
        }
    }

    private void fail(Throwable cause) {
        if (!collected.isDone()) {
            collected.completeExceptionally(cause);
        }
    }
}
