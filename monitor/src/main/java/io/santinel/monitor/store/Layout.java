package io.santinel.monitor.store;

import java.util.List;

/// The names of the columns of a packed row, sorted; rows carry only its number.
record Layout(int id, List<String> names) {}
