package io.santinel.iscsi.session;

import static io.santinel.iscsi.pdu.Pdu.RESERVED_TAG;

import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.connection.PduChannel;
import io.santinel.iscsi.connection.TcpPduChannel;
import io.santinel.iscsi.key.DiscoveredTarget;
import io.santinel.iscsi.key.Key;
import io.santinel.iscsi.key.KeyValue;
import io.santinel.iscsi.key.Text;
import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.login.InitiatorAuthentication;
import io.santinel.iscsi.login.InitiatorStep;
import io.santinel.iscsi.login.LoginGoal;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Isid;
import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.pdu.LogoutReason;
import io.santinel.iscsi.pdu.LogoutRequest;
import io.santinel.iscsi.pdu.LogoutResponse;
import io.santinel.iscsi.pdu.NopIn;
import io.santinel.iscsi.pdu.NopOut;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.pdu.TextRequest;
import io.santinel.iscsi.pdu.TextResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A discovery session, RFC 7143 §4.3 and Appendix C: log in, ask, collect the answer from as many PDUs as it takes,
/// log out.
public final class Discovery {
    /// Bytes of an answer that are taken: some fifty thousand targets.
    static final int ANSWER_MAX = 8 << 20;

    private static final int REDIRECTS_MAX = RecoveryTimes.REDIRECTS_MAX;
    private static final int FIRST_CMD_SN = 1;

    private final IscsiName initiator;
    private final Isid isid;
    private final Optional<InitiatorAuthentication> authentication;
    private final RandomGenerator random;

    /// Asks nobody yet.
    ///
    /// @param random unpredictable, for CHAP
    public Discovery(
            IscsiName initiator, Isid isid, Optional<InitiatorAuthentication> authentication, RandomGenerator random) {
        this.initiator = initiator;
        this.isid = isid;
        this.authentication = authentication;
        this.random = random;
    }

    /// All targets that the portal tells us of.
    ///
    /// @param timeout for the whole conversation
    public List<DiscoveredTarget> ask(Portal portal, Duration timeout) throws IscsiException, InterruptedIOException {
        AtomicReference<@Nullable PduChannel> open = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<List<DiscoveredTarget>> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("discovery " + portal).start(() -> {
            try {
                answer.complete(converse(portal, timeout, channel -> {
                    open.set(channel);
                    if (over.get()) {
                        channel.close();
                    }
                }));
            } catch (IOException | ProtocolViolation e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IscsiException(
                    ErrorCode.TRANS_TIMEOUT, portal + ": no answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw cause(portal, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking " + portal);
        } finally {
            // Ends a conversation that was given up; after a finished one the channel is closed already.
            over.set(true);
            PduChannel last = open.get();
            if (last != null) {
                last.close();
            }
        }
    }

    private static IscsiException cause(Portal portal, ExecutionException e) {
        return switch (e.getCause()) {
            case IscsiException why -> why.again();
            case null -> new IscsiException(ErrorCode.INTERNAL, portal + ": " + e, e);
            case Throwable why -> new IscsiException(ErrorCode.LOGIN, portal + ": " + why.getMessage(), why);
        };
    }

    private List<DiscoveredTarget> converse(Portal portal, Duration timeout, Consumer<PduChannel> open)
            throws IOException {
        Portal at = portal;
        for (int redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
            OffsetCounter offsets = new OffsetCounter(new Tally());
            try (PduChannel channel = TcpPduChannel.connect(at, timeout, offsets)) {
                open.accept(channel);
                LoginGoal goal = LoginGoal.discovery(initiator.text(), isid, Wishes.INITIATOR);
                InitiatorStep step = LoginConversation.run(
                        channel,
                        offsets,
                        authentication.map(goal::authenticatedBy).orElse(goal),
                        random);
                switch (step) {
                    case InitiatorStep.LoggedIn done -> {
                        return sendTargets(channel, done.expStatSn());
                    }
                    case InitiatorStep.Redirected moved -> at = moved.address().portal();
                    case InitiatorStep.Refused refused -> throw LoginConversation.refused(channel.peer(), refused);
                    case InitiatorStep.TargetNotAuthenticated why ->
                        throw LoginConversation.notAuthenticated(channel.peer(), why);
                    case InitiatorStep.Send _ -> throw new IllegalStateException("a login that is over sends nothing");
                }
            }
        }
        throw new IscsiException(ErrorCode.LOGIN, portal + ": more than " + REDIRECTS_MAX + " redirects");
    }

    /// §11.10.4: an answer that does not end gets an empty Text Request with its transfer tag.
    private static List<DiscoveredTarget> sendTargets(PduChannel channel, int firstStatSn) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        int statSn = firstStatSn;
        int cmdSn = FIRST_CMD_SN;
        int tag = 1;
        int transferTag = RESERVED_TAG;
        ByteBuffer question = Text.encode(List.of(KeyValue.of(Key.SEND_TARGETS, "All")));
        while (true) {
            channel.write(new TextRequest(false, true, false, 0, tag, transferTag, cmdSn++, statSn, question));
            TextResponse response = textResponse(channel, tag, cmdSn, statSn);
            statSn = response.statSn() + 1;
            byte[] part = new byte[response.data().remaining()];
            response.data().get(part);
            if (answer.size() + part.length > ANSWER_MAX) {
                throw new ProtocolViolation("11.11", "an answer to SendTargets of more than " + ANSWER_MAX + " bytes");
            }
            answer.writeBytes(part);
            if (response.isFinal() || response.targetTransferTag() == RESERVED_TAG) {
                break;
            }
            transferTag = response.targetTransferTag();
            question = ByteBuffer.allocate(0);
        }
        logout(channel, tag + 1, cmdSn, statSn);
        return DiscoveredTarget.parse(Text.parse(ByteBuffer.wrap(answer.toByteArray())));
    }

    /// A target may ping meanwhile.
    private static TextResponse textResponse(PduChannel channel, int tag, int cmdSn, int statSn) throws IOException {
        while (true) {
            Pdu pdu = channel.read();
            if (pdu instanceof TextResponse response && response.initiatorTaskTag() == tag) {
                return response;
            }
            if (!(pdu instanceof NopIn ping)) {
                throw new ProtocolViolation("11.11", pdu.opcode() + " as answer to a Text Request");
            }
            if (ping.targetTransferTag() != RESERVED_TAG) {
                channel.write(NopOut.answering(ping, cmdSn, statSn));
            }
        }
    }

    /// The answer is complete, so a target that just closes has done no harm.
    private static void logout(PduChannel channel, int tag, int cmdSn, int statSn) {
        try {
            channel.write(new LogoutRequest(true, LogoutReason.CLOSE_SESSION.code(), tag, 0, cmdSn, statSn));
            while (!(channel.read() instanceof LogoutResponse)) {
                // A late ping.
            }
        } catch (IOException | ProtocolViolation _) {
            // Closed, or nonsense after the last word.
        }
    }
}
