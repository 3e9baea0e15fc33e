package io.santinel.iscsi.model;

import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.scsi.Identity;
import io.santinel.iscsi.target.Backstore;
import io.santinel.iscsi.target.FileBackstore;
import io.santinel.iscsi.target.Limits;
import io.santinel.iscsi.target.LogicalUnit;
import io.santinel.iscsi.target.NetworkEntity;
import io.santinel.iscsi.target.TargetNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A process with our target on a file. It prints its port, asks for a logout at each line it reads, and ends with its
/// input.
public final class ModelTarget {
    public static final IscsiName NAME = new IscsiName("iqn.2026-01.example:model");

    private ModelTarget() {}

    static NetworkEntity open(Backstore store) throws IOException {
        TargetNode node =
                new TargetNode(NAME, List.of(new LogicalUnit(0, Identity.of(NAME.text(), 0), store)), Optional.empty());
        return NetworkEntity.open(List.of(node), List.of(NetworkEntity.Listen.at("127.0.0.1", 0)), Limits.DEFAULT);
    }

    public static void main(String[] arguments) throws IOException {
        try (NetworkEntity entity = open(FileBackstore.open(Path.of(arguments[0])));
                BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(entity.portals().getFirst().address().port());
            while (orders.readLine() != null) {
                entity.portals().getFirst().requestLogout(1);
            }
        }
    }
}
