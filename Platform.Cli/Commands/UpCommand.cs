using System.CommandLine;
using Platform.Cli.Api;
using Platform.Cli.Local;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>up: runs the platform until it is stopped, with a demo sweep when there is nothing else to see.</summary>
internal static class UpCommand
{
    private const int SweepsShown = 3;

    public static Command Create(CliHost host)
    {
        var noDemo = new Option<bool>("--no-demo") { Description = "Do not launch the demo sweep into an empty database." };
        var command = new Command("up", "Run the platform until Ctrl-C: the database, a silo and the web server.") { noDemo };
        command.SetAction(async (parsed, cancel) =>
        {
            var environment = host.ReadEnvironment();
            var homeLock = HomeLock.TryTake(environment.Home) ?? throw Refusal(environment);
            try
            {
                await using var platform = await LocalPlatform.StartAsync(environment, homeLock, anyPort: false, host.Say, cancel);
                using var client = new PlatformClient(platform.Url, Environment.UserName);
                if (!parsed.GetValue(noDemo)) await LaunchDemoAsync(host, client, environment, cancel);
                host.Output.WriteLine($"The platform is up: {platform.Url}  (Ctrl-C stops it)");
                await host.Output.FlushAsync(cancel);
                await RunAsync(host, client, platform, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                host.Say("Stopped.");
            }
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task RunAsync(CliHost host, PlatformClient client, LocalPlatform platform, CancellationToken cancel)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var showing = UpDisplay.RunAsync(host, token => MomentsAsync(client, token), both.Token);
        try
        {
            await platform.WatchAsync(both.Token);
        }
        finally
        {
            await both.CancelAsync();
            await showing;
            if (cancel.IsCancellationRequested) host.Say("Stopping: the web server, the silo (its trials keep their checkpoints), then the database");
        }
    }

    // The newest sweeps; of those that have ended only when nothing runs.
    private static async Task<IReadOnlyList<SweepMoment>> MomentsAsync(PlatformClient client, CancellationToken cancel)
    {
        var sweeps = (await Patience.ReadAsync(token => client.GetAsync<Items<SweepItem>>("/api/v1/sweeps?limit=20", token), cancel)).List;
        var shown = sweeps.Where(sweep => !sweep.HasEnded).Take(SweepsShown).ToList();
        if (shown.Count == 0) shown = [.. sweeps.Take(1)];
        var moments = new List<SweepMoment>();
        foreach (var sweep in shown)
        {
            var trials = await Patience.ReadAsync(token => client.GetAsync<Items<TrialItem>>($"/api/v1/sweeps/{sweep.Id}/trials", token), cancel);
            moments.Add(new(sweep, trials.List));
        }
        return moments;
    }

    private static async Task LaunchDemoAsync(CliHost host, PlatformClient client, PlatformEnvironment environment, CancellationToken cancel)
    {
        var sweeps = await client.GetAsync<Items<SweepItem>>("/api/v1/sweeps?limit=1", cancel);
        if (sweeps.List.Count > 0) return;
        var file = new FileInfo(Path.Combine(environment.Root, "examples", "demo.yaml"));
        await client.PostTextAsync("/api/v1/sweeps", SweepText.Read(file), SweepText.MediaType(file), cancel);
        host.Say($"The database was empty: launched the demo sweep {file.FullName}");
    }

    private static CliException Refusal(PlatformEnvironment environment) => new(RunningPlatform.Find(environment.Home) is { } running
        ? $"The platform of {environment.Home} runs already: {running.Url} (process {running.ProcessId}). Stop that one, or set PLATFORM_HOME and PLATFORM_PORT for a second."
        : $"Another process is starting or stopping the platform of {environment.Home}; try again in a moment.");
}
