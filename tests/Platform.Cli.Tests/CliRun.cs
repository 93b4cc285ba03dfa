using Platform.Cli.Commands;

namespace Platform.Cli.Tests;

/// <summary>One run of the command line in this process, with its own environment variables.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public static async Task<CliRun> Of(IReadOnlyDictionary<string, string> variables, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var host = new CliHost(output, error, name => variables.GetValueOrDefault(name));
        var exitCode = await CommandLine.RunAsync(args, host, TestContext.Current.CancellationToken);
        return new(exitCode, output.ToString(), error.ToString());
    }

    public static Task<CliRun> Of(params string[] args) => Of(new Dictionary<string, string>(), args);
}
