using System.Diagnostics;
using System.Text.Json;
using Platform.Cli.Local;

namespace Platform.Cli.Tests.Local;

public class HomeTests
{
    [Fact]
    public void A_home_has_one_owner_at_a_time()
    {
        using var home = new TemporaryFolder();
        using (var first = HomeLock.TryTake(home.Path))
        {
            Assert.NotNull(first);
            Assert.Null(HomeLock.TryTake(home.Path));
        }
        using var next = HomeLock.TryTake(home.Path);
        Assert.NotNull(next);
    }

    [Fact]
    public void A_home_that_cannot_be_made_is_named()
    {
        var error = Assert.Throws<CliException>(() => HomeLock.TryTake("/proc/no-such-home"));

        Assert.Contains("/proc/no-such-home", error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Unreachable, error.ExitCode);
    }

    [Fact]
    public void The_running_platform_is_found_until_it_withdraws()
    {
        using var home = new TemporaryFolder();
        Assert.Null(RunningPlatform.Find(home.Path));

        RunningPlatform.Announce(home.Path, "http://127.0.0.1:1234");
        Assert.Equal("http://127.0.0.1:1234", RunningPlatform.Find(home.Path)?.Url);

        RunningPlatform.Withdraw(home.Path);
        Assert.Null(RunningPlatform.Find(home.Path));
    }

    [Fact]
    public async Task A_platform_whose_process_was_killed_is_not_found()
    {
        using var home = new TemporaryFolder();
        using var killed = Process.Start("true");
        await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        Write(home, new(killed.Id, ProcessStart: 1, "http://127.0.0.1:1234"));

        Assert.Null(RunningPlatform.Find(home.Path));
    }

    [Fact]
    public void Another_process_with_the_same_id_is_not_taken_for_the_platform()
    {
        using var home = new TemporaryFolder();
        Write(home, new(Environment.ProcessId, ProcessStart: 1, "http://127.0.0.1:1234"));

        Assert.Null(RunningPlatform.Find(home.Path));
    }

    private static void Write(TemporaryFolder home, RunningPlatform running) =>
        File.WriteAllText(home.Combine("platform.json"), JsonSerializer.Serialize(running, JsonSerializerOptions.Web));
}
