using System.Diagnostics;

namespace Search.Tests.Support;

/// <summary>Runs this test program again, as another process that only prints a sampler's proposals.</summary>
internal static class OtherProcess
{
    public const string Command = "print-proposals";

    public static async Task<string[]> ProposalsAsync(string sampler, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(OtherProcess).Assembly.Location);
        start.ArgumentList.Add(Command);
        start.ArgumentList.Add(sampler);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
