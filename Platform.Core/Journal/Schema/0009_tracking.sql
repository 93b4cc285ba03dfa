-- Tracking: runs from anywhere. Points of metrics are the binary part of events; these tables hold what is asked for and where points lie.

-- Already compressed by their own code, and read in parts.
alter table mt_events alter column bdata set storage external;

drop function platform_append(text[], text[], bigint[], bigint[], uuid[], text[], bigint[], jsonb[], text[], text[], text[], text[], jsonb[], text[], text[], int[]);

-- Appends many requests at once, all or none. The caller holds the append lock. Streams are named once, with the version they must
-- have and the one they get; events come in the order in which they draw their numbers. Returns those numbers.
-- PJ001: streams that are not at the expected version; PJ002: command ids that were used before; named in the hint as a JSON array.
-- Events without a binary part may be left out at the end of p_blocks.
create function platform_append(
    p_streams text[], p_stream_types text[], p_bases bigint[], p_nexts bigint[],
    p_ids uuid[], p_event_streams text[], p_versions bigint[], p_data jsonb[], p_types text[], p_dotnet_types text[],
    p_correlations text[], p_causations text[], p_headers jsonb[],
    p_commands text[], p_command_versions text[], p_command_events int[], p_blocks bytea[]) returns bigint[] language plpgsql as $$
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
        insert into mt_events (seq_id, id, stream_id, version, data, bdata, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers)
        select nextval('mt_events_sequence'), e.id, e.stream_id, e.version, e.data, e.block, e.type, moment, e.dotnet_type, e.correlation, e.causation, e.headers
        from unnest(p_ids, p_event_streams, p_versions, p_data, p_types, p_dotnet_types, p_correlations, p_causations, p_headers, p_blocks)
            as e(id, stream_id, version, data, type, dotnet_type, correlation, causation, headers, block)
        returning seq_id)
    select array_agg(seq_id) into numbers from appended;

    if cardinality(p_commands) > 0 then
        insert into platform_commands (command_id, versions, last_sequence, at)
        select c.id, c.versions::bigint[], numbers[c.last_event], moment
        from unnest(p_commands, p_command_versions, p_command_events) as c(id, versions, last_event);
    end if;
    return numbers;
end $$;

create table tracked_experiments (
    id                text        not null primary key,
    name              text        not null unique,
    artifact_location text        not null,
    lifecycle         text        not null default 'active',
    tags              jsonb       not null default '{}',
    created_at        timestamptz not null,
    updated_at        timestamptz not null
);

-- Times of the programs themselves are Unix milliseconds, as they say them.
create table tracked_runs (
    id            text        not null primary key,
    experiment_id text        not null,
    name          text        not null,
    user_name     text        not null,
    status        text        not null,
    lifecycle     text        not null default 'active',
    start_time    bigint      not null,
    end_time      bigint      null,
    parent_run_id text        null,
    artifact_uri  text        not null,
    kind          text        not null default 'run',
    params        jsonb       not null default '{}',
    tags          jsonb       not null default '{}',
    inputs        jsonb       not null default '[]',
    created_at    timestamptz not null
) with (fillfactor = 80);
create index on tracked_runs (experiment_id);

-- The data sets that runs have read, whole.
create table run_inputs (
    run_id  text  not null,
    version bigint not null,
    place   int   not null,
    input   jsonb not null,
    primary key (run_id, version, place)
);

-- Where points lie: one row for a key with many points in an event; one with the key '' for all keys of an event with few points.
-- First and last are the smallest and greatest step and time; min and max leave NaN out; last_value is the last by step.
create table metric_chunks (
    run_id     text             not null,
    key        text             not null,
    version    bigint           not null,
    points     int              not null,
    first_step bigint           not null,
    last_step  bigint           not null,
    first_time bigint           not null,
    last_time  bigint           not null,
    min        double precision not null,
    max        double precision not null,
    last_value double precision not null,
    primary key (run_id, key, version)
);

-- The latest of every metric of a run, packed, as of an event of its stream; the events after it are added by readers.
create table run_latest (
    run_id         text   not null primary key,
    merged_version bigint not null,
    packed         bytea  not null
);
alter table run_latest alter column packed set storage external;

-- Points that were logged one by one wait here, durable, until an event takes them over.
create table metric_inbox (
    run_id text   not null,
    id     bigint not null generated always as identity,
    points int    not null,
    block  bytea  not null,
    primary key (run_id, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_cost_delay = 0);

-- Empties the inbox of points that the same transaction has put into events; refuses if another has taken one of them.
create function platform_take_from_inbox(p_runs text[], p_ids bigint[]) returns void language plpgsql as $$
declare
    taken bigint;
begin
    delete from metric_inbox m using unnest(p_runs, p_ids) as t(run_id, id) where m.run_id = t.run_id and m.id = t.id;
    get diagnostics taken = row_count;
    if taken <> cardinality(p_ids) then
        raise exception 'points of the inbox were taken by another' using errcode = 'PJ003';
    end if;
end $$;
