package io.santinel.iscsi.model;

import io.santinel.iscsi.name.Portal;
import io.santinel.iscsi.target.Backstore;
import io.santinel.iscsi.target.NetworkEntity;
import java.io.IOException;

/// The target in this process: quick to come back.
final class OwnTarget implements TargetUnderTest {
    private final Backstore store;
    private volatile NetworkEntity entity;

    /// @param store one whose content outlives its closing
    OwnTarget(Backstore store) throws IOException {
        this.store = store;
        entity = ModelTarget.open(store);
    }

    @Override
    public Portal portal() {
        return entity.portals().getFirst().address();
    }

    @Override
    public void requestLogout() {
        entity.portals().getFirst().requestLogout(1);
    }

    @Override
    public void kill() throws IOException {
        entity.close();
        entity = ModelTarget.open(store);
    }

    @Override
    public void close() {
        entity.close();
    }
}
