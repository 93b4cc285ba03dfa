using System.Security.Cryptography;

namespace Platform.Cli.Local;

/// <summary>
/// A PostgreSQL server of this clone's own: TCP on loopback only (no socket file, so the path's length does not matter),
/// passwords always, default durability. Made on first use, kept between runs.
/// </summary>
public sealed class PrivateCluster : IAsyncDisposable
{
    private const string Binaries = "/usr/lib/postgresql/15/bin";
    private const string UserName = "platform";
    private const string Database = "platform";
    private const long BytesForNewCluster = 200L << 20;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    // Runs as the server's user: $1 the folder, $2 the binaries, $3 and $4 the role and database; the password comes on standard input.
    // The cluster gets its final name last, so that an interrupted start leaves nothing half made. Until the log's files are used again, after the first gigabyte of changes, each new one is
    // written full of zeros and flushed while all commits wait: 25 to 50 ms for the usual 16 MB, 6 to 9 ms for 2.
    private const string MakeCluster = """
        set -e
        umask 077
        rm -rf "$1/new"
        trap 'rm -f "$1/password.tmp"' EXIT
        cat >"$1/password.tmp"
        "$2/initdb" -D "$1/new" -U "$3" -A scram-sha-256 --pwfile="$1/password.tmp" -E UTF8 --locale=C --wal-segsize=2 --no-instructions >&2
        echo "CREATE DATABASE $4" | "$2/postgres" --single -D "$1/new" postgres >/dev/null
        mv "$1/new" "$1/data"
        """;

    private readonly ChildProcess _server;

    private PrivateCluster(ChildProcess server, string folder, int port, string password)
    {
        _server = server;
        Folder = folder;
        Port = port;
        ConnectionString = Connect(port, password);
    }

    /// <summary>Where the cluster's files lie.</summary>
    public string Folder { get; }

    public int Port { get; }

    public string ConnectionString { get; }

    /// <summary>Starts the home's cluster; makes it first when there is none.</summary>
    /// <param name="home">The platform's home; the caller holds its lock.</param>
    /// <param name="say">Takes messages for the user.</param>
    /// <exception cref="CliException">It cannot be made or started; the message says why.</exception>
    public static async Task<PrivateCluster> StartAsync(string home, Action<string> say, CancellationToken cancel)
    {
        if (!File.Exists(Path.Combine(Binaries, "postgres")))
            throw new CliException($"PostgreSQL 15 is missing: no {Binaries}/postgres. Install the package postgresql-15, or set ConnectionStrings__Platform.", ExitCodes.Unreachable);

        var record = ClusterRecord.Read(home);
        var place = await ClusterPlace.FindAsync(home, record, cancel);
        var (folder, user, data) = (place.Folder, place.User, place.Data);
        if (place.IsOutside)
            say($"The database's files are in {folder}: when they were made, the user {user}, as whom PostgreSQL runs, could not reach the platform's home.");
        var password = Password(home);
        if (!place.IsMade) await MakeAsync(folder, user, password, say, cancel);

        Directory.CreateDirectory(Path.Combine(home, "logs"));
        await AwaitEarlierServerAsync(data, cancel);
        var port = record?.Port ?? 0;
        for (var attempt = 1; ; attempt++)
        {
            if (port == 0 || !FreePort.IsFree(port)) port = FreePort.Any();
            var server = await LaunchAsync(home, data, port, user);
            if (await BecomesReadyAsync(server, data, cancel))
            {
                new ClusterRecord(port, folder, home).Write(home);
                return new(server, folder, port, password);
            }
            using (server)
            {
                var failure = server.Failure($"PostgreSQL did not start on {data}:");
                // Somebody may have taken the port between the look and the bind.
                if (attempt == 3 || !failure.Message.Contains("could not bind", StringComparison.Ordinal)) throw failure;
                port = 0;
            }
        }
    }

    /// <summary>The connection string of the cluster that another process runs for a home; null if none was started yet.</summary>
    public static string? RunningAt(string home) => ClusterRecord.Read(home) is { } record ? Connect(record.Port, Password(home)) : null;

    /// <summary>Deletes a stopped cluster's files where they lie outside its home.</summary>
    public static void Delete(string home)
    {
        if (Posix.IsRoot && ClusterPlace.OutsideOf(home) is var folder && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>Ends when the server does, asked or not.</summary>
    public Task WaitAsync(CancellationToken cancel) => _server.WaitAsync(cancel);

    /// <summary>An error that says how the server ended.</summary>
    public CliException Failure() => _server.Failure("The database stopped:");

    /// <summary>Ends the server and all its processes with SIGKILL, as a crash would, and waits until they are gone. Only for tests of what survives that.</summary>
    public async Task KillAsync()
    {
        // Stopped first, so that it starts no further process while its processes are counted.
        Posix.Signal(_server.Id, Posix.Stop);
        List<int> processes = [_server.Id, .. ChildrenOf(_server.Id)];
        foreach (var process in processes) Posix.Signal(process, Posix.Kill);
        await _server.WaitAsync(CancellationToken.None);
        var deadline = DateTime.UtcNow + StopPatience;
        while (processes.Exists(IsPostgres))
        {
            if (DateTime.UtcNow > deadline) throw new CliException("A killed PostgreSQL did not go.", ExitCodes.Failed);
            await Task.Delay(10);
        }
        _server.Dispose();
    }

    /// <summary>Stops the server after ending its connections ("fast": nothing committed is lost).</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(Posix.Interrupt, StopPatience);
        _server.Dispose();
    }

    private static string Connect(int port, string password) => $"Host=127.0.0.1;Port={port};Database={Database};Username={UserName};Password={password}";

    private static Task<ChildProcess> LaunchAsync(string home, string data, int port, string? user) =>
        ChildProcess.StartAsync("postgres", Path.Combine(home, "logs", "postgres.log"),
            [
                $"{Binaries}/postgres", "-D", data, "-c", "listen_addresses=127.0.0.1", "-c", $"port={port}",
                "-c", "unix_socket_directories=", "-c", "max_connections=200",
                "-c", "min_wal_size=80MB", "-c", "max_wal_size=1GB", // PostgreSQL's own; initdb makes them an eighth for files an eighth as large
            ],
            onParentDeath: "INT", user: user);

    private static async Task MakeAsync(string folder, string? user, string password, Action<string> say, CancellationToken cancel)
    {
        say($"Making a private PostgreSQL cluster in {folder}");
        Directory.CreateDirectory(folder);
        if (new DriveInfo(folder).AvailableFreeSpace is var free && free < BytesForNewCluster)
            throw new CliException($"The disk is full: a cluster in {folder} needs {BytesForNewCluster >> 20} MB and {free >> 20} MB are free. Free some space or set PLATFORM_HOME.", ExitCodes.Unreachable);
        if (user is not null)
        {
            var owned = await Tool.RunAsync(["chown", user, folder], cancel: cancel);
            if (owned.ExitCode != 0) throw new CliException($"Could not give {folder} to the user {user}: {owned.Error.Trim()}", ExitCodes.Unreachable);
        }
        string[] rights = user is null ? [] : ["setpriv", .. ServerUser.Rights(user), "--"];
        var made = await Tool.RunAsync([.. rights, "sh", "-c", MakeCluster, "sh", folder, Binaries, UserName, Database], password + "\n", cancel);
        if (made.ExitCode != 0)
        {
            var lines = made.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(6).Select(line => "  " + line);
            throw new CliException($"Could not make a PostgreSQL cluster in {folder}:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}", ExitCodes.Unreachable);
        }
    }

    // The last line of the pid file tells the server's state; before the server has written it, it does not exist.
    private static async Task<bool> BecomesReadyAsync(ChildProcess server, string data, CancellationToken cancel)
    {
        var deadline = DateTime.UtcNow + StartPatience;
        while (!server.HasExited)
        {
            if (await PidFileAsync(data, cancel) is { Length: >= 8 } lines && lines[0] == server.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)
                && lines[7].Trim() == "ready")
                return true;
            if (DateTime.UtcNow > deadline)
            {
                await server.StopAsync(Posix.Interrupt, StopPatience);
                throw new CliException($"PostgreSQL was not ready after {StartPatience.TotalSeconds:0} s. The last lines of {server.Log}:{Environment.NewLine}{LogTail.Read(server.Log)}", ExitCodes.Unreachable);
            }
            await Task.Delay(20, cancel);
        }
        return false;
    }

    // After a kill -9 of this program the kernel asks its server to stop, which takes a moment.
    private static async Task AwaitEarlierServerAsync(string data, CancellationToken cancel)
    {
        var deadline = DateTime.UtcNow + StopPatience;
        while (await PidFileAsync(data, cancel) is [var text, ..] && int.TryParse(text, out var id) && IsPostgres(id))
        {
            if (DateTime.UtcNow > deadline)
                throw new CliException($"Another PostgreSQL (process {id}) still serves {data}. Stop it with: kill -INT {id}", ExitCodes.Unreachable);
            await Task.Delay(50, cancel);
        }
    }

    private static IEnumerable<int> ChildrenOf(int parent)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id)) continue;
            string stat;
            try
            {
                stat = File.ReadAllText($"{folder}/stat");
            }
            catch (IOException)
            {
                continue; // it has just gone
            }
            // pid (name) state parent …; the name may hold anything.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (int.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture) == parent) yield return id;
        }
    }

    private static bool IsPostgres(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/comm").Trim() == "postgres";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<string[]?> PidFileAsync(string data, CancellationToken cancel)
    {
        try
        {
            return await File.ReadAllLinesAsync(Path.Combine(data, "postmaster.pid"), cancel);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static string Password(string home)
    {
        var file = Path.Combine(home, "postgres-password");
        if (File.Exists(file)) return File.ReadAllText(file).Trim();
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        using var writer = new StreamWriter(stream);
        writer.Write(password);
        return password;
    }
}
