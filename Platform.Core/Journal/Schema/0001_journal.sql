create table platform_schema (version int not null primary key, applied_at timestamptz not null default now());

-- The tables of Marten 9 (string stream keys, single tenant), so that a Marten store can be attached to the same database.
create table mt_streams (
    id          varchar     not null,
    type        varchar     null,
    version     bigint      not null,
    timestamp   timestamptz not null default now(),
    created     timestamptz not null default now(),
    tenant_id   varchar     not null default '*DEFAULT*',
    is_archived boolean     not null default false,
    constraint pkey_mt_streams_id primary key (id)
) with (fillfactor = 80);

create sequence mt_events_sequence;

create table mt_events (
    seq_id         bigint      not null,
    id             uuid        not null,
    stream_id      varchar     not null,
    version        bigint      not null,
    data           jsonb       not null,
    bdata          bytea       null,
    type           varchar     not null,
    timestamp      timestamptz not null default now(),
    tenant_id      varchar     not null default '*DEFAULT*',
    mt_dotnet_type varchar     null,
    is_archived    boolean     not null default false,
    correlation_id varchar     null,
    causation_id   varchar     null,
    headers        jsonb       null,
    constraint pkey_mt_events_seq_id primary key (seq_id),
    constraint fkey_mt_events_stream_id foreign key (stream_id) references mt_streams (id) on delete cascade,
    constraint pk_mt_events_stream_and_version unique (stream_id, version)
);
alter sequence mt_events_sequence owned by mt_events.seq_id;

create table mt_event_progression (
    name         varchar     not null,
    last_seq_id  bigint      not null,
    last_updated timestamptz not null,
    constraint pk_mt_event_progression primary key (name)
);

-- The first answer to each command id.
create table platform_commands (
    command_id    text        not null primary key,
    versions      bigint[]    not null,
    last_sequence bigint      not null,
    at            timestamptz not null
);

-- Sequence numbers must become visible in their order, or a reader that follows them loses events. So whoever inserts events,
-- this program or another, holds one lock from before it draws numbers until its commit.
create function platform_append_lock_key() returns bigint language sql immutable parallel safe as $$ select 5498263108422019::bigint $$;

create function platform_events_before_insert() returns trigger language plpgsql as $$
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'events can be appended in the isolation level READ COMMITTED only, not %', current_setting('transaction_isolation')
            using errcode = 'feature_not_supported';
    end if;
    perform pg_advisory_xact_lock(platform_append_lock_key());
    return null;
end $$;

-- A foreign writer may have drawn its numbers before it held the lock: it is refused if another commit has overtaken it.
create function platform_events_after_insert() returns trigger language plpgsql as $$
declare
    lowest  bigint;
    highest bigint;
    added   bigint;
begin
    select min(seq_id), max(seq_id), count(*) into lowest, highest, added from added_events;
    if added = 0 then
        return null;
    end if;
    if (select count(*) from mt_events where seq_id >= lowest) <> added then
        raise exception 'event numbers from % on were drawn before the append lock was held and others have been committed since', lowest
            using errcode = 'serialization_failure', hint = 'Repeat the transaction, or draw the numbers inside the insert.';
    end if;
    perform pg_notify('platform_events', highest::text);
    return null;
end $$;

create trigger platform_events_before_insert before insert on mt_events
    for each statement execute function platform_events_before_insert();
create trigger platform_events_after_insert after insert on mt_events
    referencing new table as added_events for each statement execute function platform_events_after_insert();

-- Appends many requests at once, all or none. The caller holds the append lock. Streams are named once, with the version they must
-- have and the one they get; events come in the order in which they draw their numbers. Returns those numbers.
-- PJ001: streams that are not at the expected version; PJ002: command ids that were used before; named in the hint as a JSON array.
create function platform_append(
    p_streams text[], p_stream_types text[], p_bases bigint[], p_nexts bigint[],
    p_ids uuid[], p_event_streams text[], p_versions bigint[], p_data jsonb[], p_types text[], p_dotnet_types text[],
    p_correlations text[], p_causations text[], p_headers jsonb[],
    p_commands text[], p_command_versions text[], p_command_events int[]) returns bigint[] language plpgsql as $$
declare
    moment  timestamptz := clock_timestamp();
    refused text[];
    placed  text[];
    moved   text[];
    numbers bigint[];
begin
    if cardinality(p_commands) > 0 then
        select array_agg(command_id) into refused from platform_commands where command_id = any (p_commands);
        if refused is not null then
            raise exception 'command ids were used before' using errcode = 'PJ002', hint = array_to_json(refused)::text;
        end if;
    end if;

    if 0 = any (p_bases) then
        with added as (
            insert into mt_streams (id, type, version, timestamp, created)
            select s.id, s.type, s.next, moment, moment from unnest(p_streams, p_stream_types, p_bases, p_nexts) as s(id, type, base, next) where s.base = 0
            on conflict do nothing returning id)
        select array_agg(id) into placed from added;
    end if;
    if 0 < any (p_bases) then
        with changed as (
            update mt_streams m set version = s.next, timestamp = moment
            from unnest(p_streams, p_bases, p_nexts) as s(id, base, next) where s.base > 0 and m.id = s.id and m.version = s.base
            returning m.id)
        select array_agg(id) into moved from changed;
    end if;
    if coalesce(cardinality(placed), 0) + coalesce(cardinality(moved), 0) <> cardinality(p_streams) then
        select array_agg(s) into refused from unnest(p_streams) as s where s <> all (coalesce(placed, '{}') || coalesce(moved, '{}'));
        raise exception 'streams are not at the expected version' using errcode = 'PJ001', hint = array_to_json(refused)::text;
    end if;

    with appended as (
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers)
        select nextval('mt_events_sequence'), e.id, e.stream_id, e.version, e.data, e.type, moment, e.dotnet_type, e.correlation, e.causation, e.headers
        from unnest(p_ids, p_event_streams, p_versions, p_data, p_types, p_dotnet_types, p_correlations, p_causations, p_headers)
            as e(id, stream_id, version, data, type, dotnet_type, correlation, causation, headers)
        returning seq_id)
    select array_agg(seq_id) into numbers from appended;

    if cardinality(p_commands) > 0 then
        insert into platform_commands (command_id, versions, last_sequence, at)
        select c.id, c.versions::bigint[], numbers[c.last_event], moment
        from unnest(p_commands, p_command_versions, p_command_events) as c(id, versions, last_event);
    end if;
    return numbers;
end $$;
