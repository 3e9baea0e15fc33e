import io.santinel.iscsi.initiator.Initiator;
import io.santinel.iscsi.initiator.IscsiSession;
import io.santinel.iscsi.initiator.LogicalUnit;
import io.santinel.iscsi.initiator.SessionRequest;
import io.santinel.iscsi.name.IscsiName;
import io.santinel.iscsi.name.Portal;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;

/// Logs in to a target, writes the first block of LUN 0 and reads it back.
///
/// Start a target with `./santinel target --portal 127.0.0.1:3260 --target iqn.2026-01.io.example:disk --lun ram:64M`,
/// then `java -cp iscsi/target/classes examples/ReadBlock.java 127.0.0.1:3260 iqn.2026-01.io.example:disk`.
public class ReadBlock {
    public static void main(String[] args) throws Exception {
        IscsiName self = new IscsiName("iqn.2026-01.io.example:reader");
        SessionRequest request = SessionRequest.of(new IscsiName(args[1]), Portal.parse(args[0]));
        try (Initiator initiator = new Initiator(self, new SecureRandom(), InstantSource.system());
                IscsiSession session = initiator.login(request)) {
            LogicalUnit disk = session.logicalUnit(0);
            ByteBuffer block = ByteBuffer.allocateDirect(disk.capacity().blockLength());
            block.putLong(0, 42);
            disk.write(0, block);
            disk.read(0, block.clear());
            System.out.println(disk.inquiry().product() + ", " + disk.capacity().bytes() + " bytes, block 0 begins with "
                    + block.getLong(0));
        }
    }
}
