using System.Diagnostics;

namespace Platform.Cli.Local;

/// <summary>Runs a short-lived program to its end.</summary>
internal static class Tool
{
    public sealed record Result(int ExitCode, string Output, string Error);

    /// <exception cref="CliException">The program could not be started.</exception>
    public static async Task<Result> RunAsync(IReadOnlyList<string> command, string input = "", CancellationToken cancel = default)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var error = process.StandardError.ReadToEndAsync(cancel);
            await process.StandardInput.WriteAsync(input.AsMemory(), cancel);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancel);
            return new(process.ExitCode, await output, await error);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CliException($"Could not run {command[0]}: {e.Message}", inner: e);
        }
    }
}
