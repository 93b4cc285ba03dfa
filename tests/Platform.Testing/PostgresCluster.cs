using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace Platform.Testing;

/// <summary>
/// A private PostgreSQL cluster in a temporary folder: loopback TCP with a password, default durability. It ends and its folder goes
/// when it is disposed, when this process exits, and also when this process is killed: a guard waits for the end of its input.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    // Runs as the server's user. Lines after the start restart, stop and start the server; the end of input stops it and removes everything.
    private const string Guard =
        """
        set -e
        umask 077
        dir=$(mktemp -d "${TMPDIR:-/tmp}/pf-pg-XXXXXX")
        trap 'trap - EXIT; "$BIN/pg_ctl" stop -D "$dir/data" -m immediate >/dev/null 2>&1 || true; rm -rf "$dir"' EXIT
        trap '' INT
        printf '%s' "$PASSWORD" > "$dir/password"
        "$BIN/initdb" -D "$dir/data" -U platform --pwfile "$dir/password" -A scram-sha-256 -E UTF8 --locale C.UTF-8 > "$dir/initdb.log" 2>&1 \
            || { echo "failed $dir"; cat "$dir/initdb.log" >&2; exit 1; }
        cat >> "$dir/data/postgresql.conf" <<END
        listen_addresses = '127.0.0.1'
        port = $PORT
        unix_socket_directories = '$dir'
        max_connections = 200
        END
        "$BIN/pg_ctl" start -D "$dir/data" -w -l "$dir/server.log" > /dev/null || { echo "failed $dir"; cat "$dir/server.log" >&2; exit 1; }
        echo "ready $dir"
        while read -r what mode; do
            "$BIN/pg_ctl" "$what" -D "$dir/data" -w ${mode:+-m "$mode"} -l "$dir/server.log" > /dev/null && echo "done" || { echo "failed"; cat "$dir/server.log" >&2; }
        done
        """;

    private readonly Process _guard;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private PostgresCluster(Process guard, string connectionString)
    {
        _guard = guard;
        ConnectionString = connectionString;
    }

    /// <summary>The superuser's connection string, for the database postgres.</summary>
    public string ConnectionString { get; }

    /// <summary>Makes and starts a cluster; some seconds.</summary>
    public static async Task<PostgresCluster> StartAsync()
    {
        var password = RandomNumberGenerator.GetHexString(24);
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var guard = StartGuard(FindBinaries(), port, password);
            var line = await guard.StandardOutput.ReadLineAsync();
            if (line is not null && line.StartsWith("ready ", StringComparison.Ordinal))
            {
                var builder = new NpgsqlConnectionStringBuilder
                {
                    Host = "127.0.0.1", Port = port, Username = "platform", Password = password, Database = "postgres",
                };
                return new PostgresCluster(guard, builder.ConnectionString);
            }
            var error = await guard.StandardError.ReadToEndAsync();
            guard.Dispose();
            if (attempt == 3)
                throw new InvalidOperationException($"PostgreSQL could not be started for the tests:\n{error}");
        }
    }

    /// <summary>Restarts the server; <c>immediate</c> is a crash: nothing is flushed, every session is cut off.</summary>
    public Task RestartAsync(string mode = "immediate") => TellAsync($"restart {mode}");

    /// <summary>Stops the server as in a crash until <see cref="StartAgainAsync"/>.</summary>
    public Task StopAsync() => TellAsync("stop immediate");

    public Task StartAgainAsync() => TellAsync("start");

    public async ValueTask DisposeAsync()
    {
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
        _turn.Dispose();
    }

    private async Task TellAsync(string what)
    {
        await _turn.WaitAsync();
        try
        {
            await _guard.StandardInput.WriteLineAsync(what);
            await _guard.StandardInput.FlushAsync();
            if (await _guard.StandardOutput.ReadLineAsync() != "done")
                throw new InvalidOperationException($"PostgreSQL did not {what}: " + await _guard.StandardError.ReadToEndAsync());
        }
        finally
        {
            _turn.Release();
        }
    }

    private static Process StartGuard(string binaries, int port, string password)
    {
        var start = new ProcessStartInfo
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        // The server refuses to run as root: then it runs as Debian's user for it.
        string[] command = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", "bash", "-c", Guard] : ["bash", "-c", Guard];
        start.FileName = command[0];
        foreach (var argument in command[1..])
            start.ArgumentList.Add(argument);
        start.Environment["BIN"] = binaries;
        start.Environment["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PASSWORD"] = password;
        start.Environment["PGCTLTIMEOUT"] = Eventually.LongPatience.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        if (Environment.IsPrivilegedProcess)
            start.Environment.Remove("TMPDIR"); // root's own may be closed to the server's user
        return Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static string FindBinaries()
    {
        var folders = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var v) ? v : 0).Select(d => Path.Combine(d, "bin"))
            : [];
        var found = folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")));
        return found ?? throw new InvalidOperationException("These tests need PostgreSQL's programs: install the package postgresql, or put initdb and pg_ctl on the PATH.");
    }
}
