using System.CommandLine;
using System.Text.Json;
using Bench;
using Platform.Cli.Local;

namespace Platform.Cli.Commands;

/// <summary>bench SUITE: measures and prints one JSON document; starts what it needs in a folder of its own.</summary>
internal static class BenchCommand
{
    public static Command Create(CliHost host)
    {
        var suite = new Argument<string>("suite") { Description = $"One of: {string.Join(", ", BenchSuites.Names)}." };
        var command = new Command("bench", "Run a benchmark suite; prints one JSON document, progress goes to standard error.") { suite };
        command.SetAction(async (parsed, cancel) =>
        {
            var name = parsed.GetValue(suite)!;
            var run = BenchSuites.Find(name)
                ?? throw new CliException($"There is no benchmark suite '{name}'. Known: {string.Join(", ", BenchSuites.Names)}.", ExitCodes.Usage);
            var environment = host.ReadEnvironment();
            var context = new BenchContext(host.Say, environment.Data,
                async token => await Scratch.StartDatabaseAsync(environment, host.Say, token),
                async (slots, token) => await Scratch.StartPlatformAsync(environment, slots, host.Say, token),
                async token => await Scratch.StartKilledServerAsync(environment, host.Say, token),
                async token => await Scratch.StartKilledSilosAsync(environment, host.Say, token),
                Path.Combine(environment.Root, "bench", "Browser", "bin", Repository.Configuration, "net10.0", "Bench.Browser.dll"));
            var result = await run(context, cancel);
            host.Output.WriteLine(JsonSerializer.Serialize(result, BenchSuites.Json));
            return result.Failure is null ? ExitCodes.Ok : throw new CliException(result.Failure);
        });
        return command;
    }
}
