package io.santinel.iscsi.target;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.ProtocolViolation;
import io.santinel.iscsi.connection.PduChannel;
import io.santinel.iscsi.key.Wishes;
import io.santinel.iscsi.login.Admission;
import io.santinel.iscsi.login.LoginIdentity;
import io.santinel.iscsi.login.TargetLogin;
import io.santinel.iscsi.login.TargetStep;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.pdu.LoginRequest;
import io.santinel.iscsi.pdu.LoginStatus;
import io.santinel.iscsi.pdu.Pdu;
import io.santinel.iscsi.scsi.Inquiry;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.OptionalInt;

/// The login of one connection: moves PDUs between channel and login machine, and decides who gets in.
final class LoginPhase {
    private static final System.Logger LOG = System.getLogger("io.santinel.iscsi.target");

    private final NetworkEntity entity;
    private final NetworkPortal portal;
    private final PduChannel channel;
    private final Source source;
    private final Runnable drop;
    private Optional<TargetNode> node = Optional.empty();
    private OptionalInt reserved = OptionalInt.empty();

    /// Where the PDUs come from.
    interface Source {
        Pdu next() throws IOException;
    }

    /// @param drop closes the connection, from any thread
    LoginPhase(NetworkEntity entity, NetworkPortal portal, PduChannel channel, Source source, Runnable drop) {
        this.entity = entity;
        this.portal = portal;
        this.channel = channel;
        this.source = source;
        this.drop = drop;
    }

    /// What a login came to.
    ///
    /// @param node none for a discovery session
    /// @param session none for a discovery session
    record Entered(TargetStep.LoggedIn login, Optional<TargetNode> node, Optional<TargetSession> session) {}

    /// Logs the initiator in. Empty when it was refused: then the answer is out.
    Optional<Entered> run() throws IOException {
        TargetLogin machine = new TargetLogin(
                this::admission, entity.random(), 0, entity.limits().commands());
        try {
            return exchange(machine);
        } finally {
            reserved.ifPresent(entity.sessions()::release);
        }
    }

    private Optional<Entered> exchange(TargetLogin machine) throws IOException {
        while (true) {
            Pdu pdu = source.next();
            if (portal.silent()) {
                continue;
            }
            if (!(pdu instanceof LoginRequest request)) {
                throw new ProtocolViolation("6.3", pdu.opcode() + " before login");
            }
            switch (machine.step(request)) {
                case TargetStep.Send send -> channel.write(send.response());
                case TargetStep.LoggedIn in -> {
                    return Optional.of(enter(in));
                }
                case TargetStep.Refused refused -> {
                    note("login refused: " + refused.reason());
                    channel.write(refused.response());
                    return Optional.empty();
                }
                case TargetStep.Close close -> {
                    note("login ended: " + close.reason());
                    return Optional.empty();
                }
            }
        }
    }

    /// Takes a normal session into the table, its predecessor out of it, and only then says welcome.
    private Entered enter(TargetStep.LoggedIn login) throws IOException {
        Optional<TargetSession> session = node.isPresent() ? Optional.of(enter(login, node.get())) : Optional.empty();
        try {
            channel.write(login.response());
            channel.digests(
                    login.negotiated().headerDigest(), login.negotiated().dataDigest());
        } catch (IOException e) {
            session.ifPresent(entity.sessions()::end);
            throw e;
        }
        LOG.log(
                Level.DEBUG,
                channel.peer() + ": " + login.identity().initiatorName() + " logged in"
                        + node.map(target -> " to " + target).orElse(" for discovery"));
        return new Entered(login, node, session);
    }

    private TargetSession enter(TargetStep.LoggedIn login, TargetNode target) throws IscsiException {
        TargetSession.Key key = key(login.identity(), target);
        Nexus nexus = new Nexus(
                key.initiator(), key.isid(), new Inquiry.Port(target.name().text(), portal.portalGroupTag()));
        try {
            return entity.sessions().enter(key, login.tsih(), target, nexus, drop);
        } catch (IscsiException e) {
            entity.complaints().log(Level.WARNING, channel.peer() + ": " + e.getMessage());
            throw e;
        }
    }

    private Admission admission(LoginIdentity identity) {
        Optional<LoginFault> fault = portal.loginFault();
        if (fault.isPresent()) {
            return misbehave(fault.get());
        }
        if (identity.targetName().isEmpty()) {
            return new Admission.Admitted(
                    Sessions.DISCOVERY, portal.portalGroupTag(), Optional.empty(), Wishes.TARGET, entity.discovery());
        }
        node = entity.node(identity.targetName().get()).filter(target -> target.isIn(portal.portalGroupTag()));
        return node.map(target -> admission(identity, target)).orElseGet(() -> refused(LoginStatus.NOT_FOUND));
    }

    private Admission admission(LoginIdentity identity, TargetNode target) {
        if (!target.admits(identity.initiatorName())) {
            return refused(LoginStatus.AUTHORIZATION_FAILURE);
        }
        Optional<Redirect> redirect = target.redirect().or(portal::redirect);
        return redirect.isPresent() ? redirect.get().admission() : admitted(identity, target);
    }

    private Admission admitted(LoginIdentity identity, TargetNode target) {
        TargetSession.Key key;
        try {
            key = key(identity, target);
        } catch (IllegalArgumentException e) {
            note(String.valueOf(e.getMessage()));
            return refused(LoginStatus.INITIATOR_ERROR);
        }
        if (identity.tsih() != 0 && !entity.sessions().has(key, identity.tsih())) {
            return refused(LoginStatus.SESSION_DOES_NOT_EXIST);
        }
        reserved = entity.sessions().reserve(key);
        return reserved.isEmpty()
                ? refused(LoginStatus.OUT_OF_RESOURCES)
                : new Admission.Admitted(
                        reserved.getAsInt(),
                        portal.portalGroupTag(),
                        Optional.empty(),
                        Wishes.TARGET,
                        target.authentication());
    }

    private TargetSession.Key key(LoginIdentity identity, TargetNode target) {
        return new TargetSession.Key(
                new IscsiName(identity.initiatorName()), identity.isid(), target.name(), portal.portalGroupTag());
    }

    private static Admission misbehave(LoginFault fault) {
        return switch (fault) {
            case LoginFault.Refuse(int statusClass, int detail) -> new Admission.Refused(statusClass, detail);
            case LoginFault.Redirect(var to, boolean permanent) -> new Redirect(to, permanent).admission();
        };
    }

    private static Admission refused(LoginStatus status) {
        return new Admission.Refused(status.statusClass(), status.detail());
    }

    private void note(String text) {
        entity.complaints().log(Level.INFO, channel.peer() + ": " + text);
    }
}
