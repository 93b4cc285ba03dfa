using Platform.Core.Views;
using Platform.Silo.Tests.Support;
using Platform.Testing;
using Xunit;

namespace Platform.Silo.Tests;

public sealed class StartupTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("platform-silo-tests-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task A_missing_connection_string_and_a_wrong_slot_count_are_named_together()
    {
        await using var silo = SiloProcess.Start(connectionString: null, _home, slots: 0);

        Assert.Equal(2, await silo.ExitAsync(Eventually.Patience));
        Assert.Contains("ConnectionStrings:Platform: is missing", silo.Log, StringComparison.Ordinal);
        Assert.Contains("Silo:Slots: '0' is not a whole number from 1 to 64", silo.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_for_cuda_without_a_gpu_says_so()
    {
        var cuda = new Dictionary<string, string>(StringComparer.Ordinal) { ["Silo__Groups"] = "cpu,cuda", ["CUDA_VISIBLE_DEVICES"] = "" };
        await using var silo = SiloProcess.Start("Host=127.0.0.1", _home, more: cuda);

        Assert.Equal(3, await silo.ExitAsync(Eventually.Patience));
        Assert.Contains("libtorch sees no CUDA device", silo.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_said_at_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var wrong = new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "no_such_database" }.ConnectionString;
        await using var silo = SiloProcess.Start(wrong, _home);

        Assert.Equal(3, await silo.ExitAsync(Eventually.Patience));
        Assert.Contains("no_such_database", silo.Log, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__Platform", silo.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_waits_for_a_database_that_is_not_there_yet_and_says_so()
    {
        await using var silo = SiloProcess.Start("Host=127.0.0.1;Port=1;Database=x;Username=x;Password=x", _home);

        await Eventually.HoldsAsync(() => silo.Log.Contains("waiting for it for up to 60 s", StringComparison.Ordinal));
        Assert.False(silo.HasExited);
    }

    [Fact]
    public async Task Silos_that_start_at_the_same_time_on_an_empty_database_all_come_up()
    {
        await using var database = await TestDatabase.CreateAsync(schema: false);
        await using var first = SiloProcess.Start(database.ConnectionString, _home);
        await using var second = SiloProcess.Start(database.ConnectionString, _home);
        await using var third = SiloProcess.Start(database.ConnectionString, _home);

        await Eventually.HoldsAsync(
            async () =>
            {
                Assert.False(first.HasExited || second.HasExited || third.HasExited, first.Log + second.Log + third.Log);
                await using var silos = database.DataSource.CreateCommand("select to_regclass('platform_silos') is not null");
                return (bool)(await silos.ExecuteScalarAsync())! && (await new SiloTable(database.DataSource).LiveAsync(Eventually.Patience)).Count == 3;
            });
        await Task.WhenAll(first.EndAsync(Eventually.Patience), second.EndAsync(Eventually.Patience), third.EndAsync(Eventually.Patience));
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using (var newer = database.DataSource.CreateCommand("insert into platform_schema (version) values (9999)"))
            await newer.ExecuteNonQueryAsync();
        await using var silo = SiloProcess.Start(database.ConnectionString, _home);

        Assert.Equal(3, await silo.ExitAsync(Eventually.Patience));
        Assert.Contains("9999", silo.Log, StringComparison.Ordinal);
        await using var tables = database.DataSource.CreateCommand("select to_regclass('qrtz_triggers') is null");
        Assert.True((bool)(await tables.ExecuteScalarAsync())!);
    }
}
