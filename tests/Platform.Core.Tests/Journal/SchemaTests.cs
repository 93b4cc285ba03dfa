using Npgsql;
using Platform.Core.Journal;
using Platform.Testing;
using Xunit;

namespace Platform.Core.Tests.Journal;

public sealed class SchemaTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    /// <summary>Marten 9's tables with string stream keys and a single tenant: column, type, nullable, default.</summary>
    private static readonly Dictionary<string, string[]> Columns = new(StringComparer.Ordinal)
    {
        ["mt_streams"] =
        [
            "id character varying not null", "type character varying null", "version bigint not null", "timestamp timestamp with time zone not null default now()",
            "created timestamp with time zone not null default now()", "tenant_id character varying not null default '*DEFAULT*'::character varying",
            "is_archived boolean not null default false",
        ],
        ["mt_events"] =
        [
            "seq_id bigint not null", "id uuid not null", "stream_id character varying not null", "version bigint not null", "data jsonb not null", "bdata bytea null",
            "type character varying not null", "timestamp timestamp with time zone not null default now()",
            "tenant_id character varying not null default '*DEFAULT*'::character varying", "mt_dotnet_type character varying null",
            "is_archived boolean not null default false", "correlation_id character varying null", "causation_id character varying null", "headers jsonb null",
        ],
        ["mt_event_progression"] = ["name character varying not null", "last_seq_id bigint not null", "last_updated timestamp with time zone not null"],
    };

    private static readonly Dictionary<string, string[]> Keys = new(StringComparer.Ordinal)
    {
        ["mt_streams"] = ["PRIMARY KEY (id)"],
        ["mt_events"] = ["FOREIGN KEY (stream_id) REFERENCES mt_streams(id) ON DELETE CASCADE", "PRIMARY KEY (seq_id)", "UNIQUE (stream_id, version)"],
        ["mt_event_progression"] = ["PRIMARY KEY (name)"],
    };

    [Theory]
    [InlineData("mt_streams")]
    [InlineData("mt_events")]
    [InlineData("mt_event_progression")]
    public async Task The_tables_are_Martens(string table)
    {
        var columns = await ListAsync(
            $"""
             select column_name || ' ' || data_type || case when is_nullable = 'YES' then ' null' else ' not null' end || coalesce(' default ' || column_default, '')
             from information_schema.columns where table_schema = 'public' and table_name = '{table}' order by ordinal_position
             """);
        Assert.Equal(Columns[table], columns);
        var keys = await ListAsync($"select pg_get_constraintdef(oid) from pg_constraint where conrelid = '{table}'::regclass order by 1");
        Assert.Equal(Keys[table], keys);
    }

    [Fact]
    public async Task The_sequence_belongs_to_the_events() =>
        Assert.Equal(["public.mt_events_sequence"], await ListAsync("select pg_get_serial_sequence('mt_events', 'seq_id')"));

    [Fact]
    public async Task Processes_that_start_at_once_make_the_schema_once()
    {
        await using var empty = await TestDatabase.CreateAsync(schema: false);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => JournalSchema.EnsureAsync(empty.DataSource))));
        Assert.Equal(JournalSchema.SupportedVersion, await Some.ScalarAsync<int>(empty.DataSource, "select max(version) from platform_schema"));
        await using var journal = Some.Journal(empty.DataSource);
        await journal.AppendAsync(Some.Append("first", 0, new Counted(1, 1)));
    }

    [Fact]
    public async Task Another_process_that_has_begun_is_waited_for_longer_than_a_statement_may_take()
    {
        await using var empty = await TestDatabase.CreateAsync(schema: false);
        await using var impatient = JournalDataSource.Create(new NpgsqlConnectionStringBuilder(empty.ConnectionString) { CommandTimeout = 10 }.ConnectionString);
        await using var other = await empty.DataSource.OpenConnectionAsync();
        await JournalSchema.LockAsync(other, waits: null, default);
        var said = new List<string>();

        var waiting = JournalSchema.EnsureAsync(impatient, said.Add, default);
        const string longAgo = "select exists (select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database()) and waitstart < now() - interval '12 seconds')";
        await Eventually.HoldsAsync(async () => waiting.IsCompleted || await Some.ScalarAsync<bool>(empty.DataSource, longAgo));
        Assert.False(waiting.IsCompleted);
        await JournalSchema.UnlockAsync(other, default);
        await waiting;

        Assert.Equal("Waiting for another process, which brings the database up to date or makes its views anew.", Assert.Single(said));
        Assert.Equal(JournalSchema.SupportedVersion, await Some.ScalarAsync<int>(empty.DataSource, "select max(version) from platform_schema"));
    }

    [Fact]
    public async Task Changes_wait_for_an_append_that_is_under_way_before_they_hold_any_table()
    {
        await using var older = await TestDatabase.CreateAsync();
        await Some.ExecuteAsync(older.DataSource, "drop index model_view_trials; alter table experiment_view drop column archived_at; drop index tracked_runs_nested; delete from platform_schema where version >= 30");
        await using var process = await older.DataSource.OpenConnectionAsync();
        await using var append = await process.BeginTransactionAsync();
        await ExecuteAsync("select pg_advisory_xact_lock(platform_append_lock_key())");
        await ExecuteAsync("update experiment_view set name = name");

        var changes = JournalSchema.EnsureAsync(older.DataSource);
        await Eventually.HoldsAsync(() => Some.ScalarAsync<bool>(older.DataSource, "select exists (select 1 from pg_locks where not granted and database = (select oid from pg_database where datname = current_database()))"));
        await ExecuteAsync("lock table model_view in row exclusive mode nowait"); // what the append writes next
        await append.CommitAsync();
        await changes;

        Assert.Empty(await JournalSchema.MissingAsync(older.DataSource));

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, process);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task Changes_that_fail_keep_no_other_process_waiting()
    {
        await using var half = await TestDatabase.CreateAsync();
        await Some.ExecuteAsync(half.DataSource, "delete from platform_schema where version = 32"); // its index is there already
        await using var own = JournalDataSource.Create(half.ConnectionString);
        await Assert.ThrowsAsync<PostgresException>(() => JournalSchema.EnsureAsync(own));
        await Eventually.HoldsAsync(async () => 0 == await Some.ScalarAsync<long>(
            half.DataSource, "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        await using var newer = await TestDatabase.CreateAsync(schema: false);
        await Some.ExecuteAsync(newer.DataSource, "create table platform_schema (version int primary key); insert into platform_schema values (999)");
        var error = await Assert.ThrowsAsync<DatabaseVersionException>(() => JournalSchema.EnsureAsync(newer.DataSource));
        Assert.Equal((999, JournalSchema.SupportedVersion), (error.Found, error.Supported));
        Assert.Contains("999", error.Message, StringComparison.Ordinal);
        Assert.Contains("Start a platform at least as new", error.Message, StringComparison.Ordinal);
        await using var command = newer.DataSource.CreateCommand("select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'");
        Assert.Equal(1L, await command.ExecuteScalarAsync());
    }

    private async Task<List<string>> ListAsync(string sql)
    {
        var lines = new List<string>();
        await using var command = database.DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return lines;
    }
}
