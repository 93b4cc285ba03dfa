using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Npgsql;
using Platform.Cli.Local;

namespace Platform.Cli.Tests.Local;

public class PrivateClusterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_in_a_path_of_150_characters_keeps_its_data_from_one_start_to_the_next()
    {
        using var folder = new TemporaryFolder();
        var home = LongPath(folder, 150);
        await using (var first = await PrivateCluster.StartAsync(home, _ => { }, Cancel))
        {
            await ExecuteAsync(first.ConnectionString, "CREATE TABLE kept (value int); INSERT INTO kept VALUES (42)");
        }

        await using var second = await PrivateCluster.StartAsync(home, _ => { }, Cancel);

        Assert.Equal(42, await ExecuteAsync(second.ConnectionString, "SELECT value FROM kept"));
    }

    [Fact]
    public async Task It_listens_on_loopback_only_wants_its_password_and_hides_it_from_others()
    {
        using var home = new TemporaryFolder();
        await using var cluster = await PrivateCluster.StartAsync(home.Path, _ => { }, Cancel);

        Assert.Equal("127.0.0.1", await ExecuteAsync(cluster.ConnectionString, "SHOW listen_addresses"));
        Assert.Equal("", await ExecuteAsync(cluster.ConnectionString, "SHOW unix_socket_directories"));
        Assert.Equal("on", await ExecuteAsync(cluster.ConnectionString, "SHOW fsync"));
        Assert.Equal("on", await ExecuteAsync(cluster.ConnectionString, "SHOW synchronous_commit"));
        Assert.Equal("scram-sha-256", await ExecuteAsync(cluster.ConnectionString, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"));
        var wrong = new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Password = "guess", Pooling = false };
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(wrong.ConnectionString, "SELECT 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(home.Combine("postgres-password")));
    }

    [Fact]
    public async Task Two_homes_run_at_once_with_data_of_their_own()
    {
        using var folder = new TemporaryFolder();
        var clusters = await Task.WhenAll(
            PrivateCluster.StartAsync(NewHome(folder, "a"), _ => { }, Cancel),
            PrivateCluster.StartAsync(NewHome(folder, "b"), _ => { }, Cancel));
        try
        {
            Assert.NotEqual(clusters[0].Port, clusters[1].Port);
            var ids = await Task.WhenAll(clusters.Select(cluster => ExecuteAsync(cluster.ConnectionString, "SELECT system_identifier::text FROM pg_control_system()")));
            Assert.NotEqual(ids[0], ids[1]);
        }
        finally
        {
            foreach (var cluster in clusters) await cluster.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_port_that_was_taken_meanwhile_is_replaced()
    {
        using var home = new TemporaryFolder();
        int port;
        await using (var first = await PrivateCluster.StartAsync(home.Path, _ => { }, Cancel)) port = first.Port;
        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();

        await using var second = await PrivateCluster.StartAsync(home.Path, _ => { }, Cancel);

        Assert.NotEqual(port, second.Port);
        Assert.Equal(1, await ExecuteAsync(second.ConnectionString, "SELECT 1"));
        using var stored = JsonDocument.Parse(await File.ReadAllTextAsync(home.Combine("postgres.json"), Cancel));
        Assert.Equal(second.Port, stored.RootElement.GetProperty("port").GetInt32());
    }

    [Fact]
    public async Task A_server_that_cannot_start_is_reported_with_what_it_said()
    {
        using var home = new TemporaryFolder();
        string data;
        await using (var first = await PrivateCluster.StartAsync(home.Path, _ => { }, Cancel)) data = Path.Combine(first.Folder, "data");
        await File.WriteAllTextAsync(Path.Combine(data, "postgresql.conf"), "no_such_setting = 1\n", Cancel);

        var error = await Assert.ThrowsAsync<CliException>(() => PrivateCluster.StartAsync(home.Path, _ => { }, Cancel));

        Assert.Contains("no_such_setting", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Unreachable, error.ExitCode);
    }

    private static string NewHome(TemporaryFolder folder, string name) => Directory.CreateDirectory(folder.Combine(name)).FullName;

    private static string LongPath(TemporaryFolder folder, int length)
    {
        var path = folder.Combine(new string('x', 60));
        path = Path.Combine(path, new string('y', length - path.Length - 1));
        Assert.Equal(length, path.Length);
        return Directory.CreateDirectory(path).FullName;
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
