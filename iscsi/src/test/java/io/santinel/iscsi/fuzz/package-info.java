/// Random and changed input for everything that decodes what a peer or a user gives.
@org.jspecify.annotations.NullMarked
package io.santinel.iscsi.fuzz;
