package io.santinel.app.io;

import io.santinel.app.command.SecretFile;
import io.santinel.iscsi.ErrorCode;
import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.initiator.Capacity;
import io.santinel.iscsi.initiator.Initiator;
import io.santinel.iscsi.initiator.IscsiSession;
import io.santinel.iscsi.initiator.IscsiUrl;
import io.santinel.iscsi.initiator.IscsiUrl.Account;
import io.santinel.iscsi.initiator.LogicalUnit;
import io.santinel.iscsi.initiator.SessionRequest;
import io.santinel.iscsi.name.IscsiName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How a command gets to the logical unit that a URL names: the options of CHAP and of the initiator's name.
final class Access {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "holds the secret of the URL's user; the second one is for the second URL")
    private List<Path> secretFiles = new ArrayList<>();

    @Option(
            names = "--target-secret-file",
            paramLabel = "FILE",
            description =
                    "holds the secret of the URL's target_user (mutual CHAP); the second one is for the second URL")
    private List<Path> targetSecretFiles = new ArrayList<>();

    @Option(
            names = "--initiator",
            paramLabel = "IQN",
            description = "name to log in under (default: ${DEFAULT-VALUE})",
            defaultValue = "iqn.2026-01.io.santinel:initiator")
    private String initiator = Initiator.DEFAULT_NAME.text();

    /// A logical unit that is there, and its session.
    record Unit(IscsiUrl url, IscsiSession session, LogicalUnit disk, Capacity capacity) implements AutoCloseable {
        /// Begins to fill a buffer with whole blocks.
        ///
        /// @param offset in bytes, a multiple of the block length
        CompletableFuture<ByteBuffer> read(long offset, ByteBuffer into) throws IOException {
            return disk.readFuture(offset / capacity.blockLength(), into);
        }

        /// Begins to write a buffer of whole blocks.
        ///
        /// @param offset in bytes, a multiple of the block length
        CompletableFuture<ByteBuffer> write(long offset, ByteBuffer from) throws IOException {
            return disk.writeFuture(offset / capacity.blockLength(), from);
        }

        @Override
        public void close() {
            session.close();
        }

        @Override
        public String toString() {
            return url.toString();
        }
    }

    /// Logs in to the unit of the command's first URL.
    Unit open(String url) throws IOException {
        return open(url, 0, request -> request);
    }

    /// Logs in and looks whether the unit is there.
    ///
    /// @param which of the command's URLs it is, from 0
    /// @param wishes what the session should have besides
    Unit open(String text, int which, UnaryOperator<SessionRequest> wishes) throws IOException {
        try {
            IscsiUrl url = IscsiUrl.parse(text);
            if (url.hasSecret()) {
                spec.commandLine()
                        .getErr()
                        .println(
                                "santinel io: the secret in the URL is visible in the process list: use --secret-file");
            }
            return open(complete(url, which), wishes);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private IscsiUrl complete(IscsiUrl url, int which) {
        Account own = new Account(Optional.empty(), secret("--secret-file", secretFiles, which));
        Account proof = new Account(Optional.empty(), secret("--target-secret-file", targetSecretFiles, which));
        return url.or(own, proof).or(System.getenv());
    }

    private static Optional<Secret> secret(String option, List<Path> files, int which) {
        return which < files.size() ? Optional.of(SecretFile.read(option, files.get(which))) : Optional.empty();
    }

    private Unit open(IscsiUrl url, UnaryOperator<SessionRequest> wishes) throws IOException {
        IscsiSession session = new Initiator(new IscsiName(initiator)).login(wishes.apply(url.request()));
        try {
            LogicalUnit disk = session.logicalUnit(url.lun());
            return new Unit(url, session, disk, capacity(url, session, disk));
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static Capacity capacity(IscsiUrl url, IscsiSession session, LogicalUnit disk) throws IOException {
        try {
            return disk.capacity();
        } catch (IscsiException e) {
            List<Integer> luns = session.luns();
            if (luns.contains(url.lun())) {
                throw e;
            }
            throw new IscsiException(
                    ErrorCode.NO_OBJS_FOUND,
                    url + ": no such LUN; the target has " + (luns.isEmpty() ? "none" : luns),
                    e);
        }
    }
}
