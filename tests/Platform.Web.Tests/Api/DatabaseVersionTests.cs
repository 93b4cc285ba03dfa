using Platform.Core.Journal;
using Platform.Testing;
using Xunit;

namespace Platform.Web.Tests.Api;

public sealed class DatabaseVersionTests
{
    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone_and_the_server_does_not_start()
    {
        await using var database = await TestDatabase.CreateAsync();
        await ExecuteAsync(database, "insert into platform_schema (version) values (999)");
        var before = await DescribeAsync(database);

        using var process = WebProcess.Start(WebProcess.Folder, ("ConnectionStrings__Platform", database.ConnectionString));
        var (code, error) = await process.EndAsync();

        Assert.Equal(1, code);
        Assert.Contains($"schema version 999; this version of the platform supports up to {JournalSchema.SupportedVersion}", error, StringComparison.Ordinal);
        Assert.Contains("Start a platform at least as new", error, StringComparison.Ordinal);
        Assert.Equal(before, await DescribeAsync(database));
    }

    [Fact]
    public async Task A_missing_connection_string_is_named_and_the_server_does_not_start()
    {
        using var process = WebProcess.Start(WebProcess.Folder, ("ConnectionStrings__Platform", ""));
        var (code, error) = await process.EndAsync();

        Assert.Equal(1, code);
        Assert.StartsWith("ConnectionStrings:Platform is not set.", error, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> DescribeAsync(TestDatabase database)
    {
        await using var command = database.DataSource.CreateCommand(
            "select string_agg(table_name || '.' || column_name || ' ' || data_type, ',' order by table_name, column_name) || (select count(*) from mt_events) from information_schema.columns where table_schema = 'public'");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
