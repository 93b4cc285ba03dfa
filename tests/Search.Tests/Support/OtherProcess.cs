using System.Diagnostics;

namespace Search.Tests.Support;

/// <summary>Runs this test program again, as another process that only prints a sampler's proposals or a pruner's verdicts.</summary>
internal static class OtherProcess
{
    public const string Command = "print-proposals";

    public const string VerdictsCommand = "print-verdicts";

    public static Task<string[]> ProposalsAsync(string sampler, params (string Name, string Value)[] environment) => LinesAsync(Command, sampler, environment);

    public static Task<string[]> VerdictsAsync(string pruner, params (string Name, string Value)[] environment) => LinesAsync(VerdictsCommand, pruner, environment);

    private static async Task<string[]> LinesAsync(string command, string name, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(OtherProcess).Assembly.Location);
        start.ArgumentList.Add(command);
        start.ArgumentList.Add(name);
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
