-- Appends many requests at once, all or none. Takes the append lock, after its arguments were read, so that
-- another session reads them while one that holds the lock works. Streams are named once, with the version they must
-- have and the one they get; events come in the order in which they draw their numbers. Returns those numbers.
-- PJ001: streams that are not at the expected version; PJ002: command ids that were used before; named in the hint as a JSON array.
-- Events without a binary part may be left out at the end of p_blocks.
create or replace function platform_append(
    p_streams text[], p_stream_types text[], p_bases bigint[], p_nexts bigint[],
    p_ids uuid[], p_event_streams text[], p_versions bigint[], p_data jsonb[], p_types text[], p_dotnet_types text[],
    p_correlations text[], p_causations text[], p_headers jsonb[],
    p_commands text[], p_command_versions text[], p_command_events int[], p_blocks bytea[]) returns bigint[] language plpgsql as $$
declare
    moment  timestamptz;
    refused text[];
    placed  text[];
    moved   text[];
    numbers bigint[];
begin
    perform pg_advisory_xact_lock(platform_append_lock_key());
    moment := clock_timestamp();
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
    -- Numbers behind one that is there already (the sequence was set back, or somebody wrote a number by hand) would be seen by nobody who follows them.
    if numbers[cardinality(numbers)] < (select max(seq_id) from mt_events) then
        raise exception 'event number % lies behind events that are there', numbers[cardinality(numbers)]
            using errcode = 'serialization_failure', hint = 'Set mt_events_sequence to the highest number in mt_events.';
    end if;
    perform pg_notify('platform_events', numbers[cardinality(numbers)]::text);

    if cardinality(p_commands) > 0 then
        insert into platform_commands (command_id, versions, last_sequence, at)
        select c.id, c.versions::bigint[], numbers[c.last_event], moment
        from unnest(p_commands, p_command_versions, p_command_events) as c(id, versions, last_event);
    end if;
    return numbers;
end $$;
