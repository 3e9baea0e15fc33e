package io.santinel.app.wire;

import io.santinel.iscsi.fuzz.Decoder;
import io.santinel.iscsi.fuzz.Decoders;
import io.santinel.iscsi.fuzz.Fuzz;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `./dev fuzz`.
final class AllFuzz {
    private AllFuzz() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Decoder> all = new ArrayList<>(Decoders.all());
        all.add(new PcapFuzz());
        System.exit(Fuzz.run(all, arguments));
    }
}
