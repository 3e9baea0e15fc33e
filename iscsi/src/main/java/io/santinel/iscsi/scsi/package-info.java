/// SCSI as iSCSI carries it: CDBs, status, sense, and the answers of a direct-access device (SAM-5, SPC-4, SBC-3).
@org.jspecify.annotations.NullMarked
package io.santinel.iscsi.scsi;
