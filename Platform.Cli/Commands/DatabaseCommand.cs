using System.CommandLine;
using Platform.Cli.Local;

namespace Platform.Cli.Commands;

/// <summary>database: the private PostgreSQL server alone, for the tests and for looking into it.</summary>
internal static class DatabaseCommand
{
    public static Command Create(CliHost host)
    {
        var temporary = new Option<bool>("--temporary") { Description = "An empty server that is deleted when it stops." };
        var command = new Command("database", "Run only the private PostgreSQL server of this PLATFORM_HOME; prints its connection string and runs until stopped.") { temporary };
        command.SetAction(async (parsed, cancel) =>
        {
            var environment = host.ReadEnvironment();
            if (parsed.GetValue(temporary)) return await RunTemporaryAsync(host, environment, cancel);

            using var homeLock = HomeLock.TryTake(environment.Home)
                ?? throw new CliException($"The platform of {environment.Home} runs already; its database is up.");
            await using var cluster = await PrivateCluster.StartAsync(environment.Home, host.Say, cancel);
            return await ServeAsync(host, cluster, cluster.ConnectionString, cancel);
        });
        return command;
    }

    private static async Task<int> RunTemporaryAsync(CliHost host, PlatformEnvironment environment, CancellationToken cancel)
    {
        await using var scratch = await Scratch.StartDatabaseAsync(environment, host.Say, cancel);
        return await ServeAsync(host, scratch.Service, scratch.Address, cancel);
    }

    private static async Task<int> ServeAsync(CliHost host, PrivateCluster cluster, string connectionString, CancellationToken cancel)
    {
        await host.Output.WriteLineAsync(connectionString.AsMemory(), cancel);
        await host.Output.FlushAsync(cancel);
        try
        {
            await cluster.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Ok;
        }
        throw cluster.Failure();
    }
}
