using System.Net;
using System.Net.Sockets;

namespace Platform.Cli.Tests.Commands;

public class PortTakenTests
{
    [Theory]
    [InlineData("up")]
    [InlineData("sweep", "list")]
    public async Task A_chosen_port_that_is_taken_is_named_with_the_remedy_and_nothing_is_started(params string[] args)
    {
        using var home = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var run = await CliRun.Of(new Dictionary<string, string> { ["PLATFORM_HOME"] = home.Path, ["PLATFORM_PORT"] = $"{port}" }, args);

        Assert.Equal(ExitCodes.Unreachable, run.ExitCode);
        Assert.Contains($"Port {port} on 127.0.0.1 is taken", run.Error, StringComparison.Ordinal);
        Assert.Contains("PLATFORM_PORT", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(home.Combine("postgres")));
    }
}
