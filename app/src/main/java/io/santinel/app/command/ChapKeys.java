package io.santinel.app.command;

import io.santinel.iscsi.IscsiException;
import io.santinel.iscsi.Secret;
import io.santinel.iscsi.login.ChapAlgorithm;
import io.santinel.iscsi.login.Credentials;
import io.santinel.iscsi.login.TargetAuthentication;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a configuration file says about CHAP: `users`, `mutual`, `mutual_required`, `algorithms`.
final class ChapKeys {
    private static final int MOST_USERS = 1024;
    private static final Set<String> CHAP = Set.of("users", "mutual", "mutual_required", "algorithms");
    private static final Set<String> ACCOUNT = Set.of("name", "secret", "secret_file");

    private ChapKeys() {}

    /// Reads the value of a `chap` or `discovery` key.
    static TargetAuthentication read(Yaml chap) throws IscsiException {
        Map<String, Yaml> keys = chap.mapping(CHAP);
        Map<String, Secret> accounts = accounts(chap.required(keys, "users"));
        Yaml mutual = keys.get("mutual");
        Yaml algorithms = keys.get("algorithms");
        Optional<Credentials> own = mutual == null ? Optional.empty() : Optional.of(account(mutual));
        boolean required = keys.containsKey("mutual_required")
                && keys.get("mutual_required").flag();
        List<ChapAlgorithm> known = algorithms == null ? List.of(ChapAlgorithm.values()) : algorithms(algorithms);
        try {
            return new TargetAuthentication(accounts, own, required, known);
        } catch (IllegalArgumentException e) {
            throw chap.complaint(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Secret> accounts(Yaml users) throws IscsiException {
        List<Yaml> list = users.list();
        if (list.isEmpty() || list.size() > MOST_USERS) {
            throw users.complaint("want 1 to " + MOST_USERS + " users, here are " + list.size());
        }
        Map<String, Secret> accounts = new LinkedHashMap<>();
        for (Yaml user : list) {
            Credentials account = account(user);
            if (accounts.put(account.name(), account.secret()) != null) {
                throw user.complaint("a second user is named " + account.name() + ": names must differ");
            }
        }
        return accounts;
    }

    private static Credentials account(Yaml account) throws IscsiException {
        Map<String, Yaml> keys = account.mapping(ACCOUNT);
        String name = account.required(keys, "name").text();
        Yaml text = keys.get("secret");
        Yaml file = keys.get("secret_file");
        if ((text == null) == (file == null)) {
            throw account.complaint("want either secret: TEXT or secret_file: PATH");
        }
        Secret secret = text != null
                ? Secret.of(text.text().getBytes(StandardCharsets.UTF_8))
                : account.required(keys, "secret_file").read(path -> SecretFile.read("secret_file", Path.of(path)));
        try {
            return new Credentials(name, secret);
        } catch (IllegalArgumentException e) {
            throw account.complaint(String.valueOf(e.getMessage()));
        }
    }

    private static List<ChapAlgorithm> algorithms(Yaml value) throws IscsiException {
        List<ChapAlgorithm> algorithms = new ArrayList<>();
        for (Yaml word : value.list()) {
            algorithms.addAll(word.read(ChapAlgorithm::list));
        }
        return algorithms;
    }
}
