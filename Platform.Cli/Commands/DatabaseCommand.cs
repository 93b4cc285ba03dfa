using System.CommandLine;
using Platform.Cli.Local;

namespace Platform.Cli.Commands;

/// <summary>database: the private PostgreSQL server alone, for the tests and for looking into it.</summary>
internal static class DatabaseCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("database", "Run only the private PostgreSQL server of this PLATFORM_HOME; prints its connection string and runs until stopped.");
        command.SetAction(async (_, cancel) =>
        {
            var environment = PlatformEnvironment.Read();
            using var homeLock = HomeLock.TryTake(environment.Home)
                ?? throw new CliException($"The platform of {environment.Home} runs already; its database is up.");
            await using var cluster = await PrivateCluster.StartAsync(environment.Home, host.Say, cancel);
            host.Output.WriteLine(cluster.ConnectionString);
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
        });
        return command;
    }
}
