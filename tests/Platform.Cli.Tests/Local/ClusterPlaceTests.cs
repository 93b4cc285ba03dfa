using System.Diagnostics;
using Npgsql;
using Platform.Cli.Local;

namespace Platform.Cli.Tests.Local;

/// <summary>A home's database stays where it was made, or is refused; no empty one takes its place.</summary>
public class ClusterPlaceTests
{
    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_that_are_gone_are_missed_until_their_record_is_deleted()
    {
        using var home = new TemporaryFolder();
        await MakeAsync(home.Path);
        Directory.Move(home.Combine("postgres"), home.Combine("elsewhere"));

        var error = await Assert.ThrowsAsync<CliException>(() => PrivateCluster.StartAsync(home.Path, _ => { }, Cancel));

        Assert.Equal(ExitCodes.Unreachable, error.ExitCode);
        Assert.Contains(home.Combine("postgres", "data"), error.Message, StringComparison.Ordinal);
        Assert.Contains(ClusterPlace.OutsideOf(home.Path), error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(home.Combine("postgres")));

        File.Delete(home.Combine("postgres.json"));
        await using var empty = await PrivateCluster.StartAsync(home.Path, _ => { }, Cancel);
        Assert.False(await IsMarkedAsync(empty));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task A_record_that_cannot_be_understood_is_none(string record)
    {
        using var home = new TemporaryFolder();
        await MakeAsync(home.Path);
        await File.WriteAllTextAsync(home.Combine("postgres.json"), record, Cancel);
        Assert.Null(PrivateCluster.RunningAt(home.Path));

        await using var cluster = await PrivateCluster.StartAsync(home.Path, _ => { }, Cancel);

        Assert.True(await IsMarkedAsync(cluster));
        Assert.Equal(new ClusterRecord(cluster.Port, cluster.Folder, home.Path), ClusterRecord.Read(home.Path));
    }

    [Fact]
    public async Task A_home_that_is_moved_takes_its_database_along()
    {
        using var folder = new TemporaryFolder();
        var home = Directory.CreateDirectory(folder.Combine("before")).FullName;
        await MakeAsync(home);
        Directory.Move(home, folder.Combine("after"));

        await using var cluster = await PrivateCluster.StartAsync(folder.Combine("after"), _ => { }, Cancel);

        Assert.Equal(folder.Combine("after", "postgres"), cluster.Folder);
        Assert.True(await IsMarkedAsync(cluster));
    }

    [Fact]
    public async Task A_home_that_is_closed_later_is_refused_and_nothing_is_made_elsewhere()
    {
        Assert.SkipUnless(Posix.IsRoot, "only root runs the server as another user");
        using var home = new TemporaryFolder();
        await MakeAsync(home.Path);
        var open = File.GetUnixFileMode(home.Path);
        File.SetUnixFileMode(home.Path, Closed);

        var error = await Assert.ThrowsAsync<CliException>(() => PrivateCluster.StartAsync(home.Path, _ => { }, Cancel));

        Assert.Contains(home.Combine("postgres", "data"), error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(ClusterPlace.OutsideOf(home.Path)));
        File.SetUnixFileMode(home.Path, open);
        await using var cluster = await PrivateCluster.StartAsync(home.Path, _ => { }, Cancel);
        Assert.True(await IsMarkedAsync(cluster));
    }

    [Fact]
    public async Task A_database_outside_of_its_home_is_found_again_when_the_home_was_moved_and_opened()
    {
        Assert.SkipUnless(Posix.IsRoot, "only root runs the server as another user");
        using var folder = new TemporaryFolder();
        var home = Directory.CreateDirectory(folder.Combine("before"), Closed).FullName;
        try
        {
            await MakeAsync(home);
            Directory.Move(home, folder.Combine("after"));
            File.SetUnixFileMode(folder.Combine("after"), File.GetUnixFileMode(folder.Path));

            await using var cluster = await PrivateCluster.StartAsync(folder.Combine("after"), _ => { }, Cancel);

            Assert.Equal(ClusterPlace.OutsideOf(home), cluster.Folder);
            Assert.True(await IsMarkedAsync(cluster));
        }
        finally
        {
            PrivateCluster.Delete(home);
        }
    }

    [Fact]
    public async Task A_copy_of_a_home_does_not_open_the_database_that_lies_outside_of_the_first()
    {
        Assert.SkipUnless(Posix.IsRoot, "only root runs the server as another user");
        using var folder = new TemporaryFolder();
        var home = Directory.CreateDirectory(folder.Combine("first"), Closed).FullName;
        var copy = folder.Combine("second");
        try
        {
            await MakeAsync(home);
            using (var copying = Process.Start("cp", ["-a", home, copy]))
                await copying.WaitForExitAsync(Cancel);

            var error = await Assert.ThrowsAsync<CliException>(() => PrivateCluster.StartAsync(copy, _ => { }, Cancel));
            Assert.Contains($"{copy} is a copy of {home}", error.Message, StringComparison.Ordinal);
            await using (var cluster = await PrivateCluster.StartAsync(home, _ => { }, Cancel))
                Assert.True(await IsMarkedAsync(cluster));

            File.Delete(Path.Combine(copy, "postgres.json"));
            await using var own = await PrivateCluster.StartAsync(copy, _ => { }, Cancel);
            Assert.False(await IsMarkedAsync(own));
        }
        finally
        {
            PrivateCluster.Delete(home);
            PrivateCluster.Delete(copy);
        }
    }

    [Fact]
    public async Task Under_root_the_server_of_somebodys_database_runs_as_that_user()
    {
        Assert.SkipUnless(Posix.IsRoot, "only root runs the server as another user");
        using var home = new TemporaryFolder();
        await MakeAsync(home.Path);
        await GiveAsync("nobody", home.Combine("postgres"));

        await using (var cluster = await PrivateCluster.StartAsync(home.Path, _ => { }, Cancel))
            Assert.True(await IsMarkedAsync(cluster));

        await GiveAsync("root", home.Combine("postgres"));
        var error = await Assert.ThrowsAsync<CliException>(() => PrivateCluster.StartAsync(home.Path, _ => { }, Cancel));
        Assert.Contains($"chown -R postgres {home.Combine("postgres")}", error.Message, StringComparison.Ordinal);
    }

    private static async Task MakeAsync(string home)
    {
        await using var cluster = await PrivateCluster.StartAsync(home, _ => { }, Cancel);
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = source.CreateCommand("create table mark ()");
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task<bool> IsMarkedAsync(PrivateCluster cluster)
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var command = source.CreateCommand("select to_regclass('mark') is not null");
        return (bool)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private static async Task GiveAsync(string user, string folder)
    {
        using var process = Process.Start("chown", ["-R", user, folder]);
        await process.WaitForExitAsync(Cancel);
        Assert.Equal(0, process.ExitCode);
    }
}
