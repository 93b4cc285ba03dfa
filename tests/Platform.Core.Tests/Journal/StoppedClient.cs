using System.Diagnostics;
using Npgsql;
using Platform.Testing;

namespace Platform.Core.Tests.Journal;

/// <summary>A client that holds the append lock and does nothing any more: a stopped process, or one whose message breaks off.</summary>
internal sealed class StoppedClient : IAsyncDisposable
{
    private const string Lock = "select pg_advisory_xact_lock(platform_append_lock_key())";
    private readonly List<IDisposable> _parts = [];
    private Process? _process;

    public static async Task<StoppedClient> HoldLockAsync(TestDatabase database, bool midMessage)
    {
        var client = new StoppedClient();
        if (midMessage)
            client.BreakOff(database.ConnectionString);
        else
            await client.StopProcessAsync(database.ConnectionString);
        await Eventually.HoldsAsync(async () => await Some.ScalarAsync<bool>(
            database.DataSource, "select exists (select 1 from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database()))"));
        if (client._process is { } process)
            Signal(process, "STOP");
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            Signal(_process, "CONT");
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        foreach (var part in _parts)
            part.Dispose();
    }

    private async Task StopProcessAsync(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo("psql") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-X", "-h", settings.Host!, "-p", $"{settings.Port}", "-U", settings.Username!, settings.Database!])
            start.ArgumentList.Add(argument);
        start.Environment["PGPASSWORD"] = settings.Password;
        _process = Process.Start(start)!;
        await _process.StandardInput.WriteLineAsync($"begin; {Lock};");
        await _process.StandardInput.FlushAsync();
    }

    // Only the beginning of a batch gets through: the server has the lock statement and waits for the rest.
    private void BreakOff(string connectionString)
    {
        var proxy = new CutProxy(connectionString);
        _parts.Add(proxy);
        _ = Task.Run(async () =>
        {
            await using var connection = new NpgsqlConnection(proxy.ConnectionString + ";Pooling=false");
            await connection.OpenAsync();
            proxy.AllowToServer(1000);
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(Lock), new("select length($1)") } };
            batch.BatchCommands[1].Parameters.Add(new NpgsqlParameter { Value = new string('x', 100_000) });
            await batch.ExecuteNonQueryAsync();
        });
    }

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }
}
