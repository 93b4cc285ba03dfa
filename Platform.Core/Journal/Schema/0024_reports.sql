-- Reports: Markdown pages with charts, tables and figures.
create table reports (
    id text primary key, title text not null, text text not null, created_by text not null, created_at timestamptz not null, updated_by text not null,
    updated_at timestamptz not null, deleted boolean not null default false, version bigint not null
);
create index reports_latest on reports (deleted, updated_at desc, id);
