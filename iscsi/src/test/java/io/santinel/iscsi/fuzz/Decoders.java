package io.santinel.iscsi.fuzz;

import io.santinel.iscsi.connection.StreamFuzz;
import io.santinel.iscsi.initiator.InitiatorFuzz;
import io.santinel.iscsi.login.ChapFuzz;
import io.santinel.iscsi.target.SessionFuzz;
import io.santinel.iscsi.target.UnitFuzz;
import java.util.List;

/// All decoders of the module.
public final class Decoders {
    private Decoders() {}

    public static List<Decoder> all() {
        return List.of(
                new PduFuzz(),
                new StreamFuzz(),
                new TextFuzz(),
                new TargetLoginFuzz(),
                new InitiatorLoginFuzz(),
                new ChapFuzz(),
                new ScsiFuzz(),
                new UnitFuzz(),
                new DiscoveryFuzz(),
                new UrlFuzz(),
                new SessionFuzz(),
                new InitiatorFuzz());
    }
}
