using System.Diagnostics;
using Platform.Cli.Local;
using Platform.Testing;

namespace Platform.Cli.Tests.Commands;

public class StoppedCommandTests
{
    [Theory]
    [InlineData(Posix.Interrupt)]
    [InlineData(Posix.Terminate)]
    public async Task A_command_that_waits_for_its_input_ends_when_it_is_stopped(int signal)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("space.json"), """{"x": {"type": "float", "low": 0, "high": 1}}""", TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("dotnet", [typeof(PrivateCluster).Assembly.Location, "search", "ask-tell", "--space", folder.Combine("space.json")])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            await process.StandardInput.WriteLineAsync("""{"ask":1}""");
            Assert.Contains("\"x\"", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

            Assert.True(Posix.Signal(process.Id, signal));

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(Eventually.Patience);
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(130, process.ExitCode);
        }
        finally
        {
            process.Kill();
        }
    }
}
