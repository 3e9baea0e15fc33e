-- Times are microseconds since 1970, JSON is text, truth is 0 or 1: SQLite and PostgreSQL read this text alike.
create table service (
    id text not null primary key,
    machine text not null,
    check_name text not null,
    item text not null,
    service_name text not null,
    outcome text not null,
    state integer,
    since bigint not null,
    outcome_since bigint not null,
    at bigint not null,
    summary text not null,
    metrics text not null,
    trouble_since bigint
);

create table change (
    number bigint not null primary key,
    at bigint not null,
    service_id text not null,
    machine text not null,
    check_name text not null,
    item text not null,
    service_name text not null,
    from_state integer,
    to_state integer,
    outcome text not null,
    summary text not null,
    notified integer not null
);

create index change_at on change (at);

create index change_unnotified on change (number) where notified = 0;
