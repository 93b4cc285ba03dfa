using System.Diagnostics;
using Platform.Cli.Local;
using Platform.Testing;

namespace Platform.Cli.Tests.Local;

public class KilledParentTests
{
    [Fact]
    public async Task When_the_command_line_is_killed_its_database_stops_by_itself()
    {
        using var home = new TemporaryFolder();
        var start = new ProcessStartInfo("dotnet", [typeof(PrivateCluster).Assembly.Location, "database"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PLATFORM_HOME"] = home.Path;
        using var process = Process.Start(start)!;
        var connection = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(connection);
        var server = int.Parse((await File.ReadAllLinesAsync(home.Combine("postgres", "data", "postmaster.pid"), TestContext.Current.CancellationToken))[0],
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(Directory.Exists($"/proc/{server}"));

        process.Kill();

        await Eventually.HoldsAsync(() => !Directory.Exists($"/proc/{server}"));
        using var free = HomeLock.TryTake(home.Path);
        Assert.NotNull(free);
    }
}
