-- Streams whose contents were erased: a projection of the events that say so.
create table erasures (
    stream_id     text        not null primary key,
    first_version bigint      not null,
    up_to_version bigint      not null,
    erased_by     text        not null,
    reason        text        not null,
    at            timestamptz not null
);

-- Takes the contents of events out of the journal, in the transaction that appends the event that says so. Of an event stay number, stream, version, type and time;
-- it is marked archived, so that a reader that knows nothing of erasures passes it over. Each stream comes twice: with the version after which, and with that up to which.
create function platform_erase(p_streams text[], p_bounds bigint[]) returns void language plpgsql as $$
declare
    piece record;
    run   text;
begin
    for piece in select s.stream, min(s.bound) as after, max(s.bound) as upto from unnest(p_streams, p_bounds) as s(stream, bound) group by s.stream loop
        -- First answers are found by what a caller chose as its command's identity.
        delete from platform_commands c using mt_events e
        where e.stream_id = piece.stream and e.version > piece.after and e.version <= piece.upto and e.causation_id is not null and c.command_id = e.causation_id;

        update mt_events e set
            data = jsonb_build_object('erased', true) || case when jsonb_typeof(e.data -> 'at') = 'string' then jsonb_build_object('at', e.data -> 'at') else '{}' end,
            bdata = null, correlation_id = null, causation_id = null, headers = null, is_archived = true
        where e.stream_id = piece.stream and e.version > piece.after and e.version <= piece.upto;

        if starts_with(piece.stream, 'run-') then
            run := substr(piece.stream, 5);
            delete from run_latest where run_id = run;
            delete from metric_inbox where run_id = run;
            delete from metric_inbox_refused where run_id = run;
        end if;
    end loop;
end $$;
